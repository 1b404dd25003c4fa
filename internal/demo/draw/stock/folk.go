package stock

import (
	"math"

	"broadsheet/internal/demo/draw/ink"
)

// Pose is what a person is doing.
type Pose int

// The poses.
const (
	Stands Pose = iota
	Walks
	Runs
	Waves
	Points
	Pulls // leans back on a rope
)

// Person is somebody seen whole, h high, feet at (x, y).
type Person struct {
	X, Y, H          float64
	Coat, Legs, Skin RGB
	Hair             RGB
	Turned           bool // faces left
	Pose             Pose
	Skirt            bool
	Hat              bool
	Bag              bool
	stick            bool
}

// Person draws somebody.
func (v *View) Person(p Person) {
	h := p.H
	put := At(p.X, p.Y, h, p.Turned)
	fill := func(s ink.Path, c RGB) { v.Flat(put(s), c) }
	line := func(w, w2 float64, c RGB, xy ...float64) {
		var pts []ink.Point
		for i := 0; i+1 < len(xy); i += 2 {
			pts = append(pts, ink.Point{X: xy[i], Y: xy[i+1]})
		}
		fill(ink.Stroke(w, w2, pts...), c)
	}
	lean := 0.0
	switch p.Pose {
	case Runs:
		lean = 0.07
		line(0.1, 0.065, p.Legs, 0.0, -0.48, 0.13, -0.28, 0.02, -0.1)
		line(0.1, 0.065, p.Legs, 0.0, -0.48, -0.05, -0.24, -0.24, -0.2)
		line(0.07, 0.05, v.Ink, 0.0, -0.1, 0.09, -0.08)
		line(0.07, 0.05, v.Ink, -0.24, -0.22, -0.27, -0.13)
	case Walks:
		line(0.1, 0.06, p.Legs, 0, -0.48, 0.06, -0.24, 0.11, -0.02)
		line(0.1, 0.06, p.Legs, 0, -0.48, -0.03, -0.24, -0.13, -0.03)
		line(0.05, 0.045, v.Ink, 0.09, -0.02, 0.17, -0.012)
		line(0.05, 0.045, v.Ink, -0.15, -0.04, -0.08, -0.012)
	case Pulls:
		lean = -0.14
		line(0.1, 0.06, p.Legs, -0.05, -0.46, 0.06, -0.26, 0.14, -0.02)
		line(0.1, 0.06, p.Legs, -0.05, -0.46, 0.02, -0.22, -0.02, -0.02)
		line(0.05, 0.045, v.Ink, 0.12, -0.02, 0.2, -0.012)
		line(0.05, 0.045, v.Ink, -0.04, -0.02, 0.05, -0.012)
	default:
		line(0.095, 0.07, p.Legs, 0.045, -0.48, 0.05, -0.02)
		line(0.095, 0.07, p.Legs, -0.045, -0.48, -0.05, -0.02)
		line(0.05, 0.045, v.Ink, 0.02, -0.02, 0.11, -0.012)
		line(0.05, 0.045, v.Ink, -0.08, -0.02, 0.0, -0.012)
	}
	sh := lean // how far the shoulders lean
	hem, flare := -0.42, 0.115
	if p.Skirt {
		hem, flare = -0.28, 0.16
	}
	arm := func(front bool) { // a shade darker than the coat, so that it stands out from it
		side, sleeve := -0.02, Mix(p.Coat, v.Ink, 0.3)
		if front {
			side, sleeve = 0.02, Mix(p.Coat, v.Ink, 0.16)
		}
		sx, sy := sh+side, -0.78
		switch {
		case p.Pose == Runs && front:
			line(0.075, 0.06, sleeve, sx-0.03, sy, sx-0.13, sy+0.15, sx+0.02, sy+0.22)
		case p.Pose == Runs:
			line(0.075, 0.06, sleeve, sx+0.04, sy, sx+0.13, sy+0.14, sx+0.24, sy+0.07)
		case p.Pose == Waves && front:
			line(0.07, 0.055, sleeve, sx+0.06, sy, sx+0.16, sy-0.05, sx+0.2, sy-0.24)
			fill(ink.Circle(sx+0.205, sy-0.27, 0.03), p.Skin)
		case p.Pose == Points && front:
			line(0.07, 0.05, sleeve, sx+0.05, sy+0.01, sx+0.2, sy+0.02, sx+0.33, sy-0.03)
			fill(ink.Circle(sx+0.35, sy-0.035, 0.028), p.Skin)
		case p.Pose == Pulls:
			line(0.07, 0.05, sleeve, sx+0.02, sy+0.02, sx+0.16, sy+0.12, sx+0.32, sy+0.12)
			fill(ink.Circle(sx+0.33, sy+0.12, 0.03), p.Skin)
		case p.Pose == Walks && front:
			line(0.075, 0.055, sleeve, sx-0.03, sy+0.01, sx-0.12, sy+0.16, sx-0.1, sy+0.32)
			fill(ink.Circle(sx-0.1, sy+0.34, 0.028), p.Skin)
		case p.Pose == Walks:
			line(0.075, 0.055, sleeve, sx+0.04, sy+0.01, sx+0.12, sy+0.16, sx+0.16, sy+0.3)
			fill(ink.Circle(sx+0.17, sy+0.32, 0.028), p.Skin)
		case front:
			line(0.075, 0.055, sleeve, sx+0.09, sy+0.01, sx+0.125, sy+0.18, sx+0.115, sy+0.33)
			fill(ink.Circle(sx+0.115, sy+0.35, 0.028), p.Skin)
		default:
			line(0.075, 0.055, sleeve, sx-0.09, sy+0.01, sx-0.125, sy+0.18, sx-0.115, sy+0.33)
			fill(ink.Circle(sx-0.115, sy+0.35, 0.028), p.Skin)
		}
	}
	arm(false)
	fill(ink.From(sh-0.11, -0.8).Bend(sh, -0.86, sh+0.11, -0.8).Bend(sh*0.5+0.1, -0.6, flare, hem).To(-flare, hem).Bend(sh*0.5-0.1, -0.6, sh-0.11, -0.8).Shape(), p.Coat)
	line(0.013, 0.01, Mix(p.Coat, v.Paper, 0.3), sh+0.012, -0.8, sh*0.5+0.016, -0.6, 0.016, hem)
	arm(true)
	// neck, head, hair
	hx := sh * 1.25
	line(0.06, 0.06, p.Skin, sh, -0.8, hx, -0.9)
	fill(ink.Ellipse(hx+0.005, -0.915, 0.058, 0.07), p.Skin)
	fill(ink.Sector(hx-0.004, -0.93, 0.064, 0.068, math.Pi*0.9, math.Pi*1.95), p.Hair)
	if p.Skirt {
		fill(ink.From(hx-0.06, -0.96).Bend(hx-0.1, -0.88, hx-0.06, -0.84).To(hx-0.01, -0.9).Shape(), p.Hair)
	}
	if p.Hat {
		fill(ink.Sector(hx, -0.95, 0.066, 0.06, math.Pi, 2*math.Pi), p.Legs)
		line(0.024, 0.02, p.Legs, hx-0.07, -0.95, hx+0.11, -0.945)
	}
	if p.Bag {
		line(0.016, 0.016, v.Ink, sh-0.115, -0.47, sh-0.13, -0.38)
		fill(ink.Poly(sh-0.2, -0.38, sh-0.04, -0.38, sh-0.05, -0.22, sh-0.19, -0.22), v.Accent)
	}
	if p.stick {
		line(0.016, 0.014, v.Ink, sh+0.13, -0.46, sh+0.2, 0)
	}
}

var skins = []RGB{Hex(0xf0c8a6), Hex(0xe3b088), Hex(0xc68a5f), Hex(0x9a6540), Hex(0x6b442c)}

// Skin is somebody's, toned to the light of the picture.
func (v *View) Skin() RGB {
	c := skins[v.R.Of(len(skins))]
	if v.Dark {
		return Mix(Mix(c, v.Shade, 0.42), v.Accent, 0.08)
	}
	return Mix(c, v.Mid, 0.12)
}

// Somebody is a person of the town in one of the picture's inks.
func (v *View) Somebody(x, y, h float64, p Pose) Person {
	coats := []RGB{v.Ink, v.Shade, v.Accent, v.Mid, v.Ink, v.Shade}
	legs := []RGB{v.Ink, v.Shade, v.Ink}
	return Person{
		X: x, Y: y, H: h * v.R.Between(0.92, 1.05), Coat: coats[v.R.Of(len(coats))], Legs: legs[v.R.Of(len(legs))], Skin: v.Skin(),
		Hair:   []RGB{v.Ink, v.Shade, Mix(v.Ink, v.Accent, 0.3), Mix(v.Paper, v.Mid, 0.4)}[v.R.Of(4)],
		Turned: v.R.In(2), Pose: p, Skirt: v.R.In(3), Hat: v.R.In(5), Bag: v.R.In(5),
	}
}

// Crowd is a row of heads and shoulders seen from behind across the sheet, each about h high, feet of the row at y.
func (v *View) Crowd(x0, x1, y, h float64, cols []RGB) {
	for x := x0; x < x1; {
		k := h * v.R.Between(0.85, 1.15)
		c := cols[v.R.Of(len(cols))]
		top := y - k
		v.Flat(ink.From(x-k*0.42, y+1).To(x-k*0.42, y-k*0.3).Bend(x-k*0.36, y-k*0.56, x-k*0.1, y-k*0.6).
			To(x+k*0.1, y-k*0.6).Bend(x+k*0.36, y-k*0.56, x+k*0.42, y-k*0.3).To(x+k*0.42, y+1).Shape(), c)
		v.Flat(ink.Rect(x-k*0.08, y-k*0.68, k*0.16, k*0.14), Mix(v.Skin(), v.Ink, 0.25))
		hair := []RGB{v.Ink, v.Shade, Mix(v.Ink, v.Accent, 0.35), Mix(v.Shade, v.Paper, 0.35)}[v.R.Of(4)]
		v.Flat(ink.Ellipse(x, top+k*0.2, k*0.17, k*0.21), hair)
		if v.R.In(4) {
			v.Flat(ink.Sector(x, top+k*0.14, k*0.19, k*0.2, math.Pi, 2*math.Pi), v.Accent)
		}
		x += k * v.R.Between(0.72, 1.05)
	}
}

// Vehicle kinds, seen from the side, lengths in metres.
type Vehicle int

const (
	Car   Vehicle = iota // 4.2
	Van                  // 5.2
	Bus                  // 10.5
	Lorry                // 8.5
)

// Drive puts a vehicle with its wheels on (x, y), m units to the metre.
func (v *View) Drive(kind Vehicle, x, y, m float64, turned bool, body RGB) {
	put := At(x, y, m, turned)
	fill := func(p ink.Path, c RGB) { v.Flat(put(p), c) }
	pane := v.Haze
	if v.Dark {
		pane = v.Light
	}
	wheels := []float64{-1.3, 1.3}
	front := 2.1
	switch kind {
	case Car:
		fill(ink.From(-2.1, -0.35).To(-2.1, -0.9).Bend(-1.6, -1.0, -1.3, -1.05).To(-0.8, -1.55).To(0.55, -1.55).Bend(0.9, -1.2, 1.15, -1.0).Bend(2.1, -0.95, 2.1, -0.35).Shape(), body)
		fill(ink.Poly(-1.05, -1.02, -0.68, -1.42, -0.15, -1.42, -0.15, -1.02), pane)
		fill(ink.Poly(0, -1.02, 0, -1.42, 0.48, -1.42, 0.85, -1.02), pane)
	case Van:
		fill(ink.From(-2.6, -0.35).To(-2.6, -2.2).To(0.9, -2.2).Bend(1.4, -2.0, 1.75, -1.25).To(2.6, -1.05).To(2.6, -0.35).Shape(), body)
		fill(ink.Poly(0.7, -1.2, 0.7, -1.95, 1.05, -1.95, 1.5, -1.2), pane)
		wheels, front = []float64{-1.7, 1.6}, 2.6
	case Bus:
		fill(ink.Rect(-5.2, -3, 10.4, 2.65), body)
		for i := range 7 {
			fill(ink.Rect(-4.8+1.4*float64(i), -2.65, 1.15, 1), pane)
		}
		fill(ink.Rect(-5.2, -1.35, 10.4, 0.25), v.Paper)
		wheels, front = []float64{-3.2, 3.4}, 5.2
	case Lorry:
		fill(ink.Rect(-4.3, -3.1, 6, 2.6), body)
		fill(ink.From(1.9, -0.4).To(1.9, -2.4).To(3.3, -2.4).Bend(3.7, -2.0, 4.1, -1.3).To(4.2, -0.4).Shape(), v.Accent)
		fill(ink.Poly(2.4, -1.4, 2.4, -2.1, 3.2, -2.1, 3.6, -1.4), pane)
		wheels, front = []float64{-3.2, -2.1, 3}, 4.2
	}
	for _, wx := range wheels {
		fill(ink.Circle(wx, -0.4, 0.42), v.Ink)
		fill(ink.Circle(wx, -0.4, 0.17), v.Haze)
	}
	if v.Dark {
		fill(ink.Circle(front-0.1, -0.75, 0.16), v.Light)
		fill(ink.Poly(front, -0.85, front+4, -1.1, front+4.5, -0.1, front, -0.6), Mix(v.Light, v.Shade, 0.45))
	}
}
