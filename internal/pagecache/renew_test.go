package pagecache

import (
	"context"
	"net/http"
	"testing"
)

func TestNothingKeptOutlivesARenewal(t *testing.T) {
	c := open(t, Options{})
	look := "paper"
	render := func(context.Context) (Answer, error) {
		return Answer{Status: http.StatusOK, Body: []byte(look), Number: 1}, nil
	}
	minor := func(ctx context.Context) (Answer, error) {
		a, err := render(ctx)
		a.Minor = true
		return a, err
	}
	text(t, get(t, c, "/", render))
	text(t, get(t, c, "/?q=", minor))
	look = "magazine"
	if got := text(t, get(t, c, "/", render)); got != "paper" {
		t.Fatalf("before the renewal: %q", got)
	}
	c.Renew()
	if got := text(t, get(t, c, "/", render)); got != "magazine" {
		t.Errorf("a page after the renewal: %q", got)
	}
	if got := text(t, get(t, c, "/?q=", minor)); got != "magazine" {
		t.Errorf("a search after the renewal: %q", got)
	}
}

// A render that began under the old look is neither kept nor given to whoever asked after the renewal.
func TestARenderUnderWayAtARenewal(t *testing.T) {
	c := open(t, Options{})
	began, goOn := make(chan struct{}), make(chan struct{})
	first := true
	render := func(context.Context) (Answer, error) {
		body := "magazine"
		if first {
			first, body = false, "paper"
			close(began)
			<-goOn
		}
		return Answer{Status: http.StatusOK, Body: []byte(body), Number: 1}, nil
	}
	early := make(chan string)
	go func() { early <- text(t, get(t, c, "/", render)) }()
	<-began
	c.Renew()
	late := make(chan string)
	go func() { late <- text(t, get(t, c, "/", render)) }()
	close(goOn)
	if got := <-late; got != "magazine" {
		t.Errorf("who asked after the renewal got %q", got)
	}
	<-early // either look: it was asked before
	if got := text(t, get(t, c, "/", render)); got != "magazine" {
		t.Errorf("kept: %q", got)
	}
}
