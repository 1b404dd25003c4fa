// Package session is who somebody is to the newsroom: passwords, sign-in and its throttle, and the cookie that
// stands for a person until they sign out. What a person may do is the business of package account.
//
// A session ends after 14 hours without a request, after 30 days in any case, when the person signs out, when their
// password changes, when they sign out everywhere else and when they are retired; each of these holds at once and on every node, because the account is
// read for every request.
package session

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/alexedwards/scs/v2"

	"broadsheet/internal/account"
	"broadsheet/internal/clock"
	"broadsheet/internal/fault"
)

// How long a session lives: without a request, and in any case. The idle time is written at most once in Touch.
const (
	Idle     = 14 * time.Hour
	Lifetime = 30 * 24 * time.Hour
	Touch    = 10 * time.Minute
)

// People is what a session asks of the store.
type People interface {
	// Staff reads an account; fault.NotFound when there is none.
	Staff(ctx context.Context, id string) (account.Staff, error)
	// StaffByName finds an account by user name or e-mail, without regard to case.
	StaffByName(ctx context.Context, name string) (account.Staff, bool, error)
}

// Keeper keeps sessions.
type Keeper struct {
	scs       *scs.SessionManager
	people    People
	clock     clock.Clock
	log       *slog.Logger
	accounts  *throttle
	addresses *throttle
}

// New makes a Keeper whose sessions lie in store, which keeps hashes of their tokens. With https the cookie is bound to
// the host and never sent in the clear.
func New(store scs.Store, people People, c clock.Clock, log *slog.Logger, https bool) *Keeper {
	m := scs.New()
	m.Store = store
	m.Lifetime = Lifetime
	m.Cookie.Name = "newsroom"
	if https {
		m.Cookie.Name, m.Cookie.Secure = "__Host-newsroom", true
	}
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.Cookie.Path = "/"
	m.Cookie.Persist = true
	m.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) {
		log.ErrorContext(r.Context(), "a session could not be read or kept", "error", err)
		http.Error(w, "Who you are could not be read just now. Nothing is lost; try again in a moment.", http.StatusServiceUnavailable)
	}
	return &Keeper{
		scs: m, people: people, clock: c, log: log,
		accounts:  newThrottle(triesAnAccount, throttleEntries),
		addresses: newThrottle(triesAnAddress, throttleEntries),
	}
}

// The names under which a session keeps what it knows.
const (
	keyStaff = "staff" // id
	keySeal  = "seal"  // of the password that was signed in with
	keySince = "since" // Unix seconds
	keySeen  = "seen"  // Unix seconds, at most Touch old
	keepsFor = "keep." // prefix of what a screen keeps
)

type whoKey struct{}

// Who is the person of the request, false when nobody is signed in.
func Who(ctx context.Context) (account.Staff, bool) {
	s, ok := ctx.Value(whoKey{}).(account.Staff)
	return s, ok
}

// Has tells whether a request outside the newsroom comes from somebody who is signed in there. One without a cookie
// costs nothing, and nothing is written.
func (k *Keeper) Has(r *http.Request) bool {
	cookie, err := r.Cookie(k.scs.Cookie.Name)
	if err != nil || cookie.Value == "" {
		return false
	}
	ctx, err := k.scs.Load(r.Context(), cookie.Value)
	if err != nil {
		k.log.ErrorContext(r.Context(), "a session could not be read", "error", err)
		return false
	}
	_, ok, err := k.find(ctx)
	return ok && err == nil
}

// Wrap reads the session of every request, finds the person, and keeps what the handler changed.
func (k *Keeper) Wrap(next http.Handler) http.Handler {
	return k.scs.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		staff, ok, err := k.find(r.Context())
		if err != nil {
			k.scs.ErrorFunc(w, r, err)
			return
		}
		if ok {
			r = r.WithContext(context.WithValue(r.Context(), whoKey{}, staff))
		}
		next.ServeHTTP(w, r)
	}))
}

// find reads who the session stands for and ends it if it does not stand for anybody any more.
func (k *Keeper) find(ctx context.Context) (account.Staff, bool, error) {
	id := k.scs.GetString(ctx, keyStaff)
	if id == "" {
		return account.Staff{}, false, nil
	}
	staff, err := k.people.Staff(ctx, id)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return account.Staff{}, false, err
	}
	now := k.clock.Now()
	since, seen := time.Unix(k.scs.GetInt64(ctx, keySince), 0), time.Unix(k.scs.GetInt64(ctx, keySeen), 0)
	sealed := subtle.ConstantTimeCompare([]byte(k.scs.GetString(ctx, keySeal)), []byte(seal(staff))) == 1
	if err != nil || staff.Retired || !sealed || now.Sub(since) >= Lifetime || now.Sub(seen) >= Idle {
		return account.Staff{}, false, k.scs.Destroy(ctx)
	}
	if now.Sub(seen) >= Touch {
		k.scs.Put(ctx, keySeen, now.Unix())
	}
	return staff, true, nil
}

// seal is a mark of the password, and of the last time when the person signed out elsewhere, that changes with them and
// tells nothing about them.
func seal(s account.Staff) string {
	said := "broadsheet-seal\n" + s.ID + "\n" + s.Password
	if !s.SignedOut.IsZero() {
		said += "\n" + strconv.FormatInt(s.SignedOut.UnixMicro(), 10)
	}
	sum := sha256.Sum256([]byte(said))
	return base64.RawStdEncoding.EncodeToString(sum[:12])
}

// A hash that no password has: checked for an account that does not exist, so that the answer takes as long.
const nobody = "$argon2id$v=19$m=47104,t=3,p=1$Tm9ib2R5J3Mgc2FsdC4uLg$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// errNo is the one answer to a sign-in that fails, whatever the reason.
var errNo = fault.New(fault.Forbidden, "That name and password do not belong together. Your user name or e-mail both work; check the password.")

// TooMany is why a try was not looked at.
type TooMany struct {
	*fault.Fault
	Wait time.Duration // until a try will be looked at
}

// Unwrap gives the fault.
func (t *TooMany) Unwrap() error { return t.Fault }

// SignIn checks a user name or e-mail and a password that came from the network address (host:port), and from then
// on the session stands for that person, under a new token. An account that does not exist, a retired one and a
// wrong password get the same answer in the same time. A *TooMany when the account or the address tried too often;
// it comes before anything is looked up.
func (k *Keeper) SignIn(ctx context.Context, name, password, address string) (account.Staff, error) {
	now := k.clock.Now()
	okAddress, waitAddress := k.addresses.allow(addressKey(address), now)
	if !okAddress {
		return account.Staff{}, tooMany(waitAddress)
	}
	if ok, wait := k.accounts.allow(accountKey(name), now); !ok {
		return account.Staff{}, tooMany(wait)
	}
	staff, found, err := k.people.StaffByName(ctx, name)
	if err != nil {
		return account.Staff{}, err
	}
	if found {
		if ok, wait := k.accounts.allow("id "+staff.ID, now); !ok {
			return account.Staff{}, tooMany(wait)
		}
	}
	hash := nobody
	if found && staff.Password != "" {
		hash = staff.Password
	}
	right, err := matches(ctx, password, hash)
	if err != nil {
		return account.Staff{}, err
	}
	if !right || !found || staff.Retired || staff.Password == "" {
		return account.Staff{}, errNo
	}
	return staff, k.Admit(ctx, staff)
}

// MayAsk counts a try of somebody who is not signed in to do something about an account: to ask for a new password, or
// to use a link. A *TooMany when the address of the network, or the account named, tried too often.
func (k *Keeper) MayAsk(name, address string) error {
	now := k.clock.Now()
	if ok, wait := k.addresses.allow(addressKey(address), now); !ok {
		return tooMany(wait)
	}
	if name == "" {
		return nil
	}
	if ok, wait := k.accounts.allow("ask "+accountKey(name), now); !ok {
		return tooMany(wait)
	}
	return nil
}

func tooMany(wait time.Duration) error {
	seconds := int(wait.Seconds()) + 1
	return &TooMany{
		Fault: fault.New(fault.Unavailable, "That were too many tries in one minute. The next one is looked at in %d seconds.", seconds),
		Wait:  time.Duration(seconds) * time.Second,
	}
}

// Admit makes the session stand for a person, under a new token: after a sign-in, after the first run, and for the
// person's own session after they changed their password.
func (k *Keeper) Admit(ctx context.Context, s account.Staff) error {
	if s.Retired {
		return errNo
	}
	if err := k.scs.RenewToken(ctx); err != nil {
		return err
	}
	now := k.clock.Now()
	k.scs.Put(ctx, keyStaff, s.ID)
	k.scs.Put(ctx, keySeal, seal(s))
	k.scs.Put(ctx, keySince, now.Unix())
	k.scs.Put(ctx, keySeen, now.Unix())
	return nil
}

// SignOut ends the session; its token is worth nothing from now on.
func (k *Keeper) SignOut(ctx context.Context) error { return k.scs.Destroy(ctx) }

// Check tells whether the password is the person's own, counted as a try: asked before they change it.
func (k *Keeper) Check(ctx context.Context, s account.Staff, password, address string) error {
	now := k.clock.Now()
	if ok, wait := k.addresses.allow(addressKey(address), now); !ok {
		return tooMany(wait)
	}
	if ok, wait := k.accounts.allow("id "+s.ID, now); !ok {
		return tooMany(wait)
	}
	right, err := matches(ctx, password, s.Password)
	if err == nil && !right {
		err = fault.About("old", "That is not your present password. Nothing was changed.")
	}
	return err
}

// Keep holds something small of a screen for this person until they sign out (a front half arranged, a line to show
// after a redirect). Recall gives it, Drop forgets it.
func (k *Keeper) Keep(ctx context.Context, name string, value []byte) {
	k.scs.Put(ctx, keepsFor+name, value)
}

// Recall gives what Keep holds under the name, nil for nothing.
func (k *Keeper) Recall(ctx context.Context, name string) []byte {
	return k.scs.GetBytes(ctx, keepsFor+name)
}

// Drop forgets what Keep holds under the name.
func (k *Keeper) Drop(ctx context.Context, name string) { k.scs.Remove(ctx, keepsFor+name) }

// IsTooMany finds the TooMany in err.
func IsTooMany(err error) (*TooMany, bool) {
	var t *TooMany
	ok := errors.As(err, &t)
	return t, ok
}
