package media

import (
	"context"
	"encoding/base64"
	"image/color"
	"testing"
)

// Three lossy WebP files of 16 x 16: all of it rgb(200, 30, 60); white above black; the left half rgb(20, 120, 220),
// the right half see-through.
const (
	redWebP  = "UklGRjgAAABXRUJQVlA4ICwAAACQAQCdASoQABAAAUAmJaACdLoAA5gA/vD6K67xaUa/+8Z//cZ//cZ/7uAAAA=="
	edgeWebP = "UklGRigAAABXRUJQVlA4IBwAAABQAQCdASoQABAAAUAmJaQABHQAAP0x///sZQAA"
	halfWebP = "UklGRmYAAABXRUJQVlA4WAoAAAAQAAAADwAADwAAQUxQSBIAAAABDzD/ERFCLJjMX7o7g4j+Ry5WUDggLgAAALABAJ0BKhAAEAABQCYloAJ0AQ7+AuwA/uL2/3SB7/+yfv/9J+/+pev/5eoAAAA="
)

func unbase64(s string) []byte {
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return b
}

func webpMoving() []byte {
	b := unbase64(halfWebP)
	b[20] |= 0x02
	return b
}

func TestWebPColours(t *testing.T) {
	for name, c := range map[string]struct {
		in   string
		x, y int
		want color.RGBA
	}{
		"a plain colour":         {redWebP, 5, 9, color.RGBA{200, 30, 60, 255}},
		"white is white":         {edgeWebP, 4, 3, color.RGBA{255, 255, 255, 255}},
		"black is black":         {edgeWebP, 4, 12, color.RGBA{0, 0, 0, 255}},
		"beside what is clear":   {halfWebP, 3, 8, color.RGBA{20, 120, 220, 255}},
		"what is clear is clear": {halfWebP, 13, 8, color.RGBA{}},
	} {
		t.Run(name, func(t *testing.T) {
			p := mustRead(t, unbase64(c.in))
			got := p.sheet.RGBAAt(c.x, c.y)
			if far(int(got.R), int(c.want.R), 3) || far(int(got.G), int(c.want.G), 3) || far(int(got.B), int(c.want.B), 3) || got.A != c.want.A {
				t.Errorf("got %v, want %v", got, c.want)
			}
			if p.Type != "image/webp" || p.Ext() != ".webp" {
				t.Errorf("it is %s", p.Type)
			}
			ds, err := Derive(context.Background(), p, Centre, nil)
			must(t, err)
			for _, d := range ds {
				if d.Type != "image/jpeg" && d.Type != "image/png" {
					t.Errorf("%v is %s", d.Size, d.Type)
				}
			}
		})
	}
}
