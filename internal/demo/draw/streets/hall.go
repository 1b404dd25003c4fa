package streets

import (
	"math"

	"broadsheet/internal/demo/draw/ink"
	"broadsheet/internal/demo/draw/stock"
)

// Library is the reading room.
func Library(sheet *stock.View, h stock.Hour) {
	v := &view{sheet}
	v.Horizon = v.H * 0.44
	v.Ground(stock.Mix(v.Shade, v.Mid, 0.35))
	cam := stock.Camera{Height: 3.1, Cx: v.W * []float64{0.42, 0.5, 0.6}[(v.Variant+2)%3], Horizon: v.Horizon, Focal: (0.34*v.W + 34) * v.Zoom()}
	cam.X = []float64{-1.4, 0, 1.5}[(v.Variant+2)%3]
	back, side, top := 24.0, 7.4, 8.6
	v.Flat(cam.Face(-side, 0, 1, side, 0, 1, side, 0, back, -side, 0, back), stock.Mix(v.Mid, v.Paper, 0.12))
	floor := cam.Face(-side, 0, 1, side, 0, 1, side, 0, back, -side, 0, back)
	v.Within(floor, func() {
		for x := -side; x < side; x += 1 {
			v.Lines(0.22, stock.Mix(v.Mid, v.Shade, 0.4), cam.See(x, 0, 1), cam.See(x, 0, back))
		}
	})
	v.Flat(cam.Face(-side, top, 1, side, top, 1, side, top, back, -side, top, back), stock.Mix(v.Shade, v.Ink, 0.25))
	for z := 4.0; z < back; z += 4 {
		v.Lines(0.5*cam.Scale(z)*0.6, v.Ink, cam.See(-side, top, z), cam.See(side, top, z))
	}
	// the end wall with a tall window
	v.Flat(cam.Face(-side, 0, back, side, 0, back, side, top, back, -side, top, back), stock.Mix(v.Mid, v.Paper, 0.35))
	m := cam.Scale(back)
	for _, wx := range []float64{-4.3, 0, 4.3} {
		p := cam.See(wx, 2.2, back)
		glass := v.Paper
		if v.Variant%2 == 0 {
			glass = stock.Mix(v.Shade, v.Ink, 0.5)
		}
		v.Window(p.X, p.Y, 2.3*m, 4*m, true, glass, v.Ink)
	}
	clock := cam.See(0, 7.9, back)
	v.Flat(ink.Circle(clock.X, clock.Y, 0.42*m), v.Paper)
	// shelves on both sides, from far to near
	spines := []stock.RGB{v.Accent, v.Paper, v.Mid, v.Ink, stock.Mix(v.Accent, v.Ink, 0.35), v.Light, stock.Mix(v.Mid, v.Paper, 0.5)}
	for _, d := range []float64{-1, 1} {
		for i := 5; i >= 0; i-- {
			z0 := 2.6 + 3.6*float64(i)
			z1 := z0 + 3
			x := d * (side - 0.05)
			v.Flat(cam.Face(x, 0, z0-0.3, x, 0, z1+0.3, x, 7.4, z1+0.3, x, 7.4, z0-0.3), stock.Mix(v.Shade, v.Ink, 0.45))
			for row := range 7 {
				y := 0.35 + 1.0*float64(row)
				for z := z0; z < z1-0.05; {
					t := v.R.Between(0.14, 0.3)
					if v.R.In(14) { // a gap
						z += t
						continue
					}
					hgt := v.R.Between(0.62, 0.86)
					zz := min(z+t*0.92, z1)
					v.Flat(cam.Face(x, y, z, x, y, zz, x, y+hgt, zz, x, y+hgt, z), spines[v.R.Of(len(spines))])
					z += t
				}
				v.Flat(cam.Face(x, y-0.1, z0, x, y-0.1, z1, x, y, z1, x, y, z0), v.Mid)
			}
			xe := d * (side - 0.5)
			v.Flat(cam.Face(x, 0, z0-0.3, xe, 0, z0-0.3, xe, 7.6, z0-0.3, x, 7.6, z0-0.3), stock.Mix(v.Mid, v.Shade, 0.55))
			v.Flat(cam.Face(x, 7.4, z0-0.3, xe, 7.4, z0-0.3, xe, 7.9, z0-0.3, x, 7.9, z0-0.3).And(cam.Face(xe, 7.4, z0-0.3, xe, 7.4, z1+0.3, xe, 7.9, z1+0.3, xe, 7.9, z0-0.3)), v.Mid)
		}
	}
	// a ladder against the shelves, somebody on it
	l0, l1 := cam.See(side-2, 0, 9.4), cam.See(side-0.5, 6.2, 9.4)
	for _, dz := range []float64{0, 0.7} {
		v.Lines(0.09*cam.Scale(9), v.Light, cam.See(side-2, 0, 9+dz), cam.See(side-0.5, 6.2, 9+dz))
	}
	for k := range 11 {
		t := (float64(k) + 0.5) / 11
		v.Lines(0.07*cam.Scale(9), v.Light, cam.See(side-2+1.5*t, 6.2*t, 9), cam.See(side-2+1.5*t, 6.2*t, 9.7))
	}
	climber := v.Somebody(l0.X+(l1.X-l0.X)*0.42, l0.Y+(l1.Y-l0.Y)*0.42, 1.7*cam.Scale(9.4), stock.Waves)
	climber.Turned, climber.Bag, climber.Coat, climber.Hat = false, false, v.Accent, false
	v.Person(climber)
	// the long table with its lamps, readers on both sides
	tz0, tz1, th := 5.2, 17.0, 0.8
	for _, d := range []float64{-1, 1} {
		for z := tz1 - 1; z > tz0; z -= 2.3 {
			if v.R.In(5) {
				continue
			}
			p := cam.See(d*1.95, 0, z)
			q := v.Somebody(p.X, p.Y, 1.45*cam.Scale(z), stock.Stands)
			q.Turned, q.Bag, q.Hat = d > 0, false, false
			v.Person(q)
		}
	}
	v.Flat(cam.Face(-1.5, 0, tz0, -1.2, 0, tz0, -1.2, th, tz0, -1.5, th, tz0).And(cam.Face(1.2, 0, tz0, 1.5, 0, tz0, 1.5, th, tz0, 1.2, th, tz0)), v.Ink)
	v.Flat(cam.Face(-1.7, th, tz0, 1.7, th, tz0, 1.7, th, tz1, -1.7, th, tz1), v.Accent)
	v.Flat(cam.Face(-1.7, th, tz0, 1.7, th, tz0, 1.7, th-0.16, tz0, -1.7, th-0.16, tz0), stock.Mix(v.Accent, v.Ink, 0.45))
	for z := tz1 - 1.2; z > tz0; z -= 2.4 {
		p, k := cam.See(0, th, z), cam.Scale(z)
		v.Flat(ink.Ellipse(p.X, p.Y, 1.1*k, 0.22*k), v.Light)
		v.Line(p.X, p.Y, p.X, p.Y-0.4*k, 0.06*k, v.Ink)
		v.Flat(ink.Sector(p.X, p.Y-0.34*k, 0.36*k, 0.22*k, math.Pi, 2*math.Pi), stock.Mix(v.Shade, stock.Hex(0x2f6b54), 0.75))
		for _, d := range []float64{-1, 1} { // an open book
			b := cam.See(d*1.1, th, z-0.9)
			v.Flat(ink.Poly(b.X-0.32*k, b.Y, b.X, b.Y+0.05*k, b.X+0.32*k, b.Y, b.X+0.28*k, b.Y-0.12*k, b.X, b.Y-0.07*k, b.X-0.28*k, b.Y-0.12*k), v.Paper)
		}
	}
	// lamps from the ceiling
	for _, z := range []float64{19, 11} {
		p, k := cam.See(0, top, z), cam.Scale(z)
		v.Line(p.X, p.Y, p.X, p.Y+1.5*k, 0.06*k, v.Ink)
		v.Glow(p.X, p.Y+1.9*k, 1.5*k, v.Light, 15)
		v.Flat(ink.Circle(p.X, p.Y+1.9*k, 0.36*k), v.Light)
	}
}

// Stage is the theatre, seen from the stalls.
func Stage(sheet *stock.View, h stock.Hour) {
	v := &view{sheet}
	v.Ground(stock.Mix(v.Ink, v.Shade, 0.15))
	v.Horizon = v.H * 0.62
	w := min(v.W*0.92, v.H*1.06)
	x0, x1 := v.W/2-w/2, v.W/2+w/2
	top, floor := v.H*0.10, v.H*0.70
	// the lit back of the set
	set := ink.Rect(x0, top, w, floor-top)
	v.Flat(set, stock.Mix(v.Mid, v.Light, 0.55))
	if v.Variant%2 == 0 {
		v.stageChoir(x0, w, top, floor)
	} else {
		v.stageSet(x0, w, top, floor)
	}
	// boards and the edge of the stage
	boards := ink.Poly(x0, floor, x1, floor, x1+w*0.06, floor+v.H*0.08, x0-w*0.06, floor+v.H*0.08)
	v.Flat(boards, stock.Mix(v.Mid, v.Light, 0.2))
	v.Within(boards, func() {
		for i := range 17 {
			t := float64(i)/16 - 0.5
			v.Line(v.W/2+t*w, floor, v.W/2+t*w*1.14, floor+v.H*0.08, 0.25, v.Shade)
		}
	})
	v.stagePlayers(x0, w, floor)
	edge := floor + v.H*0.08
	v.Flat(ink.Rect(x0-w*0.06, edge, w*1.12, 3.2), v.Shade)
	for i := range 11 {
		fx := x0 + w*(float64(i)+0.5)/11
		v.Flat(ink.Sector(fx, edge+0.4, 1.5, 1.7, math.Pi, 2*math.Pi), v.Light)
	}
	// curtains: folds on both sides and a swag above
	for _, d := range []float64{-1, 1} {
		ex := v.W/2 + d*w/2
		p := ink.From(ex-d*w*0.02, top-4).Curve(ex-d*w*0.2, v.H*0.3, ex-d*w*0.18, v.H*0.46, ex-d*w*0.075, v.H*0.52).
			Curve(ex-d*w*0.12, v.H*0.6, ex-d*w*0.13, v.H*0.66, ex-d*w*0.11, edge).To(ex+d*v.W, edge).To(ex+d*v.W, top-4).Shape()
		v.Flat(p, v.Accent)
		v.Within(p, func() {
			for i := range 14 {
				t := float64(i) / 13
				sx := ex - d*w*0.16 + d*t*w*0.42
				v.Flat(ink.Stroke(1.5, 0.5, ink.From(sx, top-4).Bend(sx+d*w*0.02, v.H*0.36, ex-d*w*0.07+d*t*w*0.2, v.H*0.52).Points()...), stock.Mix(v.Accent, v.Ink, 0.5))
				v.Flat(ink.Stroke(0.5, 1.7, ink.From(ex-d*w*0.07+d*t*w*0.2, v.H*0.53).Bend(sx+d*w*0.03, v.H*0.6, sx+d*w*0.02, edge).Points()...), stock.Mix(v.Accent, v.Ink, 0.5))
			}
		})
		v.Flat(ink.Stroke(2.4, 2.4, ink.From(ex-d*w*0.07, v.H*0.52).Bend(ex, v.H*0.545, ex+d*w*0.3, v.H*0.52).Points()...), v.Light)
	}
	v.Flat(ink.Rect(-2, -2, v.W+4, top), v.Accent)
	n := 6
	for i := range n {
		a, b := v.W*float64(i)/float64(n), v.W*float64(i+1)/float64(n)
		swag := ink.From(a, top-2).Bend((a+b)/2, top+v.H*0.09, b, top-2).Shape()
		v.Flat(swag, v.Accent)
		for k := range 4 {
			d := float64(k) * 1.7
			v.Lines(0.6, stock.Mix(v.Accent, v.Ink, 0.5), ink.From(a+1, top-3-d).Bend((a+b)/2, top+v.H*0.07-d*1.6, b-1, top-3-d).Points()...)
		}
		v.Lines(1, v.Light, ink.From(a, top-2).Bend((a+b)/2, top+v.H*0.09, b, top-2).Points()...)
	}
	// the stalls: rows of heads, darker to the front
	for r := range 3 {
		t := float64(r) / 2
		v.Crowd(-4+float64(r)*3, v.W+6, v.H*(0.885+0.075*t)+2, min(10+6*t, v.H*0.12), []stock.RGB{stock.Mix(v.Shade, v.Ink, 0.3+0.35*t), stock.Mix(v.Shade, v.Ink, 0.55+0.3*t), stock.Mix(stock.Mix(v.Accent, v.Ink, 0.6), v.Ink, 0.4*t)})
	}
}

// stageSet is a room by the sea: a pan house with its fire.
func (v *view) stageSet(x0, w, top, floor float64) {
	hh := floor - top
	sky := ink.Rect(x0+w*0.56, top+hh*0.28, w*0.28, hh*0.3)
	v.Flat(ink.Rect(x0+w*0.54, top+hh*0.26, w*0.32, hh*0.34), v.Shade)
	v.Flat(sky, stock.Mix(v.Paper, v.Mid, 0.1))
	v.Within(sky, func() {
		v.Flat(ink.Rect(x0, top+hh*0.46, w, hh), stock.Hex(0x7fa3a6))
		v.Ripples(top+hh*0.46, top+hh*0.6, v.Paper, 0.8, 1)
		v.Sun(x0+w*0.74, top+hh*0.4, 3, v.Accent)
	})
	v.Line(x0+w*0.7, top+hh*0.28, x0+w*0.7, top+hh*0.58, 0.8, v.Shade)
	for i := range 6 { // rafters
		v.Line(x0, top+hh*(0.1+0.02*float64(i)), x0+w, top+hh*(0.02+0.05*float64(i)), 0.9, stock.Mix(v.Mid, v.Shade, 0.5))
	}
	// the pan over its furnace, steam rising
	px := x0 + w*0.34
	v.Flat(ink.Rect(px-w*0.15, floor-hh*0.3, w*0.3, hh*0.3), stock.Mix(v.Accent, v.Ink, 0.45))
	v.Fill(ink.Rect(px-w*0.15, floor-hh*0.3, w*0.3, hh*0.3), ink.Paint{Color: v.Ink, Cover: v.Engraving(0, 1.8, ink.Even(0.25))})
	v.Flat(ink.Sector(px, floor, w*0.07, hh*0.17, math.Pi, 2*math.Pi), v.Ink)
	v.Flames(px, floor, w*0.1, hh*0.13)
	v.Flat(ink.Poly(px-w*0.19, floor-hh*0.36, px+w*0.19, floor-hh*0.36, px+w*0.16, floor-hh*0.29, px-w*0.16, floor-hh*0.29), v.Ink)
	for i := range 5 {
		sx := px - w*0.12 + w*0.06*float64(i)
		v.Flat(ink.Stroke(0.4, 2.6, ink.From(sx, floor-hh*0.37).Curve(sx+4, floor-hh*0.48, sx-5, floor-hh*0.58, sx+2, floor-hh*v.R.Between(0.66, 0.8)).Points()...), v.Paper)
	}
	v.Flat(ink.Rect(x0+w*0.62, floor-hh*0.16, w*0.2, hh*0.025), v.Shade) // a table
	v.Line(x0+w*0.64, floor-hh*0.15, x0+w*0.64, floor, 1, v.Shade)
	v.Line(x0+w*0.8, floor-hh*0.15, x0+w*0.8, floor, 1, v.Shade)
}

// stageChoir is a platform of steps before a plain wall with organ pipes.
func (v *view) stageChoir(x0, w, top, floor float64) {
	hh := floor - top
	v.Flat(ink.Rect(x0, top, w, hh), stock.Mix(v.Mid, v.Shade, 0.25))
	for i := range 23 {
		t := (float64(i) + 0.5) / 23
		l := hh * (0.34 + 0.16*math.Abs(math.Sin(t*math.Pi*3)))
		x := x0 + w*(0.12+0.76*t)
		v.Flat(ink.Poly(x-w*0.014, top+hh*0.62-l*0.2, x+w*0.014, top+hh*0.62-l*0.2, x+w*0.014, top+hh*0.6-l, x-w*0.014, top+hh*0.6-l), stock.Mix(v.Light, v.Mid, 0.2))
		v.Flat(ink.Rect(x-w*0.007, top+hh*0.55-l*0.2, w*0.014, hh*0.02), v.Ink)
	}
	v.Flat(ink.Rect(x0+w*0.08, top+hh*0.55, w*0.84, hh*0.1), v.Shade)
}

// stagePlayers are those on the boards.
func (v *view) stagePlayers(x0, w, floor float64) {
	hh := v.H * 0.2
	if v.Variant%2 == 0 {
		for row := range 4 {
			y := floor + v.H*0.05 - float64(3-row)*hh*0.34
			if row < 3 {
				v.Flat(ink.Rect(x0+w*0.13, y, w*0.74, hh*0.4), stock.Mix(v.Mid, v.Shade, 0.3+0.15*float64(row)))
				v.Line(x0+w*0.13, y, x0+w*0.87, y, 0.5, v.Light)
			}
			n := int(w * 0.7 / (hh * 0.34))
			for i := range n {
				x := x0 + w*0.16 + w*0.68*(float64(i)+0.5*float64(row%2))/float64(n)
				p := v.Somebody(x+1, y+0.3, hh*0.82, stock.Stands)
				p.Coat, p.Legs, p.Hat, p.Bag, p.Turned = []stock.RGB{v.Ink, v.Shade}[(i+row)%2], v.Ink, false, false, i > n/2
				v.Person(p)
				v.Flat(ink.Poly(x-0.4, y-hh*0.5, x+2.6, y-hh*0.5, x+2.2, y-hh*0.42, x, y-hh*0.42), v.Paper) // the music
			}
		}
		p := v.Somebody(v.W/2, floor+v.H*0.078, hh*0.95, stock.Waves)
		p.Coat, p.Legs, p.Skirt, p.Hat, p.Bag = v.Accent, v.Ink, false, false, false
		v.Person(p)
		return
	}
	for i, x := range []float64{0.5, 0.66, 0.26} {
		p := v.Somebody(x0+w*x, floor+v.H*(0.04+0.012*float64(i)), hh, []stock.Pose{stock.Points, stock.Stands, stock.Waves}[i])
		p.Turned, p.Coat, p.Bag, p.Hat = i == 1, []stock.RGB{v.Accent, v.Ink, v.Paper}[i], false, false
		v.Person(p)
	}
}
