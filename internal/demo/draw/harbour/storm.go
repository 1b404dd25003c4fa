package harbour

import (
	"math"

	"broadsheet/internal/demo/draw/ink"
	"broadsheet/internal/demo/draw/stock"
)

// swell is one line of waves across the sheet, crests about a high and l apart, with foam running off the crests.
func (v *view) swell(y, l, a float64, body, line, foam stock.RGB) {
	type crest struct{ x, y, a, l float64 }
	var crests []crest
	for x := -l * v.R.Between(0.2, 0.8); x < v.W+l; x += l * v.R.Between(0.75, 1.1) {
		crests = append(crests, crest{x, y + a*v.R.Between(-0.16, 0.12), a * v.R.Between(0.75, 1.1), l})
	}
	p := ink.From(-l, y+a)
	for _, c := range crests { // up the back, over the crest, down the hollow face
		p.Curve(c.x-c.l*0.42, c.y+c.a*0.95, c.x-c.l*0.2, c.y+c.a*0.12, c.x, c.y)
		p.Curve(c.x+c.l*0.05, c.y-c.a*0.03, c.x+c.l*0.13, c.y+c.a*0.06, c.x+c.l*0.16, c.y+c.a*0.26)
		p.Curve(c.x+c.l*0.1, c.y+c.a*0.2, c.x+c.l*0.06, c.y+c.a*0.4, c.x+c.l*0.12, c.y+c.a*0.68)
		p.Curve(c.x+c.l*0.17, c.y+c.a*0.92, c.x+c.l*0.25, c.y+c.a, c.x+c.l*0.36, c.y+c.a)
	}
	shape := p.To(v.W+2*l, y+a).To(v.W+2*l, v.H+3).To(-l, v.H+3).Shape()
	v.Flat(shape, body)
	for _, c := range crests {
		// the back in cuts that follow it
		for i := range 6 {
			t := (float64(i) + 0.6) / 6
			x0, y0 := c.x+c.l*(0.04-0.1*t+0.16*t*t), c.y+c.a*(0.06+0.78*t)
			v.taper(0.14+c.a*0.05, line, ink.From(x0, y0).Curve(x0-c.l*0.12, y0-c.a*0.02, x0-c.l*(0.24+0.1*t), y0+c.a*0.14, x0-c.l*v.R.Between(0.36, 0.56), y0+c.a*0.34).Points())
		}
		// foam: a cap with fingers on the hollow side
		f := ink.From(c.x-c.l*0.24, c.y+c.a*0.22).Curve(c.x-c.l*0.12, c.y-c.a*0.02, c.x-c.l*0.02, c.y-c.a*0.12, c.x+c.l*0.06, c.y-c.a*0.08).
			Curve(c.x+c.l*0.14, c.y-c.a*0.03, c.x+c.l*0.19, c.y+c.a*0.12, c.x+c.l*0.18, c.y+c.a*0.36)
		const fingers = 5
		for i := range fingers {
			t := 1 - float64(i+1)/fingers
			ex, ey := c.x+c.l*(-0.02+0.16*t), c.y+c.a*(0.08+0.2*t*t)
			f.Bend(ex+c.l*0.05, ey+c.a*0.02, ex+c.l*0.015, ey+c.a*0.2).Bend(ex+c.l*0.012, ey+c.a*0.04, ex, ey)
		}
		v.Flat(f.Bend(c.x-c.l*0.1, c.y+c.a*0.1, c.x-c.l*0.24, c.y+c.a*0.22).Shape(), foam)
		for range 4 {
			v.Flat(ink.Circle(c.x+c.l*v.R.Between(0.02, 0.3), c.y-c.a*v.R.Between(0.05, 0.35), v.R.Between(0.15, 0.2+a*0.02)), foam)
		}
	}
}

// plume is a wave thrown up against a wall whose foot is (x, y), w wide and h high: a fan of water that leans with
// the wind and breaks into foam at its edge.
func (v *view) plume(x, y, w, h float64, foam, shade stock.RGB) {
	seed := v.R.Between(0, 90)
	edge := func(a, k float64) ink.Point { // at an angle from 0 (left) to 1 (right), k of the way out
		t := math.Pi * a
		r := (1 + 0.2*v.Noise(a*5+seed, 1) + 0.13*v.Noise(a*14+seed, 2)) * k
		up := math.Pow(math.Sin(t), 0.8) * h * r
		return ink.Point{X: x - math.Cos(t)*w*0.5*(0.55+0.45*math.Sin(t))*r + up*0.16, Y: y - up}
	}
	p := ink.From(x-w*0.3, y+3)
	const n = 90
	for i := range n + 1 {
		q := edge(float64(i)/n, 0.93)
		p.To(q.X, q.Y)
	}
	body := p.To(x+w*0.3, y+3).Shape()
	for i := range 150 { // foam along the edge
		a := (float64(i) + v.R.Between(0, 1)) / 150
		q := edge(a, v.R.Between(0.86, 1.0))
		body = body.And(ink.Circle(q.X, q.Y, h*v.R.Between(0.012, 0.038)*(0.6+0.4*math.Sin(math.Pi*a))))
	}
	v.Flat(body, foam)
	v.Within(body, func() {
		for i := range 34 { // the water rising, in strokes that fan out
			a := (float64(i) + v.R.Between(0.2, 0.8)) / 46
			from, to := v.R.Between(0, 0.3), v.R.Between(0.42, 0.8)
			p0, p1, p2 := edge(0.5+(a-0.5)*0.8, from), edge(0.5+(a-0.5)*0.9, (from+to)/2), edge(a, to)
			v.taper(h*v.R.Between(0.008, 0.02), shade, ink.From(p0.X, p0.Y).Bend(p1.X, p1.Y, p2.X, p2.Y).Points())
		}
		for range 30 { // hollows between the flying water
			q := edge(v.R.Between(0.05, 0.95), v.R.Between(0.7, 0.92))
			v.Flat(ink.Circle(q.X, q.Y, h*v.R.Between(0.003, 0.009)), shade)
		}
	})
	for range 80 {
		q := edge(v.R.Between(0.02, 0.98), 1+math.Abs(v.R.Between(-1, 1)*v.R.Between(0, 1))*0.36)
		v.Flat(ink.Circle(q.X, q.Y, h*v.R.Between(0.002, 0.01)), foam)
	}
}

// taper prints a line along the points, w units wide in its middle and pointed at both ends.
func (v *view) taper(w float64, col stock.RGB, pts []ink.Point) {
	m := len(pts) / 2
	v.Flat(ink.Stroke(0.06, w, pts[:m+1]...), col)
	v.Flat(ink.Stroke(w, 0.06, pts[m:]...), col)
}

// Storm is the sea wall on a bad night.
func Storm(sheet *stock.View, h stock.Hour) {
	v := &view{sheet}
	v.Horizon = v.H * 0.44
	v.Ground(v.Sky)
	for i := range 4 { // heavy clouds, one under the other
		y := v.H * (0.02 + 0.075*float64(i))
		p := ink.From(-5, y)
		for x := -5.0; x < v.W+16; {
			w := v.R.Between(14, 34)
			p.Bend(x+w*0.4, y+v.R.Between(5, 13), x+w, y+v.R.Between(1, 4))
			x += w
		}
		cloud := p.To(v.W+20, -20).To(-5, -20).Shape()
		if i == 0 {
			v.Flat(cloud, stock.Mix(v.Cloud, v.Ink, 0.5))
			continue
		}
		v.Fill(cloud, ink.Paint{Color: stock.Mix(v.Cloud, v.Ink, 0.34), Cover: v.Engraving(-0.05, 3.2, ink.Even(0.62-0.15*float64(i)))})
	}
	v.Fill(ink.Rect(-2, v.H*0.24, v.W+4, v.H*0.24), ink.Paint{Color: v.Haze, Cover: v.Engraving(-0.1, 3.4, func(_, y float64) float64 {
		return 0.8 * stock.Smooth(v.H*0.24, v.H*0.45, y)
	})})
	dark := v.Dark
	v.Dark = true
	v.Tones.Light = stock.Mix(v.Light, stock.Hex(0xf8d57e), 0.8)
	if v.Variant%2 == 1 {
		v.Island(v.W*0.12, v.Horizon, v.W*0.3, 6, v.Far)
		v.Glow(v.W*0.16, v.Horizon-8.4, 9, v.Light, 13) // the light on the point
		v.Flat(ink.Rect(v.W*0.16-0.8, v.Horizon-8.4, 1.6, 5), v.Ink)
		v.Flat(ink.Circle(v.W*0.16, v.Horizon-8.6, 1.1), v.Light)
	}
	k := min(v.W, v.H*1.25) / 100
	tones := func(t float64) (stock.RGB, stock.RGB, stock.RGB) {
		body := stock.Mix(stock.Mix(v.Water, v.Shade, 0.25+0.45*t), v.Ink, 0.28*t)
		return body, stock.Mix(body, v.Haze, 0.38), stock.Mix(v.Paper, body, 0.3*(1-t))
	}
	for row := range 4 {
		t := float64(row) / 4
		body, line, foam := tones(t)
		v.Within(ink.Rect(-2, v.Horizon, v.W+4, v.H), func() { v.Ripples(v.Horizon, v.H, line, 0.08, 1) })
		v.swell(v.Horizon-2+(v.H*0.36)*t*t+v.H*0.1*t, k*(17+34*t), k*(4.5+12*t), body, line, foam)
	}
	// the wall comes in from the right, waves break over it behind its lamps
	x0, y0 := v.W*0.33, v.H*0.64
	x1, y1 := v.W+3, v.H*0.735
	on := func(t float64) (float64, float64) { return x0 + (x1-x0)*t, y0 + (y1-y0)*t }
	spray := stock.Mix(v.Haze, v.Water, 0.35)
	px, py := on(0.72)
	v.plume(px, py+2, v.W*0.3, v.H*0.36, stock.Mix(v.Paper, v.Haze, 0.3), spray)
	px, py = on(0.16)
	v.plume(px, py+3, min(v.W*0.52, v.H*0.7), v.H*0.58, v.Paper, spray)
	wall := ink.Poly(x0, y0, x1, y1, x1, v.H+2, x0-7, v.H+2)
	v.Wall(wall, y0, v.H+2, 4.6, stock.Mix(v.Shade, v.Ink, 0.25), v.Ink)
	v.Within(wall, func() {
		v.Fill(wall, ink.Paint{Color: v.Ink, Cover: v.Engraving(0.08, 3, ink.Even(0.3))})
		for i := range 22 { // water pours back down its face
			t := v.R.Between(0, 1)
			x, y := on(t)
			l := v.R.Between(5, 26) * (1 - 0.5*t)
			v.Flat(ink.Stroke(v.R.Between(0.5, 1.5), 0.2, ink.Point{X: x, Y: y}, ink.Point{X: x - 1.5, Y: y + l}), []stock.RGB{v.Paper, spray}[i%2])
		}
	})
	v.Flat(ink.Stroke(2.2, 3.2, ink.Point{X: x0 - 1.4, Y: y0 + 0.4}, ink.Point{X: x1, Y: y1}), v.Ink)
	lean := 0.0
	if v.Variant%2 == 0 {
		lean = 0.4
	}
	for i := range 3 {
		t := 0.2 + 0.3*float64(i)
		lx, ly := on(t)
		v.leaning(lx, ly, v.H*(0.2+0.08*t), lean*v.R.Between(0.75, 1.15))
	}
	v.Dark = dark
	// the sea before the wall
	body, line, foam := tones(1)
	v.swell(v.H*0.80, k*62, k*18, body, line, foam)
	v.Within(ink.Rect(-2, v.H*0.86, v.W+4, v.H), func() { v.Ripples(v.H*0.80, v.H+1, line, 0.4, 1.1) })
	v.swell(v.H*0.93, k*74, k*15, stock.Mix(body, v.Ink, 0.35), line, foam)
	v.Rain(40, 1.0, stock.Mix(v.Haze, v.Sky, 0.2))
	if h == stock.Gale {
		v.Gulls(3, v.W*0.25, v.H*0.3, 12, v.Paper)
	}
}

// leaning is a lamp post that the wind has bent; with no lean it stands.
func (v *view) leaning(x, y, h, lean float64) {
	if lean == 0 {
		v.Lamp(x, y, h, v.Ink)
		return
	}
	tx, ty := x+h*lean, y-h*(1-lean*0.3)
	v.Glow(tx, ty, h*0.32, v.Light, 17)
	v.Flat(ink.Stroke(h*0.06, h*0.026, ink.From(x, y).Bend(x+h*lean*0.1, y-h*0.7, tx, ty).Points()...), v.Ink)
	v.Flat(ink.Circle(tx, ty+h*0.02, h*0.055), v.Light)
	v.Flat(ink.Poly(tx-h*0.08, ty-h*0.02, tx+h*0.08, ty+h*0.01, tx+h*0.03, ty-h*0.07), v.Ink)
}
