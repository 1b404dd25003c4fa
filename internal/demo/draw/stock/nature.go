package stock

import (
	"math"

	"broadsheet/internal/demo/draw/ink"
)

// Smooth goes from 0 at a to 1 at b without a corner.
func Smooth(a, b, x float64) float64 {
	t := min(max((x-a)/(b-a), 0), 1)
	return t * t * (3 - 2*t)
}

// Air prints the sky down to the horizon: flat, with rows of lines that thicken towards the horizon.
func (v *View) Air() {
	v.Ground(v.Sky)
	top := v.Horizon * 0.30
	v.Fill(ink.Rect(-2, top, v.W+4, v.Horizon-top+4), ink.Paint{Color: v.Haze, Cover: v.Engraving(0, 1.9, func(_, y float64) float64 {
		return Smooth(top, v.Horizon*1.02, y) * 1.25
	})})
}

// Sun stands in the sky as a disc with short cuts around it.
func (v *View) Sun(x, y, r float64, col RGB) {
	v.Flat(ink.Circle(x, y, r), col)
	n := 26
	for i := range n {
		a := 2 * math.Pi * (float64(i) + v.R.Between(-0.2, 0.2)) / float64(n)
		in, out := r*1.25, r*v.R.Between(1.55, 2.05)
		v.Cut(x+math.Cos(a)*in, y+math.Sin(a)*in, x+math.Cos(a)*out, y+math.Sin(a)*out, r*0.07, col)
	}
}

// Moon is a disc with a bite of shade.
func (v *View) Moon(x, y, r float64) {
	v.Flat(ink.Circle(x, y, r), v.Light)
	v.Within(ink.Circle(x, y, r), func() {
		v.Fill(ink.Circle(x-r*0.55, y-r*0.15, r*1.05), ink.Paint{Color: v.Haze, Cover: v.Engraving(0.5, r*0.16, ink.Even(0.42))})
	})
}

// stars are small crosses in the upper sky.
func (v *View) stars(n int) {
	for range n {
		x, y := v.R.Between(0, v.W), v.R.Between(0, v.Horizon*0.62)
		s := v.R.Between(0.25, 0.6)
		v.Cut(x-s, y, x+s, y, 0.22, v.Paper)
		v.Cut(x, y-s, x, y+s, 0.22, v.Paper)
	}
}

// heap is a cloud with a flat foot and a heaped head, w wide.
func (v *View) heap(x, y, w float64) {
	n := 5 + v.R.Of(3)
	shape := ink.Poly(x-w*0.5, y, x-w*0.44, y-w*0.05, x+w*0.44, y-w*0.05, x+w*0.5, y)
	for i := range n {
		t := (float64(i) + 0.5) / float64(n)
		r := w * (0.07 + 0.11*math.Sin(math.Pi*t)) * v.R.Between(0.8, 1.15)
		cx := x - w*0.42 + w*0.84*t
		shape = shape.And(ink.Sector(cx, y-w*0.02, r, r*1.15, math.Pi, 2*math.Pi))
	}
	v.Flat(shape, v.Cloud)
	v.Within(shape, func() {
		v.Fill(ink.Rect(x-w, y-w*0.14, 2*w, w*0.2), ink.Paint{Color: v.Sky, Cover: v.Engraving(0, w*0.026+0.3, func(_, yy float64) float64 {
			return 0.75 * Smooth(y-w*0.13, y, yy)
		})})
	})
}

// streak is a long flat cloud, pointed at its ends.
func (v *View) streak(x, y, w, h float64, col RGB) {
	v.Flat(ink.From(x-w/2, y).Curve(x-w*0.3, y-h*0.9, x-w*0.1, y-h*0.2, x+w*0.05, y-h*0.7).
		Curve(x+w*0.2, y-h, x+w*0.3, y-h*0.1, x+w/2, y-h*0.05).
		Curve(x+w*0.2, y+h*0.35, x-w*0.25, y+h*0.3, x-w/2, y).Shape(), col)
}

// Clouds fills the sky as the hour has it.
func (v *View) Clouds(h Hour) {
	switch h {
	case Night, Lamplit:
		v.stars(26)
		for range 3 {
			v.streak(v.R.Between(0, v.W), v.R.Between(v.Horizon*0.3, v.Horizon*0.8), v.R.Between(30, 70), v.R.Between(1.2, 2.6), v.Cloud)
		}
	case Dawn, Dusk:
		for range 7 {
			y := v.R.Between(v.Horizon*0.12, v.Horizon*0.9)
			col := v.Cloud
			if v.R.In(3) {
				col = v.Far
			}
			v.streak(v.R.Between(-5, v.W+5), y, v.R.Between(30, 85), v.R.Between(1.4, 3.6), col)
		}
	case Overcast, Mild:
		for i := range 9 {
			y := v.Horizon * (0.04 + 0.1*float64(i))
			v.streak(v.R.Between(0, v.W), y, v.R.Between(70, 140), v.R.Between(3, 6), v.Cloud)
		}
	case Gale, Blaze:
	default:
		n := 2 + v.R.Of(2)
		for i := range n {
			w := v.R.Between(28, 52)
			v.heap(v.W*(float64(i)+v.R.Between(0.15, 0.85))/float64(n), v.R.Between(v.Horizon*0.25, v.Horizon*0.72), w)
		}
	}
}

// Gull is one bird with its wings up, w from tip to tip.
func (v *View) Gull(x, y, w float64, col RGB) {
	tilt := v.R.Between(-0.25, 0.25)
	up := v.R.Between(0.16, 0.34)
	wing := func(d float64) {
		tipX, tipY := x+d*w/2, y-w*up+d*tilt*w*0.3
		v.Flat(ink.From(x, y).Bend(x+d*w*0.2, y-w*up*1.5, tipX, tipY).Bend(x+d*w*0.22, y-w*up*0.85, x, y+w*0.075).Shape(), col)
	}
	wing(-1)
	wing(1)
	v.Flat(ink.Ellipse(x, y+w*0.015, w*0.05, w*0.085), col)
}

// Gulls are n birds scattered around (x, y).
func (v *View) Gulls(n int, x, y, spread float64, col RGB) {
	for range n {
		v.Gull(x+v.R.Between(-1, 1)*spread, y+v.R.Between(-0.6, 0.6)*spread*0.6, v.R.Between(2.2, 5), col)
	}
}

// Hills closes the view with a rolling line of land whose foot is at y.
func (v *View) Hills(y, height float64, col RGB, seed float64) {
	p := ink.From(-3, y+1)
	for x := -3.0; x <= v.W+3; x += 3 {
		h := height * (0.55 + 0.45*v.Noise(x/34+seed, seed) + 0.12*v.Noise(x/9+seed, seed))
		p.To(x, y-max(h, 0.2))
	}
	v.Flat(p.To(v.W+3, y+1).Shape(), col)
}

// Sea prints water from the line y to the foot of the sheet: what stands above it given back, then cuts of light that
// lengthen towards the front. Whatever stands at the line has to be drawn before.
func (v *View) Sea(y float64, calm float64) {
	v.SeaIn(y, v.H+1, ink.Rect(-2, y, v.W+4, v.H-y+3), calm)
}

// SeaIn is Sea within a shape, down to a line.
func (v *View) SeaIn(y, bottom float64, shape ink.Path, calm float64) {
	v.Mirror(y, bottom, 0.9, shape, func(c RGB) RGB { return Mix(Mix(c, v.Water, 0.58), v.Shade, 0.10) })
	v.Within(shape, func() {
		v.Ripples(y, bottom, v.Water, 0.9, 1.4)
		v.Ripples(y, bottom, Mix(v.Water, v.Haze, 0.55), calm, 1)
		v.Ripples(y, bottom, Mix(v.Water, v.Shade, 0.5), calm*0.5, 1.1)
	})
}

// Ripples are level cuts on water, small at the line y and long at the bottom.
func (v *View) Ripples(y, bottom float64, col RGB, density, width float64) {
	depth := max(bottom-y, 1)
	for d := 0.35; d < depth; {
		t := d / 42
		length := 1.6 + 15*t
		n := int(density * v.W / (length * 2.6) * v.R.Between(0.7, 1.3))
		for range n {
			x := v.R.Between(-6, v.W+6)
			l := length * v.R.Between(0.4, 1.3)
			v.Cut(x-l/2, y+d+v.R.Between(-0.2, 0.2)*t, x+l/2, y+d, width*(0.12+0.75*t)*v.R.Between(0.6, 1.2), col)
		}
		d += 0.7 + 2.3*t
	}
}

// Glitter is the path of a light over water: bright cuts below x.
func (v *View) Glitter(x, y, bottom, w float64, col RGB) {
	for d := 0.4; d < bottom-y; d += 0.9 + d/18 {
		n := 1 + v.R.Of(2)
		for range n {
			l := w * v.R.Between(0.3, 1) * (0.7 + d/50)
			cx := x + v.R.Between(-0.5, 0.5)*w*(0.5+d/45)
			v.Cut(cx-l/2, y+d, cx+l/2, y+d, 0.22+d/50, col)
		}
	}
}

// Reflection is the broken image of one thing in the water below it: w wide at the line y, h deep.
func (v *View) Reflection(x, y, w, h float64, col RGB) {
	for d := 0.3; d < h; d += 0.75 + d/14 {
		k := 1 - 0.55*d/h
		l := w * k * v.R.Between(0.75, 1.05)
		cx := x + v.R.Between(-0.04, 0.04)*w
		v.Cut(cx-l/2, y+d, cx+l/2, y+d, 0.55+d/24, col)
	}
}

// Rain is driven from the upper left, or straight down with a slant of 0.
func (v *View) Rain(n int, slant float64, col RGB) {
	for range n {
		x, y := v.R.Between(-20, v.W+10), v.R.Between(-10, v.H)
		l := v.R.Between(4, 10)
		v.Cut(x, y, x+l*slant, y+l, 0.2, col)
	}
}

// Tree is a broad one whose foot stands at (x, y), h high.
func (v *View) Tree(x, y, h float64, leaf, shade, trunk RGB) {
	v.Flat(ink.From(x-h*0.035, y).Bend(x-h*0.02, y-h*0.3, x-h*0.08, y-h*0.55).To(x+h*0.08, y-h*0.55).Bend(x+h*0.02, y-h*0.3, x+h*0.04, y).Shape(), trunk)
	crown := ink.Ellipse(x, y-h*0.66, h*0.27, h*0.3)
	for range 7 {
		a := v.R.Between(0, 2*math.Pi)
		r := h * v.R.Between(0.1, 0.16)
		crown = crown.And(ink.Circle(x+math.Cos(a)*h*0.22, y-h*0.66+math.Sin(a)*h*0.22, r))
	}
	v.Flat(crown, leaf)
	v.Within(crown, func() {
		v.Fill(ink.Rect(x-h*0.5, y-h, h, h), ink.Paint{Color: shade, Cover: v.Engraving(-0.7, min(h*0.05+0.25, 1.5), func(px, py float64) float64 {
			return 0.95 * Smooth(-0.12*h, 0.3*h, (px-x)*0.7+(py-(y-h*0.66)))
		})})
	})
}

// Poplar is a slim one.
func (v *View) Poplar(x, y, h float64, leaf, trunk RGB) {
	v.Line(x, y, x, y-h*0.2, h*0.03, trunk)
	v.Flat(ink.From(x, y-h).Curve(x+h*0.14, y-h*0.65, x+h*0.13, y-h*0.2, x, y-h*0.1).Curve(x-h*0.13, y-h*0.2, x-h*0.14, y-h*0.65, x, y-h).Shape(), leaf)
}

// Bare is a tree without leaves.
func (v *View) Bare(x, y, h float64, col RGB) {
	var grow func(x, y, a, l, w float64, depth int)
	grow = func(x, y, a, l, w float64, depth int) {
		x2, y2 := x+math.Cos(a)*l, y+math.Sin(a)*l
		v.Flat(ink.Stroke(w, w*0.65, ink.Point{X: x, Y: y}, ink.Point{X: x2, Y: y2}), col)
		if depth == 0 {
			return
		}
		for range 2 + depth%2 {
			grow(x2, y2, a+v.R.Between(-0.75, 0.75), l*v.R.Between(0.6, 0.8), w*0.6, depth-1)
		}
	}
	grow(x, y, -math.Pi/2, h*0.34, h*0.05, 4)
}
