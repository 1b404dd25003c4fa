package main

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/clock"
	"broadsheet/internal/config"
	"broadsheet/internal/copies"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/store/storetest"
)

// adds puts a picture into the library, drawn from a number.
func (e *editor) adds(n int) error {
	img := image.NewRGBA(image.Rect(0, 0, 900, 600))
	for i := range img.Pix {
		img.Pix[i] = byte(i*n + i>>8)
	}
	img.Set(0, 0, color.RGBA{byte(n), 1, 2, 255})
	var drawn, body bytes.Buffer
	if err := png.Encode(&drawn, img); err != nil {
		return err
	}
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("picture", "tide.png")
	if err != nil {
		return err
	}
	if _, err := part.Write(drawn.Bytes()); err != nil {
		return err
	}
	if err := form.Close(); err != nil {
		return err
	}
	answer, err := e.client.Post(e.url+"/newsroom/pictures", form.FormDataContentType(), &body)
	if err != nil {
		return err
	}
	return answer.Body.Close()
}

// document is a draft as the newsroom opens it.
func (e *editor) document(id string) string {
	e.t.Helper()
	answer, err := e.client.Get(e.url + "/newsroom/stories/" + id + "/document")
	if err != nil {
		e.t.Fatal(err)
	}
	defer answer.Body.Close()
	var said map[string]any
	if err := json.NewDecoder(answer.Body).Decode(&said); err != nil || answer.StatusCode != http.StatusOK {
		e.t.Fatal(answer.StatusCode, err)
	}
	delete(said, "editable") // who has it in hand is not in a copy
	delete(said, "why")
	b, err := json.Marshal(said)
	if err != nil {
		e.t.Fatal(err)
	}
	return string(b)
}

// signsIn comes in at another house with the same name and password.
func (e *editor) signsIn(p *process) {
	e.t.Helper()
	e.url = p.url
	status, at, err := e.post("/newsroom/sign-in", url.Values{"name": {"mara@courier.example"}, "password": {"harbour lantern gravel"}})
	if err != nil || status != 200 || strings.HasSuffix(at, "/sign-in") {
		e.t.Fatalf("signing in answered %d at %s, %v", status, at, err)
	}
}

// asksForACopy presses Make a copy now and waits until one more stands there.
func (e *editor) asksForACopy(folder copies.Folder) copies.Copy {
	e.t.Helper()
	before, err := folder.List()
	if err != nil {
		e.t.Fatal(err)
	}
	if status, _, err := e.post("/newsroom/settings/system/copies", nil); err != nil || status != 200 {
		e.t.Fatalf("asking for a copy answered %d, %v", status, err)
	}
	var all []copies.Copy
	until(e.t, "the copy stands there", func() bool {
		all, err = folder.List()
		return err == nil && len(all) > len(before)
	})
	return all[0]
}

// oldPaper is a small export of an old site, with readers' comments.
const oldPaper = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>The Old Gazette</title><link>https://old.example</link><wp:wxr_version>1.2</wp:wxr_version><wp:base_site_url>https://old.example</wp:base_site_url><wp:base_blog_url>https://old.example</wp:base_blog_url>
<wp:author><wp:author_id>1</wp:author_id><wp:author_login>ada</wp:author_login><wp:author_email>ada@old.example</wp:author_email><wp:author_display_name>Ada Quay</wp:author_display_name></wp:author>
<item><title>%[1]s</title><link>https://old.example/2019/05/%[2]s/</link><dc:creator>ada</dc:creator><content:encoded><![CDATA[<p>The old crane was sold for scrap.</p>]]></content:encoded>
<wp:post_id>7</wp:post_id><wp:post_date>2019-05-04 10:00:00</wp:post_date><wp:post_date_gmt>2019-05-04 09:00:00</wp:post_date_gmt><wp:post_name>%[2]s</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
<wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_author>A reader</wp:comment_author><wp:comment_content>I remember it.</wp:comment_content><wp:comment_approved>1</wp:comment_approved></wp:comment></item>
</channel></rss>
`

// sends sends an export of an old site and waits until it was read.
func (e *editor) sends(headline, slug string) (move string) {
	e.t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	file, err := form.CreateFormFile("file", slug+".xml")
	if err == nil {
		_, err = fmt.Fprintf(file, oldPaper, headline, slug)
	}
	if err := errors.Join(err, form.Close()); err != nil {
		e.t.Fatal(err)
	}
	answer, err := e.client.Post(e.url+"/newsroom/settings/moving", form.FormDataContentType(), &b)
	if err != nil {
		e.t.Fatal(err)
	}
	defer answer.Body.Close()
	move = answer.Request.URL.Path
	e.reaches(move, "open")
	return move
}

// reaches waits until a move is in a state.
func (e *editor) reaches(move, state string) {
	e.t.Helper()
	until(e.t, "the move is "+state, func() bool {
		at, err := e.far(move)
		if at.Trouble != "" {
			e.t.Fatal(at.Trouble)
		}
		return err == nil && at.State == state
	})
}

// movesIn presses Move in and waits for the end.
func (e *editor) movesIn(move string) {
	e.t.Helper()
	if status, _, err := e.post(move, url.Values{"deed": {"move"}}); err != nil || status != 200 {
		e.t.Fatalf("moving in answered %d, %v", status, err)
	}
	e.reaches(move, "done")
}

// gets is what stands at an address of the newsroom.
func (e *editor) gets(path string) string {
	e.t.Helper()
	answer, err := e.client.Get(e.url + path)
	if err != nil {
		e.t.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != 200 {
		e.t.Fatalf("%s answered %d, %v: %s", path, answer.StatusCode, err, b)
	}
	return string(b)
}

// nightFalls has the house's own runner make the copy of the next night, with a clock that is moved to 03:10.
func (l lies) nightFalls(t *testing.T, kept copies.Folder) copies.Copy {
	t.Helper()
	lisbon, err := time.LoadLocation("Europe/Lisbon")
	if err != nil {
		t.Fatal(err)
	}
	moved := clock.At(clock.Real{}.Now())
	at := desk.UsualNight.After(moved.Now(), lisbon)
	if strings.HasPrefix(l.database, "postgres") {
		endLeases(t, l.database)
	}
	settings := config.Config{Data: l.data, Copies: kept.Dir, Listen: "127.0.0.1:0", URL: "http://127.0.0.1", Cache: 1}
	if strings.HasPrefix(l.database, "postgres") {
		settings.Database = config.Secret(l.database)
	}
	p := &program{ctx: t.Context(), out: io.Discard, err: io.Discard, log: slog.New(slog.DiscardHandler)}
	h, err := openHouseAt(p, settings, true, moved)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := h.close(); err != nil {
			t.Error(err)
		}
	}()
	if _, _, err := h.doors(p); err != nil {
		t.Fatal(err)
	}
	if err := h.runner.Begin(t.Context()); err != nil {
		t.Fatal(err)
	}
	moved.Move(at.Sub(moved.Now()))
	for did := true; did; {
		if did, err = h.runner.Step(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	c, found, err := kept.Last()
	if err != nil || !found || c.ByHand || !c.Made.Equal(at) || !strings.HasSuffix(c.Name, "-0310.copy") {
		t.Fatalf("in the night of %s the last copy is %+v, %v", at, c, err)
	}
	return c
}

// TestTheFolderIsDestroyed is the drill: the folder is gone, last night's copy comes back, into the same kind of
// database and into the other; every public address answers as before byte for byte, drafts open the same, the report
// of a move and the readers' comments that were kept aside are there, and a move that waited goes on.
func TestTheFolderIsDestroyed(t *testing.T) {
	storetest.EachKind(t, func(t *testing.T, k storetest.Kind) {
		from, listen, kept := empty(t, k), freePort(t), copies.Folder{Dir: filepath.Join(t.TempDir(), "copies")}
		p := starts(t, listen, from.args("--copies", kept.Dir)...)
		e := opensPaper(t, p)
		var drafts []string
		for n, headline := range []string{"The bar is dredged", "The bridge is shut", "The ferry is late", "Nobody may read this yet", "The boats are back"} {
			id, version, err := e.writes(headline)
			if err == nil && n != 3 {
				err = e.publishes(id, version, "first")
			}
			if err == nil && n == 2 {
				err = e.recalls(id)
			}
			if err == nil && n == 1 {
				var now struct{ Version int64 } // publishing adds to it
				if err = json.Unmarshal([]byte(e.document(id)), &now); err == nil {
					_, err = e.types(id, now.Version, insertStep(1, "Changed later: ")) // a change that waits
				}
			}
			if err == nil {
				err = e.adds(n + 2)
			}
			if err != nil {
				t.Fatal(err)
			}
			drafts = append(drafts, id)
		}
		done, waits := e.sends("The crane is sold", "crane-sold"), e.sends("The ferry of 1971", "ferry-1971")
		e.movesIn(done)
		open := map[string]string{}
		aside := []string{done + "/report", done + "/details", done + "/comments"}
		for _, path := range aside {
			open[path] = e.gets(path)
		}
		if !strings.Contains(open[done+"/comments"], "I remember it.") {
			t.Fatalf("the readers' comments are %s", open[done+"/comments"])
		}
		for _, id := range drafts {
			open[id] = e.document(id)
		}
		p.kill()
		c := from.nightFalls(t, kept)
		paths := from.public(t)
		before := from.answers(t, listen, paths)
		if err := os.RemoveAll(from.data); err != nil {
			t.Fatal(err)
		}
		for _, other := range storetest.Kinds() {
			into := empty(t, other)
			into.runs(t, "restore", filepath.Join(kept.Dir, c.Name))
			sameAnswers(t, before, into.answers(t, listen, into.public(t)))
			p := starts(t, listen, into.args()...)
			again := *e
			again.signsIn(p)
			for _, id := range drafts {
				if got := again.document(id); got != open[id] {
					t.Errorf("from %s to %s a draft opens otherwise:\n%s\n%s", k.Name, other.Name, open[id], got)
				}
			}
			for _, path := range aside {
				if got := again.gets(path); got != open[path] {
					t.Errorf("from %s to %s, %s is otherwise:\n%s\n%s", k.Name, other.Name, path, open[path], got)
				}
			}
			again.movesIn(waits)
			if got := again.gets("/2019/05/ferry-1971/"); !strings.Contains(got, "The old crane was sold for scrap.") {
				t.Errorf("what moved in after the restore reads %s", got)
			}
			p.kill()
			into.runs(t, "doctor", "--whole", "--listen", listen)
			t.Logf("figures: %s to %s: %d addresses answer byte for byte as before, %d drafts open the same, the copy is of %s", k.Name, other.Name, len(before), len(drafts), c.Name)
		}
	})
}

// TestDamagedCopiesAreRefused cuts and changes a copy at seeded places: each is refused with a sentence, and nothing is
// left behind.
func TestDamagedCopiesAreRefused(t *testing.T) {
	random := seeded(t)
	from, kept := empty(t, storetest.Kinds()[0]), copies.Folder{Dir: filepath.Join(t.TempDir(), "copies")}
	p := starts(t, freePort(t), from.args("--copies", kept.Dir)...)
	e := opensPaper(t, p)
	id, version, err := e.writes("The bar is dredged")
	if err == nil {
		err = e.publishes(id, version, "first")
	}
	if err == nil {
		err = e.adds(7)
	}
	if err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(filepath.Join(kept.Dir, e.asksForACopy(kept).Name))
	if err != nil {
		t.Fatal(err)
	}
	p.kill()
	into, bad := empty(t, storetest.Kinds()[0]), filepath.Join(t.TempDir(), "bad.copy")
	flips, cuts := 0, 0
	for n := range volume(100) {
		b := bytes.Clone(whole)
		if at := random.IntN(len(b)); n%2 == 0 {
			b = b[:at]
			cuts++
		} else {
			b[at] ^= 1 << random.IntN(8)
			flips++
		}
		if err := os.WriteFile(bad, b, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := copies.Check(t.Context(), bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("a damaged copy passes its check, or fails without a sentence: %v", err)
		}
		out, err := command(t, into.args("restore", bad)...).CombinedOutput()
		if err == nil || !strings.Contains(string(out), "damaged") {
			t.Errorf("a damaged copy: %v, %s", err, out)
		}
		if _, err := os.Stat(into.data); err == nil {
			t.Fatal("a damaged copy left a folder")
		}
	}
	t.Logf("figures: %d copies cut and %d changed in one bit, all refused, nothing left", cuts, flips)
}

func endLeases(t *testing.T, database string) {
	t.Helper()
	db, err := sql.Open("pgx", database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`UPDATE job SET holder = '', lease_until = 0`); err != nil {
		t.Fatal(err)
	}
}

// TestKilledWhileCopying kills the program at random moments while it makes copies: what stands in the folder is whole,
// and what is half is gone after the next start.
func TestKilledWhileCopying(t *testing.T) {
	storetest.EachKind(t, func(t *testing.T, k storetest.Kind) {
		random := seeded(t)
		from, listen, kept := empty(t, k), freePort(t), copies.Folder{Dir: filepath.Join(t.TempDir(), "copies")}
		p := starts(t, listen, from.args("--copies", kept.Dir)...)
		e := opensPaper(t, p)
		for n := range 4 {
			if err := e.adds(n + 3); err != nil {
				t.Fatal(err)
			}
		}
		took := e.asksForACopy(kept)
		whole, half := 0, 0
		for n := range volume(30) {
			if _, _, err := e.post("/newsroom/settings/system/copies", nil); err != nil {
				t.Fatal(err)
			}
			part := random.Int64N(took.Size) // kill when about so much of it is written
			until(t, "the copy has grown", func() bool {
				names, err := filepath.Glob(filepath.Join(kept.Dir, ".copy-*"))
				if err != nil {
					t.Fatal(err)
				}
				for _, name := range names {
					if st, err := os.Stat(name); err == nil && st.Size() >= part {
						return true
					}
				}
				st, err := kept.LastTry()
				return err == nil && st.At.After(took.Made) // it was faster
			})
			p.kill()
			left, err := filepath.Glob(filepath.Join(kept.Dir, ".copy-*"))
			if err != nil {
				t.Fatal(err)
			}
			half += min(len(left), 1)
			all, err := kept.List()
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range all {
				if _, err := copies.Check(t.Context(), filepath.Join(kept.Dir, c.Name)); err != nil || c.Checked.IsZero() {
					t.Fatalf("after kill %d the folder holds %s: %v", n+1, c.Name, err)
				}
				whole++
			}
			took = all[0]
			if k.Name == "postgres" { // what a minute does by itself: the lease of a node that is gone ends
				endLeases(t, from.database)
			}
			p = starts(t, listen, from.args("--copies", kept.Dir)...)
			e.signsIn(p)
			until(t, "the copy that was asked for is made after the start", func() bool {
				all, err := kept.List()
				return err == nil && all[0].Made.After(took.Made) || half == 0
			})
			if all, err = kept.List(); err != nil {
				t.Fatal(err)
			}
			took = all[0]
		}
		if left, err := filepath.Glob(filepath.Join(kept.Dir, ".copy-*")); k.Name == "sqlite" && (err != nil || len(left) > 0) {
			t.Errorf("what was killed lies there still: %v, %v", left, err)
		}
		t.Logf("kill: %d kills while copying on %s, %d of them left half a copy that nothing takes for one, %d copies that stood there were whole", volume(30), k.Name, half, whole)
	})
}
