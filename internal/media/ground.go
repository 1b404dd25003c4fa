package media

import (
	"fmt"
	"image"
	"strings"
)

// grounds is the palette of grounds: eight steps of lightness, each as grey and in seven quiet hues, at equal
// distances for the eye (Oklab). The site's content policy allows no style in a page, so a picture's own colour has
// to be one of a fixed set. Stored pictures hold the class: never reorder.
var grounds = [64]uint32{
	0x0d0d0d, 0x180806, 0x160a02, 0x100d01, 0x041107, 0x001114, 0x050e1a, 0x130915,
	0x292929, 0x441b15, 0x3e2100, 0x302900, 0x0b3117, 0x002f36, 0x102948, 0x371d3d,
	0x484848, 0x663a32, 0x60401f, 0x50481b, 0x2c5235, 0x0c515b, 0x2f496a, 0x573c5d,
	0x696969, 0x8b5b53, 0x836140, 0x726a3d, 0x4d7455, 0x36737e, 0x4f6b8e, 0x7a5d80,
	0x8c8c8c, 0xb07e75, 0xa88462, 0x958d5f, 0x709877, 0x5a97a2, 0x728eb4, 0x9e80a5,
	0xb1b1b1, 0xd7a299, 0xcea986, 0xbab383, 0x94bd9c, 0x7fbdc8, 0x96b4da, 0xc4a4cb,
	0xd4d4d4, 0xfcc5bb, 0xf3cca8, 0xded6a5, 0xb7e1be, 0xa2e1ec, 0xb9d7fe, 0xe8c7ef,
	0xeeeeee, 0xfee9e5, 0xfdebda, 0xf3efd9, 0xe1f5e4, 0xd9f5fa, 0xe4f0ff, 0xf8e8fb,
}

// PaletteCSS is a style sheet of the 64 classes that Picture.Ground may name, one rule a line.
func PaletteCSS() string {
	var b strings.Builder
	for i, c := range grounds {
		fmt.Fprintf(&b, ".g%02d{background-color:#%06x}\n", i, c)
	}
	return b.String()
}

// ground finds the class nearest to the average colour of the opaque parts of m.
func ground(m *image.RGBA) string {
	var r, g, b, a int64 // premultiplied, so that what is transparent does not count
	for y := range m.Rect.Dy() {
		for px := m.Pix[y*m.Stride:][:4*m.Rect.Dx()]; len(px) >= 4; px = px[4:] {
			r, g, b, a = r+int64(px[0]), g+int64(px[1]), b+int64(px[2]), a+int64(px[3])
		}
	}
	if a == 0 {
		return fmt.Sprintf("g%02d", len(grounds)-8) // nothing to see: the lightest grey
	}
	r, g, b = r*255/a, g*255/a, b*255/a
	best, least := 0, int64(1<<62)
	for i, c := range grounds {
		dr, dg, db := r-int64(c>>16), g-int64(c>>8&0xFF), b-int64(c&0xFF)
		if d := 3*dr*dr + 6*dg*dg + 2*db*db; d < least { // roughly as bright as the eye finds each
			best, least = i, d
		}
	}
	return fmt.Sprintf("g%02d", best)
}
