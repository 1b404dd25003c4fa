package main

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"broadsheet/internal/page"
	"broadsheet/internal/theme"
	"broadsheet/themes"
)

// says runs a command of the program and gives what it printed.
func says(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), args, strings.NewReader(""), &o, &e)
	return code, o.String(), e.String()
}

func TestTheThemesThatComeWithTheProgramAreGoodOnes(t *testing.T) {
	all, err := themes.Files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		files, comes, err := theme.At(d.Name(), themes.Files)
		if err != nil || !comes {
			t.Fatalf("%s: %v", d.Name(), err)
		}
		th, faults := theme.Load(files)
		for _, f := range faults {
			t.Errorf("%s: %v", d.Name(), f)
		}
		if th != nil && (th.Name == "" || th.ID == "") {
			t.Errorf("%s has the name %q and the number %q", d.Name(), th.Name, th.ID)
		}
	}
}

func TestAThemeIsBegunAndChecked(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mine")
	if code, out, errs := says(t, "theme", "new", dir); code != 0 || !strings.Contains(out, "templates/story.html") || !strings.Contains(out, "README.md") {
		t.Fatalf("%d, %s, %s", code, out, errs)
	}
	if code, out, errs := says(t, "theme", "check", dir); code != 0 || !strings.Contains(out, "All well") {
		t.Fatalf("%d, %s, %s", code, out, errs)
	}
	broken := filepath.Join(dir, "templates", "topic.html")
	if err := os.WriteFile(broken, []byte("{{define \"main\"}}\n{{range .Dayz}}{{end}}\n{{end}}"), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, out, errs := says(t, "theme", "check", dir); code != exitFailed || !strings.Contains(out, "templates/topic.html:2: there is no Dayz in Topic") || !strings.Contains(errs, "One thing is wrong") {
		t.Errorf("%d, %s, %s", code, out, errs)
	}
	only := filepath.Join(t.TempDir(), "only")
	if code, out, _ := says(t, "theme", "new", only, "assets/site.css"); code != 0 || strings.Contains(out, "story.html") {
		t.Errorf("%d, %s", code, out)
	}
	weekly := filepath.Join(t.TempDir(), "weekly")
	if code, _, errs := says(t, "theme", "new", weekly, "--from", "weekly"); code != 0 {
		t.Errorf("%d, %s", code, errs)
	}
	if _, err := os.Stat(filepath.Join(weekly, "theme.toml")); err != nil {
		t.Error(err)
	}
	for _, args := range [][]string{{"theme", "check", "/nothing/here"}, {"theme", "gallery", "--listen", "0.0.0.0:0"}, {"serve", "--theme", "/nothing/here", "--data", t.TempDir()}} {
		if code, _, errs := says(t, args...); code != exitUsage {
			t.Errorf("%v: %d, %s", args, code, errs)
		}
	}
}

// A theme is followed while the paper is served: a broken state is refused and the paper goes on, a mended one is in force.
func TestABrokenThemeDoesNotStopThePaper(t *testing.T) {
	dir := t.TempDir()
	closed := string(page.BuiltInFiles()["templates/closed.html"])
	write := func(text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Join(dir, "templates"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "templates", "closed.html"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(strings.Replace(closed, "</h1>", "</h1><p>One</p>", 1))
	p := starts(t, freePort(t), "--data", t.TempDir(), "--theme", dir)
	shows := func(text string) func() bool {
		return func() bool {
			status, body, err := reads(p.url, "/")
			return err == nil && status == http.StatusServiceUnavailable && strings.Contains(body, text)
		}
	}
	until(t, "the theme is in force", shows("<p>One</p>"))
	for name, broken := range map[string]string{
		"a loop without end":    `{{define "main"}}<h1>x</h1>{{range 1000000000000}}x{{end}}{{end}}`,
		"a template in itself":  `{{define "main"}}{{template "main" .}}{{end}}`,
		"a brace too few":       `{{define "main"}}{{.New}`,
		"what the type has not": `{{define "main"}}{{.Old}}{{end}}`,
	} {
		before := strings.Count(p.said.String(), "the theme is refused")
		write(broken)
		until(t, name+" is refused", func() bool { return strings.Count(p.said.String(), "the theme is refused") > before })
		if !shows("<p>One</p>")() {
			t.Errorf("%s: the last good look is gone", name)
		}
		if status, _, err := reads(p.url, "/readyz"); err != nil || status != http.StatusOK {
			t.Errorf("%s: the node is not ready: %d, %v", name, status, err)
		}
	}
	if !strings.Contains(p.said.String(), "file=templates/closed.html line=1") {
		t.Errorf("the log does not say where: %s", p.said)
	}
	write(strings.Replace(closed, "</h1>", "</h1><p>Two</p>", 1))
	until(t, "the mended theme is in force", shows("<p>Two</p>"))
}

func TestTheGalleryShowsEveryPage(t *testing.T) {
	listen := freePort(t)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan int, 1)
	var out, errs output
	go func() {
		ended <- run(ctx, []string{"theme", "gallery", "weekly", "--listen", listen}, strings.NewReader(""), &out, &errs)
	}()
	until(t, "the gallery answers", func() bool {
		c, err := net.Dial("tcp", listen)
		if err == nil {
			c.Close()
		}
		return err == nil
	})
	for _, path := range []string{"/", "/?page=long&width=320", "/page/home", "/page/story-rtl", "/page/long", "/page/tall", "/page/unpictured", "/gallery.css", "/now"} {
		if status, body, err := reads("http://"+listen, path); err != nil || status != http.StatusOK || body == "" {
			t.Errorf("%s: %d, %v", path, status, err)
		}
	}
	for _, path := range []string{"/page/nothing", "/pictures/../../etc/passwd", "/assets/x", "/etc/passwd"} {
		if status, _, err := reads("http://"+listen, path); err != nil || status != http.StatusNotFound {
			t.Errorf("%s: %d, %v", path, status, err)
		}
	}
	stop()
	if code := <-ended; code != 0 {
		t.Errorf("it ended with %d: %s", code, errs.String())
	}
}

// System and doctor tell how the paper looks, and what is wrong with it.
func TestTheLookIsTold(t *testing.T) {
	p := &program{ctx: t.Context(), log: slog.New(slog.NewTextHandler(t.Output(), nil))}
	broken := t.TempDir()
	if err := os.Mkdir(filepath.Join(broken, "templates"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(broken, "templates", "gone.html"), []byte("{{define \"main\"}}\n{{.Wy}}{{end}}"), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		says string
		well bool
	}{
		"":          {"The program's own.", true},
		"weekly":    {"Weekly (weekly).", true},
		t.TempDir(): {".", true},
		broken:      {"the program's own look stands in. templates/gone.html:2: there is no Wy in Gone", false},
	} {
		l, err := lookOf(p, name)
		if err != nil {
			t.Fatal(err)
		}
		if say, well := l.say(); well != c.well || !strings.HasSuffix(say, c.says) {
			t.Errorf("of %q it says %q, %v", name, say, well)
		}
	}
	code, out, _ := says(t, "doctor", "--data", t.TempDir(), "--listen", freePort(t), "--theme", broken)
	if code != exitFailed || !strings.Contains(out, "Look") || !strings.Contains(out, "templates/gone.html:2") {
		t.Errorf("doctor: %d, %s", code, out)
	}
}
