// Package mailtest is a mail server for tests: it keeps every letter it takes, and refuses, stalls and hangs up as it is
// told.
package mailtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Letter is one that the server took.
type Letter struct {
	From, To string // of the envelope
	Raw      string
	*mail.Message
}

// Deed is what the server does with a letter.
type Deed struct {
	At    At
	Code  int // refuses with it; 0 is no refusal
	Say   string
	Drop  bool          // hangs up
	Until chan struct{} // waits for it first
}

// At is where in the course of a letter a Deed is done.
type At string

// Where deeds are done.
const (
	Recipient At = "RCPT"
	Text      At = "DATA"   // when the text has begun
	Taken     At = "answer" // when the text was read whole, and is kept
)

// Sink is a mail server on this machine.
type Sink struct {
	Host  string
	Port  int
	Roots *x509.CertPool // who vouches for its certificate
	User  string         // asks for it, and Password, unless it is ""
	// Password for User.
	Password string
	// Arrived gets the id of each letter whose text was read whole, before it is answered.
	Arrived chan string

	mu      sync.Mutex
	deeds   []Deed // for the letters to come, one each
	letters []Letter
	server  *smtp.Server
}

// Options say what kind of server it is.
type Options struct {
	TLS            bool // from the first byte
	NoTLS          bool // offers none at all
	Stranger       bool // its certificate is for another name
	User, Password string
}

// Listen starts a server that is stopped when the test ends.
func Listen(t testing.TB, o Options) *Sink {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return On(t, l, o)
}

// On starts a server on a listener.
func On(t testing.TB, l net.Listener, o Options) *Sink {
	t.Helper()
	s := &Sink{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, User: o.User, Password: o.Password, Arrived: make(chan string, 10_000)}
	name := "127.0.0.1"
	if o.Stranger {
		name = "192.0.2.1"
	}
	certificate, roots := certificate(t, name)
	s.Roots = roots
	config := &tls.Config{Certificates: []tls.Certificate{certificate}}
	s.server = smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &session{s: s, c: c}, nil }))
	s.server.Domain, s.server.AllowInsecureAuth = "sink.example", true
	s.server.ErrorLog = log.New(io.Discard, "", 0)
	switch {
	case o.TLS:
		l = tls.NewListener(l, config)
	case !o.NoTLS:
		s.server.TLSConfig = config
	}
	ended := make(chan error, 1)
	go func() { ended <- s.server.Serve(l) }()
	t.Cleanup(func() {
		if err := s.server.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			t.Errorf("closing the mail server: %v", err)
		}
		<-ended
	})
	return s
}

// Next says what is done with the letters to come, one deed each; those after are taken.
func (s *Sink) Next(deeds ...Deed) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.deeds = append(s.deeds, deeds...)
}

// Letters are those that were taken.
func (s *Sink) Letters() []Letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Letter(nil), s.letters...)
}

// session is one line to the server.
type session struct {
	s        *Sink
	c        *smtp.Conn
	deed     Deed
	from, to string
	known    bool
}

func (x *session) AuthMechanisms() []string {
	if x.s.User == "" {
		return nil
	}
	return []string{sasl.Plain}
}

func (x *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != x.s.User || password != x.s.Password {
			return smtp.ErrAuthFailed
		}
		x.known = true
		return nil
	}), nil
}

func (x *session) Mail(from string, _ *smtp.MailOptions) error {
	if x.s.User != "" && !x.known {
		return smtp.ErrAuthRequired
	}
	x.s.mu.Lock()
	defer x.s.mu.Unlock()
	x.from, x.deed = from, Deed{}
	if len(x.s.deeds) > 0 {
		x.deed, x.s.deeds = x.s.deeds[0], x.s.deeds[1:]
	}
	return nil
}

// at does the deed that is due there.
func (x *session) at(at At) error {
	if x.deed.At != at {
		return nil
	}
	if x.deed.Until != nil {
		<-x.deed.Until
	}
	if x.deed.Drop {
		return errors.Join(x.c.Conn().Close(), io.ErrUnexpectedEOF)
	}
	if x.deed.Code != 0 {
		return &smtp.SMTPError{Code: x.deed.Code, EnhancedCode: smtp.NoEnhancedCode, Message: x.deed.Say}
	}
	return nil
}

func (x *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	x.to = to
	return x.at(Recipient)
}

func (x *session) Data(r io.Reader) error {
	if err := x.at(Text); err != nil {
		return err
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	m, err := mail.ReadMessage(strings.NewReader(string(raw)))
	if err != nil {
		return err
	}
	x.s.mu.Lock()
	x.s.letters = append(x.s.letters, Letter{From: x.from, To: x.to, Raw: string(raw), Message: m})
	x.s.mu.Unlock()
	x.s.Arrived <- m.Header.Get("Message-ID")
	return x.at(Taken)
}

func (x *session) Reset()        {}
func (x *session) Logout() error { return nil }

// certificate makes one for a name that only the pool vouches for.
func certificate(t testing.TB, name string) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "sink"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.ParseIP(name)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	if c, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(c)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}
