package themes_test

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"testing"

	"broadsheet/internal/page"
	"broadsheet/themes"
)

func packed(t *testing.T, b []byte) int {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Len()
}

// A theme that comes with the program weighs no more than the program's own may.
func TestThemesAreLight(t *testing.T) {
	all, err := themes.Files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		files, err := fs.Sub(themes.Files, d.Name())
		if err != nil {
			t.Fatal(err)
		}
		th, faults := page.NewTheme(files)
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		weigh := func(name string) int {
			at, err := th.AssetURL(name)
			if err != nil {
				t.Fatal(err)
			}
			f, _ := th.Asset(at)
			return packed(t, f.Body)
		}
		story := page.Gallery()["unpictured"].(*page.Story)
		story.Related, story.Recent = nil, nil
		_, body, err := th.Render(story)
		if err != nil {
			t.Fatal(err)
		}
		css, js, icon, text := weigh("site.css"), weigh("site.js"), weigh("icon.svg"), packed(t, body)
		t.Logf("figures: %s: style sheet %d, script %d, icon %d, a short story %d bytes", d.Name(), css, js, icon, text)
		if css > 7<<10 || js > 2<<10 || css+js+icon+text > 16<<10 {
			t.Errorf("%s: style sheet %d, script %d, icon %d, a short story %d bytes", d.Name(), css, js, icon, text)
		}
	}
}
