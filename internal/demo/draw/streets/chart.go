package streets

import (
	"math"

	"broadsheet/internal/demo/draw/ink"
	"broadsheet/internal/demo/draw/stock"
)

// chart is a sheet of a map being drawn. Places on it are given as parts of its width and height.
type chart struct {
	*view
	sea, land, hill, line stock.RGB
}

func (c chart) p(x, y float64) ink.Point { return ink.Point{X: c.W * x, Y: c.H * y} }

// coast closes a coastline, given as parts of the sheet, into land, with lines in the water along it.
func (c chart) coast(close []ink.Point, xy ...float64) ink.Path {
	var raw []ink.Point
	for i := 0; i+1 < len(xy); i += 2 {
		raw = append(raw, c.p(xy[i], xy[i+1]))
	}
	var shore []ink.Point
	for i := 0; i+1 < len(raw); i++ { // curves through the points, then the small bays between them
		a, b, d, e := raw[max(i-1, 0)], raw[i], raw[i+1], raw[min(i+2, len(raw)-1)]
		for k := range 14 {
			t := float64(k) / 14
			f := func(p0, p1, p2, p3 float64) float64 {
				return p1 + 0.5*t*(p2-p0+t*(2*p0-5*p1+4*p2-p3+t*(3*(p1-p2)+p3-p0)))
			}
			q := ink.Point{X: f(a.X, b.X, d.X, e.X), Y: f(a.Y, b.Y, d.Y, e.Y)}
			q.X += 0.8 * c.Noise(q.X/3, q.Y/3)
			q.Y += 0.8 * c.Noise(q.X/3+30, q.Y/3)
			shore = append(shore, q)
		}
	}
	shore = append(shore, raw[len(raw)-1])
	for i, w := range []float64{11, 10.3, 7.4, 6.8, 4.3, 3.8} { // the lines along the shore
		col := c.line
		if i%2 == 1 {
			col = c.sea
		}
		c.Lines(w, col, shore...)
	}
	land := ink.Shape(append(append([]ink.Point(nil), shore...), close...)...)
	c.Flat(land, c.land)
	c.Lines(0.7, c.Ink, shore...)
	return land
}

// label prints a name with its middle at a place.
func (c chart) label(x, y, h float64, s string, col stock.RGB) { c.Letters(c.W*x, c.H*y, h, s, col) }

// town is a cluster of blocks around a place.
func (c chart) town(x, y, r float64, n int) {
	for range n {
		a, d := c.R.Between(0, 2*math.Pi), r*math.Sqrt(c.R.Between(0, 1))
		q := c.p(x, y)
		w, h := c.R.Between(1, 2.6), c.R.Between(1, 2)
		c.Flat(ink.Rect(q.X+math.Cos(a)*d-w/2, q.Y+math.Sin(a)*d*0.7-h/2, w, h), []stock.RGB{c.Shade, c.Ink, c.Shade, c.Accent}[c.R.Of(4)])
	}
}

// height marks a hill with hachures running down from its top.
func (c chart) height(x, y, rx, ry float64) {
	q := c.p(x, y)
	for ring := range 3 {
		k := 0.35 + 0.32*float64(ring)
		n := 16 + 14*ring
		for i := range n {
			a := 2 * math.Pi * (float64(i) + c.R.Between(-0.2, 0.2)) / float64(n)
			in, out := k*0.9, k*1.2
			w := 0.34 + 0.3*max(0, math.Cos(a-0.8)) // the side away from the light is heavier
			c.Cut(q.X+math.Cos(a)*rx*in, q.Y+math.Sin(a)*ry*in, q.X+math.Cos(a)*rx*out, q.Y+math.Sin(a)*ry*out, w, c.hill)
		}
	}
}

// dashed is a course along places given as parts of the sheet.
func (c chart) dashed(w, dash, gap float64, col stock.RGB, pts []ink.Point) {
	left, on := dash, true
	for i := 0; i+1 < len(pts); i++ {
		a, b := pts[i], pts[i+1]
		l := math.Hypot(b.X-a.X, b.Y-a.Y)
		for at := 0.0; at < l; {
			step := min(left, l-at)
			if on {
				c.Line(a.X+(b.X-a.X)*at/l, a.Y+(b.Y-a.Y)*at/l, a.X+(b.X-a.X)*(at+step)/l, a.Y+(b.Y-a.Y)*(at+step)/l, w, col)
			}
			at += step
			if left -= step; left <= 1e-9 {
				if on = !on; on {
					left = dash
				} else {
					left = gap
				}
			}
		}
	}
}

// rose shows where north is; a bar beside it shows how long a kilometre is.
func (c chart) rose(x, y, r float64) {
	q := c.p(x, y)
	c.Flat(ink.Circle(q.X, q.Y, r*0.72).And(ink.Sector(q.X, q.Y, r*0.66, r*0.66, 2*math.Pi, 0)), c.Ink)
	for i := range 8 {
		a := float64(i)*math.Pi/4 - math.Pi/2
		l := r
		if i%2 == 1 {
			l = r * 0.55
		}
		for _, d := range []float64{-1, 1} {
			col := c.Ink
			if d < 0 {
				col = c.Paper
			}
			if i == 0 && d > 0 {
				col = c.Accent
			}
			c.Flat(ink.Poly(q.X, q.Y, q.X+math.Cos(a+d*0.39)*r*0.24, q.Y+math.Sin(a+d*0.39)*r*0.24, q.X+math.Cos(a)*l, q.Y+math.Sin(a)*l), col)
		}
	}
	c.Letters(q.X, q.Y-r*1.14, r*0.3, "N", c.Ink)
}

func (c chart) bar(x, y, w float64, s string) {
	q := c.p(x, y)
	for i := range 4 {
		col := c.Ink
		if i%2 == 1 {
			col = c.Paper
		}
		c.Flat(ink.Rect(q.X+w*float64(i)/4, q.Y, w/4, 1.1), col)
	}
	c.Lines(0.25, c.Ink, q, ink.Point{X: q.X + w, Y: q.Y}, ink.Point{X: q.X + w, Y: q.Y + 1.1}, ink.Point{X: q.X, Y: q.Y + 1.1}, q)
	c.Letters(q.X+w/2, q.Y-1.2, 1.8, s, c.Ink)
}

// plate is where the title stands.
func (c chart) plate(x, y float64, lines ...string) {
	q := c.p(x, y)
	w := 0.0
	for i, s := range lines {
		_, l := stock.Lettering(s, 3.4-1.2*float64(min(i, 1)))
		w = max(w, l)
	}
	h := 6.4 + 3.8*float64(len(lines)-1)
	c.Flat(ink.Rect(q.X-w/2-3, q.Y-h*0.5-1, w+6, h+2), c.Paper)
	c.Lines(0.4, c.Ink, ink.Point{X: q.X - w/2 - 2.2, Y: q.Y - h*0.5 - 0.2}, ink.Point{X: q.X + w/2 + 2.2, Y: q.Y - h*0.5 - 0.2}, ink.Point{X: q.X + w/2 + 2.2, Y: q.Y + h*0.5 + 0.2}, ink.Point{X: q.X - w/2 - 2.2, Y: q.Y + h*0.5 + 0.2}, ink.Point{X: q.X - w/2 - 2.2, Y: q.Y - h*0.5 - 0.2})
	yy := q.Y - h*0.5 + 4.8
	for i, s := range lines {
		c.Letters(q.X, yy, 3.4-1.2*float64(min(i, 1)), s, c.Ink)
		yy += 3.9
	}
}

// Map is a map drawn by hand.
func Map(sheet *stock.View, h stock.Hour) {
	v := &view{sheet}
	v.Wobble = 0.1
	c := chart{view: v, sea: stock.Mix(v.Sky, v.Mid, 0.12), land: v.Paper, hill: stock.Mix(v.Mid, v.Shade, 0.4), line: stock.Mix(v.Mid, v.Sky, 0.35)}
	v.Ground(c.sea)
	for t := 0.125; t < 1; t += 0.125 { // the net of degrees
		v.Line(v.W*t, -1, v.W*t, v.H+1, 0.12, c.line)
		v.Line(-1, v.H*t, v.W+1, v.H*t, 0.12, c.line)
	}
	switch v.Variant % 4 {
	case 1:
		mapCourse(c)
	case 2:
		mapStrait(c)
	case 3:
		mapOldTown(c)
	default:
		mapHarbour(c)
	}
}

// mapCourse is the half-marathon: out along the bay to Hob's Ferry and home the same way.
func mapCourse(c chart) {
	c.coast([]ink.Point{c.p(1.1, -0.1), c.p(-0.1, -0.1)}, -0.06, 0.66, 0.06, 0.62, 0.14, 0.66, 0.2, 0.56, 0.3, 0.47, 0.42, 0.43, 0.55, 0.41, 0.66, 0.45, 0.74, 0.54, 0.8, 0.67, 0.88, 0.7, 0.97, 0.62, 1.08, 0.6)
	river := ink.From(c.W*0.17, c.H*0.62).Curve(c.W*0.13, c.H*0.45, c.W*0.22, c.H*0.3, c.W*0.14, c.H*-0.04).Points()
	c.Lines(2.6, c.Ink, river...)
	c.Lines(1.9, c.sea, river...)
	c.height(0.52, 0.27, 13, 9)
	c.height(0.8, 0.3, 9, 7)
	c.town(0.13, 0.5, 8, 40)
	c.town(0.22, 0.45, 6, 24)
	c.town(0.83, 0.58, 6, 16)
	course := []ink.Point{}
	for _, q := range [][2]float64{{0.19, 0.545}, {0.25, 0.48}, {0.31, 0.435}, {0.38, 0.405}, {0.45, 0.37}, {0.52, 0.36}, {0.6, 0.385}, {0.67, 0.415}, {0.74, 0.48}, {0.79, 0.57}, {0.82, 0.625}} {
		course = append(course, c.p(q[0], q[1]))
	}
	c.Lines(1.9, c.Paper, course...)
	c.dashed(1.15, 2.6, 1.3, c.Accent, course)
	for i, q := range []ink.Point{course[0], course[len(course)-1]} {
		c.Flat(ink.Circle(q.X, q.Y, 1.9), c.Ink)
		c.Flat(ink.Circle(q.X, q.Y, 1.2), []stock.RGB{c.Accent, c.Paper}[i])
	}
	for i := range 4 {
		q := course[2+2*i]
		c.Flat(ink.Circle(q.X, q.Y, 1.75), c.Ink)
		c.Letters(q.X, q.Y+0.85, 1.7, []string{"2", "4", "6", "8"}[i], c.Paper)
	}
	c.label(0.14, 0.4, 2.8, "WEXMOUTH", c.Ink)
	c.label(0.28, 0.565, 1.7, "FISH QUAY", c.Ink)
	c.label(0.52, 0.16, 1.9, "GALLOWS HILL", c.Ink)
	c.label(0.83, 0.5, 2.2, "HOB'S FERRY", c.Ink)
	c.label(0.44, 0.54, 1.6, "SEA WALL", c.Ink)
	c.Slanted(c.W*0.5, c.H*0.74, 3.6, 0, 0.25, "WEXMOUTH BAY", stock.Mix(c.Shade, c.Mid, 0.3))
	c.rose(0.9, 0.84, 8.4)
	c.bar(0.06, 0.93, 22, "2 KM")
	c.plate(0.24, 0.81, "THE COURSE", "THERE AND BACK")
}

// mapStrait is the Strait of Orle with its shipping lane.
func mapStrait(c chart) {
	c.coast([]ink.Point{c.p(-0.1, -0.1)}, 0.62, -0.06, 0.5, 0.06, 0.4, 0.13, 0.36, 0.24, 0.24, 0.28, 0.19, 0.38, 0.08, 0.42, -0.06, 0.5)
	c.coast([]ink.Point{c.p(1.1, 1.1)}, 1.06, 0.24, 0.95, 0.3, 0.9, 0.4, 0.8, 0.44, 0.74, 0.56, 0.64, 0.6, 0.6, 0.72, 0.46, 0.8, 0.4, 0.92, 0.28, 1.06)
	c.height(0.16, 0.14, 13, 9)
	c.height(0.8, 0.76, 15, 10)
	c.height(0.66, 0.88, 8, 6)
	c.town(0.31, 0.17, 5, 16)
	c.town(0.84, 0.49, 5, 16)
	var lane []ink.Point
	for i := range 31 {
		t := float64(i) / 30
		lane = append(lane, c.p(-0.04+1.1*t, 0.86-0.9*t+0.13*math.Sin(t*3.1)))
	}
	shift := func(d float64) []ink.Point {
		out := make([]ink.Point, len(lane))
		for i, p := range lane {
			out[i] = ink.Point{X: p.X + d*0.55, Y: p.Y + d*0.8}
		}
		return out
	}
	c.dashed(0.8, 0.8, 1.7, c.Accent, shift(-2.4))
	c.dashed(0.8, 0.8, 1.7, c.Accent, shift(2.4))
	for _, s := range []struct {
		i      int
		turned bool
	}{{4, false}, {12, true}, {23, false}} {
		p := lane[s.i]
		put := stock.At(p.X, p.Y, 0.62, s.turned)
		c.Flat(put(ink.From(-6, -2).To(6.6, -2.4).Bend(5.6, 0.4, 4.6, 0.6).To(-5.4, 0.6).Shape()), c.Ink)
		c.Flat(put(ink.Rect(-5, -5, 3, 3.2)), c.Paper)
		c.Flat(put(ink.Rect(-1.4, -3.6, 6, 1.6)), c.Accent)
	}
	for range 26 { // soundings
		p := c.p(c.R.Between(0.02, 0.96), c.R.Between(0.04, 0.96))
		if d := p.Y/c.H - (0.86 - 0.9*(p.X/c.W+0.04)/1.1); math.Abs(d) < 0.3 && math.Abs(d+0.1) > 0.16 && math.Abs(d) > 0.1 {
			c.Letters(p.X, p.Y, 1.2, []string{"12", "17", "24", "21", "8", "14", "27", "11"}[c.R.Of(8)], stock.Mix(c.Shade, c.Mid, 0.3))
		}
	}
	c.label(0.17, 0.3, 2.3, "NORRAY SHORE", c.Ink)
	c.label(0.9, 0.93, 2.6, "ORLE", c.Ink)
	c.label(0.9, 0.585, 1.7, "PORT SAMARE", c.Ink)
	c.Slanted(c.W*0.5, c.H*0.44, 3.2, -0.72*c.H/c.W, 0.2, "STRAIT OF ORLE", stock.Mix(c.Shade, c.Mid, 0.2))
	c.rose(0.13, 0.6, 7)
	c.bar(0.06, 0.95, 20, "4 KM")
}

// mapOldTown is the Old Town under Battery Hill.
func mapOldTown(c chart) {
	c.coast([]ink.Point{c.p(1.1, -0.1), c.p(-0.1, -0.1)}, -0.06, 0.8, 0.1, 0.78, 0.24, 0.84, 0.38, 0.78, 0.52, 0.8, 0.66, 0.74, 0.8, 0.78, 0.92, 0.7, 1.08, 0.72)
	// streets between blocks, curving around the hill
	hill := c.p(0.28, 0.3)
	shadow := ink.Shape()
	for ring := range 6 {
		r0 := 19 + 8.2*float64(ring)
		n := 10 + 4*ring
		for i := range n {
			a0 := -0.5 + 2.9*float64(i)/float64(n)
			a1 := a0 + 2.9/float64(n)*0.84
			r1 := r0 + 6.2
			q := func(a, r float64) ink.Point {
				return ink.Point{X: hill.X + math.Cos(a)*r*1.12, Y: hill.Y + math.Sin(a)*r*0.92}
			}
			mid := q((a0+a1)/2, (r0+r1)/2)
			if mid.Y > c.H*0.735 || mid.X > c.W*1.02 || c.R.In(12) {
				continue
			}
			col := stock.Mix(c.Mid, c.Paper, 0.35)
			block := ink.Shape(q(a0, r0), q((a0+a1)/2, r0+0.2), q(a1, r0), q(a1, r1), q((a0+a1)/2, r1+0.3), q(a0, r1))
			if a0 > 0.55 && a0 < 1.6 && ring < 4 { // what lies in the hill's shadow
				col = c.Shade
				shadow = shadow.And(block)
			}
			c.Flat(block, col)
			if c.R.In(7) {
				c.Flat(ink.Circle(mid.X, mid.Y, 1.1), c.Accent)
			}
		}
	}
	c.Fill(shadow, ink.Paint{Color: c.Ink, Cover: c.Engraving(-0.8, 1.5, ink.Even(0.42))})
	c.height(0.28, 0.3, 15, 12)
	mast := c.p(0.14, 0.12)
	for i := range 4 {
		c.Flat(ink.Circle(mast.X, mast.Y, 2+2.4*float64(i)).And(ink.Sector(mast.X, mast.Y, 1.6+2.4*float64(i), 1.6+2.4*float64(i), 2*math.Pi, 0)), c.Accent)
	}
	c.Flat(ink.Poly(mast.X-1.6, mast.Y+3, mast.X+1.6, mast.Y+3, mast.X, mast.Y-2.4), c.Ink)
	quay := []ink.Point{c.p(0.3, 0.8), c.p(0.3, 0.9), c.p(0.34, 0.9), c.p(0.34, 0.79)}
	c.Flat(ink.Shape(quay...), c.Ink)
	c.Flat(ink.Shape(c.p(0.72, 0.75), c.p(0.74, 0.88), c.p(0.77, 0.88), c.p(0.76, 0.76)), c.Ink)
	name := func(x, y, h float64, s string) {
		_, l := stock.Lettering(s, h)
		q := c.p(x, y)
		c.Flat(ink.Rect(q.X-l/2-0.9, q.Y-h-0.8, l+1.8, h+1.6), c.Paper)
		c.Letters(q.X, q.Y, h, s, c.Ink)
	}
	name(0.28, 0.3, 2.1, "BATTERY HILL")
	name(0.42, 0.6, 1.8, "ROPE WALK")
	name(0.7, 0.4, 2.4, "OLD TOWN")
	c.Slanted(c.W*0.56, c.H*0.94, 2.8, 0, 0.25, "INNER HARBOUR", stock.Mix(c.Shade, c.Mid, 0.2))
	c.rose(0.9, 0.16, 7.4)
	c.bar(0.06, 0.95, 18, "200 M")
}

// mapHarbour is the whole town on its river, with the bridge.
func mapHarbour(c chart) {
	c.coast([]ink.Point{c.p(1.1, -0.1), c.p(-0.1, -0.1)}, -0.06, 0.64, 0.12, 0.68, 0.26, 0.64, 0.4, 0.7, 0.47, 0.66, 0.56, 0.68, 0.7, 0.64, 0.84, 0.7, 1.08, 0.62)
	river := ink.From(c.W*0.5, c.H*0.7).Curve(c.W*0.46, c.H*0.5, c.W*0.6, c.H*0.3, c.W*0.5, c.H*-0.05).Points()
	c.Flat(ink.Stroke(12, 7.5, river...), c.Ink)
	c.Flat(ink.Stroke(10.6, 6.3, river...), c.sea)
	block := func(x0, y0, x1, y1, step float64) {
		for y := y0; y < y1; y += step {
			for x := x0; x < x1; x += step * c.H / c.W * 1.5 {
				q := c.p(x+0.004*math.Sin(y*40), y)
				c.Flat(ink.Rect(q.X, q.Y, step*c.H*1.05, step*c.H*0.66), []stock.RGB{stock.Mix(c.Mid, c.Paper, 0.3), c.Shade, stock.Mix(c.Mid, c.Paper, 0.3), c.Accent}[c.R.Of(4)])
			}
		}
	}
	block(0.16, 0.36, 0.41, 0.6, 0.05)
	block(0.6, 0.4, 0.82, 0.6, 0.05)
	road := ink.From(c.W*-0.05, c.H*0.34).Curve(c.W*0.2, c.H*0.32, c.W*0.34, c.H*0.34, c.W*0.52, c.H*0.34).Curve(c.W*0.7, c.H*0.34, c.W*0.86, c.H*0.28, c.W*1.05, c.H*0.32).Points()
	c.Lines(1.9, c.Ink, road...)
	c.Lines(1.2, c.Paper, road...)
	b := c.p(0.525, 0.34)
	c.Line(b.X-8, b.Y, b.X+8, b.Y, 2.6, c.Accent)
	c.Flat(ink.Circle(b.X, b.Y, 2.4), c.Ink)
	c.Flat(ink.Circle(b.X, b.Y, 1.3), c.Accent)
	c.height(0.14, 0.14, 12, 8)
	c.height(0.84, 0.16, 11, 8)
	c.dashed(0.6, 1.6, 1.2, c.Accent, ink.From(c.W*0.44, c.H*0.69).Bend(c.W*0.5, c.H*0.84, c.W*0.8, c.H*1.02).Points())
	c.label(0.28, 0.29, 2.4, "OLD TOWN", c.Ink)
	c.label(0.72, 0.27, 2.4, "SALTSIDE", c.Ink)
	c.label(0.525, 0.44, 1.7, "SWING BRIDGE", c.Ink)
	c.Slanted(c.W*0.3, c.H*0.84, 3.2, 0, 0.25, "WEXMOUTH BAY", stock.Mix(c.Shade, c.Mid, 0.2))
	c.rose(0.9, 0.84, 8)
	c.bar(0.06, 0.95, 20, "1 KM")
}
