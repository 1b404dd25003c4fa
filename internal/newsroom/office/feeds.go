package office

import (
	"net/http"
	"strings"

	"broadsheet/internal/desk"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/press"
	"broadsheet/internal/screen"
)

const feedsPath = settingsPath + "/machines/feeds"

// failingShown is how many subscribers that fail the screen names.
const failingShown = 10

// ShowFeeds shows what reader programs get, and who is told at once.
func (o *Office) ShowFeeds(w http.ResponseWriter, r *http.Request) error {
	p, _, err := o.Store.Settings(r.Context())
	if err != nil {
		return err
	}
	text := "whole"
	if p.FeedSummaries {
		text = "summaries"
	}
	s, err := o.feedsScreen(r, screen.Fields("text", text))
	if err != nil {
		return err
	}
	return o.Show(w, s)
}

func (o *Office) feedsScreen(r *http.Request, f screen.Form) (*screen.Feeds, error) {
	fr, err := o.Frame(r, "Feeds", settingsPath)
	if err != nil {
		return nil, err
	}
	base := strings.TrimSuffix(o.Base, "/")
	s := &screen.Feeds{
		Frame: fr, Form: f, Hub: base + press.HubAddress,
		Choices: []screen.Option{{Value: "whole", Label: "Whole stories"}, {Value: "summaries", Label: "Summaries"}},
	}
	for _, p := range press.FeedFormats {
		s.Addresses = append(s.Addresses, screen.FeedAddress{Name: p.Name, URL: base + press.FeedAddress("/", p.File)})
	}
	s.Addresses = append(s.Addresses, screen.FeedAddress{Name: "Corrections", URL: base + press.FeedAddress(press.CorrectionsAddress, press.RSSFile)})
	now := o.Clock.Now()
	c, err := o.Store.CountedSubscribers(r.Context(), now)
	if err != nil {
		return nil, err
	}
	s.All, s.Waiting, s.LastSent, s.Fail = c.All, c.Waiting, c.LastSent, c.Failing
	failing, err := o.Store.FailingSubscribers(r.Context(), now, failingShown)
	if err != nil {
		return nil, err
	}
	for _, b := range failing {
		row := screen.FeedSubscriber{Host: b.Host, Topic: b.Topic, Said: b.Said, At: b.FailedAt, Tries: b.Tries}
		if b.Waiting {
			row.Next = b.DueAt
		}
		s.Failing = append(s.Failing, row)
	}
	return s, nil
}

// ChangeFeeds says what feeds hold.
func (o *Office) ChangeFeeds(w http.ResponseWriter, r *http.Request) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	var receipt desk.Receipt
	if receipt, err = o.Desk.SetFeeds(r.Context(), reception.Who(r), f.Value("text") == "summaries"); err != nil {
		return err
	}
	p, _, err := o.Store.Settings(r.Context())
	if err != nil {
		return err
	}
	return o.Done(w, r, feedsPath, "Saved. Reader programs get it since "+receipt.At.In(reception.Zone(p)).Format("15:04:05")+".")
}
