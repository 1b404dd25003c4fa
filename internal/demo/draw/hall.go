package draw

import (
	"math"

	"broadsheet/internal/demo/draw/ink"
)

// library is the reading room.
func library(v *view, h hour) {
	v.horizon = v.H * 0.44
	v.Ground(mix(v.shade, v.mid, 0.35))
	cam := camera{height: 3.1, cx: v.W * []float64{0.42, 0.5, 0.6}[(v.variant+2)%3], horizon: v.horizon, focal: (0.34*v.W + 34) * v.zoom()}
	cam.x = []float64{-1.4, 0, 1.5}[(v.variant+2)%3]
	back, side, top := 24.0, 7.4, 8.6
	v.Flat(cam.face(-side, 0, 1, side, 0, 1, side, 0, back, -side, 0, back), mix(v.mid, v.paper, 0.12))
	floor := cam.face(-side, 0, 1, side, 0, 1, side, 0, back, -side, 0, back)
	v.Within(floor, func() {
		for x := -side; x < side; x += 1 {
			v.Lines(0.22, mix(v.mid, v.shade, 0.4), cam.see(x, 0, 1), cam.see(x, 0, back))
		}
	})
	v.Flat(cam.face(-side, top, 1, side, top, 1, side, top, back, -side, top, back), mix(v.shade, v.ink, 0.25))
	for z := 4.0; z < back; z += 4 {
		v.Lines(0.5*cam.scale(z)*0.6, v.ink, cam.see(-side, top, z), cam.see(side, top, z))
	}
	// the end wall with a tall window
	v.Flat(cam.face(-side, 0, back, side, 0, back, side, top, back, -side, top, back), mix(v.mid, v.paper, 0.35))
	m := cam.scale(back)
	for _, wx := range []float64{-4.3, 0, 4.3} {
		p := cam.see(wx, 2.2, back)
		glass := v.paper
		if v.variant%2 == 0 {
			glass = mix(v.shade, v.ink, 0.5)
		}
		v.window(p.X, p.Y, 2.3*m, 4*m, true, glass, v.ink)
	}
	clock := cam.see(0, 7.9, back)
	v.Flat(ink.Circle(clock.X, clock.Y, 0.42*m), v.paper)
	// shelves on both sides, from far to near
	spines := []rgb{v.accent, v.paper, v.mid, v.ink, mix(v.accent, v.ink, 0.35), v.light, mix(v.mid, v.paper, 0.5)}
	for _, d := range []float64{-1, 1} {
		for i := 5; i >= 0; i-- {
			z0 := 2.6 + 3.6*float64(i)
			z1 := z0 + 3
			x := d * (side - 0.05)
			v.Flat(cam.face(x, 0, z0-0.3, x, 0, z1+0.3, x, 7.4, z1+0.3, x, 7.4, z0-0.3), mix(v.shade, v.ink, 0.45))
			for row := range 7 {
				y := 0.35 + 1.0*float64(row)
				for z := z0; z < z1-0.05; {
					t := v.r.Between(0.14, 0.3)
					if v.r.In(14) { // a gap
						z += t
						continue
					}
					hgt := v.r.Between(0.62, 0.86)
					zz := min(z+t*0.92, z1)
					v.Flat(cam.face(x, y, z, x, y, zz, x, y+hgt, zz, x, y+hgt, z), spines[v.r.Of(len(spines))])
					z += t
				}
				v.Flat(cam.face(x, y-0.1, z0, x, y-0.1, z1, x, y, z1, x, y, z0), v.mid)
			}
			xe := d * (side - 0.5)
			v.Flat(cam.face(x, 0, z0-0.3, xe, 0, z0-0.3, xe, 7.6, z0-0.3, x, 7.6, z0-0.3), mix(v.mid, v.shade, 0.55))
			v.Flat(cam.face(x, 7.4, z0-0.3, xe, 7.4, z0-0.3, xe, 7.9, z0-0.3, x, 7.9, z0-0.3).And(cam.face(xe, 7.4, z0-0.3, xe, 7.4, z1+0.3, xe, 7.9, z1+0.3, xe, 7.9, z0-0.3)), v.mid)
		}
	}
	// a ladder against the shelves, somebody on it
	l0, l1 := cam.see(side-2, 0, 9.4), cam.see(side-0.5, 6.2, 9.4)
	for _, dz := range []float64{0, 0.7} {
		v.Lines(0.09*cam.scale(9), v.light, cam.see(side-2, 0, 9+dz), cam.see(side-0.5, 6.2, 9+dz))
	}
	for k := range 11 {
		t := (float64(k) + 0.5) / 11
		v.Lines(0.07*cam.scale(9), v.light, cam.see(side-2+1.5*t, 6.2*t, 9), cam.see(side-2+1.5*t, 6.2*t, 9.7))
	}
	climber := v.somebody(l0.X+(l1.X-l0.X)*0.42, l0.Y+(l1.Y-l0.Y)*0.42, 1.7*cam.scale(9.4), waves)
	climber.turned, climber.bag, climber.coat, climber.hat = false, false, v.accent, false
	v.person(climber)
	// the long table with its lamps, readers on both sides
	tz0, tz1, th := 5.2, 17.0, 0.8
	for _, d := range []float64{-1, 1} {
		for z := tz1 - 1; z > tz0; z -= 2.3 {
			if v.r.In(5) {
				continue
			}
			p := cam.see(d*1.95, 0, z)
			q := v.somebody(p.X, p.Y, 1.45*cam.scale(z), stands)
			q.turned, q.bag, q.hat = d > 0, false, false
			v.person(q)
		}
	}
	v.Flat(cam.face(-1.5, 0, tz0, -1.2, 0, tz0, -1.2, th, tz0, -1.5, th, tz0).And(cam.face(1.2, 0, tz0, 1.5, 0, tz0, 1.5, th, tz0, 1.2, th, tz0)), v.ink)
	v.Flat(cam.face(-1.7, th, tz0, 1.7, th, tz0, 1.7, th, tz1, -1.7, th, tz1), v.accent)
	v.Flat(cam.face(-1.7, th, tz0, 1.7, th, tz0, 1.7, th-0.16, tz0, -1.7, th-0.16, tz0), mix(v.accent, v.ink, 0.45))
	for z := tz1 - 1.2; z > tz0; z -= 2.4 {
		p, k := cam.see(0, th, z), cam.scale(z)
		v.Flat(ink.Ellipse(p.X, p.Y, 1.1*k, 0.22*k), v.light)
		v.Line(p.X, p.Y, p.X, p.Y-0.4*k, 0.06*k, v.ink)
		v.Flat(ink.Sector(p.X, p.Y-0.34*k, 0.36*k, 0.22*k, math.Pi, 2*math.Pi), mix(v.shade, hex(0x2f6b54), 0.75))
		for _, d := range []float64{-1, 1} { // an open book
			b := cam.see(d*1.1, th, z-0.9)
			v.Flat(ink.Poly(b.X-0.32*k, b.Y, b.X, b.Y+0.05*k, b.X+0.32*k, b.Y, b.X+0.28*k, b.Y-0.12*k, b.X, b.Y-0.07*k, b.X-0.28*k, b.Y-0.12*k), v.paper)
		}
	}
	// lamps from the ceiling
	for _, z := range []float64{19, 11} {
		p, k := cam.see(0, top, z), cam.scale(z)
		v.Line(p.X, p.Y, p.X, p.Y+1.5*k, 0.06*k, v.ink)
		v.glow(p.X, p.Y+1.9*k, 1.5*k, v.light, 15)
		v.Flat(ink.Circle(p.X, p.Y+1.9*k, 0.36*k), v.light)
	}
}

// stage is the theatre, seen from the stalls.
func stage(v *view, h hour) {
	v.Ground(mix(v.ink, v.shade, 0.15))
	v.horizon = v.H * 0.62
	w := min(v.W*0.92, v.H*1.06)
	x0, x1 := v.W/2-w/2, v.W/2+w/2
	top, floor := v.H*0.10, v.H*0.70
	// the lit back of the set
	set := ink.Rect(x0, top, w, floor-top)
	v.Flat(set, mix(v.mid, v.light, 0.55))
	if v.variant%2 == 0 {
		v.stageChoir(x0, w, top, floor)
	} else {
		v.stageSet(x0, w, top, floor)
	}
	// boards and the edge of the stage
	boards := ink.Poly(x0, floor, x1, floor, x1+w*0.06, floor+v.H*0.08, x0-w*0.06, floor+v.H*0.08)
	v.Flat(boards, mix(v.mid, v.light, 0.2))
	v.Within(boards, func() {
		for i := range 17 {
			t := float64(i)/16 - 0.5
			v.Line(v.W/2+t*w, floor, v.W/2+t*w*1.14, floor+v.H*0.08, 0.25, v.shade)
		}
	})
	v.stagePlayers(x0, w, floor)
	edge := floor + v.H*0.08
	v.Flat(ink.Rect(x0-w*0.06, edge, w*1.12, 3.2), v.shade)
	for i := range 11 {
		fx := x0 + w*(float64(i)+0.5)/11
		v.Flat(ink.Sector(fx, edge+0.4, 1.5, 1.7, math.Pi, 2*math.Pi), v.light)
	}
	// curtains: folds on both sides and a swag above
	for _, d := range []float64{-1, 1} {
		ex := v.W/2 + d*w/2
		p := ink.From(ex-d*w*0.02, top-4).Curve(ex-d*w*0.2, v.H*0.3, ex-d*w*0.18, v.H*0.46, ex-d*w*0.075, v.H*0.52).
			Curve(ex-d*w*0.12, v.H*0.6, ex-d*w*0.13, v.H*0.66, ex-d*w*0.11, edge).To(ex+d*v.W, edge).To(ex+d*v.W, top-4).Shape()
		v.Flat(p, v.accent)
		v.Within(p, func() {
			for i := range 14 {
				t := float64(i) / 13
				sx := ex - d*w*0.16 + d*t*w*0.42
				v.Flat(ink.Stroke(1.5, 0.5, ink.From(sx, top-4).Bend(sx+d*w*0.02, v.H*0.36, ex-d*w*0.07+d*t*w*0.2, v.H*0.52).Points()...), mix(v.accent, v.ink, 0.5))
				v.Flat(ink.Stroke(0.5, 1.7, ink.From(ex-d*w*0.07+d*t*w*0.2, v.H*0.53).Bend(sx+d*w*0.03, v.H*0.6, sx+d*w*0.02, edge).Points()...), mix(v.accent, v.ink, 0.5))
			}
		})
		v.Flat(ink.Stroke(2.4, 2.4, ink.From(ex-d*w*0.07, v.H*0.52).Bend(ex, v.H*0.545, ex+d*w*0.3, v.H*0.52).Points()...), v.light)
	}
	v.Flat(ink.Rect(-2, -2, v.W+4, top), v.accent)
	n := 6
	for i := range n {
		a, b := v.W*float64(i)/float64(n), v.W*float64(i+1)/float64(n)
		swag := ink.From(a, top-2).Bend((a+b)/2, top+v.H*0.09, b, top-2).Shape()
		v.Flat(swag, v.accent)
		for k := range 4 {
			d := float64(k) * 1.7
			v.Lines(0.6, mix(v.accent, v.ink, 0.5), ink.From(a+1, top-3-d).Bend((a+b)/2, top+v.H*0.07-d*1.6, b-1, top-3-d).Points()...)
		}
		v.Lines(1, v.light, ink.From(a, top-2).Bend((a+b)/2, top+v.H*0.09, b, top-2).Points()...)
	}
	// the stalls: rows of heads, darker to the front
	for r := range 3 {
		t := float64(r) / 2
		v.crowd(-4+float64(r)*3, v.W+6, v.H*(0.885+0.075*t)+2, min(10+6*t, v.H*0.12), []rgb{mix(v.shade, v.ink, 0.3+0.35*t), mix(v.shade, v.ink, 0.55+0.3*t), mix(mix(v.accent, v.ink, 0.6), v.ink, 0.4*t)})
	}
}

// stageSet is a room by the sea: a pan house with its fire.
func (v *view) stageSet(x0, w, top, floor float64) {
	hh := floor - top
	sky := ink.Rect(x0+w*0.56, top+hh*0.28, w*0.28, hh*0.3)
	v.Flat(ink.Rect(x0+w*0.54, top+hh*0.26, w*0.32, hh*0.34), v.shade)
	v.Flat(sky, mix(v.paper, v.mid, 0.1))
	v.Within(sky, func() {
		v.Flat(ink.Rect(x0, top+hh*0.46, w, hh), hex(0x7fa3a6))
		v.ripples(top+hh*0.46, top+hh*0.6, v.paper, 0.8, 1)
		v.sun(x0+w*0.74, top+hh*0.4, 3, v.accent)
	})
	v.Line(x0+w*0.7, top+hh*0.28, x0+w*0.7, top+hh*0.58, 0.8, v.shade)
	for i := range 6 { // rafters
		v.Line(x0, top+hh*(0.1+0.02*float64(i)), x0+w, top+hh*(0.02+0.05*float64(i)), 0.9, mix(v.mid, v.shade, 0.5))
	}
	// the pan over its furnace, steam rising
	px := x0 + w*0.34
	v.Flat(ink.Rect(px-w*0.15, floor-hh*0.3, w*0.3, hh*0.3), mix(v.accent, v.ink, 0.45))
	v.Fill(ink.Rect(px-w*0.15, floor-hh*0.3, w*0.3, hh*0.3), ink.Paint{Color: v.ink, Cover: v.Engraving(0, 1.8, ink.Even(0.25))})
	v.Flat(ink.Sector(px, floor, w*0.07, hh*0.17, math.Pi, 2*math.Pi), v.ink)
	v.flames(px, floor, w*0.1, hh*0.13)
	v.Flat(ink.Poly(px-w*0.19, floor-hh*0.36, px+w*0.19, floor-hh*0.36, px+w*0.16, floor-hh*0.29, px-w*0.16, floor-hh*0.29), v.ink)
	for i := range 5 {
		sx := px - w*0.12 + w*0.06*float64(i)
		v.Flat(ink.Stroke(0.4, 2.6, ink.From(sx, floor-hh*0.37).Curve(sx+4, floor-hh*0.48, sx-5, floor-hh*0.58, sx+2, floor-hh*v.r.Between(0.66, 0.8)).Points()...), v.paper)
	}
	v.Flat(ink.Rect(x0+w*0.62, floor-hh*0.16, w*0.2, hh*0.025), v.shade) // a table
	v.Line(x0+w*0.64, floor-hh*0.15, x0+w*0.64, floor, 1, v.shade)
	v.Line(x0+w*0.8, floor-hh*0.15, x0+w*0.8, floor, 1, v.shade)
}

// stageChoir is a platform of steps before a plain wall with organ pipes.
func (v *view) stageChoir(x0, w, top, floor float64) {
	hh := floor - top
	v.Flat(ink.Rect(x0, top, w, hh), mix(v.mid, v.shade, 0.25))
	for i := range 23 {
		t := (float64(i) + 0.5) / 23
		l := hh * (0.34 + 0.16*math.Abs(math.Sin(t*math.Pi*3)))
		x := x0 + w*(0.12+0.76*t)
		v.Flat(ink.Poly(x-w*0.014, top+hh*0.62-l*0.2, x+w*0.014, top+hh*0.62-l*0.2, x+w*0.014, top+hh*0.6-l, x-w*0.014, top+hh*0.6-l), mix(v.light, v.mid, 0.2))
		v.Flat(ink.Rect(x-w*0.007, top+hh*0.55-l*0.2, w*0.014, hh*0.02), v.ink)
	}
	v.Flat(ink.Rect(x0+w*0.08, top+hh*0.55, w*0.84, hh*0.1), v.shade)
}

// stagePlayers are those on the boards.
func (v *view) stagePlayers(x0, w, floor float64) {
	hh := v.H * 0.2
	if v.variant%2 == 0 {
		for row := range 4 {
			y := floor + v.H*0.05 - float64(3-row)*hh*0.34
			if row < 3 {
				v.Flat(ink.Rect(x0+w*0.13, y, w*0.74, hh*0.4), mix(v.mid, v.shade, 0.3+0.15*float64(row)))
				v.Line(x0+w*0.13, y, x0+w*0.87, y, 0.5, v.light)
			}
			n := int(w * 0.7 / (hh * 0.34))
			for i := range n {
				x := x0 + w*0.16 + w*0.68*(float64(i)+0.5*float64(row%2))/float64(n)
				p := v.somebody(x+1, y+0.3, hh*0.82, stands)
				p.coat, p.legs, p.hat, p.bag, p.turned = []rgb{v.ink, v.shade}[(i+row)%2], v.ink, false, false, i > n/2
				v.person(p)
				v.Flat(ink.Poly(x-0.4, y-hh*0.5, x+2.6, y-hh*0.5, x+2.2, y-hh*0.42, x, y-hh*0.42), v.paper) // the music
			}
		}
		p := v.somebody(v.W/2, floor+v.H*0.078, hh*0.95, waves)
		p.coat, p.legs, p.skirt, p.hat, p.bag = v.accent, v.ink, false, false, false
		v.person(p)
		return
	}
	for i, x := range []float64{0.5, 0.66, 0.26} {
		p := v.somebody(x0+w*x, floor+v.H*(0.04+0.012*float64(i)), hh, []pose{points, stands, waves}[i])
		p.turned, p.coat, p.bag, p.hat = i == 1, []rgb{v.accent, v.ink, v.paper}[i], false, false
		v.person(p)
	}
}
