package draw

import (
	"math"

	"broadsheet/internal/demo/draw/ink"
)

// quay is the Fish Quay.
func quay(v *view, h hour) {
	switch v.variant {
	case 1:
		quayCrane(v, h)
	case 3:
		quaySteps(v, h)
	case 4:
		quayEnd(v, h)
	default:
		if v.variant%3 == 0 {
			quayCrane(v, h)
		} else {
			quayLong(v, h)
		}
	}
}

// luminary is the sun or moon where it stands at the hour.
func (v *view) luminary(h hour, x, y float64) {
	switch h {
	case night:
		v.moon(x, y*0.6, 5)
	case dawn:
		v.sun(x, y, 5.5, v.accent)
	case dusk:
		v.sun(x, y, 5.5, v.light)
	}
}

// warehouses are tall gabled stores along a quay, feet at y, with hoists and shutters.
func (v *view) warehouses(x0, x1, y, h float64) {
	walls := []rgb{v.shade, mix(v.mid, v.shade, 0.5), v.accent, mix(v.mid, v.paper, 0.35), v.mid}
	last := -1
	for x := x0; x < x1; {
		w := h * v.r.Between(0.5, 0.72)
		k := v.r.Of(len(walls))
		if k == last {
			k = (k + 1) % len(walls)
		}
		last = k
		wall, hh := walls[k], h*v.r.Between(0.8, 1.05)
		peak := w * 0.5
		front := ink.Poly(x, y+0.4, x, y-hh, x+w/2, y-hh-peak, x+w, y-hh, x+w, y+0.4)
		v.Flat(front, wall)
		v.Within(front, func() {
			v.Fill(ink.Rect(x, y-hh-peak, w, hh+peak), ink.Paint{Color: v.ink, Cover: v.Engraving(0, 1.15, func(px, _ float64) float64 {
				return 0.34 * smooth(x+w*0.45, x+w*1.05, px)
			})})
		})
		v.Flat(ink.Stroke(w*0.06, w*0.06, ink.Point{X: x - w*0.04, Y: y - hh + w*0.04}, ink.Point{X: x + w/2, Y: y - hh - peak}, ink.Point{X: x + w*1.04, Y: y - hh + w*0.04}), v.ink)
		// doors above each other under the hoist, shutters beside them
		rows := 3
		for r := range rows {
			wy := y - hh + hh*(float64(r)+0.12)/float64(rows)
			ph := hh / float64(rows) * 0.55
			v.Flat(ink.Rect(x+w*0.4, wy, w*0.2, ph*1.15), v.ink)
			for _, dx := range []float64{0.14, 0.72} {
				c := v.ink
				if v.dark && v.r.In(2) {
					c = v.light
				}
				v.Flat(ink.Sector(x+w*(dx+0.07), wy+ph*0.4, w*0.07, ph*0.4, math.Pi, 2*math.Pi).And(ink.Rect(x+w*dx, wy+ph*0.38, w*0.14, ph*0.6)), c)
			}
		}
		v.Line(x+w*0.5, y-hh-peak*0.35, x+w*0.5+w*0.24, y-hh-peak*0.35, w*0.05, v.ink)
		v.Line(x+w*0.72, y-hh-peak*0.35, x+w*0.72, y-hh*0.7, 0.2, v.ink)
		x += w
	}
}

// quayCrane is the quay seen from the water, a crane barge lying at it.
func quayCrane(v *view, h hour) {
	v.horizon = v.H * 0.60
	edge := v.H * 0.63 // the top of the quay's wall
	water := v.H * 0.74
	v.air()
	v.luminary(h, v.W*0.22, v.horizon*0.4)
	v.clouds(h)
	v.hills(edge, 14, v.far, 3)
	tall := min(v.H*0.24, 21)
	v.warehouses(-8, v.W+4, edge, tall)
	wall := ink.Rect(-2, edge, v.W+4, water-edge+1)
	v.wall(wall, edge+1.4, water, 2.6, mix(v.mid, v.paper, 0.18), mix(v.shade, v.mid, 0.3))
	v.Flat(ink.Rect(-2, edge-0.4, v.W+4, 1.7), v.ink)
	bx := v.W * 0.6
	draw := func() {
		for x := 4.0; x < v.W*0.94; x += v.r.Between(3.4, 8) {
			p := v.somebody(x, edge, 9.5, stands)
			p.turned = x > bx
			if v.r.In(4) {
				p.pose = points
			}
			v.person(p)
		}
	}
	draw()
	for x := 8.0; x < v.W; x += 23 {
		v.bollard(x, edge-0.2, 2.6, v.ink)
	}
	for _, x := range []float64{v.W * 0.12, v.W * 0.3} { // ladders
		v.Line(x, edge, x, water, 0.3, v.ink)
		v.Line(x+1.6, edge, x+1.6, water, 0.3, v.ink)
		for y := edge + 1; y < water; y += 1.3 {
			v.Line(x, y, x+1.6, y, 0.25, v.ink)
		}
	}
	v.sea(water, 0.8)
	// the barge, its crane and the load
	by := v.H * 0.80
	put := at(bx, by, 1, false)
	v.reflection(bx, by, 40, 16, mix(v.shade, v.water, 0.3))
	k := min(2.5, v.H/42)
	v.crane(bx-4, by-4, k, v.tall(), v.ink, v.accent)
	hook := bx - 4 + 14.6*k*sign(v.tall())
	v.Flat(ink.Circle(hook, by-4-6.6*k, 4*k).And(ink.Sector(hook, by-4-6.6*k, 3.2*k, 3.2*k, 2*math.Pi, 0)), v.accent) // the load: a ring
	v.Flat(put(ink.Poly(-23, -5, 25, -5, 22, 0.5, -21, 0.5)), v.shade)
	v.Flat(put(ink.Rect(-23.4, -5.4, 48.8, 1.1)), v.paper)
	v.Flat(put(ink.Poly(-22.2, -1.6, 23.6, -1.6, 22, 0.5, -21, 0.5)), v.ink)
	for i := range 6 {
		v.Flat(put(ink.Circle(-18+7.4*float64(i), -2.9, 1.15)), v.ink)
	}
	v.Flat(put(ink.Rect(-20, -9.6, 6.4, 4.4)), v.paper)
	v.Flat(put(ink.Rect(-20.5, -10.2, 7.4, 0.8)), v.shade)
	v.Flat(put(ink.Rect(-18.8, -8.7, 1.7, 1.7)), v.ink)
	v.Flat(put(ink.Rect(-16.3, -8.7, 1.7, 1.7)), v.ink)
	v.letters(bx+12, by-1.9, 1.9, "BIG MAUD", v.paper)
	v.skiff(v.W*0.14, v.H*0.88, 1.5, false, v.ink, v.accent)
	v.gulls(6, v.W*0.3, v.H*0.22, 20, v.ink)
}

// quayLong is the quay in perspective: stores on one side, the water on the other, people at work as far as one sees.
func quayLong(v *view, h hour) {
	v.horizon = v.H * 0.44
	if v.tall() {
		v.horizon = v.H * 0.40
	}
	cam := camera{height: 5.2, cx: v.W * 0.36, horizon: v.horizon, focal: 0.4*v.W + 40}
	v.air()
	v.luminary(h, v.W*0.2, v.horizon*0.66)
	v.clouds(h)
	v.hills(v.horizon+0.4, 6, v.far, 7)
	v.skyline(-2, v.W*0.3, v.horizon+0.5, 4.5, mix(v.far, v.mid, 0.5), v.haze)
	v.sea(v.horizon+0.4, 1)
	if h == dawn || h == dusk {
		v.glitter(v.W*0.2, v.horizon+0.6, v.H, 8, v.light)
	}
	// boats along the edge
	for _, z := range []float64{95, 60, 38} {
		p := cam.see(-9.5, -3.2, z)
		if z == 60 {
			v.sloop(p.X, p.Y, 0.75*cam.scale(z), false, v.shade, v.paper, v.ink)
		} else {
			v.trawler(p.X-2, p.Y, 0.55*cam.scale(z), z < 50, []rgb{v.accent, v.shade}[v.r.Of(2)], "")
		}
	}
	// the wall to the water and the stones of the quay
	v.Flat(cam.face(-3, 0, 3, -3, 0, 260, -3, -3.4, 260, -3, -3.4, 3), v.shade)
	top := cam.face(-3, 0, 2, 60, 0, 2, 60, 0, 260, -3, 0, 260)
	v.Flat(top, mix(v.mid, v.paper, 0.5))
	v.Within(top, func() {
		for z := 3.0; z < 120; z *= 1.14 {
			v.Lines(max(0.05*cam.scale(z), 0.12), mix(v.mid, v.shade, 0.2), cam.see(-3, 0, z), cam.see(14, 0, z))
		}
		for x := -3.0; x < 14; x += 2.8 {
			v.Lines(0.16, mix(v.mid, v.shade, 0.2), cam.see(x, 0, 3), cam.see(x, 0, 90))
		}
		v.Fill(cam.face(9, 0, 2, 14, 0, 2, 14, 0, 240, 9, 0, 240), ink.Paint{Color: v.shade, Cover: v.Engraving(0.0, 1.2, ink.Even(0.42))})
	})
	v.Flat(cam.face(-3, 0.25, 2.4, -3, 0.25, 260, -2.2, 0.25, 260, -2.2, 0.25, 2.4), mix(v.paper, v.mid, 0.18))
	v.Flat(cam.face(-3, 0.25, 2.4, -3, 0.25, 260, -3, -0.5, 260, -3, -0.5, 2.4), v.ink)
	// the stores
	walls := []rgb{v.shade, v.accent, mix(v.mid, v.shade, 0.5), v.mid, v.shade}
	for i := 10; i >= 0; i-- {
		z0, z1 := 11+12*float64(i), 23+12*float64(i)
		hh := 9.5 + 2.4*v.Noise(float64(i)*3, 1)
		front := cam.face(14, 0, z0, 14, 0, z1, 14, hh, z1, 14, hh+4, (z0+z1)/2, 14, hh, z0)
		v.Flat(front, walls[(i+v.variant)%len(walls)])
		v.Flat(cam.face(14, hh, z0, 14, hh+4, (z0+z1)/2, 14, hh, z1, 14, hh-0.6, z1, 14, hh+3.3, (z0+z1)/2, 14, hh-0.6, z0), v.ink)
		for k := range 3 {
			d := z0 + 1.6 + 3.6*float64(k)
			for _, y := range []float64{0, 3.6, 6.8} {
				c := v.ink
				if v.dark && v.r.In(2) {
					c = v.light
				}
				top := y + 2.2
				if y == 0 {
					top = 2.7
				}
				v.Flat(cam.face(14, y+0.3, d, 14, y+0.3, d+1.7, 14, top, d+1.7, 14, top, d), c)
			}
		}
	}
	// posts, heaps of boxes and the people, from far to near
	type thing struct {
		z, x float64
		kind int
	}
	var all []thing
	for z := 150.0; z > 9; z *= 0.87 {
		for range 2 {
			all = append(all, thing{z * v.r.Between(0.94, 1), v.r.Between(-1, 9.5), v.r.Of(6)})
		}
		if z > 12 {
			all = append(all, thing{z, -2.5, 8})
		}
	}
	for _, o := range all {
		p, m := cam.see(o.x, 0, o.z), cam.scale(o.z)
		switch {
		case o.kind == 8:
			v.bollard(p.X, p.Y, 0.9*m, v.ink)
		case o.kind == 0:
			for r := range 3 {
				for c := range 2 + v.r.Of(2) {
					v.Flat(ink.Rect(p.X+1.15*m*float64(c), p.Y-0.55*m*float64(r+1), 1.05*m, 0.48*m), []rgb{v.accent, v.paper, v.mid}[(r+c)%3])
				}
			}
		default:
			q := v.somebody(p.X, p.Y, 1.75*m, []pose{walks, stands, walks, pulls, points}[v.r.Of(5)])
			v.person(q)
			if q.pose == pulls {
				v.barrow(p.X+1.3*m*sign(q.turned), p.Y, m, q.turned)
			}
		}
	}
	for _, z := range []float64{80, 40, 21} {
		p := cam.see(11.3, 0, z)
		v.lamp(p.X, p.Y, 6*cam.scale(z), v.ink)
	}
	v.gulls(6, v.W*0.25, v.horizon*0.45, 15, v.ink)
}

// barrow is a hand cart, m units to the metre.
func (v *view) barrow(x, y, m float64, turned bool) {
	put := at(x, y, m, turned)
	v.Flat(put(ink.Poly(-0.6, -0.55, 1, -0.55, 0.8, -1.15, -0.4, -1.15)), v.accent)
	v.Flat(put(ink.Stroke(0.09, 0.09, ink.Point{X: -1.1, Y: -0.95}, ink.Point{X: 0.9, Y: -0.5})), v.ink)
	v.Flat(put(ink.Circle(0.6, -0.3, 0.3)), v.ink)
	v.Flat(put(ink.Circle(0.6, -0.3, 0.12)), v.haze)
	v.Flat(put(ink.Sector(0.25, -1.13, 0.6, 0.4, math.Pi, 2*math.Pi)), v.shade)
}

// quaySteps is the quay's wall from close by, steps in it, people carrying along the top.
func quaySteps(v *view, h hour) {
	v.horizon = v.H * 0.40
	edge, water := v.H*0.45, v.H*0.82
	v.air()
	v.clouds(h)
	v.warehouses(-6, v.W+6, v.horizon+2, min(v.H*0.22, 20))
	v.Flat(ink.Rect(-2, v.horizon+1.5, v.W+4, edge-v.horizon), mix(v.mid, v.paper, 0.45))
	wall := ink.Rect(-2, edge, v.W+4, water-edge+1)
	v.wall(wall, edge+1.2, water, 4.6, mix(v.mid, v.paper, 0.22), mix(v.mid, v.shade, 0.6))
	v.Within(wall, func() {
		v.Fill(wall, ink.Paint{Color: v.shade, Cover: v.Engraving(0.05, 1.5, func(x, y float64) float64 {
			return 0.75 * smooth(water-12, water, y+2*v.Noise(x/5, 2))
		})})
		for range 60 {
			x, y := v.r.Between(0, v.W), water-v.r.Between(3, 10)
			v.Cut(x, y, x+v.r.Between(-0.5, 0.5), y+v.r.Between(2, 5), 0.7, v.ink)
		}
	})
	// a flight of steps down to the right
	x0, run, n := v.W*0.34, min(v.W*0.42, 52), 11
	well := ink.From(x0, edge)
	for i := range n {
		t := float64(i) / float64(n)
		x, y := x0+run*t, edge+(water-edge)*t
		well.To(x, y).To(x+run/float64(n), y)
	}
	flight := well.To(x0+run, water+1).To(x0+run+6, water+1).To(x0+run+6, edge).Shape()
	v.Flat(flight, mix(v.shade, v.mid, 0.25))
	v.Within(flight, func() {
		v.Fill(ink.Rect(x0, edge, run+8, water-edge+2), ink.Paint{Color: v.ink, Cover: v.Engraving(0, 1.35, ink.Even(0.25))})
	})
	for i := range n {
		t := float64(i) / float64(n)
		x, y := x0+run*t, edge+(water-edge)*t
		v.Flat(ink.Rect(x-0.2, y-0.2, run/float64(n)+0.6, 1.1), v.paper)
		v.Flat(ink.Rect(x+run/float64(n)-0.3, y, 0.7, (water-edge)/float64(n)), v.shade)
	}
	v.Flat(ink.Rect(-2, edge-0.5, x0+2, 1.8), v.ink)
	v.Flat(ink.Rect(x0+run+6, edge-0.5, v.W, 1.8), v.ink)
	v.Lines(0.5, v.ink, ink.Point{X: x0 + run*0.02, Y: edge - 9}, ink.Point{X: x0 + run*0.3, Y: edge + (water-edge)*0.3 - 9}, ink.Point{X: x0 + run*0.9, Y: edge + (water-edge)*0.9 - 8})
	for _, t := range []float64{0.02, 0.3, 0.6, 0.9} {
		v.Line(x0+run*t, edge+(water-edge)*t, x0+run*t, edge+(water-edge)*t-8.6, 0.5, v.ink)
	}
	// along the top: loads on shoulders, barrows
	for x := 5.0; x < v.W; x += v.r.Between(9, 15) {
		if x > x0+2 && x < x0+run+4 {
			continue
		}
		p := v.somebody(x, edge-0.4, 14.5, []pose{walks, pulls, walks}[v.r.Of(3)])
		p.turned, p.bag, p.hat = false, false, false
		v.person(p)
		if p.pose == pulls {
			v.barrow(x+9.5, edge-0.4, 6.4, false)
		} else {
			v.Flat(ink.Ellipse(x-1.6, edge-12.4, 3.2, 1.9), mix(v.paper, v.mid, 0.3))
			v.Lines(0.4, v.shade, ink.Point{X: x - 2.4, Y: edge - 14}, ink.Point{X: x - 1.8, Y: edge - 10.8})
		}
	}
	q := v.somebody(x0+run*0.56, edge+(water-edge)*0.545, 14, walks)
	q.coat, q.turned = v.accent, true
	v.person(q)
	v.sea(water, 1)
	v.skiff(v.W*0.2, v.H*0.93, min(2.2, v.W/52), false, v.ink, v.accent)
	v.gulls(4, v.W*0.7, v.H*0.16, 18, v.ink)
}

// quayEnd is the end of the quay with its lamp, and the water beyond.
func quayEnd(v *view, h hour) {
	v.horizon = v.H * 0.55
	v.air()
	sunX := v.W * 0.24
	v.luminary(h, sunX, v.horizon*0.74)
	v.clouds(h)
	v.hills(v.horizon+0.3, 7, v.far, 12)
	v.sea(v.horizon, 1)
	v.glitter(sunX, v.horizon+0.5, v.H, 9, v.light)
	v.sloop(v.W*0.13, v.horizon+5, 0.5, false, v.shade, v.far, v.shade)
	end, top := v.W*0.36, v.H*0.66
	pier := ink.Poly(end, top, v.W+2, top+v.H*0.06, v.W+2, v.H*0.93, end+1.5, top+v.H*0.15)
	v.Flat(ink.Poly(end, top, v.W*0.52, top-v.H*0.035, v.W+2, top-v.H*0.02, v.W+2, top+v.H*0.065), mix(v.mid, v.shade, 0.3))
	v.Flat(pier, v.shade)
	v.Within(pier, func() {
		v.Fill(pier, ink.Paint{Color: v.ink, Cover: v.Engraving(0.1, 2.4, ink.Even(0.3))})
		for x := end + 6; x < v.W; x += 9 {
			v.Flat(ink.Rect(x, top, 2.2, v.H), v.ink)
		}
	})
	v.Flat(ink.Stroke(1.3, 1.9, ink.Point{X: end - 0.6, Y: top}, ink.Point{X: v.W + 2, Y: top + v.H*0.065}), v.ink)
	for i := range 5 { // the reflection of the wall
		v.Cut(end+float64(i)*2, top+v.H*0.17+float64(i)*2.6, v.W+10, top+v.H*0.24+float64(i)*4.2, 1.2, v.ink)
	}
	v.lamp(end+7, top+0.4, min(v.H*0.42, 44), v.ink)
	v.reflection(end+7, top+v.H*0.17, 3, v.H*0.2, v.light)
	v.bollard(v.W*0.62, top+v.H*0.03, 5, v.ink)
	v.bollard(v.W*0.86, top+v.H*0.055, 6, v.ink)
	p := v.somebody(v.W*0.72, top+v.H*0.012, 15, stands)
	p.turned, p.coat, p.bag = true, v.ink, false
	v.person(p)
	q := v.somebody(v.W*0.72+6, top+v.H*0.014, 14.4, stands)
	q.turned, q.coat, q.skirt, q.bag = true, v.accent, true, false
	v.person(q)
	v.gulls(5, v.W*0.6, v.H*0.2, 20, v.ink)
}
