package harbour

import (
	"math"

	"broadsheet/internal/demo/draw/ink"
	"broadsheet/internal/demo/draw/stock"
)

// works is Gannet Cannery from the river: packing hall with a row of gables, chimney, label store low on the left.
// Its feet stand at y; m is the size of the whole, 1 for a width of about 100.
type works struct {
	x, y, m float64
	burnt   bool // a part of the hall has lost its roof
	alight  bool
}

func (v *view) works(w works) {
	m := w.m
	px := func(x float64) float64 { return w.x + x*m }
	wall, roof, joint := v.Accent, v.Shade, stock.Mix(v.Accent, v.Ink, 0.5)
	if v.Dark {
		wall, joint = stock.Mix(v.Accent, v.Ink, 0.62), v.Ink
	}
	if w.alight {
		wall, joint = stock.Mix(v.Accent, v.Ink, 0.7), v.Ink
	}
	pane := stock.Mix(v.Paper, v.Mid, 0.25)
	if v.Dark {
		pane = v.Ink
	}
	// the chimney stands behind
	v.Stack(px(26), w.y, 46*m, 7*m, wall, v.Paper)
	v.Fill(ink.Rect(px(22), w.y-46*m, 8*m, 46*m), ink.Paint{Color: joint, Cover: func(x, y, edge float64) float64 {
		if math.Abs(x-px(26)) > m*(2.4+1.1*(y-w.y+46*m)/(46*m)) {
			return 0
		}
		return 0.5 * stock.Smooth(px(25.5), px(29.5), x)
	}})
	// the packing hall: four gables
	for i := range 4 {
		x := -14 + 15*float64(i)
		gone := w.burnt && i >= 2
		hall := ink.Poly(px(x), w.y+0.4, px(x), w.y-15*m, px(x+7.5), w.y-22*m, px(x+15), w.y-15*m, px(x+15), w.y+0.4)
		if gone {
			hall = ink.Poly(px(x), w.y+0.4, px(x), w.y-15*m, px(x+2.4), w.y-17*m, px(x+4), w.y-13*m, px(x+6.5), w.y-14.4*m, px(x+9), w.y-10.6*m, px(x+12), w.y-13.6*m, px(x+15), w.y-12*m, px(x+15), w.y+0.4)
		}
		v.Brick(hall, wall, joint, 0.16)
		if !gone {
			v.Flat(ink.Stroke(1.1*m, 1.1*m, ink.Point{X: px(x - 0.6), Y: w.y - 14.5*m}, ink.Point{X: px(x + 7.5), Y: w.y - 22.2*m}, ink.Point{X: px(x + 15.6), Y: w.y - 14.5*m}), roof)
			v.Flat(ink.Circle(px(x+7.5), w.y-17.6*m, 1.5*m), v.Ink)
		} else {
			for k := range 5 { // charred rafters
				rx := x + 1.5 + 2.9*float64(k)
				v.Line(px(rx), w.y-11.5*m, px(rx+1.6), w.y-(17.5-1.1*float64(k%3))*m, 0.5*m, v.Ink)
			}
		}
		for k := range 3 {
			wx := x + 1.7 + 4.4*float64(k)
			c := pane
			if w.alight && i >= 1 {
				c = v.Light
			}
			v.Flat(ink.Sector(px(wx+1.4), w.y-9.2*m, 1.4*m, 1.7*m, math.Pi, 2*math.Pi).And(ink.Rect(px(wx), w.y-9.3*m, 2.8*m, 4.8*m)), c)
			v.Line(px(wx+1.4), w.y-10.8*m, px(wx+1.4), w.y-4.6*m, 0.3*m, wall)
			v.Line(px(wx), w.y-7.4*m, px(wx+2.8), w.y-7.4*m, 0.3*m, wall)
		}
		v.Flat(ink.Rect(px(x+5.4), w.y-3.4*m, 4.2*m, 3.5*m), v.Ink)
	}
	if !w.burnt {
		v.Flat(ink.Rect(px(2.4), w.y-14.6*m, 29*m, 3.2*m), v.Paper)
		v.Letters(px(16.9), w.y-11.9*m, 2.1*m, "GANNET CANNERY", v.Ink)
	}
	if w.burnt {
		s0, s1 := px(15), px(47)
		for x := s0; x <= s1+0.1; x += (s1 - s0) / 8 {
			v.Line(x, w.y+0.4, x, w.y-20*m, 0.35*m, v.Ink)
		}
		for k := range 5 {
			y := w.y - (2.5+4.2*float64(k))*m
			v.Line(s0-1, y, s1+1, y, 0.32*m, v.Ink)
			v.Flat(ink.Rect(s0-1, y-0.5*m, s1-s0+2, 0.55*m), v.Paper)
		}
		for k := range 4 {
			v.Line(s0+(s1-s0)*float64(k)/4, w.y, s0+(s1-s0)*float64(k+1)/4, w.y-19*m, 0.25*m, v.Ink)
		}
		for k := range 3 {
			v.Person(v.Somebody(s0+(s1-s0)*(0.18+0.3*float64(k)), w.y-(6.7+4.2*float64(k%2))*m, 4.4*m, stock.Stands))
		}
	}
	// the label store and the sheds
	store := ink.Rect(px(-41), w.y-8*m, 20*m, 8*m+0.4)
	v.Brick(store, stock.Mix(wall, v.Ink, 0.15), joint, 0.2)
	v.Flat(ink.Poly(px(-42), w.y-7.8*m, px(-20), w.y-7.8*m, px(-23), w.y-12*m, px(-39), w.y-12*m), roof)
	for k := range 4 {
		c := pane
		if w.alight {
			c = v.Light
		}
		v.Flat(ink.Rect(px(-39.4+4.6*float64(k)), w.y-5.8*m, 2.6*m, 2.8*m), c)
	}
	v.Flat(ink.Rect(px(-21), w.y-11*m, 7.4*m, 11*m+0.4), stock.Mix(roof, v.Mid, 0.3))
	v.Flat(ink.Poly(px(-21.6), w.y-10.8*m, px(-13.4), w.y-10.8*m, px(-13.4), w.y-13*m), roof)
}

// Cannery is Gannet Cannery on the north bank, whole or after the fire.
func Cannery(sheet *stock.View, h stock.Hour) {
	v := &view{sheet}
	v.Horizon = v.H * 0.58
	quay, water := v.H*0.62, v.H*0.69
	v.Air()
	v.Luminary(h, v.W*0.2, v.Horizon*0.5)
	v.Clouds(h)
	v.Hills(quay, 15, v.Far, float64(v.Variant)*7)
	v.Skyline(-2, v.W+2, quay, 5, stock.Mix(v.Far, v.Mid, 0.5), v.Haze)
	m := min((v.W-4)/92, v.H/84)
	w := works{x: v.W*0.5 - 3*m, y: quay, m: m, burnt: v.Variant%2 == 0}
	if !w.burnt {
		v.Smoke(w.x+26*m, quay-47*m, 0.9*m, false, stock.Mix(v.Cloud, v.Mid, 0.3))
	}
	v.works(w)
	v.Wall(ink.Rect(-2, quay, v.W+4, water-quay+1), quay+1.2, water, 2.5, stock.Mix(v.Mid, v.Paper, 0.1), stock.Mix(v.Shade, v.Mid, 0.3))
	v.Flat(ink.Rect(-2, quay-0.3, v.W+4, 1.4), v.Ink)
	for range 6 {
		v.Person(v.Somebody(v.R.Between(4, v.W-4), quay, 4.6*m, []stock.Pose{stock.Walks, stock.Stands}[v.R.Of(2)]))
	}
	v.Sea(water, 0.9)
	if w.burnt {
		v.Skiff(v.W*0.24, v.H*0.86, 1.7, false, v.Ink, v.Accent)
	} else {
		v.Trawler(v.W*0.7, v.H*0.80, min(1.3, v.W/100), true, v.Shade, "")
		v.Skiff(v.W*0.2, v.H*0.9, 1.8, false, v.Ink, v.Accent)
	}
	v.Gulls(7, v.W*0.35, v.H*0.2, 22, v.Ink)
}

// CanneryFire is the night of the fire.
func CanneryFire(sheet *stock.View, h stock.Hour) {
	v := &view{sheet}
	v.Horizon = v.H * 0.60
	quay, water := v.H*0.64, v.H*0.72
	v.Air()
	m := min((v.W-4)/92, v.H/88)
	w := works{x: v.W*0.5 - 3*m, y: quay, m: m, alight: true}
	// smoke leans over the town
	for layer, col := range []stock.RGB{stock.Mix(v.Haze, v.Ink, 0.45), v.Cloud, stock.Mix(v.Cloud, v.Haze, 0.35)} {
		p := ink.Path{}
		for i := range 16 {
			t := float64(i) / 15
			r := m * (6 + 17*t) * v.R.Between(0.75, 1.15) * (1 - 0.22*float64(layer))
			p = p.And(ink.Circle(w.x+m*(14+6*float64(layer))-(w.x*0.95)*t*t+v.R.Between(-5, 5)*m, quay-20*m-(quay-8)*0.92*t, r))
		}
		v.Flat(p, col)
	}
	v.Skyline(-2, v.W+2, quay, 6, v.Far, v.Ink)
	for i, f := range []struct{ x, w, h float64 }{{-31, 16, 17}, {4, 17, 22}, {20, 18, 34}, {36, 15, 24}} {
		if v.Variant%2 == 0 && i == 0 {
			continue
		}
		v.Flames(w.x+f.x*m, quay-12*m, f.w*m, f.h*m)
	}
	v.works(w)
	for _, f := range []struct{ x, y, w, h float64 }{{8.6, 15, 9, 9}, {23.6, 16, 11, 15}, {38.6, 15, 9, 11}, {-31, 10, 12, 9}, {19, 5, 3.4, 6}, {25, 5, 3.4, 7}, {34, 5, 3.4, 6}} {
		v.Flames(w.x+f.x*m, quay-f.y*m, f.w*m, f.h*m)
	}
	for range 90 { // sparks
		t := v.R.Between(0, 1)
		x, y := w.x+m*(20+v.R.Between(-24, 24)*(0.3+t))-v.W*0.3*t*t, quay-18*m-(quay-10)*t
		v.Flat(ink.Circle(x, y, v.R.Between(0.14, 0.4)), []stock.RGB{v.Light, v.Accent}[v.R.Of(2)])
	}
	// the quay with engines and hoses
	v.Flat(ink.Rect(-2, quay, v.W+4, water-quay+1), v.Ink)
	v.Flat(ink.Rect(-2, quay, v.W+4, 0.8), stock.Mix(v.Accent, v.Light, 0.3))
	for _, e := range []struct {
		x      float64
		turned bool
	}{{-34, false}, {48, true}} {
		ex := w.x + e.x*m
		v.Drive(stock.Lorry, ex, quay+0.3, 1.5*m, e.turned, v.Accent)
		v.Line(ex-5*m, quay-5.4*m, ex+3*m, quay-6.4*m, 0.5*m, v.Paper)
	}
	hose := func(x, tx, ty float64, turned bool) {
		p := v.Somebody(x, quay+0.2, 6*m, stock.Points)
		p.Turned, p.Coat, p.Legs, p.Hat, p.Bag, p.Skirt = turned, v.Shade, v.Ink, true, false, false
		v.Person(p)
		sx := x + 2*m*stock.Sign(turned)
		for k := range 3 {
			d := float64(k) * 0.7 * m
			v.Flat(ink.Stroke(0.35*m, 0.9*m, ink.From(sx, quay-4.6*m).Bend((sx+tx)/2, ty-13*m-d, tx+d, ty).Points()...), []stock.RGB{v.Paper, stock.Mix(v.Paper, v.Far, 0.4), v.Paper}[k])
		}
	}
	hose(w.x-19*m, w.x+5*m, quay-14*m, false)
	hose(w.x+54*m, w.x+37*m, quay-15*m, true)
	hose(w.x+1*m, w.x+22*m, quay-17*m, false)
	v.Sea(water, 0.5)
	for range 46 {
		y := water + v.R.Between(0.5, v.H-water)
		x := w.x + m*(16+v.R.Between(-30, 30))
		l := v.R.Between(2, 9)
		v.Cut(x-l, y, x+l, y, 0.3+(y-water)/22, []stock.RGB{v.Accent, v.Light, v.Accent}[v.R.Of(3)])
	}
	cols := []stock.RGB{v.Ink, stock.Mix(v.Ink, v.Shade, 0.4), v.Ink}
	v.Crowd(2, v.W+4, v.H+1, min(15, v.H*0.13), cols)
}
