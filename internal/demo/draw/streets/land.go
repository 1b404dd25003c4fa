package streets

import (
	"math"

	"broadsheet/internal/demo/draw/ink"
	"broadsheet/internal/demo/draw/stock"
)

// Pitch is the football ground at Cannery Road.
func Pitch(sheet *stock.View, h stock.Hour) {
	v := &view{sheet}
	v.Horizon = v.H * 0.40
	if v.Tall() {
		v.Horizon = v.H * 0.44
	}
	v.Air()
	v.Luminary(h, v.W*0.2, v.Horizon*0.5)
	v.Clouds(h)
	y := v.Horizon
	v.Hills(y+0.4, 11, v.Far, float64(v.Variant)*5)
	trees := v.Variant%3 == 2
	if trees {
		for x := -2.0; x < v.W+6; x += v.R.Between(5, 9) {
			v.Poplar(x, y+2.4, min(v.H*0.3, 28)*v.R.Between(0.8, 1.1), []stock.RGB{v.Shade, stock.Mix(v.Mid, v.Shade, 0.5)}[v.R.Of(2)], v.Ink)
		}
	} else {
		v.Row(-4, v.W+2, y+1, 12, []stock.RGB{stock.Mix(v.Far, v.Mid, 0.6), stock.Mix(v.Accent, v.Paper, 0.3), v.Far}, []stock.RGB{stock.Mix(v.Mid, v.Shade, 0.6), v.Shade}, v.Shade)
		v.Stack(v.W*0.86, y, 30, 4.4, stock.Mix(v.Accent, v.Mid, 0.2), v.Paper)
	}
	cam := stock.Camera{Height: 3, Cx: v.W * 0.5, Horizon: y - 4, Focal: 0.5*v.W + 34}
	grass, stripe := stock.Mix(v.Mid, v.Shade, 0.15), stock.Mix(v.Mid, v.Paper, 0.12)
	v.Flat(ink.Rect(-2, y+1, v.W+4, v.H), grass)
	for i := 11; i >= 0; i -= 2 { // mown in stripes
		z0 := 5.2 * float64(i)
		v.Flat(cam.Face(-60, 0, z0+3, 60, 0, z0+3, 60, 0, z0+8.2, -60, 0, z0+8.2), stripe)
	}
	// the low stand beside it
	if !trees {
		z := 46.0
		p, q := cam.See(-24, 0, z), cam.See(20, 0, z)
		m := cam.Scale(z)
		v.Flat(ink.Rect(p.X, p.Y-3.4*m, q.X-p.X, 3.4*m), stock.Mix(v.Shade, v.Ink, 0.4))
		for r := range 3 {
			yy := p.Y - (0.3+0.8*float64(r))*m
			v.Flat(ink.Rect(p.X, yy-0.45*m, q.X-p.X, 0.45*m), []stock.RGB{v.Accent, v.Paper}[r%2])
			if v.Variant != 1 {
				for x := p.X + 1; x < q.X-1; x += 1.5 {
					if v.R.In(3) {
						continue
					}
					v.Flat(ink.Circle(x, yy-0.8*m, 0.42), []stock.RGB{v.Ink, v.Accent, v.Paper, v.Shade}[v.R.Of(4)])
				}
			}
		}
		v.Flat(ink.Poly(p.X-1.6*m, p.Y-5*m, q.X+1.6*m, p.Y-5*m, q.X+0.4*m, p.Y-3.2*m, p.X-0.4*m, p.Y-3.2*m), v.Ink)
		for x := p.X; x <= q.X+0.1; x += (q.X - p.X) / 6 {
			v.Line(x, p.Y, x, p.Y-4*m, 0.35*m, v.Paper)
		}
	}
	v.Rail(-2, cam.See(0, 0, 44).Y, v.W+2, cam.See(0, 0, 44).Y, 1.1*cam.Scale(44), int(v.W/4), 0.25, v.Paper)
	line := func(x0, z0, x1, z1, w float64) {
		v.Flat(ink.Stroke(max(w*cam.Scale(z0)*0.5, 0.22), max(w*cam.Scale(z1)*0.5, 0.22), cam.See(x0, 0, z0), cam.See(x1, 0, z1)), v.Paper)
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
		arc = append(arc, cam.See(9.15*math.Cos(a), 0, gz-11-9.15*math.Sin(a)))
	}
	v.Lines(0.3, v.Paper, arc...)
	p := cam.See(0, 0, gz-11)
	v.Flat(ink.Ellipse(p.X, p.Y, 0.5, 0.25), v.Paper)
	// the goal with its net
	m := cam.Scale(gz)
	w, gh := 7.32/2*1.3, 2.44*1.3
	for i := range 15 {
		t := float64(i)/14*2 - 1
		a, b := cam.See(w*t, gh, gz), cam.See(w*t*1.02, 0, gz+3)
		v.Line(a.X, a.Y, b.X, b.Y, 0.13, stock.Mix(v.Paper, grass, 0.35))
	}
	for i := range 7 {
		t := float64(i) / 6
		a, b := cam.See(-w, gh*(1-t), gz+3*t), cam.See(w, gh*(1-t), gz+3*t)
		v.Line(a.X, a.Y, b.X, b.Y, 0.13, stock.Mix(v.Paper, grass, 0.35))
	}
	a, b := cam.See(-w, 0, gz), cam.See(w, 0, gz)
	for _, x := range []float64{a.X, b.X} {
		v.Line(x, a.Y+0.2, x, a.Y-gh*m, 0.3*m+0.3, v.Paper)
	}
	v.Line(a.X, a.Y-gh*m, b.X, a.Y-gh*m, 0.3*m+0.3, v.Paper)
	// the corner flag near us, and those who play
	if v.Variant > 2 {
		teams := []stock.RGB{v.Accent, v.Paper}
		for i := range 9 {
			z := v.R.Between(10, 25)
			q := cam.See(v.R.Between(-0.42, 0.42)*v.W/cam.Scale(z)*1.0, 0, z)
			pl := v.Somebody(q.X, q.Y, 1.95*cam.Scale(z), []stock.Pose{stock.Runs, stock.Runs, stock.Stands, stock.Waves}[v.R.Of(4)])
			pl.Coat, pl.Legs, pl.Hat, pl.Bag, pl.Skirt = teams[i%2], v.Ink, false, false, false
			v.Person(pl)
			v.Flat(ink.Ellipse(q.X, q.Y+0.2, 0.5*cam.Scale(z), 0.09*cam.Scale(z)), stock.Mix(grass, v.Ink, 0.35))
		}
		q := cam.See(1.2, 0, 8)
		near := v.Somebody(q.X, q.Y, 1.9*cam.Scale(8), stock.Runs)
		near.Coat, near.Legs, near.Hat, near.Bag, near.Skirt = v.Accent, v.Ink, false, false, false
		v.Person(near)
		v.Flat(ink.Circle(q.X+0.9*cam.Scale(8), q.Y-0.2*cam.Scale(8), 0.18*cam.Scale(8)), v.Paper)
	} else {
		f := cam.See(-3.4, 0, 7.4) // the corner flag near us
		v.Line(f.X, f.Y, f.X, f.Y-24, 0.9, v.Paper)
		v.Flat(ink.From(f.X, f.Y-24).Bend(f.X+4, f.Y-25, f.X+8.4, f.Y-20.4).Bend(f.X+4, f.Y-18, f.X, f.Y-17.6).Shape(), v.Accent)
		v.Flat(ink.Stroke(0.9, 0.9, f, ink.Point{X: v.W + 2, Y: f.Y + 2}), v.Paper)
		v.Flat(ink.Stroke(0.9, 0.4, f, cam.See(-13, 0, 24)), v.Paper)
		q := cam.See(2.6, 0, 8.4)
		v.Flat(ink.Ellipse(q.X+1, q.Y+0.4, 2.6, 0.6), stock.Mix(grass, v.Ink, 0.35))
		v.Flat(ink.Circle(q.X, q.Y-1.6, 2.3), v.Paper)
		v.Flat(ink.Circle(q.X-0.2, q.Y-1.7, 0.7), v.Ink)
		for i := range 5 {
			t := float64(i) * 2 * math.Pi / 5
			v.Flat(ink.Circle(q.X+1.6*math.Cos(t), q.Y-1.6+1.6*math.Sin(t), 0.36), v.Ink)
		}
	}
	for _, lx := range []float64{0.06, 0.94} { // floodlights
		x := v.W * lx
		v.Line(x, y+3, x, y-min(30, y*0.8), 0.8, v.Ink)
		v.Flat(ink.Rect(x-4, y-min(30, y*0.8)-3.4, 8, 3.8), v.Ink)
		for i := range 8 {
			v.Flat(ink.Circle(x-2.9+1.95*float64(i%4), y-min(30, y*0.8)-2.4+1.7*float64(i/4), 0.66), v.Light)
		}
	}
	for range 60 {
		x := v.R.Between(0, v.W)
		v.Cut(x, v.H+1, x+v.R.Between(-1, 1), v.H-v.R.Between(0.6, 3), 0.4, v.Shade)
	}
	v.Gulls(4, v.W*0.6, v.H*0.1, 18, v.Ink)
}

// cow grazes with her feet on (x, y), s high at the back.
func (v *view) cow(x, y, s float64, turned bool, hide, patch stock.RGB) {
	put := stock.At(x, y, s, turned)
	fill := func(p ink.Path, c stock.RGB) { v.Flat(put(p), c) }
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
func (v *view) folds(y0, y1 float64, n int, cols []stock.RGB) {
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
		angle := v.R.Between(-0.5, 0.5)
		v.Fill(down(min(y+24+30*t, v.H+3)), ink.Paint{Color: stock.Mix(col, v.Shade, 0.4), Cover: v.Engraving(angle, 1.3+2.6*t, func(_, py float64) float64 {
			return 0.5 * stock.Smooth(y-3, y+4+8*t, py) * (1 - stock.Smooth(y+8+16*t, y+24+30*t, py))
		})})
		for x := v.R.Between(-4, 10); x < v.W; x += v.R.Between(5, 26) { // a hedge along its edge
			yy := y + (3+5*t)*v.Noise(x/(30+26*t)+float64(i)*9, float64(i))
			r := (0.6 + 1.9*t) * v.R.Between(0.8, 1.3)
			v.Flat(ink.Ellipse(x, yy, r*1.6, r).And(ink.Ellipse(x+r*1.5, yy+0.2, r*1.3, r*0.8)), stock.Mix(v.Shade, v.Mid, 0.25*(1-t)))
		}
	}
}

// Fields is the country around the town.
func Fields(sheet *stock.View, h stock.Hour) {
	v := &view{sheet}
	v.Horizon = v.H * 0.38
	v.Air()
	v.Luminary(h, v.W*0.76, v.Horizon*0.5)
	v.Clouds(h)
	y := v.Horizon
	pale := stock.Mix(v.Mid, v.Paper, 0.4)
	farm := func(x, yy, s float64) {
		v.House(stock.House{X: x, Y: yy, W: 9 * s, H: 5.4 * s, Wall: v.Paper, Roof: v.Accent, Pane: v.Shade})
		v.House(stock.House{X: x + 8.4*s, Y: yy + 0.3, W: 6 * s, H: 4 * s, Wall: stock.Mix(v.Paper, v.Mid, 0.3), Roof: v.Shade, Pane: v.Ink, Gable: true})
	}
	switch v.Variant % 4 {
	case 1: // an island: low fields, a few houses, the sea beyond
		v.Hills(y+0.3, 3, v.Far, 3)
		v.Flat(ink.Rect(-2, y, v.W+4, v.H*0.16), stock.Mix(v.Water, v.Shade, 0.12))
		v.Within(ink.Rect(-2, y, v.W+4, v.H*0.16), func() { v.Ripples(y, y+v.H*0.16, stock.Mix(v.Water, v.Paper, 0.6), 1.2, 1) })
		v.Sloop(v.W*0.2, y+3, 0.4, false, v.Shade, v.Paper, v.Ink)
		v.Sloop(v.W*0.66, y+2, 0.3, true, v.Shade, v.Paper, v.Ink)
		v.folds(y+v.H*0.1, v.H*0.86, 4, []stock.RGB{pale, v.Mid, stock.Mix(v.Mid, v.Light, 0.45), stock.Mix(v.Mid, v.Shade, 0.2)})
		for i, x := range []float64{0.14, 0.34, 0.62, 0.8} {
			farm(v.W*x, y+v.H*(0.15+0.05*float64(i%2)), 0.9+0.3*float64(i%2))
		}
		for range 9 {
			v.Flat(ink.Ellipse(v.R.Between(4, v.W-4), v.H*v.R.Between(0.62, 0.78), 1.3, 0.8), v.Paper) // sheep
		}
		for i := range 9 { // a wall of stones runs down to us
			t := float64(i) / 9
			v.Flat(ink.Ellipse(v.W*(0.52-0.2*t), v.H*(0.66+0.38*t), 1.6+3.4*t, 0.9+1.7*t), stock.Mix(v.Shade, v.Paper, 0.3))
		}
	case 2: // the salterns: flat, a dyke, salt on the near ground
		v.Flat(ink.Rect(-2, y-1, v.W+4, v.H), v.Mid)
		v.Flat(ink.From(-2, y+2).To(-2, y-3).Bend(v.W*0.5, y-5, v.W+2, y-3).To(v.W+2, y+2).Shape(), v.Shade)
		for range 7 {
			x := v.R.Between(0, v.W)
			v.Person(v.Somebody(x, y-3.4, 3.4, stock.Walks))
			if v.R.In(2) {
				break
			}
		}
		mx, my := v.W*0.72, y-3.4 // a pump mill on the dyke
		v.Flat(ink.Poly(mx-3.4, my+1, mx+3.4, my+1, mx+1.9, my-13, mx-1.9, my-13), v.Ink)
		v.Flat(ink.Sector(mx, my-12.6, 2.3, 2.6, math.Pi, 2*math.Pi), v.Accent)
		for i := range 4 {
			a := 0.5 + float64(i)*math.Pi/2
			v.Line(mx, my-13.4, mx+math.Cos(a)*10, my-13.4+math.Sin(a)*10, 0.5, v.Ink)
			b := a + 0.16
			v.Flat(ink.Poly(mx+math.Cos(a)*2.6, my-13.4+math.Sin(a)*2.6, mx+math.Cos(a)*10, my-13.4+math.Sin(a)*10, mx+math.Cos(b)*10, my-13.4+math.Sin(b)*10, mx+math.Cos(a+0.4)*2.6, my-13.4+math.Sin(a+0.4)*2.6), v.Paper)
		}
		cam := stock.Camera{Height: 3, Cx: v.W * 0.58, Horizon: y, Focal: 0.5*v.W + 20}
		for i := 9; i >= 0; i-- {
			z := 5 + 5*float64(i)
			col := []stock.RGB{pale, v.Mid, stock.Mix(v.Mid, v.Shade, 0.25)}[i%3]
			v.Flat(cam.Face(-90, 0, z, 90, 0, z, 90, 0, z+4.6, -90, 0, z+4.6), col)
			for x := -60.0; x < 60; x += 9 {
				v.Lines(0.05*cam.Scale(z), v.Shade, cam.See(x, 0, z), cam.See(x, 0, z+4.6))
			}
		}
		for i := range 4 {
			z := 22 + 9*float64(i)
			v.Flat(cam.Face(-90, 0, z, 90, 0, z, 90, 0, z+0.8, -90, 0, z+0.8), stock.Mix(v.Sky, v.Paper, 0.3))
		}
		crust := ink.From(-3, v.H*0.72)
		for x := -3.0; x < v.W+4; x += 4 {
			crust.To(x, v.H*0.7+3.4*v.Noise(x/12, 5))
		}
		c := crust.To(v.W+4, v.H+3).To(-3, v.H+3).Shape()
		v.Flat(c, stock.Mix(v.Paper, v.Mid, 0.08))
		v.Within(c, func() {
			for range 110 { // cracks
				x, yy := v.R.Between(0, v.W), v.H*v.R.Between(0.7, 1.02)
				a := v.R.Between(-0.5, 0.5)
				l := v.R.Between(1.5, 5) * (yy/v.H*2 - 0.9)
				v.Cut(x, yy, x+l*math.Cos(a), yy+l*math.Sin(a)*0.5, 0.3, stock.Mix(v.Mid, v.Shade, 0.3))
			}
		})
		for range 30 {
			x := v.R.Between(0, v.W)
			yy := v.H * v.R.Between(0.68, 0.98)
			for range 4 {
				v.Cut(x, yy, x+v.R.Between(-1.5, 1.5), yy-v.R.Between(1.5, 5), 0.4, []stock.RGB{v.Shade, v.Accent}[v.R.Of(2)])
			}
		}
		for i := range 6 { // posts of an old fence
			t := float64(i) / 6
			v.Line(v.W*(0.08+0.24*t), v.H*(0.94-0.3*t), v.W*(0.08+0.24*t)+0.4, v.H*(0.94-0.3*t)-9*(1-t*0.7), 1.1*(1-t*0.6), v.Ink)
		}
	case 3: // hills, cattle, a farm among trees
		v.Hills(y+2, 15, v.Far, 2)
		v.folds(y, v.H*0.84, 5, []stock.RGB{pale, stock.Mix(v.Mid, v.Light, 0.35), v.Mid, stock.Mix(v.Mid, v.Shade, 0.15), v.Mid})
		fx, fy := v.W*0.64, v.H*0.52
		for _, d := range []float64{-8, -3, 22, 27, 31} {
			v.Tree(fx+d, fy+1, v.R.Between(13, 18), stock.Mix(v.Mid, v.Shade, 0.5), v.Shade, v.Ink)
		}
		farm(fx, fy+1, 1.4)
		v.Tree(fx+15, fy+3, 12, v.Shade, v.Ink, v.Ink)
		for i := range 9 {
			t := float64(i) / 9
			cx, cy := v.W*v.R.Between(0.06, 0.94), v.H*(0.62+0.3*t)
			v.cow(cx, cy, 3.6+6*t, v.R.In(2), []stock.RGB{v.Ink, v.Paper, v.Accent}[i%3], []stock.RGB{v.Paper, v.Ink, v.Paper}[i%3])
		}
		for x := -1.0; x < v.W; x += 12 {
			v.Line(x, v.H+1, x+0.5, v.H-11, 1.2, v.Ink)
		}
		v.Line(-2, v.H-9, v.W+2, v.H-8.4, 0.4, v.Ink)
		v.Line(-2, v.H-5, v.W+2, v.H-4.6, 0.4, v.Ink)
	default: // ploughed land with a tractor
		v.Hills(y+2, 10, v.Far, 6)
		v.folds(y, v.H*0.5, 3, []stock.RGB{pale, v.Mid, stock.Mix(v.Mid, v.Shade, 0.2)})
		cam := stock.Camera{Height: 4, Cx: v.W * 0.4, Horizon: y + 1, Focal: 0.5*v.W + 24}
		land := ink.Rect(-2, v.H*0.52, v.W+4, v.H*0.5)
		v.Flat(land, v.Shade)
		v.Within(land, func() {
			for x := -70.0; x < 70; x += 1.7 {
				v.Flat(cam.Face(x, 0, 2, x+0.7, 0, 2, x+0.7, 0, 60, x, 0, 60), stock.Mix(v.Shade, v.Mid, 0.45))
			}
		})
		tx, ty := v.W*0.6, v.H*0.6
		v.Flat(ink.Rect(tx-2, ty-8, 9, 5), v.Accent)
		v.Flat(ink.Rect(tx-4, ty-13, 6, 9), v.Ink)
		v.Flat(ink.Rect(tx-3.2, ty-12, 4.4, 4), v.Paper)
		v.Flat(ink.Circle(tx-2.6, ty-3, 3.6), v.Ink)
		v.Flat(ink.Circle(tx-2.6, ty-3, 1.5), v.Accent)
		v.Flat(ink.Circle(tx+5.4, ty-1.8, 2.2), v.Ink)
		v.Line(tx+4, ty-8, tx+4, ty-12, 0.7, v.Ink)
		v.Gulls(16, tx-16, ty-9, 12, v.Paper)
		v.Bare(v.W*0.1, v.H*0.9, min(v.H*0.5, 50), v.Ink)
	}
	v.Gulls(4, v.W*0.3, v.H*0.14, 18, v.Ink)
}

// Road is one of the town's ways.
func Road(sheet *stock.View, h stock.Hour) {
	v := &view{sheet}
	switch v.Variant % 4 {
	case 2:
		roadCoast(v, h, v.Variant > 4)
	case 3:
		roadShelter(v, h)
	case 0:
		roadCoast(v, h, true)
	default:
		roadTerrace(v, h)
	}
}

// roadTerrace is Rope Walk: small houses on both sides, the sea at its end.
func roadTerrace(v *view, h stock.Hour) {
	v.Horizon = v.H * 0.47
	cam := stock.Camera{Height: 2.1, Cx: v.W * 0.5, Horizon: v.Horizon, Focal: (0.32*v.W + 30) * v.Zoom()}
	v.Air()
	v.Clouds(h)
	v.Flat(ink.Rect(-2, v.Horizon, v.W+4, v.H), v.Water)
	v.Ripples(v.Horizon, v.Horizon+4, v.Paper, 1.4, 1)
	v.Sloop(cam.Cx+2, v.Horizon+1.6, 0.34, false, v.Shade, v.Paper, v.Ink)
	v.Flat(cam.Face(-3.6, 0, 1.5, 3.6, 0, 1.5, 3.6, 0, 48, -3.6, 0, 48), stock.Mix(v.Mid, v.Paper, 0.42))
	v.Within(cam.Face(-3.6, 0, 1.5, 3.6, 0, 1.5, 3.6, 0, 48, -3.6, 0, 48), func() {
		for z := 2.0; z < 46; z *= 1.12 {
			v.Lines(max(0.035*cam.Scale(z), 0.1), stock.Mix(v.Mid, v.Shade, 0.3), cam.See(-3.6, 0, z), cam.See(3.6, 0, z))
		}
	})
	v.Rail(cam.See(-3.6, 0, 48).X, cam.See(0, 0, 48).Y, cam.See(3.6, 0, 48).X, cam.See(0, 0, 48).Y, 1.1*cam.Scale(48), 9, 0.2, v.Ink)
	walls := []stock.RGB{stock.Mix(v.Accent, v.Paper, 0.25), stock.Mix(v.Mid, v.Paper, 0.4), v.Paper, stock.Mix(v.Accent, v.Shade, 0.3), v.Mid, stock.Mix(v.Paper, v.Accent, 0.3)}
	doors := []stock.RGB{v.Shade, v.Accent, v.Ink, v.Mid}
	for side, d := range []float64{-1, 1} {
		for i := 9; i >= 0; i-- {
			z0, z1 := 2.6+4.4*float64(i), 7.0+4.4*float64(i)
			x := d * 4.6
			v.Flat(cam.Face(x, 0, z0, x, 0, z1, x, 5.2, z1, x, 5.2, z0), walls[(i*5+side*3)%len(walls)])
			v.Flat(cam.Face(x, 5.1, z0, x, 5.1, z1, x+d*2.2, 7.4, z1, x+d*2.2, 7.4, z0), []stock.RGB{v.Shade, v.Ink}[i%2])
			v.Flat(cam.Face(x+d*0.8, 6.0, z1-0.9, x+d*0.8, 6.0, z1-0.2, x+d*0.8, 8.2, z1-0.2, x+d*0.8, 8.2, z1-0.9), stock.Mix(v.Accent, v.Shade, 0.4))
			v.Flat(cam.Face(x, 0, z0+0.5, x, 0, z0+1.4, x, 2.1, z0+1.4, x, 2.1, z0+0.5), doors[(i+side)%len(doors)])
			v.Flat(cam.Face(x-d*0.4, 0, z0+0.4, x-d*0.4, 0, z0+1.5, x, 0.2, z0+1.5, x, 0.2, z0+0.4), v.Paper)
			for _, w := range []struct{ z, y float64 }{{2.1, 1}, {0.5, 3.2}, {2.4, 3.2}} {
				v.Flat(cam.Face(x, w.y-0.1, z0+w.z-0.1, x, w.y-0.1, z0+w.z+1.3, x, w.y+1.4, z0+w.z+1.3, x, w.y+1.4, z0+w.z-0.1), v.Paper)
				v.Flat(cam.Face(x, w.y, z0+w.z, x, w.y, z0+w.z+1.2, x, w.y+1.3, z0+w.z+1.2, x, w.y+1.3, z0+w.z), v.Pane(3))
			}
			if i > 0 { // furniture put out to dry
				for k := range 2 {
					fz := z0 + 1.6 + 1.5*float64(k)
					fx := x - d*v.R.Between(0.6, 1.4)
					p, m := cam.See(fx, 0, fz), cam.Scale(fz)
					switch v.R.Of(4) {
					case 0: // a chair
						v.Flat(ink.Rect(p.X-0.2*m, p.Y-0.5*m, 0.45*m, 0.1*m), v.Ink)
						v.Flat(ink.Rect(p.X-0.2*m, p.Y-1*m, 0.09*m, 1*m), v.Ink)
						v.Flat(ink.Rect(p.X+0.17*m, p.Y-0.5*m, 0.08*m, 0.5*m), v.Ink)
					case 1: // a table
						v.Flat(ink.Rect(p.X-0.5*m, p.Y-0.78*m, 1*m, 0.1*m), v.Accent)
						v.Flat(ink.Rect(p.X-0.45*m, p.Y-0.7*m, 0.08*m, 0.7*m), v.Ink)
						v.Flat(ink.Rect(p.X+0.37*m, p.Y-0.7*m, 0.08*m, 0.7*m), v.Ink)
					case 2: // a carpet over a rail
						v.Flat(ink.Rect(p.X-0.5*m, p.Y-1.3*m, 1*m, 1*m), v.Accent)
						v.Flat(ink.Rect(p.X-0.5*m, p.Y-1*m, 1*m, 0.15*m), v.Paper)
						v.Flat(ink.Rect(p.X-0.6*m, p.Y-1.35*m, 1.2*m, 0.08*m), v.Ink)
					default: // a chest
						v.Flat(ink.Rect(p.X-0.4*m, p.Y-0.9*m, 0.8*m, 0.9*m), stock.Mix(v.Shade, v.Accent, 0.4))
						for r := range 3 {
							v.Flat(ink.Rect(p.X-0.34*m, p.Y-(0.85-0.28*float64(r))*m, 0.68*m, 0.2*m), v.Ink)
						}
					}
				}
			}
		}
	}
	for _, o := range []struct{ x, z float64 }{{0.9, 30}, {-1.1, 21}, {1.6, 14}, {-1.9, 10}, {1.2, 7.4}} {
		p := cam.See(o.x, 0, o.z)
		v.Person(v.Somebody(p.X, p.Y, 1.7*cam.Scale(o.z), []stock.Pose{stock.Stands, stock.Walks, stock.Walks}[v.R.Of(3)]))
	}
	a, b := cam.See(-4.6, 5.6, 9), cam.See(4.6, 5.6, 9) // washing across the street
	line := ink.From(a.X, a.Y).Bend((a.X+b.X)/2, a.Y+5, b.X, b.Y).Points()
	v.Lines(0.25, v.Ink, line...)
	for i := 2; i < len(line)-2; i += 2 {
		q := line[i]
		w := v.R.Between(2.4, 4)
		v.Flat(ink.Poly(q.X-w/2, q.Y, q.X+w/2, q.Y, q.X+w*0.46, q.Y+w*1.3, q.X-w*0.46, q.Y+w*1.25), []stock.RGB{v.Paper, v.Accent, v.Haze, v.Mid}[i/2%4])
	}
	v.Gulls(5, v.W*0.5, v.H*0.14, 16, v.Ink)
}

// roadCoast is the long straight along the sea wall, with or without runners.
func roadCoast(v *view, h stock.Hour, race bool) {
	v.Horizon = v.H * 0.40
	v.Air()
	v.Luminary(h, v.W*0.2, v.Horizon*0.5)
	v.Clouds(h)
	y := v.Horizon
	v.Island(v.W*0.72, y+0.5, v.W*0.62, min(v.H*0.17, 17), stock.Mix(v.Far, v.Mid, 0.3)) // Gallows Hill
	v.Flat(ink.Rect(-2, y, v.W+4, v.H), stock.Mix(v.Water, v.Mid, 0.2))
	v.Within(ink.Rect(-2, y, v.W*0.6, v.H), func() {
		v.Ripples(y, v.H, stock.Mix(v.Water, v.Paper, 0.6), 1.1, 1)
		v.Ripples(y, v.H, v.Shade, 0.4, 1)
	})
	// the road curves from our feet to the foot of the hill
	mid := func(t float64) ink.Point { // 0 near, 1 far
		return ink.Point{X: v.W * (0.56 + 0.26*math.Sin(t*2.1) - 0.1*t*t), Y: v.H*1.04 - (v.H*1.04-y-2)*(1-math.Pow(1-t, 2.2))}
	}
	width := func(t float64) float64 { return v.W*0.40*math.Pow(1-t, 2.05) + 0.6 }
	strip := func(from, to float64, col stock.RGB) {
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
	strip(0.9, 9, v.Mid)
	for range 130 { // rough grass on the land side
		t := v.R.Between(0, 0.8)
		p, w := mid(t), width(t)
		x := p.X + w*v.R.Between(1.05, 2.6)
		v.Cut(x, p.Y, x+v.R.Between(-1, 1.4), p.Y-v.R.Between(1, 6)*(1-t), 0.5*(1-t)+0.15, []stock.RGB{v.Shade, stock.Mix(v.Mid, v.Light, 0.4)}[v.R.Of(2)])
	}
	strip(-0.62, 0.98, stock.Mix(v.Mid, v.Shade, 0.55))
	strip(0.84, 0.9, v.Paper)
	strip(-0.56, -0.5, v.Paper)
	for i := range 15 { // the broken line
		t := 1 - math.Pow(1-float64(i)/15, 1)
		if i%2 == 1 {
			continue
		}
		a, b := mid(t), mid(t+0.035)
		v.Flat(ink.Poly(a.X+width(t)*0.15, a.Y, a.X+width(t)*0.21, a.Y, b.X+width(t+0.035)*0.21, b.Y, b.X+width(t+0.035)*0.15, b.Y), v.Paper)
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
	v.Flat(ink.Shape(face...), v.Shade)
	cap := append([]ink.Point(nil), top...)
	for i := len(top) - 1; i >= 0; i-- {
		t := float64(i) / 40
		cap = append(cap, ink.Point{X: top[i].X - 0.13*width(t), Y: top[i].Y})
	}
	v.Flat(ink.Shape(cap...), stock.Mix(v.Paper, v.Mid, 0.25))
	for i := range 12 {
		t := 0.05 + 0.85*(1-math.Pow(1-float64(i)/12, 1.6))
		p, w := mid(t), width(t)
		v.Line(p.X-0.62*w, p.Y, p.X-0.74*w, p.Y-0.2*w, max(0.02*w, 0.15), v.Ink)
	}
	for i := range 5 {
		t := 0.16 + 0.15*float64(i)
		p, w := mid(t), width(t)
		v.Lamp(p.X+1.15*w, p.Y, w*1.25, v.Ink)
	}
	if race {
		for i := range 26 {
			t := 0.74 * (1 - float64(i)/26)
			p, w := mid(t+0.02), width(t+0.02)
			for k := range 2 {
				q := v.Somebody(p.X+w*(v.R.Between(-0.35, 0.15)+0.42*float64(k)), p.Y, w*0.62, stock.Runs)
				q.Coat = []stock.RGB{v.Accent, v.Paper, v.Light, v.Shade, v.Mid}[v.R.Of(5)]
				q.Hat, q.Bag, q.Skirt, q.Turned = false, false, false, v.R.In(9)
				v.Person(q)
				if w > 14 {
					v.Flat(ink.Rect(q.X-w*0.03, q.Y-w*0.44, w*0.085, w*0.07), v.Paper)
				}
			}
		}
	}
	v.Gulls(5, v.W*0.2, v.H*0.2, 16, v.Ink)
}

// roadShelter is Chandler Street: a bus shelter, a lamp post, a camera on it.
func roadShelter(v *view, h stock.Hour) {
	v.Horizon = v.H * 0.56
	v.Air()
	v.Luminary(h, v.W*0.84, v.Horizon*0.3)
	v.Clouds(h)
	y := v.H * 0.70
	walls := []stock.RGB{stock.Mix(v.Mid, v.Paper, 0.35), v.Mid, stock.Mix(v.Accent, v.Paper, 0.25), stock.Mix(v.Mid, v.Shade, 0.35), v.Paper}
	v.Row(-5, v.W+4, y, min(v.H*0.44, 40), walls, []stock.RGB{v.Shade, v.Ink}, v.Shade)
	v.Flat(ink.Rect(-2, y, v.W+4, v.H*0.09), stock.Mix(v.Mid, v.Paper, 0.55))
	for x := -2.0; x < v.W; x += 7 {
		v.Line(x, y+v.H*0.09, x+3, y, 0.18, stock.Mix(v.Mid, v.Shade, 0.2))
	}
	v.Flat(ink.Rect(-2, y+v.H*0.09, v.W+4, 1.4), v.Paper)
	v.Flat(ink.Rect(-2, y+v.H*0.09+1.4, v.W+4, v.H), stock.Mix(v.Mid, v.Shade, 0.7))
	for x := -4.0; x < v.W; x += 19 {
		v.Flat(ink.Rect(x, v.H*0.9, 10, 1.1), v.Paper)
	}
	// the shelter
	sx, sy, w, hh := v.W*0.30, y+v.H*0.055, min(v.W*0.42, 44), min(v.H*0.3, 27)
	v.Flat(ink.Rect(sx-w/2, sy-hh, w, hh), stock.Mix(v.Haze, v.Mid, 0.35))
	v.Fill(ink.Rect(sx-w/2, sy-hh, w, hh), ink.Paint{Color: v.Paper, Cover: v.Engraving(-0.9, 4.6, ink.Even(0.2))})
	v.Flat(ink.Rect(sx-w*0.36, sy-hh*0.34, w*0.5, 1.3), v.Accent)
	v.Line(sx-w*0.32, sy, sx-w*0.32, sy-hh*0.32, 0.8, v.Ink)
	v.Line(sx+w*0.1, sy, sx+w*0.1, sy-hh*0.32, 0.8, v.Ink)
	for i, x := range []float64{-0.2, 0.02, 0.32} {
		p := v.Somebody(sx+w*x, sy+0.6, hh*0.72, stock.Stands)
		p.Turned = i == 2
		v.Person(p)
	}
	for i := range 4 {
		x := sx - w/2 + w*float64(i)/3
		v.Line(x, sy+0.3, x, sy-hh, 1, v.Ink)
	}
	v.Flat(ink.Poly(sx-w*0.56, sy-hh*1.12, sx+w*0.56, sy-hh*1.04, sx+w*0.56, sy-hh*0.96, sx-w*0.56, sy-hh*1.02), v.Ink)
	v.Flat(ink.Rect(sx+w*0.62, sy-hh*1.1, 5.4, 5.4), v.Accent)
	v.Letters(sx+w*0.62+2.7, sy-hh*1.1+4, 2.4, "41", v.Paper)
	v.Line(sx+w*0.62+2.7, sy, sx+w*0.62+2.7, sy-hh*0.9, 0.8, v.Ink)
	// the lamp post with its camera
	lx, lh := v.W*0.74, min(v.H*0.62, 58)
	v.Lamp(lx, y+v.H*0.08, lh, v.Ink)
	cy := y + v.H*0.08 - lh*0.62
	v.Line(lx, cy, lx-7, cy+0.6, 1, v.Ink)
	v.Flat(ink.Poly(lx-15, cy-2.2, lx-5, cy-0.4, lx-5.8, cy+4, lx-15.8, cy+2.2), v.Paper)
	v.Flat(ink.Stroke(0.6, 0.6, ink.Point{X: lx - 15, Y: cy - 2.2}, ink.Point{X: lx - 5, Y: cy - 0.4}, ink.Point{X: lx - 5.8, Y: cy + 4}, ink.Point{X: lx - 15.8, Y: cy + 2.2}, ink.Point{X: lx - 15, Y: cy - 2.2}), v.Ink)
	v.Flat(ink.Poly(lx-15, cy-1.8, lx-18, cy-2.4, lx-18.6, cy+2.2, lx-15.8, cy+2), v.Ink)
	v.Flat(ink.Circle(lx-8, cy+1.4, 0.7), v.Accent)
	v.Drive(stock.Bus, v.W*0.84, v.H*0.99, min(4.6, v.W/30), true, v.Accent)
	p := v.Somebody(v.W*0.58, y+v.H*0.085, hh*0.78, stock.Walks)
	v.Person(p)
}
