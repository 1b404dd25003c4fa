package stock

import (
	"math"

	"broadsheet/internal/demo/draw/ink"
)

// Sloop is a small sailing boat, its waterline in the middle at (x, y), some 10 long and 17 high.
func (v *View) Sloop(x, y, s float64, turned bool, hull, sail, mast RGB) {
	v.Reflection(x, y+0.1, 9*s, 9*s, Mix(hull, v.Water, 0.35))
	put := At(x, y, s, turned)
	v.Flat(put(ink.Stroke(0.28, 0.2, ink.Point{X: 0.4, Y: -1.5}, ink.Point{X: 0.4, Y: -17})), mast)
	v.Flat(put(ink.From(0.1, -16.4).Bend(-4.6, -8, -5, -3).To(0.1, -3.1).Shape()), sail)
	v.Flat(put(ink.From(0.9, -15.2).Bend(4.2, -8, 5.4, -2.6).Bend(3, -3.4, 0.9, -3.3).Shape()), sail)
	v.Flat(put(ink.From(-5, -2).Bend(0, -1.5, 6, -2.4).Bend(4, 0.4, 2.4, 0.3).To(-3.6, 0.3).Bend(-5, -0.4, -5, -2).Shape()), hull)
	v.Flat(put(ink.Stroke(0.3, 0.3, ink.Point{X: -4.9, Y: -1.8}, ink.Point{X: 0, Y: -1.55}, ink.Point{X: 5.8, Y: -2.2})), v.Paper)
}

// Trawler is a fishing boat, some 26 long and 19 high, bow to the right unless turned.
func (v *View) Trawler(x, y, s float64, turned bool, hull RGB, name string) {
	v.Reflection(x, y+0.2, 25*s, 13*s, Mix(hull, v.Water, 0.3))
	put := At(x, y, s, turned)
	fill := func(p ink.Path, c RGB) { v.Flat(put(p), c) }
	rope := func(w float64, a, b, c, d float64) {
		fill(ink.Stroke(w, w, ink.Point{X: a, Y: b}, ink.Point{X: c, Y: d}), v.Ink)
	}
	// masts and rigging behind
	rope(0.5, -7.5, -3, -7.5, -15)
	rope(0.55, 4.5, -8, 4.5, -19)
	rope(0.22, 4.5, -19, 12.6, -5.6)
	rope(0.22, 4.5, -19, -7.5, -15)
	rope(0.22, -7.5, -15, -12.2, -3.6)
	rope(0.42, -7.5, -6, -1.2, -13)
	rope(0.2, -1.2, -13, -7.5, -15)
	rope(0.2, -1.2, -13, -1.2, -5)
	// wheelhouse
	fill(ink.Poly(0.2, -4, 7.8, -4.2, 7.1, -9.6, 0.6, -9.6), v.Paper)
	fill(ink.Poly(-0.2, -9.4, 8, -9.4, 7.6, -10.3, 0.2, -10.3), v.Shade)
	for _, px := range []float64{1.1, 3.1, 5.1} {
		c := v.Ink
		if v.Dark {
			c = v.Light
		}
		fill(ink.Rect(px, -8.7, 1.5, 1.7), c)
	}
	fill(ink.Rect(1.4, -6.2, 1.3, 2.4), v.Shade)
	fill(ink.Poly(-1.8, -3.6, 0.3, -3.6, 0.3, -6.5, -1.8, -6.5), Mix(v.Paper, v.Mid, 0.4))
	// hull with a rising bow, its rail and waterline
	body := ink.From(-12.6, -3.4).Bend(-3, -2.4, 5, -3.6).Bend(10, -4.6, 13.6, -6.6).Bend(12.4, -2.2, 10.6, 0.5).To(-11, 0.5).Bend(-12.6, -1, -12.6, -3.4).Shape()
	fill(body, hull)
	v.Within(put(body), func() {
		fill(ink.Rect(-14, -0.9, 28, 3), v.Ink)
		fill(ink.Rect(-14, -1.35, 28, 0.45), v.Paper)
		v.Fill(put(ink.Rect(-14, -6, 28, 6)), ink.Paint{Color: v.Ink, Cover: v.Engraving(0.06, 0.75*s+0.25, func(_, py float64) float64 {
			return 0.5 * Smooth(y-3.2*s, y-0.6*s, py)
		})})
	})
	fill(ink.Stroke(0.5, 0.5, ink.From(-12.7, -3.5).Bend(-3, -2.5, 5, -3.7).Bend(10, -4.7, 13.7, -6.7).Points()...), v.Paper)
	for _, tx := range []float64{-8.5, -4, 0.6} {
		fill(ink.Circle(tx, -1.7, 0.95), v.Ink)
		fill(ink.Circle(tx, -1.7, 0.4), hull)
	}
	if name != "" && !turned {
		v.Letters(x+7*s, y-2.2*s, 1.5*s, name, v.Paper)
	}
	// a heap of net and a float at the stern
	fill(ink.From(-11.6, -3.4).Bend(-10.6, -6.4, -8.6, -5.4).Bend(-6.8, -5.2, -6.2, -3).Shape(), v.Mid)
	fill(ink.Circle(-9.8, -4.9, 0.7), v.Accent)
	fill(ink.Circle(-8.4, -5.2, 0.6), v.Accent)
}

// Skiff is an open boat at her mooring, some 9 long.
func (v *View) Skiff(x, y, s float64, turned bool, hull, inside RGB) {
	v.Reflection(x, y+0.1, 8*s, 4*s, Mix(hull, v.Water, 0.35))
	put := At(x, y, s, turned)
	v.Flat(put(ink.From(-4.4, -1.9).Bend(0, -0.6, 4.9, -2.3).Bend(0, -2.6, -4.4, -1.9).Shape()), inside)
	v.Flat(put(ink.From(-4.4, -1.9).Bend(0, -0.7, 4.9, -2.3).Bend(3.8, 0.2, 2.2, 0.3).To(-3, 0.3).Bend(-4.2, -0.3, -4.4, -1.9).Shape()), hull)
	v.Flat(put(ink.Stroke(0.28, 0.28, ink.From(-4.4, -1.9).Bend(0, -0.7, 4.9, -2.3).Points()...)), v.Paper)
	v.Flat(put(ink.Stroke(0.35, 0.35, ink.Point{X: -1.4, Y: -1.9}, ink.Point{X: -0.6, Y: -1.3})), v.Ink)
	v.Flat(put(ink.Stroke(0.35, 0.35, ink.Point{X: 1.5, Y: -2.1}, ink.Point{X: 2, Y: -1.5})), v.Ink)
}

// Launch is a small passenger boat with a wheelhouse, some 18 long.
func (v *View) Launch(x, y, s float64, turned bool, hull RGB) {
	v.Reflection(x, y+0.1, 17*s, 8*s, Mix(hull, v.Water, 0.3))
	put := At(x, y, s, turned)
	fill := func(p ink.Path, c RGB) { v.Flat(put(p), c) }
	fill(ink.Stroke(0.3, 0.2, ink.Point{X: 3.6, Y: -6}, ink.Point{X: 3.6, Y: -11}), v.Ink)
	fill(ink.Poly(-6.8, -2.2, 1.4, -2.4, 1.4, -4.9, -6.8, -4.7), Mix(v.Paper, v.Mid, 0.35))
	fill(ink.Rect(-7.2, -5.3, 8.8, 0.6), v.Shade)
	for i := range 4 {
		c := v.Shade
		if v.Dark {
			c = v.Light
		}
		fill(ink.Rect(-6.3+1.9*float64(i), -4.4, 1.4, 1.4), c)
	}
	fill(ink.Poly(1.2, -2.4, 5.6, -2.6, 5.1, -6.6, 1.4, -6.6), v.Paper)
	fill(ink.Rect(0.9, -7.1, 4.8, 0.6), v.Accent)
	c := v.Ink
	if v.Dark {
		c = v.Light
	}
	fill(ink.Rect(1.9, -6, 1.3, 1.5), c)
	fill(ink.Rect(3.5, -6, 1.3, 1.5), c)
	body := ink.From(-8.6, -2.3).Bend(0, -1.8, 9.4, -3.4).Bend(8, -0.2, 6.6, 0.4).To(-7.6, 0.4).Bend(-8.6, -0.6, -8.6, -2.3).Shape()
	fill(body, hull)
	fill(ink.Stroke(0.4, 0.4, ink.From(-8.6, -2.2).Bend(0, -1.7, 9.3, -3.3).Points()...), v.Paper)
	v.Rail(x-8*s*Sign(turned), y-2.2*s, x-2*s*Sign(turned), y-2*s, 1.3*s, 5, 0.16*s, v.Ink)
}

// Sign is -1 for what is turned left for right, else 1.
func Sign(turned bool) float64 {
	if turned {
		return -1
	}
	return 1
}

// Ferry is a ship of the Tern Line, some 64 long and 26 high, bow to the right unless turned.
func (v *View) Ferry(x, y, s float64, turned bool) {
	v.Reflection(x, y+0.3, 62*s, 20*s, Mix(v.Paper, v.Water, 0.3))
	put := At(x, y, s, turned)
	fill := func(p ink.Path, c RGB) { v.Flat(put(p), c) }
	// upper works, from the top down
	fill(ink.Stroke(0.5, 0.3, ink.Point{X: 17, Y: -18}, ink.Point{X: 17, Y: -27}), v.Ink)
	fill(ink.Stroke(0.3, 0.3, ink.Point{X: 15, Y: -24}, ink.Point{X: 19, Y: -24}), v.Ink)
	funnel := ink.Poly(-15, -16.5, -6.6, -16.5, -8, -25.4, -15, -24.6)
	fill(funnel, v.Accent)
	fill(ink.Poly(-15.1, -24.4, -7.9, -25.2, -8.2, -27.4, -15.1, -26.6), v.Ink)
	bird := func(bx, by, w float64) { // the line's tern
		fill(ink.From(bx, by).Bend(bx-w*0.2, by-w*0.3, bx-w*0.55, by-w*0.32).Bend(bx-w*0.2, by-w*0.12, bx, by+w*0.1).
			Bend(bx+w*0.2, by-w*0.12, bx+w*0.55, by-w*0.32).Bend(bx+w*0.2, by-w*0.3, bx, by).Shape(), v.Paper)
	}
	bird(-11.2, -20.3, 5.6)
	fill(ink.Poly(-24, -11, 24.5, -11, 22.5, -17, -22, -17), v.Paper)
	fill(ink.Poly(10, -16.8, 23.5, -16.8, 21.6, -20.6, 11, -20.6), v.Paper)
	fill(ink.Rect(9.4, -21.3, 13, 0.8), v.Shade)
	pane := v.Shade
	if v.Dark {
		pane = v.Light
	}
	for i := range 5 {
		fill(ink.Rect(12+2.05*float64(i), -19.8, 1.5, 1.6), pane)
	}
	for i := range 17 {
		fill(ink.Rect(-20.6+2.5*float64(i), -15.4, 1.6, 1.3), pane)
	}
	for i := range 17 {
		fill(ink.Rect(-21.6+2.6*float64(i), -12.9, 1.6, 1.1), pane)
	}
	fill(ink.Rect(-24.4, -11.3, 49.6, 0.8), v.Shade)
	for _, lx := range []float64{-19, -1.5, 4.5} { // lifeboats
		fill(ink.From(lx, -17.9).To(lx+4.4, -17.9).Bend(lx+3.9, -16.5, lx+2.2, -16.5).Bend(lx+0.5, -16.5, lx, -17.9).Shape(), v.Accent)
	}
	v.Rail(x-22*s*Sign(turned), y-17*s, x+9*s*Sign(turned), y-17*s, 1.3*s, 16, 0.14*s, v.Ink)
	// hull
	body := ink.From(-31, -10.6).To(26, -10.6).Bend(31, -11.2, 34, -12.4).Bend(31.4, -5, 28, 0.6).To(-29.5, 0.6).Bend(-31.4, -4, -31, -10.6).Shape()
	fill(body, v.Paper)
	v.Within(put(body), func() {
		fill(ink.Rect(-36, -1.4, 74, 3), v.Accent)
		fill(ink.Rect(-36, -9.4, 74, 1.6), v.Shade)
		v.Fill(put(ink.Rect(-36, -8, 74, 7)), ink.Paint{Color: v.Mid, Cover: v.Engraving(0, 0.9*s+0.3, func(_, py float64) float64 {
			return 0.6 * Smooth(y-5.4*s, y-1.2*s, py)
		})})
		fill(ink.Stroke(0.3, 0.3, ink.Point{X: -24, Y: -8}, ink.Point{X: -24, Y: -2}), v.Shade)
		fill(ink.Stroke(0.3, 0.3, ink.Point{X: -18, Y: -8}, ink.Point{X: -18, Y: -2}), v.Shade)
	})
	if !turned {
		v.Letters(x+1*s, y-3.4*s, 3*s, "TERN LINE", v.Shade)
	}
	for i := range 3 {
		fill(ink.Circle(20.5+2.4*float64(i), -6.2, 0.55), v.Shade)
	}
}

// Smoke drifts from a funnel at (x, y) to the left, or to the right if turned.
func (v *View) Smoke(x, y, s float64, turned bool, col RGB) {
	d := -Sign(turned)
	p := ink.Path{}
	for i := range 9 {
		t := float64(i) / 8
		p = p.And(ink.Ellipse(x+d*s*(22*t+v.R.Between(-1, 1)), y-s*(9*math.Sqrt(t)+v.R.Between(-0.6, 0.6)), s*(1.1+3.6*t), s*(0.9+2.2*t)))
	}
	v.Flat(p, col)
}

// Eight is a rowing boat with a crew of eight and a cox, some 44 long; phase is where in the stroke they are, 0 to 1.
func (v *View) Eight(x, y, s, phase float64, turned bool, hull, shirt, skin RGB) {
	v.Reflection(x, y+0.2, 40*s, 5*s, Mix(hull, v.Water, 0.3))
	put := At(x, y, s, turned)
	fill := func(p ink.Path, c RGB) { v.Flat(put(p), c) }
	lean := math.Sin(phase * 2 * math.Pi)
	for i := range 8 {
		bx := -13.2 + 3.7*float64(i)
		hx := bx + 0.9*lean // shoulders
		// the oar on the far side is hidden; the near one reaches into the water
		ox := bx - 2.6*lean
		fill(ink.Stroke(0.2, 0.2, ink.Point{X: hx - 1.1, Y: -1.7}, ink.Point{X: ox, Y: 1.5}), v.Ink)
		fill(ink.Stroke(0.3, 0.75, ink.Point{X: ox + 0.05*(ox-hx), Y: 1.2}, ink.Point{X: ox + 0.2*(ox-hx), Y: 2.2}), v.Accent)
		fill(ink.From(bx+0.8, -0.7).Bend(bx+1, -2, hx+0.55, -2.9).To(hx-0.5, -2.9).Bend(bx-0.2, -1.8, bx-0.3, -0.7).Shape(), shirt)
		fill(ink.Stroke(0.42, 0.3, ink.Point{X: hx - 0.1, Y: -2.6}, ink.Point{X: hx - 1.3, Y: -1.7}), skin)
		fill(ink.Ellipse(hx, -3.5, 0.5, 0.6), skin)
		fill(ink.Sector(hx, -3.6, 0.54, 0.6, math.Pi, 2*math.Pi), v.Ink)
		fill(ink.Stroke(0.5, 0.4, ink.Point{X: bx + 0.6, Y: -0.8}, ink.Point{X: bx - 0.9, Y: -1.4}, ink.Point{X: bx - 1.8, Y: -0.7}), skin)
	}
	fill(ink.From(-17.6, -0.9).Bend(-17.2, -2.5, -16.4, -2.6).To(-15.9, -0.7).Shape(), v.Paper) // the cox
	fill(ink.Ellipse(-16.5, -3.1, 0.48, 0.58), skin)
	fill(ink.Sector(-16.5, -3.2, 0.52, 0.56, math.Pi, 2*math.Pi), v.Accent)
	fill(ink.From(-22.5, -0.8).Bend(0, -1.2, 22.5, -0.9).Bend(12, 0.45, 0, 0.4).Bend(-12, 0.45, -22.5, -0.8).Shape(), hull)
	fill(ink.Stroke(0.22, 0.22, ink.From(-22, -0.8).Bend(0, -1.15, 22, -0.9).Points()...), v.Paper)
}
