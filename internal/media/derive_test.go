package media

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"broadsheet/internal/outside"
)

func TestSizes(t *testing.T) {
	for name, c := range map[string]struct {
		w, h int
		want map[Shape][]int
	}{
		"a photograph gets every width": {6000, 4000, map[Shape][]int{
			Whole: {320, 640, 960, 1280, 1920}, Lead: {320, 640, 960, 1280, 1920}, Card: {240, 320, 640, 960, 1280},
			Square: {80, 120, 160, 320, 640, 1200}, Wide: {640, 960, 1280}, ShareCut: {1200},
		}},
		"a picture between two widths is also made in its own": {800, 600, map[Shape][]int{
			Whole: {320, 640, 800}, Lead: {320, 640}, Card: {240, 320, 640}, Square: {80, 120, 160, 320}, Wide: {640}, ShareCut: {800},
		}},
		"a small one is never enlarged": {100, 80, map[Shape][]int{
			Whole: {100}, Lead: {100}, Card: {100}, Square: {80}, Wide: {100}, ShareCut: {100},
		}},
		"one pixel stays one pixel": {1, 1, map[Shape][]int{Whole: {1}, Lead: {1}, Card: {1}, Square: {1}, Wide: {1}, ShareCut: {1}}},
	} {
		t.Run(name, func(t *testing.T) {
			got := map[Shape][]int{}
			for _, s := range Sizes(c.w, c.h) {
				got[s.Shape] = append(got[s.Shape], s.Width)
				if s.Width > c.w || s.Height > c.h {
					t.Errorf("%v is larger than the picture", s)
				}
			}
			for shape, want := range c.want {
				if !slices.Equal(got[shape], want) {
					t.Errorf("%s is made in %v, want %v", shape, got[shape], want)
				}
			}
		})
	}
}

func TestCutsKeepTheFocalPoint(t *testing.T) {
	r := image.Rect(0, 0, 300, 200)
	for name, c := range map[string]struct {
		focal Focal
		w, h  int
		want  image.Rectangle
	}{
		"the middle without a focal point":      {Centre, 1, 1, image.Rect(50, 0, 250, 200)},
		"what stands left stays in":             {Focal{0, 0.5}, 1, 1, image.Rect(0, 0, 200, 200)},
		"what stands at the right edge stays":   {Focal{1, 1}, 1, 1, image.Rect(100, 0, 300, 200)},
		"a face near the top keeps its hair":    {Focal{0.5, 0.1}, 16, 9, image.Rect(0, 0, 300, 168)},
		"a point outside is taken for the edge": {Focal{-4, 7}, 1, 1, image.Rect(0, 0, 200, 200)},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.focal.cut(r, c.w, c.h); got != c.want {
				t.Errorf("cut = %v, want %v", got, c.want)
			}
		})
	}
}

func TestDerivativesAreWhatTheySay(t *testing.T) {
	p := mustRead(t, jpegOf(t, shades(2400, 1500)))
	ds, err := Derive(context.Background(), p, Centre, []byte("the site's secret"))
	must(t, err)
	if len(ds) != len(Sizes(2400, 1500)) {
		t.Errorf("%d derivatives, want %d", len(ds), len(Sizes(2400, 1500)))
	}
	name := regexp.MustCompile(`^[0-9a-f]{40}\.jpg$`)
	for _, d := range ds {
		m, err := jpeg.Decode(bytes.NewReader(d.Bytes))
		must(t, err)
		if m.Bounds().Dx() != d.Width || m.Bounds().Dy() != d.Height || !name.MatchString(d.Name) {
			t.Errorf("%v is %v and named %s", d.Size, m.Bounds(), d.Name)
		}
		// red grows to the right and green downwards in every cut, from and to where the cut lies
		region := image.Rect(0, 0, 2400, 1500)
		for _, s := range widths {
			if s.Shape == d.Shape && s.w > 0 {
				region = Centre.cut(region, s.w, s.h)
			}
		}
		for _, at := range []image.Point{{d.Width / 10, d.Height / 10}, {d.Width * 9 / 10, d.Height * 9 / 10}} {
			r, g, _, _ := m.At(at.X, at.Y).RGBA()
			wantR := (region.Min.X + at.X*region.Dx()/d.Width) * 255 / 2400
			wantG := (region.Min.Y + at.Y*region.Dy()/d.Height) * 255 / 1500
			if far(int(r>>8), wantR, 6) || far(int(g>>8), wantG, 6) {
				t.Errorf("%v at %v has red %d and green %d, want %d and %d", d.Size, at, r>>8, g>>8, wantR, wantG)
			}
		}
	}
	again, err := Derive(context.Background(), p, Centre, []byte("the site's secret"))
	must(t, err)
	other, err := Derive(context.Background(), p, Centre, []byte("another secret"))
	must(t, err)
	for i := range ds {
		if ds[i].Name != again[i].Name || !bytes.Equal(ds[i].Bytes, again[i].Bytes) {
			t.Errorf("%v is not the same twice", ds[i].Size)
		}
		if ds[i].Name == other[i].Name {
			t.Errorf("%v has a name that another site would give it", ds[i].Size)
		}
	}
}

func far(a, b, by int) bool { return a-b > by || b-a > by }

func TestWhatStaysPNG(t *testing.T) {
	clear := shades(700, 500)
	clear.SetNRGBA(3, 3, color.NRGBA{})
	chart := image.NewNRGBA(image.Rect(0, 0, 700, 500))
	draw.Draw(chart, chart.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(chart, image.Rect(50, 100, 90, 500), image.NewUniform(color.NRGBA{200, 20, 20, 255}), image.Point{}, draw.Src)
	var animal bytes.Buffer
	must(t, gif.Encode(&animal, chart, nil))
	for name, c := range map[string]struct {
		in   []byte
		want string
	}{
		"a photograph in PNG becomes a JPEG": {asPNG(t, shades(700, 500)), "image/jpeg"},
		"what is see-through stays PNG":      {asPNG(t, clear), "image/png"},
		"a chart stays PNG":                  {asPNG(t, chart), "image/png"},
		"a GIF becomes a PNG":                {animal.Bytes(), "image/png"},
		"a photograph stays JPEG":            {jpegOf(t, chart), "image/jpeg"},
	} {
		t.Run(name, func(t *testing.T) {
			ds, err := Derive(context.Background(), mustRead(t, c.in), Centre, nil)
			must(t, err)
			for _, d := range ds {
				want := c.want
				if d.Shape == ShareCut {
					want = "image/jpeg"
				}
				if d.Type != want {
					t.Errorf("%v is %s, want %s", d.Size, d.Type, want)
				}
				if _, _, err := image.Decode(bytes.NewReader(d.Bytes)); err != nil {
					t.Errorf("%v: %v", d.Size, err)
				}
			}
		})
	}
}

func TestTheFirstFrameOfAGIF(t *testing.T) {
	pal := color.Palette{color.RGBA{}, color.RGBA{255, 0, 0, 255}, color.RGBA{0, 0, 255, 255}}
	first, second := image.NewPaletted(image.Rect(2, 2, 6, 6), pal), image.NewPaletted(image.Rect(0, 0, 8, 8), pal)
	for i := range first.Pix {
		first.Pix[i] = 1
	}
	for i := range second.Pix {
		second.Pix[i] = 2
	}
	var b bytes.Buffer
	must(t, gif.EncodeAll(&b, &gif.GIF{
		Image: []*image.Paletted{first, second}, Delay: []int{1, 1},
		Config: image.Config{Width: 8, Height: 8, ColorModel: pal},
	}))
	p := mustRead(t, b.Bytes())
	if p.Width != 8 || p.Height != 8 || p.sheet.RGBAAt(3, 3) != (color.RGBA{255, 0, 0, 255}) || p.sheet.RGBAAt(0, 0).A != 0 {
		t.Errorf("%d x %d, %v in the frame and %v beside it", p.Width, p.Height, p.sheet.RGBAAt(3, 3), p.sheet.RGBAAt(0, 0))
	}
}

func TestOrientation(t *testing.T) {
	// a picture with one red corner, stored turned in each of the eight ways
	stand := image.NewNRGBA(image.Rect(0, 0, 48, 32))
	draw.Draw(stand, stand.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(stand, image.Rect(0, 0, 16, 16), image.NewUniform(color.NRGBA{200, 0, 0, 255}), image.Point{}, draw.Src)
	draw.Draw(stand, image.Rect(32, 0, 48, 16), image.NewUniform(color.NRGBA{0, 0, 200, 255}), image.Point{}, draw.Src)
	for o := orientation(1); o <= 8; o++ {
		sw, sh := o.size(48, 32)
		stored := image.NewNRGBA(image.Rect(0, 0, sw, sh))
		for y := range sh {
			for x := range sw {
				var ux, uy int // where EXIF 2.32, 4.6.4 puts the stored pixel
				switch o {
				case 1:
					ux, uy = x, y
				case 2:
					ux, uy = 47-x, y
				case 3:
					ux, uy = 47-x, 31-y
				case 4:
					ux, uy = x, 31-y
				case 5:
					ux, uy = y, x
				case 6:
					ux, uy = 47-y, x
				case 7:
					ux, uy = 47-y, 31-x
				case 8:
					ux, uy = y, 31-x
				}
				stored.Set(x, y, stand.At(ux, uy))
			}
		}
		p := mustRead(t, withEXIF(jpegOf(t, stored), uint16(o)))
		left, right := p.sheet.RGBAAt(4, 4), p.sheet.RGBAAt(p.Width-5, 4)
		if p.Width != 48 || p.Height != 32 || left.R < 150 || left.B > 80 || right.B < 150 || right.R > 80 {
			t.Errorf("orientation %d comes out %d x %d with %v at the upper left and %v at the upper right", o, p.Width, p.Height, left, right)
		}
	}
}

// withEXIF puts an EXIF block with an orientation, and a place on the map, into a JPEG.
func withEXIF(b []byte, o uint16) []byte {
	var tiff bytes.Buffer
	le := binary.LittleEndian
	entry := func(tag, kind uint16, count, value uint32) {
		for _, v := range []any{tag, kind, count, value} {
			_ = binary.Write(&tiff, le, v)
		}
	}
	tiff.WriteString("II*\x00\x08\x00\x00\x00")
	_ = binary.Write(&tiff, le, uint16(2))
	entry(0x0112, 3, 1, uint32(o))
	entry(0x8825, 4, 1, 38)
	_ = binary.Write(&tiff, le, uint32(0))
	_ = binary.Write(&tiff, le, uint16(1))
	entry(0x0001, 2, 2, uint32('N'))
	_ = binary.Write(&tiff, le, uint32(0))
	return segment(b, 0xE1, append([]byte("Exif\x00\x00"), tiff.Bytes()...))
}

func segment(b []byte, marker byte, data []byte) []byte {
	out := append([]byte{0xFF, 0xD8, 0xFF, marker}, binary.BigEndian.AppendUint16(nil, uint16(len(data)+2))...)
	return append(append(out, data...), b[2:]...)
}

func TestPhotographsFromCamerasStandUpright(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(outside.Find(t, "images/exif-samples"), "jpg", "orientation", "*.jpg"))
	must(t, err)
	if len(files) < 9 {
		t.Fatalf("%d files", len(files))
	}
	seen := map[string]*image.RGBA{}
	for _, file := range files {
		b, err := os.ReadFile(file)
		must(t, err)
		p := mustRead(t, b)
		kind, _, _ := strings.Cut(filepath.Base(file), "_")
		if (kind == "landscape") != (p.Width > p.Height) {
			t.Errorf("%s comes out %d x %d", filepath.Base(file), p.Width, p.Height)
		}
		small := thumbnail(t, p)
		first := seen[kind]
		if first == nil {
			seen[kind] = small
			continue
		}
		// of all eight ways to turn it, standing as it does must be the one most like the first of its kind
		as := difference(first, small)
		for o := orientation(2); o <= 8; o++ {
			if d := difference(first, o.upright(small)); d <= as {
				t.Errorf("%s looks more like the others (%d) turned as %d than as it stands (%d)", filepath.Base(file), d, o, as)
			}
		}
	}
}

func thumbnail(t *testing.T, p Picture) *image.RGBA {
	t.Helper()
	sizes := Sizes(p.Width, p.Height)
	i := slices.IndexFunc(sizes, func(s Size) bool { return s.Shape == Square && s.Width == 160 })
	ds, err := DeriveSizes(context.Background(), p, Centre, nil, sizes[i])
	must(t, err)
	m, err := jpeg.Decode(bytes.NewReader(ds[0].Bytes))
	must(t, err)
	out := image.NewRGBA(m.Bounds())
	draw.Draw(out, out.Rect, m, image.Point{}, draw.Src)
	return half(half(out))
}

func difference(a, b *image.RGBA) int {
	sum := 0
	for i := range a.Pix {
		sum += max(int(a.Pix[i])-int(b.Pix[i]), int(b.Pix[i])-int(a.Pix[i]))
	}
	return sum * 4 / 3 / len(a.Pix)
}

func TestReduceAverages(t *testing.T) {
	m := image.NewGray(image.Rect(0, 0, 2*maxWidth, 2*maxCutHeight))
	for i := range m.Pix {
		m.Pix[i] = uint8(i % 2 * 200) // stripes one pixel wide
	}
	out := reduce(m)
	if out.Rect.Dx() != maxWidth || out.Rect.Dy() != maxCutHeight || out.RGBAAt(7, 9) != (color.RGBA{100, 100, 100, 255}) {
		t.Errorf("%v, %v", out.Rect, out.RGBAAt(7, 9))
	}
}

func TestGround(t *testing.T) {
	css := PaletteCSS()
	if n := strings.Count(css, "background-color"); n != 64 {
		t.Errorf("%d classes", n)
	}
	for i, c := range grounds {
		m := image.NewRGBA(image.Rect(0, 0, 4, 4))
		draw.Draw(m, m.Rect, image.NewUniform(color.RGBA{uint8(c >> 16), uint8(c >> 8), uint8(c), 255}), image.Point{}, draw.Src)
		want := ".g" + string(rune('0'+i/10)) + string(rune('0'+i%10)) + "{"
		if got := ground(m); !strings.HasPrefix(want, "."+got) || !strings.Contains(css, want) {
			t.Errorf("a picture in the colour of class %d is %s", i, got)
		}
	}
	if g := ground(image.NewRGBA(image.Rect(0, 0, 4, 4))); g != "g56" {
		t.Errorf("a picture with nothing in it stands on %s", g)
	}
}

func TestColourProfilesTravel(t *testing.T) {
	p3 := profileNamed("Display P3", 548)
	for name, c := range map[string]struct {
		icc  []byte
		want bool
	}{
		"a wide one does":                         {p3, true},
		"sRGB is what everybody takes it for":     {profileNamed("sRGB IEC61966-2.1", 3144), false},
		"also when it is named in two-byte runes": {profileNamed(string(wide("sRGB")), 600), false},
		"one for a press is too large":            {profileNamed("Coated", 5000), false},
		"rubbish does not":                        {[]byte("rubbish"), false},
	} {
		t.Run(name, func(t *testing.T) {
			in := segment(jpegOf(t, shades(400, 300)), 0xE2, append([]byte(iccHeader+"\x01\x01"), c.icc...))
			ds, err := Derive(context.Background(), mustRead(t, in), Centre, nil)
			must(t, err)
			for _, d := range ds {
				if got := jpegProfile(d.Bytes); bytes.Equal(got, c.icc) != c.want {
					t.Errorf("%v carries %d bytes of profile", d.Size, len(got))
				}
				if _, err := jpeg.Decode(bytes.NewReader(d.Bytes)); err != nil {
					t.Errorf("%v: %v", d.Size, err)
				}
			}
		})
	}
	chart := asPNG(t, image.NewGray(image.Rect(0, 0, 400, 300)))
	ds, err := Derive(context.Background(), mustRead(t, pngWithProfile(chart, p3)), Centre, nil)
	must(t, err)
	for _, d := range ds {
		if d.Type == "image/png" && !bytes.Equal(pngProfile(d.Bytes), p3) {
			t.Errorf("%v lost its profile", d.Size)
		}
		if _, _, err := image.Decode(bytes.NewReader(d.Bytes)); err != nil {
			t.Errorf("%v: %v", d.Size, err)
		}
	}
}

func profileNamed(name string, size int) []byte {
	icc := make([]byte, size)
	copy(icc[16:], "RGB ")
	copy(icc[36:], "acsp")
	copy(icc[140:], name)
	return icc
}

func wide(s string) (b []byte) {
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.BigEndian.AppendUint16(b, u)
	}
	return b
}
