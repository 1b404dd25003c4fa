package desk_test

import (
	"strings"
	"testing"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
)

// withMail sets a mail server that nothing is ever sent to.
func (r *room) withMail() {
	r.t.Helper()
	r.must(r.SetMail(r.t.Context(), r.editor, desk.MailServer{Host: "smtp.example", Port: 587, TLS: desk.StartTLS, From: "desk@courier.example"}, nil))
}

// outbox tells of every letter, oldest first: to whom, in which state, when it goes, and the headlines in it.
func (r *room) outbox() string {
	r.t.Helper()
	all, err := r.store.Letters(r.t.Context(), "", 100)
	r.must(err)
	var lines []string
	for _, l := range all {
		var items []string
		for _, i := range l.Data.Items {
			line := i.Headline
			if i.Back {
				line += " back: " + i.Note
			}
			if !i.Due.IsZero() {
				line += " due " + i.Due.Format("15:04")
			}
			items = append(items, line)
		}
		at := ""
		if !l.SendAt.IsZero() {
			at = l.SendAt.Format(" 02 15:04")
		}
		lines = append([]string{string(l.State) + " to " + l.Name + at + ": " + strings.Join(items, ", ")}, lines...)
	}
	return strings.Join(lines, "\n")
}

func (r *room) posted(what, want string) {
	r.t.Helper()
	if got := r.outbox(); got != want {
		r.t.Errorf("%s: the outbox holds\n%s\nwant\n%s", what, got, want)
	}
}

func TestLettersAboutStoriesAreGathered(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		ctx := t.Context()
		r.withMail()
		first, second, third := r.story("Bridge").ID, r.story("Ferry").ID, r.own("Market")
		r.must(r.Assign(ctx, r.editor, first, r.editor.ID, ""))
		r.posted("given to oneself", "")
		r.must(r.Assign(ctx, r.editor, first, r.reporter.ID, "2026-11-23T16:00"))
		r.posted("the first", "waiting to Jo Tarrick 23 10:07: Bridge due 16:00")
		r.clock.Move(2 * time.Minute)
		r.must(r.Assign(ctx, r.editor, second, r.reporter.ID, ""))
		r.must(r.File(ctx, r.reporter, third))
		r.must(r.SendBack(ctx, r.editor, third, "Who says so?"))
		r.posted("gathered", "waiting to Jo Tarrick 23 10:07: Bridge due 16:00, Ferry, Market back: Who says so?")
		r.must(r.Assign(ctx, r.editor, first, r.reporter.ID, "2026-11-23T16:00"))
		r.must(r.Assign(ctx, r.editor, first, r.reporter.ID, "2026-11-23T17:00"))
		r.posted("given again with another time, once", "waiting to Jo Tarrick 23 10:07: Ferry, Market back: Who says so?, Bridge due 17:00")
		r.must(r.Assign(ctx, r.editor, second, "", ""))
		r.posted("taken away before the letter went", "waiting to Jo Tarrick 23 10:07: Market back: Who says so?, Bridge due 17:00")
		r.must(r.Assign(ctx, r.editor, first, r.editor.ID, ""))
		r.must(r.Assign(ctx, r.editor, third, r.editor.ID, ""))
		r.posted("all taken away", "")
		if jobs, err := r.store.JobsOpen(ctx, 9); err != nil || len(jobs) != 0 {
			t.Errorf("work is left for no letter: %v, %v", jobs, err)
		}

		r.must(r.ChangeOwn(ctx, r.reporter, r.reporter.Name, []account.Letter{account.AboutStories}))
		r.must(r.Assign(ctx, r.editor, first, r.reporter.ID, ""))
		r.posted("to somebody who wants none", "")
	})
}

func TestLettersWaitForTheMorning(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		ctx := t.Context()
		r.withMail()
		for _, c := range []struct {
			move time.Duration
			want string
		}{
			{0, "23 10:07"},
			{10*time.Hour + 52*time.Minute, "23 20:59"},
			{time.Minute, "24 07:00"},
			{time.Hour, "24 07:00"},
			{4 * time.Hour, "24 07:00"},
			{5 * time.Hour, "24 07:00"},
			{5 * time.Minute, "24 07:05"},
		} {
			r.clock.Move(c.move)
			d, err := r.StartStory(ctx, r.editor, article.Story)
			r.must(err)
			r.must(r.Assign(ctx, r.editor, d.ID, r.reporter.ID, ""))
			all, err := r.store.Letters(ctx, "", 1)
			r.must(err)
			if got := all[0].SendAt.Format("02 15:04"); got != c.want {
				t.Errorf("written at %s a letter goes at %s, want %s", r.clock.Now().Format("02 15:04"), got, c.want)
			}
			r.must(r.LetterWent(ctx, all[0].ID, desk.LetterSent, "Ok"))
		}
	})
}

func TestWithoutAMailServerLettersStayHere(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		ctx := t.Context()
		id := r.story("Bridge").ID
		r.must(r.Assign(ctx, r.editor, id, r.reporter.ID, ""))
		r.posted("without a server", "here to Jo Tarrick: Bridge")
		all, err := r.store.Letters(ctx, "", 1)
		r.must(err)
		_, err = r.SendAgain(ctx, r.editor, all[0].ID)
		r.refused(err, fault.Conflict, "")
		r.withMail()
		_, err = r.SendAgain(ctx, r.editor, all[0].ID)
		r.must(err)
		r.posted("sent once there is one", "waiting to Jo Tarrick 23 10:02: Bridge")
		r.must(r.SetMail(ctx, r.editor, desk.MailServer{}, nil))
		_, send, err := r.Outgoing(ctx, all[0].ID)
		if send || err != nil {
			t.Errorf("without a server something goes out: %v", err)
		}
		r.posted("when the server is taken away", "here to Jo Tarrick 23 10:02: Bridge")
		r.clock.Move(31 * 24 * time.Hour)
		r.must(r.TidyLetters(ctx))
		r.posted("after a month", "here to Jo Tarrick 23 10:02: ")
		r.withMail()
		_, err = r.SendAgain(ctx, r.editor, all[0].ID)
		r.refused(err, fault.Conflict, "")
		r.clock.Move(180 * 24 * time.Hour)
		r.must(r.TidyLetters(ctx))
		r.posted("after half a year", "")
	})
}

func TestMailSettings(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		ctx := t.Context()
		good := desk.MailServer{Host: "smtp.example", Port: 465, TLS: desk.TLS, User: "courier", From: "desk@courier.example"}
		jam, plum := "jam", "plum"
		r.refused(r.SetMail(ctx, r.reporter, good, &jam), fault.Forbidden, "")
		for name, c := range map[string]struct {
			change func(*desk.MailServer)
			field  string
		}{
			"a server with a path":           {func(m *desk.MailServer) { m.Host = "https://smtp.example" }, "host"},
			"a server with a line end":       {func(m *desk.MailServer) { m.Host = "smtp.example\r\n" }, "host"},
			"no port":                        {func(m *desk.MailServer) { m.Port = 0 }, "port"},
			"too high a port":                {func(m *desk.MailServer) { m.Port = 65536 }, "port"},
			"no way to connect":              {func(m *desk.MailServer) { m.TLS = "" }, "tls"},
			"a password in the open":         {func(m *desk.MailServer) { m.TLS = desk.NoTLS }, "tls"},
			"a sender that is no address":    {func(m *desk.MailServer) { m.From = "the desk" }, "from"},
			"a sender with a line end in it": {func(m *desk.MailServer) { m.From = "a@b.example\r\nBcc: x@y.example" }, "from"},
		} {
			t.Run(name, func(t *testing.T) {
				m := good
				c.change(&m)
				r.refused(r.SetMail(ctx, r.editor, m, &jam), fault.Invalid, c.field)
			})
		}
		r.refused(r.SetMail(ctx, r.editor, good, nil), fault.Invalid, "password")
		r.must(r.SetMail(ctx, r.editor, good, &jam))
		kept := func(want string) {
			t.Helper()
			m, password, err := r.Mail(ctx)
			if err != nil || password != want || m.Host != "smtp.example" && want != "" {
				t.Errorf("kept: %v, %q, %v; want the password %q", m, password, err, want)
			}
		}
		kept("jam")
		good.Port = 587
		good.TLS = desk.StartTLS
		r.must(r.SetMail(ctx, r.editor, good, nil))
		kept("jam")
		other := good
		other.Host = "mail.elsewhere.example"
		r.refused(r.SetMail(ctx, r.editor, other, nil), fault.Invalid, "password") // else it would be shown to another server
		kept("jam")
		r.must(r.SetMail(ctx, r.editor, good, &plum))
		kept("plum")
		good.User = ""
		r.must(r.SetMail(ctx, r.editor, good, nil))
		kept("")
		r.must(r.SetMail(ctx, r.editor, desk.MailServer{Host: "localhost", Port: 25, TLS: desk.NoTLS, User: "x", From: "a@b.example"}, &jam))
		r.must(r.SetMail(ctx, r.editor, desk.MailServer{}, nil))
		if m, password, err := r.Mail(ctx); m.Set() || password != "" || err != nil {
			t.Errorf("after it was taken away: %v, %q, %v", m, password, err)
		}
	})
}
