package desk

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"slices"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/fault"
)

// What a webhook can be told of. All of them are public facts.
const (
	StoryPublished = "story.published"
	StoryChanged   = "story.changed"
	StoryCorrected = "story.corrected"
	StoryRecalled  = "story.recalled"
	TestEvent      = "test"
)

// WebhookEvents lists what can be chosen, in the order in which a person chooses.
var WebhookEvents = []string{StoryPublished, StoryChanged, StoryCorrected, StoryRecalled}

// Webhook is an address that is told what becomes public. Its secret lies apart, in no copy.
type Webhook struct {
	ID           string
	URL          string
	Events       []string
	MadeBy       string // account
	MadeAt       time.Time
	Since        int64     // number of the record's entry after which it is told
	Failures     int       // in a row
	FailingSince time.Time // zero while it answers well
	WaitUntil    time.Time // when it may be tried again
	OffAt        time.Time // zero while it is on
	OffWhy       string
	OldUntil     time.Time // until when things are signed with the old secret too
}

// DeliveryState is what became of one thing that is told.
type DeliveryState string

// The states of a delivery.
const (
	DeliveryWaiting DeliveryState = "waiting"
	DeliveryDone    DeliveryState = "done"
	DeliveryFailed  DeliveryState = "failed"
)

// Delivery is one thing that a webhook is told.
type Delivery struct {
	ID       string
	Webhook  string
	Event    string
	Story    string // "" for a test
	Headline string // of the story on the desk; filled in by the store
	Entry    int64  // number in the record, 0 for a test
	At       time.Time
	State    DeliveryState
	Tries    int
	Status   int    // of the last answer, 0 for none
	Said     string // its first words, or why there was none
	TriedAt  time.Time
}

// Webhooks are the addresses that are told, and what they were told.
type Webhooks interface {
	AllWebhooks(ctx context.Context) ([]Webhook, error)
	Webhook(ctx context.Context, id string) (Webhook, error)
	SaveWebhook(ctx context.Context, w Webhook) error
	// DropWebhook takes one away with all that was noted of it.
	DropWebhook(ctx context.Context, id string) error
	Delivery(ctx context.Context, id string) (Delivery, error)
	// AddDelivery keeps a new one, unless the webhook has one of the entry and story; it tells whether it did.
	AddDelivery(ctx context.Context, d Delivery) (bool, error)
	SaveDelivery(ctx context.Context, d Delivery) error
	// TidyDeliveries drops those that ended before an instant.
	TidyDeliveries(ctx context.Context, before time.Time) error
}

// TellJob is the kind of the work that tells one webhook one thing; its key is the id of a delivery. SpreadJob finds out
// what the record says that has to be told.
const (
	TellJob   = "webhook"
	SpreadJob = "webhooks"
)

// SpreadState is the name under which is kept up to where the record has been told.
const SpreadState = "webhooks"

const (
	mostWebhooks = 50
	oldSecretFor = 24 * time.Hour
)

// secretOf is the name under which the secret of a webhook is kept.
func secretOf(id string) string    { return "webhook/" + id }
func oldSecretOf(id string) string { return "webhook/" + id + "/old" }

// newSecret makes a secret as Standard Webhooks writes it: whsec_ and 32 random bytes in base64.
func newSecret() string {
	b := make([]byte, 32)
	rand.Read(b) // never fails: crypto/rand ends the program instead
	return "whsec_" + base64.StdEncoding.EncodeToString(b)
}

// AddWebhook has an address told of events from number on. Its secret is given out this once.
func (d *Desk) AddWebhook(ctx context.Context, by account.Staff, address string, events []string, number int64) (w Webhook, secret string, err error) {
	if err := must(by, account.KeepMachines); err != nil {
		return w, "", err
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.Fragment != "" {
		return w, "", fault.About("url", "This is no address that can be told. It begins with https:// and holds no name or password.")
	}
	if err := printable(1000, "url", address); err != nil {
		return w, "", err
	}
	if len(events) == 0 {
		return w, "", fault.About("events", "Choose what it is told of.")
	}
	for _, e := range events {
		if !slices.Contains(WebhookEvents, e) {
			return w, "", fault.About("events", "“%s” is nothing that can be told.", e)
		}
	}
	w = Webhook{ID: d.clock.ID(), URL: address, Events: events, MadeBy: by.ID, MadeAt: d.clock.Now(), Since: number}
	secret = newSecret()
	return w, secret, d.store.InTx(ctx, func(tx Tx) error {
		all, err := tx.AllWebhooks(ctx)
		if err != nil {
			return err
		}
		if len(all) >= mostWebhooks {
			return fault.New(fault.Conflict, "There are %d webhooks already. Remove one that is not needed first.", mostWebhooks)
		}
		if len(all) == 0 { // nobody followed the record meanwhile
			b, err := json.Marshal(number)
			if err == nil {
				err = tx.SavePrivate(ctx, SpreadState, b)
			}
			if err != nil {
				return err
			}
		}
		if err := tx.SaveSecret(ctx, secretOf(w.ID), secret); err != nil {
			return err
		}
		if err := tx.SaveWebhook(ctx, w); err != nil {
			return err
		}
		return tx.AddJob(ctx, Job{Kind: SpreadJob})
	})
}

// changeWebhook changes one in a transaction.
func (d *Desk) changeWebhook(ctx context.Context, by account.Staff, id string, fn func(Tx, *Webhook) error) error {
	if err := must(by, account.KeepMachines); err != nil {
		return err
	}
	return d.store.InTx(ctx, func(tx Tx) error {
		w, err := tx.Webhook(ctx, id)
		if err == nil {
			err = fn(tx, &w)
		}
		if err == nil {
			err = tx.SaveWebhook(ctx, w)
		}
		return err
	})
}

// NewWebhookSecret gives a webhook another secret. For a day the old one signs too.
func (d *Desk) NewWebhookSecret(ctx context.Context, by account.Staff, id string) (string, error) {
	secret := newSecret()
	return secret, d.changeWebhook(ctx, by, id, func(tx Tx, w *Webhook) error {
		old, err := tx.Secret(ctx, secretOf(id))
		if err != nil {
			return err
		}
		if err := tx.SaveSecret(ctx, oldSecretOf(id), old); err != nil {
			return err
		}
		w.OldUntil = d.clock.Now().Add(oldSecretFor)
		return tx.SaveSecret(ctx, secretOf(id), secret)
	})
}

// SwitchWebhook switches a webhook on or off. What waited while it was off is not told by itself.
func (d *Desk) SwitchWebhook(ctx context.Context, by account.Staff, id string, on bool) error {
	return d.changeWebhook(ctx, by, id, func(_ Tx, w *Webhook) error {
		if w.OffAt.IsZero() == on {
			return nil
		}
		w.Failures, w.FailingSince, w.WaitUntil = 0, time.Time{}, time.Time{}
		w.OffAt, w.OffWhy = time.Time{}, ""
		if !on {
			w.OffAt, w.OffWhy = d.clock.Now(), "Switched off by "+by.Name+"."
		}
		return nil
	})
}

// DropWebhook takes a webhook away.
func (d *Desk) DropWebhook(ctx context.Context, by account.Staff, id string) error {
	if err := must(by, account.KeepMachines); err != nil {
		return err
	}
	return d.store.InTx(ctx, func(tx Tx) error {
		if err := tx.SaveSecret(ctx, secretOf(id), ""); err != nil {
			return err
		}
		if err := tx.SaveSecret(ctx, oldSecretOf(id), ""); err != nil {
			return err
		}
		return tx.DropWebhook(ctx, id)
	})
}

// TestWebhook tells a webhook that this is a test.
func (d *Desk) TestWebhook(ctx context.Context, by account.Staff, id string) error {
	return d.changeWebhook(ctx, by, id, func(tx Tx, w *Webhook) error {
		if !w.OffAt.IsZero() {
			return fault.New(fault.Conflict, "This webhook is off. Switch it on first.")
		}
		w.WaitUntil = time.Time{}
		t := Delivery{ID: d.clock.ID(), Webhook: id, Event: TestEvent, At: d.clock.Now(), State: DeliveryWaiting}
		if _, err := tx.AddDelivery(ctx, t); err != nil {
			return err
		}
		return tx.AddJob(ctx, Job{Kind: TellJob, Key: t.ID})
	})
}

// SendDeliveryAgain tells a webhook once more what it was told, as it stands now.
func (d *Desk) SendDeliveryAgain(ctx context.Context, by account.Staff, webhook, id string) error {
	return d.changeWebhook(ctx, by, webhook, func(tx Tx, w *Webhook) error {
		if !w.OffAt.IsZero() {
			return fault.New(fault.Conflict, "This webhook is off. Switch it on first.")
		}
		sent, err := tx.Delivery(ctx, id)
		if err != nil {
			return err
		}
		if sent.Webhook != webhook {
			return fault.New(fault.NotFound, "There is no such delivery.")
		}
		w.WaitUntil = time.Time{}
		sent.State, sent.Tries, sent.Status, sent.Said = DeliveryWaiting, 0, 0, ""
		sent.At = d.clock.Now()
		if err := tx.SaveDelivery(ctx, sent); err != nil {
			return err
		}
		return tx.AddJob(ctx, Job{Kind: TellJob, Key: id})
	})
}

// ToTell is one thing that is to be told now.
type ToTell struct {
	Delivery
	Webhook Webhook
	Secrets []string // it is signed with each
}

// ToTell reads what is to be told; false when it is not any more, and a time when it is not yet.
func (d *Desk) ToTell(ctx context.Context, id string) (t ToTell, tell bool, later time.Time, err error) {
	err = d.store.InTx(ctx, func(tx Tx) error {
		t, tell, later = ToTell{}, false, time.Time{}
		var err error
		if t.Delivery, err = tx.Delivery(ctx, id); fault.Is(err, fault.NotFound) || err == nil && t.State != DeliveryWaiting {
			return nil
		} else if err != nil {
			return err
		}
		if t.Webhook, err = tx.Webhook(ctx, t.Delivery.Webhook); err != nil {
			return err
		}
		now := d.clock.Now()
		if !t.Webhook.OffAt.IsZero() {
			t.State, t.Said = DeliveryFailed, "The webhook was switched off before it went."
			return tx.SaveDelivery(ctx, t.Delivery)
		}
		if now.Before(t.Webhook.WaitUntil) {
			later = t.Webhook.WaitUntil
			return nil
		}
		secret, err := tx.Secret(ctx, secretOf(t.Webhook.ID))
		if err != nil {
			return err
		}
		if secret == "" {
			t.State, t.Said = DeliveryFailed, "The secret of this webhook is not here: copies do not hold it. Make a new one."
			return tx.SaveDelivery(ctx, t.Delivery)
		}
		t.Secrets = []string{secret}
		if now.Before(t.Webhook.OldUntil) {
			old, err := tx.Secret(ctx, oldSecretOf(t.Webhook.ID))
			if err != nil {
				return err
			}
			if old != "" {
				t.Secrets = append(t.Secrets, old)
			}
		}
		tell = true
		return nil
	})
	return t, tell, later, err
}

// How long one thing is tried, and how long a webhook may fail until it is switched off.
const (
	tellFor = 24 * time.Hour
	failFor = 72 * time.Hour
)

// Told notes what became of a try: the status of the answer, 0 for none, and its first words. again tells when it is tried
// next, zero for never.
func (d *Desk) Told(ctx context.Context, id string, status int, said string, pause func(failures int) time.Duration) (again time.Time, err error) {
	err = d.store.InTx(ctx, func(tx Tx) error {
		again = time.Time{}
		t, err := tx.Delivery(ctx, id)
		if err != nil {
			return err
		}
		w, err := tx.Webhook(ctx, t.Webhook)
		if err != nil {
			return err
		}
		now := d.clock.Now()
		t.Tries++
		t.Status, t.Said, t.TriedAt = status, said, now
		switch {
		case status >= 200 && status < 300:
			t.State = DeliveryDone
			w.Failures, w.FailingSince, w.WaitUntil = 0, time.Time{}, time.Time{}
		default:
			w.Failures++
			if w.FailingSince.IsZero() {
				w.FailingSince = now
			}
			w.WaitUntil = now.Add(pause(w.Failures))
			again = w.WaitUntil
			switch {
			case status == 410:
				w.OffAt, w.OffWhy = now, "It answered that it is gone for good (410)."
			case now.Sub(w.FailingSince) >= failFor:
				w.OffAt, w.OffWhy = now, "It has not answered well for three days."
			}
			if !w.OffAt.IsZero() || now.Sub(t.At) >= tellFor {
				t.State, again = DeliveryFailed, time.Time{}
			}
		}
		if err := tx.SaveDelivery(ctx, t); err != nil {
			return err
		}
		return tx.SaveWebhook(ctx, w)
	})
	return again, err
}

// deliveriesFor is how long what became of a delivery is shown.
const deliveriesFor = 30 * 24 * time.Hour

// Spread adds what is to be told of things that became public up to a number of the record.
func (d *Desk) Spread(ctx context.Context, all []Delivery, upTo int64) error {
	b, err := json.Marshal(upTo)
	if err != nil {
		return err
	}
	return d.store.InTx(ctx, func(tx Tx) error {
		hooks, err := tx.AllWebhooks(ctx)
		if err != nil {
			return err
		}
		for _, one := range all {
			for _, w := range hooks {
				if !w.OffAt.IsZero() || one.Entry <= w.Since || !slices.Contains(w.Events, one.Event) {
					continue
				}
				t := one
				t.ID, t.Webhook, t.State = d.clock.ID(), w.ID, DeliveryWaiting
				added, err := tx.AddDelivery(ctx, t)
				if err == nil && added {
					err = tx.AddJob(ctx, Job{Kind: TellJob, Key: t.ID})
				}
				if err != nil {
					return err
				}
			}
		}
		if err := tx.TidyDeliveries(ctx, d.clock.Now().Add(-deliveriesFor)); err != nil {
			return err
		}
		return tx.SavePrivate(ctx, SpreadState, b)
	})
}

// SpreadTo reads up to which number of the record has been told, and whether there is anybody to tell.
func (d *Desk) SpreadTo(ctx context.Context) (number int64, anybody bool, err error) {
	err = d.store.InTx(ctx, func(tx Tx) error {
		number = 0
		hooks, err := tx.AllWebhooks(ctx)
		if anybody = len(hooks) > 0; err != nil || !anybody {
			return err
		}
		b, _, err := tx.Private(ctx, SpreadState)
		if err == nil && b != nil {
			err = json.Unmarshal(b, &number)
		}
		return err
	})
	return number, anybody, err
}

// WakeSpread has it looked at once what is to be told.
func (d *Desk) WakeSpread(ctx context.Context) error {
	return d.store.InTx(ctx, func(tx Tx) error { return tx.AddJob(ctx, Job{Kind: SpreadJob}) })
}
