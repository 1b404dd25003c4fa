//go:build unix

package moving_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/moving"
	"broadsheet/internal/press"
	"broadsheet/internal/shelf"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// childOf is the variable by which a test tells its own binary to move an export in and be killed while it does.
const childOf = "BROADSHEET_MOVING_CHILD"

func TestMain(m *testing.M) {
	if job := os.Getenv(childOf); job != "" {
		if err := child(strings.Split(job, "\n")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	storetest.Main(m)
}

// teller says on standard output what it is about to do.
type teller struct{ *desk.Desk }

func (t teller) MoveNouns(ctx context.Context, from desk.Mover, nouns []desk.MovedNoun) (map[string]desk.NounOutcome, error) {
	fmt.Println("nouns")
	return t.Desk.MoveNouns(ctx, from, nouns)
}

func (t teller) MovePicture(ctx context.Context, from desk.Mover, key string, p desk.Taken) (string, bool, error) {
	fmt.Println("picture")
	return t.Desk.MovePicture(ctx, from, key, p)
}

func (t teller) MoveIn(ctx context.Context, from desk.Mover, items []desk.Moved) ([]desk.MoveOutcome, error) {
	fmt.Println("stories")
	return t.Desk.MoveIn(ctx, from, items)
}

func child(job []string) error {
	database, files, file, media, folder := job[0], job[1], job[2], job[3], job[4]
	ctx := context.Background()
	s, err := store.Open(ctx, store.Options{Database: database})
	if err != nil {
		return err
	}
	f, err := shelf.At(files)
	if err != nil {
		return err
	}
	m, err := moving.Read(ctx, moving.WordPress, moving.Options{File: file, Media: media, Folder: folder})
	if err != nil {
		return err
	}
	_, err = m.Into(ctx, teller{desk.New(s, nil, f, clock.Real{})}, moving.Paper{Lang: "en"})
	return errors.Join(err, m.Close(), f.Close(), s.Close())
}

func TestAMoveThatIsKilledGoesOn(t *testing.T) {
	const stories = 450
	var items []string
	var names []string
	for k := range 8 {
		name := fmt.Sprintf("2019/05/p%d.jpg", k)
		names = append(names, name)
		items = append(items, attachment(9000+k, name, fields{}))
	}
	for k := range stories {
		items = append(items, item(k+1, fields{
			"more":            term("category", fmt.Sprintf("c%d", k%5), fmt.Sprintf("Section %d", k%5)) + term("post_tag", fmt.Sprintf("t%d", k%50), fmt.Sprintf("Topic %d", k%50)) + meta("_thumbnail_id", fmt.Sprint(9000+k%8)),
			"content:encoded": strings.Repeat(fmt.Sprintf("<p>Paragraph of story %d.</p>", k), 20),
		}))
	}
	file := export(t, people, items...)
	media := uploads(t, names...)
	for _, kind := range storetest.Kinds() {
		t.Run(kind.Name, func(t *testing.T) {
			database, files, folder := kind.Place(t, false), t.TempDir(), t.TempDir()
			for _, stop := range []struct {
				word string
				nth  int
			}{{"picture", 4}, {"stories", 1}, {"stories", 2}} {
				killAt(t, strings.Join([]string{database, files, file, media, folder}, "\n"), stop.word, stop.nth)
			}
			s := storetest.OpenAt(t, database, clock.Real{})
			f, err := shelf.At(files)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			h := &house{t: t, from: moving.WordPress, store: s, desk: desk.New(s, nil, f, clock.Real{})}
			h.o, h.into, h.paper = moving.Options{Media: media, Folder: folder}, h.desk, moving.Paper{Lang: "en"}
			r := h.move(file)
			c, p := r.Items["post"], r.Items["attachment"]
			t.Logf("after three kills: stories %d imported, %d already here; pictures %d imported, %d already here", c.Imported, c.Skips(), p.Imported, p.Skips())
			if c.Updated != 0 || c.Imported == stories || p.Imported == 8 {
				t.Errorf("the last move did not go on where the others ended: %+v %+v", c, p)
			}
			if again := h.move(file); again.Changes() != 0 {
				t.Errorf("one more changed %d items", again.Changes())
			}
			seen := map[string]bool{}
			h.read(func(snap press.Snapshot) error {
				for k := range stories {
					p, found := h.at(snap, fmt.Sprintf("/?p=%d", k+1))
					if !found || seen[p.ID] || p.Headline != fmt.Sprintf("Story %d", k+1) || p.Picture.Picture == "" {
						t.Fatalf("story %d: found %v, %q", k+1, found, p.Headline)
					}
					seen[p.ID] = true
				}
				sections, err := snap.Sections(context.Background())
				if len(sections) != 5 {
					t.Errorf("%d sections, want 5", len(sections))
				}
				return err
			})
			rows := 0
			var at article.Cursor
			for {
				page, err := s.Stories(context.Background(), article.Filter{Tab: "all", Before: at, Limit: 200})
				if err != nil {
					t.Fatal(err)
				}
				if rows += len(page); len(page) == 0 {
					break
				}
				last := page[len(page)-1]
				at = article.Cursor{At: last.ChangedAt, ID: last.ID}
			}
			if rows != stories {
				t.Errorf("%d stories are there, want %d", rows, stories)
			}
			if _, err := s.Verify(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
}

// killAt starts a move in a process of its own and kills it the moment it says a word for the nth time.
func killAt(t *testing.T, job, word string, nth int) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childOf+"="+job)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if lines.Text() != word {
			continue
		}
		if nth--; nth == 0 {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	var ended *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &ended) || ended.Exited() {
		t.Fatalf("it was to be killed at %q, but: %v", word, err)
	}
}
