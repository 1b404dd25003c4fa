package media

import (
	"image"
	"image/color"
	"image/draw"
)

// orientation is EXIF's tag 0x0112: how the stored picture must be turned to stand upright.
type orientation uint16

const upright orientation = 1

func (o orientation) lying() bool { return o >= 5 && o <= 8 }

// size is the upright size of a picture stored as w x h.
func (o orientation) size(w, h int) (int, int) {
	if o.lying() {
		return h, w
	}
	return w, h
}

// upright turns and mirrors m. With nothing to turn it gives back m itself.
func (o orientation) upright(m *image.RGBA) *image.RGBA {
	if o <= upright || o > 8 {
		return m
	}
	w, h := m.Rect.Dx(), m.Rect.Dy()
	uw, uh := o.size(w, h)
	out := image.NewRGBA(image.Rect(0, 0, uw, uh))
	for y := range uh {
		for x := range uw {
			var sx, sy int
			switch o {
			case 2:
				sx, sy = w-1-x, y
			case 3:
				sx, sy = w-1-x, h-1-y
			case 4:
				sx, sy = x, h-1-y
			case 5:
				sx, sy = y, x
			case 6:
				sx, sy = y, h-1-x
			case 7:
				sx, sy = w-1-y, h-1-x
			case 8:
				sx, sy = w-1-y, x
			}
			copy(out.Pix[y*out.Stride+4*x:][:4], m.Pix[sy*m.Stride+4*sx:][:4])
		}
	}
	return out
}

// reduction is the whole number by which a decoded picture of w x h is reduced before it is cut: the sheet stays at
// least as large as the largest derivative in either direction.
func reduction(w, h int) int {
	return max(1, min(w/maxWidth, h/maxCutHeight))
}

// reduce copies a decoded picture into a sheet, averaging squares of pixels when it is far larger than any
// derivative. It works in bands, so that no second full-size copy exists.
func reduce(img image.Image) *image.RGBA {
	b := img.Bounds()
	k := reduction(b.Dx(), b.Dy())
	if k == 1 {
		sheet := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
		draw.Draw(sheet, sheet.Rect, img, b.Min, draw.Src)
		return sheet
	}
	w, h := b.Dx()/k, b.Dy()/k // a remainder of less than k pixels at the right and lower edge is left out
	sheet := image.NewRGBA(image.Rect(0, 0, w, h))
	band := image.NewRGBA(image.Rect(0, 0, w*k, k))
	sums := make([]uint32, 4*w)
	half, area := uint32(k*k/2), uint32(k*k)
	for y := range h {
		draw.Draw(band, band.Rect, img, b.Min.Add(image.Pt(0, y*k)), draw.Src)
		clear(sums)
		for by := range k {
			row := band.Pix[by*band.Stride:][:4*w*k]
			for x := range w {
				s, px := sums[4*x:4*x+4:4*x+4], row[4*x*k:4*(x+1)*k]
				for ; len(px) >= 4; px = px[4:] {
					s[0] += uint32(px[0])
					s[1] += uint32(px[1])
					s[2] += uint32(px[2])
					s[3] += uint32(px[3])
				}
			}
		}
		out := sheet.Pix[y*sheet.Stride:]
		for i, s := range sums {
			out[i] = byte((s + half) / area)
		}
	}
	return sheet
}

// fewColours tells whether a picture has at most 256 colours: a chart, a map, a logo.
func fewColours(img image.Image) bool {
	if _, ok := img.(*image.Paletted); ok {
		return true
	}
	const few = 256
	seen := make(map[color.RGBA]struct{}, few+1)
	b := img.Bounds()
	band := image.NewRGBA(image.Rect(0, 0, b.Dx(), 1))
	for y := b.Min.Y; y < b.Max.Y; y++ {
		draw.Draw(band, band.Rect, img, image.Pt(b.Min.X, y), draw.Src)
		var last color.RGBA
		for i := 0; i < len(band.Pix); i += 4 {
			c := color.RGBA{band.Pix[i], band.Pix[i+1], band.Pix[i+2], band.Pix[i+3]}
			if c == last && i > 0 {
				continue
			}
			last = c
			if seen[c] = struct{}{}; len(seen) > few {
				return false
			}
		}
	}
	return true
}
