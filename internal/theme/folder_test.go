package theme

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"broadsheet/internal/page"
)

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	at := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// opened is a folder with what it says to the log.
func opened(t *testing.T, dir string) (*Folder, *bytes.Buffer) {
	t.Helper()
	var said bytes.Buffer
	f, err := Open(dir, slog.New(slog.NewTextHandler(&said, nil)))
	if err != nil {
		t.Fatal(err)
	}
	return f, &said
}

func rendered(t *testing.T, th *page.Theme, p page.Page) string {
	t.Helper()
	_, body, err := th.Render(p)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestTheLastGoodStateStays(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "templates/failed.html", own(t, "failed", "<header", "<p>First</p><header"))
	f, said := opened(t, dir)
	changed := 0
	f.Changed = func(*page.Theme) { changed++ }
	failed := Pages()["failed"]
	if !strings.Contains(rendered(t, f.Theme(), failed), "<p>First</p>") {
		t.Fatalf("the folder is not in force: %v", f.Faults())
	}
	first := f.Theme()

	put(t, dir, "templates/failed.html", "{{define \"main\"}}\n<h1>{{.Nothing}}</h1>{{end}}")
	f.Look()
	if f.Theme() != first || changed != 0 {
		t.Error("a broken state took the place of a good one")
	}
	if faults := f.Faults(); len(faults) != 1 || faults[0].File != "templates/failed.html" || faults[0].Line != 2 {
		t.Errorf("the fault is told as %v", faults)
	}
	if !strings.Contains(said.String(), "level=ERROR") || !strings.Contains(said.String(), "line=2") {
		t.Errorf("the log says %s", said)
	}

	put(t, dir, "templates/failed.html", own(t, "failed", "<header", "<p>Second</p><header"))
	f.Look()
	if len(f.Faults()) != 0 || changed != 1 || !strings.Contains(rendered(t, f.Theme(), failed), "<p>Second</p>") {
		t.Errorf("the mended state is not in force: %v", f.Faults())
	}
	if f.Theme().ID == first.ID {
		t.Error("another look has the same number")
	}
	f.Look()
	if changed != 1 {
		t.Error("a folder that did not change was read again")
	}
}

func TestAFolderThatWasNeverGoodLeavesTheProgramsOwnLook(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "templates/failed.html", "{{define \"main\"}}{{template \"main\" .}}{{end}}")
	f, _ := opened(t, dir)
	if f.Theme() != page.BuiltIn() || len(f.Faults()) != 1 {
		t.Errorf("the theme is %q, its faults %v", f.Theme().ID, f.Faults())
	}
}

func TestNoFileOutsideOfTheFolderIsRead(t *testing.T) {
	outside := t.TempDir()
	put(t, outside, "secret.css", "body{color:red}")
	put(t, outside, "secret.html", `{{define "main"}}<h1>secret</h1>{{end}}`)
	for name, link := range map[string][2]string{
		"a file by its whole name": {filepath.Join(outside, "secret.css"), "assets/a.css"},
		"a file by steps upward":   {"../../" + filepath.Base(outside) + "/secret.css", "assets/a.css"},
		"a template":               {filepath.Join(outside, "secret.html"), "templates/failed.html"},
		"a folder":                 {outside, "assets"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, link[1])), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(link[0], filepath.Join(dir, link[1])); err != nil {
				t.Fatal(err)
			}
			f, _ := opened(t, dir)
			if f.Theme() != page.BuiltIn() || len(f.Faults()) == 0 {
				t.Errorf("the folder is in force, with faults %v", f.Faults())
			}
		})
	}
	// A link that stays within the folder is as good as a file.
	dir := t.TempDir()
	put(t, dir, "assets/first.css", "p{color:red}")
	if err := os.Symlink("first.css", filepath.Join(dir, "assets/second.css")); err != nil {
		t.Fatal(err)
	}
	f, _ := opened(t, dir)
	if _, err := f.Theme().AssetURL("second.css"); err != nil {
		t.Errorf("%v, %v", err, f.Faults())
	}
}

// What passes every page of the gallery may still fail on a page that nobody foresaw: that page looks as the program
// has it, the rest stays, and the operator is told once.
func TestAPageThatCannotBeMadeIsMadeByTheProgramsOwnTheme(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "templates/story.html", own(t, "story", "{{.Body}}", "{{if .Words}}{{else}}{{(index .Topics 9).Name}}{{end}}{{.Body}}"))
	f, said := opened(t, dir)
	if len(f.Faults()) > 0 {
		t.Fatal(f.Faults())
	}
	story := *Pages()["story"].(*page.Story)
	story.Words = 0
	want := rendered(t, page.BuiltIn(), &story)
	for range 3 {
		if rendered(t, f.Theme(), &story) != want {
			t.Error("the page is not the program's own")
		}
	}
	broken := f.Theme().Broken()
	if len(broken) != 1 || broken[0].File != "templates/story.html" || broken[0].Line == 0 || !strings.Contains(broken[0].Why, "out of range") {
		t.Errorf("it is told as %v", broken)
	}
	if n := strings.Count(said.String(), "the theme could not make a page"); n != 1 {
		t.Errorf("the log says it %d times", n)
	}
}

func TestAThemesFilesAreSentUnderTheSumOfTheirBytes(t *testing.T) {
	th, faults := Load(folder("assets/site.css", "@font-face{font-family:x;src:url('own.woff2')}", "assets/own.woff2", "wOF2", "assets/site.js", "// nothing"))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	font, err := th.AssetURL("own.woff2")
	if err != nil {
		t.Fatal(err)
	}
	style, err := th.AssetURL("site.css")
	if err != nil {
		t.Fatal(err)
	}
	f, ok := th.Asset(style)
	if !ok || !strings.Contains(string(f.Body), "url("+font+")") {
		t.Errorf("the style sheet says %.80s", f.Body)
	}
	if f, ok := th.Asset(font); !ok || f.Type != "font/woff2" || string(f.Body) != "wOF2" {
		t.Errorf("the font is %v, %v", f.Type, ok)
	}
	if own, err := page.BuiltIn().AssetURL("site.css"); err != nil || own == style {
		t.Error("another style sheet has the same address")
	}
}

func TestNewWritesWhatIsMissingAndNothingElse(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mine")
	put(t, dir, "templates/home.html", "mine")
	written, left, err := New(dir, page.BuiltInFiles(), nil)
	if err != nil || len(left) != 1 || left[0] != "templates/home.html" || len(written) < 18 {
		t.Fatalf("%v written, %v left, %v", written, left, err)
	}
	if b, err := os.ReadFile(filepath.Join(dir, "templates/home.html")); err != nil || string(b) != "mine" {
		t.Errorf("what stood there is %q now (%v)", b, err)
	}
	if _, _, err := New(t.TempDir(), page.BuiltInFiles(), []string{"../../etc/passwd"}); err == nil {
		t.Error("a file that no theme has was written")
	}
}
