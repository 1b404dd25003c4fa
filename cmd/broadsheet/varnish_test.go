package main

import (
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// varnish starts a real Varnish by the configuration in docs before the program, and gives its address.
func varnish(t *testing.T, listen, backend string) string {
	t.Helper()
	daemon, err := exec.LookPath("varnishd")
	if err != nil {
		t.Skip("varnishd is not installed (Debian's package varnish), so no shared cache can be tried")
	}
	vcl, err := os.ReadFile("../../docs/varnish.vcl")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := strings.Cut(backend, ":")
	own := strings.Replace(string(vcl), `"8080"`, `"`+port+`"`, 1)
	if own == string(vcl) {
		t.Fatal("docs/varnish.vcl does not name port 8080")
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "broadsheet.vcl")
	if err := os.WriteFile(file, []byte(own), 0o644); err != nil { //nolint:gosec // Varnish reads it as somebody else
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // as above
		t.Fatal(err)
	}
	said := &output{}
	cmd := exec.Command(daemon, "-F", "-a", listen, "-f", file, "-n", filepath.Join(dir, "work"), "-s", "malloc,600m", "-T", "none", "-j", "none", "-p", "thread_pool_min=10", "-p", "thread_pools=1")
	cmd.Stdout, cmd.Stderr = said, said
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM, Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait() // it is told to end
		close(ended)
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM) // its child ends with it
		<-ended
	})
	until(t, "Varnish answers", func() bool {
		select {
		case <-ended:
			t.Fatalf("Varnish ended: %s", said)
		default:
		}
		r, err := readers.Get("http://" + listen + "/healthz")
		if err != nil {
			return false
		}
		_ = r.Body.Close()
		return r.StatusCode == http.StatusOK
	})
	return "http://" + listen
}

// behindVarnish opens a paper behind a real Varnish that is told what to forget, and gives its editor and the address of the cache.
func behindVarnish(t *testing.T) (e *editor, cache string) {
	t.Helper()
	front, back := freePort(t), freePort(t)
	p := starts(t, back, "--data", filepath.Join(t.TempDir(), "data"), "--url", "http://"+front, "--purge", "varnish http://"+front)
	cache = varnish(t, front, back)
	link := strings.ReplaceAll(p.said.String(), "http://"+front, p.url)
	if _, err := p.said.Write([]byte(link)); err != nil { // the first run goes to the program itself
		t.Fatal(err)
	}
	return opensPaper(t, p), cache
}

// A real Varnish keeps the pages, and forgets what a publication, a change and a recall made old.
func TestASharedCacheIsToldWhatBecameOld(t *testing.T) {
	e, cache := behindVarnish(t)
	kept := func(path string) bool {
		for range 2 {
			r, err := readers.Get(cache + path)
			if err != nil {
				t.Fatal(err)
			}
			_ = r.Body.Close()
			for _, h := range []string{"Surrogate-Key", "Cache-Tag", "Surrogate-Control", "CDN-Cache-Control"} {
				if r.Header.Get(h) != "" {
					t.Errorf("%s shows readers %s", path, h)
				}
			}
			if len(strings.Fields(r.Header.Get("X-Varnish"))) == 2 { // two numbers: this request, and the one that fetched
				return true
			}
		}
		return false
	}
	if !kept("/latest") {
		t.Error("Varnish does not keep /latest")
	}
	id, version, err := e.writes("Ferry late again")
	if err != nil {
		t.Fatal(err)
	}
	if err := e.publishes(id, version, "first"); err != nil {
		t.Fatal(err)
	}
	shows := func(path, text string) func() bool {
		return func() bool {
			_, body, err := reads(cache, path)
			return err == nil && strings.Contains(body, text)
		}
	}
	for _, path := range []string{"/", "/latest", "/ferry-late-again"} {
		until(t, "Varnish shows the new story on "+path, shows(path, "Ferry late again"))
		if !kept(path) {
			t.Errorf("Varnish does not keep %s", path)
		}
	}
	if err := e.recalls(id); err != nil {
		t.Fatal(err)
	}
	until(t, "Varnish says that the story was withdrawn", func() bool {
		status, _, err := reads(cache, "/ferry-late-again")
		return err == nil && status == http.StatusGone
	})
	until(t, "Varnish shows it on no list", func() bool {
		for _, path := range []string{"/", "/latest"} {
			if shows(path, "Ferry late again")() {
				return false
			}
		}
		return true
	})
	if r, err := http.DefaultClient.Do(&http.Request{Method: "BAN", URL: mustURL(t, cache+"/"), Header: http.Header{}}); err != nil || r.StatusCode != http.StatusForbidden {
		t.Errorf("a ban without tags: %v %v", r, err)
	}
}

func mustURL(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
