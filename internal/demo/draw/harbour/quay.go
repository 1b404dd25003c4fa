package harbour

import (
	"math"

	"broadsheet/internal/demo/draw/ink"
	"broadsheet/internal/demo/draw/stock"
)

// Quay is the Fish Quay.
func Quay(sheet *stock.View, h stock.Hour) {
	v := &view{sheet}
	switch v.Variant {
	case 1:
		quayCrane(v, h)
	case 3:
		quaySteps(v, h)
	case 4:
		quayEnd(v, h)
	default:
		if v.Variant%3 == 0 {
			quayCrane(v, h)
		} else {
			quayLong(v, h)
		}
	}
}

// warehouses are tall gabled stores along a quay, feet at y, with hoists and shutters.
func (v *view) warehouses(x0, x1, y, h float64) {
	walls := []stock.RGB{v.Shade, stock.Mix(v.Mid, v.Shade, 0.5), v.Accent, stock.Mix(v.Mid, v.Paper, 0.35), v.Mid}
	last := -1
	for x := x0; x < x1; {
		w := h * v.R.Between(0.5, 0.72)
		k := v.R.Of(len(walls))
		if k == last {
			k = (k + 1) % len(walls)
		}
		last = k
		wall, hh := walls[k], h*v.R.Between(0.8, 1.05)
		peak := w * 0.5
		front := ink.Poly(x, y+0.4, x, y-hh, x+w/2, y-hh-peak, x+w, y-hh, x+w, y+0.4)
		v.Flat(front, wall)
		v.Within(front, func() {
			v.Fill(ink.Rect(x, y-hh-peak, w, hh+peak), ink.Paint{Color: v.Ink, Cover: v.Engraving(0, 1.15, func(px, _ float64) float64 {
				return 0.34 * stock.Smooth(x+w*0.45, x+w*1.05, px)
			})})
		})
		v.Flat(ink.Stroke(w*0.06, w*0.06, ink.Point{X: x - w*0.04, Y: y - hh + w*0.04}, ink.Point{X: x + w/2, Y: y - hh - peak}, ink.Point{X: x + w*1.04, Y: y - hh + w*0.04}), v.Ink)
		// doors above each other under the hoist, shutters beside them
		rows := 3
		for r := range rows {
			wy := y - hh + hh*(float64(r)+0.12)/float64(rows)
			ph := hh / float64(rows) * 0.55
			v.Flat(ink.Rect(x+w*0.4, wy, w*0.2, ph*1.15), v.Ink)
			for _, dx := range []float64{0.14, 0.72} {
				c := v.Ink
				if v.Dark && v.R.In(2) {
					c = v.Light
				}
				v.Flat(ink.Sector(x+w*(dx+0.07), wy+ph*0.4, w*0.07, ph*0.4, math.Pi, 2*math.Pi).And(ink.Rect(x+w*dx, wy+ph*0.38, w*0.14, ph*0.6)), c)
			}
		}
		v.Line(x+w*0.5, y-hh-peak*0.35, x+w*0.5+w*0.24, y-hh-peak*0.35, w*0.05, v.Ink)
		v.Line(x+w*0.72, y-hh-peak*0.35, x+w*0.72, y-hh*0.7, 0.2, v.Ink)
		x += w
	}
}

// quayCrane is the quay seen from the water, a crane barge lying at it.
func quayCrane(v *view, h stock.Hour) {
	v.Horizon = v.H * 0.60
	edge := v.H * 0.63 // the top of the quay's wall
	water := v.H * 0.74
	v.Air()
	v.Luminary(h, v.W*0.22, v.Horizon*0.4)
	v.Clouds(h)
	v.Hills(edge, 14, v.Far, 3)
	tall := min(v.H*0.24, 21)
	v.warehouses(-8, v.W+4, edge, tall)
	wall := ink.Rect(-2, edge, v.W+4, water-edge+1)
	v.Wall(wall, edge+1.4, water, 2.6, stock.Mix(v.Mid, v.Paper, 0.18), stock.Mix(v.Shade, v.Mid, 0.3))
	v.Flat(ink.Rect(-2, edge-0.4, v.W+4, 1.7), v.Ink)
	bx := v.W * 0.6
	draw := func() {
		for x := 4.0; x < v.W*0.94; x += v.R.Between(3.4, 8) {
			p := v.Somebody(x, edge, 9.5, stock.Stands)
			p.Turned = x > bx
			if v.R.In(4) {
				p.Pose = stock.Points
			}
			v.Person(p)
		}
	}
	draw()
	for x := 8.0; x < v.W; x += 23 {
		v.Bollard(x, edge-0.2, 2.6, v.Ink)
	}
	for _, x := range []float64{v.W * 0.12, v.W * 0.3} { // ladders
		v.Line(x, edge, x, water, 0.3, v.Ink)
		v.Line(x+1.6, edge, x+1.6, water, 0.3, v.Ink)
		for y := edge + 1; y < water; y += 1.3 {
			v.Line(x, y, x+1.6, y, 0.25, v.Ink)
		}
	}
	v.Sea(water, 0.8)
	// the barge, its crane and the load
	by := v.H * 0.80
	put := stock.At(bx, by, 1, false)
	v.Reflection(bx, by, 40, 16, stock.Mix(v.Shade, v.Water, 0.3))
	k := min(2.5, v.H/42)
	v.Crane(bx-4, by-4, k, v.Tall(), v.Ink, v.Accent)
	hook := bx - 4 + 14.6*k*stock.Sign(v.Tall())
	v.Flat(ink.Circle(hook, by-4-6.6*k, 4*k).And(ink.Sector(hook, by-4-6.6*k, 3.2*k, 3.2*k, 2*math.Pi, 0)), v.Accent) // the load: a ring
	v.Flat(put(ink.Poly(-23, -5, 25, -5, 22, 0.5, -21, 0.5)), v.Shade)
	v.Flat(put(ink.Rect(-23.4, -5.4, 48.8, 1.1)), v.Paper)
	v.Flat(put(ink.Poly(-22.2, -1.6, 23.6, -1.6, 22, 0.5, -21, 0.5)), v.Ink)
	for i := range 6 {
		v.Flat(put(ink.Circle(-18+7.4*float64(i), -2.9, 1.15)), v.Ink)
	}
	v.Flat(put(ink.Rect(-20, -9.6, 6.4, 4.4)), v.Paper)
	v.Flat(put(ink.Rect(-20.5, -10.2, 7.4, 0.8)), v.Shade)
	v.Flat(put(ink.Rect(-18.8, -8.7, 1.7, 1.7)), v.Ink)
	v.Flat(put(ink.Rect(-16.3, -8.7, 1.7, 1.7)), v.Ink)
	v.Letters(bx+12, by-1.9, 1.9, "BIG MAUD", v.Paper)
	v.Skiff(v.W*0.14, v.H*0.88, 1.5, false, v.Ink, v.Accent)
	v.Gulls(6, v.W*0.3, v.H*0.22, 20, v.Ink)
}

// quayLong is the quay in perspective: stores on one side, the water on the other, people at work as far as one sees.
func quayLong(v *view, h stock.Hour) {
	v.Horizon = v.H * 0.44
	if v.Tall() {
		v.Horizon = v.H * 0.40
	}
	cam := stock.Camera{Height: 5.2, Cx: v.W * 0.36, Horizon: v.Horizon, Focal: 0.4*v.W + 40}
	v.Air()
	v.Luminary(h, v.W*0.2, v.Horizon*0.66)
	v.Clouds(h)
	v.Hills(v.Horizon+0.4, 6, v.Far, 7)
	v.Skyline(-2, v.W*0.3, v.Horizon+0.5, 4.5, stock.Mix(v.Far, v.Mid, 0.5), v.Haze)
	v.Sea(v.Horizon+0.4, 1)
	if h == stock.Dawn || h == stock.Dusk {
		v.Glitter(v.W*0.2, v.Horizon+0.6, v.H, 8, v.Light)
	}
	// boats along the edge
	for _, z := range []float64{95, 60, 38} {
		p := cam.See(-9.5, -3.2, z)
		if z == 60 {
			v.Sloop(p.X, p.Y, 0.75*cam.Scale(z), false, v.Shade, v.Paper, v.Ink)
		} else {
			v.Trawler(p.X-2, p.Y, 0.55*cam.Scale(z), z < 50, []stock.RGB{v.Accent, v.Shade}[v.R.Of(2)], "")
		}
	}
	// the wall to the water and the stones of the quay
	v.Flat(cam.Face(-3, 0, 3, -3, 0, 260, -3, -3.4, 260, -3, -3.4, 3), v.Shade)
	top := cam.Face(-3, 0, 2, 60, 0, 2, 60, 0, 260, -3, 0, 260)
	v.Flat(top, stock.Mix(v.Mid, v.Paper, 0.5))
	v.Within(top, func() {
		for z := 3.0; z < 120; z *= 1.14 {
			v.Lines(max(0.05*cam.Scale(z), 0.12), stock.Mix(v.Mid, v.Shade, 0.2), cam.See(-3, 0, z), cam.See(14, 0, z))
		}
		for x := -3.0; x < 14; x += 2.8 {
			v.Lines(0.16, stock.Mix(v.Mid, v.Shade, 0.2), cam.See(x, 0, 3), cam.See(x, 0, 90))
		}
		v.Fill(cam.Face(9, 0, 2, 14, 0, 2, 14, 0, 240, 9, 0, 240), ink.Paint{Color: v.Shade, Cover: v.Engraving(0.0, 1.2, ink.Even(0.42))})
	})
	v.Flat(cam.Face(-3, 0.25, 2.4, -3, 0.25, 260, -2.2, 0.25, 260, -2.2, 0.25, 2.4), stock.Mix(v.Paper, v.Mid, 0.18))
	v.Flat(cam.Face(-3, 0.25, 2.4, -3, 0.25, 260, -3, -0.5, 260, -3, -0.5, 2.4), v.Ink)
	// the stores
	walls := []stock.RGB{v.Shade, v.Accent, stock.Mix(v.Mid, v.Shade, 0.5), v.Mid, v.Shade}
	for i := 10; i >= 0; i-- {
		z0, z1 := 11+12*float64(i), 23+12*float64(i)
		hh := 9.5 + 2.4*v.Noise(float64(i)*3, 1)
		front := cam.Face(14, 0, z0, 14, 0, z1, 14, hh, z1, 14, hh+4, (z0+z1)/2, 14, hh, z0)
		v.Flat(front, walls[(i+v.Variant)%len(walls)])
		v.Flat(cam.Face(14, hh, z0, 14, hh+4, (z0+z1)/2, 14, hh, z1, 14, hh-0.6, z1, 14, hh+3.3, (z0+z1)/2, 14, hh-0.6, z0), v.Ink)
		for k := range 3 {
			d := z0 + 1.6 + 3.6*float64(k)
			for _, y := range []float64{0, 3.6, 6.8} {
				c := v.Ink
				if v.Dark && v.R.In(2) {
					c = v.Light
				}
				top := y + 2.2
				if y == 0 {
					top = 2.7
				}
				v.Flat(cam.Face(14, y+0.3, d, 14, y+0.3, d+1.7, 14, top, d+1.7, 14, top, d), c)
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
			all = append(all, thing{z * v.R.Between(0.94, 1), v.R.Between(-1, 9.5), v.R.Of(6)})
		}
		if z > 12 {
			all = append(all, thing{z, -2.5, 8})
		}
	}
	for _, o := range all {
		p, m := cam.See(o.x, 0, o.z), cam.Scale(o.z)
		switch {
		case o.kind == 8:
			v.Bollard(p.X, p.Y, 0.9*m, v.Ink)
		case o.kind == 0:
			for r := range 3 {
				for c := range 2 + v.R.Of(2) {
					v.Flat(ink.Rect(p.X+1.15*m*float64(c), p.Y-0.55*m*float64(r+1), 1.05*m, 0.48*m), []stock.RGB{v.Accent, v.Paper, v.Mid}[(r+c)%3])
				}
			}
		default:
			q := v.Somebody(p.X, p.Y, 1.75*m, []stock.Pose{stock.Walks, stock.Stands, stock.Walks, stock.Pulls, stock.Points}[v.R.Of(5)])
			v.Person(q)
			if q.Pose == stock.Pulls {
				v.barrow(p.X+1.3*m*stock.Sign(q.Turned), p.Y, m, q.Turned)
			}
		}
	}
	for _, z := range []float64{80, 40, 21} {
		p := cam.See(11.3, 0, z)
		v.Lamp(p.X, p.Y, 6*cam.Scale(z), v.Ink)
	}
	v.Gulls(6, v.W*0.25, v.Horizon*0.45, 15, v.Ink)
}

// barrow is a hand cart, m units to the metre.
func (v *view) barrow(x, y, m float64, turned bool) {
	put := stock.At(x, y, m, turned)
	v.Flat(put(ink.Poly(-0.6, -0.55, 1, -0.55, 0.8, -1.15, -0.4, -1.15)), v.Accent)
	v.Flat(put(ink.Stroke(0.09, 0.09, ink.Point{X: -1.1, Y: -0.95}, ink.Point{X: 0.9, Y: -0.5})), v.Ink)
	v.Flat(put(ink.Circle(0.6, -0.3, 0.3)), v.Ink)
	v.Flat(put(ink.Circle(0.6, -0.3, 0.12)), v.Haze)
	v.Flat(put(ink.Sector(0.25, -1.13, 0.6, 0.4, math.Pi, 2*math.Pi)), v.Shade)
}

// quaySteps is the quay's wall from close by, steps in it, people carrying along the top.
func quaySteps(v *view, h stock.Hour) {
	v.Horizon = v.H * 0.40
	edge, water := v.H*0.45, v.H*0.82
	v.Air()
	v.Clouds(h)
	v.warehouses(-6, v.W+6, v.Horizon+2, min(v.H*0.22, 20))
	v.Flat(ink.Rect(-2, v.Horizon+1.5, v.W+4, edge-v.Horizon), stock.Mix(v.Mid, v.Paper, 0.45))
	wall := ink.Rect(-2, edge, v.W+4, water-edge+1)
	v.Wall(wall, edge+1.2, water, 4.6, stock.Mix(v.Mid, v.Paper, 0.22), stock.Mix(v.Mid, v.Shade, 0.6))
	v.Within(wall, func() {
		v.Fill(wall, ink.Paint{Color: v.Shade, Cover: v.Engraving(0.05, 1.5, func(x, y float64) float64 {
			return 0.75 * stock.Smooth(water-12, water, y+2*v.Noise(x/5, 2))
		})})
		for range 60 {
			x, y := v.R.Between(0, v.W), water-v.R.Between(3, 10)
			v.Cut(x, y, x+v.R.Between(-0.5, 0.5), y+v.R.Between(2, 5), 0.7, v.Ink)
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
	v.Flat(flight, stock.Mix(v.Shade, v.Mid, 0.25))
	v.Within(flight, func() {
		v.Fill(ink.Rect(x0, edge, run+8, water-edge+2), ink.Paint{Color: v.Ink, Cover: v.Engraving(0, 1.35, ink.Even(0.25))})
	})
	for i := range n {
		t := float64(i) / float64(n)
		x, y := x0+run*t, edge+(water-edge)*t
		v.Flat(ink.Rect(x-0.2, y-0.2, run/float64(n)+0.6, 1.1), v.Paper)
		v.Flat(ink.Rect(x+run/float64(n)-0.3, y, 0.7, (water-edge)/float64(n)), v.Shade)
	}
	v.Flat(ink.Rect(-2, edge-0.5, x0+2, 1.8), v.Ink)
	v.Flat(ink.Rect(x0+run+6, edge-0.5, v.W, 1.8), v.Ink)
	v.Lines(0.5, v.Ink, ink.Point{X: x0 + run*0.02, Y: edge - 9}, ink.Point{X: x0 + run*0.3, Y: edge + (water-edge)*0.3 - 9}, ink.Point{X: x0 + run*0.9, Y: edge + (water-edge)*0.9 - 8})
	for _, t := range []float64{0.02, 0.3, 0.6, 0.9} {
		v.Line(x0+run*t, edge+(water-edge)*t, x0+run*t, edge+(water-edge)*t-8.6, 0.5, v.Ink)
	}
	// along the top: loads on shoulders, barrows
	for x := 5.0; x < v.W; x += v.R.Between(9, 15) {
		if x > x0+2 && x < x0+run+4 {
			continue
		}
		p := v.Somebody(x, edge-0.4, 14.5, []stock.Pose{stock.Walks, stock.Pulls, stock.Walks}[v.R.Of(3)])
		p.Turned, p.Bag, p.Hat = false, false, false
		v.Person(p)
		if p.Pose == stock.Pulls {
			v.barrow(x+9.5, edge-0.4, 6.4, false)
		} else {
			v.Flat(ink.Ellipse(x-1.6, edge-12.4, 3.2, 1.9), stock.Mix(v.Paper, v.Mid, 0.3))
			v.Lines(0.4, v.Shade, ink.Point{X: x - 2.4, Y: edge - 14}, ink.Point{X: x - 1.8, Y: edge - 10.8})
		}
	}
	q := v.Somebody(x0+run*0.56, edge+(water-edge)*0.545, 14, stock.Walks)
	q.Coat, q.Turned = v.Accent, true
	v.Person(q)
	v.Sea(water, 1)
	v.Skiff(v.W*0.2, v.H*0.93, min(2.2, v.W/52), false, v.Ink, v.Accent)
	v.Gulls(4, v.W*0.7, v.H*0.16, 18, v.Ink)
}

// quayEnd is the end of the quay with its lamp, and the water beyond.
func quayEnd(v *view, h stock.Hour) {
	v.Horizon = v.H * 0.55
	v.Air()
	sunX := v.W * 0.24
	v.Luminary(h, sunX, v.Horizon*0.74)
	v.Clouds(h)
	v.Hills(v.Horizon+0.3, 7, v.Far, 12)
	v.Sea(v.Horizon, 1)
	v.Glitter(sunX, v.Horizon+0.5, v.H, 9, v.Light)
	v.Sloop(v.W*0.13, v.Horizon+5, 0.5, false, v.Shade, v.Far, v.Shade)
	end, top := v.W*0.36, v.H*0.66
	pier := ink.Poly(end, top, v.W+2, top+v.H*0.06, v.W+2, v.H*0.93, end+1.5, top+v.H*0.15)
	v.Flat(ink.Poly(end, top, v.W*0.52, top-v.H*0.035, v.W+2, top-v.H*0.02, v.W+2, top+v.H*0.065), stock.Mix(v.Mid, v.Shade, 0.3))
	v.Flat(pier, v.Shade)
	v.Within(pier, func() {
		v.Fill(pier, ink.Paint{Color: v.Ink, Cover: v.Engraving(0.1, 2.4, ink.Even(0.3))})
		for x := end + 6; x < v.W; x += 9 {
			v.Flat(ink.Rect(x, top, 2.2, v.H), v.Ink)
		}
	})
	v.Flat(ink.Stroke(1.3, 1.9, ink.Point{X: end - 0.6, Y: top}, ink.Point{X: v.W + 2, Y: top + v.H*0.065}), v.Ink)
	for i := range 5 { // the reflection of the wall
		v.Cut(end+float64(i)*2, top+v.H*0.17+float64(i)*2.6, v.W+10, top+v.H*0.24+float64(i)*4.2, 1.2, v.Ink)
	}
	v.Lamp(end+7, top+0.4, min(v.H*0.42, 44), v.Ink)
	v.Reflection(end+7, top+v.H*0.17, 3, v.H*0.2, v.Light)
	v.Bollard(v.W*0.62, top+v.H*0.03, 5, v.Ink)
	v.Bollard(v.W*0.86, top+v.H*0.055, 6, v.Ink)
	p := v.Somebody(v.W*0.72, top+v.H*0.012, 15, stock.Stands)
	p.Turned, p.Coat, p.Bag = true, v.Ink, false
	v.Person(p)
	q := v.Somebody(v.W*0.72+6, top+v.H*0.014, 14.4, stock.Stands)
	q.Turned, q.Coat, q.Skirt, q.Bag = true, v.Accent, true, false
	v.Person(q)
	v.Gulls(5, v.W*0.6, v.H*0.2, 20, v.Ink)
}
