package ink

import (
	"image/color"
	"math"
)

// Point is a place on the sheet, in units from its upper left corner.
type Point struct{ X, Y float64 }

// Path is a shape: closed outlines. Where outlines of one direction overlap the shape is still filled; an outline of
// the other direction makes a hole.
type Path struct{ subs [][]Point }

// Poly is the polygon through the points given as x, y, x, y, ….
func Poly(xy ...float64) Path {
	sub := make([]Point, 0, len(xy)/2)
	for i := 0; i+1 < len(xy); i += 2 {
		sub = append(sub, Point{xy[i], xy[i+1]})
	}
	return Path{[][]Point{sub}}
}

// Shape is the polygon through the points.
func Shape(pts ...Point) Path { return Path{[][]Point{pts}} }

// Rect is a rectangle by its upper left corner.
func Rect(x, y, w, h float64) Path { return Poly(x, y, x+w, y, x+w, y+h, x, y+h) }

// Ellipse is an ellipse by its centre and radii.
func Ellipse(cx, cy, rx, ry float64) Path { return Sector(cx, cy, rx, ry, 0, 2*math.Pi) }

// Circle is a circle by its centre and radius.
func Circle(cx, cy, r float64) Path { return Ellipse(cx, cy, r, r) }

// Sector is the part of an ellipse between two angles, in radians clockwise from the right, closed by a straight line.
func Sector(cx, cy, rx, ry, from, to float64) Path {
	n := min(max(int(math.Sqrt(math.Max(math.Abs(rx), math.Abs(ry)))*10*math.Abs(to-from)/(2*math.Pi)), 8), 90)
	var sub []Point
	for i := range n + 1 {
		a := from + (to-from)*float64(i)/float64(n)
		sub = append(sub, Point{cx + rx*math.Cos(a), cy + ry*math.Sin(a)})
	}
	return Path{[][]Point{sub}}
}

// And is both shapes as one.
func (p Path) And(others ...Path) Path {
	subs := append([][]Point(nil), p.subs...)
	for _, o := range others {
		subs = append(subs, o.subs...)
	}
	return Path{subs}
}

// Map moves every point of the shape.
func (p Path) Map(move func(Point) Point) Path {
	out := Path{make([][]Point, len(p.subs))}
	for i, sub := range p.subs {
		out.subs[i] = make([]Point, len(sub))
		for j, pt := range sub {
			out.subs[i][j] = move(pt)
		}
	}
	return out
}

// Pen draws an outline piece by piece.
type Pen struct{ pts []Point }

// From starts an outline.
func From(x, y float64) *Pen { return &Pen{[]Point{{x, y}}} }

// To draws a straight line.
func (p *Pen) To(x, y float64) *Pen {
	p.pts = append(p.pts, Point{x, y})
	return p
}

// Bend draws a curve pulled towards (cx, cy).
func (p *Pen) Bend(cx, cy, x, y float64) *Pen {
	a := p.pts[len(p.pts)-1]
	const n = 14
	for i := 1; i <= n; i++ {
		t := float64(i) / n
		u := 1 - t
		p.pts = append(p.pts, Point{u*u*a.X + 2*u*t*cx + t*t*x, u*u*a.Y + 2*u*t*cy + t*t*y})
	}
	return p
}

// Curve draws a curve that leaves towards (ax, ay) and arrives from (bx, by).
func (p *Pen) Curve(ax, ay, bx, by, x, y float64) *Pen {
	a := p.pts[len(p.pts)-1]
	const n = 20
	for i := 1; i <= n; i++ {
		t := float64(i) / n
		u := 1 - t
		p.pts = append(p.pts, Point{
			u*u*u*a.X + 3*u*u*t*ax + 3*u*t*t*bx + t*t*t*x,
			u*u*u*a.Y + 3*u*u*t*ay + 3*u*t*t*by + t*t*t*y,
		})
	}
	return p
}

// Shape closes the outline.
func (p *Pen) Shape() Path { return Shape(p.pts...) }

// Points are the points drawn through, for a line along them.
func (p *Pen) Points() []Point { return p.pts }

// Stroke is a line through the points, w units wide at its start and w2 at its end.
func Stroke(w, w2 float64, pts ...Point) Path {
	n := len(pts)
	if n < 2 {
		return Path{}
	}
	left, right := make([]Point, 0, 2*n), make([]Point, 0, n)
	for i, p := range pts {
		a, b := pts[max(i-1, 0)], pts[min(i+1, n-1)]
		dx, dy := b.X-a.X, b.Y-a.Y
		l := math.Hypot(dx, dy)
		if l == 0 {
			continue
		}
		t := float64(i) / float64(n-1)
		h := (w + (w2-w)*t) / 2
		if i > 0 && i < n-1 { // keep the width around a bend
			ax, ay, bx, by := p.X-a.X, p.Y-a.Y, b.X-p.X, b.Y-p.Y
			if la, lb := math.Hypot(ax, ay), math.Hypot(bx, by); la > 0 && lb > 0 {
				cos := math.Sqrt(math.Max(0, (1+(ax*bx+ay*by)/(la*lb))/2))
				h /= math.Max(cos, 0.4)
			}
		}
		nx, ny := -dy/l*h, dx/l*h
		left, right = append(left, Point{p.X - nx, p.Y - ny}), append(right, Point{p.X + nx, p.Y + ny})
	}
	for i := len(right) - 1; i >= 0; i-- {
		left = append(left, right[i])
	}
	return Shape(left...)
}

// Line prints a straight line w units wide.
func (c *Canvas) Line(x0, y0, x1, y1, w float64, col color.RGBA) {
	w = math.Max(w, 0.7/c.px)
	c.Flat(Stroke(w, w, Point{x0, y0}, Point{x1, y1}), col)
}

// Lines prints a line along the points, w units wide.
func (c *Canvas) Lines(w float64, col color.RGBA, pts ...Point) {
	w = math.Max(w, 0.7/c.px)
	c.Flat(Stroke(w, w, pts...), col)
}

// Cut prints one stroke of a gouge: pointed at both ends, w units wide in the middle.
func (c *Canvas) Cut(x0, y0, x1, y1, w float64, col color.RGBA) {
	w = math.Max(w, 0.8/c.px)
	dx, dy := x1-x0, y1-y0
	l := math.Hypot(dx, dy)
	if l == 0 {
		return
	}
	nx, ny := -dy/l*w/2, dx/l*w/2
	at := func(t, k float64) Point { return Point{x0 + dx*t + nx*k, y0 + dy*t + ny*k} }
	c.Flat(Shape(at(0, 0), at(0.25, 0.8), at(0.6, 1), at(1, 0), at(0.55, -1), at(0.2, -0.7)), col)
}

// Engraving are parallel lines as an engraver cuts them: swelling and thinning with the tone, never quite straight.
// The angle is in radians from level, the period in units from line to line; tone gives 0 (no line) to 1 (all ink).
func (c *Canvas) Engraving(angle, period float64, tone func(x, y float64) float64) func(x, y, edge float64) float64 {
	sin, cos := math.Sincos(angle)
	stray, swell := field{seed: c.seed + 23}, field{seed: c.seed + 24}
	return func(x, y, edge float64) float64 {
		t := tone(x, y)
		if t <= 0 {
			return 0
		}
		u, v := x*cos+y*sin, y*cos-x*sin
		v += 0.22 * period * stray.at(u/11, v/9)
		line := math.Floor(v / period)
		t *= 0.82 + 0.4*swell.at(u/6, line*3.7)
		d := math.Abs(v/period-line-0.5) * period // from the middle of the line
		half := t * period / 2
		return min(max((half-d)/edge+0.5, 0), 1)
	}
}

// Even is the same tone everywhere.
func Even(t float64) func(x, y float64) float64 { return func(float64, float64) float64 { return t } }
