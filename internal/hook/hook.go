// Package hook tells webhooks what became public. It follows the record with a number of its own, so that a publication
// only has to be kept; every thing that is told is a job of package follow, and what an address answered is noted. What is
// told is made when it is sent, out of what readers see then: so nothing goes out after it was taken back. It is signed
// by the Standard Webhooks specification, version 1.0.0.
package hook

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"broadsheet/internal/api/document"
	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/follow"
	"broadsheet/internal/prose"
	"broadsheet/internal/record"
)

// Store reads the record.
type Store interface {
	Entries(ctx context.Context, after int64, limit int) ([]record.Entry, error)
}

// Poster sends something to an address outside.
type Poster interface {
	Post(ctx context.Context, address string, header http.Header, body []byte, words int64) (status int, said []byte, err error)
}

// Teller tells.
type Teller struct {
	Desk  *desk.Desk
	Store Store
	Out   Poster
	Clock clock.Clock
	// Story gives a story as readers see it; nil when they do not, and then whether it was withdrawn.
	Story func(ctx context.Context, id string) (s *document.Story, gone bool, err error)

	somebody atomic.Bool // there was somebody to tell when it was last looked
}

// atOnce is how many entries are read together, sending how many webhooks are told at a time, words how much of an answer
// is kept.
const (
	atOnce  = 200
	sending = 4
	words   = 300
)

// Kinds is the work for a follow.Runner.
func (t *Teller) Kinds() []follow.Kind {
	return []follow.Kind{
		{
			Name: desk.SpreadJob, Do: func(ctx context.Context, _ desk.Job) error { return t.Spread(ctx) },
			Next: func(_ context.Context, now time.Time) (time.Time, error) {
				if t.somebody.Load() {
					return now.Add(time.Minute), nil // a command beside the program appends entries too
				}
				return now.Add(time.Hour), nil
			},
		},
		{Name: desk.TellJob, AtOnce: sending, Do: func(ctx context.Context, j desk.Job) error { return t.Tell(ctx, j.Key) }},
	}
}

// Tells tells whether an entry may be one that somebody is to be told of.
func (t *Teller) Tells(e record.Entry) bool { return t.somebody.Load() && !e.Quiet && eventOf(e) != "" }

// eventOf is what an entry is called outside; "" for one that is not told.
func eventOf(e record.Entry) string {
	switch e.Kind {
	case record.Corrected:
		return desk.StoryCorrected
	case record.Recalled:
		return desk.StoryRecalled
	case record.Published:
		var text struct{ Change article.Change }
		if err := json.Unmarshal(e.Text, &text); err == nil && text.Change != "" && text.Change != article.First {
			return desk.StoryChanged
		}
		return desk.StoryPublished
	}
	return ""
}

// Spread reads what the record says and adds what is to be told.
func (t *Teller) Spread(ctx context.Context) error {
	number, anybody, err := t.Desk.SpreadTo(ctx)
	t.somebody.Store(anybody)
	if err != nil || !anybody {
		return err
	}
	for {
		entries, err := t.Store.Entries(ctx, number, atOnce)
		if err != nil || len(entries) == 0 {
			return err
		}
		var all []desk.Delivery
		for _, e := range entries {
			number = e.Number
			if event := eventOf(e); event != "" && !e.Quiet {
				all = append(all, desk.Delivery{Event: event, Story: e.Object, Entry: e.Number, At: e.At})
			}
		}
		if err := t.Desk.Spread(ctx, all, number); err != nil {
			return err
		}
	}
}

// Tell tells one thing.
func (t *Teller) Tell(ctx context.Context, id string) error {
	what, tell, later, err := t.Desk.ToTell(ctx, id)
	switch {
	case err != nil:
		return err
	case !later.IsZero():
		return follow.Later(later)
	case !tell:
		return nil
	}
	event := document.Event{Type: what.Event, Timestamp: what.At.UTC(), Record: what.Entry, Data: document.Told{ID: what.Story}}
	if what.Story != "" {
		if event.Data.Story, event.Data.Gone, err = t.Story(ctx, what.Story); err != nil {
			return err
		}
		if event.Data.Story == nil && !event.Data.Gone { // a standing page
			_, err = t.Desk.Told(ctx, id, http.StatusNoContent, "This is no story; nothing was sent.", follow.Pause)
			return err
		}
	}
	body, err := json.Marshal(event)
	if err != nil {
		return err
	}
	status, said, err := t.Out.Post(ctx, what.Webhook.URL, Sign(id, t.Clock.Now(), body, what.Secrets), body, words)
	say := prose.Printable(strings.ToValidUTF8(strings.TrimSpace(string(said)), "�"))
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err() // the program stops; it is told again
		}
		status, say = 0, fault.Of(err).Say
	}
	again, err := t.Desk.Told(ctx, id, status, say, follow.Pause)
	if err == nil && !again.IsZero() {
		return follow.Later(again)
	}
	if err == nil && (status < 200 || status > 299) {
		return follow.GiveUp(fmt.Errorf("%s was not told: %s", what.Webhook.URL, say))
	}
	return err
}

// Sign makes the header fields of a message: its id, the time of this try, and a signature for each secret.
func Sign(id string, at time.Time, body []byte, secrets []string) http.Header {
	seconds := strconv.FormatInt(at.Unix(), 10)
	var all []string
	for _, s := range secrets {
		key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(s, "whsec_"))
		if err != nil {
			continue // it was not made here; what nobody can check is not sent
		}
		sum := hmac.New(sha256.New, key)
		sum.Write([]byte(id + "." + seconds + ".")) // a hash takes everything
		sum.Write(body)
		all = append(all, "v1,"+base64.StdEncoding.EncodeToString(sum.Sum(nil)))
	}
	return http.Header{
		"Content-Type": {"application/json; charset=utf-8"}, "Webhook-Id": {id}, "Webhook-Timestamp": {seconds}, "Webhook-Signature": {strings.Join(all, " ")},
	}
}
