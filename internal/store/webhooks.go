package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"broadsheet/internal/desk"
)

const webhookColumns = `id, url, events, made_by, made_at, since, failures, failing_since, wait_until, off_at, off_why, old_until`

func scanWebhook(rows *sql.Rows) (w desk.Webhook, err error) {
	var events string
	var made, failing, wait, off, old int64
	if err := rows.Scan(&w.ID, &w.URL, &events, &w.MadeBy, &made, &w.Since, &w.Failures, &failing, &wait, &off, &w.OffWhy, &old); err != nil {
		return w, err
	}
	w.MadeAt, w.FailingSince, w.WaitUntil, w.OffAt, w.OldUntil = instant(made), instant(failing), instant(wait), instant(off), instant(old)
	return w, json.Unmarshal([]byte(events), &w.Events)
}

func readWebhooks(ctx context.Context, q querier) ([]desk.Webhook, error) {
	return list(ctx, q, `SELECT `+webhookColumns+` FROM webhook ORDER BY made_at, id`, nil, scanWebhook)
}

// Webhooks reads every webhook, the oldest first.
func (s *Store) Webhooks(ctx context.Context) ([]desk.Webhook, error) {
	return readWebhooks(ctx, s.reader())
}

func (t *tx) AllWebhooks(ctx context.Context) ([]desk.Webhook, error) {
	return readWebhooks(ctx, t.querier)
}

func (t *tx) Webhook(ctx context.Context, id string) (desk.Webhook, error) {
	return must(first(list(ctx, t.querier, `SELECT `+webhookColumns+` FROM webhook WHERE id = $1`+t.d.lock, []any{id}, scanWebhook)))("webhook")
}

func (t *tx) SaveWebhook(ctx context.Context, w desk.Webhook) error {
	events, err := jsonText(append([]string{}, w.Events...))
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `INSERT INTO webhook (`+webhookColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (id) DO UPDATE SET url = excluded.url, events = excluded.events, failures = excluded.failures, failing_since = excluded.failing_since,
			wait_until = excluded.wait_until, off_at = excluded.off_at, off_why = excluded.off_why, old_until = excluded.old_until`,
		w.ID, w.URL, events, w.MadeBy, micros(w.MadeAt), w.Since, w.Failures, micros(w.FailingSince), micros(w.WaitUntil), micros(w.OffAt), w.OffWhy, micros(w.OldUntil))
	return err
}

func (t *tx) DropWebhook(ctx context.Context, id string) error {
	for _, table := range []string{"webhook_delivery WHERE webhook", "webhook WHERE id"} {
		if _, err := t.exec(ctx, `DELETE FROM `+table+` = $1`, id); err != nil {
			return err
		}
	}
	return nil
}

const deliveryColumns = `x.id, x.webhook, x.event, x.story, coalesce(d.headline, ''), x.entry, x.at, x.state, x.tries, x.status, x.said, x.tried_at`

const deliveryTables = `webhook_delivery x LEFT JOIN draft d ON d.id = x.story`

func scanDelivery(rows *sql.Rows) (d desk.Delivery, err error) {
	var at, tried int64
	err = rows.Scan(&d.ID, &d.Webhook, &d.Event, &d.Story, &d.Headline, &d.Entry, &at, &d.State, &d.Tries, &d.Status, &d.Said, &tried)
	d.At, d.TriedAt = instant(at), instant(tried)
	return d, err
}

func (t *tx) Delivery(ctx context.Context, id string) (desk.Delivery, error) {
	return must(first(list(ctx, t.querier, `SELECT `+deliveryColumns+` FROM `+deliveryTables+` WHERE x.id = $1`, []any{id}, scanDelivery)))("delivery")
}

func (t *tx) AddDelivery(ctx context.Context, d desk.Delivery) (bool, error) {
	n, err := t.exec(ctx, `INSERT INTO webhook_delivery (id, webhook, event, story, entry, at, state, tries, status, said, tried_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING`,
		d.ID, d.Webhook, d.Event, d.Story, d.Entry, micros(d.At), string(d.State), d.Tries, d.Status, d.Said, micros(d.TriedAt))
	return n > 0, err
}

func (t *tx) SaveDelivery(ctx context.Context, d desk.Delivery) error {
	_, err := t.exec(ctx, `UPDATE webhook_delivery SET at = $2, state = $3, tries = $4, status = $5, said = $6, tried_at = $7 WHERE id = $1`,
		d.ID, micros(d.At), string(d.State), d.Tries, d.Status, d.Said, micros(d.TriedAt))
	return err
}

func (t *tx) TidyDeliveries(ctx context.Context, before time.Time) error {
	_, err := t.exec(ctx, `DELETE FROM webhook_delivery WHERE at < $1 AND state <> 'waiting'`, micros(before))
	return err
}

// Deliveries reads what a webhook was told, newest first, those before an id.
func (s *Store) Deliveries(ctx context.Context, webhook, before string, limit int) ([]desk.Delivery, error) {
	query, args := `SELECT `+deliveryColumns+` FROM `+deliveryTables+` WHERE x.webhook = $1`, []any{webhook, limit}
	if before != "" {
		query, args = query+` AND x.id < $3`, append(args, before)
	}
	return list(ctx, s.reader(), query+` ORDER BY x.id DESC LIMIT $2`, args, scanDelivery)
}
