package streets

import (
	"math"

	"broadsheet/internal/demo/draw/ink"
	"broadsheet/internal/demo/draw/stock"
)

// Courthouse is the Assize Court, and once the magistrates'.
func Courthouse(sheet *stock.View, h stock.Hour) {
	v := &view{sheet}
	switch v.Variant {
	case 2:
		courtDoor(v, h)
	case 4:
		courtLow(v, h)
	default:
		courtFront(v, h)
	}
}

func courtFront(v *view, h stock.Hour) {
	v.Horizon = v.H * 0.70
	v.Air()
	v.Clouds(h)
	w := min(v.W*0.86, v.H*0.92)
	x0, y := v.W/2-w/2, v.Horizon
	m := w / 100
	v.Row(-6, x0+4*m, y+0.4, 30*m, []stock.RGB{v.Mid, stock.Mix(v.Mid, v.Shade, 0.4)}, []stock.RGB{v.Shade}, v.Shade)
	v.Row(x0+w-4*m, v.W+6, y+0.4, 28*m, []stock.RGB{stock.Mix(v.Mid, v.Shade, 0.4), v.Mid}, []stock.RGB{v.Shade}, v.Shade)
	v.Square(y, stock.Mix(v.Mid, v.Paper, 0.55), stock.Mix(v.Mid, v.Shade, 0.2))
	stone, dim := stock.Mix(v.Paper, v.Mid, 0.16), stock.Mix(v.Mid, v.Shade, 0.45)
	body := ink.Rect(x0, y-46*m, w, 46*m)
	v.Stone(body, stock.Mix(v.Paper, v.Mid, 0.34), stock.Mix(v.Mid, v.Shade, 0.2), 3.4*m)
	v.Flat(ink.Rect(x0-1.5*m, y-49*m, w+3*m, 4*m), stone)
	v.Line(x0-1.5*m, y-45*m, x0+w+1.5*m, y-45*m, 0.5*m, dim)
	for _, dx := range []float64{9, 19, 81, 91} {
		v.Window(x0+dx*m, y-22*m, 4.6*m, 10*m, true, v.Pane(3), stone)
		v.Window(x0+dx*m, y-6*m, 4.6*m, 7*m, false, v.Pane(3), stone)
	}
	// the porch: shade behind the columns, a door, the gable above
	v.Flat(ink.Rect(x0+26*m, y-40*m, 48*m, 36*m), dim)
	v.Fill(ink.Rect(x0+26*m, y-40*m, 48*m, 36*m), ink.Paint{Color: v.Ink, Cover: v.Engraving(0, 1.5*m, func(_, py float64) float64 { return 0.75 * stock.Smooth(y-6*m, y-40*m, py) })})
	v.Flat(ink.Rect(x0+44*m, y-28*m, 12*m, 24*m), v.Ink)
	v.Flat(ink.Rect(x0+45.4*m, y-26.4*m, 4*m, 22*m), stock.Mix(v.Shade, v.Accent, 0.4))
	v.Flat(ink.Rect(x0+50.6*m, y-26.4*m, 4*m, 22*m), stock.Mix(v.Shade, v.Accent, 0.4))
	for i := range 6 {
		v.Column(x0+(29+8.4*float64(i))*m, y-4*m, 4.6*m, 36*m, stone, dim)
	}
	v.Flat(ink.Rect(x0+23*m, y-45.4*m, 54*m, 6*m), stone)
	v.Letters(x0+50*m, y-41*m, 2.6*m, "ASSIZE COURT", dim)
	v.Flat(ink.Poly(x0+21*m, y-45*m, x0+79*m, y-45*m, x0+50*m, y-60*m), stone)
	v.Flat(ink.Poly(x0+27*m, y-46.4*m, x0+73*m, y-46.4*m, x0+50*m, y-58*m), stock.Mix(v.Mid, v.Paper, 0.3))
	v.Line(x0+50*m, y-47*m, x0+50*m, y-55*m, 0.6*m, dim) // a pair of scales
	v.Line(x0+43*m, y-53.4*m, x0+57*m, y-53.4*m, 0.6*m, dim)
	for _, dx := range []float64{43, 57} {
		v.Line(x0+dx*m, y-53.4*m, x0+(dx-2)*m, y-49.6*m, 0.3*m, dim)
		v.Line(x0+dx*m, y-53.4*m, x0+(dx+2)*m, y-49.6*m, 0.3*m, dim)
		v.Flat(ink.Sector(x0+dx*m, y-49.7*m, 2.6*m, 1.6*m, 0, math.Pi), dim)
	}
	v.Flag(x0+50*m, y-59.6*m, 12*m, 9*m, v.Accent, v.Ink)
	// the steps
	n := 7
	for i := range n {
		t := float64(i) / float64(n)
		sy := y - 4*m + (v.H*0.08+4*m)*t
		grow := 12 * m * t
		v.Flat(ink.Rect(x0+22*m-grow, sy, 56*m+2*grow, (v.H*0.08+4*m)/float64(n)+0.2), stock.Mix(v.Paper, v.Mid, 0.12+0.1*float64(i%2)))
		v.Line(x0+22*m-grow, sy+(v.H*0.08+4*m)/float64(n), x0+78*m+grow, sy+(v.H*0.08+4*m)/float64(n), 0.3, dim)
	}
	foot := y + v.H*0.08
	ph := 15 * m
	if v.Variant == 3 || v.Variant > 4 {
		for g := range 5 { // small groups, talking
			gx := x0 + (14+18*float64(g))*m + v.R.Between(-3, 3)*m
			gy := foot - v.R.Between(0, v.H*0.06) + float64(g%2)*v.H*0.05
			for k := range 2 + v.R.Of(3) {
				p := v.Somebody(gx+float64(k)*ph*0.36, gy+v.R.Between(-0.4, 0.4), ph, []stock.Pose{stock.Stands, stock.Stands, stock.Points}[v.R.Of(3)])
				p.Turned = k > 0
				v.Person(p)
			}
		}
	} else {
		for i := range 16 { // a queue
			p := v.Somebody(x0+(68+3.9*float64(i))*m, foot+0.4*float64(i%3)+1.6*m, ph*0.94, stock.Stands)
			p.Turned = true
			v.Person(p)
		}
		p := v.Somebody(x0+30*m, foot+v.H*0.07, ph*1.15, stock.Walks)
		p.Bag = true
		v.Person(p)
	}
	for _, dx := range []float64{4, 96} {
		v.Lamp(x0+dx*m, foot+3*m, 26*m, v.Ink)
	}
	v.Gulls(3, v.W*0.2, v.H*0.12, 14, v.Ink)
}

// courtDoor is the side of the court: steps, a door that is shut, a lamp.
func courtDoor(v *view, h stock.Hour) {
	y := v.H * 0.80
	stone, joint := stock.Mix(v.Paper, v.Mid, 0.4), stock.Mix(v.Mid, v.Shade, 0.45)
	v.Ground(stone)
	v.Wall(ink.Rect(-2, -2, v.W+4, y+2), -2, y, 9, stone, joint)
	v.Fill(ink.Rect(-2, -2, v.W+4, y+2), ink.Paint{Color: stock.Mix(v.Mid, v.Shade, 0.3), Cover: v.Engraving(-0.62, 2.1, func(x, py float64) float64 {
		return 0.6 * stock.Smooth(v.W*0.2, v.W*1.1, x+py*0.35)
	})})
	v.Flat(ink.Rect(-2, y-4, v.W+4, 4.4), stock.Mix(v.Mid, v.Shade, 0.3))
	v.Square(y, stock.Mix(v.Mid, v.Shade, 0.35), v.Shade)
	cx, dw, dh := v.W*0.54, min(v.W*0.2, 22.0), min(v.H*0.40, 46)
	sill := y - v.H*0.17
	// surround, door, fanlight
	v.Flat(ink.Rect(cx-dw*0.82, sill-dh*1.1, dw*1.64, dh*1.1), stock.Mix(v.Paper, v.Mid, 0.15))
	v.Flat(ink.Poly(cx-dw, sill-dh*1.1, cx+dw, sill-dh*1.1, cx, sill-dh*1.36), stock.Mix(v.Paper, v.Mid, 0.15))
	v.Line(cx-dw, sill-dh*1.1, cx+dw, sill-dh*1.1, 0.8, joint)
	v.Lines(0.6, joint, ink.Point{X: cx - dw, Y: sill - dh*1.1}, ink.Point{X: cx, Y: sill - dh*1.36}, ink.Point{X: cx + dw, Y: sill - dh*1.1})
	v.Flat(ink.Rect(cx-dw*0.56, sill-dh*0.98, dw*1.12, dh*0.98), v.Ink)
	v.Flat(ink.Sector(cx, sill-dh*0.78, dw*0.5, dh*0.17, math.Pi, 2*math.Pi), stock.Mix(v.Light, v.Mid, 0.25))
	for i := range 5 {
		a := math.Pi + math.Pi*float64(i+1)/6
		v.Line(cx, sill-dh*0.78, cx+dw*0.5*math.Cos(a), sill-dh*0.78+dh*0.17*math.Sin(a), 0.4, v.Ink)
	}
	leaf := stock.Mix(v.Accent, v.Ink, 0.25)
	for _, d := range []float64{-1, 1} {
		x := cx + d*dw*0.255
		v.Flat(ink.Rect(x-dw*0.235, sill-dh*0.75, dw*0.47, dh*0.75), leaf)
		for _, t := range []float64{0.08, 0.42} {
			v.Flat(ink.Rect(x-dw*0.15, sill-dh*(t+0.27), dw*0.3, dh*0.25), stock.Mix(leaf, v.Ink, 0.35))
		}
		v.Flat(ink.Circle(cx+d*dw*0.06, sill-dh*0.38, 0.8), v.Paper)
	}
	// the flight of steps
	n := 6
	for i := range n {
		t := float64(i) / float64(n)
		sy := sill + (y+v.H*0.05-sill)*t
		g := dw * (0.1 + 0.9*t)
		v.Flat(ink.Rect(cx-dw*0.8-g, sy, dw*1.6+2*g, (y+v.H*0.05-sill)/float64(n)+0.3), stock.Mix(v.Paper, v.Mid, 0.2))
		v.Flat(ink.Rect(cx-dw*0.8-g, sy+(y+v.H*0.05-sill)/float64(n)*0.45, dw*1.6+2*g, (y+v.H*0.05-sill)/float64(n)*0.6), stock.Mix(v.Mid, v.Shade, 0.3))
	}
	v.Rail(cx+dw*0.9, sill, cx+dw*2, y+v.H*0.05, dh*0.3, 5, 0.7, v.Ink)
	v.Rail(cx-dw*0.9, sill, cx-dw*2, y+v.H*0.05, dh*0.3, 5, 0.7, v.Ink)
	// windows high up, the lamp on its bracket
	for _, x := range []float64{v.W * 0.12, v.W * 0.9} {
		v.Window(x, v.H*0.42, min(v.W*0.1, 11), v.H*0.22, true, v.Shade, stock.Mix(v.Paper, v.Mid, 0.15))
	}
	// the lantern on its bracket beside the door
	lx, ly := cx+dw*1.28, sill-dh*0.72
	v.Glow(lx, ly, 13, v.Light, 17)
	v.Lines(0.9, v.Ink, ink.From(lx, ly-4).Bend(lx, ly-9, lx+4, ly-9).Bend(lx+6.4, ly-9, lx+6.4, ly-4).Points()...)
	v.Flat(ink.Rect(lx+5.6, ly-8, 1.6, 8), v.Ink)
	v.Flat(ink.Poly(lx-2.4, ly-3, lx+2.4, ly-3, lx+1.7, ly+3.6, lx-1.7, ly+3.6), v.Light)
	v.Flat(ink.Poly(lx-3, ly-3, lx+3, ly-3, lx+0.8, ly-5, lx-0.8, ly-5), v.Ink)
	v.Flat(ink.Rect(lx-2, ly+3.4, 4, 0.9), v.Ink)
	v.Line(lx, ly-3, lx, ly+3.4, 0.5, v.Ink)
	p := v.Somebody(v.W*0.22, v.H*0.93, min(v.H*0.3, 30), stock.Walks)
	p.Coat, p.Legs, p.Bag, p.Skirt, p.Turned = v.Ink, v.Ink, true, false, false
	v.Person(p)
	if v.W > 120 {
		q := v.Somebody(v.W*0.86, v.H*0.9, 26, stock.Stands)
		q.Coat, q.Turned, q.Hat = v.Shade, true, true
		v.Person(q)
	}
}

// courtLow is the magistrates' court: one storey, two doors, a lamp over each.
func courtLow(v *view, h stock.Hour) {
	v.Horizon = v.H * 0.66
	v.Air()
	v.Luminary(h, v.W*0.84, v.Horizon*0.4)
	v.Clouds(h)
	y := v.Horizon + 2
	v.Row(-6, v.W+6, y-3, min(v.H*0.34, 30), []stock.RGB{stock.Mix(v.Far, v.Mid, 0.4), v.Far}, []stock.RGB{v.Mid}, v.Mid)
	v.Square(y, stock.Mix(v.Mid, v.Paper, 0.4), stock.Mix(v.Mid, v.Shade, 0.3))
	w := min(v.W*0.88, v.H*1.25)
	x0, m := v.W/2-w/2, w/100
	stone, trim := stock.Mix(v.Mid, v.Paper, 0.3), stock.Mix(v.Paper, v.Mid, 0.1)
	v.Wall(ink.Rect(x0, y-24*m, w, 24*m+0.3), y-24*m, y, 3*m, stone, stock.Mix(v.Mid, v.Shade, 0.4))
	v.Flat(ink.Poly(x0-3*m, y-24*m, x0+w+3*m, y-24*m, x0+w-6*m, y-37*m, x0+6*m, y-37*m), v.Shade)
	v.Fill(ink.Poly(x0-3*m, y-24*m, x0+w+3*m, y-24*m, x0+w-6*m, y-37*m, x0+6*m, y-37*m), ink.Paint{Color: v.Ink, Cover: v.Engraving(0, 1.9*m, ink.Even(0.3))})
	v.Flat(ink.Rect(x0-3*m, y-25*m, w+6*m, 1.6*m), trim)
	for _, cx := range []float64{20, 80} {
		v.Flat(ink.Rect(x0+(cx-3)*m, y-45*m, 6*m, 10*m), stone)
		v.Flat(ink.Rect(x0+(cx-3.6)*m, y-46*m, 7.2*m, 1.6*m), v.Ink)
	}
	for _, d := range []float64{27, 68} {
		v.Flat(ink.Rect(x0+(d-6)*m, y-19*m, 12*m, 19*m), trim)
		v.Flat(ink.Sector(x0+d*m, y-14*m, 4.4*m, 4.4*m, math.Pi, 2*math.Pi).And(ink.Rect(x0+(d-4.4)*m, y-14.1*m, 8.8*m, 14.2*m)), v.Ink)
		v.Flat(ink.Rect(x0+(d-3.7)*m, y-13*m, 3.4*m, 12.4*m), stock.Mix(v.Accent, v.Ink, 0.2))
		v.Flat(ink.Rect(x0+(d+0.3)*m, y-13*m, 3.4*m, 12.4*m), stock.Mix(v.Accent, v.Ink, 0.2))
		v.Flat(ink.Rect(x0+(d-8)*m, y-0.6*m, 16*m, 2*m), trim)
		dark := v.Dark
		v.Dark = true
		v.Lamp(x0+d*m, y-11*m, 12*m, v.Ink)
		v.Dark = dark
		v.Flat(ink.Rect(x0+(d-1)*m, y-20.6*m, 2*m, 2.2*m), v.Ink)
		v.Flat(ink.Rect(x0+(d-0.5)*m, y-14*m, 1*m, 14*m), v.Ink)
	}
	for _, d := range []float64{8, 47.5, 88} {
		v.Window(x0+d*m, y-7*m, 6*m, 8*m, true, v.Pane(0), trim)
	}
	p := v.Somebody(x0+48*m, y+v.H*0.12, 16*m, stock.Walks)
	p.Bag = true
	v.Person(p)
	for i := range 3 {
		q := v.Somebody(x0+(12+4.6*float64(i))*m, y+v.H*0.06, 14*m, stock.Stands)
		q.Turned = i > 0
		v.Person(q)
	}
	v.Bare(x0-1*m, y+v.H*0.1, min(v.H*0.5, 48), v.Ink)
}

// Townhall is the seat of the council, with its clock.
func Townhall(sheet *stock.View, h stock.Hour) {
	v := &view{sheet}
	v.Horizon = v.H * 0.74
	v.Air()
	v.Luminary(h, v.W*0.82, v.Horizon*0.36)
	v.Clouds(h)
	y := v.Horizon
	w := min(v.W*0.84, v.H*0.80)
	x0, m := v.W/2-w/2, w/100
	v.Row(-6, x0+5*m, y+0.4, 32*m, []stock.RGB{v.Mid, stock.Mix(v.Mid, v.Shade, 0.5)}, []stock.RGB{v.Shade, v.Ink}, v.Shade)
	v.Row(x0+w-5*m, v.W+6, y+0.4, 30*m, []stock.RGB{stock.Mix(v.Mid, v.Shade, 0.5), v.Mid}, []stock.RGB{v.Shade, v.Ink}, v.Shade)
	v.Square(y, stock.Mix(v.Mid, v.Paper, 0.35), stock.Mix(v.Mid, v.Shade, 0.3))
	wall, trim := stock.Mix(v.Accent, v.Paper, 0.12), stock.Mix(v.Paper, v.Mid, 0.1)
	if v.Dark {
		wall, trim = stock.Mix(v.Accent, v.Shade, 0.55), stock.Mix(v.Paper, v.Mid, 0.45)
	}
	dim := stock.Mix(wall, v.Ink, 0.45)
	// the tower
	tx := x0 + 50*m
	v.Brick(ink.Rect(tx-9*m, y-72*m, 18*m, 40*m), wall, dim, 0.14)
	v.Fill(ink.Rect(tx, y-72*m, 9*m, 40*m), ink.Paint{Color: dim, Cover: v.Engraving(math.Pi/2, 1.6*m, func(px, _ float64) float64 { return 0.8 * stock.Smooth(tx+1*m, tx+9*m, px) })})
	v.Flat(ink.Rect(tx-10.4*m, y-59.4*m, 20.8*m, 1.8*m), trim)
	v.Flat(ink.Rect(tx-10.4*m, y-74*m, 20.8*m, 2.6*m), trim)
	v.Flat(ink.Poly(tx-10*m, y-74*m, tx+10*m, y-74*m, tx+5*m, y-80*m, tx-5*m, y-80*m), v.Shade)
	v.Flat(ink.Rect(tx-4*m, y-84.4*m, 8*m, 4.8*m), trim)
	v.Flat(ink.Rect(tx-2.6*m, y-83.6*m, 2*m, 4*m), v.Ink)
	v.Flat(ink.Rect(tx+0.6*m, y-83.6*m, 2*m, 4*m), v.Ink)
	v.Flat(ink.Poly(tx-5*m, y-84.2*m, tx+5*m, y-84.2*m, tx, y-91*m), v.Shade)
	v.Line(tx, y-91*m, tx, y-94*m, 0.5*m, v.Ink)
	face := v.Paper
	if v.Dark {
		face = v.Light
	}
	cy := y - 66.4*m
	v.Flat(ink.Circle(tx, cy, 6.6*m), trim)
	v.Flat(ink.Circle(tx, cy, 5.8*m), v.Ink)
	v.Flat(ink.Circle(tx, cy, 5.2*m), face)
	for i := range 12 {
		a := float64(i) * math.Pi / 6
		v.Line(tx+math.Cos(a)*4*m, cy+math.Sin(a)*4*m, tx+math.Cos(a)*4.8*m, cy+math.Sin(a)*4.8*m, 0.45*m, v.Ink)
	}
	hours, minutes := 11.88, 53.0 // a few minutes slow of noon
	if v.Dark {
		hours, minutes = 7.4, 24
	}
	for _, hand := range []struct{ t, l, w float64 }{{hours / 12, 2.7, 0.8}, {minutes / 60, 4.1, 0.55}} {
		a := hand.t*2*math.Pi - math.Pi/2
		v.Line(tx-math.Cos(a)*0.8*m, cy-math.Sin(a)*0.8*m, tx+math.Cos(a)*hand.l*m, cy+math.Sin(a)*hand.l*m, hand.w*m, v.Ink)
	}
	// the house
	v.Flat(ink.Poly(x0-2*m, y-46*m, x0+w+2*m, y-46*m, x0+w-7*m, y-57*m, x0+7*m, y-57*m), v.Shade)
	v.Fill(ink.Poly(x0-2*m, y-46*m, x0+w+2*m, y-46*m, x0+w-7*m, y-57*m, x0+7*m, y-57*m), ink.Paint{Color: v.Ink, Cover: v.Engraving(0, 1.7*m, ink.Even(0.28))})
	v.Brick(ink.Rect(x0, y-46*m, w, 46*m+0.3), wall, dim, 0.14)
	v.Flat(ink.Rect(x0-2*m, y-47.6*m, w+4*m, 2.6*m), trim)
	v.Flat(ink.Rect(x0-1*m, y-23.4*m, w+2*m, 1.6*m), trim)
	for i := range 9 {
		x := x0 + (8+10.5*float64(i))*m
		if i == 4 {
			continue
		}
		v.Window(x, y-28*m, 4.6*m, 10*m, true, v.Pane(7), trim)
		v.Window(x, y-6*m, 4.6*m, 11*m, false, v.Pane(5), trim)
	}
	// the middle: a gable with a balcony and the door
	v.Brick(ink.Poly(tx-11*m, y, tx-11*m, y-50*m, tx, y-62*m, tx+11*m, y-50*m, tx+11*m, y), wall, dim, 0.14)
	v.Flat(ink.Stroke(1.8*m, 1.8*m, ink.Point{X: tx - 12.4*m, Y: y - 48.6*m}, ink.Point{X: tx, Y: y - 62*m}, ink.Point{X: tx + 12.4*m, Y: y - 48.6*m}), trim)
	v.Window(tx, y-28*m, 9*m, 12*m, true, v.Pane(0), trim)
	v.Flat(ink.Rect(tx-10*m, y-27*m, 20*m, 1.8*m), trim)
	v.Rail(tx-9.6*m, y-27*m, tx+9.6*m, y-27*m, 4.4*m, 8, 0.5*m, v.Ink)
	v.Flat(ink.Sector(tx, y-13*m, 6*m, 6*m, math.Pi, 2*math.Pi).And(ink.Rect(tx-6*m, y-13.1*m, 12*m, 13.3*m)), trim)
	v.Flat(ink.Sector(tx, y-12.6*m, 4.6*m, 4.6*m, math.Pi, 2*math.Pi).And(ink.Rect(tx-4.6*m, y-12.7*m, 9.2*m, 13*m)), v.Pane(0))
	v.Line(tx, y, tx, y-17*m, 0.5*m, v.Ink)
	for i := range 4 {
		g := float64(i) * 2.2 * m
		v.Flat(ink.Rect(tx-9*m-g, y-0.4*m+float64(i)*1.5*m, 18*m+2*g, 1.6*m), stock.Mix(trim, v.Mid, 0.18*float64(i)))
	}
	v.Flag(tx-14*m, y-46*m, 22*m, 9*m, v.Light, v.Ink)
	ph := 13 * m
	for range 9 {
		gx, gy := v.R.Between(6, v.W-6), y+v.R.Between(v.H*0.06, v.H*0.16)
		k := 1 + (gy-y)/v.H*2.4
		v.Person(v.Somebody(gx, gy, ph*k, []stock.Pose{stock.Walks, stock.Walks, stock.Stands}[v.R.Of(3)]))
	}
	for _, dx := range []float64{8, 92} {
		v.Lamp(x0+dx*m, y+v.H*0.09, 30*m, v.Ink)
	}
	if !v.Dark {
		v.Gulls(5, v.W*0.2, v.H*0.16, 16, v.Ink)
	}
}

// School is Battery Hill School with its yard.
func School(sheet *stock.View, h stock.Hour) {
	v := &view{sheet}
	v.Horizon = v.H * 0.62
	v.Air()
	v.Luminary(h, v.W*0.14, v.Horizon*0.4)
	v.Clouds(h)
	y := v.Horizon + 1
	v.Hills(y, 20, v.Far, 8)
	v.Square(y, stock.Mix(v.Mid, v.Paper, 0.42), stock.Mix(v.Mid, v.Shade, 0.25))
	w := min(v.W*0.9, v.Horizon*1.46)
	x0, m := v.W/2-w/2, w/100
	wall, trim := stock.Mix(v.Accent, v.Mid, 0.12), stock.Mix(v.Paper, v.Mid, 0.12)
	dim := stock.Mix(wall, v.Ink, 0.4)
	for _, x := range []float64{-8, 103} {
		v.Tree(x0+x*m, y+1, 46*m, v.Mid, v.Shade, v.Ink)
	}
	v.Flat(ink.Poly(x0-2*m, y-36*m, x0+w+2*m, y-36*m, x0+w-8*m, y-47*m, x0+8*m, y-47*m), v.Shade)
	v.Flat(ink.Rect(x0+48*m, y-58*m, 5*m, 12*m), trim) // the bell
	v.Flat(ink.Poly(x0+46.6*m, y-57.6*m, x0+54.4*m, y-57.6*m, x0+50.5*m, y-65*m), v.Shade)
	v.Flat(ink.Sector(x0+50.5*m, y-51*m, 1.5*m, 2.4*m, math.Pi, 2*math.Pi), v.Ink)
	v.Brick(ink.Rect(x0, y-36*m, w, 36*m+0.3), wall, dim, 0.17)
	for _, gx := range []float64{15, 85} {
		g := ink.Poly(x0+(gx-13)*m, y, x0+(gx-13)*m, y-38*m, x0+gx*m, y-52*m, x0+(gx+13)*m, y-38*m, x0+(gx+13)*m, y)
		v.Brick(g, wall, dim, 0.17)
		v.Flat(ink.Stroke(1.6*m, 1.6*m, ink.Point{X: x0 + (gx-14.4)*m, Y: y - 36.6*m}, ink.Point{X: x0 + gx*m, Y: y - 52*m}, ink.Point{X: x0 + (gx+14.4)*m, Y: y - 36.6*m}), trim)
		v.Flat(ink.Circle(x0+gx*m, y-42*m, 2.4*m), trim)
	}
	v.Flat(ink.Rect(x0-1*m, y-18.6*m, w+2*m, 1.3*m), trim)
	for i := range 12 {
		x := x0 + (6.4+7.9*float64(i))*m
		upper := v.Pane(0)
		if i > 3 && i < 8 {
			upper = stock.Mix(v.Shade, v.Ink, 0.5) // the part that is closed
		}
		v.Window(x, y-21*m, 4.2*m, 11*m, false, upper, trim)
		if i != 5 && i != 6 {
			v.Window(x, y-4*m, 4.2*m, 11*m, false, v.Pane(0), trim)
		}
		if i > 3 && i < 8 {
			v.Line(x-2.1*m, y-22*m, x+2.1*m, y-31*m, 0.6*m, trim)
			v.Line(x+2.1*m, y-22*m, x-2.1*m, y-31*m, 0.6*m, trim)
		}
	}
	v.Flat(ink.Rect(x0+45*m, y-15*m, 11*m, 15*m), trim)
	v.Flat(ink.Rect(x0+46.4*m, y-13*m, 8.2*m, 13*m), v.Ink)
	// the yard: a painted game, a ball, the fence
	cx, cy := v.W*0.36, y+(v.H-y)*0.42
	for i := range 6 {
		t := float64(i)
		v.Lines(0.35, v.Paper, ink.Point{X: cx + t*6.4, Y: cy - t*0.7}, ink.Point{X: cx + t*6.4 + 5, Y: cy - t*0.7 - 0.4}, ink.Point{X: cx + t*6.4 + 5.8, Y: cy - t*0.7 + 3}, ink.Point{X: cx + t*6.4 + 0.6, Y: cy - t*0.7 + 3.5}, ink.Point{X: cx + t*6.4, Y: cy - t*0.7})
	}
	v.Flat(ink.Circle(v.W*0.72, y+(v.H-y)*0.5, 1.5), v.Accent)
	if v.Variant != 1 {
		for range 10 {
			gx, gy := v.R.Between(8, v.W-8), y+v.R.Between(4, (v.H-y)*0.55)
			p := v.Somebody(gx, gy, 11*m+(gy-y)*0.14, []stock.Pose{stock.Runs, stock.Walks, stock.Stands, stock.Waves, stock.Runs}[v.R.Of(5)])
			p.Hat = false
			v.Person(p)
		}
	}
	v.Flat(ink.Rect(-2, v.H-7, v.W+4, 9), stock.Mix(wall, v.Ink, 0.35))
	v.Fill(ink.Rect(-2, v.H-7, v.W+4, 9), ink.Paint{Color: v.Ink, Cover: v.Engraving(0, 1.6, ink.Even(0.3))})
	v.Rail(-2, v.H-7, v.W+2, v.H-7, 9, int(v.W/3), 0.45, v.Ink)
}
