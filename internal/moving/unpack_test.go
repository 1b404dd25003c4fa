package moving_test

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"broadsheet/internal/fault"
	"broadsheet/internal/moving"
)

func TestPicturesAreUnpackedIntoTheirFolderOnly(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range []string{"content/images/a.jpg", "../out.jpg", "/etc/x.jpg", `..\w.jpg`, "b/../../c.jpg", "notes.txt", "__MACOSX/._a.jpg", "images/é.png"} {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte("x"))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	file, above := filepath.Join(t.TempDir(), "pictures.zip"), t.TempDir()
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(above, "in")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := moving.UnpackPictures(file, dir); err != nil {
		t.Fatal(err)
	}
	var found []string
	err := fs.WalkDir(os.DirFS(above), ".", func(p string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			found = append(found, p)
		}
		return err
	})
	if want := []string{"in/content/images/a.jpg", "in/images/é.png"}; err != nil || !slices.Equal(found, want) {
		t.Errorf("%v: %q, not %q", err, found, want)
	}
	for say, name := range map[string]string{"no whole zip": filepath.Join(t.TempDir(), "a.zip"), "There is no file": "nothing.zip"} {
		if strings.HasPrefix(say, "no") {
			if err := os.WriteFile(name, b.Bytes()[:40], 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := moving.UnpackPictures(name, dir); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), say) {
			t.Error(err)
		}
	}
}
