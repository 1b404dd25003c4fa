package mail_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/clock"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/follow"
	. "broadsheet/internal/mail"
	"broadsheet/internal/mail/mailtest"
	"broadsheet/internal/paper"
	"broadsheet/internal/shelf"
	"broadsheet/internal/steps"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

const base = "https://courier.example"

// room is a newsroom whose letters go to a sink.
type room struct {
	*testing.T
	*desk.Desk
	store    *store.Store
	clock    *clock.Set
	runner   *follow.Runner
	sink     *mailtest.Sink
	editor   account.Staff
	reporter account.Staff
}

// times are short: nothing on this machine takes long unless it is told to.
var times = Times{Greet: 5 * time.Second, Answer: 5 * time.Second, Text: 5 * time.Second, Leave: time.Second}

func newRoom(t *testing.T, s *store.Store, c *clock.Set, o mailtest.Options) *room {
	t.Helper()
	files, err := shelf.At(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { files.Close() })
	r := &room{T: t, store: s, clock: c, Desk: desk.New(s, steps.New(), files, c), sink: mailtest.Listen(t, o)}
	ctx := t.Context()
	r.editor, err = r.OpenPaper(ctx, desk.Opening{
		Paper: "The Wexmouth Courier", Name: "Mara Ostrey", Email: "mara@courier.example", PasswordHash: "x", Lang: "en", Zone: "Europe/Lisbon",
	})
	r.must(err)
	r.reporter, err = r.AddStaff(ctx, r.editor, desk.NewStaff{Name: "Jo Tarrick", Email: "jo@courier.example", Roles: []account.Role{account.Reporter}, PasswordHash: "x"})
	r.must(err)
	r.runner = r.newRunner(s, times)
	r.setMail(desk.StartTLS)
	return r
}

// newRunner is a node that delivers letters.
func (r *room) newRunner(s *store.Store, w Times) *follow.Runner {
	runner := follow.New(follow.Options{Store: s, Clock: r.clock})
	p := &Postman{Desk: desk.New(s, nil, nil, r.clock), Clock: r.clock, Base: base, Roots: r.sink.Roots, Times: w}
	runner.Register(p.Kind())
	return runner
}

func (r *room) setMail(how desk.TLSMode) {
	r.Helper()
	var password *string
	if r.sink.User != "" {
		password = &r.sink.Password
	}
	r.must(r.SetMail(r.Context(), r.editor, desk.MailServer{Host: r.sink.Host, Port: r.sink.Port, TLS: how, User: r.sink.User, From: "desk@courier.example"}, password))
}

func (r *room) must(err error) {
	r.Helper()
	if err != nil {
		r.Fatalf("%+v", err)
	}
}

func each(t *testing.T, o mailtest.Options, test func(r *room)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, open func(...clock.Clock) *store.Store) {
		c := clock.At(storetest.Monday)
		test(newRoom(t, open(c), c, o))
	})
}

// assigned gives the reporter a story, which writes a letter that goes five minutes later.
func (r *room) assigned() (letter string) {
	r.Helper()
	d, err := r.StartStory(r.Context(), r.editor, article.Story)
	r.must(err)
	r.must(r.Assign(r.Context(), r.editor, d.ID, r.reporter.ID, ""))
	all, err := r.store.Letters(r.Context(), "", 1)
	r.must(err)
	if len(all) != 1 {
		r.Fatal("no letter was written")
	}
	return all[0].ID
}

// steps does all that is due after a while.
func (r *room) steps(after time.Duration) {
	r.Helper()
	r.clock.Move(after)
	for {
		more, err := r.runner.Step(r.Context())
		r.must(err)
		if !more {
			return
		}
	}
}

func (r *room) letter(id string) desk.Letter {
	r.Helper()
	l, err := r.store.LetterOf(r.Context(), id)
	r.must(err)
	return l
}

// is checks the state of a letter and a part of what was said.
func (r *room) is(id string, state desk.LetterState, said string) {
	r.Helper()
	if l := r.letter(id); l.State != state || !strings.Contains(l.Said, said) {
		r.Errorf("the letter is %q: %q; want %q and %q in it", l.State, l.Said, state, said)
	}
}

func (r *room) arrived(want int) []mailtest.Letter {
	r.Helper()
	all := r.sink.Letters()
	if len(all) != want {
		r.Errorf("%d letters arrived, want %d", len(all), want)
	}
	return all
}

func TestALetterArrives(t *testing.T) {
	for name, c := range map[string]struct {
		o   mailtest.Options
		how desk.TLSMode
	}{
		"over a line that turns to TLS": {mailtest.Options{}, desk.StartTLS},
		"over TLS, with a password":     {mailtest.Options{TLS: true, User: "courier", Password: "plum jam"}, desk.TLS},
		"in the open, on this machine":  {mailtest.Options{NoTLS: true}, desk.NoTLS},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, c.o, func(r *room) {
				r.setMail(c.how)
				id := r.assigned()
				r.steps(0)
				r.arrived(0) // it is gathered first
				r.steps(5 * time.Minute)
				all := r.arrived(1)
				if len(all) == 0 {
					r.is(id, desk.LetterSent, "")
					return
				}
				l := all[0]
				for field, want := range map[string]string{
					"Message-Id": "<" + id + "@courier.example>", "Auto-Submitted": "auto-generated", "From": `"The Wexmouth Courier" <desk@courier.example>`,
					"To": `"Jo Tarrick" <jo@courier.example>`, "Subject": "Given to you: a story without a headline", "Date": "Mon, 23 Nov 2026 10:07:00 +0000",
					"Content-Language": "en", "Content-Type": "text/plain; charset=UTF-8",
				} {
					if got := l.Header.Get(field); got != want {
						r.Errorf("%s: %q, want %q", field, got, want)
					}
				}
				if l.From != "desk@courier.example" || l.To != "jo@courier.example" {
					r.Errorf("the envelope: from %s to %s", l.From, l.To)
				}
				if body := bodyOf(r, l); !strings.Contains(body, "Mara Ostrey gave you") || !strings.Contains(body, base+"/newsroom/stories/") {
					r.Errorf("the letter says %s", body)
				}
				r.is(id, desk.LetterSent, "OK")
				if l := r.letter(id); !l.Data.Empty() || l.Tries != 1 {
					r.Errorf("sent after %d tries, and its text is still here: %v", l.Tries, l.Data)
				}
				r.steps(24 * time.Hour)
				r.arrived(1)
			})
		})
	}
}

func bodyOf(r *room, l mailtest.Letter) string {
	r.Helper()
	m, err := mail.ReadMessage(strings.NewReader(l.Raw))
	r.must(err)
	b, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	r.must(err)
	return string(b)
}

func TestWhatTheServerSays(t *testing.T) {
	each(t, mailtest.Options{}, func(r *room) {
		// 4xx is tried again, wherever it comes.
		id := r.assigned()
		r.sink.Next(mailtest.Deed{At: mailtest.Recipient, Code: 450, Say: "Mailbox busy"}, mailtest.Deed{At: mailtest.Text, Code: 451, Say: "Try later"})
		r.steps(5 * time.Minute)
		r.is(id, desk.LetterWaiting, "does not take letters to jo@courier.example just now: “450 Mailbox busy”")
		r.steps(time.Second)
		r.is(id, desk.LetterWaiting, "450")
		r.steps(time.Minute)
		r.is(id, desk.LetterWaiting, "451")
		r.steps(time.Minute)
		r.is(id, desk.LetterSent, "")
		if l := r.letter(id); l.Tries != 3 {
			r.Errorf("%d tries, want 3", l.Tries)
		}
		r.arrived(1)

		// 5xx is final, until a person says otherwise.
		id = r.assigned()
		r.sink.Next(mailtest.Deed{At: mailtest.Recipient, Code: 550, Say: "No such user"})
		r.steps(5 * time.Minute)
		r.is(id, desk.LetterFailed, "refused letters to jo@courier.example: “550 No such user”")
		r.steps(48 * time.Hour)
		r.is(id, desk.LetterFailed, "550")
		if _, err := r.SendAgain(r.Context(), r.reporter, id); !fault.Is(err, fault.Forbidden) {
			r.Errorf("a reporter sends again: %v", err)
		}
		_, err := r.SendAgain(r.Context(), r.editor, id)
		r.must(err)
		r.steps(0)
		r.is(id, desk.LetterSent, "")
		if _, err := r.SendAgain(r.Context(), r.editor, id); !fault.Is(err, fault.Conflict) {
			r.Errorf("what was sent is sent again: %v", err)
		}
		r.arrived(2)

		// Dropped before the text has begun: nothing left.
		id = r.assigned()
		r.sink.Next(mailtest.Deed{At: mailtest.Recipient, Drop: true})
		r.steps(5 * time.Minute)
		r.is(id, desk.LetterWaiting, "the server hung up")
		r.steps(time.Minute)
		r.is(id, desk.LetterSent, "")
		r.arrived(3)

		// Dropped in the text, or after it: nobody knows, and nothing is sent again by itself.
		for n, at := range []mailtest.At{mailtest.Text, mailtest.Taken} {
			id = r.assigned()
			r.sink.Next(mailtest.Deed{At: at, Drop: true})
			r.steps(5 * time.Minute)
			r.is(id, desk.LetterUnknown, "nobody knows whether it arrived")
			r.steps(72 * time.Hour)
			r.is(id, desk.LetterUnknown, "")
			r.arrived(3 + n)
		}
		_, err = r.SendAgain(r.Context(), r.editor, id)
		r.must(err)
		r.steps(0)
		all := r.arrived(5)
		if len(all) == 5 && all[3].Header.Get("Message-Id") != all[4].Header.Get("Message-Id") {
			r.Error("a letter that is sent again has another id")
		}
	})
}

func TestAServerThatIsAwayIsTriedForTwoDays(t *testing.T) {
	each(t, mailtest.Options{}, func(r *room) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		r.must(err)
		port := l.Addr().(*net.TCPAddr).Port
		r.must(l.Close())
		r.must(r.SetMail(r.Context(), r.editor, desk.MailServer{Host: "127.0.0.1", Port: port, TLS: desk.StartTLS, From: "desk@courier.example"}, nil))
		id := r.assigned()
		r.steps(5 * time.Minute)
		r.is(id, desk.LetterWaiting, fmt.Sprintf("127.0.0.1 (port %d) does not answer: nothing listens there.", port))
		tries := 1
		for range 60 {
			r.steps(time.Hour + 12*time.Minute)
			if l := r.letter(id); l.State == desk.LetterWaiting {
				tries++
			}
		}
		r.is(id, desk.LetterFailed, "Tried for two days.")
		if tries < 30 || tries > 50 {
			r.Errorf("%d tries in two days", tries)
		}
	})
}

func TestALineThatIsNotSafeIsNotUsed(t *testing.T) {
	for name, c := range map[string]struct {
		o        mailtest.Options
		how      desk.TLSMode
		password string
		want     string
	}{
		"the server offers no TLS":                 {mailtest.Options{NoTLS: true}, desk.StartTLS, "", "does not offer TLS, and without it nothing is sent"},
		"the server speaks no TLS":                 {mailtest.Options{NoTLS: true}, desk.TLS, "", "does not speak TLS on this port"},
		"the certificate is for another name":      {mailtest.Options{Stranger: true}, desk.StartTLS, "", "the certificate of another server"},
		"the certificate is for another one, TLS":  {mailtest.Options{Stranger: true, TLS: true}, desk.TLS, "", "the certificate of another server"},
		"the password is wrong":                    {mailtest.Options{User: "courier", Password: "plum jam"}, desk.StartTLS, "apricot", "does not let courier in: “535"},
		"the server waits for TLS and we greet it": {mailtest.Options{TLS: true}, desk.StartTLS, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			c0 := clock.At(storetest.Monday)
			r := newRoom(t, storetest.Open(t, c0), c0, c.o)
			r.setMail(c.how)
			if c.password != "" {
				r.must(r.SetMail(t.Context(), r.editor, desk.MailServer{Host: r.sink.Host, Port: r.sink.Port, TLS: c.how, User: c.o.User, From: "desk@courier.example"}, &c.password))
			}
			id := r.assigned()
			r.runner = r.newRunner(r.store, Times{Greet: time.Second, Answer: time.Second, Text: time.Second})
			r.steps(5 * time.Minute)
			r.is(id, desk.LetterWaiting, c.want)
			r.arrived(0)
			if l := r.letter(id); strings.Contains(l.Said, "plum jam") || strings.Contains(l.Said, "apricot") {
				r.Errorf("the password stands in the outbox: %s", l.Said)
			}
			answer, err := (&Postman{Desk: r.Desk, Clock: r.clock, Base: base, Roots: r.sink.Roots, Times: times}).Try(t.Context(), "Mara", "mara@courier.example", paper.Settings{Name: "C", Lang: "en"})
			var told *Trouble
			if answer != "" || !errors.As(err, &told) || !strings.Contains(told.Say, c.want) {
				r.Errorf("a test letter: %q, %v", answer, err)
			}
		})
	}
}

func TestASlowServer(t *testing.T) {
	each(t, mailtest.Options{}, func(r *room) {
		go1 := make(chan struct{})
		r.runner = r.newRunner(r.store, Times{Greet: 5 * time.Second, Answer: 200 * time.Millisecond, Text: 200 * time.Millisecond})
		id := r.assigned()
		r.sink.Next(mailtest.Deed{At: mailtest.Recipient, Until: go1})
		r.steps(5 * time.Minute)
		r.is(id, desk.LetterWaiting, "it took too long")
		close(go1)
		go2 := make(chan struct{})
		r.sink.Next(mailtest.Deed{At: mailtest.Taken, Until: go2})
		r.steps(time.Minute)
		r.is(id, desk.LetterUnknown, "it took too long")
		close(go2)
	})
}

// TestKilledBetweenTextAndAnswer leaves a letter as a program leaves it that is killed while it waits for the answer.
func TestKilledBetweenTextAndAnswer(t *testing.T) {
	each(t, mailtest.Options{}, func(r *room) {
		id := r.assigned()
		r.clock.Move(5 * time.Minute)
		j, found, err := r.store.LeaseJob(r.Context(), "killed", []string{desk.MailJob}, time.Minute)
		if err != nil || !found {
			r.Fatal(found, err)
		}
		_, send, err := r.MarkSending(r.Context(), j)
		if err != nil || !send {
			r.Fatal(send, err)
		}
		r.steps(0)
		r.is(id, desk.LetterSending, "")
		r.steps(time.Minute)
		r.is(id, desk.LetterUnknown, "This program ended between the text of the letter and the mail server’s answer.")
		r.arrived(0)
		if _, send, err := r.MarkSending(r.Context(), j); send || !fault.Is(err, fault.Conflict) {
			r.Errorf("whoever was killed and lost the lease marks again: %v, %v", send, err)
		}
	})
}

// TestStoppedWhileTheServerThinks stops the program while the server holds back its answer: it is waited for.
func TestStoppedWhileTheServerThinks(t *testing.T) {
	each(t, mailtest.Options{}, func(r *room) {
		id := r.assigned()
		answer := make(chan struct{})
		r.sink.Next(mailtest.Deed{At: mailtest.Taken, Until: answer})
		r.clock.Move(5 * time.Minute)
		ctx, stop := context.WithCancel(r.Context())
		ended := make(chan error, 1)
		go func() { _, err := r.runner.Step(ctx); ended <- err }()
		<-r.sink.Arrived
		stop()
		close(answer)
		r.must(<-ended)
		r.is(id, desk.LetterSent, "")
	})
}

func TestTwoNodesSendEachLetterOnce(t *testing.T) {
	storetest.EachKind(t, func(t *testing.T, k storetest.Kind) {
		place := k.Place(t, false)
		c := clock.At(storetest.Monday)
		r := newRoom(t, storetest.OpenAt(t, place, c), c, mailtest.Options{})
		other := r.store
		if k.Name == "postgres" {
			other = storetest.OpenAt(t, place, c)
		}
		const many = 40
		ctx := t.Context()
		for n := range many {
			person, err := r.AddStaff(ctx, r.editor, desk.NewStaff{Name: fmt.Sprint("Reporter ", n), Email: fmt.Sprintf("r%d@courier.example", n), Roles: []account.Role{account.Reporter}, PasswordHash: "x"})
			r.must(err)
			d, err := r.StartStory(ctx, r.editor, article.Story)
			r.must(err)
			r.must(r.Assign(ctx, r.editor, d.ID, person.ID, ""))
		}
		c.Move(5 * time.Minute)
		var all sync.WaitGroup
		for n := range 4 {
			s := r.store
			if n%2 == 1 {
				s = other
			}
			node := r.newRunner(s, times)
			all.Go(func() {
				for {
					more, err := node.Step(ctx)
					if err != nil {
						t.Error(err)
						return
					}
					if !more {
						return
					}
				}
			})
		}
		all.Wait()
		r.steps(2 * time.Minute)
		to := map[string]int{}
		for _, l := range r.sink.Letters() {
			to[l.To]++
		}
		for n := range many {
			if got := to[fmt.Sprintf("r%d@courier.example", n)]; got != 1 {
				t.Errorf("reporter %d got %d letters", n, got)
			}
		}
		n, err := r.store.CountLetters(ctx)
		if err != nil || n[desk.LetterSent] != many {
			t.Errorf("%v, %v", n, err)
		}
		t.Logf("mail: %d letters by 4 runners on %s, each arrived once", many, k.Name)
	})
}

// TestNoHeaderIsSmuggledIn puts line ends of every kind into every field that reaches a header.
func TestNoHeaderIsSmuggledIn(t *testing.T) {
	c := clock.At(storetest.Monday)
	r := newRoom(t, storetest.Open(t, c), c, mailtest.Options{})
	ends := []string{"\r\n", "\n", "\r", "%0d%0a", "\u2028", "\u2029", "\u0085", "\v", "\f", "\r\n ", "=?utf-8?q?=0D=0A?= ", "\x00", "\x1b"}
	for n, end := range ends {
		evil := "A" + end + "Bcc: all@victim.example" + end + end + "B"
		for field, l := range map[string]desk.Letter{
			"name":     {Kind: desk.LetterStories, Name: evil, Email: "jo@courier.example", Data: desk.LetterData{Items: []desk.LetterItem{{Headline: "H", By: "M"}}}},
			"headline": {Kind: desk.LetterStories, Name: "Jo", Email: "jo@courier.example", Data: desk.LetterData{Items: []desk.LetterItem{{Headline: evil, By: "M"}}}},
			"by":       {Kind: desk.LetterInvitation, Name: "Jo", Email: "jo@courier.example", Data: desk.LetterData{By: evil, Link: "/x"}},
			"paper":    {Kind: desk.LetterInvitation, Name: evil, Email: "jo@courier.example"},
			"note":     {Kind: desk.LetterStories, Name: "Jo", Email: "jo@courier.example", Data: desk.LetterData{Items: []desk.LetterItem{{Headline: "H", By: "M", Back: true, Note: evil + "\n.\nMAIL FROM:<x>"}}}},
		} {
			l.ID = fmt.Sprint("id", n)
			p := paper.Settings{Name: "Courier", Lang: "en", Zone: "UTC"}
			if field == "paper" {
				p.Name = evil
			}
			text, err := Write(l, p, base)
			r.must(err)
			b, err := Message(l, text, "desk@courier.example", p.Name, base, storetest.Monday)
			r.must(err)
			m, err := mail.ReadMessage(strings.NewReader(string(b)))
			r.must(err)
			if m.Header.Get("Bcc") != "" || len(m.Header) != 10 {
				t.Errorf("%q in the %s makes the header\n%s", end, field, b)
			}
			for _, value := range []string{m.Header.Get("Subject"), m.Header.Get("To"), m.Header.Get("From")} {
				plain, err := new(mime.WordDecoder).DecodeHeader(value)
				if err != nil || strings.ContainsAny(plain, "\r\n\x00\u2028") {
					t.Errorf("%q in the %s: the header's value is %q, %v", end, field, plain, err)
				}
			}
			if strings.Contains(string(b), "\n.\n") || strings.Contains(strings.ReplaceAll(string(b), "\r\n", ""), "\n") {
				t.Errorf("%q in the %s: a bare line end goes over the line", end, field)
			}
		}
	}
}
