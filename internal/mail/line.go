package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/wneessen/go-mail/smtp"
	"golang.org/x/net/idna"

	"broadsheet/internal/desk"
)

// Times are how long a mail server is waited for. RFC 5321, 4.5.3.2 allows servers minutes; a letter is tried again, so
// less will do, except for the answer to its text: without one nobody knows whether it arrived.
type Times struct {
	Greet  time.Duration // until it let us in
	Answer time.Duration // to each command
	Text   time.Duration // to the text
	Leave  time.Duration // to the text, when the program stops meanwhile
}

var usualTimes = Times{Greet: 30 * time.Second, Answer: time.Minute, Text: 5 * time.Minute, Leave: 8 * time.Second}

// Trouble is why a letter did not go, in a sentence for whoever keeps the mail.
type Trouble struct {
	Say    string
	Ends   bool // no further try would mend it: the server refused this letter for good
	Unsure bool // the text was sent and no answer came
	cause  error
}

func (t *Trouble) Error() string { return t.Say }
func (t *Trouble) Unwrap() error { return t.cause }

// line is a connection to a mail server that has let us in.
type line struct {
	*smtp.Client
	conn   net.Conn
	host   string
	server string // for sentences
	times  Times
}

// dial opens a line: TLS and the password as the settings say. as is the name that this side gives itself.
func dial(ctx context.Context, m desk.MailServer, password, as string, roots *x509.CertPool, times Times) (*line, error) {
	l := &line{host: ascii(m.Host), server: fmt.Sprintf("%s (port %d)", m.Host, m.Port), times: times}
	ctx, cancel := context.WithTimeout(ctx, times.Greet)
	defer cancel()
	var err error
	if l.conn, err = new(net.Dialer).DialContext(ctx, "tcp", net.JoinHostPort(l.host, strconv.Itoa(m.Port))); err != nil {
		return nil, &Trouble{Say: fmt.Sprintf("%s does not answer: %s.", l.server, why(err)), cause: err}
	}
	hangUp := context.AfterFunc(ctx, func() { l.conn.SetDeadline(time.Unix(1, 0)) }) // ends whatever is being waited for
	err = l.open(ctx, m, &tls.Config{ServerName: l.host, MinVersion: tls.VersionTLS12, RootCAs: roots}, as)
	if err == nil && m.User != "" {
		err = l.signIn(m.User, password)
	}
	if !hangUp() && err == nil {
		err = ctx.Err()
	}
	if err == nil {
		return l, nil
	}
	l.hangUp()
	var told *Trouble
	switch {
	case errors.As(err, &told):
	case ctx.Err() != nil:
		told = &Trouble{Say: l.server + " took the line and did not greet in time. A server that waits for TLS does so: choose the other way to connect, or another port.", cause: err}
	default:
		told = l.trouble("greeting it", err)
		told.Ends = false // it is about the line, not about a letter
	}
	return nil, told
}

// hangUp closes the line; what the server says to that is of no interest.
func (l *line) hangUp() { _ = l.conn.Close() }

// open greets the server, over TLS unless the settings say otherwise.
func (l *line) open(ctx context.Context, m desk.MailServer, config *tls.Config, as string) (err error) {
	if m.TLS == desk.TLS {
		secured := tls.Client(l.conn, config)
		if err := secured.HandshakeContext(ctx); err != nil {
			return l.insecure(err)
		}
		l.conn = secured
	}
	if l.Client, err = smtp.NewClient(l.conn, l.host); err != nil {
		return err
	}
	if err := l.Hello(as); err != nil {
		return err
	}
	if m.TLS != desk.StartTLS {
		return nil
	}
	if ok, _ := l.Extension("STARTTLS"); !ok {
		return &Trouble{Say: l.server + " does not offer TLS, and without it nothing is sent. Choose another way to connect, or another port."}
	}
	if err := l.StartTLS(config); err != nil {
		return l.insecure(err)
	}
	return nil
}

// signIn gives user name and password, in a way that the server offers.
func (l *line) signIn(user, password string) error {
	_, offered := l.Extension("AUTH")
	ways := strings.Fields(strings.ToUpper(offered))
	has := func(way string) bool {
		for _, w := range ways {
			if w == way {
				return true
			}
		}
		return false
	}
	// On a line without TLS a password goes to this machine alone; the settings see to that.
	var as smtp.Auth
	switch {
	case has("PLAIN"):
		as = smtp.PlainAuth("", user, password, l.host, true)
	case has("LOGIN"):
		as = smtp.LoginAuth(user, password, l.host, true)
	case has("SCRAM-SHA-256"):
		as = smtp.ScramSHA256Auth(user, password)
	default:
		return &Trouble{Say: l.server + " does not ask for a password in a way that is known here. Leave the user name empty if it needs none."}
	}
	err := l.Auth(as)
	var refused *textproto.Error
	if errors.As(err, &refused) && refused.Code >= 500 {
		return &Trouble{Say: fmt.Sprintf("%s does not let %s in: “%s”. Look at user name and password.", l.server, user, sentence(refused)), cause: err}
	}
	return err
}

// insecure is a failure to make the line safe.
func (l *line) insecure(err error) error {
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var wrong x509.CertificateInvalidError
	var plain tls.RecordHeaderError
	switch {
	case errors.As(err, &unknown):
		return &Trouble{Say: l.server + " shows a certificate that nobody known here vouches for, so nothing is sent to it.", cause: err}
	case errors.As(err, &name):
		return &Trouble{Say: l.server + " shows the certificate of another server, so nothing is sent to it. Look at the name of the server.", cause: err}
	case errors.As(err, &wrong):
		return &Trouble{Say: l.server + " shows a certificate that is not valid now: " + wrong.Error() + ".", cause: err}
	case errors.As(err, &plain):
		return &Trouble{Say: l.server + " does not speak TLS on this port. Choose the other way to connect, or another port.", cause: err}
	}
	return err
}

// address readies the line for a letter; nothing of it has left when this fails.
func (l *line) address(from, to string) error {
	l.wait(l.times.Answer)
	if ok, _ := l.Extension("SMTPUTF8"); !ok && !isASCII(from+to) {
		return &Trouble{Say: l.server + " cannot deliver to addresses with letters beyond a to z.", Ends: true}
	}
	l.SkipSMTPUTF8(isASCII(from + to))
	if err := l.Mail("<" + from + ">"); err != nil {
		return l.trouble("the sender "+from, err)
	}
	if err := l.Rcpt("<" + to + ">"); err != nil {
		return l.trouble("letters to "+to, err)
	}
	return nil
}

// text sends what a letter says and waits for the answer, which it returns. When it fails the Trouble says whether it
// may have arrived all the same.
func (l *line) text(ctx context.Context, message []byte) (answer string, err error) {
	l.wait(l.times.Answer)
	w, err := l.Data()
	if err != nil {
		return "", l.trouble("the text", err)
	}
	l.wait(l.times.Text)
	// A program that stops leaves the server a moment to answer: to go now would leave everybody in doubt.
	stopped := context.AfterFunc(ctx, func() { l.wait(l.times.Leave) })
	defer stopped()
	_, err = w.Write(message)
	if err == nil {
		err = w.Close()
	}
	var refused *textproto.Error
	if errors.As(err, &refused) {
		return "", l.trouble("the text", err)
	}
	if err != nil {
		return "", &Trouble{Say: fmt.Sprintf("The line to %s broke after the text was sent and before it was answered (%s), so nobody knows whether it arrived.", l.server, why(err)), Unsure: true, cause: err}
	}
	if d, ok := w.(*smtp.DataCloser); ok {
		answer = oneLine(d.ServerResponse())
	}
	return cut(answer, longestAnswer), nil
}

// wait sets until when the server may take its time.
func (l *line) wait(d time.Duration) { _ = l.conn.SetDeadline(time.Now().Add(d)) }

// trouble is what went wrong with something: the server's own sentence, or what became of the line.
func (l *line) trouble(with string, err error) *Trouble {
	var refused *textproto.Error
	if !errors.As(err, &refused) {
		return &Trouble{Say: fmt.Sprintf("The line to %s broke: %s.", l.server, why(err)), cause: err}
	}
	say := fmt.Sprintf("%s refused %s: “%s”.", l.server, with, sentence(refused))
	if refused.Code < 500 {
		say = fmt.Sprintf("%s does not take %s just now: “%s”.", l.server, with, sentence(refused))
	}
	return &Trouble{Say: say, Ends: refused.Code >= 500, cause: err}
}

// longestAnswer is how many characters of a server's answer are kept.
const longestAnswer = 300

// sentence is what a server said, with its number.
func sentence(e *textproto.Error) string {
	return cut(oneLine(strings.ToValidUTF8(fmt.Sprintf("%d %s", e.Code, e.Msg), "�")), longestAnswer)
}

// why is the plain part of what happened to a connection.
func why(err error) string {
	var name *net.DNSError
	switch {
	case errors.As(err, &name):
		return "there is no server of that name"
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded):
		return "it took too long"
	case errors.Is(err, context.Canceled):
		return "this program is stopping"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "nothing listens there"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, net.ErrClosed):
		return "the server hung up"
	}
	var no syscall.Errno
	if errors.As(err, &no) {
		return no.Error()
	}
	return oneLine(err.Error())
}

// ascii is a host's name as it goes over the line.
func ascii(host string) string {
	if a, err := idna.Lookup.ToASCII(host); err == nil {
		return a
	}
	return host
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
