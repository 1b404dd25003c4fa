package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"mime/multipart"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"broadsheet/internal/moving"
	"broadsheet/internal/outside"
	"broadsheet/internal/store/storetest"
)

var (
	wxrID     = regexp.MustCompile(`<wp:post_id>(?:<!\[CDATA\[)?(\d+)(?:\]\]>)?</wp:post_id>`)
	wxrParent = regexp.MustCompile(`<wp:post_parent>(?:<!\[CDATA\[)?(\d+)(?:\]\]>)?</wp:post_parent>`)
	wxrLink   = regexp.MustCompile(`<link>([^<]*?)(/?)</link>`)
	wxrGUID   = regexp.MustCompile(`(<guid[^>]*>)([^<]*)</guid>`)
	wxrName   = regexp.MustCompile(`<wp:post_name>(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?</wp:post_name>`)
	wxrItem   = regexp.MustCompile(`(?s)<item>.*?</item>`)
)

// multiplied writes an export of at least n items, made of those of a real one: the same texts over and over, each copy
// with numbers, addresses and names of its own. It gives how many there are, and how many times each.
func multiplied(t *testing.T, n int) (path string, items, copies int) {
	t.Helper()
	whole, err := os.ReadFile(outside.Find(t, "wxr/theme-test-data/themeunittestdata.wordpress.xml"))
	if err != nil {
		t.Fatal(err)
	}
	at := wxrItem.FindAllIndex(whole, -1)
	head, tail := whole[:at[0][0]], whole[at[len(at)-1][1]:]
	path = filepath.Join(t.TempDir(), "old-paper.xml")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriterSize(file, 1<<20)
	_, err = w.Write(head)
	for items < n && err == nil {
		k := copies
		number := func(re *regexp.Regexp, item []byte, element string) []byte {
			return re.ReplaceAllFunc(item, func(m []byte) []byte {
				id, _ := strconv.Atoi(string(re.FindSubmatch(m)[1])) // digits
				if id > 0 {
					id += k * 100_000
				}
				return fmt.Appendf(nil, "<%s>%d</%s>", element, id, element)
			})
		}
		for _, place := range at {
			item := whole[place[0]:place[1]]
			if k > 0 {
				item = number(wxrID, item, "wp:post_id")
				item = number(wxrParent, item, "wp:post_parent")
				item = wxrLink.ReplaceAll(item, fmt.Appendf(nil, "<link>${1}-%d${2}</link>", k))
				item = wxrGUID.ReplaceAll(item, fmt.Appendf(nil, "${1}${2}&amp;copy=%d</guid>", k))
				item = wxrName.ReplaceAll(item, fmt.Appendf(nil, "<wp:post_name><![CDATA[${1}-%d]]></wp:post_name>", k))
			}
			if _, err = w.Write(item); err != nil {
				break
			}
			items++
		}
		copies++
	}
	_, end := w.Write(tail)
	if err := errors.Join(err, end, w.Flush(), file.Close()); err != nil {
		t.Fatal(err)
	}
	return path, items, copies
}

// beginsMove begins a move with a file that lies on the server.
func (e *editor) beginsMove(path string) (at string, err error) {
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	if err := errors.Join(form.WriteField("path", path), form.Close()); err != nil {
		return "", err
	}
	answer, err := e.client.Post(e.url+"/newsroom/settings/moving", form.FormDataContentType(), &b)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	if at := answer.Request.URL.Path; answer.StatusCode == 200 && at != "/newsroom/settings/moving" {
		return at, nil
	}
	return "", fmt.Errorf("beginning a move answered %d", answer.StatusCode)
}

type movePoint struct {
	State, Stage, Far, Trouble string
	Done                       int
}

func (e *editor) far(move string) (p movePoint, err error) {
	return p, e.json(move+"/progress", &p)
}

func (e *editor) json(path string, v any) error {
	answer, err := e.client.Get(e.url + path)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != 200 {
		return fmt.Errorf("%s answered %d", path, answer.StatusCode)
	}
	return json.NewDecoder(answer.Body).Decode(v)
}

// memoryOf is what a process holds in memory that is its own, in MB.
func memoryOf(p *process) int {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, "RssAnon:"); ok {
			kb, _ := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB"))) // 0 says that it is not known
			return kb >> 10
		}
	}
	return 0
}

// waits are what somebody waited for: while the program ran, and across a kill and the start after it.
type waits struct {
	mu     sync.Mutex
	all    []time.Duration
	across time.Duration
}

// saw notes an answer that was asked for at an instant. Lives counts the starts of the program: an answer that was asked
// of one and given by another tells of the start.
func (w *waits) saw(began time.Time, life int64, lives *atomic.Int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if took := time.Since(began); life%2 == 0 && lives.Load() == life {
		w.all = append(w.all, took)
	} else {
		w.across = max(w.across, took)
	}
}

func (w *waits) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.all) == 0 {
		return "nothing"
	}
	slices.Sort(w.all)
	ms := func(share float64) int64 { return w.all[int(share*float64(len(w.all)-1))].Milliseconds() }
	return fmt.Sprintf("%d, half within %d ms, 99 %% within %d ms, slowest %d ms (across a kill %d ms)", len(w.all), ms(.5), ms(.99), ms(1), w.across.Milliseconds())
}

// TestMoveOfABigArchiveIsKilled moves an archive in through the newsroom while a reader reads and an editor writes and
// publishes, kills the program again and again, and holds the report to its sums: the move goes on by itself, and
// everything came once.
func TestMoveOfABigArchiveIsKilled(t *testing.T) {
	kills := volume(10)
	file, items, copies := multiplied(t, volume(100_000)/10*volume(10)) // 1,000 or 100,000
	seed := uint64(time.Now().UnixNano())
	if s, err := strconv.ParseUint(os.Getenv("BROADSHEET_SEED"), 10, 64); err == nil {
		seed = s
	}
	random := rand.New(rand.NewPCG(seed, 0))
	t.Logf("seed: %d", seed)
	for _, kind := range storetest.Kinds() {
		if os.Getenv("BROADSHEET_SOAK") != "" && kind.Name != "sqlite" {
			continue // a hundredth runs on both
		}
		t.Run(kind.Name, func(t *testing.T) { movesKilled(t, kind, random, file, items, copies, kills) })
	}
}

func movesKilled(t *testing.T, kind storetest.Kind, random *rand.Rand, file string, items, copies, kills int) {
	data, listen := t.TempDir(), freePort(t)
	args := []string{"--data", data}
	if kind.Name == "postgres" {
		args = append(args, "--database", kind.Place(t, true))
	}
	p := starts(t, listen, args...)
	e := opensPaper(t, p)
	e.client.Timeout = time.Minute
	if status, _, err := e.post("/newsroom/settings/sections", map[string][]string{"name": {"Harbour"}}); err != nil || status != 200 {
		t.Fatalf("a section answered %d, %v", status, err)
	}
	var sections []struct{ ID string }
	if err := e.json("/newsroom/options/sections", &sections); err != nil || len(sections) != 1 {
		t.Fatal(sections, err)
	}
	story, version, err := e.writes("Edition 1 of the tide")
	if err == nil {
		version, err = e.types(story, version, fmt.Sprintf(`{"stepType":"docAttr","attr":"section","value":%q}`, sections[0].ID))
	}
	if err == nil {
		err = e.publishes(story, version, "first")
	}
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	move, err := e.beginsMove(file)
	if err != nil {
		t.Fatal(err)
	}
	patient(t, "the file is read", func() bool { at, err := e.far(move); return err == nil && at.State == "open" })
	read := time.Since(began)
	if status, _, err := e.post(move, map[string][]string{"deed": {"move"}}); err != nil || status != 200 {
		t.Fatalf("moving in answered %d, %v", status, err)
	}

	var reader, saves, publications waits
	var lives atomic.Int64 // even while the program runs
	done := make(chan struct{})
	var busy sync.WaitGroup
	wait := func(d time.Duration) bool {
		select {
		case <-done:
			return false
		case <-time.After(d):
			return true
		}
	}
	busy.Go(func() {
		for n := 0; wait(20 * time.Millisecond); n++ {
			start, life := time.Now(), lives.Load()
			status, _, err := reads(p.url, []string{"/", "/latest", "/harbour/", "/?p=1", "/author/mara-ostrey", fmt.Sprintf("/?p=%d", 1000+n)}[n%6])
			switch {
			case err != nil || status >= 500: // killed in between
			default:
				reader.saw(start, life, &lives)
			}
		}
	})
	busy.Go(func() {
		number := 1
		for n := 0; wait(300 * time.Millisecond); n++ {
			start, life := time.Now(), lives.Load()
			next := number + 1
			v, err := e.types(story, version, replaceStep(9, 9+len(strconv.Itoa(number)), strconv.Itoa(next)))
			if err != nil {
				if v, n, ok := e.tries(story); ok {
					version, number = v, n
				}
				continue
			}
			version, number = v, next
			saves.saw(start, life, &lives)
			if n%4 == 0 {
				start, life = time.Now(), lives.Load()
				if err := e.publishes(story, version, "update"); err == nil {
					publications.saw(start, life, &lives)
				}
			}
		}
	})

	began = time.Now()
	killed := 0
	var memory []string
	peak, last := 0, ""
	next := 12 + random.IntN(8)
	for ended := false; !ended; {
		select {
		case <-p.ended:
			t.Fatalf("the program ended by itself: %s", p.said)
		case <-time.After(50 * time.Millisecond):
		}
		at, err := e.far(move)
		if err != nil {
			continue
		}
		if at.Trouble != "" && at.Trouble != last {
			last = at.Trouble
			t.Errorf("trouble: %s", last)
		}
		now := memoryOf(p)
		peak = max(peak, now)
		switch ended = at.State == "done"; {
		case ended:
		case at.State != "moving":
			t.Fatalf("the move is %q: %s", at.State, at.Trouble)
		case at.Done >= next && killed < kills:
			memory = append(memory, fmt.Sprintf("%d MB at %d %%", now, at.Done))
			lives.Add(1)
			p.kill()
			p = starts(t, listen, args...)
			lives.Add(1)
			killed++
			next = at.Done + max(1, (95-at.Done)/(kills-killed+1))
		}
	}
	took := time.Since(began)
	close(done)
	busy.Wait()

	var report moving.Report
	if err := e.json(move+"/report", &report); err != nil {
		t.Fatal(err)
	}
	if err := report.AddsUp(); err != nil {
		t.Error(err)
	}
	var inFile, imported, updated, skipped int64
	for _, c := range report.Items {
		inFile += c.InFile
		imported += c.Imported
		updated += c.Updated
		skipped += c.Skips()
	}
	stories, pages := report.Items["post"], report.Items["page"]
	if inFile != int64(items) || stories.Imported != int64(58*copies) || pages.Imported != int64(21*copies) || updated != 0 {
		t.Errorf("of %d items, %d copies: stories %+v, pages %+v", items, copies, *stories, *pages)
	}
	t.Logf("moved in: %d items in %.0f s after %.0f s of reading (%.0f a second, %d kills among them): %d imported + %d updated + %d skipped; on %s", items, took.Seconds(), read.Seconds(),
		float64(items)/took.Seconds(), killed, imported, updated, skipped, kind.Name)
	t.Logf("moved in: memory before each kill %s; at most %d MB", strings.Join(memory, ", "), peak)
	t.Logf("moved in: a reader's pages meanwhile: %s; an editor's words kept: %s; publications: %s", &reader, &saves, &publications)
	if killed < kills {
		t.Errorf("killed %d times, not %d", killed, kills)
	}
	again, err := e.beginsMove(file)
	if err != nil {
		t.Fatal(err)
	}
	patient(t, "the file is read again", func() bool { at, err := e.far(again); return err == nil && at.State == "open" })
	if status, _, err := e.post(again, map[string][]string{"deed": {"move"}}); err != nil || status != 200 {
		t.Fatalf("moving in again answered %d, %v", status, err)
	}
	patient(t, "it is moved in again", func() bool { at, err := e.far(again); return err == nil && at.State == "done" })
	var second moving.Report
	if err := e.json(again+"/report", &second); err != nil {
		t.Fatal(err)
	}
	if second.Changes() != 0 || second.AddsUp() != nil {
		t.Errorf("a second run changed %d; %v", second.Changes(), second.AddsUp())
	}
	p.kill()
	if out, err := command(t, append([]string{"verify"}, args...)...).CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

// patient waits, at most half an hour, for a condition.
func patient(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Minute); time.Now().Before(end); {
		if holds() {
			return
		}
		<-time.After(100 * time.Millisecond)
	}
	t.Fatalf("%s: not within half an hour", what)
}

// tries asks where the draft stands; false while the program does not answer.
func (e *editor) tries(id string) (version int64, number int, ok bool) {
	var said struct {
		Version int64
		Doc     struct {
			Content []struct {
				Content []struct{ Text string }
			}
		}
	}
	if e.json("/newsroom/stories/"+id+"/document", &said) != nil || len(said.Doc.Content) == 0 || len(said.Doc.Content[0].Content) == 0 {
		return 0, 0, false
	}
	found := editionsOn(said.Doc.Content[0].Content[0].Text)
	if len(found) != 1 {
		return 0, 0, false
	}
	return said.Version, found[0], true
}
