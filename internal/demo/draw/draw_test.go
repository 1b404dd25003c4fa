package draw

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"testing"
)

func encoded(t *testing.T, m image.Image, quality int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// colours counts roughly how many different colours a picture has.
func colours(m image.Image) int {
	seen := map[color.RGBA]bool{}
	b := m.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y += 3 {
		for x := b.Min.X; x < b.Max.X; x += 3 {
			r, g, bl, _ := m.At(x, y).RGBA()
			seen[color.RGBA{uint8(r >> 12), uint8(g >> 12), uint8(bl >> 12), 255}] = true
		}
	}
	return len(seen)
}

func TestEverySceneInEveryShape(t *testing.T) {
	for _, name := range Scenes() {
		t.Run(name, func(t *testing.T) {
			for variant := 1; variant <= 5; variant++ {
				for _, size := range []image.Point{{180, 120}, {120, 180}, {120, 120}, {240, 60}} {
					m := Scene(name, variant, size.X, size.Y)
					if m.Bounds() != (image.Rectangle{Max: size}) {
						t.Fatalf("variant %d is %v, want %v", variant, m.Bounds(), size)
					}
					if n := colours(m); n < 12 {
						t.Errorf("variant %d at %v has only %d colours: is anything drawn?", variant, size, n)
					}
				}
			}
		})
	}
}

func TestTheSameTwice(t *testing.T) {
	if !bytes.Equal(encoded(t, Scene("quay", 2, 240, 160), 90), encoded(t, Scene("quay", 2, 240, 160), 90)) {
		t.Error("a scene is not the same twice")
	}
	if !bytes.Equal(encoded(t, Portrait("Mara Ostrey", 120), 90), encoded(t, Portrait("Mara Ostrey", 120), 90)) {
		t.Error("a face is not the same twice")
	}
}

func TestVariantsDiffer(t *testing.T) {
	for _, name := range Scenes() {
		seen := map[string]int{}
		for variant := 1; variant <= 6; variant++ {
			b := string(encoded(t, Scene(name, variant, 150, 100), 60))
			if other := seen[b]; other != 0 {
				t.Errorf("%s: variants %d and %d are one picture", name, other, variant)
			}
			seen[b] = variant
		}
	}
	if bytes.Equal(encoded(t, Portrait("Jo Tarrick", 90), 60), encoded(t, Portrait("Nia Corrow", 90), 60)) {
		t.Error("two people share a face")
	}
}

func TestScenesAreLightOnTheLine(t *testing.T) {
	const limit = 255 << 10
	for _, name := range Scenes() {
		if n := len(encoded(t, Scene(name, 1, 1600, 1067), 80)); n > limit {
			t.Errorf("%s takes %d KB as a JPEG, want at most %d", name, n>>10, limit>>10)
		}
	}
}

func TestANameThatNobodyKnows(t *testing.T) {
	if m := Scene("nowhere", -3, 60, 40); m.Bounds().Dx() != 60 {
		t.Errorf("%v", m.Bounds())
	}
	if m := Portrait("", 40); m.Bounds().Dx() != 40 {
		t.Errorf("%v", m.Bounds())
	}
	if m := Scene("bridge", 1, 0, 0); m.Bounds().Empty() {
		t.Error("nothing at all")
	}
}
