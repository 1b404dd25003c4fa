package media

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"slices"

	"golang.org/x/image/draw"
	"golang.org/x/sync/errgroup"
)

// Shape names the proportions of a derivative.
type Shape string

// The shapes. Whole is the picture as it was shot; the others are cut around the focal point.
const (
	Whole    Shape = "whole"
	Lead     Shape = "3x2"
	Card     Shape = "4x3"
	Square   Shape = "1x1"
	Wide     Shape = "16x9"
	ShareCut Shape = "share" // 1200 x 630, for cards on other sites; always a JPEG
)

const (
	maxWidth     = 1920 // of any derivative, in pixels
	maxCutHeight = 1280 // of any cut, in pixels
	quality      = 72   // of a JPEG
	smallQuality = 60   // of one at most smallWidth wide, which phones show at two dots to a pixel and more
	smallWidth   = 640  // in pixels
)

// widths are those that each shape is made in, in pixels, as far as the picture is wide enough.
var widths = []struct {
	Shape
	w, h   int // proportions; none for Whole
	widths []int
}{
	{Whole, 0, 0, []int{320, 640, 960, 1280, 1920}},
	{Lead, 3, 2, []int{320, 640, 960, 1280, 1920}},
	{Card, 4, 3, []int{240, 320, 640, 960, 1280}},
	{Square, 1, 1, []int{80, 120, 160, 320, 640, 1200}},
	{Wide, 16, 9, []int{640, 960, 1280}},
	{ShareCut, 1200, 630, []int{1200}},
}

// Focal is the point of a picture that no cut may lose, as parts of its width and height from the upper left corner.
type Focal struct{ X, Y float64 }

// Centre is the focal point of a picture of which nobody said anything.
var Centre = Focal{0.5, 0.5}

// Size is one derivative before it is made.
type Size struct {
	Shape  Shape
	Width  int // pixels
	Height int // pixels
}

// Derivative is a picture as readers get it.
type Derivative struct {
	Size
	Name  string // of the file, with its ending: 40 hexadecimal characters that follow from its bytes and the secret
	Type  string // image/jpeg or image/png
	Bytes []byte
}

// Sizes lists what is made of an upright picture of w x h, smallest first in each shape. Nothing is enlarged: of a
// picture smaller than the smallest width of a shape there is one derivative as wide as it can be, and a whole
// picture that lies between two widths is also made in its own.
func Sizes(w, h int) []Size {
	if w < 1 || h < 1 {
		return nil
	}
	var all []Size
	for _, s := range widths {
		cw, ch := w, h
		if s.w > 0 {
			cw, ch = inside(w, h, s.w, s.h)
		}
		made := 0
		for _, width := range s.widths {
			if width <= cw {
				all, made = append(all, Size{s.Shape, width, heightOf(width, cw, ch, s.w, s.h)}), width
			}
		}
		largest := s.widths[len(s.widths)-1]
		if made == 0 || s.Shape == Whole && cw < largest && cw > made+made/8 {
			all = append(all, Size{s.Shape, cw, heightOf(cw, cw, ch, s.w, s.h)})
		}
	}
	return all
}

func heightOf(width, cw, ch, pw, ph int) int {
	if pw > 0 {
		cw, ch = pw, ph
	}
	return max(1, (width*ch+cw/2)/cw)
}

// inside is the largest rectangle of the proportions pw:ph in w x h.
func inside(w, h, pw, ph int) (int, int) {
	if w*ph > h*pw {
		return max(1, h*pw/ph), h
	}
	return w, max(1, w*ph/pw)
}

// cut is where a rectangle of the proportions pw:ph lies in r with the focal point as near to its middle as r allows.
func (f Focal) cut(r image.Rectangle, pw, ph int) image.Rectangle {
	w, h := inside(r.Dx(), r.Dy(), pw, ph)
	at := func(f float64, whole, part int) int {
		if math.IsNaN(f) {
			f = 0.5
		}
		return min(max(int(math.Round(f*float64(whole)-float64(part)/2)), 0), whole-part)
	}
	x, y := at(min(max(f.X, 0), 1), r.Dx(), w), at(min(max(f.Y, 0), 1), r.Dy(), h)
	return image.Rect(x, y, x+w, y+h).Add(r.Min)
}

// Derive makes everything that readers get of a picture, in the order of Sizes. The secret is the site's own: it
// makes the names unguessable for somebody who has the same file. The same picture, focal point and secret give the
// same bytes and names.
func Derive(ctx context.Context, p Picture, focal Focal, secret []byte) ([]Derivative, error) {
	return DeriveSizes(ctx, p, focal, secret, Sizes(p.Width, p.Height)...)
}

// DeriveSizes is Derive for some of the picture's Sizes only.
func DeriveSizes(ctx context.Context, p Picture, focal Focal, secret []byte, sizes ...Size) ([]Derivative, error) {
	if p.sheet == nil {
		return nil, fmt.Errorf("media: the picture %s was not made by Read", p.Hash)
	}
	leave, err := take(ctx, 3*int64(len(p.sheet.Pix))+128<<20)
	if err != nil {
		return nil, err
	}
	defer leave()
	base := p.sheet
	for _, s := range sizes {
		if s.Width > maxWidth || s.Width < 1 || s.Height < 1 || s.Height > p.Height {
			return nil, fmt.Errorf("media: %s of %d x %d is no size of a picture of %d x %d", s.Shape, s.Width, s.Height, p.Width, p.Height)
		}
	}
	halves := []*image.RGBA{base} // each half as wide as the one before: small sizes start from a small copy
	for i := 0; i < 4 && halves[i].Rect.Dx() >= 320 && halves[i].Rect.Dy() >= 320; i++ {
		halves = append(halves, half(halves[i]))
	}
	out := make([]Derivative, len(sizes))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(2)
	for i, s := range sizes {
		g.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			d, err := p.derive(halves, focal, s)
			if err != nil {
				return fmt.Errorf("making %s of %d pixels: %w", s.Shape, s.Width, err)
			}
			sum := hmac.New(sha256.New, secret)
			sum.Write(d.Bytes)
			d.Name = hex.EncodeToString(sum.Sum(nil)[:20]) + ext[d.Type]
			out[i] = d
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return out, nil
}

func (p Picture) derive(halves []*image.RGBA, focal Focal, s Size) (Derivative, error) {
	region := func(m *image.RGBA) image.Rectangle {
		for _, shape := range widths {
			if shape.Shape == s.Shape && shape.w > 0 {
				return focal.cut(m.Rect, shape.w, shape.h)
			}
		}
		return m.Rect
	}
	from := halves[0]
	for _, m := range slices.Backward(halves) {
		if r := region(m); 2*r.Dx() >= 3*s.Width && 2*r.Dy() >= 3*s.Height {
			from = m
			break
		}
	}
	dst := image.NewRGBA(image.Rect(0, 0, s.Width, s.Height))
	if r := region(from); r.Size() == dst.Rect.Size() {
		draw.Copy(dst, image.Point{}, from, r, draw.Src, nil)
	} else {
		draw.CatmullRom.Scale(dst, dst.Rect, from, r, draw.Src, nil)
	}
	d := Derivative{Size: s}
	var buf bytes.Buffer
	if p.png && s.Shape != ShareCut {
		d.Type = "image/png"
		if err := png.Encode(&buf, fewest(dst)); err != nil {
			return Derivative{}, err
		}
		d.Bytes = pngWithProfile(buf.Bytes(), p.profile)
		return d, nil
	}
	d.Type = "image/jpeg"
	if !dst.Opaque() {
		paper := image.NewRGBA(dst.Rect)
		draw.Draw(paper, paper.Rect, image.White, image.Point{}, draw.Src)
		draw.Draw(paper, paper.Rect, dst, image.Point{}, draw.Over)
		dst = paper
	}
	q := quality
	if s.Width <= smallWidth {
		q = smallQuality
	}
	if err := jpeg.Encode(&buf, dst, &jpeg.Options{Quality: q}); err != nil {
		return Derivative{}, err
	}
	d.Bytes = jpegWithProfile(buf.Bytes(), p.profile)
	return d, nil
}

// half averages squares of four pixels.
func half(m *image.RGBA) *image.RGBA {
	w, h := m.Rect.Dx()/2, m.Rect.Dy()/2
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		up, low, to := m.Pix[2*y*m.Stride:][:8*w], m.Pix[(2*y+1)*m.Stride:][:8*w], out.Pix[y*out.Stride:][:4*w]
		for ; len(to) >= 4; up, low, to = up[8:], low[8:], to[4:] {
			for c := range 4 {
				to[c] = byte((uint(up[c]) + uint(up[c+4]) + uint(low[c]) + uint(low[c+4]) + 2) / 4)
			}
		}
	}
	return out
}

// fewest gives m with a palette if it has at most 256 colours: the PNG is then a quarter of the size.
func fewest(m *image.RGBA) image.Image {
	index := map[[4]byte]uint8{}
	var palette color.Palette
	out := image.NewPaletted(m.Rect, nil)
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			c := [4]byte(m.Pix[y*m.Stride+4*x:][:4])
			i, ok := index[c]
			if !ok {
				if len(palette) == 256 {
					return m
				}
				i = uint8(len(palette))
				index[c] = i
				palette = append(palette, color.RGBA{c[0], c[1], c[2], c[3]})
			}
			out.Pix[y*out.Stride+x] = i
		}
	}
	out.Palette = palette
	return out
}
