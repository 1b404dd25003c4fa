package draw

import (
	"math"

	"broadsheet/internal/demo/draw/ink"
)

// square is the open place before a public building: flags running to the horizon line y.
func (v *view) square(y float64, col, line rgb) {
	v.Flat(ink.Rect(-2, y, v.W+4, v.H-y+2), col)
	cx := v.W / 2
	for d := 0.8; y+d < v.H+2; d *= 1.42 {
		v.Line(-2, y+d, v.W+2, y+d, 0.1+d*0.012, line)
	}
	for i := -9; i <= 9; i++ {
		t := float64(i) / 3.2
		v.Line(cx+t*v.W*0.16, y, cx+t*v.W*0.62, v.H+2, 0.16, line)
	}
}

// pane is what a window shows: dark by day, lit after dark unless once in lit it is not.
func (v *view) pane(lit int) rgb {
	if !v.dark {
		return v.shade
	}
	if lit > 0 && v.r.In(lit) {
		return mix(v.shade, v.ink, 0.5)
	}
	return v.light
}

// window is an upright one with its middle at x and its sill at y, arched if asked.
func (v *view) window(x, y, w, h float64, arched bool, pane, frame rgb) {
	shape := func(g float64) ink.Path {
		p := ink.Rect(x-w/2-g, y-h-g, w+2*g, h+g)
		if arched {
			p = p.And(ink.Sector(x, y-h-g+0.05, w/2+g, w/2+g, math.Pi, 2*math.Pi))
		}
		return p
	}
	v.Flat(shape(w*0.13), frame)
	v.Flat(shape(0), pane)
	v.Line(x, y, x, y-h-w*0.1, w*0.08, frame)
	for _, t := range []float64{0.36, 0.72} {
		v.Line(x-w/2, y-h*t, x+w/2, y-h*t, w*0.07, frame)
	}
	v.Flat(ink.Rect(x-w*0.72, y, w*1.44, w*0.16), frame)
}

// stone lays courses over a wall.
func (v *view) stone(p ink.Path, wall, joint rgb, course float64) {
	v.Flat(p, wall)
	v.Fill(p, ink.Paint{Color: joint, Cover: v.Engraving(0, course, ink.Even(0.09))})
}

// column stands on (x, y), h high.
func (v *view) column(x, y, w, h float64, lit, dim rgb) {
	v.Flat(ink.Poly(x-w*0.5, y, x+w*0.5, y, x+w*0.42, y-h, x-w*0.42, y-h), lit)
	v.Fill(ink.Poly(x-w*0.5, y, x+w*0.5, y, x+w*0.42, y-h, x-w*0.42, y-h), ink.Paint{Color: dim, Cover: v.Engraving(math.Pi/2, w*0.19, func(px, _ float64) float64 {
		return 0.12 + 0.85*smooth(x-w*0.3, x+w*0.5, px)
	})})
	v.Flat(ink.Rect(x-w*0.62, y-w*0.28, w*1.24, w*0.3), lit)
	v.Flat(ink.Poly(x-w*0.44, y-h+w*0.4, x+w*0.44, y-h+w*0.4, x+w*0.68, y-h, x-w*0.68, y-h), lit)
	v.Line(x-w*0.62, y-w*0.28, x+w*0.62, y-w*0.28, w*0.06, dim)
	v.Line(x-w*0.46, y-h+w*0.42, x+w*0.46, y-h+w*0.42, w*0.06, dim)
}

// courthouse is the Assize Court, and once the magistrates'.
func courthouse(v *view, h hour) {
	switch v.variant {
	case 2:
		courtDoor(v, h)
	case 4:
		courtLow(v, h)
	default:
		courtFront(v, h)
	}
}

func courtFront(v *view, h hour) {
	v.horizon = v.H * 0.70
	v.air()
	v.clouds(h)
	w := min(v.W*0.86, v.H*0.92)
	x0, y := v.W/2-w/2, v.horizon
	m := w / 100
	v.row(-6, x0+4*m, y+0.4, 30*m, []rgb{v.mid, mix(v.mid, v.shade, 0.4)}, []rgb{v.shade}, v.shade)
	v.row(x0+w-4*m, v.W+6, y+0.4, 28*m, []rgb{mix(v.mid, v.shade, 0.4), v.mid}, []rgb{v.shade}, v.shade)
	v.square(y, mix(v.mid, v.paper, 0.55), mix(v.mid, v.shade, 0.2))
	stone, dim := mix(v.paper, v.mid, 0.16), mix(v.mid, v.shade, 0.45)
	body := ink.Rect(x0, y-46*m, w, 46*m)
	v.stone(body, mix(v.paper, v.mid, 0.34), mix(v.mid, v.shade, 0.2), 3.4*m)
	v.Flat(ink.Rect(x0-1.5*m, y-49*m, w+3*m, 4*m), stone)
	v.Line(x0-1.5*m, y-45*m, x0+w+1.5*m, y-45*m, 0.5*m, dim)
	for _, dx := range []float64{9, 19, 81, 91} {
		v.window(x0+dx*m, y-22*m, 4.6*m, 10*m, true, v.pane(3), stone)
		v.window(x0+dx*m, y-6*m, 4.6*m, 7*m, false, v.pane(3), stone)
	}
	// the porch: shade behind the columns, a door, the gable above
	v.Flat(ink.Rect(x0+26*m, y-40*m, 48*m, 36*m), dim)
	v.Fill(ink.Rect(x0+26*m, y-40*m, 48*m, 36*m), ink.Paint{Color: v.ink, Cover: v.Engraving(0, 1.5*m, func(_, py float64) float64 { return 0.75 * smooth(y-6*m, y-40*m, py) })})
	v.Flat(ink.Rect(x0+44*m, y-28*m, 12*m, 24*m), v.ink)
	v.Flat(ink.Rect(x0+45.4*m, y-26.4*m, 4*m, 22*m), mix(v.shade, v.accent, 0.4))
	v.Flat(ink.Rect(x0+50.6*m, y-26.4*m, 4*m, 22*m), mix(v.shade, v.accent, 0.4))
	for i := range 6 {
		v.column(x0+(29+8.4*float64(i))*m, y-4*m, 4.6*m, 36*m, stone, dim)
	}
	v.Flat(ink.Rect(x0+23*m, y-45.4*m, 54*m, 6*m), stone)
	v.letters(x0+50*m, y-41*m, 2.6*m, "ASSIZE COURT", dim)
	v.Flat(ink.Poly(x0+21*m, y-45*m, x0+79*m, y-45*m, x0+50*m, y-60*m), stone)
	v.Flat(ink.Poly(x0+27*m, y-46.4*m, x0+73*m, y-46.4*m, x0+50*m, y-58*m), mix(v.mid, v.paper, 0.3))
	v.Line(x0+50*m, y-47*m, x0+50*m, y-55*m, 0.6*m, dim) // a pair of scales
	v.Line(x0+43*m, y-53.4*m, x0+57*m, y-53.4*m, 0.6*m, dim)
	for _, dx := range []float64{43, 57} {
		v.Line(x0+dx*m, y-53.4*m, x0+(dx-2)*m, y-49.6*m, 0.3*m, dim)
		v.Line(x0+dx*m, y-53.4*m, x0+(dx+2)*m, y-49.6*m, 0.3*m, dim)
		v.Flat(ink.Sector(x0+dx*m, y-49.7*m, 2.6*m, 1.6*m, 0, math.Pi), dim)
	}
	v.flag(x0+50*m, y-59.6*m, 12*m, 9*m, v.accent, v.ink)
	// the steps
	n := 7
	for i := range n {
		t := float64(i) / float64(n)
		sy := y - 4*m + (v.H*0.08+4*m)*t
		grow := 12 * m * t
		v.Flat(ink.Rect(x0+22*m-grow, sy, 56*m+2*grow, (v.H*0.08+4*m)/float64(n)+0.2), mix(v.paper, v.mid, 0.12+0.1*float64(i%2)))
		v.Line(x0+22*m-grow, sy+(v.H*0.08+4*m)/float64(n), x0+78*m+grow, sy+(v.H*0.08+4*m)/float64(n), 0.3, dim)
	}
	foot := y + v.H*0.08
	ph := 15 * m
	if v.variant == 3 || v.variant > 4 {
		for g := range 5 { // small groups, talking
			gx := x0 + (14+18*float64(g))*m + v.r.Between(-3, 3)*m
			gy := foot - v.r.Between(0, v.H*0.06) + float64(g%2)*v.H*0.05
			for k := range 2 + v.r.Of(3) {
				p := v.somebody(gx+float64(k)*ph*0.36, gy+v.r.Between(-0.4, 0.4), ph, []pose{stands, stands, points}[v.r.Of(3)])
				p.turned = k > 0
				v.person(p)
			}
		}
	} else {
		for i := range 16 { // a queue
			p := v.somebody(x0+(68+3.9*float64(i))*m, foot+0.4*float64(i%3)+1.6*m, ph*0.94, stands)
			p.turned = true
			v.person(p)
		}
		p := v.somebody(x0+30*m, foot+v.H*0.07, ph*1.15, walks)
		p.bag = true
		v.person(p)
	}
	for _, dx := range []float64{4, 96} {
		v.lamp(x0+dx*m, foot+3*m, 26*m, v.ink)
	}
	v.gulls(3, v.W*0.2, v.H*0.12, 14, v.ink)
}

// courtDoor is the side of the court: steps, a door that is shut, a lamp.
func courtDoor(v *view, h hour) {
	y := v.H * 0.80
	stone, joint := mix(v.paper, v.mid, 0.4), mix(v.mid, v.shade, 0.45)
	v.Ground(stone)
	v.wall(ink.Rect(-2, -2, v.W+4, y+2), -2, y, 9, stone, joint)
	v.Fill(ink.Rect(-2, -2, v.W+4, y+2), ink.Paint{Color: mix(v.mid, v.shade, 0.3), Cover: v.Engraving(-0.62, 2.1, func(x, py float64) float64 {
		return 0.6 * smooth(v.W*0.2, v.W*1.1, x+py*0.35)
	})})
	v.Flat(ink.Rect(-2, y-4, v.W+4, 4.4), mix(v.mid, v.shade, 0.3))
	v.square(y, mix(v.mid, v.shade, 0.35), v.shade)
	cx, dw, dh := v.W*0.54, min(v.W*0.2, 22.0), min(v.H*0.40, 46)
	sill := y - v.H*0.17
	// surround, door, fanlight
	v.Flat(ink.Rect(cx-dw*0.82, sill-dh*1.1, dw*1.64, dh*1.1), mix(v.paper, v.mid, 0.15))
	v.Flat(ink.Poly(cx-dw, sill-dh*1.1, cx+dw, sill-dh*1.1, cx, sill-dh*1.36), mix(v.paper, v.mid, 0.15))
	v.Line(cx-dw, sill-dh*1.1, cx+dw, sill-dh*1.1, 0.8, joint)
	v.Lines(0.6, joint, ink.Point{X: cx - dw, Y: sill - dh*1.1}, ink.Point{X: cx, Y: sill - dh*1.36}, ink.Point{X: cx + dw, Y: sill - dh*1.1})
	v.Flat(ink.Rect(cx-dw*0.56, sill-dh*0.98, dw*1.12, dh*0.98), v.ink)
	v.Flat(ink.Sector(cx, sill-dh*0.78, dw*0.5, dh*0.17, math.Pi, 2*math.Pi), mix(v.light, v.mid, 0.25))
	for i := range 5 {
		a := math.Pi + math.Pi*float64(i+1)/6
		v.Line(cx, sill-dh*0.78, cx+dw*0.5*math.Cos(a), sill-dh*0.78+dh*0.17*math.Sin(a), 0.4, v.ink)
	}
	leaf := mix(v.accent, v.ink, 0.25)
	for _, d := range []float64{-1, 1} {
		x := cx + d*dw*0.255
		v.Flat(ink.Rect(x-dw*0.235, sill-dh*0.75, dw*0.47, dh*0.75), leaf)
		for _, t := range []float64{0.08, 0.42} {
			v.Flat(ink.Rect(x-dw*0.15, sill-dh*(t+0.27), dw*0.3, dh*0.25), mix(leaf, v.ink, 0.35))
		}
		v.Flat(ink.Circle(cx+d*dw*0.06, sill-dh*0.38, 0.8), v.paper)
	}
	// the flight of steps
	n := 6
	for i := range n {
		t := float64(i) / float64(n)
		sy := sill + (y+v.H*0.05-sill)*t
		g := dw * (0.1 + 0.9*t)
		v.Flat(ink.Rect(cx-dw*0.8-g, sy, dw*1.6+2*g, (y+v.H*0.05-sill)/float64(n)+0.3), mix(v.paper, v.mid, 0.2))
		v.Flat(ink.Rect(cx-dw*0.8-g, sy+(y+v.H*0.05-sill)/float64(n)*0.45, dw*1.6+2*g, (y+v.H*0.05-sill)/float64(n)*0.6), mix(v.mid, v.shade, 0.3))
	}
	v.rail(cx+dw*0.9, sill, cx+dw*2, y+v.H*0.05, dh*0.3, 5, 0.7, v.ink)
	v.rail(cx-dw*0.9, sill, cx-dw*2, y+v.H*0.05, dh*0.3, 5, 0.7, v.ink)
	// windows high up, the lamp on its bracket
	for _, x := range []float64{v.W * 0.12, v.W * 0.9} {
		v.window(x, v.H*0.42, min(v.W*0.1, 11), v.H*0.22, true, v.shade, mix(v.paper, v.mid, 0.15))
	}
	// the lantern on its bracket beside the door
	lx, ly := cx+dw*1.28, sill-dh*0.72
	v.glow(lx, ly, 13, v.light, 17)
	v.Lines(0.9, v.ink, ink.From(lx, ly-4).Bend(lx, ly-9, lx+4, ly-9).Bend(lx+6.4, ly-9, lx+6.4, ly-4).Points()...)
	v.Flat(ink.Rect(lx+5.6, ly-8, 1.6, 8), v.ink)
	v.Flat(ink.Poly(lx-2.4, ly-3, lx+2.4, ly-3, lx+1.7, ly+3.6, lx-1.7, ly+3.6), v.light)
	v.Flat(ink.Poly(lx-3, ly-3, lx+3, ly-3, lx+0.8, ly-5, lx-0.8, ly-5), v.ink)
	v.Flat(ink.Rect(lx-2, ly+3.4, 4, 0.9), v.ink)
	v.Line(lx, ly-3, lx, ly+3.4, 0.5, v.ink)
	p := v.somebody(v.W*0.22, v.H*0.93, min(v.H*0.3, 30), walks)
	p.coat, p.legs, p.bag, p.skirt, p.turned = v.ink, v.ink, true, false, false
	v.person(p)
	if v.W > 120 {
		q := v.somebody(v.W*0.86, v.H*0.9, 26, stands)
		q.coat, q.turned, q.hat = v.shade, true, true
		v.person(q)
	}
}

// courtLow is the magistrates' court: one storey, two doors, a lamp over each.
func courtLow(v *view, h hour) {
	v.horizon = v.H * 0.66
	v.air()
	v.luminary(h, v.W*0.84, v.horizon*0.4)
	v.clouds(h)
	y := v.horizon + 2
	v.row(-6, v.W+6, y-3, min(v.H*0.34, 30), []rgb{mix(v.far, v.mid, 0.4), v.far}, []rgb{v.mid}, v.mid)
	v.square(y, mix(v.mid, v.paper, 0.4), mix(v.mid, v.shade, 0.3))
	w := min(v.W*0.88, v.H*1.25)
	x0, m := v.W/2-w/2, w/100
	stone, trim := mix(v.mid, v.paper, 0.3), mix(v.paper, v.mid, 0.1)
	v.wall(ink.Rect(x0, y-24*m, w, 24*m+0.3), y-24*m, y, 3*m, stone, mix(v.mid, v.shade, 0.4))
	v.Flat(ink.Poly(x0-3*m, y-24*m, x0+w+3*m, y-24*m, x0+w-6*m, y-37*m, x0+6*m, y-37*m), v.shade)
	v.Fill(ink.Poly(x0-3*m, y-24*m, x0+w+3*m, y-24*m, x0+w-6*m, y-37*m, x0+6*m, y-37*m), ink.Paint{Color: v.ink, Cover: v.Engraving(0, 1.9*m, ink.Even(0.3))})
	v.Flat(ink.Rect(x0-3*m, y-25*m, w+6*m, 1.6*m), trim)
	for _, cx := range []float64{20, 80} {
		v.Flat(ink.Rect(x0+(cx-3)*m, y-45*m, 6*m, 10*m), stone)
		v.Flat(ink.Rect(x0+(cx-3.6)*m, y-46*m, 7.2*m, 1.6*m), v.ink)
	}
	for _, d := range []float64{27, 68} {
		v.Flat(ink.Rect(x0+(d-6)*m, y-19*m, 12*m, 19*m), trim)
		v.Flat(ink.Sector(x0+d*m, y-14*m, 4.4*m, 4.4*m, math.Pi, 2*math.Pi).And(ink.Rect(x0+(d-4.4)*m, y-14.1*m, 8.8*m, 14.2*m)), v.ink)
		v.Flat(ink.Rect(x0+(d-3.7)*m, y-13*m, 3.4*m, 12.4*m), mix(v.accent, v.ink, 0.2))
		v.Flat(ink.Rect(x0+(d+0.3)*m, y-13*m, 3.4*m, 12.4*m), mix(v.accent, v.ink, 0.2))
		v.Flat(ink.Rect(x0+(d-8)*m, y-0.6*m, 16*m, 2*m), trim)
		dark := v.dark
		v.dark = true
		v.lamp(x0+d*m, y-11*m, 12*m, v.ink)
		v.dark = dark
		v.Flat(ink.Rect(x0+(d-1)*m, y-20.6*m, 2*m, 2.2*m), v.ink)
		v.Flat(ink.Rect(x0+(d-0.5)*m, y-14*m, 1*m, 14*m), v.ink)
	}
	for _, d := range []float64{8, 47.5, 88} {
		v.window(x0+d*m, y-7*m, 6*m, 8*m, true, v.pane(0), trim)
	}
	p := v.somebody(x0+48*m, y+v.H*0.12, 16*m, walks)
	p.bag = true
	v.person(p)
	for i := range 3 {
		q := v.somebody(x0+(12+4.6*float64(i))*m, y+v.H*0.06, 14*m, stands)
		q.turned = i > 0
		v.person(q)
	}
	v.bare(x0-1*m, y+v.H*0.1, min(v.H*0.5, 48), v.ink)
}

// townhall is the seat of the council, with its clock.
func townhall(v *view, h hour) {
	v.horizon = v.H * 0.74
	v.air()
	v.luminary(h, v.W*0.82, v.horizon*0.36)
	v.clouds(h)
	y := v.horizon
	w := min(v.W*0.84, v.H*0.80)
	x0, m := v.W/2-w/2, w/100
	v.row(-6, x0+5*m, y+0.4, 32*m, []rgb{v.mid, mix(v.mid, v.shade, 0.5)}, []rgb{v.shade, v.ink}, v.shade)
	v.row(x0+w-5*m, v.W+6, y+0.4, 30*m, []rgb{mix(v.mid, v.shade, 0.5), v.mid}, []rgb{v.shade, v.ink}, v.shade)
	v.square(y, mix(v.mid, v.paper, 0.35), mix(v.mid, v.shade, 0.3))
	wall, trim := mix(v.accent, v.paper, 0.12), mix(v.paper, v.mid, 0.1)
	if v.dark {
		wall, trim = mix(v.accent, v.shade, 0.55), mix(v.paper, v.mid, 0.45)
	}
	dim := mix(wall, v.ink, 0.45)
	// the tower
	tx := x0 + 50*m
	v.brick(ink.Rect(tx-9*m, y-72*m, 18*m, 40*m), wall, dim, 0.14)
	v.Fill(ink.Rect(tx, y-72*m, 9*m, 40*m), ink.Paint{Color: dim, Cover: v.Engraving(math.Pi/2, 1.6*m, func(px, _ float64) float64 { return 0.8 * smooth(tx+1*m, tx+9*m, px) })})
	v.Flat(ink.Rect(tx-10.4*m, y-59.4*m, 20.8*m, 1.8*m), trim)
	v.Flat(ink.Rect(tx-10.4*m, y-74*m, 20.8*m, 2.6*m), trim)
	v.Flat(ink.Poly(tx-10*m, y-74*m, tx+10*m, y-74*m, tx+5*m, y-80*m, tx-5*m, y-80*m), v.shade)
	v.Flat(ink.Rect(tx-4*m, y-84.4*m, 8*m, 4.8*m), trim)
	v.Flat(ink.Rect(tx-2.6*m, y-83.6*m, 2*m, 4*m), v.ink)
	v.Flat(ink.Rect(tx+0.6*m, y-83.6*m, 2*m, 4*m), v.ink)
	v.Flat(ink.Poly(tx-5*m, y-84.2*m, tx+5*m, y-84.2*m, tx, y-91*m), v.shade)
	v.Line(tx, y-91*m, tx, y-94*m, 0.5*m, v.ink)
	face := v.paper
	if v.dark {
		face = v.light
	}
	cy := y - 66.4*m
	v.Flat(ink.Circle(tx, cy, 6.6*m), trim)
	v.Flat(ink.Circle(tx, cy, 5.8*m), v.ink)
	v.Flat(ink.Circle(tx, cy, 5.2*m), face)
	for i := range 12 {
		a := float64(i) * math.Pi / 6
		v.Line(tx+math.Cos(a)*4*m, cy+math.Sin(a)*4*m, tx+math.Cos(a)*4.8*m, cy+math.Sin(a)*4.8*m, 0.45*m, v.ink)
	}
	hours, minutes := 11.88, 53.0 // a few minutes slow of noon
	if v.dark {
		hours, minutes = 7.4, 24
	}
	for _, hand := range []struct{ t, l, w float64 }{{hours / 12, 2.7, 0.8}, {minutes / 60, 4.1, 0.55}} {
		a := hand.t*2*math.Pi - math.Pi/2
		v.Line(tx-math.Cos(a)*0.8*m, cy-math.Sin(a)*0.8*m, tx+math.Cos(a)*hand.l*m, cy+math.Sin(a)*hand.l*m, hand.w*m, v.ink)
	}
	// the house
	v.Flat(ink.Poly(x0-2*m, y-46*m, x0+w+2*m, y-46*m, x0+w-7*m, y-57*m, x0+7*m, y-57*m), v.shade)
	v.Fill(ink.Poly(x0-2*m, y-46*m, x0+w+2*m, y-46*m, x0+w-7*m, y-57*m, x0+7*m, y-57*m), ink.Paint{Color: v.ink, Cover: v.Engraving(0, 1.7*m, ink.Even(0.28))})
	v.brick(ink.Rect(x0, y-46*m, w, 46*m+0.3), wall, dim, 0.14)
	v.Flat(ink.Rect(x0-2*m, y-47.6*m, w+4*m, 2.6*m), trim)
	v.Flat(ink.Rect(x0-1*m, y-23.4*m, w+2*m, 1.6*m), trim)
	for i := range 9 {
		x := x0 + (8+10.5*float64(i))*m
		if i == 4 {
			continue
		}
		v.window(x, y-28*m, 4.6*m, 10*m, true, v.pane(7), trim)
		v.window(x, y-6*m, 4.6*m, 11*m, false, v.pane(5), trim)
	}
	// the middle: a gable with a balcony and the door
	v.brick(ink.Poly(tx-11*m, y, tx-11*m, y-50*m, tx, y-62*m, tx+11*m, y-50*m, tx+11*m, y), wall, dim, 0.14)
	v.Flat(ink.Stroke(1.8*m, 1.8*m, ink.Point{X: tx - 12.4*m, Y: y - 48.6*m}, ink.Point{X: tx, Y: y - 62*m}, ink.Point{X: tx + 12.4*m, Y: y - 48.6*m}), trim)
	v.window(tx, y-28*m, 9*m, 12*m, true, v.pane(0), trim)
	v.Flat(ink.Rect(tx-10*m, y-27*m, 20*m, 1.8*m), trim)
	v.rail(tx-9.6*m, y-27*m, tx+9.6*m, y-27*m, 4.4*m, 8, 0.5*m, v.ink)
	v.Flat(ink.Sector(tx, y-13*m, 6*m, 6*m, math.Pi, 2*math.Pi).And(ink.Rect(tx-6*m, y-13.1*m, 12*m, 13.3*m)), trim)
	v.Flat(ink.Sector(tx, y-12.6*m, 4.6*m, 4.6*m, math.Pi, 2*math.Pi).And(ink.Rect(tx-4.6*m, y-12.7*m, 9.2*m, 13*m)), v.pane(0))
	v.Line(tx, y, tx, y-17*m, 0.5*m, v.ink)
	for i := range 4 {
		g := float64(i) * 2.2 * m
		v.Flat(ink.Rect(tx-9*m-g, y-0.4*m+float64(i)*1.5*m, 18*m+2*g, 1.6*m), mix(trim, v.mid, 0.18*float64(i)))
	}
	v.flag(tx-14*m, y-46*m, 22*m, 9*m, v.light, v.ink)
	ph := 13 * m
	for range 9 {
		gx, gy := v.r.Between(6, v.W-6), y+v.r.Between(v.H*0.06, v.H*0.16)
		k := 1 + (gy-y)/v.H*2.4
		v.person(v.somebody(gx, gy, ph*k, []pose{walks, walks, stands}[v.r.Of(3)]))
	}
	for _, dx := range []float64{8, 92} {
		v.lamp(x0+dx*m, y+v.H*0.09, 30*m, v.ink)
	}
	if !v.dark {
		v.gulls(5, v.W*0.2, v.H*0.16, 16, v.ink)
	}
}

// school is Battery Hill School with its yard.
func school(v *view, h hour) {
	v.horizon = v.H * 0.62
	v.air()
	v.luminary(h, v.W*0.14, v.horizon*0.4)
	v.clouds(h)
	y := v.horizon + 1
	v.hills(y, 20, v.far, 8)
	v.square(y, mix(v.mid, v.paper, 0.42), mix(v.mid, v.shade, 0.25))
	w := min(v.W*0.9, v.horizon*1.46)
	x0, m := v.W/2-w/2, w/100
	wall, trim := mix(v.accent, v.mid, 0.12), mix(v.paper, v.mid, 0.12)
	dim := mix(wall, v.ink, 0.4)
	for _, x := range []float64{-8, 103} {
		v.tree(x0+x*m, y+1, 46*m, v.mid, v.shade, v.ink)
	}
	v.Flat(ink.Poly(x0-2*m, y-36*m, x0+w+2*m, y-36*m, x0+w-8*m, y-47*m, x0+8*m, y-47*m), v.shade)
	v.Flat(ink.Rect(x0+48*m, y-58*m, 5*m, 12*m), trim) // the bell
	v.Flat(ink.Poly(x0+46.6*m, y-57.6*m, x0+54.4*m, y-57.6*m, x0+50.5*m, y-65*m), v.shade)
	v.Flat(ink.Sector(x0+50.5*m, y-51*m, 1.5*m, 2.4*m, math.Pi, 2*math.Pi), v.ink)
	v.brick(ink.Rect(x0, y-36*m, w, 36*m+0.3), wall, dim, 0.17)
	for _, gx := range []float64{15, 85} {
		g := ink.Poly(x0+(gx-13)*m, y, x0+(gx-13)*m, y-38*m, x0+gx*m, y-52*m, x0+(gx+13)*m, y-38*m, x0+(gx+13)*m, y)
		v.brick(g, wall, dim, 0.17)
		v.Flat(ink.Stroke(1.6*m, 1.6*m, ink.Point{X: x0 + (gx-14.4)*m, Y: y - 36.6*m}, ink.Point{X: x0 + gx*m, Y: y - 52*m}, ink.Point{X: x0 + (gx+14.4)*m, Y: y - 36.6*m}), trim)
		v.Flat(ink.Circle(x0+gx*m, y-42*m, 2.4*m), trim)
	}
	v.Flat(ink.Rect(x0-1*m, y-18.6*m, w+2*m, 1.3*m), trim)
	for i := range 12 {
		x := x0 + (6.4+7.9*float64(i))*m
		upper := v.pane(0)
		if i > 3 && i < 8 {
			upper = mix(v.shade, v.ink, 0.5) // the part that is closed
		}
		v.window(x, y-21*m, 4.2*m, 11*m, false, upper, trim)
		if i != 5 && i != 6 {
			v.window(x, y-4*m, 4.2*m, 11*m, false, v.pane(0), trim)
		}
		if i > 3 && i < 8 {
			v.Line(x-2.1*m, y-22*m, x+2.1*m, y-31*m, 0.6*m, trim)
			v.Line(x+2.1*m, y-22*m, x-2.1*m, y-31*m, 0.6*m, trim)
		}
	}
	v.Flat(ink.Rect(x0+45*m, y-15*m, 11*m, 15*m), trim)
	v.Flat(ink.Rect(x0+46.4*m, y-13*m, 8.2*m, 13*m), v.ink)
	// the yard: a painted game, a ball, the fence
	cx, cy := v.W*0.36, y+(v.H-y)*0.42
	for i := range 6 {
		t := float64(i)
		v.Lines(0.35, v.paper, ink.Point{X: cx + t*6.4, Y: cy - t*0.7}, ink.Point{X: cx + t*6.4 + 5, Y: cy - t*0.7 - 0.4}, ink.Point{X: cx + t*6.4 + 5.8, Y: cy - t*0.7 + 3}, ink.Point{X: cx + t*6.4 + 0.6, Y: cy - t*0.7 + 3.5}, ink.Point{X: cx + t*6.4, Y: cy - t*0.7})
	}
	v.Flat(ink.Circle(v.W*0.72, y+(v.H-y)*0.5, 1.5), v.accent)
	if v.variant != 1 {
		for range 10 {
			gx, gy := v.r.Between(8, v.W-8), y+v.r.Between(4, (v.H-y)*0.55)
			p := v.somebody(gx, gy, 11*m+(gy-y)*0.14, []pose{runs, walks, stands, waves, runs}[v.r.Of(5)])
			p.hat = false
			v.person(p)
		}
	}
	v.Flat(ink.Rect(-2, v.H-7, v.W+4, 9), mix(wall, v.ink, 0.35))
	v.Fill(ink.Rect(-2, v.H-7, v.W+4, 9), ink.Paint{Color: v.ink, Cover: v.Engraving(0, 1.6, ink.Even(0.3))})
	v.rail(-2, v.H-7, v.W+2, v.H-7, 9, int(v.W/3), 0.45, v.ink)
}
