package draw

import (
	"math"

	"broadsheet/internal/demo/draw/ink"
)

// pitch is the football ground at Cannery Road.
func pitch(v *view, h hour) {
	v.horizon = v.H * 0.40
	if v.tall() {
		v.horizon = v.H * 0.44
	}
	v.air()
	v.luminary(h, v.W*0.2, v.horizon*0.5)
	v.clouds(h)
	y := v.horizon
	v.hills(y+0.4, 11, v.far, float64(v.variant)*5)
	trees := v.variant%3 == 2
	if trees {
		for x := -2.0; x < v.W+6; x += v.r.Between(5, 9) {
			v.poplar(x, y+2.4, min(v.H*0.3, 28)*v.r.Between(0.8, 1.1), []rgb{v.shade, mix(v.mid, v.shade, 0.5)}[v.r.Of(2)], v.ink)
		}
	} else {
		v.row(-4, v.W+2, y+1, 12, []rgb{mix(v.far, v.mid, 0.6), mix(v.accent, v.paper, 0.3), v.far}, []rgb{mix(v.mid, v.shade, 0.6), v.shade}, v.shade)
		v.stack(v.W*0.86, y, 30, 4.4, mix(v.accent, v.mid, 0.2), v.paper)
	}
	cam := camera{height: 3, cx: v.W * 0.5, horizon: y - 4, focal: 0.5*v.W + 34}
	grass, stripe := mix(v.mid, v.shade, 0.15), mix(v.mid, v.paper, 0.12)
	v.Flat(ink.Rect(-2, y+1, v.W+4, v.H), grass)
	for i := 11; i >= 0; i -= 2 { // mown in stripes
		z0 := 5.2 * float64(i)
		v.Flat(cam.face(-60, 0, z0+3, 60, 0, z0+3, 60, 0, z0+8.2, -60, 0, z0+8.2), stripe)
	}
	// the low stand beside it
	if !trees {
		z := 46.0
		p, q := cam.see(-24, 0, z), cam.see(20, 0, z)
		m := cam.scale(z)
		v.Flat(ink.Rect(p.X, p.Y-3.4*m, q.X-p.X, 3.4*m), mix(v.shade, v.ink, 0.4))
		for r := range 3 {
			yy := p.Y - (0.3+0.8*float64(r))*m
			v.Flat(ink.Rect(p.X, yy-0.45*m, q.X-p.X, 0.45*m), []rgb{v.accent, v.paper}[r%2])
			if v.variant != 1 {
				for x := p.X + 1; x < q.X-1; x += 1.5 {
					if v.r.In(3) {
						continue
					}
					v.Flat(ink.Circle(x, yy-0.8*m, 0.42), []rgb{v.ink, v.accent, v.paper, v.shade}[v.r.Of(4)])
				}
			}
		}
		v.Flat(ink.Poly(p.X-1.6*m, p.Y-5*m, q.X+1.6*m, p.Y-5*m, q.X+0.4*m, p.Y-3.2*m, p.X-0.4*m, p.Y-3.2*m), v.ink)
		for x := p.X; x <= q.X+0.1; x += (q.X - p.X) / 6 {
			v.Line(x, p.Y, x, p.Y-4*m, 0.35*m, v.paper)
		}
	}
	v.rail(-2, cam.see(0, 0, 44).Y, v.W+2, cam.see(0, 0, 44).Y, 1.1*cam.scale(44), int(v.W/4), 0.25, v.paper)
	line := func(x0, z0, x1, z1, w float64) {
		v.Flat(ink.Stroke(max(w*cam.scale(z0)*0.5, 0.22), max(w*cam.scale(z1)*0.5, 0.22), cam.see(x0, 0, z0), cam.see(x1, 0, z1)), v.paper)
	}
	gz := 27.0 // the goal line
	line(-32, gz, 32, gz, 0.24)
	line(-32, gz, -32, 3, 0.24)
	line(32, gz, 32, 3, 0.24)
	for _, b := range [][2]float64{{9.2, 5.5}, {20, 16.5}} {
		line(-b[0], gz, -b[0], gz-b[1], 0.24)
		line(b[0], gz, b[0], gz-b[1], 0.24)
		line(-b[0], gz-b[1], b[0], gz-b[1], 0.24)
	}
	var arc []ink.Point
	for i := range 17 {
		a := math.Pi * (0.2 + 0.6*float64(i)/16)
		arc = append(arc, cam.see(9.15*math.Cos(a), 0, gz-11-9.15*math.Sin(a)))
	}
	v.Lines(0.3, v.paper, arc...)
	p := cam.see(0, 0, gz-11)
	v.Flat(ink.Ellipse(p.X, p.Y, 0.5, 0.25), v.paper)
	// the goal with its net
	m := cam.scale(gz)
	w, gh := 7.32/2*1.3, 2.44*1.3
	for i := range 15 {
		t := float64(i)/14*2 - 1
		a, b := cam.see(w*t, gh, gz), cam.see(w*t*1.02, 0, gz+3)
		v.Line(a.X, a.Y, b.X, b.Y, 0.13, mix(v.paper, grass, 0.35))
	}
	for i := range 7 {
		t := float64(i) / 6
		a, b := cam.see(-w, gh*(1-t), gz+3*t), cam.see(w, gh*(1-t), gz+3*t)
		v.Line(a.X, a.Y, b.X, b.Y, 0.13, mix(v.paper, grass, 0.35))
	}
	a, b := cam.see(-w, 0, gz), cam.see(w, 0, gz)
	for _, x := range []float64{a.X, b.X} {
		v.Line(x, a.Y+0.2, x, a.Y-gh*m, 0.3*m+0.3, v.paper)
	}
	v.Line(a.X, a.Y-gh*m, b.X, a.Y-gh*m, 0.3*m+0.3, v.paper)
	// the corner flag near us, and those who play
	if v.variant > 2 {
		teams := []rgb{v.accent, v.paper}
		for i := range 9 {
			z := v.r.Between(10, 25)
			q := cam.see(v.r.Between(-0.42, 0.42)*v.W/cam.scale(z)*1.0, 0, z)
			pl := v.somebody(q.X, q.Y, 1.95*cam.scale(z), []pose{runs, runs, stands, waves}[v.r.Of(4)])
			pl.coat, pl.legs, pl.hat, pl.bag, pl.skirt = teams[i%2], v.ink, false, false, false
			v.person(pl)
			v.Flat(ink.Ellipse(q.X, q.Y+0.2, 0.5*cam.scale(z), 0.09*cam.scale(z)), mix(grass, v.ink, 0.35))
		}
		q := cam.see(1.2, 0, 8)
		near := v.somebody(q.X, q.Y, 1.9*cam.scale(8), runs)
		near.coat, near.legs, near.hat, near.bag, near.skirt = v.accent, v.ink, false, false, false
		v.person(near)
		v.Flat(ink.Circle(q.X+0.9*cam.scale(8), q.Y-0.2*cam.scale(8), 0.18*cam.scale(8)), v.paper)
	} else {
		f := cam.see(-3.4, 0, 7.4) // the corner flag near us
		v.Line(f.X, f.Y, f.X, f.Y-24, 0.9, v.paper)
		v.Flat(ink.From(f.X, f.Y-24).Bend(f.X+4, f.Y-25, f.X+8.4, f.Y-20.4).Bend(f.X+4, f.Y-18, f.X, f.Y-17.6).Shape(), v.accent)
		v.Flat(ink.Stroke(0.9, 0.9, f, ink.Point{X: v.W + 2, Y: f.Y + 2}), v.paper)
		v.Flat(ink.Stroke(0.9, 0.4, f, cam.see(-13, 0, 24)), v.paper)
		q := cam.see(2.6, 0, 8.4)
		v.Flat(ink.Ellipse(q.X+1, q.Y+0.4, 2.6, 0.6), mix(grass, v.ink, 0.35))
		v.Flat(ink.Circle(q.X, q.Y-1.6, 2.3), v.paper)
		v.Flat(ink.Circle(q.X-0.2, q.Y-1.7, 0.7), v.ink)
		for i := range 5 {
			t := float64(i) * 2 * math.Pi / 5
			v.Flat(ink.Circle(q.X+1.6*math.Cos(t), q.Y-1.6+1.6*math.Sin(t), 0.36), v.ink)
		}
	}
	for _, lx := range []float64{0.06, 0.94} { // floodlights
		x := v.W * lx
		v.Line(x, y+3, x, y-min(30, y*0.8), 0.8, v.ink)
		v.Flat(ink.Rect(x-4, y-min(30, y*0.8)-3.4, 8, 3.8), v.ink)
		for i := range 8 {
			v.Flat(ink.Circle(x-2.9+1.95*float64(i%4), y-min(30, y*0.8)-2.4+1.7*float64(i/4), 0.66), v.light)
		}
	}
	for range 60 {
		x := v.r.Between(0, v.W)
		v.Cut(x, v.H+1, x+v.r.Between(-1, 1), v.H-v.r.Between(0.6, 3), 0.4, v.shade)
	}
	v.gulls(4, v.W*0.6, v.H*0.1, 18, v.ink)
}

// cow grazes with her feet on (x, y), s high at the back.
func (v *view) cow(x, y, s float64, turned bool, hide, patch rgb) {
	put := at(x, y, s, turned)
	fill := func(p ink.Path, c rgb) { v.Flat(put(p), c) }
	for _, lx := range []float64{-0.62, -0.4, 0.34, 0.55} {
		fill(ink.Poly(lx, -0.5, lx+0.15, -0.5, lx+0.12, 0, lx+0.02, 0), hide)
	}
	body := ink.From(-0.75, -0.95).Bend(0, -1.1, 0.66, -0.98).Bend(0.84, -0.7, 0.6, -0.42).Bend(0, -0.28, -0.66, -0.42).Bend(-0.86, -0.7, -0.75, -0.95).Shape()
	fill(body, hide)
	v.Within(put(body), func() {
		fill(ink.Ellipse(-0.3, -0.9, 0.3, 0.25), patch)
		fill(ink.Ellipse(0.34, -0.62, 0.24, 0.22), patch)
	})
	fill(ink.From(0.6, -0.96).Bend(0.95, -0.8, 1.02, -0.36).To(1.2, -0.16).Bend(1.12, -0.02, 1.0, -0.1).Bend(0.8, -0.4, 0.56, -0.6).Shape(), hide)
	fill(ink.Stroke(0.06, 0.05, ink.Point{X: -0.76, Y: -0.93}, ink.Point{X: -0.86, Y: -0.4}), hide)
}

// folds are fields one behind the other, each with its own hatching, from the line y0 down to y1.
func (v *view) folds(y0, y1 float64, n int, cols []rgb) {
	for i := range n {
		t := float64(i) / float64(n)
		y := y0 + (y1-y0)*math.Pow(t, 1.25)
		crest := []float64{}
		for x := -3.0; x <= v.W+3; x += 3 {
			crest = append(crest, x, y+(3+5*t)*v.Noise(x/(30+26*t)+float64(i)*9, float64(i)))
		}
		down := func(to float64) ink.Path {
			return ink.Poly(append(append([]float64{-3, to}, crest...), v.W+3, to)...)
		}
		col := cols[i%len(cols)]
		v.Flat(down(v.H+3), col)
		angle := v.r.Between(-0.5, 0.5)
		v.Fill(down(min(y+24+30*t, v.H+3)), ink.Paint{Color: mix(col, v.shade, 0.4), Cover: v.Engraving(angle, 1.3+2.6*t, func(_, py float64) float64 {
			return 0.5 * smooth(y-3, y+4+8*t, py) * (1 - smooth(y+8+16*t, y+24+30*t, py))
		})})
		for x := v.r.Between(-4, 10); x < v.W; x += v.r.Between(5, 26) { // a hedge along its edge
			yy := y + (3+5*t)*v.Noise(x/(30+26*t)+float64(i)*9, float64(i))
			r := (0.6 + 1.9*t) * v.r.Between(0.8, 1.3)
			v.Flat(ink.Ellipse(x, yy, r*1.6, r).And(ink.Ellipse(x+r*1.5, yy+0.2, r*1.3, r*0.8)), mix(v.shade, v.mid, 0.25*(1-t)))
		}
	}
}

// fields is the country around the town.
func fields(v *view, h hour) {
	v.horizon = v.H * 0.38
	v.air()
	v.luminary(h, v.W*0.76, v.horizon*0.5)
	v.clouds(h)
	y := v.horizon
	pale := mix(v.mid, v.paper, 0.4)
	farm := func(x, yy, s float64) {
		v.house(house{x: x, y: yy, w: 9 * s, h: 5.4 * s, wall: v.paper, roof: v.accent, pane: v.shade})
		v.house(house{x: x + 8.4*s, y: yy + 0.3, w: 6 * s, h: 4 * s, wall: mix(v.paper, v.mid, 0.3), roof: v.shade, pane: v.ink, gable: true})
	}
	switch v.variant % 4 {
	case 1: // an island: low fields, a few houses, the sea beyond
		v.hills(y+0.3, 3, v.far, 3)
		v.Flat(ink.Rect(-2, y, v.W+4, v.H*0.16), mix(v.water, v.shade, 0.12))
		v.Within(ink.Rect(-2, y, v.W+4, v.H*0.16), func() { v.ripples(y, y+v.H*0.16, mix(v.water, v.paper, 0.6), 1.2, 1) })
		v.sloop(v.W*0.2, y+3, 0.4, false, v.shade, v.paper, v.ink)
		v.sloop(v.W*0.66, y+2, 0.3, true, v.shade, v.paper, v.ink)
		v.folds(y+v.H*0.1, v.H*0.86, 4, []rgb{pale, v.mid, mix(v.mid, v.light, 0.45), mix(v.mid, v.shade, 0.2)})
		for i, x := range []float64{0.14, 0.34, 0.62, 0.8} {
			farm(v.W*x, y+v.H*(0.15+0.05*float64(i%2)), 0.9+0.3*float64(i%2))
		}
		for range 9 {
			v.Flat(ink.Ellipse(v.r.Between(4, v.W-4), v.H*v.r.Between(0.62, 0.78), 1.3, 0.8), v.paper) // sheep
		}
		for i := range 9 { // a wall of stones runs down to us
			t := float64(i) / 9
			v.Flat(ink.Ellipse(v.W*(0.52-0.2*t), v.H*(0.66+0.38*t), 1.6+3.4*t, 0.9+1.7*t), mix(v.shade, v.paper, 0.3))
		}
	case 2: // the salterns: flat, a dyke, salt on the near ground
		v.Flat(ink.Rect(-2, y-1, v.W+4, v.H), v.mid)
		v.Flat(ink.From(-2, y+2).To(-2, y-3).Bend(v.W*0.5, y-5, v.W+2, y-3).To(v.W+2, y+2).Shape(), v.shade)
		for range 7 {
			x := v.r.Between(0, v.W)
			v.person(v.somebody(x, y-3.4, 3.4, walks))
			if v.r.In(2) {
				break
			}
		}
		mx, my := v.W*0.72, y-3.4 // a pump mill on the dyke
		v.Flat(ink.Poly(mx-3.4, my+1, mx+3.4, my+1, mx+1.9, my-13, mx-1.9, my-13), v.ink)
		v.Flat(ink.Sector(mx, my-12.6, 2.3, 2.6, math.Pi, 2*math.Pi), v.accent)
		for i := range 4 {
			a := 0.5 + float64(i)*math.Pi/2
			v.Line(mx, my-13.4, mx+math.Cos(a)*10, my-13.4+math.Sin(a)*10, 0.5, v.ink)
			b := a + 0.16
			v.Flat(ink.Poly(mx+math.Cos(a)*2.6, my-13.4+math.Sin(a)*2.6, mx+math.Cos(a)*10, my-13.4+math.Sin(a)*10, mx+math.Cos(b)*10, my-13.4+math.Sin(b)*10, mx+math.Cos(a+0.4)*2.6, my-13.4+math.Sin(a+0.4)*2.6), v.paper)
		}
		cam := camera{height: 3, cx: v.W * 0.58, horizon: y, focal: 0.5*v.W + 20}
		for i := 9; i >= 0; i-- {
			z := 5 + 5*float64(i)
			col := []rgb{pale, v.mid, mix(v.mid, v.shade, 0.25)}[i%3]
			v.Flat(cam.face(-90, 0, z, 90, 0, z, 90, 0, z+4.6, -90, 0, z+4.6), col)
			for x := -60.0; x < 60; x += 9 {
				v.Lines(0.05*cam.scale(z), v.shade, cam.see(x, 0, z), cam.see(x, 0, z+4.6))
			}
		}
		for i := range 4 {
			z := 22 + 9*float64(i)
			v.Flat(cam.face(-90, 0, z, 90, 0, z, 90, 0, z+0.8, -90, 0, z+0.8), mix(v.sky, v.paper, 0.3))
		}
		crust := ink.From(-3, v.H*0.72)
		for x := -3.0; x < v.W+4; x += 4 {
			crust.To(x, v.H*0.7+3.4*v.Noise(x/12, 5))
		}
		c := crust.To(v.W+4, v.H+3).To(-3, v.H+3).Shape()
		v.Flat(c, mix(v.paper, v.mid, 0.08))
		v.Within(c, func() {
			for range 110 { // cracks
				x, yy := v.r.Between(0, v.W), v.H*v.r.Between(0.7, 1.02)
				a := v.r.Between(-0.5, 0.5)
				l := v.r.Between(1.5, 5) * (yy/v.H*2 - 0.9)
				v.Cut(x, yy, x+l*math.Cos(a), yy+l*math.Sin(a)*0.5, 0.3, mix(v.mid, v.shade, 0.3))
			}
		})
		for range 30 {
			x := v.r.Between(0, v.W)
			yy := v.H * v.r.Between(0.68, 0.98)
			for range 4 {
				v.Cut(x, yy, x+v.r.Between(-1.5, 1.5), yy-v.r.Between(1.5, 5), 0.4, []rgb{v.shade, v.accent}[v.r.Of(2)])
			}
		}
		for i := range 6 { // posts of an old fence
			t := float64(i) / 6
			v.Line(v.W*(0.08+0.24*t), v.H*(0.94-0.3*t), v.W*(0.08+0.24*t)+0.4, v.H*(0.94-0.3*t)-9*(1-t*0.7), 1.1*(1-t*0.6), v.ink)
		}
	case 3: // hills, cattle, a farm among trees
		v.hills(y+2, 15, v.far, 2)
		v.folds(y, v.H*0.84, 5, []rgb{pale, mix(v.mid, v.light, 0.35), v.mid, mix(v.mid, v.shade, 0.15), v.mid})
		fx, fy := v.W*0.64, v.H*0.52
		for _, d := range []float64{-8, -3, 22, 27, 31} {
			v.tree(fx+d, fy+1, v.r.Between(13, 18), mix(v.mid, v.shade, 0.5), v.shade, v.ink)
		}
		farm(fx, fy+1, 1.4)
		v.tree(fx+15, fy+3, 12, v.shade, v.ink, v.ink)
		for i := range 9 {
			t := float64(i) / 9
			cx, cy := v.W*v.r.Between(0.06, 0.94), v.H*(0.62+0.3*t)
			v.cow(cx, cy, 3.6+6*t, v.r.In(2), []rgb{v.ink, v.paper, v.accent}[i%3], []rgb{v.paper, v.ink, v.paper}[i%3])
		}
		for x := -1.0; x < v.W; x += 12 {
			v.Line(x, v.H+1, x+0.5, v.H-11, 1.2, v.ink)
		}
		v.Line(-2, v.H-9, v.W+2, v.H-8.4, 0.4, v.ink)
		v.Line(-2, v.H-5, v.W+2, v.H-4.6, 0.4, v.ink)
	default: // ploughed land with a tractor
		v.hills(y+2, 10, v.far, 6)
		v.folds(y, v.H*0.5, 3, []rgb{pale, v.mid, mix(v.mid, v.shade, 0.2)})
		cam := camera{height: 4, cx: v.W * 0.4, horizon: y + 1, focal: 0.5*v.W + 24}
		land := ink.Rect(-2, v.H*0.52, v.W+4, v.H*0.5)
		v.Flat(land, v.shade)
		v.Within(land, func() {
			for x := -70.0; x < 70; x += 1.7 {
				v.Flat(cam.face(x, 0, 2, x+0.7, 0, 2, x+0.7, 0, 60, x, 0, 60), mix(v.shade, v.mid, 0.45))
			}
		})
		tx, ty := v.W*0.6, v.H*0.6
		v.Flat(ink.Rect(tx-2, ty-8, 9, 5), v.accent)
		v.Flat(ink.Rect(tx-4, ty-13, 6, 9), v.ink)
		v.Flat(ink.Rect(tx-3.2, ty-12, 4.4, 4), v.paper)
		v.Flat(ink.Circle(tx-2.6, ty-3, 3.6), v.ink)
		v.Flat(ink.Circle(tx-2.6, ty-3, 1.5), v.accent)
		v.Flat(ink.Circle(tx+5.4, ty-1.8, 2.2), v.ink)
		v.Line(tx+4, ty-8, tx+4, ty-12, 0.7, v.ink)
		v.gulls(16, tx-16, ty-9, 12, v.paper)
		v.bare(v.W*0.1, v.H*0.9, min(v.H*0.5, 50), v.ink)
	}
	v.gulls(4, v.W*0.3, v.H*0.14, 18, v.ink)
}

// road is one of the town's ways.
func road(v *view, h hour) {
	switch v.variant % 4 {
	case 2:
		roadCoast(v, h, v.variant > 4)
	case 3:
		roadShelter(v, h)
	case 0:
		roadCoast(v, h, true)
	default:
		roadTerrace(v, h)
	}
}

// roadTerrace is Rope Walk: small houses on both sides, the sea at its end.
func roadTerrace(v *view, h hour) {
	v.horizon = v.H * 0.47
	cam := camera{height: 2.1, cx: v.W * 0.5, horizon: v.horizon, focal: (0.32*v.W + 30) * v.zoom()}
	v.air()
	v.clouds(h)
	v.Flat(ink.Rect(-2, v.horizon, v.W+4, v.H), v.water)
	v.ripples(v.horizon, v.horizon+4, v.paper, 1.4, 1)
	v.sloop(cam.cx+2, v.horizon+1.6, 0.34, false, v.shade, v.paper, v.ink)
	v.Flat(cam.face(-3.6, 0, 1.5, 3.6, 0, 1.5, 3.6, 0, 48, -3.6, 0, 48), mix(v.mid, v.paper, 0.42))
	v.Within(cam.face(-3.6, 0, 1.5, 3.6, 0, 1.5, 3.6, 0, 48, -3.6, 0, 48), func() {
		for z := 2.0; z < 46; z *= 1.12 {
			v.Lines(max(0.035*cam.scale(z), 0.1), mix(v.mid, v.shade, 0.3), cam.see(-3.6, 0, z), cam.see(3.6, 0, z))
		}
	})
	v.rail(cam.see(-3.6, 0, 48).X, cam.see(0, 0, 48).Y, cam.see(3.6, 0, 48).X, cam.see(0, 0, 48).Y, 1.1*cam.scale(48), 9, 0.2, v.ink)
	walls := []rgb{mix(v.accent, v.paper, 0.25), mix(v.mid, v.paper, 0.4), v.paper, mix(v.accent, v.shade, 0.3), v.mid, mix(v.paper, v.accent, 0.3)}
	doors := []rgb{v.shade, v.accent, v.ink, v.mid}
	for side, d := range []float64{-1, 1} {
		for i := 9; i >= 0; i-- {
			z0, z1 := 2.6+4.4*float64(i), 7.0+4.4*float64(i)
			x := d * 4.6
			v.Flat(cam.face(x, 0, z0, x, 0, z1, x, 5.2, z1, x, 5.2, z0), walls[(i*5+side*3)%len(walls)])
			v.Flat(cam.face(x, 5.1, z0, x, 5.1, z1, x+d*2.2, 7.4, z1, x+d*2.2, 7.4, z0), []rgb{v.shade, v.ink}[i%2])
			v.Flat(cam.face(x+d*0.8, 6.0, z1-0.9, x+d*0.8, 6.0, z1-0.2, x+d*0.8, 8.2, z1-0.2, x+d*0.8, 8.2, z1-0.9), mix(v.accent, v.shade, 0.4))
			v.Flat(cam.face(x, 0, z0+0.5, x, 0, z0+1.4, x, 2.1, z0+1.4, x, 2.1, z0+0.5), doors[(i+side)%len(doors)])
			v.Flat(cam.face(x-d*0.4, 0, z0+0.4, x-d*0.4, 0, z0+1.5, x, 0.2, z0+1.5, x, 0.2, z0+0.4), v.paper)
			for _, w := range []struct{ z, y float64 }{{2.1, 1}, {0.5, 3.2}, {2.4, 3.2}} {
				v.Flat(cam.face(x, w.y-0.1, z0+w.z-0.1, x, w.y-0.1, z0+w.z+1.3, x, w.y+1.4, z0+w.z+1.3, x, w.y+1.4, z0+w.z-0.1), v.paper)
				v.Flat(cam.face(x, w.y, z0+w.z, x, w.y, z0+w.z+1.2, x, w.y+1.3, z0+w.z+1.2, x, w.y+1.3, z0+w.z), v.pane(3))
			}
			if i > 0 { // furniture put out to dry
				for k := range 2 {
					fz := z0 + 1.6 + 1.5*float64(k)
					fx := x - d*v.r.Between(0.6, 1.4)
					p, m := cam.see(fx, 0, fz), cam.scale(fz)
					switch v.r.Of(4) {
					case 0: // a chair
						v.Flat(ink.Rect(p.X-0.2*m, p.Y-0.5*m, 0.45*m, 0.1*m), v.ink)
						v.Flat(ink.Rect(p.X-0.2*m, p.Y-1*m, 0.09*m, 1*m), v.ink)
						v.Flat(ink.Rect(p.X+0.17*m, p.Y-0.5*m, 0.08*m, 0.5*m), v.ink)
					case 1: // a table
						v.Flat(ink.Rect(p.X-0.5*m, p.Y-0.78*m, 1*m, 0.1*m), v.accent)
						v.Flat(ink.Rect(p.X-0.45*m, p.Y-0.7*m, 0.08*m, 0.7*m), v.ink)
						v.Flat(ink.Rect(p.X+0.37*m, p.Y-0.7*m, 0.08*m, 0.7*m), v.ink)
					case 2: // a carpet over a rail
						v.Flat(ink.Rect(p.X-0.5*m, p.Y-1.3*m, 1*m, 1*m), v.accent)
						v.Flat(ink.Rect(p.X-0.5*m, p.Y-1*m, 1*m, 0.15*m), v.paper)
						v.Flat(ink.Rect(p.X-0.6*m, p.Y-1.35*m, 1.2*m, 0.08*m), v.ink)
					default: // a chest
						v.Flat(ink.Rect(p.X-0.4*m, p.Y-0.9*m, 0.8*m, 0.9*m), mix(v.shade, v.accent, 0.4))
						for r := range 3 {
							v.Flat(ink.Rect(p.X-0.34*m, p.Y-(0.85-0.28*float64(r))*m, 0.68*m, 0.2*m), v.ink)
						}
					}
				}
			}
		}
	}
	for _, o := range []struct{ x, z float64 }{{0.9, 30}, {-1.1, 21}, {1.6, 14}, {-1.9, 10}, {1.2, 7.4}} {
		p := cam.see(o.x, 0, o.z)
		v.person(v.somebody(p.X, p.Y, 1.7*cam.scale(o.z), []pose{stands, walks, walks}[v.r.Of(3)]))
	}
	a, b := cam.see(-4.6, 5.6, 9), cam.see(4.6, 5.6, 9) // washing across the street
	line := ink.From(a.X, a.Y).Bend((a.X+b.X)/2, a.Y+5, b.X, b.Y).Points()
	v.Lines(0.25, v.ink, line...)
	for i := 2; i < len(line)-2; i += 2 {
		q := line[i]
		w := v.r.Between(2.4, 4)
		v.Flat(ink.Poly(q.X-w/2, q.Y, q.X+w/2, q.Y, q.X+w*0.46, q.Y+w*1.3, q.X-w*0.46, q.Y+w*1.25), []rgb{v.paper, v.accent, v.haze, v.mid}[i/2%4])
	}
	v.gulls(5, v.W*0.5, v.H*0.14, 16, v.ink)
}

// roadCoast is the long straight along the sea wall, with or without runners.
func roadCoast(v *view, h hour, race bool) {
	v.horizon = v.H * 0.40
	v.air()
	v.luminary(h, v.W*0.2, v.horizon*0.5)
	v.clouds(h)
	y := v.horizon
	v.island(v.W*0.72, y+0.5, v.W*0.62, min(v.H*0.17, 17), mix(v.far, v.mid, 0.3)) // Gallows Hill
	v.Flat(ink.Rect(-2, y, v.W+4, v.H), mix(v.water, v.mid, 0.2))
	v.Within(ink.Rect(-2, y, v.W*0.6, v.H), func() {
		v.ripples(y, v.H, mix(v.water, v.paper, 0.6), 1.1, 1)
		v.ripples(y, v.H, v.shade, 0.4, 1)
	})
	// the road curves from our feet to the foot of the hill
	mid := func(t float64) ink.Point { // 0 near, 1 far
		return ink.Point{X: v.W * (0.56 + 0.26*math.Sin(t*2.1) - 0.1*t*t), Y: v.H*1.04 - (v.H*1.04-y-2)*(1-math.Pow(1-t, 2.2))}
	}
	width := func(t float64) float64 { return v.W*0.40*math.Pow(1-t, 2.05) + 0.6 }
	strip := func(from, to float64, col rgb) {
		var l, r []ink.Point
		for i := range 41 {
			t := float64(i) / 40
			p, w := mid(t), width(t)
			l = append(l, ink.Point{X: p.X + from*w, Y: p.Y})
			r = append(r, ink.Point{X: p.X + to*w, Y: p.Y})
		}
		for i := len(r) - 1; i >= 0; i-- {
			l = append(l, r[i])
		}
		v.Flat(ink.Shape(l...), col)
	}
	strip(0.9, 9, v.mid)
	for range 130 { // rough grass on the land side
		t := v.r.Between(0, 0.8)
		p, w := mid(t), width(t)
		x := p.X + w*v.r.Between(1.05, 2.6)
		v.Cut(x, p.Y, x+v.r.Between(-1, 1.4), p.Y-v.r.Between(1, 6)*(1-t), 0.5*(1-t)+0.15, []rgb{v.shade, mix(v.mid, v.light, 0.4)}[v.r.Of(2)])
	}
	strip(-0.62, 0.98, mix(v.mid, v.shade, 0.55))
	strip(0.84, 0.9, v.paper)
	strip(-0.56, -0.5, v.paper)
	for i := range 15 { // the broken line
		t := 1 - math.Pow(1-float64(i)/15, 1)
		if i%2 == 1 {
			continue
		}
		a, b := mid(t), mid(t+0.035)
		v.Flat(ink.Poly(a.X+width(t)*0.15, a.Y, a.X+width(t)*0.21, a.Y, b.X+width(t+0.035)*0.21, b.Y, b.X+width(t+0.035)*0.15, b.Y), v.paper)
	}
	// the sea wall: its top and its inner face
	var top, foot []ink.Point
	for i := range 41 {
		t := float64(i) / 40
		p, w := mid(t), width(t)
		top = append(top, ink.Point{X: p.X - 0.74*w, Y: p.Y - 0.2*w})
		foot = append(foot, ink.Point{X: p.X - 0.62*w, Y: p.Y})
	}
	face := append([]ink.Point(nil), top...)
	for i := len(foot) - 1; i >= 0; i-- {
		face = append(face, foot[i])
	}
	v.Flat(ink.Shape(face...), v.shade)
	cap := append([]ink.Point(nil), top...)
	for i := len(top) - 1; i >= 0; i-- {
		t := float64(i) / 40
		cap = append(cap, ink.Point{X: top[i].X - 0.13*width(t), Y: top[i].Y})
	}
	v.Flat(ink.Shape(cap...), mix(v.paper, v.mid, 0.25))
	for i := range 12 {
		t := 0.05 + 0.85*(1-math.Pow(1-float64(i)/12, 1.6))
		p, w := mid(t), width(t)
		v.Line(p.X-0.62*w, p.Y, p.X-0.74*w, p.Y-0.2*w, max(0.02*w, 0.15), v.ink)
	}
	for i := range 5 {
		t := 0.16 + 0.15*float64(i)
		p, w := mid(t), width(t)
		v.lamp(p.X+1.15*w, p.Y, w*1.25, v.ink)
	}
	if race {
		for i := range 26 {
			t := 0.74 * (1 - float64(i)/26)
			p, w := mid(t+0.02), width(t+0.02)
			for k := range 2 {
				q := v.somebody(p.X+w*(v.r.Between(-0.35, 0.15)+0.42*float64(k)), p.Y, w*0.62, runs)
				q.coat = []rgb{v.accent, v.paper, v.light, v.shade, v.mid}[v.r.Of(5)]
				q.hat, q.bag, q.skirt, q.turned = false, false, false, v.r.In(9)
				v.person(q)
				if w > 14 {
					v.Flat(ink.Rect(q.x-w*0.03, q.y-w*0.44, w*0.085, w*0.07), v.paper)
				}
			}
		}
	}
	v.gulls(5, v.W*0.2, v.H*0.2, 16, v.ink)
}

// roadShelter is Chandler Street: a bus shelter, a lamp post, a camera on it.
func roadShelter(v *view, h hour) {
	v.horizon = v.H * 0.56
	v.air()
	v.luminary(h, v.W*0.84, v.horizon*0.3)
	v.clouds(h)
	y := v.H * 0.70
	walls := []rgb{mix(v.mid, v.paper, 0.35), v.mid, mix(v.accent, v.paper, 0.25), mix(v.mid, v.shade, 0.35), v.paper}
	v.row(-5, v.W+4, y, min(v.H*0.44, 40), walls, []rgb{v.shade, v.ink}, v.shade)
	v.Flat(ink.Rect(-2, y, v.W+4, v.H*0.09), mix(v.mid, v.paper, 0.55))
	for x := -2.0; x < v.W; x += 7 {
		v.Line(x, y+v.H*0.09, x+3, y, 0.18, mix(v.mid, v.shade, 0.2))
	}
	v.Flat(ink.Rect(-2, y+v.H*0.09, v.W+4, 1.4), v.paper)
	v.Flat(ink.Rect(-2, y+v.H*0.09+1.4, v.W+4, v.H), mix(v.mid, v.shade, 0.7))
	for x := -4.0; x < v.W; x += 19 {
		v.Flat(ink.Rect(x, v.H*0.9, 10, 1.1), v.paper)
	}
	// the shelter
	sx, sy, w, hh := v.W*0.30, y+v.H*0.055, min(v.W*0.42, 44), min(v.H*0.3, 27)
	v.Flat(ink.Rect(sx-w/2, sy-hh, w, hh), mix(v.haze, v.mid, 0.35))
	v.Fill(ink.Rect(sx-w/2, sy-hh, w, hh), ink.Paint{Color: v.paper, Cover: v.Engraving(-0.9, 4.6, ink.Even(0.2))})
	v.Flat(ink.Rect(sx-w*0.36, sy-hh*0.34, w*0.5, 1.3), v.accent)
	v.Line(sx-w*0.32, sy, sx-w*0.32, sy-hh*0.32, 0.8, v.ink)
	v.Line(sx+w*0.1, sy, sx+w*0.1, sy-hh*0.32, 0.8, v.ink)
	for i, x := range []float64{-0.2, 0.02, 0.32} {
		p := v.somebody(sx+w*x, sy+0.6, hh*0.72, stands)
		p.turned = i == 2
		v.person(p)
	}
	for i := range 4 {
		x := sx - w/2 + w*float64(i)/3
		v.Line(x, sy+0.3, x, sy-hh, 1, v.ink)
	}
	v.Flat(ink.Poly(sx-w*0.56, sy-hh*1.12, sx+w*0.56, sy-hh*1.04, sx+w*0.56, sy-hh*0.96, sx-w*0.56, sy-hh*1.02), v.ink)
	v.Flat(ink.Rect(sx+w*0.62, sy-hh*1.1, 5.4, 5.4), v.accent)
	v.letters(sx+w*0.62+2.7, sy-hh*1.1+4, 2.4, "41", v.paper)
	v.Line(sx+w*0.62+2.7, sy, sx+w*0.62+2.7, sy-hh*0.9, 0.8, v.ink)
	// the lamp post with its camera
	lx, lh := v.W*0.74, min(v.H*0.62, 58)
	v.lamp(lx, y+v.H*0.08, lh, v.ink)
	cy := y + v.H*0.08 - lh*0.62
	v.Line(lx, cy, lx-7, cy+0.6, 1, v.ink)
	v.Flat(ink.Poly(lx-15, cy-2.2, lx-5, cy-0.4, lx-5.8, cy+4, lx-15.8, cy+2.2), v.paper)
	v.Flat(ink.Stroke(0.6, 0.6, ink.Point{X: lx - 15, Y: cy - 2.2}, ink.Point{X: lx - 5, Y: cy - 0.4}, ink.Point{X: lx - 5.8, Y: cy + 4}, ink.Point{X: lx - 15.8, Y: cy + 2.2}, ink.Point{X: lx - 15, Y: cy - 2.2}), v.ink)
	v.Flat(ink.Poly(lx-15, cy-1.8, lx-18, cy-2.4, lx-18.6, cy+2.2, lx-15.8, cy+2), v.ink)
	v.Flat(ink.Circle(lx-8, cy+1.4, 0.7), v.accent)
	v.drive(bus, v.W*0.84, v.H*0.99, min(4.6, v.W/30), true, v.accent)
	p := v.somebody(v.W*0.58, y+v.H*0.085, hh*0.78, walks)
	v.person(p)
}
