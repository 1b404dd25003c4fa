package doctor

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/copies"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/paper"
	"broadsheet/internal/record"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// base is a database as far as a line asks for it.
type base struct {
	Store
	first   time.Time // of the record's entries; zero for none
	server  desk.MailServer
	letters []desk.Letter
}

func (b base) Tables(context.Context) (int64, int64, error) { return 9, 9, nil }

func (b base) FirstEntry(context.Context) (record.Entry, bool, error) {
	return record.Entry{At: b.first}, !b.first.IsZero(), nil
}

func (b base) NewestEntry(context.Context) (record.Entry, bool, error) {
	return record.Entry{At: noon.Add(-time.Minute)}, !b.first.IsZero(), nil
}

func (b base) Settings(context.Context) (paper.Settings, bool, error) {
	return paper.Settings{Zone: "Europe/Lisbon"}, true, nil
}

func (b base) PrivateOf(context.Context, string) (json.RawMessage, bool, error) {
	kept, err := json.Marshal(b.server)
	return kept, b.server.Set(), err
}

func (b base) Letters(context.Context, string, int) ([]desk.Letter, error) { return b.letters, nil }

func (b base) house(t *testing.T) House {
	return House{Copies: copies.Folder{Dir: filepath.Join(t.TempDir(), "copies")}, Night: desk.UsualNight, Store: b, Now: func() time.Time { return noon }}
}

// stands tells whether a line is in a state and says some words.
func stands(t *testing.T, l Line, is State, says string) {
	t.Helper()
	if l.Is != is || !strings.Contains(l.Say, says) {
		t.Errorf("%s: %s, %q; want %s and %q", l.Name, l.Is, l.Say, is, says)
	}
}

func TestCopies(t *testing.T) {
	for name, c := range map[string]struct {
		first time.Time // entry of the record, the newest being a minute old
		night desk.Night
		sheet *copies.Sheet
		try   *copies.Try
		is    State
		says  string
	}{
		"a paper that was set up this morning":              {noon.Add(-3 * time.Hour), desk.UsualNight, nil, nil, Note, "There is no copy yet. The first is made at 03:10."},
		"a paper of which nothing was published":            {time.Time{}, desk.UsualNight, nil, nil, Note, "There is no copy yet."},
		"a paper that publishes daily and never had a copy": {noon.AddDate(0, 0, -30), desk.UsualNight, nil, nil, Wrong, "the paper began at 13:00, Sat 24 October 2026. One is made every night at 03:10"},
		"no copy, and none at night":                        {noon.Add(-3 * time.Hour), desk.Night{Off: true}, nil, nil, Wrong, "that is switched off"},
		"the first try failed":                              {noon.Add(-3 * time.Hour), desk.UsualNight, nil, &copies.Try{At: noon, Wrong: "The disk is full."}, Wrong, "The last try, at 12:00, Mon 23 November 2026: The disk is full."},
		"last night's copy":                                 {noon.AddDate(0, 0, -30), desk.UsualNight, &copies.Sheet{Made: noon.Add(-9 * time.Hour), Checked: noon.Add(-9 * time.Hour)}, nil, Well, "03:00, Mon 23 November 2026"},
		"a copy of two nights ago":                          {noon.AddDate(0, 0, -30), desk.UsualNight, &copies.Sheet{Made: noon.Add(-33 * time.Hour), Checked: noon}, nil, Wrong, "There should be one every night"},
		"a copy of two nights ago, and none at night":       {noon.AddDate(0, 0, -30), desk.Night{Off: true}, &copies.Sheet{Made: noon.Add(-33 * time.Hour), Checked: noon}, nil, Note, "None is made at night"},
		"last night's copy, whose paper had lost pictures":  {noon.AddDate(0, 0, -30), desk.UsualNight, &copies.Sheet{Made: noon.Add(-9 * time.Hour), Checked: noon, Lack: "2 files are missing."}, nil, Wrong, "But 2 files are missing. Put them back from an older copy."},
		"a copy that somebody put there and nobody checked": {noon.AddDate(0, 0, -30), desk.UsualNight, &copies.Sheet{ByHand: true}, nil, Wrong, "There is no copy in"},
		"a later one failed":                                {noon.AddDate(0, 0, -30), desk.UsualNight, &copies.Sheet{Made: noon.Add(-9 * time.Hour), Checked: noon}, &copies.Try{At: noon, Wrong: "The disk is full."}, Wrong, "A later one failed at 12:00"},
	} {
		t.Run(name, func(t *testing.T) {
			h := base{first: c.first}.house(t)
			h.Night = c.night
			for name, v := range map[string]any{"2026.json": c.sheet, "2026.copy": c.sheet, "last-try.json": c.try} {
				b, err := json.Marshal(v)
				if err == nil && string(b) != "null" {
					err = os.MkdirAll(h.Copies.Dir, 0o700)
				}
				if err == nil && string(b) != "null" {
					err = os.WriteFile(filepath.Join(h.Copies.Dir, name), b, 0o600)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			stands(t, Copies(t.Context(), h), c.is, c.says)
		})
	}
}

func TestLetters(t *testing.T) {
	server := desk.MailServer{Host: "smtp.example.org", Port: 587, TLS: desk.StartTLS}
	ago := func(state desk.LetterState, d time.Duration, tries int, said string) desk.Letter {
		return desk.Letter{ID: "l", State: state, SendAt: noon.Add(-d), EndedAt: noon.Add(-d), Tries: tries, Said: said}
	}
	for name, c := range map[string]struct {
		server  desk.MailServer
		reach   error
		letters []desk.Letter
		is      State
		says    string
	}{
		"no mail server":                {desk.MailServer{}, nil, nil, Note, "No mail server is set"},
		"a server that answers":         {server, nil, []desk.Letter{ago(desk.LetterSent, time.Hour, 1, "250 ok")}, Well, "Letters go out by smtp.example.org (port 587), which answers."},
		"a server that does not":        {server, fault.New(fault.Unavailable, "It does not answer."), nil, Wrong, "It does not answer."},
		"a letter that goes in a while": {server, nil, []desk.Letter{ago(desk.LetterWaiting, -time.Minute, 0, "")}, Well, "which answers."},
		"letters that are refused for a while": {
			server, nil, []desk.Letter{ago(desk.LetterWaiting, 2*time.Hour, 3, "450 later"), ago(desk.LetterWaiting, 3*time.Hour, 3, "450 later")}, Wrong, "2 letters wait for more than an hour; what was said of the last: 450 later",
		},
		"a letter while the paper is stopped": {server, nil, []desk.Letter{ago(desk.LetterWaiting, 2*time.Hour, 0, "")}, Note, "broadsheet serve takes them out"},
		"a letter to nobody":                  {server, nil, []desk.Letter{ago(desk.LetterFailed, 2*time.Hour, 1, "550 nobody here")}, Note, "1 letter did not arrive for sure; of the last it was said: 550 nobody here"},
		"a letter to nobody last month":       {server, nil, []desk.Letter{ago(desk.LetterFailed, 700*time.Hour, 1, "550 nobody here")}, Well, "which answers."},
	} {
		t.Run(name, func(t *testing.T) {
			h := base{server: c.server, letters: c.letters}.house(t)
			h.Reach = func(context.Context, desk.MailServer) error { return c.reach }
			stands(t, Letters(t.Context(), h), c.is, c.says)
		})
	}
}
