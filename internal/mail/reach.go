package mail

import (
	"context"
	"crypto/x509"
	"errors"

	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
)

// Reach asks a mail server whether it answers, over TLS as the settings say, and takes leave again: it gives no
// password and no letter. Base is what links in letters begin with, roots who vouches for the server (nil for whom this
// machine trusts). It takes at most ten seconds a step; what went wrong is a fault.Unavailable in a sentence.
func Reach(ctx context.Context, m desk.MailServer, base string, roots *x509.CertPool) error {
	m.User = ""
	l, err := dial(ctx, m, "", hostOf(base), roots, Times{Greet: tryFor, Answer: tryFor, Text: tryFor, Leave: tryFor})
	var t *Trouble
	if errors.As(err, &t) {
		return fault.Because(t, fault.Unavailable, "%s", t.Say)
	}
	if err != nil {
		return err
	}
	defer l.hangUp()
	_ = l.Quit() // it answered; how it takes leave changes nothing
	return nil
}
