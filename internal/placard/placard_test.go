package placard

import (
	"bytes"
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"broadsheet/internal/outside"
)

var examples = map[string]Placard{
	"short":    {Paper: "The Wexmouth Courier", Headline: "Bridge opens", Date: "Monday 23 November 2026", Accent: "#a6192e"},
	"long":     {Paper: "The Wexmouth Courier", Headline: "Council votes to reopen the swing bridge on Monday after three weeks of inspections, tempers and a bill of £2.4 million", Date: "Monday 23 November 2026"},
	"greek":    {Paper: "Η Καθημερινή του Λιμανιού", Headline: "Ανοίγει η γέφυρα", Date: "Δευτέρα 23 Νοεμβρίου 2026", Accent: "#0b4f71"},
	"cyrillic": {Paper: "Портовые ведомости", Headline: "Мост открыт", Date: "23 ноября 2026 г."},
	"polish":   {Paper: "Głos Portu", Headline: "Zażółć gęślą jaźń – most otwarty", Date: "23 listopada 2026"},
	"arabic":   {Paper: "The Wexmouth Courier", Headline: "الميناء القديم", Date: "23 November 2026"},
	"one word": {Paper: "Courier", Headline: strings.Repeat("Donaudampfschifffahrt", 12), Date: ""},
	"endless":  {Paper: strings.Repeat("Courier ", 80), Headline: strings.Repeat("bridge ", 400), Date: strings.Repeat("Monday ", 60)},
	"nothing":  {},
	"a logo":   {Paper: "Courier", Headline: "Bridge opens", Date: "23 November 2026", Logo: image.NewUniform(color.RGBA{1, 2, 200, 255})},
}

func TestPlacards(t *testing.T) {
	for name, p := range examples {
		if p.Logo != nil {
			logo := image.NewRGBA(image.Rect(0, 0, 900, 300))
			for i := range logo.Pix {
				logo.Pix[i] = 0x80
			}
			p.Logo = logo
		}
		one, err := p.Draw()
		if err != nil {
			t.Fatal(err)
		}
		two, err := p.Draw()
		if err != nil || !bytes.Equal(one, two) {
			t.Errorf("%s: drawn twice it differs: %v", name, err)
		}
		m, err := png.Decode(bytes.NewReader(one))
		if err != nil || m.Bounds() != image.Rect(0, 0, Width, Height) {
			t.Fatalf("%s: %v, %v", name, m.Bounds(), err)
		}
		for y := range Height { // nothing touches the edges but the rule
			for _, x := range []int{0, margin - 30, Width - margin + 30, Width - 1} {
				if y >= top && color.RGBAModel.Convert(m.At(x, y)) != ground {
					t.Fatalf("%s: something stands at %d, %d", name, x, y)
				}
			}
		}
		if len(one) > 120<<10 {
			t.Errorf("%s has %d bytes", name, len(one))
		}
		if dir := os.Getenv("BROADSHEET_PLACARDS"); dir != "" {
			if err := os.WriteFile(filepath.Join(dir, strings.ReplaceAll(name, " ", "-")+".png"), one, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		t.Logf("%s: %d bytes", name, len(one))
	}
}

func TestWhatTheFontCanShow(t *testing.T) {
	for text, want := range map[string]bool{
		"The Wexmouth Courier": true, "Zoë Ångström – “quoted” £5": true, "Ελληνικά": true, "Ёлка": true, "Tiếng Việt": true, "e\u0301": true, "soft\u00adhyphen": true,
		"الميناء": false, "漢字": false, "ไทย": false, "Bridge 😀": false, "": false, "   ": false, "\u00ad": false,
	} {
		if Can(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}

// Whatever a headline holds, a placard is drawn.
func TestNaughtyHeadlines(t *testing.T) {
	b, err := os.ReadFile(outside.Find(t, "strings/blns.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	could := 0
	for i, s := range all {
		if Can(s) {
			could++
		}
		if i%8 != 0 && !testing.Verbose() {
			continue
		}
		if _, err := (Placard{Paper: s, Headline: s, Date: s}).Draw(); err != nil {
			t.Errorf("%q: %v", s, err)
		}
	}
	t.Logf("%d of %d strings can be shown", could, len(all))
}
