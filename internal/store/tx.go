package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	mrand "math/rand/v2"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/record"
)

// tries is how often InTx runs an action that loses races or its connection.
const tries = 10

// InTx runs fn in one transaction and, once that is committed, tells what fn appended to the record. An action that
// lost a race, or its connection before the commit was sent, is run again, at most ten times.
func (s *Store) InTx(ctx context.Context, fn func(desk.Tx) error) error {
	began := time.Now()
	for try := 1; ; try++ {
		entry, again, err := s.inTx(ctx, fn)
		if err == nil && s.took != nil {
			s.took("actions", string(entry), time.Since(began))
		}
		if err == nil || !again || try == tries || ctx.Err() != nil {
			return err
		}
		s.log.DebugContext(ctx, "an action runs again", "try", try, "cause", err)
		wait := time.NewTimer(time.Duration(mrand.Int64N(int64(try*try)*int64(4*time.Millisecond))) + time.Millisecond)
		select {
		case <-wait.C:
		case <-ctx.Done():
			wait.Stop()
			return err
		}
	}
}

// commitFor is how long the answer to a commit is waited for.
const commitFor = 10 * time.Second

// inTx runs fn once. Again tells that nothing was kept and that another try may help.
func (s *Store) inTx(ctx context.Context, fn func(desk.Tx) error) (entry record.Kind, again bool, err error) {
	conn, err := s.write.Conn(ctx)
	if err != nil {
		return "", s.mayRetry(err), s.fault(err)
	}
	defer func() {
		if end := conn.Close(); end != nil && !errors.Is(end, sql.ErrConnDone) && !s.mayRetry(end) {
			err = errors.Join(err, end)
		}
	}()
	// Statements end with ctx, the transaction does not: a commit that was sent has to be seen through, or nobody
	// knows what became of it.
	txCtx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	begun, err := conn.BeginTx(txCtx, nil)
	if err != nil {
		return "", s.mayRetry(err), s.fault(err)
	}
	t := &tx{
		querier: querier{begun, s.dialect}, begun: begun, s: s,
		keys: keySet{}, articles: map[string]*change{}, pictures: map[string]bool{}, lists: map[string]bool{},
	}
	committed := false
	defer func() {
		if !committed {
			if undo := begun.Rollback(); undo != nil && !errors.Is(undo, sql.ErrTxDone) && !s.mayRetry(undo) {
				err = errors.Join(err, undo)
			}
		}
		t.hush()
	}()
	if err = fn(t); err == nil {
		err = t.complete()
	}
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return "", s.mayRetry(err), err
	}
	late := time.AfterFunc(commitFor, cancel)
	err = begun.Commit()
	late.Stop()
	committed = true
	switch {
	case err == nil:
	case s.trouble(err) == lostLine || txCtx.Err() != nil:
		if err = s.wasKept(ctx, t, err); err != nil {
			return "", false, err
		}
	default:
		return "", s.mayRetry(err), s.fault(err)
	}
	s.folds.committed()
	if t.entry != nil {
		if err := conn.Close(); err != nil && !errors.Is(err, sql.ErrConnDone) {
			s.log.DebugContext(ctx, "a connection was given back broken", "cause", s.hide(err.Error()))
		}
		s.tell(*t.entry)
		entry = t.entry.Kind
	}
	if t.jobs {
		s.tellJobs()
	}
	return entry, false, nil
}

func (s *Store) mayRetry(err error) bool {
	if errors.Is(err, errRace) {
		return true
	}
	kind := s.trouble(err)
	return kind == lostRace || kind == lostLine
}

// wasKept finds out what became of a commit whose answer was lost: the entry is there, or it is not.
func (s *Store) wasKept(ctx context.Context, t *tx, cause error) error {
	lost := fault.Because(cause, fault.Unavailable, "The line to the database broke while this was being saved. Look whether it was, then try again.")
	if t.entry == nil {
		return lost
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		var hash []byte
		found, err := querier{s.read, s.dialect}.row(ctx, `SELECT hash FROM entry WHERE number = $1`, []any{t.entry.Number}, &hash)
		if err == nil && found && [32]byte(hash) == t.entry.Hash {
			return nil
		}
		if err == nil && found {
			return lost // another entry took the number, so this one was not kept
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return lost
		}
	}
}

// tx is one action's transaction.
type tx struct {
	querier
	begun    *sql.Tx
	s        *Store
	keys     keySet
	public   bool // wrote what readers see
	entry    *record.Entry
	speaking bool

	// What Append has to do once the head is locked, because it depends on what other actions committed before.
	articles map[string]*change // public articles that changed
	pictures map[string]bool    // whose uses changed
	lists    map[string]bool    // sections whose list is to be made again
	rejoined []rejoin           // bylines that were merged, or stand for themselves again
	turns    []turn             // topics and sections for which something else stands than before
	editions []article.Edition  // whose entry is to be filled in
	changes  []changeRow        // what the entry changed
	whole    []wholeStory       // stories that came whole

	again bool // Rebuild does again what entries did, and appends none
	jobs  bool // added jobs
}

var _ desk.Tx = (*tx)(nil)

// Try keeps a savepoint, and what was gathered for Append up to then. The keys stay: one too many drops a page too many.
func (t *tx) Try(ctx context.Context, fn func() error) error {
	if _, err := t.exec(ctx, `SAVEPOINT try`); err != nil {
		return err
	}
	was := *t
	was.articles, was.pictures, was.lists = maps.Clone(t.articles), maps.Clone(t.pictures), maps.Clone(t.lists)
	err := fn()
	if err == nil {
		_, err = t.exec(ctx, `RELEASE SAVEPOINT try`)
		return err
	}
	if _, back := t.exec(ctx, `ROLLBACK TO SAVEPOINT try`); back != nil {
		return errors.Join(err, back)
	}
	t.public, t.articles, t.pictures, t.lists = was.public, was.articles, was.pictures, was.lists
	t.rejoined, t.turns, t.editions, t.changes, t.whole = was.rejoined, was.turns, was.editions, was.changes, was.whole
	return err
}

// change is what became of a public article in this transaction.
type change struct {
	before, after *article.Published
}

// hush lets the next action of this process speak.
func (t *tx) hush() {
	if t.speaking {
		<-t.s.speaking
		t.speaking = false
	}
}

// complete refuses an action that changed public state and told nobody.
func (t *tx) complete() error {
	if t.public && t.entry == nil && !t.again {
		return errors.New("store: an action changed the public tables and appended no entry to the record")
	}
	return nil
}

// errLate is an action that writes after its entry, which would be missing in the entry's keys.
var errLate = errors.New("store: an action wrote after it appended its entry")

// exec refuses to write anything after the entry.
func (t *tx) exec(ctx context.Context, query string, args ...any) (int64, error) {
	if t.entry != nil {
		return 0, errLate
	}
	return t.querier.exec(ctx, query, args...)
}

// row does the same for statements that write and return.
func (t *tx) row(ctx context.Context, query string, args []any, into ...any) (bool, error) {
	if t.entry != nil && !strings.HasPrefix(query, "SELECT") {
		return false, errLate
	}
	return t.querier.row(ctx, query, args, into...)
}

// touch notes that what the keys name changed for readers.
func (t *tx) touch(keys ...string) {
	t.public = true
	t.keys.add(keys...)
}

// Append ends what the action did to the public tables; see desk.Tx. From here until the commit this process and,
// by the lock on the head, every other one appends nothing else.
func (t *tx) Append(ctx context.Context, kind record.Kind, object, by string, text json.RawMessage, quiet bool) (record.Entry, error) {
	var e record.Entry
	if t.entry != nil {
		return e, errors.New("store: an action appended two entries to the record")
	}
	if text == nil {
		text = json.RawMessage("{}")
	}
	if !json.Valid(text) {
		return e, fmt.Errorf("store: the text of an entry %q is not JSON", kind)
	}
	if strings.Contains(string(kind)+object, "\n") {
		return e, fmt.Errorf("store: the kind or object of an entry has a line feed: %q %q", kind, object)
	}
	docs, err := t.indexed(ctx)
	if err != nil {
		return e, err
	}
	select {
	case t.s.speaking <- struct{}{}:
		t.speaking = true
	case <-ctx.Done():
		return e, ctx.Err()
	}
	var prev []byte
	if _, err := t.row(ctx, `UPDATE head SET number = number + 1 WHERE one = 1 RETURNING number, hash`, nil, &e.Number, &prev); err != nil {
		return e, err
	}
	if err := t.settle(ctx, docs); err != nil {
		return e, err
	}
	if err := t.settleWhole(ctx, e.Number); err != nil {
		return e, err
	}
	e.Kind, e.Object, e.By, e.Text, e.Quiet = kind, object, by, text, quiet
	e.At = t.s.clock.Now()
	e.Salt = make([]byte, 16)
	rand.Read(e.Salt) // never fails
	e.Keys = t.keys.sorted()
	e.Commit()
	if len(prev) != len(e.Prev) {
		return e, errors.New("store: the head of the record is damaged")
	}
	e.Chain([32]byte(prev))
	keys, err := jsonText(e.Keys)
	if err != nil {
		return e, err
	}
	if _, err := t.exec(ctx, `INSERT INTO entry (number, kind, object, at, salt, text, commitment, prev, hash, keys, quiet, by_staff)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		e.Number, string(e.Kind), e.Object, micros(e.At), e.Salt, string(e.Text), e.Commitment[:], e.Prev[:], e.Hash[:], keys, bit(e.Quiet), e.By); err != nil {
		return e, err
	}
	if _, err := t.exec(ctx, `UPDATE head SET hash = $1 WHERE one = 1`, e.Hash[:]); err != nil {
		return e, err
	}
	if err := t.writeChanges(ctx, e.Number); err != nil {
		return e, err
	}
	for _, ed := range t.editions {
		if _, err := t.exec(ctx, `UPDATE edition SET entry = $1 WHERE article = $2 AND number = $3`, e.Number, ed.Article, ed.Number); err != nil {
			return e, err
		}
	}
	if t.d.postgres {
		if _, err := t.row(ctx, `SELECT pg_notify('broadsheet_record', $1)`, []any{strconv.FormatInt(e.Number, 10)}, new(any)); err != nil {
			return e, err
		}
	}
	for _, kind := range t.s.followers {
		if err := t.AddJob(ctx, desk.Job{Kind: kind}); err != nil {
			return e, err
		}
	}
	t.entry = &e
	return e, nil
}

// jsonText is v as the text of a column.
func jsonText(v any) (string, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", err
	}
	if strings.Contains(string(b), `\u0000`) && hasNUL(b) {
		return "", fault.New(fault.Invalid, "This text holds a character that cannot be stored: a zero byte.")
	}
	return string(b), nil
}

// hasNUL tells whether a JSON text spells a zero byte, and not only a backslash before "u0000".
func hasNUL(b []byte) bool {
	for i := 0; i+6 <= len(b); i++ {
		if b[i] != '\\' {
			continue
		}
		if string(b[i:i+6]) == `\u0000` {
			return true
		}
		i++ // the escaped character
	}
	return false
}
