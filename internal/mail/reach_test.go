package mail_test

import (
	"strings"
	"testing"

	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	. "broadsheet/internal/mail"
	"broadsheet/internal/mail/mailtest"
)

func TestWhetherAMailServerAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		is   mailtest.Options
		how  desk.TLSMode
		says string // "" when it answers
	}{
		"one that asks for a password, which it is not given": {mailtest.Options{User: "desk", Password: "quartz"}, desk.StartTLS, ""},
		"one with TLS from the first byte":                    {mailtest.Options{TLS: true}, desk.TLS, ""},
		"one that offers none":                                {mailtest.Options{NoTLS: true}, desk.StartTLS, "does not offer TLS"},
		"one whose certificate is for another":                {mailtest.Options{Stranger: true}, desk.StartTLS, "the certificate of another server"},
	} {
		t.Run(name, func(t *testing.T) {
			s := mailtest.Listen(t, c.is)
			err := Reach(t.Context(), desk.MailServer{Host: s.Host, Port: s.Port, TLS: c.how, User: s.User}, base, s.Roots)
			if c.says == "" && err != nil || c.says != "" && (!fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), c.says)) {
				t.Errorf("asking it gave %v, want %q", err, c.says)
			}
			if got := s.Letters(); len(got) > 0 {
				t.Errorf("it was sent %d letters", len(got))
			}
		})
	}
	if err := Reach(t.Context(), desk.MailServer{Host: "127.0.0.1", Port: 1, TLS: desk.StartTLS}, base, nil); !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "does not answer: nothing listens there.") {
		t.Errorf("where nobody listens: %v", err)
	}
}
