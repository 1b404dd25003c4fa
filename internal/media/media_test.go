package media

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"path"
	"runtime"
	"strings"
	"testing"

	"broadsheet/internal/fault"
	"broadsheet/internal/outside"
)

func zipped(t testing.TB, pack string, each func(name string, b []byte)) {
	t.Helper()
	z, err := zip.OpenReader(outside.Find(t, pack))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for _, f := range z.File {
		if f.FileInfo().IsDir() {
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		each(f.Name, b)
	}
}

func read(b []byte) (Picture, error) {
	return Read(context.Background(), "quay.jpg", bytes.NewReader(b), Limits{})
}

func mustRead(t testing.TB, b []byte) Picture {
	t.Helper()
	p, err := read(b)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// shades is a picture of more than 256 colours: red grows to the right, green downwards.
func shades(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetNRGBA(x, y, color.NRGBA{uint8(x * 255 / w), uint8(y * 255 / h), 90, 255})
		}
	}
	return m
}

func asPNG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	must(t, png.Encode(&b, m))
	return b.Bytes()
}

func jpegOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	must(t, jpeg.Encode(&b, m, &jpeg.Options{Quality: 95}))
	return b.Bytes()
}

// pngBomb is a PNG whose header promises w x h pixels and whose data never comes.
func pngBomb(w, h uint32) []byte {
	b := []byte(pngSignature)
	ihdr := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte("IHDR"), w), h)
	ihdr = append(ihdr, 8, 6, 0, 0, 0)
	b = binary.BigEndian.AppendUint32(b, 13)
	b = append(b, ihdr...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(ihdr))
}

// jpegBomb is a JPEG of a few bytes whose frame is 65,535 x 65,535.
func jpegBomb() []byte {
	return []byte{
		0xFF, 0xD8, 0xFF, 0xC2, 0, 17, 8, 0xFF, 0xFF, 0xFF, 0xFF, 3,
		1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 0xFF, 0xDA, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 63, 0,
	}
}

func TestRefused(t *testing.T) {
	small := asPNG(t, shades(64, 48))
	wholeJPEG := jpegOf(t, shades(64, 48))
	var gifBomb bytes.Buffer
	must(t, gif.Encode(&gifBomb, shades(8, 8), nil))
	copy(gifBomb.Bytes()[6:], []byte{0xFF, 0xFF, 0xFF, 0xFF})
	for name, c := range map[string]struct {
		in     []byte
		limits Limits
		say    string
	}{
		"an empty file":                     {nil, Limits{}, "quay.jpg was not added: the file is empty."},
		"a text":                            {[]byte("Tide tables for Wexmouth"), Limits{}, "this kind of picture cannot be read here. Save it as JPEG and add it again; your caption is kept."},
		"a drawing with scripts in it":      {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), Limits{}, "this kind of picture"},
		"a telephone's HEIC":                {[]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), Limits{}, "this kind of picture"},
		"an AVIF":                           {[]byte("\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1"), Limits{}, "this kind of picture"},
		"a WebP that moves":                 {webpMoving(), Limits{}, "this kind of picture"},
		"a WebP cut short":                  {unbase64(redWebP)[:40], Limits{}, "the file is damaged"},
		"a TIFF":                            {[]byte("II*\x00\x08\x00\x00\x00"), Limits{}, "this kind of picture"},
		"a file over the limit":             {small, Limits{Bytes: 100}, "it is larger than 100 bytes."},
		"too many pixels":                   {small, Limits{Pixels: 64*48 - 1}, "it measures 64 × 48 pixels"},
		"too long a side":                   {small, Limits{Side: 63}, "it measures 64 × 48 pixels"},
		"a PNG of 50,000 a side":            {pngBomb(50_000, 50_000), Limits{}, "it measures 50,000 × 50,000 pixels. The most that can be read here is 60 megapixels and 20,000 pixels a side"},
		"a PNG of two thousand million":     {pngBomb(1<<31-1, 1<<31-1), Limits{}, "was not added"},
		"a PNG line of 60,000,000 pixels":   {pngBomb(60_000_000, 1), Limits{}, "it measures 60,000,000 × 1 pixels"},
		"a JPEG of 65,535 a side":           {jpegBomb(), Limits{}, "it measures 65,535 × 65,535 pixels"},
		"a GIF of 65,535 a side":            {gifBomb.Bytes(), Limits{}, "it measures 65,535 × 65,535 pixels"},
		"a PNG that ends early":             {small[:len(small)/2], Limits{}, "the file is damaged or was cut short on its way."},
		"a JPEG that ends early":            {wholeJPEG[:len(wholeJPEG)*2/3], Limits{}, "the file is damaged or was cut short on its way."},
		"nothing but the start of a JPEG":   {wholeJPEG[:4], Limits{}, "the file is damaged"},
		"a PNG with a changed byte":         {flip(small, len(small)-30), Limits{}, "the file is damaged"},
		"a JPEG of a process nobody reads":  {replaceOnce(wholeJPEG, []byte{0xFF, 0xC0}, []byte{0xFF, 0xC9}), Limits{}, "this kind of picture"},
		"a JPEG claiming 20,000 and a bit":  {pngBomb(20_001, 10), Limits{}, "it measures 20,001 × 10 pixels"},
		"a sound header with nothing after": {pngBomb(5_000, 5_000), Limits{}, "the file is damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(context.Background(), "quay.jpg", bytes.NewReader(c.in), c.limits)
			f := fault.Of(err)
			if err == nil || f.Kind != fault.Invalid || f.Field != "picture" {
				t.Fatalf("Read = %v, want it refused beside the field", err)
			}
			if !strings.HasPrefix(f.Say, "quay.jpg was not added: ") || !strings.Contains(f.Say, c.say) {
				t.Errorf("it says %q, want %q", f.Say, c.say)
			}
		})
	}
}

func flip(b []byte, i int) []byte {
	b = bytes.Clone(b)
	b[i] ^= 0xFF
	return b
}

func replaceOnce(b, from, to []byte) []byte { return bytes.Replace(b, from, to, 1) }

func TestBombsAreRefusedBeforeDecoding(t *testing.T) {
	for name, bomb := range map[string][]byte{"PNG": pngBomb(50_000, 50_000), "JPEG": jpegBomb()} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := read(bomb)
		runtime.ReadMemStats(&after)
		if took := after.TotalAlloc - before.TotalAlloc; err == nil || took > 1<<20 {
			t.Errorf("%s: Read = %v after taking %d bytes of memory, want less than 1 MB", name, err, took)
		}
	}
}

func TestAReaderThatFailsIsNotThePicturesFault(t *testing.T) {
	broken := errors.New("the line went dead")
	_, err := Read(context.Background(), "x.png", io.MultiReader(strings.NewReader(pngSignature), failing{broken}), Limits{})
	if !errors.Is(err, broken) || fault.Is(err, fault.Invalid) {
		t.Errorf("Read = %v, want the reader's own error", err)
	}
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Read(gone, "x.png", bytes.NewReader(asPNG(t, shades(4, 4))), Limits{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Read = %v, want context.Canceled", err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestPNGSuite(t *testing.T) {
	sound, corrupt := 0, 0
	zipped(t, "images/pngsuite.zip", func(name string, b []byte) {
		base := path.Base(name)
		if path.Ext(base) != ".png" {
			return
		}
		p, err := read(b)
		if strings.HasPrefix(base, "x") {
			corrupt++
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("%s is corrupt; Read = %v, want it refused with a sentence", base, err)
			}
			return
		}
		sound++
		if err != nil {
			t.Errorf("%s: %v", base, err)
			return
		}
		want, err := png.Decode(bytes.NewReader(b))
		must(t, err)
		for _, at := range []image.Point{{0, 0}, {p.Width / 2, p.Height / 2}, {p.Width - 1, p.Height - 1}} {
			if got, want := p.sheet.RGBAAt(at.X, at.Y), color.RGBAModel.Convert(want.At(at.X, at.Y)); got != want {
				t.Errorf("%s at %v is %v, want %v", base, at, got, want)
			}
		}
		ds, err := Derive(context.Background(), p, Centre, nil)
		if err != nil || len(ds) == 0 {
			t.Errorf("%s: %d derivatives, %v", base, len(ds), err)
		}
	})
	if sound < 100 || corrupt != 14 {
		t.Errorf("%d sound and %d corrupt pictures seen, want over 100 and 14", sound, corrupt)
	}
}

func TestFuzzCorpora(t *testing.T) {
	n, refused := 0, 0
	zipped(t, "fuzz-corpora.zip", func(name string, b []byte) {
		n++
		p, err := Read(context.Background(), name, bytes.NewReader(b), Limits{Pixels: 2_000_000})
		if err != nil {
			refused++
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v, want a sentence", name, err)
			}
			return
		}
		if sizes := Sizes(p.Width, p.Height); len(sizes) == 0 {
			t.Errorf("%s of %d x %d gives nothing to look at", name, p.Width, p.Height)
		}
	})
	t.Logf("%d files, %d refused", n, refused)
	if n-refused < 20 {
		t.Errorf("only %d of %d files were read", n-refused, n)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(asPNG(f, shades(9, 7)))
	f.Add(jpegOf(f, shades(9, 7)))
	var g bytes.Buffer
	must(f, gif.Encode(&g, shades(9, 7), nil))
	f.Add(g.Bytes())
	f.Add(jpegBomb())
	f.Add(unbase64(redWebP))
	f.Add(unbase64(halfWebP))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := Read(context.Background(), "", bytes.NewReader(b), Limits{Pixels: 300_000, Side: 5000})
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Fatalf("refused without a sentence: %v", err)
			}
			return
		}
		sizes := Sizes(p.Width, p.Height)
		ds, err := DeriveSizes(context.Background(), p, Focal{0.9, 0.1}, nil, sizes[0], sizes[len(sizes)-1])
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range ds {
			c, _, err := image.DecodeConfig(bytes.NewReader(d.Bytes))
			if err != nil || c.Width != d.Width || c.Height != d.Height {
				t.Fatalf("%v came out as %d x %d, %v", d.Size, c.Width, c.Height, err)
			}
		}
	})
}
