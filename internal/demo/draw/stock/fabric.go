package stock

import (
	"math"

	"broadsheet/internal/demo/draw/ink"
)

// Brick prints a wall with rows of bricks.
func (v *View) Brick(p ink.Path, wall, joint RGB, tone float64) {
	v.Flat(p, wall)
	v.Fill(p, ink.Paint{Color: joint, Cover: v.Engraving(0, 1.7, ink.Even(tone))})
}

// Flames rise from y, w wide and h high.
func (v *View) Flames(x, y, w, h float64) {
	for layer, col := range []RGB{Mix(v.Accent, v.Ink, 0.25), v.Accent, v.Light, v.Paper} {
		k := 1 - 0.24*float64(layer)
		n := 7 - layer
		for i := range n {
			t := (float64(i)+0.5)/float64(n) - 0.5
			bx := x + w*k*t
			bw := w * k / float64(n) * 1.5
			fh := h * k * (0.55 + 0.45*math.Cos(t*2.6)) * v.R.Between(0.75, 1.2)
			sway := v.R.Between(-0.5, 0.9) * bw
			v.Flat(ink.From(bx-bw/2, y).Curve(bx-bw*0.75, y-fh*0.35, bx+sway-bw*0.3, y-fh*0.5, bx+sway, y-fh).
				Curve(bx+sway-bw*0.05, y-fh*0.62, bx+bw*0.85, y-fh*0.42, bx+bw/2, y).Shape(), col)
		}
	}
}

// Glow is light around (x, y) in rays.
func (v *View) Glow(x, y, r float64, col RGB, rays float64) {
	v.Fill(ink.Circle(x, y, r), ink.Paint{Color: col, Cover: func(px, py, edge float64) float64 {
		d := math.Hypot(px-x, py-y) / r
		a := math.Atan2(py-y, px-x) * rays / math.Pi
		half := 0.36 * (1 - d)
		return min(max((half-math.Abs(a-math.Round(a)))*d*r*math.Pi/rays/edge+0.5, 0), 1) * 0.95
	}})
}

// Island lies on the horizon.
func (v *View) Island(x, y, w, h float64, col RGB) {
	p := ink.From(x-w/2, y+0.5)
	for i := range 25 {
		t := float64(i) / 24
		p.To(x-w/2+w*t, y-h*math.Pow(math.Sin(math.Pi*t), 0.7)*(0.75+0.35*v.Noise(t*5, 9)))
	}
	v.Flat(p.To(x+w/2, y+0.5).Shape(), col)
}

// Luminary is the sun or moon where it stands at the hour.
func (v *View) Luminary(h Hour, x, y float64) {
	switch h {
	case Night:
		v.Moon(x, y*0.6, 5)
	case Dawn:
		v.Sun(x, y, 5.5, v.Accent)
	case Dusk:
		v.Sun(x, y, 5.5, v.Light)
	}
}

// Square is the open place before a public building: flags running to the horizon line y.
func (v *View) Square(y float64, col, line RGB) {
	v.Flat(ink.Rect(-2, y, v.W+4, v.H-y+2), col)
	cx := v.W / 2
	for d := 0.8; y+d < v.H+2; d *= 1.42 {
		v.Line(-2, y+d, v.W+2, y+d, 0.1+d*0.012, line)
	}
	for i := -9; i <= 9; i++ {
		t := float64(i) / 3.2
		v.Line(cx+t*v.W*0.16, y, cx+t*v.W*0.62, v.H+2, 0.16, line)
	}
}

// Pane is what a window shows: dark by day, lit after dark unless once in lit it is not.
func (v *View) Pane(lit int) RGB {
	if !v.Dark {
		return v.Shade
	}
	if lit > 0 && v.R.In(lit) {
		return Mix(v.Shade, v.Ink, 0.5)
	}
	return v.Light
}

// Window is an upright one with its middle at x and its sill at y, arched if asked.
func (v *View) Window(x, y, w, h float64, arched bool, pane, frame RGB) {
	shape := func(g float64) ink.Path {
		p := ink.Rect(x-w/2-g, y-h-g, w+2*g, h+g)
		if arched {
			p = p.And(ink.Sector(x, y-h-g+0.05, w/2+g, w/2+g, math.Pi, 2*math.Pi))
		}
		return p
	}
	v.Flat(shape(w*0.13), frame)
	v.Flat(shape(0), pane)
	v.Line(x, y, x, y-h-w*0.1, w*0.08, frame)
	for _, t := range []float64{0.36, 0.72} {
		v.Line(x-w/2, y-h*t, x+w/2, y-h*t, w*0.07, frame)
	}
	v.Flat(ink.Rect(x-w*0.72, y, w*1.44, w*0.16), frame)
}

// Stone lays courses over a wall.
func (v *View) Stone(p ink.Path, wall, joint RGB, course float64) {
	v.Flat(p, wall)
	v.Fill(p, ink.Paint{Color: joint, Cover: v.Engraving(0, course, ink.Even(0.09))})
}

// Column stands on (x, y), h high.
func (v *View) Column(x, y, w, h float64, lit, dim RGB) {
	v.Flat(ink.Poly(x-w*0.5, y, x+w*0.5, y, x+w*0.42, y-h, x-w*0.42, y-h), lit)
	v.Fill(ink.Poly(x-w*0.5, y, x+w*0.5, y, x+w*0.42, y-h, x-w*0.42, y-h), ink.Paint{Color: dim, Cover: v.Engraving(math.Pi/2, w*0.19, func(px, _ float64) float64 {
		return 0.12 + 0.85*Smooth(x-w*0.3, x+w*0.5, px)
	})})
	v.Flat(ink.Rect(x-w*0.62, y-w*0.28, w*1.24, w*0.3), lit)
	v.Flat(ink.Poly(x-w*0.44, y-h+w*0.4, x+w*0.44, y-h+w*0.4, x+w*0.68, y-h, x-w*0.68, y-h), lit)
	v.Line(x-w*0.62, y-w*0.28, x+w*0.62, y-w*0.28, w*0.06, dim)
	v.Line(x-w*0.46, y-h+w*0.42, x+w*0.46, y-h+w*0.42, w*0.06, dim)
}
