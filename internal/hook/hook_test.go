package hook_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/api/document"
	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/follow"
	"broadsheet/internal/hook"
	"broadsheet/internal/moving/fetch"
	"broadsheet/internal/press"
	"broadsheet/internal/prose"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// subscriber is a program at an address, which answers as a test wants.
type subscriber struct {
	*httptest.Server
	mu      sync.Mutex
	answer  int
	heard   []document.Event
	headers []http.Header
	bodies  [][]byte
}

func (s *subscriber) says(code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer = code
}

type house struct {
	t      *testing.T
	clock  *clock.Set
	store  *store.Store
	desk   *desk.Desk
	runner *follow.Runner
	me     account.Staff
	sub    *subscriber
}

func open(t *testing.T, s *store.Store, c *clock.Set, inside bool) *house {
	t.Helper()
	sub := &subscriber{answer: 200}
	sub.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		var e document.Event
		if err == nil {
			err = json.Unmarshal(b, &e)
		}
		sub.mu.Lock()
		defer sub.mu.Unlock()
		if err != nil {
			t.Error(err)
		}
		sub.heard, sub.headers, sub.bodies = append(sub.heard, e), append(sub.headers, r.Header), append(sub.bodies, b)
		w.WriteHeader(sub.answer)
		_, _ = io.WriteString(w, "heard it")
	}))
	t.Cleanup(sub.Close)
	u, err := url.Parse(sub.URL)
	if err != nil {
		t.Fatal(err)
	}
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	if err != nil {
		t.Fatal(err)
	}
	o := fetch.Options{Ports: []uint16{uint16(port)}}
	if inside {
		o.Inside = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	}
	k := &house{t: t, clock: c, store: s, desk: desk.New(s, nil, nil, c), sub: sub}
	pages := press.Press{Base: "https://courier.example"}
	teller := &hook.Teller{Desk: k.desk, Store: s, Clock: c, Out: fetch.New(o), Story: func(ctx context.Context, id string) (d *document.Story, gone bool, err error) {
		err = s.Read(ctx, func(snap press.Snapshot) error {
			made, at, err := pages.StoryDocument(ctx, snap, id)
			d, gone = made, !at.IsZero()
			return err
		})
		return d, gone, err
	}}
	k.runner = follow.New(follow.Options{Store: s, Clock: c})
	for _, kind := range teller.Kinds() {
		k.runner.Register(kind)
	}
	if k.me, err = k.desk.OpenPaper(t.Context(), desk.Opening{Paper: "The Wexmouth Courier", Name: "Mara Ostrey", Email: "mara@courier.example", PasswordHash: "-", Lang: "en", Zone: "Europe/Lisbon"}); err != nil {
		t.Fatal(err)
	}
	return k
}

// work does what is due.
func (k *house) work() {
	k.t.Helper()
	for {
		did, err := k.runner.Step(k.t.Context())
		if err != nil {
			k.t.Fatal(err)
		}
		if !did {
			return
		}
	}
}

// wake has the record followed, as an entry does in the program.
func (k *house) wake() {
	k.t.Helper()
	if err := k.desk.WakeSpread(k.t.Context()); err != nil {
		k.t.Fatal(err)
	}
	k.work()
}

func (k *house) publish(id, headline string, change article.Change, note *article.Note) string {
	k.t.Helper()
	doc := prose.Doc(headline, "", prose.P(prose.T("The ferry left.")))
	if err := (article.Fields{Byline: []article.Credit{{Byline: k.me.Byline, Role: article.By}}}).SetOn(doc); err != nil {
		k.t.Fatal(err)
	}
	var d article.Draft
	err := k.store.InTx(k.t.Context(), func(tx desk.Tx) (err error) {
		now := k.clock.Now()
		if id == "" {
			d = article.Draft{ID: k.clock.ID(), Form: article.Story, Doc: doc, Version: 1, CreatedBy: k.me.ID, CreatedAt: now, ChangedBy: k.me.ID, ChangedAt: now}
			return tx.AddDraft(k.t.Context(), d)
		}
		if d, err = tx.Draft(k.t.Context(), id); err != nil {
			return err
		}
		d.Doc, d.Version = doc, d.Version+1
		return tx.SaveDraft(k.t.Context(), d)
	})
	if err == nil {
		_, err = k.desk.Publish(k.t.Context(), k.me, desk.Publication{Draft: d.ID, Version: d.Version, Change: change, Note: note, Slot: desk.NoSlot})
	}
	if err != nil {
		k.t.Fatal(err)
	}
	return d.ID
}

// add has the subscriber told; the desk itself takes https alone.
func (k *house) add(events ...string) (desk.Webhook, string) {
	k.t.Helper()
	w, secret, err := k.desk.AddWebhook(k.t.Context(), k.me, "https://hooks.example/x", events, k.store.Cursor())
	if err == nil {
		w.URL = k.sub.URL
		err = k.store.InTx(k.t.Context(), func(tx desk.Tx) error { return tx.SaveWebhook(k.t.Context(), w) })
	}
	if err != nil {
		k.t.Fatal(err)
	}
	k.work()
	return w, secret
}

func (k *house) deliveries(w desk.Webhook) []desk.Delivery {
	k.t.Helper()
	all, err := k.store.Deliveries(k.t.Context(), w.ID, "", 100)
	if err != nil {
		k.t.Fatal(err)
	}
	return all
}

func (k *house) now(id string) desk.Webhook {
	k.t.Helper()
	all, err := k.store.Webhooks(k.t.Context())
	if err != nil || len(all) != 1 || all[0].ID != id {
		k.t.Fatal(all, err)
	}
	return all[0]
}

// signed tells whether one of the signatures is that of a secret (Standard Webhooks 1.0.0).
func signed(h http.Header, body []byte, secret string) bool {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		return false
	}
	sum := hmac.New(sha256.New, key)
	fmt.Fprintf(sum, "%s.%s.%s", h.Get("webhook-id"), h.Get("webhook-timestamp"), body)
	for one := range strings.FieldsSeq(h.Get("webhook-signature")) {
		if one == "v1,"+base64.StdEncoding.EncodeToString(sum.Sum(nil)) {
			return true
		}
	}
	return false
}

func TestWhatBecomesPublicIsTold(t *testing.T) {
	storetest.Each(t, func(t *testing.T, opened func(...clock.Clock) *store.Store) {
		c := clock.At(storetest.Monday)
		k := open(t, opened(c), c, true)
		k.publish("", "Before", article.First, nil)
		w, secret := k.add(desk.WebhookEvents...)
		id := k.publish("", "The ferry left", article.First, nil)
		k.wake()
		k.publish(id, "The ferry left late", article.Update, nil)
		k.wake()
		k.publish(id, "The ferry left at noon", article.Correction, &article.Note{Kind: article.Corrected, Text: "It left at noon."})
		k.wake()
		if _, err := k.desk.Recall(t.Context(), k.me, id, "Wrong."); err != nil {
			t.Fatal(err)
		}
		k.wake()
		k.wake() // twice is no more
		var got []string
		for i, e := range k.sub.heard {
			got = append(got, e.Type)
			if !signed(k.sub.headers[i], k.sub.bodies[i], secret) {
				t.Errorf("%s is not signed", e.Type)
			}
			if e.Data.ID != id || (e.Type == desk.StoryRecalled) != e.Data.Gone || e.Data.Gone == (e.Data.Story != nil) {
				t.Errorf("%s says %+v", e.Type, e.Data)
			}
		}
		if want := "story.published story.changed story.corrected story.recalled"; strings.Join(got, " ") != want {
			t.Errorf("told of %v instead of %s", got, want)
		}
		for _, d := range k.deliveries(w) {
			if d.State != desk.DeliveryDone || d.Status != 200 || d.Said != "heard it" || d.Tries != 1 {
				t.Errorf("noted is %+v", d)
			}
		}
	})
}

func TestNothingGoesOutAfterItWasTakenBack(t *testing.T) {
	c := clock.At(storetest.Monday)
	k := open(t, storetest.Open(t, c), c, true)
	k.add(desk.WebhookEvents...)
	id := k.publish("", "Withheld words", article.First, nil)
	if _, err := k.desk.Recall(t.Context(), k.me, id, "Wrong."); err != nil {
		t.Fatal(err)
	}
	k.wake()
	if len(k.sub.heard) != 2 {
		t.Fatalf("%d told", len(k.sub.heard))
	}
	for i, e := range k.sub.heard {
		if !e.Data.Gone || strings.Contains(string(k.sub.bodies[i]), "Withheld") {
			t.Errorf("%s went out with %s", e.Type, k.sub.bodies[i])
		}
	}
}

func TestWhoDoesNotHearIsTriedAgainAndLeftAlone(t *testing.T) {
	c := clock.At(storetest.Monday)
	k := open(t, storetest.Open(t, c), c, true)
	w, _ := k.add(desk.StoryPublished)
	k.sub.says(500)
	k.publish("", "One", article.First, nil)
	k.publish("", "Two", article.First, nil)
	k.wake()
	if n := len(k.sub.heard); n != 1 {
		t.Errorf("an address that fails was asked %d times at once for two stories", n)
	}
	k.sub.says(200)
	c.Move(time.Minute)
	k.work()
	if n := len(k.sub.heard); n != 3 || !k.now(w.ID).FailingSince.IsZero() {
		t.Errorf("%d told after it mended: %+v", n, k.now(w.ID))
	}
	if ids := k.sub.headers; ids[0].Get("webhook-id") != ids[1].Get("webhook-id") && ids[0].Get("webhook-id") != ids[2].Get("webhook-id") {
		t.Error("a second try has another id")
	}
	k.sub.says(503)
	for day := range 5 {
		k.publish("", fmt.Sprintf("Day %d", day), article.First, nil)
		k.wake()
		for range 30 {
			c.Move(time.Hour)
			k.work()
		}
	}
	asked := len(k.sub.heard)
	if now := k.now(w.ID); now.OffAt.IsZero() || now.OffWhy == "" {
		t.Errorf("an address that failed for days is still on: %+v", now)
	}
	k.publish("", "Later", article.First, nil)
	k.wake()
	if len(k.sub.heard) != asked {
		t.Error("an address that is off was asked")
	}
	if err := k.desk.SwitchWebhook(t.Context(), k.me, w.ID, true); err != nil {
		t.Fatal(err)
	}
	k.sub.says(204)
	failed := k.deliveries(w)[0]
	if err := k.desk.SendDeliveryAgain(t.Context(), k.me, w.ID, failed.ID); err != nil {
		t.Fatal(err)
	}
	k.work()
	if len(k.sub.heard) != asked+1 || k.deliveries(w)[0].State != desk.DeliveryDone {
		t.Errorf("what was sent again became %+v", k.deliveries(w)[0])
	}
	k.sub.says(410)
	if err := k.desk.TestWebhook(t.Context(), k.me, w.ID); err != nil {
		t.Fatal(err)
	}
	k.work()
	if k.now(w.ID).OffAt.IsZero() {
		t.Error("410 does not switch it off")
	}
	t.Logf("%d requests while it failed for five days", asked)
}

func TestASecretIsChangedWithoutALoss(t *testing.T) {
	c := clock.At(storetest.Monday)
	k := open(t, storetest.Open(t, c), c, true)
	w, old := k.add(desk.StoryPublished)
	secret, err := k.desk.NewWebhookSecret(t.Context(), k.me, w.ID)
	if err != nil {
		t.Fatal(err)
	}
	both := func() (bool, bool) {
		if err := k.desk.TestWebhook(t.Context(), k.me, w.ID); err != nil {
			t.Fatal(err)
		}
		k.work()
		n := len(k.sub.heard) - 1
		return signed(k.sub.headers[n], k.sub.bodies[n], old), signed(k.sub.headers[n], k.sub.bodies[n], secret)
	}
	if a, b := both(); !a || !b {
		t.Errorf("on the day of the change: old %v, new %v", a, b)
	}
	c.Move(25 * time.Hour)
	if a, b := both(); a || !b {
		t.Errorf("a day later: old %v, new %v", a, b)
	}
}

func TestNoWebhookLeadsInside(t *testing.T) {
	c := clock.At(storetest.Monday)
	k := open(t, storetest.Open(t, c), c, false)
	w, _ := k.add(desk.StoryPublished)
	k.publish("", "One", article.First, nil)
	k.wake()
	if len(k.sub.heard) != 0 {
		t.Error("an address inside was asked")
	}
	if d := k.deliveries(w)[0]; d.Status != 0 || d.Tries != 1 || !strings.Contains(d.Said, "network") {
		t.Errorf("noted is %+v", d)
	}
	for _, address := range []string{"http://hooks.example/", "https://a:b@hooks.example/", "ftp://x", "x", "https://"} {
		if _, _, err := k.desk.AddWebhook(t.Context(), k.me, address, desk.WebhookEvents, 0); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", address, err)
		}
	}
	by := account.Staff{ID: "x", Roles: []account.Role{account.Editor}}
	if _, _, err := k.desk.AddWebhook(t.Context(), by, "https://hooks.example/", desk.WebhookEvents, 0); !fault.Is(err, fault.Forbidden) {
		t.Errorf("an editor: %v", err)
	}
	var f *fault.Fault
	if _, _, err := fetch.New(fetch.Options{}).Post(t.Context(), "http://1.1.1.1/", nil, nil, 1); !errors.As(err, &f) {
		t.Errorf("http outside: %v", err)
	}
}
