package draw

import (
	"math"

	"broadsheet/internal/demo/draw/ink"
)

// brick prints a wall with rows of bricks.
func (v *view) brick(p ink.Path, wall, joint rgb, tone float64) {
	v.Flat(p, wall)
	v.Fill(p, ink.Paint{Color: joint, Cover: v.Engraving(0, 1.7, ink.Even(tone))})
}

// works is Gannet Cannery from the river: packing hall with a row of gables, chimney, label store low on the left.
// Its feet stand at y; m is the size of the whole, 1 for a width of about 100.
type works struct {
	x, y, m float64
	burnt   bool // a part of the hall has lost its roof
	alight  bool
}

func (v *view) works(w works) {
	m := w.m
	px := func(x float64) float64 { return w.x + x*m }
	wall, roof, joint := v.accent, v.shade, mix(v.accent, v.ink, 0.5)
	if v.dark {
		wall, joint = mix(v.accent, v.ink, 0.62), v.ink
	}
	if w.alight {
		wall, joint = mix(v.accent, v.ink, 0.7), v.ink
	}
	pane := mix(v.paper, v.mid, 0.25)
	if v.dark {
		pane = v.ink
	}
	// the chimney stands behind
	v.stack(px(26), w.y, 46*m, 7*m, wall, v.paper)
	v.Fill(ink.Rect(px(22), w.y-46*m, 8*m, 46*m), ink.Paint{Color: joint, Cover: func(x, y, edge float64) float64 {
		if math.Abs(x-px(26)) > m*(2.4+1.1*(y-w.y+46*m)/(46*m)) {
			return 0
		}
		return 0.5 * smooth(px(25.5), px(29.5), x)
	}})
	// the packing hall: four gables
	for i := range 4 {
		x := -14 + 15*float64(i)
		gone := w.burnt && i >= 2
		hall := ink.Poly(px(x), w.y+0.4, px(x), w.y-15*m, px(x+7.5), w.y-22*m, px(x+15), w.y-15*m, px(x+15), w.y+0.4)
		if gone {
			hall = ink.Poly(px(x), w.y+0.4, px(x), w.y-15*m, px(x+2.4), w.y-17*m, px(x+4), w.y-13*m, px(x+6.5), w.y-14.4*m, px(x+9), w.y-10.6*m, px(x+12), w.y-13.6*m, px(x+15), w.y-12*m, px(x+15), w.y+0.4)
		}
		v.brick(hall, wall, joint, 0.16)
		if !gone {
			v.Flat(ink.Stroke(1.1*m, 1.1*m, ink.Point{X: px(x - 0.6), Y: w.y - 14.5*m}, ink.Point{X: px(x + 7.5), Y: w.y - 22.2*m}, ink.Point{X: px(x + 15.6), Y: w.y - 14.5*m}), roof)
			v.Flat(ink.Circle(px(x+7.5), w.y-17.6*m, 1.5*m), v.ink)
		} else {
			for k := range 5 { // charred rafters
				rx := x + 1.5 + 2.9*float64(k)
				v.Line(px(rx), w.y-11.5*m, px(rx+1.6), w.y-(17.5-1.1*float64(k%3))*m, 0.5*m, v.ink)
			}
		}
		for k := range 3 {
			wx := x + 1.7 + 4.4*float64(k)
			c := pane
			if w.alight && i >= 1 {
				c = v.light
			}
			v.Flat(ink.Sector(px(wx+1.4), w.y-9.2*m, 1.4*m, 1.7*m, math.Pi, 2*math.Pi).And(ink.Rect(px(wx), w.y-9.3*m, 2.8*m, 4.8*m)), c)
			v.Line(px(wx+1.4), w.y-10.8*m, px(wx+1.4), w.y-4.6*m, 0.3*m, wall)
			v.Line(px(wx), w.y-7.4*m, px(wx+2.8), w.y-7.4*m, 0.3*m, wall)
		}
		v.Flat(ink.Rect(px(x+5.4), w.y-3.4*m, 4.2*m, 3.5*m), v.ink)
	}
	if !w.burnt {
		v.Flat(ink.Rect(px(2.4), w.y-14.6*m, 29*m, 3.2*m), v.paper)
		v.letters(px(16.9), w.y-11.9*m, 2.1*m, "GANNET CANNERY", v.ink)
	}
	if w.burnt {
		s0, s1 := px(15), px(47)
		for x := s0; x <= s1+0.1; x += (s1 - s0) / 8 {
			v.Line(x, w.y+0.4, x, w.y-20*m, 0.35*m, v.ink)
		}
		for k := range 5 {
			y := w.y - (2.5+4.2*float64(k))*m
			v.Line(s0-1, y, s1+1, y, 0.32*m, v.ink)
			v.Flat(ink.Rect(s0-1, y-0.5*m, s1-s0+2, 0.55*m), v.paper)
		}
		for k := range 4 {
			v.Line(s0+(s1-s0)*float64(k)/4, w.y, s0+(s1-s0)*float64(k+1)/4, w.y-19*m, 0.25*m, v.ink)
		}
		for k := range 3 {
			v.person(v.somebody(s0+(s1-s0)*(0.18+0.3*float64(k)), w.y-(6.7+4.2*float64(k%2))*m, 4.4*m, stands))
		}
	}
	// the label store and the sheds
	store := ink.Rect(px(-41), w.y-8*m, 20*m, 8*m+0.4)
	v.brick(store, mix(wall, v.ink, 0.15), joint, 0.2)
	v.Flat(ink.Poly(px(-42), w.y-7.8*m, px(-20), w.y-7.8*m, px(-23), w.y-12*m, px(-39), w.y-12*m), roof)
	for k := range 4 {
		c := pane
		if w.alight {
			c = v.light
		}
		v.Flat(ink.Rect(px(-39.4+4.6*float64(k)), w.y-5.8*m, 2.6*m, 2.8*m), c)
	}
	v.Flat(ink.Rect(px(-21), w.y-11*m, 7.4*m, 11*m+0.4), mix(roof, v.mid, 0.3))
	v.Flat(ink.Poly(px(-21.6), w.y-10.8*m, px(-13.4), w.y-10.8*m, px(-13.4), w.y-13*m), roof)
}

// cannery is Gannet Cannery on the north bank, whole or after the fire.
func cannery(v *view, h hour) {
	v.horizon = v.H * 0.58
	quay, water := v.H*0.62, v.H*0.69
	v.air()
	v.luminary(h, v.W*0.2, v.horizon*0.5)
	v.clouds(h)
	v.hills(quay, 15, v.far, float64(v.variant)*7)
	v.skyline(-2, v.W+2, quay, 5, mix(v.far, v.mid, 0.5), v.haze)
	m := min((v.W-4)/92, v.H/84)
	w := works{x: v.W*0.5 - 3*m, y: quay, m: m, burnt: v.variant%2 == 0}
	if !w.burnt {
		v.smoke(w.x+26*m, quay-47*m, 0.9*m, false, mix(v.cloud, v.mid, 0.3))
	}
	v.works(w)
	v.wall(ink.Rect(-2, quay, v.W+4, water-quay+1), quay+1.2, water, 2.5, mix(v.mid, v.paper, 0.1), mix(v.shade, v.mid, 0.3))
	v.Flat(ink.Rect(-2, quay-0.3, v.W+4, 1.4), v.ink)
	for range 6 {
		v.person(v.somebody(v.r.Between(4, v.W-4), quay, 4.6*m, []pose{walks, stands}[v.r.Of(2)]))
	}
	v.sea(water, 0.9)
	if w.burnt {
		v.skiff(v.W*0.24, v.H*0.86, 1.7, false, v.ink, v.accent)
	} else {
		v.trawler(v.W*0.7, v.H*0.80, min(1.3, v.W/100), true, v.shade, "")
		v.skiff(v.W*0.2, v.H*0.9, 1.8, false, v.ink, v.accent)
	}
	v.gulls(7, v.W*0.35, v.H*0.2, 22, v.ink)
}

// flames rise from y, w wide and h high.
func (v *view) flames(x, y, w, h float64) {
	for layer, col := range []rgb{mix(v.accent, v.ink, 0.25), v.accent, v.light, v.paper} {
		k := 1 - 0.24*float64(layer)
		n := 7 - layer
		for i := range n {
			t := (float64(i)+0.5)/float64(n) - 0.5
			bx := x + w*k*t
			bw := w * k / float64(n) * 1.5
			fh := h * k * (0.55 + 0.45*math.Cos(t*2.6)) * v.r.Between(0.75, 1.2)
			sway := v.r.Between(-0.5, 0.9) * bw
			v.Flat(ink.From(bx-bw/2, y).Curve(bx-bw*0.75, y-fh*0.35, bx+sway-bw*0.3, y-fh*0.5, bx+sway, y-fh).
				Curve(bx+sway-bw*0.05, y-fh*0.62, bx+bw*0.85, y-fh*0.42, bx+bw/2, y).Shape(), col)
		}
	}
}

// canneryFire is the night of the fire.
func canneryFire(v *view, h hour) {
	v.horizon = v.H * 0.60
	quay, water := v.H*0.64, v.H*0.72
	v.air()
	m := min((v.W-4)/92, v.H/88)
	w := works{x: v.W*0.5 - 3*m, y: quay, m: m, alight: true}
	// smoke leans over the town
	for layer, col := range []rgb{mix(v.haze, v.ink, 0.45), v.cloud, mix(v.cloud, v.haze, 0.35)} {
		p := ink.Path{}
		for i := range 16 {
			t := float64(i) / 15
			r := m * (6 + 17*t) * v.r.Between(0.75, 1.15) * (1 - 0.22*float64(layer))
			p = p.And(ink.Circle(w.x+m*(14+6*float64(layer))-(w.x*0.95)*t*t+v.r.Between(-5, 5)*m, quay-20*m-(quay-8)*0.92*t, r))
		}
		v.Flat(p, col)
	}
	v.skyline(-2, v.W+2, quay, 6, v.far, v.ink)
	for i, f := range []struct{ x, w, h float64 }{{-31, 16, 17}, {4, 17, 22}, {20, 18, 34}, {36, 15, 24}} {
		if v.variant%2 == 0 && i == 0 {
			continue
		}
		v.flames(w.x+f.x*m, quay-12*m, f.w*m, f.h*m)
	}
	v.works(w)
	for _, f := range []struct{ x, y, w, h float64 }{{8.6, 15, 9, 9}, {23.6, 16, 11, 15}, {38.6, 15, 9, 11}, {-31, 10, 12, 9}, {19, 5, 3.4, 6}, {25, 5, 3.4, 7}, {34, 5, 3.4, 6}} {
		v.flames(w.x+f.x*m, quay-f.y*m, f.w*m, f.h*m)
	}
	for range 90 { // sparks
		t := v.r.Between(0, 1)
		x, y := w.x+m*(20+v.r.Between(-24, 24)*(0.3+t))-v.W*0.3*t*t, quay-18*m-(quay-10)*t
		v.Flat(ink.Circle(x, y, v.r.Between(0.14, 0.4)), []rgb{v.light, v.accent}[v.r.Of(2)])
	}
	// the quay with engines and hoses
	v.Flat(ink.Rect(-2, quay, v.W+4, water-quay+1), v.ink)
	v.Flat(ink.Rect(-2, quay, v.W+4, 0.8), mix(v.accent, v.light, 0.3))
	for _, e := range []struct {
		x      float64
		turned bool
	}{{-34, false}, {48, true}} {
		ex := w.x + e.x*m
		v.drive(lorry, ex, quay+0.3, 1.5*m, e.turned, v.accent)
		v.Line(ex-5*m, quay-5.4*m, ex+3*m, quay-6.4*m, 0.5*m, v.paper)
	}
	hose := func(x, tx, ty float64, turned bool) {
		p := v.somebody(x, quay+0.2, 6*m, points)
		p.turned, p.coat, p.legs, p.hat, p.bag, p.skirt = turned, v.shade, v.ink, true, false, false
		v.person(p)
		sx := x + 2*m*sign(turned)
		for k := range 3 {
			d := float64(k) * 0.7 * m
			v.Flat(ink.Stroke(0.35*m, 0.9*m, ink.From(sx, quay-4.6*m).Bend((sx+tx)/2, ty-13*m-d, tx+d, ty).Points()...), []rgb{v.paper, mix(v.paper, v.far, 0.4), v.paper}[k])
		}
	}
	hose(w.x-19*m, w.x+5*m, quay-14*m, false)
	hose(w.x+54*m, w.x+37*m, quay-15*m, true)
	hose(w.x+1*m, w.x+22*m, quay-17*m, false)
	v.sea(water, 0.5)
	for range 46 {
		y := water + v.r.Between(0.5, v.H-water)
		x := w.x + m*(16+v.r.Between(-30, 30))
		l := v.r.Between(2, 9)
		v.Cut(x-l, y, x+l, y, 0.3+(y-water)/22, []rgb{v.accent, v.light, v.accent}[v.r.Of(3)])
	}
	cols := []rgb{v.ink, mix(v.ink, v.shade, 0.4), v.ink}
	v.crowd(2, v.W+4, v.H+1, min(15, v.H*0.13), cols)
}
