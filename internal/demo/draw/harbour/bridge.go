package harbour

import (
	"math"

	"broadsheet/internal/demo/draw/ink"
	"broadsheet/internal/demo/draw/stock"
)

// span is the swing bridge in the space before a camera: its pivot stands at (x, z), the road over it runs at the
// angle road, the moving part has turned by swing from it (radians). Metres.
type span struct {
	cam         stock.Camera
	x, z        float64
	road, swing float64
}

const (
	spanHalf  = 46.0 // of the moving part
	spanDeck  = 8.0  // above the water
	spanWidth = 9.0
)

// on is a point u metres along the bridge and w across it, y above the water, turned by an angle.
func (s span) on(angle, u, y, w float64) (float64, float64, float64) {
	sin, cos := math.Sincos(angle)
	return s.x + u*cos - w*sin, y, s.z + u*sin + w*cos
}

func (s span) point(angle, u, y, w float64) ink.Point {
	return s.cam.See(s.on(angle, u, y, w))
}

// beam is a member from one point of the span to another, thick metres through.
func (v *view) beam(s span, angle float64, u0, y0, u1, y1, w, thick float64, col stock.RGB) {
	_, _, z0 := s.on(angle, u0, y0, w)
	_, _, z1 := s.on(angle, u1, y1, w)
	v.Flat(ink.Stroke(max(thick*s.cam.Scale(z0), 0.12), max(thick*s.cam.Scale(z1), 0.12), s.point(angle, u0, y0, w), s.point(angle, u1, y1, w)), col)
}

// chord is the height of the upper chord above the deck: highest over the pivot.
func chord(u float64) float64 {
	t := math.Abs(u) / spanHalf
	return 13.5 - 7.5*math.Pow(t, 1.35)
}

// truss is one side of the moving part.
func (v *view) truss(s span, w float64, col stock.RGB) {
	a := s.road + s.swing
	const panels = 14
	at := func(i int) float64 { return -spanHalf + 2*spanHalf*float64(i)/panels }
	for i := range panels {
		u0, u1 := at(i), at(i+1)
		v.beam(s, a, u0, spanDeck+chord(u0), u1, spanDeck+chord(u1), w, 0.95, col)
		if i%2 == 0 == (i < panels/2) {
			v.beam(s, a, u0, spanDeck, u1, spanDeck+chord(u1), w, 0.55, col)
		} else {
			v.beam(s, a, u0, spanDeck+chord(u0), u1, spanDeck, w, 0.55, col)
		}
	}
	for i := range panels + 1 {
		u := at(i)
		v.beam(s, a, u, spanDeck, u, spanDeck+chord(u), w, 0.6, col)
	}
	v.beam(s, a, -spanHalf, spanDeck+0.3, spanHalf, spanDeck+0.3, w, 1.7, col)
}

// movingPart draws the moving part and, under it, the pier it turns on. Between the trusses it draws what crosses.
func (v *view) movingPart(s span, crossing func()) {
	a := s.road + s.swing
	// the pivot pier: a drum of stone on a wider foot
	drum := func(r, y0, y1 float64, col, joint stock.RGB) {
		cx, base := s.cam.See(s.x, y0, s.z), s.cam.Scale(s.z)
		top := s.cam.See(s.x, y1, s.z)
		rx := r * base
		ryTop, ryBase := rx*math.Abs(s.cam.Height-y1)/s.z, rx*math.Abs(s.cam.Height-y0)/s.z
		body := ink.From(top.X-rx, top.Y).To(cx.X-rx, cx.Y).Bend(cx.X, cx.Y+2*ryBase, cx.X+rx, cx.Y).To(top.X+rx, top.Y).Shape()
		v.Flat(body, col)
		v.Flat(ink.Ellipse(top.X, top.Y, rx, ryTop), stock.Mix(col, v.Paper, 0.25))
		v.Within(body, func() {
			v.Fill(ink.Rect(cx.X-rx, top.Y-1, 2*rx, cx.Y-top.Y+2*ryBase+1), ink.Paint{Color: joint, Cover: v.Engraving(0, max(1.4*base, 0.8), func(x, _ float64) float64 {
				return 0.18 + 0.55*stock.Smooth(cx.X-rx*0.2, cx.X+rx, x)
			})})
		})
	}
	drum(10.5, -0.6, 1.6, v.Shade, v.Ink)
	drum(7.5, 1.6, spanDeck-1.6, stock.Mix(v.Mid, v.Shade, 0.35), v.Ink)

	far, near := spanWidth/2, -spanWidth/2
	if math.Cos(a) < 0 {
		far, near = near, far
	}
	back := stock.Mix(v.Shade, v.Mid, 0.45)
	v.truss(s, far, back)
	// the deck, seen from its near edge, and cross beams overhead
	deck := ink.Shape(s.point(a, -spanHalf, spanDeck, far), s.point(a, spanHalf, spanDeck, far), s.point(a, spanHalf, spanDeck, near), s.point(a, -spanHalf, spanDeck, near))
	v.Flat(deck, v.Mid)
	for i := range 8 {
		u := -spanHalf + 2*spanHalf*(float64(i)+0.5)/8
		p, q := s.point(a, u, spanDeck+chord(u), far), s.point(a, u, spanDeck+chord(u), near)
		v.Lines(0.3*s.cam.Scale(s.z), back, p, q)
	}
	if crossing != nil {
		crossing()
	}
	v.truss(s, near, v.Ink)
	// the keeper's cabin on top of the middle
	c := s.point(a, 0, spanDeck+13.2, 0)
	m := s.cam.Scale(s.z)
	put := stock.At(c.X, c.Y, m, false)
	v.Flat(put(ink.Rect(-3.2, -4.2, 6.4, 4.2)), v.Accent)
	v.Flat(put(ink.Poly(-4, -4.2, 4, -4.2, 2.4, -6, -2.4, -6)), v.Ink)
	pane := v.Paper
	if v.Dark {
		pane = v.Light
	}
	for i := range 3 {
		v.Flat(put(ink.Rect(-2.6+1.85*float64(i), -3.5, 1.4, 1.7)), pane)
	}
	v.Flat(put(ink.Rect(-0.15, -9, 0.3, 3)), v.Ink)
	v.Flat(put(ink.Poly(0.1, -9, 2.6, -8.4, 0.1, -7.8)), v.Accent)
	v.Flat(put(ink.Rect(-4.2, 0, 8.4, 0.6)), v.Ink)
}

// approach is the fixed road on one side of the moving part (side -1 or 1), on arches of stone, with its gate.
func (v *view) approach(s span, side float64, shut bool) {
	a := s.road
	from, to := side*(spanHalf+0.8), side*190.0
	near := -spanWidth/2 - 1
	for i := range 6 {
		u0 := from + (to-from)*float64(i)/6
		u1 := from + (to-from)*float64(i+1)/6
		wall := ink.Shape(s.point(a, u0, -0.5, near), s.point(a, u1, -0.5, near), s.point(a, u1, spanDeck+1.3, near), s.point(a, u0, spanDeck+1.3, near))
		v.Flat(wall, stock.Mix(v.Mid, v.Shade, 0.3))
		_, _, z := s.on(a, u0, 0, near)
		v.Within(wall, func() {
			p := s.point(a, u0, 0, near)
			v.Fill(ink.Rect(-2, p.Y-30, v.W+4, 60), ink.Paint{Color: v.Shade, Cover: v.Engraving(0.02, max(1.5*s.cam.Scale(z), 0.9), ink.Even(0.2))})
		})
		mid := (u0 + u1) / 2
		arch := []ink.Point{s.point(a, mid-7, -0.5, near)}
		for k := range 13 {
			t := math.Pi * float64(k) / 12
			arch = append(arch, s.point(a, mid-7*math.Cos(t), 1.5+4.4*math.Sin(t), near))
		}
		arch = append(arch, s.point(a, mid+7, -0.5, near))
		v.Flat(ink.Shape(arch...), v.Ink)
	}
	v.Flat(ink.Shape(s.point(a, from, spanDeck+1.3, near), s.point(a, to, spanDeck+1.3, near), s.point(a, to, spanDeck+2, near), s.point(a, from, spanDeck+2, near)), v.Ink)
	// the pier head, a lamp on it and the gate
	_, _, z := s.on(a, from, 0, near)
	m := s.cam.Scale(z)
	head := s.point(a, from+side*1.5, spanDeck+2, near)
	v.Flat(ink.Rect(head.X-2.2*m, head.Y-1.2*m, 4.4*m, 11.5*m+1), v.Shade)
	v.Flat(ink.Rect(head.X-2.7*m, head.Y-1.9*m, 5.4*m, 1*m), v.Ink)
	v.Lamp(head.X, head.Y-1.8*m, 7*m, v.Ink)
	if shut {
		p, q := s.point(a, from+side*5, spanDeck+2.6, near), s.point(a, from+side*16, spanDeck+2.6, near)
		v.Lines(0.75*m, v.Paper, p, q)
		for i := range 5 {
			t := (float64(i) + 0.5) / 5
			x, y := p.X+(q.X-p.X)*t, p.Y+(q.Y-p.Y)*t
			v.Flat(ink.Rect(x-0.5*m, y-0.38*m, 1*m, 0.76*m), v.Accent)
		}
		v.Flat(ink.Rect(p.X-0.3*m, p.Y-1.4*m, 0.6*m, 3*m), v.Ink)
		v.Flat(ink.Circle((p.X+q.X)/2, p.Y-0.9*m, 0.55*m), v.Accent)
	}
}

// fender is the line of piles that keeps ships off the pier, away from the viewer.
func (v *view) fender(s span) {
	for i := range 8 {
		z := s.z + 10 + 4*float64(i)
		p, m := s.cam.See(s.x, -0.4, z), s.cam.Scale(z)
		for _, dx := range []float64{-4, 4} {
			v.Flat(ink.Rect(p.X+dx*m-0.35*m, p.Y-3.6*m, 0.7*m, 3.7*m), v.Shade)
		}
	}
}

// banks is the far side of the river: hills, roofs and a spire, feet at y.
func (v *view) banks(y float64) {
	v.Hills(y, 9, v.Far, v.R.Between(0, 50))
	town := stock.Mix(v.Far, v.Mid, 0.6)
	v.Skyline(-3, v.W*v.R.Between(0.28, 0.4), y, 6.5, town, v.Haze)
	v.Skyline(v.W*v.R.Between(0.58, 0.7), v.W+3, y, 6, town, v.Haze)
	v.Spire(v.W*v.R.Between(0.08, 0.28), y, 15, stock.Mix(v.Far, v.Mid, 0.75), v.Haze)
}

// traffic is what drives over the bridge.
func (v *view) traffic(s span, n int) func() {
	type one struct {
		kind   stock.Vehicle
		u      float64
		turned bool
		body   stock.RGB
	}
	var all []one
	for i := range n {
		u := -42 + 84*(float64(i)+v.R.Between(0.2, 0.8))/float64(n)
		all = append(all, one{[]stock.Vehicle{stock.Van, stock.Car, stock.Bus, stock.Car, stock.Lorry}[v.R.Of(5)], u, v.R.In(2), []stock.RGB{v.Accent, v.Paper, v.Shade, v.Accent, v.Ink}[v.R.Of(5)]})
	}
	return func() {
		for _, o := range all {
			x, y, z := s.on(s.road, o.u, spanDeck+1, 1)
			p := s.cam.See(x, y, z)
			v.Drive(o.kind, p.X, p.Y, s.cam.Scale(z)*1.15, o.turned, o.body)
		}
	}
}

// Bridge is the swing bridge in line with the road.
func Bridge(sheet *stock.View, h stock.Hour) {
	v := &view{sheet}
	switch v.Variant {
	case 2:
		bridgePier(v, h)
	case 6:
		bridgeDeck(v, h)
	default:
		bridgeWhole(v, h)
	}
}

func bridgeWhole(v *view, h stock.Hour) {
	v.Horizon = v.H * 0.6
	if v.Tall() {
		v.Horizon = v.H * 0.53
	}
	slanted := v.Variant%5 == 0 || v.Variant > 7 && v.Variant%2 == 0
	cam := stock.Camera{Height: 5, Cx: v.W * v.R.Between(0.47, 0.53), Horizon: v.Horizon - 2}
	s := span{cam: cam, z: 105, road: v.R.Between(-0.16, 0.16)}
	s.cam.Focal = (0.62*v.W + 34) * 105 / 92
	if slanted {
		s.road, s.x, s.z = 0.62, 2, 88
		s.cam.Focal = (0.62*v.W + 34) * 88 / 84
	}
	bank := v.Horizon + 0.4
	shut := h == stock.Overcast

	v.Air()
	sunX := v.W * v.R.Between(0.16, 0.3)
	if h == stock.Night {
		v.Moon(v.W*0.8, v.Horizon*0.26, 5)
	} else {
		v.Luminary(h, sunX, v.Horizon*0.45)
	}
	v.Clouds(h)
	v.banks(bank)
	var crossing func()
	if !shut {
		crossing = v.traffic(s, 5)
	}
	all := func() {
		v.approach(s, 1, shut)
		v.movingPart(s, crossing)
		v.approach(s, -1, shut)
	}
	all()
	v.Sea(bank, 0.8)
	if h == stock.Dawn || h == stock.Dusk {
		v.Glitter(sunX, bank+1, v.H, 9, v.Light)
	}
	v.fender(s)
	all()
	v.Gulls(6, v.W*0.3, v.Horizon*0.42, 22, v.Ink)
	v.foreshore(h)
}

// foreshore is what stands nearest to us in a view over water; it differs by the variant.
func (v *view) foreshore(h stock.Hour) {
	y := v.H - 3
	switch v.Variant % 4 {
	case 1: // a railing with people looking over
		v.Flat(ink.Rect(-2, v.H-6, v.W+4, 8), v.Shade)
		v.Fill(ink.Rect(-2, v.H-6, v.W+4, 8), ink.Paint{Color: v.Ink, Cover: v.Engraving(0, 1.3, ink.Even(0.45))})
		x := v.W * v.R.Between(0.14, 0.2)
		for i := range 2 {
			p := v.Somebody(x+float64(i)*7.5, y-1, 21, stock.Stands)
			p.Turned = i == 1
			v.Person(p)
		}
		v.Rail(-2, y-1, v.W+2, y-1, 10.5, int(v.W/11), 0.7, v.Ink)
	case 2: // the edge of a quay with bollards and a lamp
		v.Flat(ink.Poly(-2, v.H-4, v.W*0.62, v.H-5, v.W+2, v.H-2.2, v.W+2, v.H+2, -2, v.H+2), v.Ink)
		v.Bollard(v.W*0.16, v.H-4, 6, v.Ink)
		v.Bollard(v.W*0.52, v.H-4, 5.4, v.Ink)
		v.Lines(0.5, v.Ink, ink.From(v.W*0.16, v.H-8).Bend(v.W*0.3, v.H-3, v.W*0.5, v.H-8).Points()...)
		v.Lamp(v.W*0.88, v.H-2.5, min(v.H*0.5, 46), v.Ink)
	case 3: // a grassy bank and a tree leaning over the water
		v.Flat(ink.From(-2, v.H-17).Curve(v.W*0.14, v.H-15, v.W*0.3, v.H-5, v.W*0.58, v.H-3.4).Bend(v.W*0.8, v.H-2, v.W+2, v.H-4).To(v.W+2, v.H+2).To(-2, v.H+2).Shape(), v.Ink)
		for range 46 {
			x := v.R.Between(-2, v.W*0.5)
			base := v.H - 15*max(0, 1-x/(v.W*0.5)) - 2
			v.Cut(x, base+2, x+v.R.Between(-1.4, 1.8), base-v.R.Between(1.5, 4.5), 0.5, v.Ink)
		}
		v.Bare(v.W*0.06, v.H-14, min(v.H*0.62, 56), v.Ink)
	default: // a boat at her mooring
		x := v.W * v.R.Between(0.6, 0.75)
		v.Skiff(x, v.H-9, 1.9, false, v.Ink, v.Accent)
		v.Lines(0.3, v.Ink, ink.From(x-8, v.H-12.4).Bend(v.W*0.46, v.H-5, v.W*0.42, v.H-5).Points()...)
		v.Flat(ink.Circle(v.W*0.42, v.H-5, 1.2), v.Accent)
	}
}

// bridgePier is the pier in midstream at low water, seen from a boat below the bridge.
func bridgePier(v *view, h stock.Hour) {
	v.Horizon = v.H * 0.62
	v.Air()
	v.Clouds(h)
	y := v.Horizon + 1
	v.banks(y)
	v.Flat(ink.From(-2, y+1).Bend(v.W*0.25, y-2, v.W*0.5, y+1).To(v.W*0.5, y+4).To(-2, y+4).Shape(), stock.Mix(v.Mid, v.Shade, 0.25)) // mud
	cx, r := v.W*0.56, min(v.W*0.24, 30)
	top, foot := v.H*0.27, v.H*0.80
	pier := func() {
		drum := ink.From(cx-r, top).Bend(cx-r*0.98, (top+foot)/2, cx-r*1.1, foot).Bend(cx, foot+r*0.34, cx+r*1.1, foot).Bend(cx+r*0.98, (top+foot)/2, cx+r, top).Shape()
		v.Flat(drum, stock.Mix(v.Mid, v.Shade, 0.2))
		v.Within(drum, func() {
			course := (foot - top) / 9
			for i := range 12 {
				yy := top + course*float64(i)
				v.Lines(0.4, v.Ink, ink.From(cx-r*1.2, yy).Bend(cx, yy+r*0.3, cx+r*1.2, yy).Points()...)
				for k := range 6 {
					a := (float64(k) + 0.5*float64(i%2) - 2.6) / 3
					x := cx + r*1.05*math.Sin(a*1.5)
					v.Line(x, yy+r*0.15*math.Cos(a*1.5)*1.0, x, yy+course+r*0.15*math.Cos(a*1.5), 0.35, v.Ink)
				}
			}
			v.Fill(ink.Rect(cx-r*1.2, top, r*2.4, foot-top+r), ink.Paint{Color: v.Ink, Cover: v.Engraving(math.Pi/2, 1.5, func(x, _ float64) float64 {
				return 0.8 * stock.Smooth(cx+r*0.05, cx+r*1.05, x)
			})})
			weed := foot - (foot-top)*0.3 // the line of the last high water
			v.Fill(ink.Rect(cx-r*1.2, weed, r*2.4, foot-weed+r), ink.Paint{Color: v.Shade, Cover: func(x, yy, edge float64) float64 {
				return min(max((yy-weed-r*0.2-1.6*v.Noise(x/1.6, 3))/edge, 0), 1) * 0.86
			}})
			for range 40 {
				x, yy := cx+r*v.R.Between(-1.1, 1.1), weed+r*0.2+v.R.Between(0, 6)
				v.Cut(x, yy, x+v.R.Between(-0.4, 0.4), yy+v.R.Between(2, 5), 0.6, v.Ink)
			}
		})
		// ladder, ring and the ledge with birds
		for _, dx := range []float64{-0.34, -0.2} {
			v.Line(cx+r*dx, top+2, cx+r*dx, foot+r*0.1, 0.45, v.Ink)
		}
		for i := range 14 {
			yy := top + 4 + (foot-top)*float64(i)/14
			v.Line(cx-r*0.34, yy, cx-r*0.2, yy, 0.4, v.Ink)
		}
	}
	pier()
	v.Sea(y+2, 0.8)
	v.Flat(ink.From(-2, y+1.4).Bend(v.W*0.2, y+0.4, v.W*0.46, y+3).Bend(v.W*0.2, y+7, -2, y+8).Shape(), stock.Mix(v.Mid, v.Shade, 0.25))
	v.Fill(ink.From(-2, y+1.4).Bend(v.W*0.2, y+0.4, v.W*0.46, y+3).Bend(v.W*0.2, y+7, -2, y+8).Shape(), ink.Paint{Color: v.Shade, Cover: v.Engraving(0.1, 1.1, ink.Even(0.3))})
	pier()
	v.Reflection(cx, foot+r*0.17, r*1.9, v.H-foot, stock.Mix(v.Shade, v.Water, 0.3))
	// what rests on it: ring, girder and the foot of the trusses
	v.Flat(ink.Ellipse(cx, top, r, r*0.2), v.Shade)
	v.Flat(ink.Rect(cx-r*0.8, top-5, r*1.6, 5), v.Ink)
	for i := range 9 {
		v.Flat(ink.Circle(cx-r*0.68+r*1.36*float64(i)/8, top-1.2, 1.1), v.Mid)
	}
	g := top - 5
	v.Flat(ink.Rect(-2, g-7, v.W+4, 7), v.Ink)
	for x := 1.0; x < v.W; x += 3.2 {
		v.Flat(ink.Circle(x, g-5.8, 0.32), v.Mid)
		v.Flat(ink.Circle(x, g-1.2, 0.32), v.Mid)
	}
	v.Flat(ink.Rect(-2, g-8.4, v.W+4, 1.6), v.Shade)
	panel := 21.0
	for x := cx - 8*panel; x < v.W+panel; x += panel {
		v.Flat(ink.Stroke(2, 2, ink.Point{X: x, Y: g - 8}, ink.Point{X: x, Y: -20}), v.Ink)
		v.Flat(ink.Stroke(1.8, 1.8, ink.Point{X: x, Y: g - 8}, ink.Point{X: x + panel, Y: g - 8 - panel*1.35}), v.Ink)
		v.Flat(ink.Stroke(1.3, 1.3, ink.Point{X: x + panel, Y: g - 8}, ink.Point{X: x, Y: g - 8 - panel*1.35}), v.Shade)
	}
	v.Rail(-2, g-8.3, v.W+2, g-8.3, 4.4, int(v.W/5), 0.35, v.Shade)
	v.Gulls(4, v.W*0.2, v.Horizon*0.72, 14, v.Paper)
	v.Gulls(2, v.W*0.85, v.Horizon*0.8, 8, v.Ink)
}

// bridgeDeck is the road over the bridge, seen by somebody who is crossing.
func bridgeDeck(v *view, h stock.Hour) {
	v.Horizon = v.H * 0.56
	cam := stock.Camera{Height: spanDeck + 1.7, Cx: v.W * 0.5, Horizon: v.Horizon, Focal: 0.55*v.W + 22}
	s := span{cam: cam, z: 52, road: math.Pi / 2}
	v.Air()
	v.Clouds(h)
	v.Sun(v.W*0.66, v.Horizon*0.5, 6, v.Light)
	v.banks(v.Horizon + 1)
	v.Flat(ink.Rect(-2, v.Horizon+0.8, v.W+4, v.H), v.Water)
	v.Within(ink.Rect(-2, v.Horizon+0.8, v.W+4, v.H), func() {
		v.Ripples(v.Horizon+0.8, v.H, stock.Mix(v.Water, v.Haze, 0.6), 1, 1)
	})
	half := spanWidth/2 + 0.2
	v.Flat(cam.Face(-half, spanDeck, 1.2, half, spanDeck, 1.2, half, spanDeck, 190, -half, spanDeck, 190), v.Mid)
	v.Flat(cam.Face(-half+1.3, spanDeck, 1.2, half-1.3, spanDeck, 1.2, half-1.3, spanDeck, 190, -half+1.3, spanDeck, 190), v.Shade)
	for z := 2.0; z < 100; z += 5 { // planks and the line in the middle
		v.Flat(cam.Face(-0.12, spanDeck, z, 0.12, spanDeck, z, 0.12, spanDeck, z+2.2, -0.12, spanDeck, z+2.2), v.Paper)
	}
	for z := 1.6; z < 60; z *= 1.11 {
		for _, side := range []float64{-1, 1} {
			a, b := cam.See(side*half, spanDeck, z), cam.See(side*(half-1.3), spanDeck, z)
			v.Lines(max(0.03*cam.Scale(z), 0.1), v.Shade, a, b)
		}
	}
	v.front(cam, 1.7, spanDeck, 34, v.Accent)
	v.front(cam, -1.8, spanDeck, 60, v.Paper)
	for _, w := range []float64{-spanWidth/2 - 0.3, spanWidth/2 + 0.3} {
		for z := 5.0; z < 99; z += 6.5 { // the trusses on both sides, from near to far
			u := z - s.z
			t0, t1 := spanDeck+chord(u), spanDeck+chord(u+6.5)
			bar := func(y0, z0, y1, z1, thick float64) {
				v.Flat(ink.Stroke(thick*cam.Scale(z0), thick*cam.Scale(z1), cam.See(w, y0, z0), cam.See(w, y1, z1)), v.Ink)
			}
			bar(spanDeck, z, t0, z, 0.34)
			bar(t0, z, t1, z+6.5, 0.55)
			bar(spanDeck+0.4, z, spanDeck+0.4, z+6.5, 0.8)
			if u < 0 {
				bar(spanDeck, z, t1, z+6.5, 0.32)
			} else {
				bar(t0, z, spanDeck, z+6.5, 0.32)
			}
			bar(spanDeck+1.2, z, spanDeck+1.2, z+6.5, 0.1)
		}
	}
	for z := 11.5; z < 99; z += 13 {
		y := spanDeck + chord(z-s.z)
		v.Lines(0.5*cam.Scale(z), v.Ink, cam.See(-spanWidth/2-0.3, y, z), cam.See(spanWidth/2+0.3, y, z))
	}
	p := cam.See(-spanWidth/2+0.9, spanDeck, 9)
	v.Person(stock.Person{X: p.X, Y: p.Y, H: 1.75 * cam.Scale(9), Coat: v.Accent, Legs: v.Ink, Skin: v.Skin(), Hair: v.Ink, Pose: stock.Walks, Bag: true})
	p = cam.See(spanWidth/2-0.8, spanDeck, 17)
	v.Person(stock.Person{X: p.X, Y: p.Y, H: 1.7 * cam.Scale(17), Coat: v.Paper, Legs: v.Ink, Skin: v.Skin(), Hair: v.Ink, Pose: stock.Walks, Turned: true, Skirt: true})
	v.Gulls(4, v.W*0.3, v.Horizon*0.4, 14, v.Ink)
}

// front is a car coming towards us.
func (v *view) front(cam stock.Camera, x, y, z float64, body stock.RGB) {
	p, m := cam.See(x, y, z), cam.Scale(z)
	put := stock.At(p.X, p.Y, m, false)
	fill := func(s ink.Path, c stock.RGB) { v.Flat(put(s), c) }
	fill(ink.Rect(-0.8, -0.4, 0.25, 0.42), v.Ink)
	fill(ink.Rect(0.55, -0.4, 0.25, 0.42), v.Ink)
	fill(ink.Poly(-0.62, -1.45, 0.62, -1.45, 0.86, -0.85, 0.88, -0.25, -0.88, -0.25, -0.86, -0.85), body)
	fill(ink.Poly(-0.53, -1.34, 0.53, -1.34, 0.68, -0.92, -0.68, -0.92), v.Ink)
	fill(ink.Circle(-0.6, -0.62, 0.13), v.Light)
	fill(ink.Circle(0.6, -0.62, 0.13), v.Light)
}

// BridgeOpen is the bridge turned aside for ships.
func BridgeOpen(sheet *stock.View, h stock.Hour) {
	v := &view{sheet}
	v.Horizon = v.H * 0.42
	if v.Tall() {
		v.Horizon = v.H * 0.36
	}
	cam := stock.Camera{Height: 17, Cx: v.W * 0.5, Horizon: v.Horizon}
	s := span{cam: cam, x: -4, z: 112, road: v.R.Between(-0.1, 0.1)}
	s.cam.Focal = (0.55*v.W + 42) * 112 / 92
	s.swing = math.Pi/2 - 0.16 + v.R.Between(-0.05, 0.08)
	if v.Variant%2 == 0 {
		s.swing = math.Pi/2 + 0.26
		s.x = 5
	}
	bank := v.Horizon + 1.4
	v.Air()
	sunX := v.W * 0.74
	if h == stock.Night {
		v.Moon(v.W*0.2, v.Horizon*0.4, 5)
	} else {
		v.Luminary(h, sunX, v.Horizon*0.66)
	}
	v.Clouds(h)
	v.banks(bank)
	all := func() {
		v.approach(s, 1, true)
		v.approach(s, -1, true)
		v.movingPart(s, nil)
	}
	all()
	v.Sea(bank, 0.9)
	if h == stock.Dawn || h == stock.Dusk {
		v.Glitter(sunX, bank+1, v.H, 9, v.Light)
	}
	far := cam
	far.Focal = s.cam.Focal
	boat := func(x, z, k float64) {
		p := far.See(x, 0, z)
		if v.Variant%2 == 0 {
			v.Sloop(p.X, p.Y, k*far.Scale(z), v.R.In(2), v.Ink, v.Paper, v.Ink)
		} else {
			v.Trawler(p.X, p.Y, k*far.Scale(z), x > 0, v.Shade, "")
		}
	}
	boat(26, 170, 0.9)
	all()
	boat(-30, 84, 0.85)
	v.Gulls(5, v.W*0.7, v.Horizon*0.5, 18, v.Ink)
	v.foreshore(h)
}
