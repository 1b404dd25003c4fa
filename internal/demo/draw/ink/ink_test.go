package ink

import (
	"bytes"
	"image/color"
	"math"
	"testing"
)

var (
	white = color.RGBA{255, 255, 255, 255}
	black = color.RGBA{0, 0, 0, 255}
	red   = color.RGBA{255, 0, 0, 255}
)

// sheet is 100 x 100 pixels and units, cut without a tremor.
func sheet() *Canvas {
	c := New(100, 100, 7)
	c.Wobble = 0
	c.Ground(white)
	return c
}

func (c *Canvas) at(x, y int) color.RGBA { return c.img.RGBAAt(x, y) }

func TestWhatIsPrinted(t *testing.T) {
	for name, c := range map[string]struct {
		print func(*Canvas)
		x, y  int
		want  color.RGBA
	}{
		"inside a shape":           {func(c *Canvas) { c.Flat(Rect(10, 10, 20, 20), red) }, 15, 15, red},
		"outside it":               {func(c *Canvas) { c.Flat(Rect(10, 10, 20, 20), red) }, 35, 15, white},
		"a shape larger than all":  {func(c *Canvas) { c.Flat(Rect(-900, -900, 9000, 9000), red) }, 99, 99, red},
		"a shape that is far away": {func(c *Canvas) { c.Flat(Rect(1e9, 1e9, 1, 1), red) }, 99, 99, white},
		"a shape without a place":  {func(c *Canvas) { c.Flat(Rect(math.NaN(), 1, 5, 5), red) }, 3, 3, white},
		"two outlines overlapping": {func(c *Canvas) { c.Flat(Rect(10, 10, 20, 20).And(Rect(20, 10, 20, 20)), red) }, 25, 15, red},
		"a hole": {func(c *Canvas) {
			c.Flat(Circle(50, 50, 20).And(Sector(50, 50, 10, 10, 2*math.Pi, 0)), red)
		}, 50, 50, white},
		"within a shape": {func(c *Canvas) { c.Within(Rect(0, 0, 50, 100), func() { c.Flat(Rect(0, 0, 100, 100), red) }) }, 40, 40, red},
		"outside of it":  {func(c *Canvas) { c.Within(Rect(0, 0, 50, 100), func() { c.Flat(Rect(0, 0, 100, 100), red) }) }, 60, 40, white},
		"outside again after it": {func(c *Canvas) {
			c.Within(Rect(0, 0, 50, 100), func() {})
			c.Flat(Rect(0, 0, 100, 100), red)
		}, 60, 40, red},
		"within both of two": {func(c *Canvas) {
			c.Within(Rect(0, 0, 50, 100), func() { c.Within(Rect(0, 0, 100, 50), func() { c.Flat(Rect(0, 0, 100, 100), red) }) })
		}, 40, 60, white},
		"a thick line keeps its width": {func(c *Canvas) { c.Line(10, 50, 90, 50, 8, red) }, 50, 47, red},
		"and no more":                  {func(c *Canvas) { c.Line(10, 50, 90, 50, 8, red) }, 50, 44, white},
		"no line at all":               {func(c *Canvas) { c.Lines(4, red, Point{5, 5}) }, 5, 5, white},
		"full lines leave nothing":     {func(c *Canvas) { c.Fill(Rect(0, 0, 100, 100), Paint{red, c.Engraving(0, 6, Even(2))}) }, 50, 52, red},
		"lines of no tone":             {func(c *Canvas) { c.Fill(Rect(0, 0, 100, 100), Paint{red, c.Engraving(0, 6, Even(0))}) }, 50, 52, white},
		"a mirror": {func(c *Canvas) {
			c.Flat(Rect(0, 0, 100, 50), red)
			c.Mirror(50, 100, 0, Rect(0, 50, 100, 50), func(col color.RGBA) color.RGBA { return col })
		}, 50, 60, red},
	} {
		t.Run(name, func(t *testing.T) {
			s := sheet()
			c.print(s)
			if got := s.at(c.x, c.y); got != c.want {
				t.Errorf("at %d, %d there is %v, want %v", c.x, c.y, got, c.want)
			}
		})
	}
}

func TestHalfATone(t *testing.T) {
	s := sheet()
	s.Fill(Rect(0, 0, 100, 100), Paint{black, s.Engraving(0.3, 5, Even(0.5))})
	sum := 0
	for i := 0; i < len(s.img.Pix); i += 4 {
		sum += int(s.img.Pix[i])
	}
	if mean := sum / 10_000; mean < 95 || mean > 160 {
		t.Errorf("half a tone comes out at %d of 255", mean)
	}
}

func TestFlip(t *testing.T) {
	s := sheet()
	s.Flat(Rect(0, 0, 10, 100), red)
	s.Flip()
	if s.at(95, 50) != red || s.at(5, 50) != white {
		t.Errorf("%v on the right, %v on the left", s.at(95, 50), s.at(5, 50))
	}
}

func TestTheSheetFollowsFromItsSeed(t *testing.T) {
	one := func(seed uint32) []byte {
		c := New(60, 40, seed)
		c.Ground(white)
		c.Flat(Circle(50, 50, 30), red)
		return c.Image(white).Pix
	}
	if !bytes.Equal(one(3), one(3)) {
		t.Error("the same seed gives two pictures")
	}
	if bytes.Equal(one(3), one(4)) {
		t.Error("two seeds give one picture")
	}
}

func TestChance(t *testing.T) {
	c := Seeded(1)
	for range 2000 {
		if n := c.Of(7); n < 0 || n > 6 {
			t.Fatalf("Of(7) = %d", n)
		}
		if f := c.Between(-2, 3); f < -2 || f >= 3 {
			t.Fatalf("Between(-2, 3) = %v", f)
		}
	}
}
