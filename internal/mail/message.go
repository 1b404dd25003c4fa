package mail

import (
	"bytes"
	"fmt"
	netmail "net/mail"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"broadsheet/internal/desk"
)

// message is a letter as it goes over the line (RFC 5322, with RFC 3834's mark of what nobody typed). Its id stays the
// same when it is sent again, so that a mailbox which has it already may notice.
func message(l desk.Letter, t Text, from, sender, base string, at time.Time) ([]byte, error) {
	to := wired(l.Email)
	m := mail.NewMsg(mail.WithNoDefaultUserAgent(), mail.WithEncoding(mail.EncodingQP))
	m.FromMailAddress(&netmail.Address{Name: header(sender), Address: wired(from)})
	m.AddToMailAddress(&netmail.Address{Name: header(l.Name), Address: to})
	m.Subject(header(t.Subject))
	m.SetDateWithValue(at)
	m.SetMessageIDWithValue(l.ID + "@" + hostOf(base))
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	m.SetGenHeader(mail.HeaderContentLang, t.Lang)
	m.SetBodyString(mail.TypeTextPlain, t.Body)
	var b bytes.Buffer
	if _, err := m.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("writing a letter: %w", err)
	}
	return b.Bytes(), nil
}

// header is a text as a header takes it: one line, in which nothing reads as already encoded.
func header(text string) string { return strings.ReplaceAll(oneLine(text), "=?", "= ?") }

// wired is an e-mail address with its host as it goes over the line.
func wired(email string) string {
	at := strings.LastIndexByte(email, '@')
	if at < 0 {
		return email
	}
	return email[:at+1] + ascii(email[at+1:])
}

// hostOf is the host of an address of a site.
func hostOf(base string) string {
	_, host, _ := strings.Cut(base, "://")
	if name, _, ok := strings.Cut(host, ":"); ok && !strings.Contains(host, "[") {
		host = name
	}
	if host = ascii(host); host == "" || strings.ContainsAny(host, "[]") {
		return "localhost"
	}
	return host
}
