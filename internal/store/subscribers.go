package store

import (
	"context"
	"database/sql"
	"time"

	"broadsheet/internal/desk"
)

const subscriberColumns = `callback, topic, host, secret, since_at, until_at, waiting, due_at, tries, sent_at, failed_at, said`

func scanSubscriber(rows *sql.Rows) (s desk.Subscriber, err error) {
	var since, until, waiting, due, sent, failed int64
	err = rows.Scan(&s.Callback, &s.Topic, &s.Host, &s.Secret, &since, &until, &waiting, &due, &s.Tries, &sent, &failed, &s.Said)
	s.Since, s.Until, s.Waiting, s.DueAt, s.SentAt, s.FailedAt = instant(since), instant(until), waiting != 0, instant(due), instant(sent), instant(failed)
	return s, err
}

const askColumns = `callback, topic, host, asker, leave, secret, lease, asked_at, due_at, tries`

func scanAsk(rows *sql.Rows) (a desk.Ask, err error) {
	var leave, lease, asked, due int64
	err = rows.Scan(&a.Callback, &a.Topic, &a.Host, &a.Asker, &leave, &a.Secret, &lease, &asked, &due, &a.Tries)
	a.Leave, a.Lease, a.AskedAt, a.DueAt = leave != 0, time.Duration(lease)*time.Microsecond, instant(asked), instant(due)
	return a, err
}

func (t *tx) AddAsk(ctx context.Context, a desk.Ask) error {
	_, err := t.exec(ctx, `INSERT INTO subscriber_ask (`+askColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (callback, topic) DO UPDATE SET host = excluded.host, asker = excluded.asker, leave = excluded.leave, secret = excluded.secret,
			lease = excluded.lease, asked_at = excluded.asked_at, due_at = excluded.due_at, tries = excluded.tries`,
		a.Callback, a.Topic, a.Host, a.Asker, bit(a.Leave), a.Secret, a.Lease.Microseconds(), micros(a.AskedAt), micros(a.DueAt), a.Tries)
	return err
}

func (t *tx) RetryAsk(ctx context.Context, a desk.Ask) error {
	_, err := t.exec(ctx, `UPDATE subscriber_ask SET due_at = $4, tries = $5 WHERE callback = $1 AND topic = $2 AND asked_at = $3`,
		a.Callback, a.Topic, micros(a.AskedAt), micros(a.DueAt), a.Tries)
	return err
}

func (t *tx) DropAsk(ctx context.Context, a desk.Ask) error {
	_, err := t.exec(ctx, `DELETE FROM subscriber_ask WHERE callback = $1 AND topic = $2 AND asked_at = $3`, a.Callback, a.Topic, micros(a.AskedAt))
	return err
}

func (t *tx) CountAsks(ctx context.Context, host, asker string) (all, ofHost, ofAsker int, err error) {
	_, err = t.row(ctx, `SELECT COUNT(*), COALESCE(SUM(CASE WHEN host = $1 THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN asker = $2 THEN 1 ELSE 0 END), 0)
		FROM subscriber_ask`, []any{host, asker}, &all, &ofHost, &ofAsker)
	return all, ofHost, ofAsker, err
}

func (t *tx) CountSubscribers(ctx context.Context, host string) (all, ofHost int, err error) {
	if _, err = t.row(ctx, `SELECT COUNT(*) FROM subscriber`, nil, &all); err == nil {
		_, err = t.row(ctx, `SELECT COUNT(*) FROM subscriber WHERE host = $1`, []any{host}, &ofHost)
	}
	return all, ofHost, err
}

func (t *tx) Subscriber(ctx context.Context, callback, topic string) (desk.Subscriber, bool, error) {
	return first(list(ctx, t.querier, `SELECT `+subscriberColumns+` FROM subscriber WHERE callback = $1 AND topic = $2`+t.d.lock, []any{callback, topic}, scanSubscriber))
}

func (t *tx) SaveSubscriber(ctx context.Context, s desk.Subscriber) error {
	_, err := t.exec(ctx, `INSERT INTO subscriber (`+subscriberColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (callback, topic) DO UPDATE SET host = excluded.host, secret = excluded.secret, since_at = excluded.since_at, until_at = excluded.until_at,
			waiting = excluded.waiting, due_at = excluded.due_at, tries = excluded.tries, sent_at = excluded.sent_at, failed_at = excluded.failed_at, said = excluded.said`,
		s.Callback, s.Topic, s.Host, s.Secret, micros(s.Since), micros(s.Until), bit(s.Waiting), micros(s.DueAt), s.Tries, micros(s.SentAt), micros(s.FailedAt), s.Said)
	return err
}

func (t *tx) DropSubscriber(ctx context.Context, callback, topic string) error {
	_, err := t.exec(ctx, `DELETE FROM subscriber WHERE callback = $1 AND topic = $2`, callback, topic)
	return err
}

func (t *tx) SubscribersWait(ctx context.Context, topic string, now time.Time) error {
	_, err := t.exec(ctx, `UPDATE subscriber SET waiting = 1, due_at = CASE WHEN tries = 0 OR due_at < $2 THEN $2 ELSE due_at END WHERE topic = $1 AND until_at > $2`,
		topic, micros(now))
	return err
}

func (t *tx) DropLapsed(ctx context.Context, now time.Time) error {
	_, err := t.exec(ctx, `DELETE FROM subscriber WHERE until_at <= $1`, micros(now))
	return err
}

// SubscribedTopics names the feeds that have subscribers.
func (s *Store) SubscribedTopics(ctx context.Context, now time.Time) ([]string, error) {
	return list(ctx, s.reader(), `SELECT DISTINCT topic FROM subscriber WHERE until_at > $1 ORDER BY topic`, []any{micros(now)}, one[string])
}

// DueSubscribers finds subscribers that have not got the newest and may be tried: those that got what they were sent last,
// or the others. Hosts that are busy are left out.
func (s *Store) DueSubscribers(ctx context.Context, now time.Time, proven bool, busy []string, limit int) ([]desk.Subscriber, error) {
	which := `(tries > 0 OR sent_at = 0)`
	if proven {
		which = `tries = 0 AND sent_at > 0`
	}
	hosts, args := expand([]any{micros(now), limit}, append([]string{""}, busy...))
	return list(ctx, s.reader(), `SELECT `+subscriberColumns+` FROM subscriber WHERE waiting = 1 AND due_at <= $1 AND until_at > $1 AND `+which+`
		AND host NOT IN (`+hosts+`) ORDER BY due_at LIMIT $2`, args, scanSubscriber)
}

// DueAsks finds what is to be confirmed now, of hosts that are not busy.
func (s *Store) DueAsks(ctx context.Context, now time.Time, busy []string, limit int) ([]desk.Ask, error) {
	hosts, args := expand([]any{micros(now), limit}, append([]string{""}, busy...))
	return list(ctx, s.reader(), `SELECT `+askColumns+` FROM subscriber_ask WHERE due_at <= $1 AND host NOT IN (`+hosts+`) ORDER BY due_at LIMIT $2`, args, scanAsk)
}

// NextDue tells when the next of both is due; false for never.
func (s *Store) NextDue(ctx context.Context, now time.Time) (time.Time, bool, error) {
	var at int64
	_, err := s.reader().row(ctx, `SELECT COALESCE(MIN(due), 0) FROM (
		SELECT MIN(due_at) AS due FROM subscriber WHERE waiting = 1 AND until_at > $1 UNION ALL SELECT MIN(due_at) FROM subscriber_ask) AS x`, []any{micros(now)}, &at)
	return instant(at), at != 0, err
}

// CountedSubscribers counts the subscribers.
func (s *Store) CountedSubscribers(ctx context.Context, now time.Time) (c desk.SubscriberCounts, err error) {
	var sent int64
	_, err = s.reader().row(ctx, `SELECT COUNT(*), COALESCE(SUM(waiting), 0), COALESCE(SUM(CASE WHEN tries > 0 THEN 1 ELSE 0 END), 0), COALESCE(MAX(sent_at), 0)
		FROM subscriber WHERE until_at > $1`, []any{micros(now)}, &c.All, &c.Waiting, &c.Failing, &sent)
	c.LastSent = instant(sent)
	return c, err
}

// FailingSubscribers lists those that could not be told, the last failure first.
func (s *Store) FailingSubscribers(ctx context.Context, now time.Time, limit int) ([]desk.Subscriber, error) {
	return list(ctx, s.reader(), `SELECT `+subscriberColumns+` FROM subscriber WHERE until_at > $1 AND tries > 0 ORDER BY failed_at DESC, callback LIMIT $2`,
		[]any{micros(now), limit}, scanSubscriber)
}
