package newsroom

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/desk"
	"broadsheet/internal/mail/mailtest"
)

const (
	mailPath    = "/newsroom/settings/mail"
	lettersPath = "/newsroom/settings/letters"
)

// TestLettersWithoutAServer is the outbox of a paper that sends no mail: it is read and handed over.
func TestLettersWithoutAServer(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		publisher, operator := h.as("publisher"), h.as("operator")
		if got := publisher.get(lettersPath); !strings.Contains(got.body, "No letter was written yet.") {
			t.Errorf("an empty outbox: %s", textOf(got.body))
		}
		d := h.story(h.staff["mara"], "Dredger due on the bar")
		h.must(h.Assign(t.Context(), h.staff["mara"], d.ID, h.staff["reporter"].ID, "2026-11-23T16:00"))
		got := publisher.get(lettersPath)
		text := textOf(got.body)
		for _, want := range []string{"The reporter", "Stays here", "Stories that came to them", "reporter@courier.example"} {
			if !strings.Contains(text, want) {
				t.Errorf("the outbox does not say %q: %s", want, text)
			}
		}
		if strings.Contains(text, "Dredger") || strings.Contains(text, "Send") {
			t.Errorf("the outbox says too much: %s", text)
		}
		outbox, err := h.store.Letters(t.Context(), "", 1)
		h.must(err)
		at := lettersPath + "/" + outbox[0].ID
		text = textOf(publisher.get(at).body)
		for _, want := range []string{"Given to you: Dredger due on the bar", "Mara Ostrey gave you “Dredger due on the bar”, due 16:00, Mon 23 November 2026.", "http://courier.example/newsroom/stories/" + d.ID} {
			if !strings.Contains(text, want) {
				t.Errorf("the letter does not say %q: %s", want, text)
			}
		}
		// The operator keeps the mail and reads no text that is not public.
		if text := textOf(operator.get(at).body); strings.Contains(text, "Dredger") || !strings.Contains(text, "can be read by whoever keeps people") {
			t.Errorf("the operator reads %s", text)
		}
		if text := textOf(operator.get(lettersPath).body); strings.Contains(text, "Dredger") {
			t.Errorf("the operator reads %s", text)
		}
		if got := publisher.post(at); got.status != http.StatusConflict || !strings.Contains(textOf(got.body), "No mail server is set") {
			t.Errorf("sending without a server: %d %s", got.status, textOf(got.body))
		}
		if got := publisher.post(mailPath + "/test"); got.status != http.StatusConflict || !strings.Contains(textOf(got.body), "No mail server is set.") {
			t.Errorf("a test letter without a server: %d %s", got.status, textOf(got.body))
		}
	})
}

// TestMailIsSetUpTriedAndTakenAway walks the settings of mail.
func TestMailIsSetUpTriedAndTakenAway(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		operator := h.as("operator")
		sink := mailtest.Listen(t, mailtest.Options{NoTLS: true, User: "courier", Password: "plum jam"})
		form := func(change ...string) []string {
			f := map[string]string{"deed": "save", "host": "127.0.0.1", "port": strconv.Itoa(sink.Port), "tls": "none", "user": "courier", "password": "plum jam", "from": "desk@courier.example"}
			for i := 0; i+1 < len(change); i += 2 {
				f[change[i]] = change[i+1]
			}
			var out []string
			for k, v := range f {
				out = append(out, k, v)
			}
			return out
		}
		for field, c := range map[string][2]string{"host": {"", "Type the name of the mail server"}, "port": {"smtp", "A port is a number"}, "from": {"the desk", "not an e-mail address"}, "tls": {"quietly", "Choose how the line"}} {
			got := operator.post(mailPath, form(field, c[0])...)
			if got.status != http.StatusUnprocessableEntity || !strings.Contains(textOf(got.body), c[1]) || !strings.Contains(got.body, `value="courier"`) {
				t.Errorf("%s %q: %d %s", field, c[0], got.status, textOf(got.body))
			}
			if strings.Contains(got.body, "plum jam") {
				t.Errorf("the password comes back with a refusal about %s", field)
			}
		}
		if got := operator.post(mailPath, form("password", "apricot")...); got.status != http.StatusSeeOther {
			t.Fatalf("setting mail: %d %s", got.status, textOf(got.body))
		}
		got := operator.post(mailPath + "/test")
		if got.status != http.StatusConflict || !strings.Contains(textOf(got.body), "does not let courier in: “535") {
			t.Errorf("a test with a wrong password: %d %s", got.status, textOf(got.body))
		}
		if got := operator.post(mailPath, form()...); got.status != http.StatusSeeOther {
			t.Fatalf("setting mail: %d %s", got.status, textOf(got.body))
		}
		if got := operator.post(mailPath, form("password", "", "from", "news@courier.example")...); got.status != http.StatusSeeOther {
			t.Errorf("changing the sender without the password: %d %s", got.status, textOf(got.body))
		}
		got = operator.post(mailPath + "/test")
		if got.status != http.StatusSeeOther {
			t.Fatalf("a test letter: %d %s", got.status, textOf(got.body))
		}
		if text := textOf(operator.get(mailPath).body); !strings.Contains(text, "The mail server took the test letter to operator@courier.example") || !strings.Contains(text, "as news@courier.example") {
			t.Errorf("after the test letter: %s", text)
		}
		if all := sink.Letters(); len(all) != 1 || all[0].Header.Get("Subject") != "A test letter from The Wexmouth Courier" {
			t.Errorf("the sink has %v", all)
		}
		for _, page := range []string{operator.get(mailPath).body, h.log.String()} {
			if strings.Contains(page, "plum jam") || strings.Contains(page, "apricot") {
				t.Error("the password is on a screen or in the log")
			}
		}
		if got := operator.post(mailPath, "deed", "stop"); got.status != http.StatusSeeOther {
			t.Fatalf("stopping: %d", got.status)
		}
		if m, password, err := h.Mail(t.Context()); err != nil || m.Set() || password != "" {
			t.Errorf("after it was stopped: %v, %q, %v", m, password, err)
		}
	})
}

// TestTheOutboxSaysWhatBecameOfALetter shows one letter of each state.
func TestTheOutboxSaysWhatBecameOfALetter(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		publisher := h.as("publisher")
		h.must(h.SetMail(ctx, h.staff["mara"], desk.MailServer{Host: "smtp.example", Port: 587, TLS: desk.StartTLS, From: "desk@courier.example"}, nil))
		for n, state := range []desk.LetterState{desk.LetterSent, desk.LetterFailed, desk.LetterUnknown, desk.LetterWaiting} {
			d := h.story(h.staff["mara"], "Story of "+string(state))
			h.must(h.Assign(ctx, h.staff["mara"], d.ID, h.staff["reporter"].ID, ""))
			outbox, err := h.store.Letters(ctx, "", 1)
			h.must(err)
			h.must(h.LetterWent(ctx, outbox[0].ID, state, "The server said "+string(state)+"."))
			h.clock.Move(time.Duration(n+1) * time.Minute)
		}
		text := textOf(publisher.get(lettersPath).body)
		for _, want := range []string{
			"Letters: 1 waiting, 1 not sent, 1 of which nobody knows whether they arrived.", "The server said sent.", "The server said failed.",
			"The server said unknown.", "Nobody knows", "goes at 10:13",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("the outbox does not say %q: %s", want, text)
			}
		}
		outbox, err := h.store.Letters(ctx, "", 9)
		h.must(err)
		for _, l := range outbox {
			got := publisher.get(lettersPath + "/" + l.ID)
			reads := strings.Contains(textOf(got.body), "Story of "+string(l.State))
			if want := l.State == desk.LetterFailed || l.State == desk.LetterUnknown; reads != want {
				t.Errorf("the text of a letter that is %s can be read: %v", l.State, reads)
			}
			again := publisher.post(lettersPath + "/" + l.ID)
			if want := l.State == desk.LetterFailed || l.State == desk.LetterUnknown; (again.status == http.StatusSeeOther) != want {
				t.Errorf("sending a letter again that is %s: %d", l.State, again.status)
			}
		}
		// A list longer than a screen turns.
		for range 60 {
			person := h.staff["reporter"]
			h.must(h.store.InTx(ctx, func(tx desk.Tx) error {
				return tx.AddLetter(ctx, desk.Letter{ID: h.clock.ID(), Kind: desk.LetterInvitation, Name: person.Name, Email: person.Email, State: desk.LetterSent, MadeAt: h.clock.Now()})
			}))
		}
		first := publisher.get(lettersPath).body
		_, after, found := strings.Cut(first, `href="`+lettersPath+`?before=`)
		if !found {
			t.Fatal("the outbox has no second screen")
		}
		id, _, _ := strings.Cut(after, `"`)
		if n := strings.Count(publisher.get(lettersPath+"?before="+id).body, `class="row-head"`); n != 14 {
			t.Errorf("the second screen has %d letters, want 14", n)
		}
	})
}
