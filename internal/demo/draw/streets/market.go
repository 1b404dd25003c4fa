package streets

import (
	"math"

	"broadsheet/internal/demo/draw/ink"
	"broadsheet/internal/demo/draw/stock"
)

// stall is a market stall with its feet at y, w wide, its awning striped in a.
func (v *view) stall(x, y, w float64, a stock.RGB) {
	h := w * 0.86
	v.Flat(ink.Rect(x-w*0.46, y-h, w*0.04, h), v.Ink)
	v.Flat(ink.Rect(x+w*0.42, y-h, w*0.04, h), v.Ink)
	v.Flat(ink.Rect(x-w*0.44, y-h, w*0.88, h*0.6), stock.Mix(v.Shade, v.Ink, 0.35)) // the shade under it
	if v.Dark {
		for i := range 3 {
			lx := x - w*0.26 + w*0.26*float64(i)
			v.Glow(lx, y-h*0.78, w*0.15, v.Light, 9)
			v.Flat(ink.Circle(lx, y-h*0.78, w*0.03), v.Light)
		}
	}
	p := v.Somebody(x+w*v.R.Between(-0.2, 0.2), y-w*0.16, w*0.6, stock.Stands)
	p.Bag = false
	v.Person(p)
	// the counter in front, with heaps of goods
	v.Flat(ink.Rect(x-w*0.48, y-w*0.34, w*0.96, w*0.34), stock.Mix(v.Mid, v.Shade, 0.3))
	v.Fill(ink.Rect(x-w*0.48, y-w*0.34, w*0.96, w*0.34), ink.Paint{Color: v.Ink, Cover: v.Engraving(math.Pi/2, w*0.06, ink.Even(0.22))})
	v.Flat(ink.Rect(x-w*0.5, y-w*0.37, w, w*0.05), v.Paper)
	kinds := []stock.RGB{v.Accent, v.Light, v.Mid, stock.Mix(v.Mid, v.Paper, 0.5)}
	for c := range 4 {
		cx := x - w*0.36 + w*0.24*float64(c)
		col := kinds[(c+v.R.Of(4))%4]
		for r := range 3 {
			for k := range 4 - r {
				v.Flat(ink.Circle(cx-w*0.075+w*0.05*(float64(k)+float64(r)*0.5), y-w*(0.385+0.04*float64(r)), w*0.029), col)
			}
		}
	}
	// the awning in stripes with a scalloped edge
	n := 8
	for i := range n {
		col := a
		if i%2 == 1 {
			col = v.Paper
		}
		t0, t1 := float64(i)/float64(n), float64(i+1)/float64(n)
		top := func(t float64) float64 { return x - w*0.42 + w*0.84*t }
		low := func(t float64) float64 { return x - w*0.56 + w*1.12*t }
		v.Flat(ink.Poly(top(t0), y-h*1.24, top(t1)+0.05, y-h*1.24, low(t1)+0.05, y-h*0.95, low(t0), y-h*0.95), col)
		v.Flat(ink.Sector((low(t0)+low(t1))/2, y-h*0.955, w*0.07, w*0.075, 0, math.Pi), col)
	}
	v.Fill(ink.Poly(x-w*0.42, y-h*1.24, x+w*0.42, y-h*1.24, x+w*0.56, y-h*0.95, x-w*0.56, y-h*0.95), ink.Paint{Color: v.Ink, Cover: v.Engraving(0, w*0.05, func(_, py float64) float64 {
		return 0.34 * stock.Smooth(y-h*1.12, y-h*0.9, py)
	})})
}

// Market is trading day.
func Market(sheet *stock.View, h stock.Hour) {
	v := &view{sheet}
	switch v.Variant % 3 {
	case 2:
		marketShops(v, h)
	case 0:
		marketSlope(v, h)
	default:
		marketStalls(v, h)
	}
}

func marketStalls(v *view, h stock.Hour) {
	v.Horizon = v.H * 0.46
	v.Air()
	v.Luminary(h, v.W*0.8, v.Horizon*0.4)
	v.Clouds(h)
	y := v.Horizon + 4
	walls := []stock.RGB{stock.Mix(v.Mid, v.Paper, 0.45), v.Mid, stock.Mix(v.Accent, v.Paper, 0.35), stock.Mix(v.Mid, v.Shade, 0.3), v.Paper}
	v.Spire(v.W*0.68, y-16, 38, stock.Mix(v.Mid, v.Paper, 0.2), v.Shade)
	v.Row(-6, v.W+4, y, min(v.H*0.30, 28), walls, []stock.RGB{v.Shade, v.Ink}, v.Shade)
	v.Square(y, stock.Mix(v.Mid, v.Paper, 0.5), stock.Mix(v.Mid, v.Shade, 0.15))
	far := min(17, v.W*0.17)
	for x := far * 0.7; x < v.W+far; x += far * 1.25 {
		v.stall(x, y+v.H*0.09, far, []stock.RGB{v.Shade, v.Accent, v.Mid}[v.R.Of(3)])
	}
	for range 10 {
		v.Person(v.Somebody(v.R.Between(2, v.W-2), y+v.H*v.R.Between(0.1, 0.15), 14, []stock.Pose{stock.Walks, stock.Stands, stock.Walks}[v.R.Of(3)]))
	}
	near := min(34, v.W*0.34)
	cols := []stock.RGB{v.Accent, v.Shade, v.Accent, v.Shade}
	for i, x := 0, v.W*0.5-near*1.9; x < v.W+near; i, x = i+1, x+near*1.27 {
		v.stall(x, v.H*0.86, near, cols[i%len(cols)])
	}
	ph := near * 0.64
	for x := 4.0; x < v.W; x += v.R.Between(7, 16) {
		p := v.Somebody(x, v.H*v.R.Between(0.915, 0.97), ph*v.R.Between(0.95, 1.12), []stock.Pose{stock.Stands, stock.Walks, stock.Points, stock.Stands}[v.R.Of(4)])
		p.Bag = v.R.In(2)
		v.Person(p)
	}
	v.Gulls(5, v.W*0.3, v.H*0.12, 20, v.Ink)
}

// marketShops is a street of small shops with their awnings out.
func marketShops(v *view, h stock.Hour) {
	v.Horizon = v.H * 0.5
	cam := stock.Camera{Height: 1.9, Cx: v.W * 0.52, Horizon: v.Horizon, Focal: (0.32*v.W + 30) * v.Zoom()}
	v.Air()
	v.Clouds(h)
	v.Hills(v.Horizon+0.5, 12, v.Far, 3)
	v.Spire(cam.Cx+1, v.Horizon, 22, stock.Mix(v.Far, v.Mid, 0.6), v.Haze)
	v.Flat(ink.Rect(-2, v.Horizon, v.W+4, v.H), stock.Mix(v.Mid, v.Paper, 0.5))
	walls := []stock.RGB{stock.Mix(v.Mid, v.Paper, 0.3), stock.Mix(v.Accent, v.Paper, 0.2), v.Mid, stock.Mix(v.Mid, v.Shade, 0.45), stock.Mix(v.Paper, v.Accent, 0.25)}
	awn := []stock.RGB{v.Accent, v.Shade, v.Ink, v.Accent, v.Mid}
	for side, d := range []float64{-1, 1} {
		for i := 9; i >= 0; i-- {
			z0, z1 := 3.2+5.6*float64(i), 8.8+5.6*float64(i)
			hh := 6.6 + 1.6*v.Noise(float64(i)*3+float64(side)*20, 4)
			x := d * 5.2
			wall := walls[(i+side*2)%len(walls)]
			v.Flat(cam.Face(x, 0, z0, x, 0, z1, x, hh, z1, x, hh, z0), wall)
			v.Flat(cam.Face(x, hh, z0, x, hh, z1, x, hh+0.5, z1, x, hh+0.5, z0), v.Ink)
			for _, wz := range []float64{z0 + 1, z0 + 3.4} {
				v.Flat(cam.Face(x, 4, wz, x, 4, wz+1.2, x, 5.7, wz+1.2, x, 5.7, wz), v.Pane(4))
			}
			v.Flat(cam.Face(x, 0.5, z0+0.5, x, 0.5, z1-2, x, 2.5, z1-2, x, 2.5, z0+0.5), stock.Mix(v.Shade, v.Ink, 0.3))
			v.Flat(cam.Face(x, 0, z1-1.7, x, 0, z1-0.6, x, 2.5, z1-0.6, x, 2.5, z1-1.7), v.Ink)
			// goods before the window, then the awning over them
			for k := range 3 {
				if i == 0 {
					break
				}
				gz := z0 + 1 + 1.1*float64(k)
				v.Flat(cam.Face(x-d*0.1, 0, gz, x-d*0.1, 0, gz+0.9, x-d*0.9, 0.6, gz+0.9, x-d*0.9, 0.6, gz), []stock.RGB{v.Accent, v.Paper, v.Mid}[(k+i)%3])
				v.Flat(cam.Face(x-d*0.9, 0, gz, x-d*0.9, 0, gz+0.9, x-d*0.9, 0.6, gz+0.9, x-d*0.9, 0.6, gz), v.Shade)
			}
			a := awn[(i*2+side)%len(awn)]
			for k := range 6 {
				s0, s1 := z0+0.2+5.1*float64(k)/6, z0+0.2+5.1*float64(k+1)/6
				c := a
				if k%2 == 1 {
					c = v.Paper
				}
				v.Flat(cam.Face(x, 3.7, s0, x, 3.7, s1, x-d*1.7, 2.7, s1, x-d*1.7, 2.7, s0), c)
				v.Flat(cam.Face(x-d*1.7, 2.7, s0, x-d*1.7, 2.7, s1, x-d*1.7, 2.35, s1, x-d*1.7, 2.35, s0), stock.Mix(c, v.Ink, 0.12))
			}
		}
	}
	for z := 44.0; z > 4.4; z *= 0.84 {
		for range 2 {
			p := cam.See(v.R.Between(-3.1, 3.1), 0, z*v.R.Between(0.95, 1.05))
			q := v.Somebody(p.X, p.Y, 1.72*cam.Scale(z), []stock.Pose{stock.Walks, stock.Stands, stock.Walks, stock.Points}[v.R.Of(4)])
			q.Bag = v.R.In(2)
			v.Person(q)
		}
	}
}

// marketSlope is the sloping market square with rows of covered stalls.
func marketSlope(v *view, h stock.Hour) {
	v.Horizon = v.H * 0.30
	v.Air()
	v.Luminary(h, v.W*0.2, v.Horizon*0.5)
	v.Clouds(h)
	slope := -0.085 // the ground rises to the right
	y0 := v.Horizon + 5
	ground := ink.Poly(-2, y0+4, v.W+2, y0+4+slope*v.W, v.W+2, v.H+2, -2, v.H+2)
	walls := []stock.RGB{stock.Mix(v.Mid, v.Paper, 0.4), v.Mid, stock.Mix(v.Accent, v.Paper, 0.3), stock.Mix(v.Mid, v.Shade, 0.3)}
	for x := -4.0; x < v.W; {
		w := v.R.Between(12, 18)
		yy := y0 + 4 + slope*(x+w/2)
		v.House(stock.House{X: x, Y: yy + 1.5, W: w, H: v.R.Between(14, 20), Wall: walls[v.R.Of(len(walls))], Roof: v.Shade, Pane: v.Shade, Gable: v.R.In(2)})
		x += w
	}
	v.Spire(v.W*0.86, y0+slope*v.W*0.86, 36, stock.Mix(v.Mid, v.Shade, 0.5), v.Haze)
	v.Flat(ground, stock.Mix(v.Mid, v.Paper, 0.52))
	v.Within(ground, func() {
		for d := -v.W; d < v.H*1.4; d += 5.4 {
			v.Line(-2, v.Horizon+d, v.W+2, v.Horizon+d+slope*v.W, 0.22, stock.Mix(v.Mid, v.Shade, 0.2))
		}
	})
	rows := 5
	for r := range rows {
		t := float64(r) / float64(rows-1)
		w := min(12+17*t, v.W*0.3)
		y := y0 + 10 + (v.H*0.9-y0-10)*math.Pow(t, 1.15)
		for x := -w*0.3 + float64(r%2)*w*0.5; x < v.W+w; x += w * 1.22 {
			yy := y + slope*(x-v.W*0.3)
			v.stall(x, yy, w, []stock.RGB{v.Accent, v.Shade, v.Mid, v.Shade}[(r+v.R.Of(3))%4])
			if v.R.In(2) {
				q := v.Somebody(x+w*0.4, yy+w*0.14, w*0.62, []stock.Pose{stock.Walks, stock.Stands, stock.Points}[v.R.Of(3)])
				q.Bag = v.R.In(2)
				v.Person(q)
			}
		}
	}
	v.Gulls(4, v.W*0.4, v.H*0.1, 18, v.Ink)
}
