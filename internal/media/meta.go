package media

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/bep/imagemeta"
	"golang.org/x/text/encoding/charmap"
)

// Meta is what a picture's file says about itself, from XMP, else IPTC, else EXIF. It is a proposal for the person
// who adds the picture, at most 2,000 characters a field. Where a picture was taken is never part of it.
type Meta struct {
	Creator   string // who made it; several are joined by ", "
	Credit    string // the line to print
	Copyright string
	Caption   string
	Alt       string // IPTC's alt text for people who do not see the picture
	Taken     string // when, by the camera's clock: "2026-11-20T14:05:00", with an offset where the file names one
}

// fields lists, best first, where each part of Meta may stand. Lower-cased source/tag.
var fields = map[string][]string{
	"creator":   {"xmp/creator", "iptc/by-line", "exif/artist"},
	"credit":    {"xmp/credit", "iptc/credit", "xmp/creditline"},
	"copyright": {"xmp/rights", "iptc/copyrightnotice", "exif/copyright"},
	"caption":   {"xmp/description", "iptc/caption-abstract", "exif/imagedescription"},
	"alt":       {"xmp/alttextaccessibility"},
	"taken":     {"exif/datetimeoriginal", "xmp/datetimeoriginal", "xmp/datecreated", "xmp/createdate"},
	"offset":    {"exif/offsettimeoriginal"},
	"turn":      {"exif/orientation"},
	"charset":   {"iptc/codedcharacterset"}, // not read here, but the reader of IPTC has to see it
}

var wanted = func() map[string]bool {
	all := map[string]bool{}
	for _, places := range fields {
		for _, place := range places {
			all[place] = true
		}
	}
	return all
}()

func place(tag imagemeta.TagInfo) string {
	return strings.ToLower(tag.Source.String() + "/" + tag.Tag)
}

// readMeta reads what it can. Metadata that is damaged is no reason to refuse a picture: what was read so far counts.
func readMeta(f format, b []byte) (Meta, orientation) {
	found := map[string]any{}
	if f.meta != imagemeta.ImageFormatAuto {
		tags(f.meta, b, imagemeta.EXIF|imagemeta.IPTC|imagemeta.XMP, found)
	}
	if f.meta == imagemeta.PNG {
		if packet := pngXMP(b); len(packet) > 0 && len(packet) < 0xFFFF-64 {
			tags(imagemeta.JPEG, asJPEG(packet), imagemeta.XMP, found)
		}
	}
	first := func(field string) string {
		for _, p := range fields[field] {
			v := found[p]
			if strings.HasPrefix(p, "iptc/") {
				v = unmixed(v)
			}
			if s := text(v); s != "" && !cameraBoast(s) {
				return s
			}
		}
		return ""
	}
	turn := upright
	if n, ok := found["exif/orientation"].(uint16); ok && n >= 1 && n <= 8 {
		turn = orientation(n)
	}
	return Meta{
		Creator: first("creator"), Credit: first("credit"), Copyright: first("copyright"), Caption: first("caption"),
		Alt: first("alt"), Taken: taken(first("taken"), first("offset")),
	}, turn
}

func tags(kind imagemeta.ImageFormat, b []byte, sources imagemeta.Source, found map[string]any) {
	defer func() { _ = recover() }() // strangers' bytes in a stranger's parser: the picture matters more than its tags
	_, _ = imagemeta.Decode(imagemeta.Options{
		R: bytes.NewReader(b), ImageFormat: kind, Sources: sources,
		ShouldHandleTag: func(t imagemeta.TagInfo) bool {
			return !strings.Contains(t.Namespace, "GPS") && !strings.Contains(t.Namespace, "IFD1") && wanted[place(t)]
		},
		HandleTag: func(t imagemeta.TagInfo) error {
			if p := place(t); found[p] == nil {
				found[p] = t.Value
			}
			return nil
		},
		LimitTagSize: 60_000, // the reader of IPTC compares in 16 bits
	})
}

// pngXMP finds the XMP packet of a PNG (XMP specification part 3, 1.1.5), packed or not.
func pngXMP(b []byte) (packet []byte) {
	const key = "XML:com.adobe.xmp\x00"
	pngChunks(b, func(kind string, data []byte) bool {
		if kind != "iTXt" || !bytes.HasPrefix(data, []byte(key)) || len(data) < len(key)+2 {
			return true
		}
		packed := data[len(key)] == 1
		rest := data[len(key)+2:]
		for range 2 { // language, translated key
			_, after, ok := bytes.Cut(rest, []byte{0})
			if !ok {
				return false
			}
			rest = after
		}
		if packed {
			rest, _ = inflate(rest, 0xFFFF)
		}
		packet = rest
		return false
	})
	return packet
}

// asJPEG wraps an XMP packet as the reader of metadata finds it in a JPEG; in a PNG it does not look.
func asJPEG(packet []byte) []byte {
	const key = "http://ns.adobe.com/xap/1.0/\x00"
	out := []byte{0xFF, 0xD8, 0xFF, 0xE1}
	out = binary.BigEndian.AppendUint16(out, uint16(2+len(key)+len(packet)))
	out = append(out, key...)
	out = append(out, packet...)
	return append(out, 0xFF, 0xD9)
}

// text makes a field of what a tag held: valid UTF-8, no control characters, at most 2,000 characters.
func text(v any) string {
	var s string
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		s = v
	case []string:
		s = strings.Join(v, ", ")
	default:
		s = fmt.Sprint(v)
	}
	if !utf8.ValidString(s) {
		s, _ = charmap.Windows1252.NewDecoder().String(s) // decodes every byte
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case r == unicode.ReplacementChar || unicode.IsControl(r) || r&0xFFFE == 0xFFFE:
			return -1
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) > 2000 {
		s = string([]rune(s)[:2000])
	}
	return s
}

// unmixed undoes the commonest mistake in IPTC: UTF-8 that does not say so and was taken for Latin-1.
func unmixed(v any) any {
	switch v := v.(type) {
	case string:
		if raw, err := charmap.ISO8859_1.NewEncoder().String(v); err == nil && utf8.ValidString(raw) {
			return raw
		}
	case []string:
		for i := range v {
			v[i], _ = unmixed(v[i]).(string)
		}
	}
	return v
}

// cameraBoast tells what cameras write into every picture.
func cameraBoast(s string) bool {
	up := strings.ToUpper(s)
	return strings.HasSuffix(up, "DIGITAL CAMERA") || up == "SONY DSC" || up == "DCIM" || up == "SAMSUNG" || up == "UNTITLED"
}

func taken(s, offset string) string {
	for _, layout := range []string{"2006:01:02 15:04:05", "2006-01-02T15:04:05", "2006-01-02T15:04:05.999"} {
		if t, err := time.Parse(layout, s); err == nil && t.Year() > 1825 {
			civil := t.Format("2006-01-02T15:04:05")
			if _, err := time.Parse("-07:00", offset); err == nil {
				return civil + offset
			}
			return civil
		}
	}
	if t, err := time.Parse(time.RFC3339Nano, s); err == nil && t.Year() > 1825 {
		return t.Format(time.RFC3339)
	}
	return ""
}
