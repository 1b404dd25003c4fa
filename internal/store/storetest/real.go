//go:build unix

package storetest

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"broadsheet/internal/outside"
)

// real is a story that somebody wrote for readers.
type real struct {
	headline, text, lang string
}

// ours is where the stories of the demo lie, seen from the tests of the store.
const ours = "../demo/stories"

// realStories are those of the demo and, where the outside test data is here, news pages, other pages and posts of old
// exports: whole texts, in some twenty languages.
func realStories(t testing.TB) []real {
	t.Helper()
	var all []real
	for what, read := range map[string]func(string) ([]real, error){
		"news-pages-fundus": newsPages, "readability-pages": otherPages, "wxr/theme-test-data": oldPosts,
	} {
		if at := outside.Look(t, what); at != "" {
			some, err := read(at)
			if err != nil || len(some) == 0 {
				t.Fatalf("%s gives %d stories: %v", at, len(some), err)
			}
			all = append(all, some...)
		}
	}
	some, err := ourStories()
	if err != nil {
		t.Fatal(err)
	}
	all = append(all, some...)
	all = slices.DeleteFunc(all, func(r real) bool { return strings.TrimSpace(r.headline) == "" || strings.TrimSpace(r.text) == "" })
	slices.SortFunc(all, func(a, b real) int { return strings.Compare(a.headline+a.text, b.headline+b.text) })
	return slices.CompactFunc(all, func(a, b real) bool { return a.headline == b.headline })
}

// spoken says what is spoken where a paper comes from; English is left out.
var spoken = map[string]string{
	"at": "de", "de": "de", "ch": "de", "lu": "de", "dk": "da", "gl": "da", "es": "es", "py": "de", "fr": "fr", "it": "it", "jp": "ja", "kr": "ko", "lt": "lt",
	"no": "no", "pt": "pt", "ru": "ru", "se": "sv", "tr": "tr", "vn": "vi", "isl": "is", "id": "id", "my": "ms", "tz": "sw", "za": "en",
}

func newsPages(dir string) ([]real, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*", "*.json"))
	if err != nil {
		return nil, err
	}
	var all []real
	for _, file := range files {
		var versions map[string]struct {
			Title string
			Body  struct {
				Summary  []string
				Sections []struct{ Headline, Paragraphs []string }
			}
		}
		if err := readJSON(file, &versions); err != nil {
			return nil, err
		}
		for _, v := range versions {
			blocks := slices.Clone(v.Body.Summary)
			for _, s := range v.Body.Sections {
				blocks = slices.Concat(blocks, s.Headline, s.Paragraphs)
			}
			all = append(all, real{v.Title, strings.Join(blocks, "\n"), spoken[filepath.Base(filepath.Dir(file))]})
		}
	}
	return all, nil
}

func readJSON(file string, into any) error {
	b, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(b, into)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}

func otherPages(dir string) ([]real, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*", "expected-metadata.json"))
	if err != nil {
		return nil, err
	}
	var all []real
	for _, file := range files {
		var meta struct{ Title, Lang string }
		if err := readJSON(file, &meta); err != nil {
			return nil, err
		}
		b, err := os.ReadFile(filepath.Join(filepath.Dir(file), "expected.html"))
		if err != nil {
			return nil, err
		}
		text, err := plain(string(b))
		if err != nil {
			return nil, err
		}
		all = append(all, real{meta.Title, text, meta.Lang})
	}
	return all, nil
}

// plain is the text of HTML, each block on a line of its own.
func plain(source string) (string, error) {
	doc, err := html.Parse(strings.NewReader(source))
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for n := range doc.Descendants() {
		switch {
		case n.Type == html.TextNode && n.Parent.Data != "script" && n.Parent.Data != "style":
			b.WriteString(strings.Join(strings.FieldsFunc(n.Data, func(r rune) bool { return r == '\n' || r == '\t' }), " "))
		case n.Type == html.ElementNode && slices.Contains([]string{"p", "div", "li", "h1", "h2", "h3", "h4", "td", "pre", "blockquote", "br"}, n.Data):
			b.WriteByte('\n')
		}
	}
	return strings.TrimSpace(b.String()), nil
}

func oldPosts(dir string) ([]real, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.xml"))
	if err != nil {
		return nil, err
	}
	var all []real
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			return nil, err
		}
		some, err := postsIn(f)
		if err := errors.Join(err, f.Close()); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		all = append(all, some...)
	}
	return all, nil
}

func postsIn(r io.Reader) ([]real, error) {
	var export struct {
		Items []struct {
			Title   string `xml:"title"`
			Content string `xml:"http://purl.org/rss/1.0/modules/content/ encoded"`
		} `xml:"channel>item"`
	}
	decoder := xml.NewDecoder(r)
	decoder.Strict = false
	if err := decoder.Decode(&export); err != nil {
		return nil, err
	}
	var all []real
	for _, i := range export.Items {
		text, err := plain(i.Content)
		if err != nil {
			return nil, err
		}
		all = append(all, real{i.Title, text, ""})
	}
	return all, nil
}

// ourStories reads headline and text of the stories of the demo.
func ourStories() ([]real, error) {
	files, err := filepath.Glob(filepath.Join(ours, "*.md"))
	if err != nil {
		return nil, err
	}
	var all []real
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		head, text, _ := strings.Cut(strings.TrimPrefix(string(b), "+++\n"), "\n+++\n")
		for line := range strings.Lines(head) {
			if quoted, ok := strings.CutPrefix(strings.TrimSpace(line), "headline = "); ok {
				all = append(all, real{strings.ReplaceAll(strings.Trim(quoted, `"`), `\"`, `"`), text, ""})
			}
		}
	}
	return all, nil
}
