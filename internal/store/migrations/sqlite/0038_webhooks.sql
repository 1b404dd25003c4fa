-- +goose Up

-- Addresses that are told what becomes public. Their secrets lie among those of neighbours.
CREATE TABLE webhook (
	id            TEXT    NOT NULL PRIMARY KEY,
	url           TEXT    NOT NULL,
	events        TEXT    NOT NULL,
	made_by       TEXT    NOT NULL,
	made_at       INTEGER NOT NULL,
	since         INTEGER NOT NULL,
	failures      INTEGER NOT NULL,
	failing_since INTEGER NOT NULL,
	wait_until    INTEGER NOT NULL,
	off_at        INTEGER NOT NULL,
	off_why       TEXT    NOT NULL,
	old_until     INTEGER NOT NULL
) STRICT;

-- What they were told, and what they answered.
CREATE TABLE webhook_delivery (
	id            TEXT    NOT NULL PRIMARY KEY,
	webhook       TEXT    NOT NULL,
	event         TEXT    NOT NULL,
	story         TEXT    NOT NULL,
	entry         INTEGER NOT NULL,
	at            INTEGER NOT NULL,
	state         TEXT    NOT NULL,
	tries         INTEGER NOT NULL,
	status        INTEGER NOT NULL,
	said          TEXT    NOT NULL,
	tried_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX webhook_delivery_of ON webhook_delivery (webhook, id);
CREATE UNIQUE INDEX webhook_delivery_once ON webhook_delivery (webhook, entry, story) WHERE entry > 0;
CREATE INDEX webhook_delivery_old ON webhook_delivery (at);
