package streets

import (
	"broadsheet/internal/demo/draw/ink"
	"broadsheet/internal/demo/draw/stock"
)

// blue is the one lamp in town that is not yellow.
var blue = stock.Hex(0x8fd3f5)

// wardHouse is the hospital: three storeys of windows, feet at y.
func (v *view) wardHouse(x, y, w, h float64, rows, cols int) {
	wall := stock.Mix(v.Shade, v.Mid, 0.25)
	v.Flat(ink.Rect(x, y-h, w, h+0.3), wall)
	v.Fill(ink.Rect(x, y-h, w, h), ink.Paint{Color: v.Ink, Cover: v.Engraving(0, 1.3, func(px, _ float64) float64 { return 0.45 * stock.Smooth(x+w*0.4, x+w*1.1, px) })})
	v.Flat(ink.Rect(x-w*0.01, y-h-h*0.03, w*1.02, h*0.05), v.Ink)
	for r := range rows {
		for c := range cols {
			px := x + w*(float64(c)+0.5)/float64(cols)
			py := y - h + h*(float64(r)+0.3)/float64(rows)
			pw, ph := w/float64(cols)*0.6, h/float64(rows)*0.46
			col := v.Light
			if v.R.In(4) {
				col = stock.Mix(wall, v.Ink, 0.45)
			}
			v.Flat(ink.Rect(px-pw/2, py, pw, ph), col)
			v.Line(px, py, px, py+ph, pw*0.07, wall)
			v.Line(px-pw/2, py+ph*0.5, px+pw/2, py+ph*0.5, pw*0.05, wall)
			if col == v.Light && v.R.In(4) { // somebody at the window
				v.Flat(ink.Circle(px-pw*0.2, py+ph*0.55, pw*0.1), wall)
				v.Flat(ink.Rect(px-pw*0.32, py+ph*0.65, pw*0.25, ph*0.35), wall)
			}
		}
	}
}

// HospitalNight is Wexmouth General after dark, and the clinic in its old laundry with the blue lamp.
func HospitalNight(sheet *stock.View, h stock.Hour) {
	v := &view{sheet}
	switch v.Variant {
	case 2:
		hospitalAcross(v, h)
	case 3:
		hospitalLamp(v, h)
	case 4:
		hospitalWet(v, h)
	default:
		hospitalWhole(v, h)
	}
}

func hospitalWhole(v *view, h stock.Hour) {
	v.Horizon = v.H * 0.68
	v.Air()
	v.Moon(v.W*0.84, v.H*0.16, 4.6)
	v.Clouds(h)
	y := v.H * 0.74
	v.Hills(y-4, 16, v.Far, float64(v.Variant))
	v.Skyline(-2, v.W*0.3, y-2, 8, v.Far, v.Light)
	m := min(v.W/120, v.H/84)
	x := v.W*0.56 - 34*m
	v.wardHouse(x+4*m, y, 70*m, 44*m, 4, 9)
	v.Flat(ink.Rect(x+20*m, y-53*m, 12*m, 9*m), v.Shade)
	v.Flat(ink.Rect(x+54*m, y-50*m, 8*m, 6*m), v.Shade)
	v.Line(x+58*m, y-50*m, x+58*m, y-60*m, 0.5*m, v.Ink)
	v.Flat(ink.Circle(x+58*m, y-60*m, 0.8*m), v.Accent)
	// the main door under its roof
	v.Flat(ink.Rect(x+30*m, y-11*m, 18*m, 11*m), v.Light)
	for i := range 5 {
		v.Line(x+(30+4.5*float64(i))*m, y-11*m, x+(30+4.5*float64(i))*m, y, 0.5*m, v.Ink)
	}
	v.Flat(ink.Poly(x+25*m, y-12.6*m, x+53*m, y-12.6*m, x+51*m, y-10.4*m, x+27*m, y-10.4*m), v.Ink)
	v.Flat(ink.Rect(x+27*m, y-17.6*m, 24*m, 5.4*m), v.Ink)
	v.Letters(x+39*m, y-13.6*m, 2.6*m, "HOSPITAL", v.Light)
	// the old laundry to the left: low, gabled, one lamp
	lx := x - 34*m
	v.Flat(ink.Poly(lx, y+0.3, lx, y-14*m, lx+16*m, y-23*m, lx+32*m, y-14*m, lx+32*m, y+0.3), stock.Mix(v.Accent, v.Ink, 0.62))
	v.Fill(ink.Poly(lx, y, lx, y-14*m, lx+16*m, y-23*m, lx+32*m, y-14*m, lx+32*m, y), ink.Paint{Color: v.Ink, Cover: v.Engraving(0, 1.3*m, ink.Even(0.26))})
	v.Flat(ink.Stroke(1.6*m, 1.6*m, ink.Point{X: lx - 1.4*m, Y: y - 13*m}, ink.Point{X: lx + 16*m, Y: y - 23.4*m}, ink.Point{X: lx + 33.4*m, Y: y - 13*m}), v.Ink)
	v.Stack(lx+27*m, y-17*m, 15*m, 3*m, stock.Mix(v.Accent, v.Ink, 0.62), v.Ink)
	for _, d := range []float64{5, 26} {
		v.Window(lx+d*m, y-4*m, 3.6*m, 6*m, true, v.Light, v.Ink)
	}
	v.Flat(ink.Rect(lx+12*m, y-11*m, 8*m, 11*m), v.Ink)
	v.Flat(ink.Rect(lx+13*m, y-10*m, 6*m, 10*m), stock.Mix(v.Light, v.Accent, 0.25))
	v.Glow(lx+16*m, y-14.4*m, 9*m, blue, 15)
	v.Flat(ink.Circle(lx+16*m, y-14.4*m, 1.5*m), blue)
	// the forecourt: an ambulance, somebody arriving
	v.Square(y, stock.Mix(v.Shade, v.Ink, 0.3), stock.Mix(v.Shade, v.Mid, 0.3))
	v.Flat(ink.Poly(lx+12*m, y, lx+20*m, y, lx+25*m, v.H*0.86, lx+8*m, v.H*0.86), stock.Mix(v.Shade, v.Light, 0.35))
	v.Flat(ink.Poly(x+30*m, y, x+48*m, y, x+56*m, v.H*0.86, x+26*m, v.H*0.86), stock.Mix(v.Shade, v.Light, 0.35))
	v.ambulance(x+66*m, y+v.H*0.085, 2.7*m)
	p := v.Somebody(lx+20*m, v.H*0.885, 15*m, stock.Walks)
	p.Turned = false
	v.Person(p)
	q := v.Somebody(lx+27*m, v.H*0.89, 14*m, stock.Walks)
	q.Coat, q.Turned = v.Accent, false
	v.Person(q)
	v.Lamp(v.W*0.92, y+v.H*0.06, 26*m, v.Ink)
}

// ambulance stands with its wheels on (x, y), m units to the metre, looking left.
func (v *view) ambulance(x, y, m float64) {
	put := stock.At(x, y, m, true)
	fill := func(p ink.Path, c stock.RGB) { v.Flat(put(p), c) }
	fill(ink.From(-3, -0.4).To(-3, -2.7).To(1.1, -2.7).Bend(1.7, -2.3, 2, -1.5).To(3, -1.2).To(3, -0.4).Shape(), v.Paper)
	fill(ink.Rect(-3, -1.5, 5, 0.5), v.Accent)
	fill(ink.Poly(0.9, -1.5, 0.9, -2.4, 1.25, -2.4, 1.75, -1.5), v.Shade)
	fill(ink.Rect(-2.2, -2.4, 1.6, 0.7), v.Light)
	fill(ink.Rect(-0.4, -3, 1.1, 0.32), blue)
	for _, wx := range []float64{-1.9, 1.8} {
		fill(ink.Circle(wx, -0.42, 0.46), v.Ink)
		fill(ink.Circle(wx, -0.42, 0.18), v.Haze)
	}
	v.Glow(x-0.15*m, y-2.9*m, 1.9*m, blue, 11)
}

// hospitalAcross is the hospital as a row of lights over dark water.
func hospitalAcross(v *view, h stock.Hour) {
	v.Horizon = v.H * 0.52
	v.Air()
	v.Moon(v.W*0.2, v.H*0.14, 5)
	v.Clouds(h)
	y := v.Horizon
	v.Hills(y+0.3, 22, v.Far, 31)
	v.Skyline(-2, v.W+2, y+0.3, 5, stock.Mix(v.Far, v.Shade, 0.5), v.Light)
	m := min(v.W/110, v.H/80)
	x := v.W*0.5 - 26*m
	v.wardHouse(x, y, 52*m, 21*m, 4, 11)
	v.Flat(ink.Rect(x+16*m, y-26*m, 9*m, 5*m), v.Shade)
	v.wardHouse(x+52*m, y, 14*m, 12*m, 2, 4)
	v.Sea(y, 0.7)
	for c := range 11 {
		v.Glitter(x+52*m*(float64(c)+0.5)/11, y+0.6, v.H*0.8, 2.4, v.Light)
	}
	v.Glitter(x-7*m, y+0.6, v.H*0.92, 2, blue)
	v.Flat(ink.Circle(x-7*m, y-3*m, 1*m), blue)
	v.Glow(x-7*m, y-3*m, 5*m, blue, 11)
	// our own bank
	v.Flat(ink.From(-2, v.H*0.93).Bend(v.W*0.3, v.H*0.88, v.W*0.62, v.H*0.95).Bend(v.W*0.8, v.H*0.98, v.W+2, v.H*0.95).To(v.W+2, v.H+2).To(-2, v.H+2).Shape(), v.Ink)
	for range 50 {
		gx := v.R.Between(0, v.W)
		v.Cut(gx, v.H+1, gx+v.R.Between(-2, 2), v.H*0.95-v.R.Between(0, 5), 0.6, v.Ink)
	}
	p := v.Somebody(v.W*0.3, v.H*0.915, 20*m, stock.Stands)
	p.Coat, p.Legs, p.Turned = v.Ink, v.Ink, false
	v.Person(p)
	v.Skiff(v.W*0.74, v.H*0.84, 1.5*m, true, v.Ink, v.Shade)
	v.Bare(v.W*0.08, v.H*0.93, min(v.H*0.66, 62), v.Ink)
}

// hospitalLamp is the blue lamp over the clinic's door, close by.
func hospitalLamp(v *view, h stock.Hour) {
	wall := stock.Mix(v.Shade, v.Accent, 0.2)
	v.Horizon = v.H * 0.2
	v.Ground(wall)
	v.Brick(ink.Rect(-2, -2, v.W+4, v.H+4), wall, v.Ink, 0.14)
	cx, top, sill := v.W*0.5, v.H*0.42, v.H*0.90
	dw := min(v.W*0.34, 34)
	lx, ly := cx, v.H*0.25
	v.Glow(lx, ly, min(v.W, v.H)*0.46, stock.Mix(blue, wall, 0.35), 23)
	v.Glow(lx, ly, min(v.W, v.H)*0.26, blue, 19)
	// the door with its light, and the step
	v.Flat(ink.Rect(cx-dw*0.66, top-3, dw*1.32, sill-top+3), stock.Mix(v.Paper, v.Shade, 0.45))
	v.Flat(ink.Rect(cx-dw*0.5, top, dw, sill-top), stock.Mix(v.Ink, v.Shade, 0.4))
	v.Flat(ink.Rect(cx-dw*0.42, top+2, dw*0.84, (sill-top)*0.42), v.Light)
	v.Line(cx, top+2, cx, top+2+(sill-top)*0.42, 0.8, v.Ink)
	v.Line(cx-dw*0.42, top+2+(sill-top)*0.21, cx+dw*0.42, top+2+(sill-top)*0.21, 0.8, v.Ink)
	v.Flat(ink.Circle(cx-dw*0.2, top+2+(sill-top)*0.26, 2.2), stock.Mix(v.Ink, v.Shade, 0.3)) // somebody inside
	v.Flat(ink.From(cx-dw*0.36, top+2+(sill-top)*0.42).Bend(cx-dw*0.2, top+(sill-top)*0.27, cx-dw*0.04, top+2+(sill-top)*0.42).Shape(), stock.Mix(v.Ink, v.Shade, 0.3))
	v.Flat(ink.Rect(cx-dw*0.4, sill-(sill-top)*0.42, dw*0.8, (sill-top)*0.3), stock.Mix(v.Ink, v.Shade, 0.15))
	v.Flat(ink.Circle(cx+dw*0.36, sill-(sill-top)*0.46, 1), v.Light)
	v.Flat(ink.Rect(cx-dw*0.62, top-9.4, dw*1.24, 5), v.Ink)
	v.Letters(cx, top-5.4, 2.7, "NIGHT CLINIC", v.Light)
	v.Flat(ink.Rect(-2, sill, v.W+4, v.H), stock.Mix(v.Ink, v.Shade, 0.3))
	v.Flat(ink.Poly(cx-dw*0.5, sill+2.6, cx+dw*0.5, sill+2.6, cx+dw*1.1, v.H+2, cx-dw*1.1, v.H+2), stock.Mix(v.Light, v.Shade, 0.42))
	v.Flat(ink.Rect(cx-dw*0.8, sill, dw*1.6, 2.8), stock.Mix(v.Paper, v.Mid, 0.4))
	// the lamp on its bracket
	v.Lines(1.1, v.Ink, ink.From(lx, ly-5).Bend(lx, ly-12, lx+7, ly-12).Bend(lx+11, ly-12, lx+11, ly-6).Points()...)
	v.Flat(ink.Rect(lx+9.6, ly-9, 2.8, 7), v.Ink)
	v.Flat(ink.Circle(lx, ly, 5.4), v.Ink)
	v.Flat(ink.Circle(lx, ly, 4.5), blue)
	v.Flat(ink.Circle(lx-1.3, ly-1.4, 1.2), v.Paper)
	v.Flat(ink.Poly(lx-6, ly-3.6, lx+6, ly-3.6, lx+1.6, ly-7, lx-1.6, ly-7), v.Ink)
	if v.W > 75 {
		for _, d := range []float64{-1, 1} {
			x := cx + d*(dw*0.66+min(v.W*0.17, 22))
			if v.W > 110 || d < 0 {
				v.Window(x, v.H*0.72, min(v.W*0.13, 14), v.H*0.24, false, stock.Mix(v.Light, v.Shade, 0.28), stock.Mix(v.Paper, v.Shade, 0.45))
			}
		}
	}
	v.Rail(cx+dw*0.7, sill+2, cx+dw*1.5, v.H+1, 12, 3, 0.8, v.Ink)
}

// hospitalWet is the side of the hospital in the rain: a door stands open and its light lies on the ground.
func hospitalWet(v *view, h stock.Hour) {
	v.Horizon = v.H * 0.60
	v.Air()
	v.Clouds(h)
	y := v.H * 0.64
	v.Skyline(v.W*0.6, v.W+3, y, 9, v.Far, v.Light)
	cam := stock.Camera{Height: 1.7, Cx: v.W * 0.78, Horizon: y - 3, Focal: 0.42*v.W + 26}
	// the long wall runs away from us on the left
	wall := stock.Mix(v.Accent, v.Ink, 0.6)
	side := cam.Face(-4.5, 0, 2.2, -4.5, 0, 46, -4.5, 8.4, 46, -4.5, 8.4, 2.2)
	ground := ink.Rect(-2, y-3, v.W+4, v.H)
	v.Flat(ground, stock.Mix(v.Shade, v.Ink, 0.35))
	v.Flat(side, wall)
	v.Within(side, func() {
		v.Fill(ink.Rect(-2, -2, v.W+4, v.H+4), ink.Paint{Color: v.Ink, Cover: v.Engraving(0.06, 1.5, ink.Even(0.24))})
	})
	v.Flat(cam.Face(-4.5, 8.2, 2, -4.5, 8.2, 46, -4.5, 8.9, 46, -4.5, 8.9, 2), v.Ink)
	for z := 5.2; z < 44; z += 4.2 {
		if z > 7 && z < 11 {
			continue
		}
		c := v.Light
		if v.R.In(3) {
			c = stock.Mix(wall, v.Ink, 0.4)
		}
		v.Flat(cam.Face(-4.5, 1.4, z, -4.5, 1.4, z+1.8, -4.5, 3.4, z+1.8, -4.5, 3.4, z), c)
		v.Flat(cam.Face(-4.5, 5.1, z, -4.5, 5.1, z+1.8, -4.5, 7.1, z+1.8, -4.5, 7.1, z), v.Pane(3))
	}
	// the open door and the light that falls out of it
	v.Flat(cam.Face(-4.5, 0, 8.2, -4.5, 0, 10.6, -4.5, 2.9, 10.6, -4.5, 2.9, 8.2), v.Ink)
	v.Flat(cam.Face(-4.5, 0, 8.4, -4.5, 0, 10.4, -4.5, 2.7, 10.4, -4.5, 2.7, 8.4), v.Light)
	v.Flat(cam.Face(-4.5, 0, 8.4, -4.5, 0, 10.4, 3.6, 0, 12.4, 3.6, 0, 5.6), stock.Mix(v.Light, v.Shade, 0.3))
	p := cam.See(-4.2, 0, 9.3)
	v.Person(stock.Person{X: p.X, Y: p.Y, H: 1.75 * cam.Scale(9.3), Coat: v.Ink, Legs: v.Ink, Skin: v.Ink, Hair: v.Ink, Pose: stock.Stands})
	lamp := cam.See(-4.4, 3.5, 9.4)
	v.Glow(lamp.X+1, lamp.Y, 2.1*cam.Scale(9.4), blue, 13)
	v.Flat(ink.Circle(lamp.X+1, lamp.Y, 0.24*cam.Scale(9.4)), blue)
	// the wet ground gives it all back in strokes
	v.Within(ground, func() {
		for range 150 {
			x, yy := v.R.Between(0, v.W), y+v.R.Between(0, v.H-y)
			l := v.R.Between(2, 7) * (0.5 + (yy-y)/v.H*2)
			c := stock.Mix(v.Shade, v.Mid, 0.4)
			if x < v.W*0.55 && v.R.In(3) {
				c = stock.Mix(v.Light, v.Shade, 0.35)
			}
			v.Cut(x-l, yy, x+l, yy, 0.4+(yy-y)/v.H, c)
		}
	})
	v.ambulance(v.W*0.82, y+v.H*0.1, min(v.W/34, 3.4))
	v.Lamp(v.W*0.66, y+2, min(v.H*0.34, 34), v.Ink)
	v.Rain(70, 0.12, stock.Mix(v.Haze, v.Paper, 0.2))
}
