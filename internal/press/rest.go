package press

import (
	"context"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/page"
	"broadsheet/internal/prose"
)

// The addresses of the pages that are no row of the table.
const (
	SearchAddress      = "/search"
	CorrectionsAddress = "/corrections"
)

const correctionsPage = 40

func (w *work) recent(ctx context.Context) ([]page.Card, error) {
	newest, err := w.snap.Box(ctx, article.Latest, recentLines)
	if err != nil {
		return nil, err
	}
	if err := w.aheadOfCards(ctx, newest, false); err != nil {
		return nil, err
	}
	return w.lines(ctx, newest)
}

// Corrections makes the page of corrections: the newest, or those before an instant.
func (p Press) Corrections(ctx context.Context, snap Snapshot, before time.Time) (page.Page, error) {
	w, err := p.begin(ctx, snap)
	if err != nil {
		return nil, err
	}
	notes, err := snap.AllNotes(ctx, before, correctionsPage+1)
	if err != nil {
		return nil, err
	}
	path := CorrectionsAddress
	if !before.IsZero() {
		path = CorrectionsBefore(before)
	}
	out := &page.Corrections{Frame: w.in(path, "", false)}
	name, err := page.WordsIn(w.settings.Lang, w.zone).Say("corrections")
	if err != nil {
		return nil, err
	}
	out.Feeds = w.feeds(CorrectionsAddress, name)
	if out.Policy, err = w.policy(ctx); err != nil {
		return nil, err
	}
	if len(notes) > correctionsPage {
		notes = notes[:correctionsPage]
		out.Older = &page.Turn{URL: CorrectionsBefore(notes[len(notes)-1].Note.At)}
	}
	var stories []article.Card
	for _, n := range notes {
		stories = append(stories, n.Story)
	}
	if err := w.aheadOfCards(ctx, stories, false); err != nil {
		return nil, err
	}
	for _, n := range notes {
		made, err := w.line(ctx, n.Story)
		if err != nil {
			return nil, err
		}
		out.Items = append(out.Items, page.Corrected{Note: note(n.Note), Story: made})
	}
	return out, nil
}

// CorrectionsBefore is the address of the corrections before an instant.
func CorrectionsBefore(t time.Time) string {
	return CorrectionsAddress + "?before=" + strconv.FormatInt(t.UnixMicro(), 10)
}

// ParseInstant reads the place in the list of corrections.
func ParseInstant(s string) (time.Time, bool) {
	us, err := strconv.ParseInt(s, 10, 64)
	if err != nil || us <= 0 || us > 1<<53 || strconv.FormatInt(us, 10) != s {
		return time.Time{}, false
	}
	return time.UnixMicro(us).UTC(), true
}

// NotFound makes the answer where nothing stands; its search field holds the words of the path.
func (p Press) NotFound(ctx context.Context, snap Snapshot, path string) (page.Page, error) {
	w, err := p.begin(ctx, snap)
	if err != nil {
		return nil, err
	}
	out := &page.NotFound{Frame: w.in("", "", false), Words: Words(path)}
	out.Hide = true
	out.Recent, err = w.recent(ctx)
	return out, err
}

// Closed is the holding page while the paper is closed to readers; nil while it is open.
func (p Press) Closed(ctx context.Context, snap Snapshot) (page.Page, error) {
	settings, open, err := snap.Settings(ctx)
	if err != nil || !open || !settings.Closed {
		return nil, err
	}
	return &page.Closed{Frame: page.Frame{
		Lang: settings.Lang, Zone: zone(settings.Zone), Base: p.Base, Hide: true, Paper: page.Paper{Name: settings.Name},
	}}, nil
}

// Words finds the words in the last part of a path that says anything, for a search.
func Words(path string) string {
	parts := strings.Split(strings.Trim(prose.Printable(path), "/"), "/")
	for i := len(parts) - 1; i >= 0; i-- {
		part := parts[i]
		if dot := strings.LastIndexByte(part, '.'); dot > 0 && len(part)-dot <= 6 {
			part = part[:dot] // .html, .php and their like
		}
		words := strings.FieldsFunc(part, func(r rune) bool { return strings.ContainsRune("-_+.,;:!?&=%#\"'()[]{}<>|\\/ \t\n", r) })
		said := strings.Join(words, " ")
		if strings.ContainsFunc(said, func(r rune) bool { return r > '9' }) {
			runes := []rune(said)
			return string(first(80, runes))
		}
	}
	return ""
}

// Gone makes the answer where a story was withdrawn.
func (p Press) Gone(ctx context.Context, snap Snapshot, at time.Time) (page.Page, error) {
	w, err := p.begin(ctx, snap)
	if err != nil {
		return nil, err
	}
	out := &page.Gone{Frame: w.in("", "", false), At: at}
	out.Hide = true
	policy, err := w.policy(ctx)
	if err != nil {
		return nil, err
	}
	out.Why = policy.URL
	out.Recent, err = w.recent(ctx)
	return out, err
}
