package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/demo"
	"broadsheet/internal/desk"
	"broadsheet/internal/export"
	"broadsheet/internal/fault"
	"broadsheet/internal/front"
	"broadsheet/internal/outside"
	"broadsheet/internal/paper"
	"broadsheet/internal/shelf"
	"broadsheet/internal/steps"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// A newsroom is the desk over a place, and somebody who may do everything there.
type newsroomAt struct {
	*desk.Desk
	store *store.Store
	me    account.Staff

	section string // for stories
}

// at opens the desk over a place for a while.
func (l lies) at(t *testing.T, c clock.Clock, do func(n *newsroomAt)) {
	t.Helper()
	if err := makeFolder(l.data); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), store.Options{Database: l.database, Clock: c})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	files, err := shelf.At(filepath.Join(l.data, picturesShelf))
	if err != nil {
		t.Fatal(err)
	}
	defer files.Close()
	n := &newsroomAt{Desk: desk.New(s, steps.New(), files, c), store: s}
	n.sit(t)
	do(n)
}

// sit finds somebody of the paper who may do everything, once there is somebody.
func (n *newsroomAt) sit(t *testing.T) {
	t.Helper()
	all, err := n.store.AllStaff(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(all) > 0 {
		n.me = all[0]
		n.me.Roles = account.Roles
	}
	sections, err := n.store.Sections(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(sections) > 0 {
		n.section = sections[0].ID
	}
}

// refusable fails the test unless err is a refusal with a sentence.
func refusable(t *testing.T, err error) {
	t.Helper()
	if f := fault.Of(err); err != nil && f.Kind == fault.Internal {
		t.Fatal(err)
	}
}

// types writes a story down to its headline and a line of text.
func (n *newsroomAt) types(t *testing.T, headline, text string) (id string, version int64, err error) {
	t.Helper()
	d, err := n.StartStory(t.Context(), n.me, article.Story)
	if err != nil {
		return "", 0, err
	}
	window := "test " + clock.Real{}.ID()
	version, counter := d.Version, int64(0)
	typed := []json.RawMessage{json.RawMessage(fmt.Sprintf(`{"stepType":"docAttr","attr":"section","value":%q}`, n.section))}
	if headline != "" {
		typed = append(typed, step(t, 1, headline))
	}
	if text != "" {
		typed = append(typed, step(t, utf16Size(headline)+5, text))
	}
	for _, s := range typed {
		counter++
		version, err = n.Write(t.Context(), n.me, desk.Typed{Draft: d.ID, Base: version, Client: window, Counter: counter, Steps: []json.RawMessage{s}})
		if err != nil {
			return d.ID, version, err
		}
	}
	return d.ID, version, nil
}

func utf16Size(s string) (n int) {
	for _, r := range s {
		if n++; r > 0xffff {
			n++
		}
	}
	return n
}

func step(t *testing.T, at int, text string) json.RawMessage {
	t.Helper()
	b, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	return json.RawMessage(fmt.Sprintf(`{"stepType":"replace","from":%d,"to":%d,"slice":{"content":[{"type":"text","text":%s}]}}`, at, at, b))
}

// small fills a place with a paper of two stories and a picture.
func small(t *testing.T, l lies) {
	t.Helper()
	l.at(t, clock.Real{}, func(n *newsroomAt) {
		if _, err := n.OpenPaper(t.Context(), desk.Opening{
			Paper: "The Wexmouth Courier", Name: "Mara Ostrey", Email: "mara@courier.example", PasswordHash: "-", Lang: "en", Zone: "Europe/Lisbon",
		}); err != nil {
			t.Fatal(err)
		}
		n.sit(t)
		if _, _, err := n.AddSection(t.Context(), n.me, paper.Section{Name: "News"}); err != nil {
			t.Fatal(err)
		}
		n.sit(t)
		n.publishes(t, "The bar is dredged")
		n.publishes(t, "The bridge is shut")
		var b bytes.Buffer
		if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 400, 300))); err != nil {
			t.Fatal(err)
		}
		if _, _, err := n.TakeIn(t.Context(), n.me, desk.Taken{Name: "fog.png", Bytes: &b}); err != nil {
			t.Fatal(err)
		}
	})
}

// publishes writes a story and puts it out.
func (n *newsroomAt) publishes(t *testing.T, headline string) {
	t.Helper()
	id, version, err := n.types(t, headline, "The tide came in at noon.")
	if err == nil {
		_, err = n.Publish(t.Context(), n.me, desk.Publication{Draft: id, Version: version, Change: article.First, Slot: desk.NoSlot, Anyway: true})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// living fills a place with the demo's paper, some years of older stories, and what breaks texts elsewhere.
func living(t *testing.T, l lies, stories int, strings []string) {
	t.Helper()
	now := time.Now().Truncate(time.Second)
	c := clock.At(now)
	l.at(t, c, func(n *newsroomAt) {
		courier, err := demo.Paper(now, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := demo.Load(t.Context(), demo.Room{Desk: n.Desk, Clock: c, Zone: "UTC", PasswordHash: "none", Plain: true, Archive: stories}, courier); err != nil {
			t.Fatal(err)
		}
		n.sit(t)
		kept := 0
		for i, s := range strings {
			_, _, err := n.SaveTopic(t.Context(), n.me, paper.Topic{Name: s, Description: s})
			refusable(t, err)
			if i%5 == 0 {
				_, _, err = n.AddSection(t.Context(), n.me, paper.Section{Name: s, Description: s})
				refusable(t, err)
			}
			id, version, err := n.types(t, s, s)
			refusable(t, err)
			if err != nil || i%2 == 0 {
				continue
			}
			_, err = n.Publish(t.Context(), n.me, desk.Publication{Draft: id, Version: version, Change: article.First, Slot: desk.NoSlot, Anyway: true})
			refusable(t, err)
			if err == nil {
				kept++
			}
			if i%6 == 1 {
				_, err = n.Recall(t.Context(), n.me, id, s)
				refusable(t, err)
			}
		}
		if len(strings) > 0 && kept == 0 {
			t.Error("none of the naughty strings was published")
		}
		sections, err := n.store.Sections(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range sections { // old addresses lead on
			if s.Parent != "" {
				s.Name, s.Slug = s.Name+" and more", s.Slug+"-and-more"
				if _, _, err := n.ChangeSection(t.Context(), n.me, s); err != nil {
					t.Fatal(err)
				}
			}
		}
		id, _, err := n.types(t, "To the bin with it", "")
		if err == nil {
			err = n.Bin(t.Context(), n.me, id)
		}
		if err == nil {
			_, err = n.Break(t.Context(), n.me, front.Breaking{Text: "The bridge is shut"})
		}
		if err == nil {
			home := front.Front{ID: front.Home}
			home.Pin(front.Pin{Slot: 1, Story: id})
			err = n.ArrangeFront(t.Context(), n.me, home, front.Front{ID: front.Home}, 0, true)
		}
		refusable(t, err)
	})
}

// tree reads a folder whole.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		all[name] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// same compares two exports byte for byte.
func same(t *testing.T, what string, before, after map[string]string) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(before)) {
		if is, there := after[name]; !there || is != before[name] {
			t.Errorf("%s: %s differs: %s", what, name, firstDifference(before[name], is))
		}
	}
	if len(after) != len(before) {
		t.Errorf("%s: %d files, not %d", what, len(after), len(before))
	}
}

// atHome are the tables that no export holds and nothing makes again.
var atHome = []string{"private", "secret", "job", "letter", "pass", "sign_in", "move"}

// everything reads all rows but those that no export brings, a text to a row.
func (l lies) everything(t *testing.T) map[string][]string {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Database: l.database})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	all := map[string][]string{}
	_, err = s.Dump(t.Context(), func(name string, columns []string) (func([]any) error, error) {
		return func(row []any) error {
			for i, c := range columns {
				if name == "account" && slices.Contains([]string{"password", "signed_in", "signed_out"}, c) {
					row[i] = nil
				}
			}
			all[name] = append(all[name], fmt.Sprint(row...))
			return nil
		}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// found asks the newsroom's search for words and gives the stories of each.
func (l lies) found(t *testing.T, words ...string) (all []string) {
	t.Helper()
	l.at(t, clock.Real{}, func(n *newsroomAt) {
		for _, w := range words {
			count, err := n.store.CountStories(t.Context(), article.Filter{Form: article.Story, Tab: "all", Query: w}, 10_000)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, fmt.Sprint(w, " ", count))
		}
	})
	return all
}

// some takes every nth of what is there, from a random one on; all of it in the soak.
func some(random *rand.Rand, all []string) []string {
	if volume(10) == 10 {
		return all
	}
	var few []string
	for i := random.IntN(10); i < len(all); i += 10 {
		few = append(few, all[i])
	}
	return few
}

func naughty(t *testing.T) []string {
	t.Helper()
	file := outside.Look(t, "strings/blns.json")
	if file == "" {
		t.Log("the outside test data is not here: without the naughty strings")
		return nil
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// TestAnExportIsThePaper: exported, taken into an empty place on either database and exported again it is equal byte
// for byte, every row is as it was, and every address answers as before.
func TestAnExportIsThePaper(t *testing.T) {
	kinds := storetest.Kinds()
	storetest.EachKind(t, func(t *testing.T, k storetest.Kind) {
		random := seeded(t)
		from := empty(t, k)
		living(t, from, volume(200), some(random, naughty(t)))
		listen := freePort(t)
		told := from.answers(t, listen, from.public(t)) // served for the first time, the paper notes under which address

		dir := t.TempDir()
		first := filepath.Join(dir, "first")
		t.Log(from.runs(t, "export", first))
		before := tree(t, first)
		from.runs(t, "export", filepath.Join(dir, "again"))
		same(t, "the same state exported twice", before, tree(t, filepath.Join(dir, "again")))
		rows := from.everything(t)
		words := []string{"bridge", "harbour", "the", "mayor", "council", "bin"}
		found := from.found(t, words...)
		for _, other := range kinds {
			into := empty(t, other)
			out := into.runs(t, "import", "broadsheet", first)
			if !strings.Contains(out, "is as it was exported") {
				t.Error(out)
			}
			second := filepath.Join(dir, other.Name)
			into.runs(t, "export", second)
			same(t, k.Name+" exported, taken into "+other.Name+" and exported again", before, tree(t, second))
			is := into.everything(t)
			for _, table := range slices.Sorted(maps.Keys(rows)) {
				if slices.Contains(atHome, table) {
					if len(is[table]) > 0 {
						t.Errorf("rows of %s left the house", table)
					}
					continue
				}
				if !slices.Equal(is[table], rows[table]) {
					t.Errorf("taken into %s, %s is not as it was: %s", other.Name, table, firstDifference(strings.Join(rows[table], "\n"), strings.Join(is[table], "\n")))
				}
			}
			if again := into.found(t, words...); !slices.Equal(again, found) {
				t.Errorf("the newsroom's search finds %v, not %v", again, found)
			}
			if other.Name != k.Name || volume(10) == 10 { // the rows say the same
				sameAnswers(t, told, into.answers(t, listen, into.public(t)))
			}
		}
	})
}

// TestAnExportOverAPaper: taken into the paper that it came from it changes nothing, and what is newer is never
// overwritten.
func TestAnExportOverAPaper(t *testing.T) {
	storetest.EachKind(t, func(t *testing.T, k storetest.Kind) {
		l := empty(t, k)
		small(t, l)
		made := filepath.Join(t.TempDir(), "export")
		l.runs(t, "export", made)
		before := l.everything(t)
		takes := func(what, want string, works bool) {
			t.Helper()
			out, err := command(t, l.args("import", "broadsheet", made)...).CombinedOutput()
			if (err == nil) != works || !strings.Contains(string(out), want) {
				t.Errorf("%s: %v, %s; want %q", what, err, out, want)
			}
		}
		takes("an equal paper", "Nothing was changed", true)
		if !maps.EqualFunc(before, l.everything(t), slices.Equal) {
			t.Error("an equal paper was changed")
		}

		lost := l.rows(t, "picture_file", "file")[0][0]
		if err := os.Remove(filepath.Join(l.data, picturesShelf, filepath.FromSlash(lost))); err != nil {
			t.Fatal(err)
		}
		takes("a paper that lost a file", "are back: 1", true)
		takes("the same again", "Nothing was changed", true)

		l.at(t, clock.Real{}, func(n *newsroomAt) {
			if _, _, err := n.types(t, "Written since", "The tide came in."); err != nil {
				t.Fatal(err)
			}
		})
		takes("a paper with a newer draft", "drafts.jsonl", false)
		l.at(t, clock.Real{}, func(n *newsroomAt) { n.publishes(t, "Published since") })
		takes("a paper with a newer story", "has gone on since the export", false)
		newer := filepath.Join(t.TempDir(), "newer")
		l.runs(t, "export", newer)

		old := empty(t, k)
		old.runs(t, "import", "broadsheet", made)
		l, made = old, newer
		takes("a paper that is behind", "is behind the export", false)
		other := empty(t, k)
		p := starts(t, freePort(t), other.args()...)
		opensPaper(t, p)
		p.kill()
		l = other
		takes("another paper", "Another paper lies here", false)
	})
}

// TestADamagedExportIsRefused: flipped, cut, short of a file or with one too many, it is refused with a sentence, and
// nothing is left behind.
func TestADamagedExportIsRefused(t *testing.T) {
	random := seeded(t)
	k := storetest.Kinds()[0]
	from := empty(t, k)
	small(t, from)
	whole := filepath.Join(t.TempDir(), "export")
	from.runs(t, "export", whole)
	names := slices.Sorted(maps.Keys(tree(t, whole)))
	// Small files are hit as often as large ones: the list of sums, the manifest, the README.
	named := []string{"SHA256SUMS", "manifest.json", "README.md", "data/record.jsonl", "data/drafts.jsonl", "data/head.jsonl"}
	schema, err := store.Schema()
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for n := range volume(1000) {
		name := names[random.IntN(len(names))]
		if n%2 == 0 {
			name = named[random.IntN(len(named))]
		}
		file := filepath.Join(whole, name)
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if len(b) == 0 {
			continue
		}
		at := random.IntN(len(b))
		kind := []string{"flip", "cut", "gone", "extra"}[random.IntN(4)]
		kinds[kind]++
		bad := append([]byte{}, b...)
		undo := func() error { return os.WriteFile(file, b, 0o600) }
		switch kind {
		case "flip":
			bad[at] ^= 1 << random.IntN(8)
			err = os.WriteFile(file, bad, 0o600)
		case "cut":
			err = os.WriteFile(file, bad[:at], 0o600)
		case "gone":
			err = os.Remove(file)
		case "extra":
			extra := filepath.Join(filepath.Dir(file), "extra")
			undo = func() error { return os.Remove(extra) }
			err = os.WriteFile(extra, bad[:at], 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		x, err := export.Open(context.Background(), whole, schema, nil)
		if err == nil {
			t.Errorf("%s of %s at %d was accepted", kind, name, at)
			x.Close()
		}
		if f := fault.Of(err); f.Kind != fault.Invalid || strings.Count(f.Say, "Nothing was changed") != 1 {
			t.Errorf("%s of %s at %d: %v", kind, name, at, err)
		}
		if n < 3 {
			into := empty(t, k)
			out, err := command(t, into.args("import", "broadsheet", whole)...).CombinedOutput()
			if err == nil || !strings.Contains(string(out), "Nothing was changed") {
				t.Errorf("%s of %s at %d: %v, %s", kind, name, at, err, out)
			}
			if _, err := os.Stat(into.data); err == nil {
				t.Errorf("%s of %s at %d left a folder", kind, name, at)
			}
		}
		if err := undo(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("damage, 0 accepted: %v", kinds)
	x, err := export.Open(context.Background(), whole, schema, nil)
	if err != nil {
		t.Fatalf("the export is whole again, and refused: %v", err)
	}
	x.Close()
	if _, err = export.Open(context.Background(), whole, schema-1, nil); err == nil || !strings.Contains(fault.Of(err).Say, "newer Broadsheet") {
		t.Errorf("an export of a newer release: %v", err)
	}
}

// TestAKilledExportIsNone: whenever an export is killed, what stands under its name is whole, and the next one goes
// through and clears up.
func TestAKilledExportIsNone(t *testing.T) {
	random := seeded(t)
	from := empty(t, storetest.Kinds()[0])
	small(t, from)
	schema, err := store.Schema()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "export")
	half := filepath.Join(filepath.Dir(dir), ".export.half")
	whole, halves := 0, 0
	for range volume(100) {
		cmd := command(t, from.args("export", dir)...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		<-time.After(time.Duration(random.Int64N(int64(200 * time.Millisecond))))
		cmd.Process.Kill() //nolint:errcheck // it may have ended already
		cmd.Wait()         //nolint:errcheck // killed
		if _, err := os.Stat(dir); err == nil {
			x, err := export.Open(t.Context(), dir, schema, nil)
			if err != nil {
				t.Fatalf("half an export stands under its name: %v", err)
			}
			whole++
			if err := errors.Join(x.Close(), os.RemoveAll(dir)); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := os.Stat(half); err == nil {
			halves++
		}
	}
	t.Logf("killed %d times: %d exports were whole, %d left a half one", volume(100), whole, halves)
	from.runs(t, "export", dir)
	if left, err := os.ReadDir(filepath.Dir(dir)); err != nil || len(left) != 1 {
		t.Errorf("%v lie beside the export (%v)", left, err)
	}
}
