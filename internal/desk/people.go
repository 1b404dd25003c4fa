package desk

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/fault"
)

// People are the accounts, and the links that let somebody in. None of it is public.
type People interface {
	Staff(ctx context.Context, id string) (account.Staff, error)
	// StaffByName finds an account by user name or e-mail, without regard to case.
	StaffByName(ctx context.Context, name string) (account.Staff, bool, error)
	// StaffOf reads the accounts that have a byline, those not retired first.
	StaffOf(ctx context.Context, byline string) ([]account.Staff, error)
	// AllStaff reads every account and keeps others from changing any until the end.
	AllStaff(ctx context.Context) ([]account.Staff, error)
	// SaveStaff keeps a new or changed account; a fault.Conflict about "user" or "email" when it is taken.
	SaveStaff(ctx context.Context, s account.Staff) error
	// CountStaff counts the accounts that are not retired.
	CountStaff(ctx context.Context) (int, error)
	// AddSignIn notes that somebody signed in; the last ten are kept.
	AddSignIn(ctx context.Context, staff string, at account.SignIn) error
	// HandOver puts every open story that somebody has in hand, and with to those that they began and nobody has, into
	// another hand, "" for nobody's, and frees the texts that they have open. It tells how many stories that were.
	HandOver(ctx context.Context, from, to string, now time.Time) (int, error)

	// Pass reads a link, PassByHash by the hash of its key, and keep others from using it until the end.
	Pass(ctx context.Context, id string) (account.Pass, error)
	PassByHash(ctx context.Context, hash []byte) (account.Pass, bool, error)
	// PassesOf reads the links of an account, newest first.
	PassesOf(ctx context.Context, staff string) ([]account.Pass, error)
	SavePass(ctx context.Context, p account.Pass) error
}

// opens finds the pass of a key's hash, and says why it opens nothing when it does not: a fault.NotFound for one that
// there never was, else a fault.Conflict.
func opens(ctx context.Context, tx Tx, kind account.PassKind, hash []byte, now time.Time) (account.Pass, error) {
	p, found, err := tx.PassByHash(ctx, hash)
	if err != nil {
		return p, err
	}
	if !found || p.Kind != kind {
		return p, ErrNoPass
	}
	return p, Opens(p, now)
}

// ErrNoPass is the answer to a link that there never was.
var ErrNoPass = fault.New(fault.NotFound, "This link leads nowhere. A part of it may be missing: copy the whole of it, or ask for a new one.")

// Opens tells why a link does not let anybody in any more, nil while it does.
func Opens(p account.Pass, now time.Time) error {
	again := "Whoever asked you in can make a new one."
	if p.Kind == account.ToPassword {
		again = "Ask for a new one."
	}
	switch p.State(now) {
	case account.Used:
		return fault.New(fault.Conflict, "This link was used already, and it works once. If that was you, sign in. If it was not, tell whoever keeps the people of this paper.")
	case account.Withdrawn:
		return fault.New(fault.Conflict, "This link was withdrawn. %s", again)
	case account.RunOut:
		return fault.New(fault.Conflict, "This link has run out. %s", again)
	}
	return nil
}

// checkRoles refuses no role and one that there is not.
func checkRoles(roles []account.Role) error {
	if len(roles) == 0 {
		return fault.About("roles", "Choose at least one role.")
	}
	for _, r := range roles {
		if !slices.Contains(account.Roles, r) {
			return fault.About("roles", "There is no role “%s”. The roles are %s.", r, roleNames())
		}
	}
	return nil
}

// remains refuses to take the last person away who keeps the people of the paper, or its system.
func remains(ctx context.Context, tx Tx, was, will account.Staff) error {
	holds := func(s account.Staff, r account.Role) bool { return !s.Retired && slices.Contains(s.Roles, r) }
	all, err := tx.AllStaff(ctx)
	if err != nil {
		return err
	}
	for _, last := range []struct {
		role account.Role
		say  string
	}{
		{account.Publisher, "%s is the only publisher, and without one nobody could ask people in or change what they are. Make somebody else publisher first."},
		{account.Operator, "%s is the only operator, and without one nobody would look after the system. Make somebody else operator first."},
	} {
		if !holds(was, last.role) || holds(will, last.role) {
			continue
		}
		if !slices.ContainsFunc(all, func(s account.Staff) bool { return s.ID != was.ID && holds(s, last.role) }) {
			return &fault.Fault{Kind: fault.Conflict, Field: "roles", Say: fault.New(fault.Conflict, last.say, was.Name).Say}
		}
	}
	return nil
}

// MailName is the name under which it is kept where letters go out.
const MailName = mailName

// LettersGo tells, by what is kept under MailName, whether letters go out.
func LettersGo(kept json.RawMessage) bool {
	var m MailServer
	return json.Unmarshal(kept, &m) == nil && m.Set()
}
