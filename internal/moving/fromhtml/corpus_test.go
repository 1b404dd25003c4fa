package fromhtml

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"broadsheet/internal/moving/words"
	"broadsheet/internal/moving/wxr"
	"broadsheet/internal/outside"
	"broadsheet/internal/prose"
)

// hold checks the promises that every conversion keeps, and returns the words that are missing or added.
func hold(t testing.TB, source string, o Options) (missing, added []string) {
	t.Helper()
	r := Convert(source, o)
	doc := prose.Doc("", "", r.Blocks...)
	if err := prose.Check(doc); err != nil {
		t.Errorf("of %.300q: %v", source, err)
	}
	var left []string
	for _, l := range r.LeftOut {
		if l.Why.Words() {
			left = append(left, words.Of(l.Text)...)
		}
	}
	return words.Compare(words.Visible(source), left, words.Of(prose.Text(doc)))
}

func TestWordsInAreWordsOut(t *testing.T) {
	dir := outside.Find(t, "wxr")
	items, total, bad := 0, 0, 0
	reasons := map[Why]int{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".xml" {
			return err
		}
		file, err := os.Open(path)
		if err != nil {
			return err
		}
		defer file.Close()
		r := wxr.NewReader(file)
		for {
			item, err := r.Next()
			if err != nil {
				if !errors.Is(err, io.EOF) {
					t.Logf("%s: %v", filepath.Base(path), err)
				}
				return nil
			}
			if item.Type == "nav_menu_item" {
				continue
			}
			items++
			for _, come := range []bool{false, true} {
				o := Options{Site: NewSite(r.Site().BlogURL), Page: item.Link, Footnotes: item.MetaValue("footnotes")}
				if come {
					o.Picture = func(string, int64) (string, bool) { return "01jq0000000000000000000000", true }
				}
				missing, added := hold(t, item.Content, o)
				if item.MetaValue("footnotes") != "" {
					added = nil // they stand beside the text in the export
				}
				if len(missing)+len(added) > 0 {
					bad++
					t.Errorf("%s, line %d, %q (pictures: %v): missing %q, added %q", filepath.Base(path), item.Line, item.Title, come, missing, added)
				}
				if !come {
					total += len(words.Visible(item.Content))
					for _, l := range Convert(item.Content, o).LeftOut {
						reasons[l.Why]++
					}
				}
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d items, %d words, %d with a difference; left out: %v", items, total, bad, reasons)
}

func TestTreeConstructionTestsSurvive(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(outside.Find(t, "html5lib"), "*", "*.dat"))
	if err != nil {
		t.Fatal(err)
	}
	more, err := filepath.Glob(filepath.Join(outside.Find(t, "html5lib"), "*.dat"))
	if err != nil {
		t.Fatal(err)
	}
	cases := 0
	for _, path := range append(files, more...) {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range strings.Split(string(b), "#data\n")[1:] {
			data, _, _ := strings.Cut(part, "\n#errors")
			cases++
			hold(t, data, Options{})
		}
	}
	if cases < 1700 {
		t.Errorf("%d cases, want the 1,796 that were given", cases)
	}
	t.Logf("%d cases", cases)
}

var fenced = regexp.MustCompile("(?s)```[a-z]*\n(.*?)```")

func TestFilterEvasionsBecomeWordsOrNothing(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(outside.Find(t, "xss"), "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	more, err := filepath.Glob(filepath.Join(outside.Find(t, "xss"), "*"))
	if err != nil {
		t.Fatal(err)
	}
	cases := 0
	for _, path := range append(files, more...) {
		if filepath.Ext(path) != ".md" {
			continue
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range fenced.FindAllStringSubmatch(string(b), -1) {
			cases++
			r := Convert(m[1], Options{Page: "https://old.example/a/"})
			doc := prose.Doc("", "", r.Blocks...)
			if err := prose.Check(doc); err != nil {
				t.Errorf("%q: %v", m[1], err)
			}
			doc.Walk(func(n *prose.Node) bool {
				for _, a := range n.Marks {
					if href, _ := a.Attrs["href"].(string); !prose.IsHref(href) && a.Type == "link" {
						t.Errorf("%q: a link to %q", m[1], href)
					}
				}
				return true
			})
		}
	}
	if cases < 80 {
		t.Errorf("%d cases, the sheet has more", cases)
	}
	t.Logf("%d cases", cases)
}

// picture finds every picture whose name begins with "here", under a number made of its attachment's.
func picture(src string, attachment int64) (string, bool) {
	if attachment == 0 && !strings.Contains(src, "/here") {
		return "", false
	}
	if attachment >= 900 {
		return "", false
	}
	s := strconv.FormatInt(attachment, 10)
	return strings.Repeat("0", 26-len(s)) + s, true
}
