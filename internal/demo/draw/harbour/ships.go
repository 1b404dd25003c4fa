package harbour

import (
	"math"

	"broadsheet/internal/demo/draw/ink"
	"broadsheet/internal/demo/draw/stock"
)

// wake is the foam that a boat draws behind her along the line y, from x to the sheet's side.
func (v *view) wake(x, y, s float64, turned bool) {
	d := -stock.Sign(turned)
	for i := range 15 {
		t := float64(i) / 15
		l := s * v.R.Between(5, 11)
		x0 := x + d*s*46*t
		v.Cut(x0, y+s*v.R.Between(-0.5, 1.6+2*t), x0+d*l, y+s*v.R.Between(-0.2, 1.2+2*t), s*0.55*(1.1-t), v.Paper)
	}
}

// Ferry is the Tern Line's boats.
func Ferry(sheet *stock.View, h stock.Hour) {
	v := &view{sheet}
	switch v.Variant {
	case 2:
		ferryStern(v, h)
	case 3:
		ferryOut(v, h)
	case 5:
		ferryRail(v, h)
	default:
		ferryUnderWay(v, h)
	}
}

func ferryUnderWay(v *view, h stock.Hour) {
	v.Horizon = v.H * 0.50
	v.Air()
	v.Luminary(h, v.W*0.8, v.Horizon*0.6)
	v.Clouds(h)
	y := v.Horizon
	dressed := v.Variant%4 == 0
	if dressed {
		v.Hills(y+0.3, 10, v.Far, 5)
		v.Skyline(v.W*0.5, v.W+3, y+0.3, 7, stock.Mix(v.Far, v.Mid, 0.6), v.Haze)
		v.Spire(v.W*0.82, y, 16, stock.Mix(v.Far, v.Mid, 0.75), v.Haze)
	} else {
		v.Island(v.W*0.22, y+0.3, v.W*0.34, 7, v.Far)
		v.Island(v.W*0.12, y+0.3, v.W*0.2, 4.4, stock.Mix(v.Far, v.Mid, 0.5))
		x := v.W * 0.3
		v.Flat(ink.Rect(x-0.6, y-10.5, 1.2, 6), v.Shade) // its lighthouse
		v.Flat(ink.Rect(x-0.9, y-11.6, 1.8, 1.3), v.Accent)
	}
	v.Sea(y, 1)
	if h == stock.Dawn || h == stock.Dusk {
		v.Glitter(v.W*0.8, y+0.6, v.H, 9, v.Light)
	}
	s := min(1.5, (v.W-8)/70)
	x, fy := v.W*0.5, v.H*0.71
	v.Smoke(x-11*s, fy-27.5*s, s, false, stock.Mix(v.Cloud, v.Mid, 0.35))
	v.Ferry(x, fy, s, false)
	v.wake(x-30*s, fy+0.3, s, false)
	v.Flat(ink.From(x+25*s, fy+1.2*s).Bend(x+31*s, fy-3.6*s, x+36*s, fy-0.4*s).Bend(x+33*s, fy+1*s, x+39*s, fy+1.6*s).Shape(), v.Paper)
	for i := range 6 {
		v.Cut(x+(8-9*float64(i))*s, fy+1.3*s+float64(i%2), x+(24-8*float64(i))*s, fy+0.9*s, 0.7*s, v.Paper)
	}
	if dressed {
		line := ink.From(x+33*s, fy-13*s).Bend(x+26*s, fy-21*s, x+17*s, fy-27*s).Bend(x+2*s, fy-27*s, x-11*s, fy-28*s).Bend(x-24*s, fy-22*s, x-30*s, fy-11*s).Points()
		v.Lines(0.2, v.Ink, line...)
		cols := []stock.RGB{v.Accent, v.Paper, v.Shade, v.Accent, v.Ink, v.Paper}
		for i := 1; i+1 < len(line); i += 2 {
			a, b := line[i], line[i+1]
			v.Flat(ink.Poly(a.X, a.Y, b.X, b.Y, (a.X+b.X)/2-0.3*s, (a.Y+b.Y)/2+3*s), cols[(i/2)%len(cols)])
		}
	}
	v.Skiff(v.W*0.84, v.H*0.88, 1.2, true, v.Ink, v.Accent)
	p := v.Somebody(v.W*0.84, v.H*0.88-1.4, 8, stock.Waves)
	p.Turned = true
	v.Person(p)
	v.Gulls(7, v.W*0.34, v.H*0.2, 22, v.Ink)
	v.Gulls(3, v.W*0.3, v.H*0.68, 10, v.Paper)
}

// ferryStern is a ferry lying at her pier, seen from behind.
func ferryStern(v *view, h stock.Hour) {
	v.Horizon = v.H * 0.56
	v.Air()
	v.Luminary(h, v.W*0.16, v.Horizon*0.5)
	v.Clouds(h)
	v.Hills(v.Horizon+0.3, 8, v.Far, 21)
	v.Sea(v.Horizon, 1)
	x, y, s := v.W*0.42, v.H*0.79, min(1.0, v.H/95)*min(1.15, v.W/88)
	v.Reflection(x, y, 40*s, v.H-y+4, stock.Mix(v.Mid, v.Water, 0.35))
	put := stock.At(x, y, s, false)
	fill := func(p ink.Path, c stock.RGB) { v.Flat(put(p), c) }
	pane := v.Shade
	if v.Dark {
		pane = v.Light
	}
	// mast, funnels, the upper deck with its rail and the lower one
	fill(ink.Stroke(0.8, 0.5, ink.Point{X: 0, Y: -46}, ink.Point{X: 0, Y: -62}), v.Ink)
	fill(ink.Stroke(0.4, 0.4, ink.Point{X: -5, Y: -56}, ink.Point{X: 5, Y: -56}), v.Ink)
	for _, fx := range []float64{-13, 13} {
		fill(ink.Poly(fx-3.4, -38, fx+3.4, -38, fx+2.8, -50, fx-2.8, -50), v.Accent)
		fill(ink.Rect(fx-3.1, -51.6, 6.2, 2.6), v.Ink)
	}
	fill(ink.Rect(-9, -46, 18, 8), v.Paper)
	for i := range 4 {
		fill(ink.Rect(-7.6+4.1*float64(i), -44.4, 2.7, 3), pane)
	}
	fill(ink.Rect(-10, -47, 20, 1.3), v.Shade)
	fill(ink.Rect(-19, -38, 38, 11), stock.Mix(v.Paper, v.Mid, 0.12))
	for i := range 6 {
		fill(ink.Rect(-16.4+5.7*float64(i), -35.4, 4, 4.2), pane)
	}
	fill(ink.Rect(-21, -39, 42, 1.5), v.Shade)
	fill(ink.Rect(-20, -28, 40, 12), v.Paper)
	for i := range 6 {
		fill(ink.Rect(-16.9+5.9*float64(i), -25.2, 4.2, 4.6), pane)
	}
	v.Within(put(ink.Rect(-21, -39, 42, 23)), func() {
		v.Fill(put(ink.Rect(3, -38, 20, 24)), ink.Paint{Color: v.Mid, Cover: v.Engraving(math.Pi/2, 1.1, func(px, _ float64) float64 { return 0.5 * stock.Smooth(x+6*s, x+21*s, px) })})
	})
	fill(ink.Rect(-22, -28.6, 44, 1.6), v.Shade)
	v.Rail(x-21*s, y-28.4*s, x+21*s, y-28.4*s, 3.6*s, 15, 0.28*s, v.Ink)
	v.Rail(x-20*s, y-39*s, x+20*s, y-39*s, 3.4*s, 14, 0.28*s, v.Ink)
	hull := ink.From(-21.5, -17).To(21.5, -17).Bend(22, -6, 17, 1).Bend(0, 3, -17, 1).Bend(-22, -6, -21.5, -17).Shape()
	fill(hull, v.Shade)
	v.Within(put(hull), func() {
		fill(ink.Rect(-24, -3.4, 48, 8), v.Ink)
		fill(ink.Rect(-24, -14.6, 48, 1.4), v.Accent)
		v.Fill(put(ink.Rect(-24, -17, 48, 20)), ink.Paint{Color: v.Ink, Cover: v.Engraving(math.Pi/2, 1.1, func(px, _ float64) float64 { return 0.75 * stock.Smooth(x+5*s, x+22*s, px) })})
	})
	fill(ink.Poly(-11, -14, 11, -14, 10, -4.6, -10, -4.6), stock.Mix(v.Shade, v.Ink, 0.5)) // the door
	fill(ink.Stroke(0.5, 0.5, ink.Point{X: -11, Y: -14}, ink.Point{X: 11, Y: -14}, ink.Point{X: 10, Y: -4.6}, ink.Point{X: -10, Y: -4.6}, ink.Point{X: -11, Y: -14}), v.Paper)
	v.Letters(x, y-6.4*s, 2*s, "WHITE TERN", v.Paper)
	v.Flag(x, y-17*s, 11*s, 7*s, v.Accent, v.Ink)
	for _, px := range []float64{-15, -6.5, 8, 15.5} {
		v.Person(v.Somebody(x+px*s, y-28.5*s, 6.4*s, stock.Stands))
	}
	// the pier she lies at
	edge := x + 26*s
	v.Flat(ink.Poly(edge, y-15*s, v.W+2, y-19*s, v.W+2, y-12*s, edge, y-11.4*s), stock.Mix(v.Mid, v.Shade, 0.4))
	v.Flat(ink.Poly(edge, y-12*s, v.W+2, y-13*s, v.W+2, y-8*s, edge, y-9*s), v.Ink)
	for px := edge + 1; px < v.W+4; px += 7.5 {
		v.Flat(ink.Rect(px, y-10*s, 2, 14*s+3), v.Ink)
		v.Reflection(px+1, y+4*s+2, 2.2, 9, v.Ink)
	}
	v.Flat(ink.Poly(x+19*s, y-18*s, edge+2, y-15*s, edge+2, y-13.4*s, x+19*s, y-16.4*s), v.Accent)
	v.Rail(edge, y-15*s, v.W+2, y-18.6*s, 5.6*s, 6, 0.4, v.Ink)
	for i := range 3 {
		v.Person(v.Somebody(edge+5+8.4*float64(i), y-(13.6+0.3*float64(i))*s, 10.5*s, []stock.Pose{stock.Walks, stock.Stands, stock.Waves}[i]))
	}
	v.Lamp(min(edge+12, v.W-6), y-14.5*s, 30*s, v.Ink)
	v.Gulls(5, v.W*0.2, v.H*0.2, 16, v.Ink)
}

// ferryOut is a small ferry leaving the inner harbour, seen from above its wall.
func ferryOut(v *view, h stock.Hour) {
	v.Horizon = v.H * 0.30
	v.Air()
	v.Luminary(h, v.W*0.26, v.Horizon*0.55)
	v.Clouds(h)
	v.Island(v.W*0.78, v.Horizon+0.3, v.W*0.5, 5, v.Far)
	v.Sea(v.Horizon, 0.9)
	cx, cy := v.W*0.46, v.H*0.56
	for i := range 34 { // her wake opens towards us
		t := float64(i) / 34
		y := cy + 2 + (v.H-cy)*0.62*t
		spread := 3 + 15*t
		for _, d := range []float64{-1, 1} {
			x := cx - 5 - 12*t + d*spread
			v.Cut(x-2-4*t, y+0.6, x+2+4*t, y-0.4, 0.5+0.9*(1-t), v.Paper)
		}
		if i%2 == 0 {
			v.Cut(cx-7-12*t-spread*0.5, y, cx-5-12*t+spread*0.5, y, 0.5, stock.Mix(v.Paper, v.Water, 0.4))
		}
	}
	// the pier's end with its light
	py := v.H * 0.45
	v.Flat(ink.Poly(v.W+2, py-1, v.W*0.72, py, v.W*0.69, py+2, v.W*0.69, py+8, v.W+2, py+11), v.Shade)
	v.Fill(ink.Poly(v.W*0.69, py+2, v.W*0.69, py+8, v.W+2, py+11, v.W+2, py+2), ink.Paint{Color: v.Ink, Cover: v.Engraving(0.05, 1.5, ink.Even(0.45))})
	v.Flat(ink.Poly(v.W+2, py-2, v.W*0.72, py-1, v.W*0.69, py+1.8, v.W+2, py+2.4), stock.Mix(v.Mid, v.Paper, 0.3))
	lx := v.W * 0.79
	v.Flat(ink.Poly(lx-2.6, py, lx+2.6, py, lx+1.8, py-16, lx-1.8, py-16), v.Paper)
	v.Flat(ink.Poly(lx-2.4, py-5, lx+2.4, py-5, lx+2.2, py-9, lx-2.2, py-9), v.Accent)
	v.Flat(ink.Rect(lx-2.6, py-17, 5.2, 1.2), v.Ink)
	v.Flat(ink.Rect(lx-1.4, py-19.6, 2.8, 2.8), v.Light)
	v.Flat(ink.Poly(lx-1.9, py-19.4, lx+1.9, py-19.4, lx, py-22), v.Ink)
	for i := range 3 {
		v.Person(v.Somebody(v.W*(0.87+0.05*float64(i)), py+1.2, 6, []stock.Pose{stock.Stands, stock.Waves, stock.Stands}[i]))
	}
	v.Launch(cx, cy, min(1.9, v.W/46), false, v.Shade)
	v.Smoke(cx-2, cy-13, 0.5, false, stock.Mix(v.Cloud, v.Mid, 0.3))
	v.Sloop(v.W*0.2, v.Horizon+7, 0.55, true, v.Shade, v.Paper, v.Ink)
	// the wall we look over
	wall := ink.Poly(-2, v.H*0.80, v.W*0.5, v.H*0.885, v.W+2, v.H*0.93, v.W+2, v.H+2, -2, v.H+2)
	v.Wall(wall, v.H*0.8, v.H+2, 5, stock.Mix(v.Shade, v.Mid, 0.2), v.Ink)
	v.Flat(ink.Stroke(3.4, 2.6, ink.Point{X: -2, Y: v.H * 0.80}, ink.Point{X: v.W * 0.5, Y: v.H * 0.885}, ink.Point{X: v.W + 2, Y: v.H * 0.93}), stock.Mix(v.Paper, v.Mid, 0.3))
	p := v.Somebody(v.W*0.2, v.H*0.845, min(v.H*0.17, 26), stock.Waves)
	p.Coat, p.Turned, p.Bag = v.Accent, false, false
	v.Person(p)
	v.Gull(v.W*0.7, v.H*0.72, 9, v.Paper)
	v.Gulls(5, v.W*0.5, v.H*0.2, 16, v.Ink)
}

// ferryRail is the side of a ferry coming alongside, her passengers along the rail.
func ferryRail(v *view, h stock.Hour) {
	v.Horizon = v.H * 0.42
	v.Air()
	v.Clouds(h)
	v.Luminary(h, v.W*0.85, v.Horizon*0.4)
	v.Hills(v.Horizon, 8, v.Far, 2)
	v.Sea(v.Horizon, 1)
	deck, water := v.H*0.50, v.H*0.78
	x0 := v.W * 0.06
	// upper works
	v.Flat(ink.Poly(v.W*0.12, deck-22, v.W*0.96, deck-22, v.W*0.98, deck, v.W*0.1, deck), v.Paper)
	v.Flat(ink.Rect(v.W*0.08, deck-23.4, v.W*0.9, 1.8), v.Shade)
	pane := v.Shade
	if v.Dark {
		pane = v.Light
	}
	for x := v.W * 0.15; x < v.W*0.92; x += 8.4 {
		v.Flat(ink.Rect(x, deck-18.6, 5.6, 5.4), pane)
	}
	fx := v.W * 0.34
	v.Flat(ink.Poly(fx-9, deck-23, fx+8, deck-23, fx+6, deck-41, fx-8, deck-40), v.Accent)
	v.Flat(ink.Poly(fx-8.3, deck-39.6, fx+6.2, deck-40.6, fx+5.8, deck-45, fx-8.2, deck-44), v.Ink)
	v.Line(v.W*0.74, deck-23, v.W*0.74, deck-46, 0.7, v.Ink)
	v.Line(v.W*0.70, deck-40, v.W*0.78, deck-40, 0.4, v.Ink)
	for x := x0 + 4; x < v.W-4; x += v.R.Between(4.2, 7.4) {
		p := v.Somebody(x, deck+1.4, 13, []stock.Pose{stock.Stands, stock.Waves, stock.Stands, stock.Points}[v.R.Of(4)])
		v.Person(p)
		if v.R.In(3) { // a shovel over the shoulder
			v.Line(x+2, deck-4, x-3, deck-14, 0.4, v.Ink)
			v.Flat(ink.Ellipse(x-3.3, deck-14.8, 1, 1.5), v.Shade)
		}
	}
	// the hull with its flare, seen from the quay
	hull := ink.From(x0-2, deck).To(v.W+2, deck-1.5).To(v.W+2, water).To(x0+8, water).Bend(x0+1, (deck+water)/2, x0-2, deck).Shape()
	v.Flat(hull, v.Shade)
	v.Within(hull, func() {
		v.Flat(ink.Rect(-2, deck+4.5, v.W+4, 1.8), v.Accent)
		v.Fill(ink.Rect(-2, deck, v.W+4, water-deck), ink.Paint{Color: v.Ink, Cover: v.Engraving(0, 1.6, func(_, y float64) float64 { return 0.9 * stock.Smooth(deck+8, water, y) })})
		for x := v.W * 0.24; x < v.W; x += 12 {
			v.Flat(ink.Circle(x, deck+11.5, 1.5), v.Paper)
			v.Flat(ink.Circle(x, deck+11.5, 1), v.Ink)
		}
	})
	v.Letters(v.W*0.6, deck+20.5, 5, "TERN LINE", v.Paper)
	v.Rail(x0-2, deck, v.W+2, deck-1.4, 6, int(v.W/7), 0.45, v.Ink)
	v.SeaIn(water, v.H+1, ink.Rect(-2, water, v.W+4, v.H), 1)
	// the quay in front, a man with the rope
	edge := v.H * 0.89
	v.Flat(ink.Rect(-2, edge, v.W+4, v.H), v.Ink)
	v.Flat(ink.Rect(-2, edge, v.W+4, 1.4), stock.Mix(v.Paper, v.Mid, 0.35))
	v.Bollard(v.W*0.36, edge+1, 5.5, v.Ink)
	p := v.Somebody(v.W*0.2, edge+1.5, 21, stock.Pulls)
	p.Coat, p.Turned, p.Hat, p.Bag, p.Skirt = v.Accent, false, true, false, false
	v.Person(p)
	v.Lines(0.45, v.Paper, ink.From(v.W*0.2+6.4, edge-12.4).Bend(v.W*0.32, edge-10, v.W*0.42, deck+12).Points()...)
	v.Gulls(5, v.W*0.8, v.H*0.14, 16, v.Ink)
}

// Boats are moored craft.
func Boats(sheet *stock.View, h stock.Hour) {
	v := &view{sheet}
	switch v.Variant {
	case 2:
		boatsHeaped(v, h)
	default:
		boatsMoored(v, h)
	}
}

func boatsMoored(v *view, h stock.Hour) {
	v.Horizon = v.H * 0.46
	edge, water := v.H*0.47, v.H*0.55
	v.Air()
	v.Luminary(h, v.W*0.74, v.Horizon*0.5)
	v.Clouds(h)
	v.Hills(edge, 12, v.Far, 4)
	walls := []stock.RGB{v.Paper, stock.Mix(v.Mid, v.Paper, 0.5), v.Accent, v.Mid, stock.Mix(v.Paper, v.Accent, 0.3)}
	v.Row(-4, v.W+2, edge, min(v.H*0.19, 17), walls, []stock.RGB{v.Shade, v.Ink, stock.Mix(v.Shade, v.Accent, 0.4)}, v.Shade)
	v.Wall(ink.Rect(-2, edge, v.W+4, water-edge+1), edge+1.2, water, 2.4, stock.Mix(v.Mid, v.Paper, 0.15), stock.Mix(v.Shade, v.Mid, 0.3))
	v.Flat(ink.Rect(-2, edge-0.3, v.W+4, 1.3), v.Ink)
	for x := 6.0; x < v.W; x += v.R.Between(9, 24) {
		v.Person(v.Somebody(x, edge, 6.4, []stock.Pose{stock.Walks, stock.Stands, stock.Stands}[v.R.Of(3)]))
	}
	v.Sea(water, 0.9)
	k := min(1, v.W/110)
	v.sloopBare(v.W*0.12, v.H*0.63, 1.3*k, false, v.Shade)
	v.sloopBare(v.W*0.86, v.H*0.635, 1.35*k, true, v.Accent)
	v.Trawler(v.W*0.62, v.H*0.655, 1.15*k, true, v.Shade, "")
	v.Skiff(v.W*0.36, v.H*0.66, 1.4*k, false, v.Paper, v.Mid)
	switch v.Variant % 3 {
	case 1:
		v.Launch(v.W*0.44, v.H*0.80, 2.6*k, false, v.Shade)
	case 2:
		v.Trawler(v.W*0.42, v.H*0.84, 1.9*k, false, v.Accent, "WX 41")
	default:
		v.Trawler(v.W*0.6, v.H*0.83, 1.8*k, true, v.Ink, "")
		v.Skiff(v.W*0.2, v.H*0.86, 2*k, false, v.Accent, v.Ink)
	}
	v.Skiff(v.W*0.82, v.H*0.92, 2.1*k, true, v.Ink, v.Accent)
	v.Flat(ink.Circle(v.W*0.2, v.H*0.93, 1.5), v.Accent)
	v.Reflection(v.W*0.2, v.H*0.93+1.2, 3, 5, v.Accent)
	v.Gulls(6, v.W*0.4, v.H*0.16, 22, v.Ink)
}

// sloopBare is a yacht with her sails down.
func (v *view) sloopBare(x, y, s float64, turned bool, hull stock.RGB) {
	v.Reflection(x, y+0.1, 10*s, 8*s, stock.Mix(hull, v.Water, 0.35))
	v.yacht(stock.At(x, y, s, turned), hull)
}

func (v *view) yacht(put func(ink.Path) ink.Path, hull stock.RGB) {
	fill := func(p ink.Path, c stock.RGB) { v.Flat(put(p), c) }
	rope := func(w, a, b, c, d float64) {
		fill(ink.Stroke(w, w, ink.Point{X: a, Y: b}, ink.Point{X: c, Y: d}), v.Ink)
	}
	rope(0.38, 0.6, -2, 0.6, -19)
	rope(0.14, 0.6, -19, 6.3, -2.6)
	rope(0.14, 0.6, -19, -5, -2.2)
	rope(0.2, -0.9, -12, 2.1, -12)
	fill(ink.Stroke(0.9, 0.7, ink.Point{X: 0.4, Y: -4.6}, ink.Point{X: -4.6, Y: -4.2}), v.Accent)
	fill(ink.Poly(-2.6, -2, 3, -2.1, 2.2, -3.3, -1.8, -3.3), v.Paper)
	fill(ink.Rect(-1.2, -2.9, 0.8, 0.5), v.Ink)
	fill(ink.Rect(0.3, -2.9, 0.8, 0.5), v.Ink)
	fill(ink.From(-5.2, -2.2).Bend(0, -1.7, 6.6, -2.7).Bend(4.6, 0.4, 2.6, 0.4).To(-3.8, 0.4).Bend(-5.2, -0.4, -5.2, -2.2).Shape(), hull)
	fill(ink.Stroke(0.26, 0.26, ink.From(-5.2, -2.1).Bend(0, -1.6, 6.5, -2.6).Points()...), v.Paper)
}

// boatsHeaped are small boats thrown together by a storm.
func boatsHeaped(v *view, h stock.Hour) {
	v.Horizon = v.H * 0.44
	edge, water := v.H*0.46, v.H*0.60
	v.Air()
	v.Clouds(h)
	v.Hills(v.Horizon+2, 12, v.Far, 14)
	v.Row(-4, v.W+2, edge, min(v.H*0.15, 14), []stock.RGB{stock.Mix(v.Paper, v.Mid, 0.2), v.Mid, stock.Mix(v.Mid, v.Paper, 0.4)}, []stock.RGB{v.Shade, stock.Mix(v.Shade, v.Mid, 0.4)}, v.Shade)
	v.Wall(ink.Rect(-2, edge, v.W+4, water-edge+1), edge+1.2, water, 3, stock.Mix(v.Mid, v.Paper, 0.15), stock.Mix(v.Shade, v.Mid, 0.3))
	v.Flat(ink.Rect(-2, edge-0.3, v.W+4, 1.5), v.Ink)
	for x := 4.0; x < v.W; x += v.R.Between(5, 12) {
		v.Person(v.Somebody(x, edge, 9, []stock.Pose{stock.Pulls, stock.Stands, stock.Points, stock.Pulls}[v.R.Of(4)]))
	}
	v.Sea(water, 1)
	base := v.H * 0.74
	lie := func(x, y, s, angle float64, turned bool, hull stock.RGB) {
		sin, cos := math.Sincos(angle)
		put := stock.At(x, y, s, turned)
		v.yacht(func(p ink.Path) ink.Path {
			return put(p.Map(func(q ink.Point) ink.Point { return ink.Point{X: q.X*cos - q.Y*sin, Y: q.X*sin + q.Y*cos} }))
		}, hull)
	}
	k := min(1.25, v.W/96)
	v.Reflection(v.W*0.5, base+2, 60*k, 16, stock.Mix(v.Shade, v.Water, 0.25))
	for i, b := range []struct{ x, y, s, a float64 }{
		{0.24, -1, 1.7, 0.42}, {0.70, -2, 1.8, -0.38}, {0.50, -5, 1.9, 0.16}, {0.36, 1, 1.8, -0.5}, {0.60, 3, 2, 0.58}, {0.46, 6, 2.1, -0.12},
	} {
		lie(v.W*b.x, base+b.y, b.s*k, b.a, i%2 == 1, []stock.RGB{v.Shade, v.Accent, v.Ink, v.Mid, v.Paper, v.Shade}[i])
	}
	for i := range 5 { // broken planks of the pontoon
		x, y := v.W*v.R.Between(0.08, 0.9), v.H*v.R.Between(0.86, 0.96)
		a := v.R.Between(-0.3, 0.3)
		v.Line(x, y, x+9*math.Cos(a), y+9*math.Sin(a), 1.1, []stock.RGB{v.Ink, v.Accent, v.Shade}[i%3])
	}
	v.Lines(0.4, v.Paper, ink.From(v.W*0.14, edge-5).Bend(v.W*0.2, v.H*0.62, v.W*0.3, base-3).Points()...)
	v.Gulls(6, v.W*0.6, v.H*0.18, 22, v.Ink)
}

// Rowing is a crew on the water.
func Rowing(sheet *stock.View, h stock.Hour) {
	v := &view{sheet}
	v.Horizon = v.H * 0.42
	v.Air()
	sunX := v.W * 0.7
	v.Luminary(h, sunX, v.Horizon*0.66)
	v.Clouds(h)
	v.Hills(v.Horizon+0.4, 10, v.Far, v.R.Between(0, 40))
	if v.Variant != 1 {
		for x := -2.0; x < v.W+4; x += v.R.Between(3, 8) {
			v.Poplar(x, v.Horizon+0.6, v.R.Between(6, 12), stock.Mix(v.Far, v.Mid, v.R.Between(0.4, 1)), v.Shade)
		}
	} else {
		v.Skyline(v.W*0.55, v.W+2, v.Horizon+0.4, 6, stock.Mix(v.Far, v.Mid, 0.6), v.Haze)
	}
	v.Sea(v.Horizon, 0.8)
	if h == stock.Dawn || h == stock.Dusk {
		v.Glitter(sunX, v.Horizon+0.5, v.H, 8, v.Light)
	}
	s := min(1.9, (v.W-6)/48)
	if v.Variant == 1 {
		v.gig(v.W*0.5, v.H*0.68, s*1.08)
		v.Reflection(v.W*0.5, v.H*0.70, 50, 10, stock.Mix(v.Shade, v.Water, 0.4))
		v.gig(v.W*0.5, v.H*0.68, s*1.08)
	} else {
		phase := v.R.Between(0, 1)
		v.Eight(v.W*v.R.Between(0.56, 0.7), v.H*0.56, s*0.66, phase+0.05, v.Variant%2 == 0, v.Shade, v.Paper, v.Skin())
		v.Eight(v.W*0.48, v.H*0.76, s*1.02, phase, v.Variant%2 == 0, v.Ink, v.Accent, v.Skin())
		for i := range 5 { // the buoys of the course
			x := v.W * (0.1 + 0.2*float64(i))
			v.Flat(ink.Circle(x, v.H*0.64, 0.8), v.Accent)
			v.Flat(ink.Circle(x-v.W*0.08, v.H*0.9, 1.4), v.Accent)
		}
	}
	v.Gulls(5, v.W*0.25, v.H*0.18, 18, v.Ink)
	// reeds on the near bank
	for range 60 {
		x := v.W - v.R.Between(0, 1)*v.R.Between(0, 1)*v.W*0.4
		v.Cut(x, v.H+2, x+v.R.Between(-3, 2), v.H-v.R.Between(5, 19), 0.8, v.Ink)
	}
}

// gig is an open boat with six long oars and a man at the helm, some 44 long.
func (v *view) gig(x, y, s float64) {
	put := stock.At(x, y, s, false)
	fill := func(p ink.Path, c stock.RGB) { v.Flat(put(p), c) }
	for i := range 6 {
		bx := -11.5 + 4.6*float64(i)
		fill(ink.Stroke(0.26, 0.26, ink.Point{X: bx - 1.8, Y: -3.4}, ink.Point{X: bx - 7.4, Y: 2.6}), v.Ink)
		fill(ink.Stroke(0.35, 0.8, ink.Point{X: bx - 6.9, Y: 2.1}, ink.Point{X: bx - 8.4, Y: 3.6}), v.Paper)
		fill(ink.From(bx+1.1, -2).Bend(bx+1.2, -4, bx+0.9, -5.4).To(bx-0.6, -5.4).Bend(bx-0.6, -3.6, bx-0.4, -2).Shape(), []stock.RGB{v.Accent, v.Shade}[i%2])
		fill(ink.Stroke(0.55, 0.42, ink.Point{X: bx, Y: -5}, ink.Point{X: bx - 1.2, Y: -4.2}, ink.Point{X: bx - 1.9, Y: -3.5}), []stock.RGB{v.Accent, v.Shade}[i%2])
		fill(ink.Ellipse(bx+0.2, -6.3, 0.66, 0.8), v.Skin())
		fill(ink.Sector(bx+0.25, -6.5, 0.72, 0.76, math.Pi*0.95, 2.05*math.Pi), v.Ink)
	}
	fill(ink.From(-17.2, -2.2).Bend(-17.4, -5, -16.4, -6).To(-15, -6).Bend(-14.6, -4, -14.8, -2.2).Shape(), v.Ink)
	fill(ink.Ellipse(-15.7, -6.9, 0.68, 0.8), v.Skin())
	fill(ink.Sector(-15.7, -7.1, 0.8, 0.8, math.Pi, 2*math.Pi), v.Paper)
	fill(ink.From(-20, -3.8).Bend(-8, -1.6, 2, -1.7).Bend(13, -1.8, 21, -4.4).Bend(19, 0.6, 12, 0.8).To(-13, 0.8).Bend(-19.4, 0.4, -20, -3.8).Shape(), v.Shade)
	fill(ink.Stroke(0.5, 0.5, ink.From(-20, -3.7).Bend(-8, -1.5, 2, -1.6).Bend(13, -1.7, 21, -4.3).Points()...), v.Paper)
	fill(ink.Stroke(0.35, 0.35, ink.From(-19.4, -1.6).Bend(-8, 0, 2, 0).Bend(13, -0.1, 19.8, -2).Points()...), v.Accent)
}
