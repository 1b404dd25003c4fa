package stock

import (
	"math"

	"broadsheet/internal/demo/draw/ink"
)

// House is a front with its left foot at (x, y).
type House struct {
	X, Y, W, H       float64
	Wall, Roof, Pane RGB
	Gable            bool // the gable faces us
	lit              int  // one pane in this many is lit; 0 none
}

// House draws a front, with its roof, chimney and panes.
func (v *View) House(h House) {
	v.Flat(ink.Rect(h.X, h.Y-h.H, h.W, h.H+0.3), h.Wall)
	rise := h.W * 0.34
	if h.Gable {
		rise = h.W * 0.55
		v.Flat(ink.Poly(h.X, h.Y-h.H+0.05, h.X+h.W, h.Y-h.H+0.05, h.X+h.W/2, h.Y-h.H-rise), h.Wall)
		v.Flat(ink.Stroke(h.W*0.09, h.W*0.09, ink.Point{X: h.X - h.W*0.06, Y: h.Y - h.H + h.W*0.07}, ink.Point{X: h.X + h.W/2, Y: h.Y - h.H - rise},
			ink.Point{X: h.X + h.W*1.06, Y: h.Y - h.H + h.W*0.07}), h.Roof)
	} else {
		roof := ink.Poly(h.X-h.W*0.05, h.Y-h.H, h.X+h.W*1.05, h.Y-h.H, h.X+h.W*0.9, h.Y-h.H-rise, h.X+h.W*0.1, h.Y-h.H-rise)
		v.Flat(roof, h.Roof)
	}
	// a chimney, and the panes in rows
	cw := h.W * 0.12
	cx := h.X + h.W*v.R.Between(0.15, 0.75)
	v.Flat(ink.Rect(cx, h.Y-h.H-rise-cw*0.9, cw, cw*2.2), h.Wall)
	v.Flat(ink.Rect(cx-cw*0.15, h.Y-h.H-rise-cw*1.2, cw*1.3, cw*0.4), h.Roof)
	cols := min(max(1, int(h.W/2.6)), 4)
	rows := min(max(1, int(h.H/3.4)), 4)
	for r := range rows {
		for c := range cols {
			px := h.X + h.W*(float64(c)+0.5)/float64(cols)
			py := h.Y - h.H + h.H*(float64(r)+0.28)/float64(rows)
			pw, ph := h.W/float64(cols)*0.4, h.H/float64(rows)*0.46
			col := h.Pane
			if h.lit > 0 && v.R.In(h.lit) {
				col = v.Light
			}
			v.Flat(ink.Rect(px-pw/2, py, pw, ph), col)
		}
	}
}

// Row is a row of houses from x0 to x1 whose feet stand at y, about h high.
func (v *View) Row(x0, x1, y, h float64, walls []RGB, roofs []RGB, pane RGB) {
	lit := 0
	if v.Dark {
		lit = 2
	}
	for x := x0; x < x1; {
		w := h * v.R.Between(0.55, 1.05)
		v.House(House{
			X: x, Y: y, W: w, H: h * v.R.Between(0.62, 1.1), Wall: walls[v.R.Of(len(walls))], Roof: roofs[v.R.Of(len(roofs))],
			Pane: pane, Gable: v.R.In(3), lit: lit,
		})
		x += w * v.R.Between(0.98, 1.04)
	}
}

// Skyline is the town seen from far: roofs, a spire, a chimney, in one or two inks.
func (v *View) Skyline(x0, x1, y, h float64, col, pane RGB) {
	p := ink.From(x0, y+0.5)
	x := x0
	var panes []ink.Point
	for x < x1 {
		w := h * v.R.Between(0.35, 0.8)
		top := y - h*v.R.Between(0.35, 0.8)
		p.To(x, top)
		if v.R.In(2) {
			p.To(x+w/2, top-w*0.45)
		} else {
			p.To(x+w*0.12, top-w*0.25).To(x+w*0.7, top-w*0.25).To(x+w*0.7, top-w*0.4).To(x+w*0.8, top-w*0.4).To(x+w*0.8, top-w*0.2)
		}
		p.To(x+w, top)
		for range 2 {
			panes = append(panes, ink.Point{X: x + w*v.R.Between(0.15, 0.75), Y: top + (y-top)*v.R.Between(0.12, 0.7)})
		}
		x += w
	}
	v.Flat(p.To(x, y+0.5).Shape(), col)
	for i, q := range panes {
		c := pane
		if v.Dark && i%2 == 0 {
			c = v.Light
		}
		v.Flat(ink.Rect(q.X, q.Y, h*0.07, h*0.1), c)
	}
}

// Spire is a church tower with its foot at (x, y).
func (v *View) Spire(x, y, h float64, col, pane RGB) {
	w := h * 0.16
	v.Flat(ink.Rect(x-w/2, y-h*0.55, w, h*0.56), col)
	v.Flat(ink.Poly(x-w*0.6, y-h*0.55, x+w*0.6, y-h*0.55, x, y-h), col)
	v.Line(x, y-h*1.07, x, y-h*0.98, w*0.1, col)
	v.Line(x-w*0.2, y-h*1.04, x+w*0.2, y-h*1.04, w*0.1, col)
	v.Flat(ink.Rect(x-w*0.14, y-h*0.48, w*0.28, h*0.08), pane)
}

// Stack is a factory's chimney.
func (v *View) Stack(x, y, h, w float64, col, band RGB) {
	v.Flat(ink.Poly(x-w*0.5, y+0.3, x+w*0.5, y+0.3, x+w*0.34, y-h, x-w*0.34, y-h), col)
	v.Flat(ink.Rect(x-w*0.42, y-h-w*0.15, w*0.84, w*0.3), col)
	v.Flat(ink.Rect(x-w*0.37, y-h+w*0.45, w*0.74, w*0.22), band)
}

// Crane is a harbour crane with its foot at (x, y), reaching to the right unless turned.
func (v *View) Crane(x, y, s float64, turned bool, col, cab RGB) {
	put := At(x, y, s, turned)
	line := func(w float64, xy ...float64) {
		var pts []ink.Point
		for i := 0; i+1 < len(xy); i += 2 {
			pts = append(pts, ink.Point{X: xy[i], Y: xy[i+1]})
		}
		v.Flat(put(ink.Stroke(w, w, pts...)), col)
	}
	for _, leg := range [][4]float64{{-4, 0, -1.8, -9}, {4, 0, 1.8, -9}, {-3.4, -2.6, 3.2, -6}, {3.4, -2.6, -3.2, -6}} {
		line(0.55, leg[0], leg[1], leg[2], leg[3])
	}
	v.Flat(put(ink.Rect(-5, -0.7, 3, 0.9)), col)
	v.Flat(put(ink.Rect(2, -0.7, 3, 0.9)), col)
	v.Flat(put(ink.Rect(-3, -10, 6, 1.2)), col)
	v.Flat(put(ink.Poly(-3.6, -14, 2.4, -14, 2.9, -10, -3.2, -10)), cab)
	v.Flat(put(ink.Rect(0.2, -13.3, 1.8, 1.5)), col)
	v.Flat(put(ink.Poly(-3.4, -14.2, 2.6, -14.2, 1.4, -15.2, -2.6, -15.2)), col)
	// the jib, a lattice, and what hangs from it
	line(0.5, 1.6, -11, 15, -26)
	line(0.5, 0.6, -14.2, 15, -26)
	for i := range 7 {
		t := float64(i) / 7
		u := t + 0.08
		line(0.26, 1.6+13.4*t, -11-15*t, 0.6+14.4*u, -14.2-11.8*u)
		line(0.26, 0.6+14.4*u, -14.2-11.8*u, 1.6+13.4*(t+0.13), -11-15*(t+0.13))
	}
	line(0.25, -1.6, -15, -1.6, -20, 15, -26)
	line(0.25, -1.6, -20, -3, -14)
	line(0.2, 15, -26, 15, -12)
	line(0.5, 15, -12, 15, -10.8, 14.4, -10.3)
}

// Lamp is a lamp post with its foot at (x, y); after dark it shines.
func (v *View) Lamp(x, y, h float64, col RGB) {
	if v.Dark {
		r := h * 0.42
		v.Fill(ink.Circle(x, y-h*0.93, r), ink.Paint{Color: v.Light, Cover: func(px, py, edge float64) float64 {
			dx, dy := px-x, py-(y-h*0.93)
			d := math.Hypot(dx, dy)
			if d < r*0.2 {
				return 0.85
			}
			a := math.Atan2(dy, dx) * 22 / math.Pi
			half := 0.34 * (1 - d/r)
			f := math.Abs(a - math.Round(a))
			return min(max((half-f)*d*math.Pi/22/edge+0.5, 0), 1) * 0.9
		}})
	}
	v.Flat(ink.Poly(x-h*0.03, y, x+h*0.03, y, x+h*0.012, y-h*0.84, x-h*0.012, y-h*0.84), col)
	v.Flat(ink.Poly(x-h*0.045, y, x+h*0.045, y, x+h*0.03, y-h*0.1, x-h*0.03, y-h*0.1), col)
	v.Line(x-h*0.07, y-h*0.8, x+h*0.07, y-h*0.8, h*0.018, col)
	glass := v.Light
	v.Flat(ink.Poly(x-h*0.032, y-h*0.86, x+h*0.032, y-h*0.86, x+h*0.055, y-h*0.97, x-h*0.055, y-h*0.97), glass)
	v.Flat(ink.Poly(x-h*0.07, y-h*0.97, x+h*0.07, y-h*0.97, x+h*0.012, y-h*1.04, x-h*0.012, y-h*1.04), col)
	v.Line(x-h*0.036, y-h*0.855, x+h*0.036, y-h*0.855, h*0.02, col)
}

// Bollard is where ropes are made fast.
func (v *View) Bollard(x, y, h float64, col RGB) {
	v.Flat(ink.Poly(x-h*0.34, y, x+h*0.34, y, x+h*0.24, y-h*0.7, x-h*0.24, y-h*0.7), col)
	v.Flat(ink.Ellipse(x, y-h*0.8, h*0.4, h*0.22), col)
}

// Wall is a quay's face of stone between y and bottom.
func (v *View) Wall(shape ink.Path, y, bottom, course float64, stone, joint RGB) {
	v.Flat(shape, stone)
	v.Within(shape, func() {
		i := 0
		for yy := y + course; yy < bottom; yy += course {
			v.Line(-2, yy, v.W+2, yy, course*0.07, joint)
			for x := v.R.Between(-4, 0) + float64(i%2)*course; x < v.W+4; x += course * v.R.Between(1.6, 2.7) {
				v.Line(x, yy-course, x, yy, course*0.06, joint)
			}
			i++
		}
	})
}

// Rail is a railing between two points, posts standing h high.
func (v *View) Rail(x0, y0, x1, y1, h float64, n int, w float64, col RGB) {
	for i := range n + 1 {
		t := float64(i) / float64(n)
		x, y := x0+(x1-x0)*t, y0+(y1-y0)*t
		v.Line(x, y, x, y-h, w, col)
	}
	for _, k := range []float64{0.5, 1} {
		v.Line(x0, y0-h*k, x1, y1-h*k, w, col)
	}
}

// Flag flies to the right from the top of a pole.
func (v *View) Flag(x, y, pole, w float64, col, staff RGB) {
	v.Line(x, y, x, y-pole, w*0.07, staff)
	top := y - pole
	v.Flat(ink.From(x, top).Curve(x+w*0.3, top-w*0.12, x+w*0.6, top+w*0.16, x+w, top+w*0.02).To(x+w, top+w*0.55).
		Curve(x+w*0.6, top+w*0.68, x+w*0.3, top+w*0.4, x, top+w*0.52).Shape(), col)
}
