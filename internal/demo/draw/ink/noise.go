package ink

import "math"

// hash mixes a place and a seed into 32 even bits.
func hash(x, y int32, seed uint32) uint32 {
	h := seed*0x9E3779B1 ^ uint32(x)*0x85EBCA77 ^ uint32(y)*0xC2B2AE3D
	h ^= h >> 15
	h *= 0x2C1B3C6D
	h ^= h >> 12
	h *= 0x297A2D39
	return h ^ h>>15
}

// noise is a smooth field of values between -1 and 1, changing over a length of 1.
func noise(x, y float64, seed uint32) float64 {
	f := field{seed: seed}
	return f.at(x, y)
}

// field is noise that remembers the last square it was asked about: neighbouring points mostly lie in one.
type field struct {
	seed       uint32
	known      bool
	ix, iy     int32
	a, b, c, d float64 // at the corners: upper left and right, lower left and right
}

func (f *field) at(x, y float64) float64 {
	fx, fy := math.Floor(x), math.Floor(y)
	ix, iy := int32(fx), int32(fy)
	if !f.known || ix != f.ix || iy != f.iy {
		v := func(dx, dy int32) float64 { return float64(hash(ix+dx, iy+dy, f.seed)>>8)/(1<<23) - 1 }
		f.known, f.ix, f.iy = true, ix, iy
		f.a, f.b, f.c, f.d = v(0, 0), v(1, 0), v(0, 1), v(1, 1)
	}
	tx, ty := x-fx, y-fy
	tx, ty = tx*tx*(3-2*tx), ty*ty*(3-2*ty)
	up, low := f.a+(f.b-f.a)*tx, f.c+(f.d-f.c)*tx
	return up + (low-up)*ty
}

// noiseTile is noise that repeats after n.
func noiseTile(x, y float64, n int, seed uint32) float64 {
	f := float64(n)
	return noise(math.Mod(x, f), math.Mod(y, f), seed)
}

// Chance hands out the numbers that a picture is varied by.
type Chance struct{ state uint64 }

// Seeded is the sequence that follows from a seed.
func Seeded(seed uint32) *Chance { return &Chance{uint64(seed)*0x9E3779B97F4A7C15 + 1} }

// Next is the next 32 even bits.
func (c *Chance) Next() uint32 {
	c.state += 0x9E3779B97F4A7C15
	z := c.state
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return uint32((z ^ z>>31) >> 32)
}

// Between is a number from a up to b.
func (c *Chance) Between(a, b float64) float64 { return a + (b-a)*float64(c.Next())/(1<<32) }

// Of is a whole number from 0 to n-1.
func (c *Chance) Of(n int) int { return int(uint64(c.Next()) * uint64(n) >> 32) }

// In tells yes once in n times.
func (c *Chance) In(n int) bool { return c.Of(n) == 0 }

// Noise is a smooth field of values between -1 and 1 that belongs to the sheet.
func (c *Canvas) Noise(x, y float64) float64 { return noise(x, y, c.seed+31) }
