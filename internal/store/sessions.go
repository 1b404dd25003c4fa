package store

import (
	"context"
	"crypto/sha256"
	"time"

	"github.com/alexedwards/scs/v2"
)

// SessionStaff is the value of a session that holds the id of the account, a string; DeleteSessionsOf goes by it.
const SessionStaff = "staff"

// Sessions keeps the sessions of the newsroom as scs asks it. Tokens are kept as hashes: who reads the database
// cannot come in with what stands there.
type Sessions struct{ s *Store }

var _ scs.CtxStore = Sessions{}

// Sessions gives the sessions of this store.
func (s *Store) Sessions() Sessions { return Sessions{s} }

func tokenHash(token string) []byte {
	h := sha256.Sum256([]byte(token))
	return h[:]
}

// FindCtx finds the data of a session that has not run out.
func (x Sessions) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	found, err = querier{x.s.read, x.s.dialect}.row(ctx, `SELECT data FROM session WHERE token = $1 AND expires > $2`,
		[]any{tokenHash(token), micros(x.s.clock.Now())}, &data)
	return data, found, err
}

// CommitCtx keeps a session until expiry. scs reckons with the machine's clock, so what counts is how long is left.
func (x Sessions) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	_, values, err := scs.GobCodec{}.Decode(data)
	if err != nil {
		return err
	}
	staff, _ := values[SessionStaff].(string)
	expires := x.s.clock.Now().Add(time.Until(expiry))
	_, err = querier{x.s.write, x.s.dialect}.exec(ctx, `INSERT INTO session (token, staff, data, expires) VALUES ($1, $2, $3, $4)
		ON CONFLICT (token) DO UPDATE SET staff = excluded.staff, data = excluded.data, expires = excluded.expires`,
		tokenHash(token), staff, data, micros(expires))
	return err
}

// DeleteCtx ends a session.
func (x Sessions) DeleteCtx(ctx context.Context, token string) error {
	_, err := querier{x.s.write, x.s.dialect}.exec(ctx, `DELETE FROM session WHERE token = $1`, tokenHash(token))
	return err
}

// Find is FindCtx without a context, which scs asks for and does not use.
func (x Sessions) Find(token string) ([]byte, bool, error) {
	return x.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a context.
func (x Sessions) Commit(token string, data []byte, expiry time.Time) error {
	return x.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx without a context.
func (x Sessions) Delete(token string) error { return x.DeleteCtx(context.Background(), token) }

// DeleteSessionsOf signs an account out everywhere.
func (s *Store) DeleteSessionsOf(ctx context.Context, staff string) error {
	_, err := querier{s.write, s.dialect}.exec(ctx, `DELETE FROM session WHERE staff = $1`, staff)
	return err
}
