package page

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestGallery renders one of each. With BROADSHEET_GALLERY set to a folder, pages, assets and headers are written there.
func TestGallery(t *testing.T) {
	out := os.Getenv("BROADSHEET_GALLERY")
	for name, p := range Gallery() {
		t.Run(name, func(t *testing.T) {
			status, body, err := Render(p)
			if err != nil {
				t.Fatal(err)
			}
			if status != p.status() || !bytes.HasSuffix(body, []byte("</html>\n")) {
				t.Errorf("status %d, ends %q", status, body[max(0, len(body)-20):])
			}
			_, again, err := Render(p)
			if err != nil || !bytes.Equal(body, again) {
				t.Errorf("the same value gave other bytes (%v)", err)
			}
			if out != "" {
				write(t, filepath.Join(out, name+".html"), body)
			}
		})
	}
	if out != "" {
		for _, path := range BuiltIn().Assets() {
			f, _ := BuiltIn().Asset(path)
			write(t, filepath.Join(out, path), f.Body)
		}
		var headers bytes.Buffer
		if err := Headers(false).Write(&headers); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(out, "headers.txt"), headers.Bytes())
	}
}

func write(t *testing.T, name string, body []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, body, 0o644); err != nil {
		t.Fatal(err)
	}
}

func BenchmarkRender(b *testing.B) {
	for name, p := range map[string]Page{"home": home(), "story": newsStory(), "section": businessFront()} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, _, err := Render(p); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
