package media

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"broadsheet/internal/outside"
)

const packet = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
 photoshop:Credit="The Wexmouth Courier" photoshop:DateCreated="2026-11-20T14:05:00+01:00" exif:GPSLatitude="52,30.5N">
<dc:creator><rdf:Seq><rdf:li>Lena Sundhale</rdf:li><rdf:li>Nia Corrow</rdf:li></rdf:Seq></dc:creator>
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© Lena Sundhale</rdf:li></rdf:Alt></dc:rights>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">The bridge,
 open.</rdf:li></rdf:Alt></dc:description>
<Iptc4xmpCore:AltTextAccessibility><rdf:Alt><rdf:li xml:lang="x-default">A swing bridge turned aside.</rdf:li></rdf:Alt></Iptc4xmpCore:AltTextAccessibility>
</rdf:Description></rdf:RDF></x:xmpmeta>`

func TestMeta(t *testing.T) {
	want := Meta{
		Creator: "Lena Sundhale, Nia Corrow", Credit: "The Wexmouth Courier", Copyright: "© Lena Sundhale",
		Caption: "The bridge, open.", Alt: "A swing bridge turned aside.", Taken: "2026-11-20T14:05:00+01:00",
	}
	iptc := iptcOf("Caf\xe9 on the quay")
	plain, whole := asPNG(t, shades(20, 20)), jpegOf(t, shades(20, 20))
	for name, c := range map[string]struct {
		in   []byte
		want Meta
	}{
		"XMP in a JPEG":                          {segment(whole, 0xE1, []byte("http://ns.adobe.com/xap/1.0/\x00"+packet)), want},
		"XMP in a PNG":                           {chunk(plain, "iTXt", []byte("XML:com.adobe.xmp\x00\x00\x00\x00\x00"+packet)), want},
		"IPTC in Latin letters":                  {segment(whole, 0xED, iptc), Meta{Creator: "Lena Sundhale", Credit: "Courier", Copyright: "(c) Lena", Caption: "Café on the quay"}},
		"IPTC in UTF-8 that does not say so":     {segment(whole, 0xED, iptcOf("Café on the quay")), Meta{Creator: "Lena Sundhale", Credit: "Courier", Copyright: "(c) Lena", Caption: "Café on the quay"}},
		"damaged XMP is no reason to refuse":     {segment(whole, 0xE1, []byte("http://ns.adobe.com/xap/1.0/\x00"+packet[:300])), Meta{}},
		"a file that says nothing":               {whole, Meta{}},
		"XMP is believed before IPTC":            {segment(segment(whole, 0xED, iptc), 0xE1, []byte("http://ns.adobe.com/xap/1.0/\x00"+packet)), want},
		"an orientation and a place, no caption": {withEXIF(whole, 1), Meta{}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := mustRead(t, c.in).Meta; got != c.want {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
}

func iptcOf(caption string) []byte {
	var records bytes.Buffer
	for _, r := range []struct {
		id   byte
		text string
	}{{80, "Lena Sundhale"}, {110, "Courier"}, {116, "(c) Lena"}, {120, caption}} {
		records.Write([]byte{0x1C, 2, r.id, 0, byte(len(r.text))})
		records.WriteString(r.text)
	}
	iptc := []byte("Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00")
	iptc = binary.BigEndian.AppendUint16(iptc, uint16(records.Len()))
	return append(iptc, records.Bytes()...)
}

func chunk(b []byte, kind string, data []byte) []byte {
	const headerEnd = len(pngSignature) + 25
	body := append([]byte(kind), data...)
	out := binary.BigEndian.AppendUint32(bytes.Clone(b[:headerEnd]), uint32(len(data)))
	out = append(out, body...)
	out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(body))
	return append(out, b[headerEnd:]...)
}

func TestText(t *testing.T) {
	for name, c := range map[string]struct {
		in   any
		want string
	}{
		"white space is one space":      {"  a\r\n\tb  ", "a b"},
		"control characters go":         {"a\x00b\x1bc\u0085", "abc"},
		"several are joined":            {[]string{"a", "b"}, "a, b"},
		"a number is written out":       {7, "7"},
		"bytes of old machines survive": {"\x93quoted\x94", "“quoted”"},
		"2,000 characters are enough":   {strings.Repeat("é", 3000), strings.Repeat("é", 2000)},
		"nothing is nothing":            {nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := text(c.in); got != c.want {
				t.Errorf("text = %q, want %q", got, c.want)
			}
		})
	}
}

func TestTaken(t *testing.T) {
	for in, want := range map[[2]string]string{
		{"2008:05:30 15:56:01", ""}:       "2008-05-30T15:56:01",
		{"2008:05:30 15:56:01", "+02:00"}: "2008-05-30T15:56:01+02:00",
		{"2008:05:30 15:56:01", "later"}:  "2008-05-30T15:56:01",
		{"0000:00:00 00:00:00", ""}:       "",
		{"yesterday", ""}:                 "",
		{"2026-11-20T14:05:00Z", ""}:      "2026-11-20T14:05:00Z",
	} {
		if got := taken(in[0], in[1]); got != want {
			t.Errorf("taken(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCamerasOfTheWorld(t *testing.T) {
	n := 0
	root := outside.Find(t, "images")
	must(t, filepath.WalkDir(root, func(file string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(file) != ".jpg" {
			return err
		}
		b, err := os.ReadFile(file)
		must(t, err)
		p := mustRead(t, b)
		n++
		t.Logf("%s: %d x %d %s %+v", filepath.Base(file), p.Width, p.Height, p.Ground, p.Meta)
		if cameraBoast(p.Meta.Caption) || cameraBoast(p.Meta.Copyright) {
			t.Errorf("%s keeps what its camera says: %+v", file, p.Meta)
		}
		if filepath.Base(file) == "Canon_40D.jpg" && p.Meta.Taken != "2008-05-30T15:56:01" {
			t.Errorf("%s was taken %q", file, p.Meta.Taken)
		}
		return nil
	}))
	if n < 30 {
		t.Errorf("%d photographs seen", n)
	}
}
