package media

import (
	"fmt"
	"image"

	"broadsheet/internal/article"
)

// ground finds the class nearest to the average colour of the opaque parts of m.
func ground(m *image.RGBA) string {
	var r, g, b, a int64 // premultiplied, so that what is transparent does not count
	for y := range m.Rect.Dy() {
		for px := m.Pix[y*m.Stride:][:4*m.Rect.Dx()]; len(px) >= 4; px = px[4:] {
			r, g, b, a = r+int64(px[0]), g+int64(px[1]), b+int64(px[2]), a+int64(px[3])
		}
	}
	if a == 0 {
		return fmt.Sprintf("g%02d", len(article.Grounds)-8) // nothing to see: the lightest grey
	}
	r, g, b = r*255/a, g*255/a, b*255/a
	best, least := 0, int64(1<<62)
	for i, c := range article.Grounds {
		dr, dg, db := r-int64(c>>16), g-int64(c>>8&0xFF), b-int64(c&0xFF)
		if d := 3*dr*dr + 6*dg*dg + 2*db*db; d < least { // roughly as bright as the eye finds each
			best, least = i, d
		}
	}
	return fmt.Sprintf("g%02d", best)
}
