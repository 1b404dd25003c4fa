// Package machines is the part of the newsroom where other programs are kept: the keys with which they send something in,
// and the webhooks by which they are told what was published.
package machines

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/api/document"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/screen"
)

// Where machines are kept.
const (
	Path         = "/newsroom/settings/machines"
	keysPath     = Path + "/keys"
	webhooksPath = Path + "/webhooks"
)

// Store is what is asked of the database.
type Store interface {
	MachineKeys(ctx context.Context) ([]account.MachineKey, error)
	Webhooks(ctx context.Context) ([]desk.Webhook, error)
	Deliveries(ctx context.Context, webhook, before string, limit int) ([]desk.Delivery, error)
}

// Room answers for machines.
type Room struct {
	*reception.Reception
	Machines Store
	Head     func() int64 // number of the newest entry of the record
}

// Routes are the routes of this room.
func (o *Room) Routes() []reception.Route {
	with := func(method, path string, do reception.Action) reception.Route {
		return reception.Route{Method: method, Path: path, Needs: account.KeepMachines, Do: do}
	}
	return []reception.Route{
		with("GET", keysPath, o.keys),
		with("POST", keysPath, o.makeKey),
		with("POST", keysPath+"/{id}/revoke", o.revoke),
		with("GET", webhooksPath, o.webhooks),
		with("POST", webhooksPath, o.addWebhook),
		with("GET", webhooksPath+"/{id}", o.webhook),
		with("POST", webhooksPath+"/{id}", o.changeWebhook),
		with("POST", webhooksPath+"/{id}/deliveries/{delivery}", o.sendAgain),
	}
}

var scopeWords = map[document.Scope]string{
	document.DraftWrite: "Put drafts on the desk", document.PictureWrite: "Add pictures to the library",
}

// lasts are how long a key may work.
var lasts = []screen.Option{
	{Value: "365", Label: "One year"}, {Value: "90", Label: "90 days"}, {Value: "30", Label: "30 days"}, {Value: "", Label: "Until it is revoked"},
}

func (o *Room) keysScreen(r *http.Request, form screen.Form) (*screen.Keys, error) {
	f, err := o.Frame(r, "Keys", "/newsroom/settings")
	if err != nil {
		return nil, err
	}
	all, err := o.Machines.MachineKeys(r.Context())
	if err != nil {
		return nil, err
	}
	var makers []string
	for _, k := range all {
		makers = append(makers, k.MadeBy)
	}
	names, err := o.Store.Names(r.Context(), makers)
	if err != nil {
		return nil, err
	}
	s := &screen.Keys{Frame: f, Form: form, Lasts: lasts}
	for _, scope := range document.Scopes {
		s.Scopes = append(s.Scopes, screen.Option{Value: string(scope), Label: scopeWords[scope]})
	}
	for _, k := range all {
		row := screen.KeyRow{ID: k.ID, Name: k.Name, Hint: k.Hint, MadeAt: k.MadeAt, MadeBy: names[k.MadeBy], Used: k.UsedAt, Until: k.Until, Works: k.Works(f.Now)}
		for _, scope := range k.Scopes {
			row.May = append(row.May, scopeWords[document.Scope(scope)])
		}
		switch {
		case !k.RevokedAt.IsZero():
			row.State = "Revoked"
		case !row.Works:
			row.State = "Run out"
		default:
			row.State = "Works"
		}
		s.Rows = append(s.Rows, row)
	}
	return s, nil
}

func (o *Room) keys(w http.ResponseWriter, r *http.Request) error {
	s, err := o.keysScreen(r, screen.Fields("scopes", string(document.DraftWrite), "scopes", string(document.PictureWrite), "lasts", "365"))
	if err != nil {
		return err
	}
	return o.Show(w, s)
}

func (o *Room) makeKey(w http.ResponseWriter, r *http.Request) error {
	form, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	var until time.Time
	switch days := form.Value("lasts"); days {
	case "30", "90", "365":
		var n int
		if _, err := fmt.Sscan(days, &n); err != nil {
			return err
		}
		until = o.Clock.Now().AddDate(0, 0, n)
	case "":
	default:
		return fault.About("lasts", "Choose how long the key works.")
	}
	key, k, err := o.Desk.MakeMachineKey(r.Context(), reception.Who(r), form.Value("name"), form.Values["scopes"], until)
	if err != nil {
		s, serr := o.keysScreen(r, form)
		if serr != nil {
			return serr
		}
		return o.Again(w, err, &s.Form, s, &s.Frame, "name", "scopes", "lasts")
	}
	return o.once(w, r, "The key of "+k.Name, "Put it where the program keeps its secrets. It sends it as Authorization: Bearer.", "The key", key, keysPath)
}

// once shows a secret this once.
func (o *Room) once(w http.ResponseWriter, r *http.Request, title, say, label, secret, back string) error {
	f, err := o.Frame(r, title, "/newsroom/settings")
	if err != nil {
		return err
	}
	return o.Show(w, &screen.Once{Frame: f, Say: say, Label: label, Secret: secret, Back: back})
}

func (o *Room) revoke(w http.ResponseWriter, r *http.Request) error {
	k, err := o.Desk.RevokeMachineKey(r.Context(), reception.Who(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	return o.Done(w, r, keysPath, "The key of "+k.Name+" is revoked. Whatever comes with it is refused from now on.")
}

var eventWords = map[string]string{
	desk.StoryPublished: "Published", desk.StoryChanged: "Changed", desk.StoryCorrected: "Corrected", desk.StoryRecalled: "Recalled", desk.TestEvent: "A test",
}

func (o *Room) webhooksScreen(r *http.Request, form screen.Form) (*screen.Webhooks, error) {
	f, err := o.Frame(r, "Webhooks", "/newsroom/settings")
	if err != nil {
		return nil, err
	}
	all, err := o.Machines.Webhooks(r.Context())
	if err != nil {
		return nil, err
	}
	s := &screen.Webhooks{Frame: f, Form: form}
	for _, e := range desk.WebhookEvents {
		s.Events = append(s.Events, screen.Option{Value: e, Label: eventWords[e]})
	}
	for _, h := range all {
		s.Rows = append(s.Rows, o.row(&s.Frame, h))
	}
	return s, nil
}

func (o *Room) row(f *screen.Frame, h desk.Webhook) screen.WebhookRow {
	row := screen.WebhookRow{ID: h.ID, URL: webhooksPath + "/" + h.ID, Address: h.URL, State: "Works", On: h.OffAt.IsZero(), MadeAt: h.MadeAt}
	for _, e := range h.Events {
		row.Events = append(row.Events, strings.ToLower(eventWords[e]))
	}
	switch {
	case !h.OffAt.IsZero():
		row.State, row.Say = "Off", h.OffWhy+" Since "+f.When(h.OffAt)+"."
	case !h.FailingSince.IsZero():
		row.State, row.Say = "Fails", "It has not answered well since "+f.When(h.FailingSince)+". It is tried again, and switched off after three days."
	}
	return row
}

func (o *Room) webhooks(w http.ResponseWriter, r *http.Request) error {
	f := screen.Fields()
	f.Values["events"] = desk.WebhookEvents
	s, err := o.webhooksScreen(r, f)
	if err != nil {
		return err
	}
	return o.Show(w, s)
}

const secretSays = "The program at the address checks the signature with it (Standard Webhooks)."

func (o *Room) addWebhook(w http.ResponseWriter, r *http.Request) error {
	form, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	h, secret, err := o.Desk.AddWebhook(r.Context(), reception.Who(r), strings.TrimSpace(form.Value("url")), form.Values["events"], o.Head())
	if err != nil {
		s, serr := o.webhooksScreen(r, form)
		if serr != nil {
			return serr
		}
		return o.Again(w, err, &s.Form, s, &s.Frame, "url", "events")
	}
	return o.once(w, r, "The secret of the webhook", secretSays, "The secret", secret, webhooksPath+"/"+h.ID)
}

func (o *Room) find(ctx context.Context, id string) (desk.Webhook, error) {
	all, err := o.Machines.Webhooks(ctx)
	for _, h := range all {
		if h.ID == id {
			return h, nil
		}
	}
	if err == nil {
		err = fault.New(fault.NotFound, "There is no such webhook.")
	}
	return desk.Webhook{}, err
}

var deliveryWords = map[desk.DeliveryState]string{desk.DeliveryWaiting: "Waiting", desk.DeliveryDone: "Heard", desk.DeliveryFailed: "Not heard"}

func (o *Room) webhook(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	h, err := o.find(ctx, r.PathValue("id"))
	if err != nil {
		return err
	}
	f, err := o.Frame(r, "A webhook", "/newsroom/settings")
	if err != nil {
		return err
	}
	before := r.URL.Query().Get("before")
	all, err := o.Machines.Deliveries(ctx, h.ID, before, reception.PerPage+1)
	if err != nil {
		return err
	}
	s := &screen.Webhook{Frame: f, Row: o.row(&f, h)}
	if before != "" {
		s.Newest = s.Row.URL
	}
	if len(all) > reception.PerPage {
		all = all[:reception.PerPage]
		s.Older = s.Row.URL + "?before=" + all[len(all)-1].ID
	}
	for _, d := range all {
		row := screen.DeliveryRow{ID: d.ID, Event: eventWords[d.Event], Story: d.Headline, At: d.At, State: deliveryWords[d.State], Done: d.State == desk.DeliveryDone, Status: d.Status, Said: d.Said, Tried: d.TriedAt, Again: d.State != desk.DeliveryWaiting}
		if d.Story != "" {
			row.URL = "/newsroom/stories/" + d.Story
		}
		if row.Story == "" && d.Story != "" {
			row.Story = "a story"
		}
		if d.Tries > 0 {
			row.Tries = screen.Count(d.Tries, "try", "tries")
		}
		s.Rows = append(s.Rows, row)
	}
	return o.Show(w, s)
}

func (o *Room) changeWebhook(w http.ResponseWriter, r *http.Request) error {
	form, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	ctx, who, id := r.Context(), reception.Who(r), r.PathValue("id")
	back := webhooksPath + "/" + id
	switch form.Value("deed") {
	case "test":
		if err := o.Desk.TestWebhook(ctx, who, id); err != nil {
			return err
		}
		return o.Done(w, r, back, "A test is on its way. Look here in a moment to see what became of it.")
	case "secret":
		secret, err := o.Desk.NewWebhookSecret(ctx, who, id)
		if err != nil {
			return err
		}
		return o.once(w, r, "The new secret of the webhook", "For a day everything is signed with both, the old secret and this one. "+secretSays, "The secret", secret, back)
	case "off", "on":
		on := form.Value("deed") == "on"
		if err := o.Desk.SwitchWebhook(ctx, who, id, on); err != nil {
			return err
		}
		if on {
			return o.Done(w, r, back, "The webhook is on. It is told what happens from now on.")
		}
		return o.Done(w, r, back, "The webhook is off. Nothing is sent to it.")
	case "drop":
		if err := o.Desk.DropWebhook(ctx, who, id); err != nil {
			return err
		}
		return o.Done(w, r, webhooksPath, "The webhook is gone, and what was noted of it.")
	}
	return fault.New(fault.Invalid, "Choose what is to become of the webhook.")
}

func (o *Room) sendAgain(w http.ResponseWriter, r *http.Request) error {
	if err := o.Desk.SendDeliveryAgain(r.Context(), reception.Who(r), r.PathValue("id"), r.PathValue("delivery")); err != nil {
		return err
	}
	return o.Done(w, r, webhooksPath+"/"+r.PathValue("id"), "It is on its way again, as the story stands now.")
}
