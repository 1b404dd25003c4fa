package main

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"broadsheet/internal/moving/fromhtml"
	"broadsheet/internal/moving/words"
	"broadsheet/internal/moving/wxr"
	"broadsheet/internal/outside"
)

// TestAnArchiveMovesInBesideReaders: exports move in by a command beside the program that serves; every published,
// unprotected item with a link then answers at that address to a reader, and its words on the page are the words of
// the source but for those that the report lists.
func TestAnArchiveMovesInBesideReaders(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(outside.Find(t, "wxr"), "theme-test-data", "*.xml"))
	if err != nil {
		t.Fatal(err)
	}
	more, err := filepath.Glob(filepath.Join(outside.Find(t, "wxr"), "wordpress-importer", "e2e", "*", "*.xml"))
	if err != nil {
		t.Fatal(err)
	}
	data := t.TempDir()
	p := starts(t, freePort(t), "--data", data)
	opensPaper(t, p)
	all := 0
	for _, file := range append(files, more...) {
		if status, _, err := reads(p.url, "/?p=1"); err != nil || status != 404 && all == 0 {
			t.Fatalf("before anything moved in: %d %v", status, err)
		}
		out, err := command(t, "import", "wordpress", file, "--data", data).CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", filepath.Base(file), err, out)
		}
		taken := string(out)
		left := leftOut(t, data, filepath.Base(file))
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		there, clashes, total := 0, 0, 0
		for r := wxr.NewReader(f); ; {
			i, err := r.Next()
			if err != nil {
				break
			}
			if i.Type != "post" && i.Type != "page" || i.Status != "publish" || i.Password != "" || i.Link == "" {
				continue
			}
			u, err := url.Parse(i.Link)
			if err != nil {
				t.Fatal(err)
			}
			path, decoded := u.EscapedPath(), u.Path
			if u.RawQuery != "" {
				path, decoded = path+"?"+u.RawQuery, decoded+"?"+u.RawQuery
			}
			if strings.Contains(taken, decoded+" stays with") {
				clashes++
				continue
			}
			var body string
			until(t, "a reader finds "+path, func() bool {
				var status int
				status, body, err = reads(p.url, path)
				if err == nil && status == 301 { // an old number leads to the story in one step
					status, body, err = reads(p.url, leads(t, p.url+path))
				}
				return err == nil && status == 200
			})
			there++
			of := i.Content + " " + fromhtml.FootnoteHTML(i.MetaValue("footnotes"))
			lost, _ := words.Compare(words.Visible(of), left[i.Link], words.Visible(mainOf(body)))
			if total += len(words.Visible(of)); len(lost) > 0 {
				t.Errorf("%s: the page at %s lacks %q", filepath.Base(file), path, lost)
			}
			if strings.Contains(body, "files.wordpress.com") && strings.Contains(body, "<img src=\"http") {
				t.Errorf("the page at %s shows a picture of the old server", path)
			}
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		all += there
		t.Logf("%s: %d pages with %d words, all there; %d addresses are held by something else, and listed", filepath.Base(file), there, total, clashes)
	}
	if all < 140 {
		t.Errorf("%d pages, the exports hold more", all)
	}
}

// leads tells where an address leads to.
func leads(t *testing.T, address string) string {
	t.Helper()
	answer, err := readers.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	if err := answer.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return answer.Header.Get("Location")
}

// TestAnEditorWritesWhileAnArchiveMovesIn: the newsroom gets in between.
func TestAnEditorWritesWhileAnArchiveMovesIn(t *testing.T) {
	var b strings.Builder
	b.WriteString(`<rss xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><link>https://old.example</link>`)
	for i := range 3000 {
		fmt.Fprintf(&b, `<item><title>Story %d</title><link>https://old.example/%d/</link><content:encoded><![CDATA[%s]]></content:encoded><wp:post_id>%d</wp:post_id><wp:post_type>post</wp:post_type><wp:status>publish</wp:status><wp:post_date_gmt>2019-05-04 11:00:00</wp:post_date_gmt></item>`,
			i, i, strings.Repeat("<p>Nobody said when the bridge would open.</p>", 20), i+1)
	}
	b.WriteString("</channel></rss>")
	file := filepath.Join(t.TempDir(), "old.xml")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	data := t.TempDir()
	p := starts(t, freePort(t), "--data", data)
	e := opensPaper(t, p)
	story, err := e.startStory()
	if err != nil {
		t.Fatal(err)
	}
	cmd := command(t, "import", "wordpress", file, "--data", data)
	out := &output{}
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	version, words := int64(0), 0
	for {
		select {
		case err := <-ended:
			if err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			t.Logf("%d words were confirmed while 3,000 stories moved in", words)
			if words < 10 || version != int64(words) {
				t.Errorf("%d words, version %d", words, version)
			}
			return
		default:
		}
		next, err := e.types(story, version, insertStep(1, "x"))
		if err != nil {
			t.Fatalf("after %d words: %v", words, err)
		}
		version, words = next, words+1
	}
}

var pageBody = regexp.MustCompile(`(?s)<main.*</main>`)

func mainOf(page string) string { return pageBody.FindString(page) }

// leftOut reads from the details of a move which words did not come, by the item's link.
func leftOut(t *testing.T, data, file string) map[string][]string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(data, movedFolder, "*", file+".items.jsonl"))
	if err != nil || len(found) != 1 {
		t.Fatalf("the details of %s: %v %v", file, found, err)
	}
	b, err := os.ReadFile(found[0])
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for _, line := range strings.Split(strings.TrimSpace(string(b)), "\n") {
		var item struct {
			Link    string
			LeftOut []string
		}
		if err := json.Unmarshal([]byte(line), &item); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		for _, l := range item.LeftOut {
			if why, text, _ := strings.Cut(l, ": "); fromhtml.Why(why).Words() {
				all[item.Link] = append(all[item.Link], words.Of(text)...)
			}
		}
	}
	return all
}
