// Package ink is the printing press of the demo's pictures: flat inks on paper, shapes with an edge as if cut by hand,
// tapering strokes of a gouge, rows of engraved lines, and the grain of the paper last. It knows nothing of what is
// drawn. Everything follows from the seed, so that a picture comes out the same on every machine.
package ink

import (
	"image"
	"image/color"
	"math"

	"golang.org/x/image/vector"
)

// Canvas is a sheet in the press. Lengths are in units: the shorter side of the sheet measures 100.
type Canvas struct {
	W, H   float64 // of the sheet, in units
	Wobble float64 // how far an edge strays from where it was meant, in units

	img  *image.RGBA
	px   float64 // pixels in a unit
	seed uint32
	z    vector.Rasterizer
	mask *image.Alpha
	clip *image.Alpha
	pts  []float32
}

// New lays in a sheet of w x h pixels.
func New(w, h int, seed uint32) *Canvas {
	w, h = max(w, 1), max(h, 1)
	px := float64(min(w, h)) / 100
	return &Canvas{
		W: float64(w) / px, H: float64(h) / px, Wobble: 0.16,
		img: image.NewRGBA(image.Rect(0, 0, w, h)), px: px, seed: seed,
		mask: image.NewAlpha(image.Rect(0, 0, w, h)),
	}
}

// Paint is one ink. With Cover it is laid on in part: Cover gives 0 (bare) to 1 (full) at a point, in units; the
// edge is the length of one pixel there, over which a sharp edge should be softened.
type Paint struct {
	Color color.RGBA
	Cover func(x, y, edge float64) float64
}

// Flat is an ink laid on fully.
func Flat(c color.RGBA) Paint { return Paint{Color: c} }

// Fill prints a shape.
func (c *Canvas) Fill(p Path, paint Paint) {
	r := c.rasterize(p)
	if r.Empty() {
		return
	}
	c.print(r, paint)
}

// Flat prints a shape in one ink.
func (c *Canvas) Flat(p Path, col color.RGBA) { c.Fill(p, Paint{Color: col}) }

// Ground prints the whole sheet.
func (c *Canvas) Ground(col color.RGBA) {
	pix := c.img.Pix
	for i := 0; i+3 < len(pix); i += 4 {
		pix[i], pix[i+1], pix[i+2], pix[i+3] = col.R, col.G, col.B, 255
	}
}

// Within prints what draw prints, but only inside the shape p.
func (c *Canvas) Within(p Path, draw func()) {
	outer := c.clip
	inner := image.NewAlpha(c.img.Rect)
	r := c.rasterize(p)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		from := c.mask.Pix[(y-r.Min.Y)*c.mask.Stride:][:r.Dx()]
		to := inner.Pix[y*inner.Stride+r.Min.X:][:r.Dx()]
		copy(to, from)
		if outer != nil {
			for i, a := range outer.Pix[y*outer.Stride+r.Min.X:][:r.Dx()] {
				to[i] = uint8(uint(to[i]) * uint(a) / 255)
			}
		}
	}
	c.clip = inner
	draw()
	c.clip = outer
}

// rasterize puts the coverage of p into the mask, at its upper left corner, and tells which part of the sheet it is.
func (c *Canvas) rasterize(p Path) image.Rectangle {
	c.pts = c.pts[:0]
	minX, minY, maxX, maxY := float32(math.Inf(1)), float32(math.Inf(1)), float32(math.Inf(-1)), float32(math.Inf(-1))
	add := func(x, y float64) {
		if c.Wobble > 0 {
			x, y = c.stray(x, y)
		}
		fx, fy := float32(x*c.px), float32(y*c.px)
		if fx != fx || fy != fy {
			return // a point that is nowhere
		}
		minX, maxX, minY, maxY = min(minX, fx), max(maxX, fx), min(minY, fy), max(maxY, fy)
		c.pts = append(c.pts, fx, fy)
	}
	ends := make([]int, 0, len(p.subs))
	const piece = 2.5 // units between the places where an edge may stray
	for _, sub := range p.subs {
		if len(sub) < 3 {
			continue
		}
		for i, a := range sub {
			b := sub[(i+1)%len(sub)]
			add(a.X, a.Y)
			if c.Wobble > 0 {
				n := min(int(math.Hypot(b.X-a.X, b.Y-a.Y)/piece), 200)
				for k := 1; k <= n; k++ {
					t := float64(k) / float64(n+1)
					add(a.X+(b.X-a.X)*t, a.Y+(b.Y-a.Y)*t)
				}
			}
		}
		if n := len(c.pts); n > 0 && (len(ends) == 0 || n > ends[len(ends)-1]) {
			ends = append(ends, n)
		}
	}
	if len(ends) == 0 {
		return image.Rectangle{}
	}
	far := float32(4 * (c.img.Rect.Dx() + c.img.Rect.Dy()))
	if minX < -far || minY < -far || maxX > far || maxY > far {
		for i, v := range c.pts {
			c.pts[i] = min(max(v, -far), far)
		}
		minX, minY, maxX, maxY = max(minX, -far), max(minY, -far), min(maxX, far), min(maxY, far)
	}
	r := image.Rect(int(minX)-1, int(minY)-1, int(maxX)+2, int(maxY)+2).Intersect(c.img.Rect)
	if r.Empty() {
		return r
	}
	c.z.Reset(r.Dx(), r.Dy())
	ox, oy := float32(r.Min.X), float32(r.Min.Y)
	from := 0
	for _, end := range ends {
		c.z.MoveTo(c.pts[from]-ox, c.pts[from+1]-oy)
		for i := from + 2; i < end; i += 2 {
			c.z.LineTo(c.pts[i]-ox, c.pts[i+1]-oy)
		}
		c.z.ClosePath()
		from = end
	}
	if n := r.Dx() * r.Dy(); n <= cap(c.mask.Pix) {
		c.mask.Pix = c.mask.Pix[:n]
	}
	c.mask.Stride, c.mask.Rect = r.Dx(), image.Rect(0, 0, r.Dx(), r.Dy())
	c.z.DrawOp = 1 // draw.Src
	c.z.Draw(c.mask, c.mask.Rect, image.Opaque, image.Point{})
	return r
}

func (c *Canvas) print(r image.Rectangle, paint Paint) {
	edge := 1 / c.px
	cr, cg, cb := uint32(paint.Color.R), uint32(paint.Color.G), uint32(paint.Color.B)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		cover := c.mask.Pix[(y-r.Min.Y)*c.mask.Stride:][:r.Dx()]
		row := c.img.Pix[y*c.img.Stride+4*r.Min.X:][:4*r.Dx()]
		var clip []uint8
		if c.clip != nil {
			clip = c.clip.Pix[y*c.clip.Stride+r.Min.X:][:r.Dx()]
		}
		uy := (float64(y) + 0.5) / c.px
		for i, m := range cover {
			if m == 0 {
				continue
			}
			a := uint32(m)
			if clip != nil {
				if clip[i] == 0 {
					continue
				}
				a = a * uint32(clip[i]) / 255
			}
			if paint.Cover != nil {
				part := paint.Cover((float64(r.Min.X+i)+0.5)/c.px, uy, edge)
				if part <= 0 {
					continue
				}
				if part < 1 {
					a = uint32(float64(a) * part)
				}
			}
			px := row[4*i : 4*i+3 : 4*i+3]
			if a >= 255 {
				px[0], px[1], px[2] = uint8(cr), uint8(cg), uint8(cb)
				continue
			}
			b := 255 - a
			px[0] = uint8((cr*a + uint32(px[0])*b + 127) / 255)
			px[1] = uint8((cg*a + uint32(px[1])*b + 127) / 255)
			px[2] = uint8((cb*a + uint32(px[2])*b + 127) / 255)
		}
	}
}

// Mirror prints below the line y what stands above it, as water gives it back: upside down, shaken more the further
// down, each colour looked up with as. The lower edge of the water is the sheet's, or bottom.
func (c *Canvas) Mirror(y, bottom, shake float64, water Path, as func(color.RGBA) color.RGBA) {
	above := image.NewRGBA(c.img.Rect)
	copy(above.Pix, c.img.Pix)
	yw := int(y * c.px)
	memo := map[color.RGBA]color.RGBA{}
	var last, to color.RGBA // flat inks: the next pixel mostly has the colour of the last
	waves := field{seed: c.seed + 7}
	c.Within(water, func() {
		for row := max(yw, 0); row < min(int(bottom*c.px), c.img.Rect.Dy()); row++ {
			d := float64(row-yw) / c.px
			from := yw - 1 - (row - yw)
			if from < 0 {
				from = -from % max(yw, 1)
			}
			amp := shake * (0.4 + d/18)
			for x := range c.img.Rect.Dx() {
				a := uint32(c.clip.Pix[row*c.clip.Stride+x])
				if a == 0 {
					continue
				}
				ux, uy := float64(x)/c.px, float64(row)/c.px
				period := 0.9 + d/14
				dx := amp * (waves.at(ux/14, uy/period) + 0.35*math.Sin(uy*6/period))
				sx := min(max(x+int(dx*c.px), 0), c.img.Rect.Dx()-1)
				px := above.Pix[from*above.Stride+4*sx:][:4]
				if src := (color.RGBA{R: px[0], G: px[1], B: px[2], A: 255}); src != last {
					known := false
					if to, known = memo[src]; !known {
						to = as(src)
						memo[src] = to
					}
					last = src
				}
				i := row*c.img.Stride + 4*x
				px = c.img.Pix[i : i+3 : i+3]
				px[0] = uint8((uint32(to.R)*a + uint32(px[0])*(255-a)) / 255)
				px[1] = uint8((uint32(to.G)*a + uint32(px[1])*(255-a)) / 255)
				px[2] = uint8((uint32(to.B)*a + uint32(px[2])*(255-a)) / 255)
			}
		}
	})
}

// stray is where a point comes to lie that was cut by hand.
func (c *Canvas) stray(x, y float64) (float64, float64) {
	dx := noise(x/9, y/9, c.seed+1) + 0.35*noise(x/2.3, y/2.3, c.seed+2)
	dy := noise(x/9+40, y/9, c.seed+3) + 0.35*noise(x/2.3+40, y/2.3, c.seed+4)
	return x + dx*c.Wobble, y + dy*c.Wobble
}

// Image takes the sheet out of the press: the ink has not taken everywhere, and the paper shows its grain.
func (c *Canvas) Image(paper color.RGBA) *image.RGBA {
	const tile = 256
	var grain [tile * tile]int8
	for y := range tile {
		for x := range tile {
			h := hash(int32(x), int32(y), c.seed+11)
			fibre := noiseTile(float64(x)/3.2, float64(y)/3.2, tile*10/32, c.seed+12)
			grain[y*tile+x] = int8(fibre*3.2 + float64(h&7)*0.35 - 1.2)
		}
	}
	w, h := c.img.Rect.Dx(), c.img.Rect.Dy()
	pr, pg, pb := int(paper.R), int(paper.G), int(paper.B)
	fleck := 1.1 * c.px / 10 // flecks have one size on paper, whatever the size of the file
	for y := range h {
		row := c.img.Pix[y*c.img.Stride:][:4*w]
		line := grain[(y%tile)*tile:][:tile]
		fy := int32(float64(y) / fleck)
		for x := range w {
			px := row[4*x : 4*x+3 : 4*x+3]
			g := int(line[x%tile])
			// where the block was bare of ink in a speck, the paper looks through
			if v := hash(int32(float64(x)/fleck), fy, c.seed+13); v&1023 == 0 {
				px[0], px[1], px[2] = uint8((int(px[0])*2+pr)/3), uint8((int(px[1])*2+pg)/3), uint8((int(px[2])*2+pb)/3)
			}
			px[0], px[1], px[2] = clamp(int(px[0])+g), clamp(int(px[1])+g), clamp(int(px[2])+g)
		}
	}
	return c.img
}

func clamp(v int) uint8 { return uint8(min(max(v, 0), 255)) }

// Flip turns the sheet over, left for right.
func (c *Canvas) Flip() {
	for y := range c.img.Rect.Dy() {
		row := c.img.Pix[y*c.img.Stride:][:4*c.img.Rect.Dx()]
		for i, j := 0, len(row)-4; i < j; i, j = i+4, j-4 {
			a, b := [4]byte(row[i:]), [4]byte(row[j:])
			copy(row[i:], b[:])
			copy(row[j:], a[:])
		}
	}
}
