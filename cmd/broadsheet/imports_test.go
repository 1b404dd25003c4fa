package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"broadsheet/internal/outside"
)

// TestEveryImportCommand runs each of them beside the program that serves.
func TestEveryImportCommand(t *testing.T) {
	data, exports := t.TempDir(), outside.Find(t, "")
	p := starts(t, freePort(t), "--data", data)
	opensPaper(t, p)
	feed := filepath.Join(t.TempDir(), "feed.xml")
	rss := `<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Old</title><link>https://old.example/</link>
<item><title>Fog on the quay</title><link>https://old.example/2023/fog/</link><guid>1</guid><pubDate>Mon, 02 Jan 2023 03:04:05 GMT</pubDate><content:encoded><![CDATA[<p>Fog came in.</p>]]></content:encoded></item></channel></rss>`
	if err := os.WriteFile(feed, []byte(rss), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		says string
		then string // an address that answers then
	}{
		{[]string{"ghost", filepath.Join(exports, "ghost/export-fixtures/export/v4_export.json"), "--url", "https://old.example"}, "11 items changed here", "/welcome/"},
		{[]string{"ghost", filepath.Join(exports, "ghost/export-fixtures/export/v4_export.json"), "--url", "https://old.example"}, "0 items changed here", "/welcome/"},
		{[]string{"files", filepath.Join(exports, "other-cms-exports/mg-substack/test/fixtures"), "--url", "https://example.substack.com"}, "5 items changed here", "/p/plain-text"},
		{[]string{"feed", feed}, "1 item changed here", "/2023/fog/"},
		{[]string{"page", filepath.Join(exports, "readability-pages/lemonde-1/source.html"), "--no-pictures"}, "1 story became a draft", ""},
		{[]string{"wordpress", filepath.Join(exports, "other-cms-exports/mg-wp-api/test/fixtures/dated-posts.json"), "--dry-run"}, "A rehearsal", ""},
	} {
		out, err := command(t, append(append([]string{"import"}, c.args...), "--data", data)...).CombinedOutput()
		if err != nil || !strings.Contains(string(out), c.says) {
			t.Errorf("import %s: %v\n%s", c.args, err, out)
		}
		if c.then == "" {
			continue
		}
		if status, _, err := reads(p.url, c.then); err != nil || status != 200 {
			t.Errorf("import %s: %s answers %d %v", c.args, c.then, status, err)
		}
	}
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"ghost", filepath.Join(exports, "ghost/export-fixtures/export/broken.json")}, "This is no export of Ghost"},
		{[]string{"page", p.url}, "asks for port"},
		{[]string{"page", "http://localhost/"}, "leads into this network"},
		{[]string{"page", "http://169.254.169.254/latest/meta-data/"}, "leads into this network"},
		{[]string{"feed", "http://127.0.0.1/feed"}, "leads into this network"},
		{[]string{"page", "nothing.html"}, "There is no file nothing.html"},
		{[]string{"page", data}, "is a folder"},
	} {
		out, err := command(t, append(append([]string{"import"}, c.args...), "--data", data)...).CombinedOutput()
		if err == nil || !strings.Contains(string(out), c.says) {
			t.Errorf("import %s: %v\n%s", c.args, err, out)
		}
	}
}
