-- +goose Up

-- Addresses that are told what becomes public. Their secrets lie among those of neighbours.
CREATE TABLE webhook (
	id            TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	url           TEXT COLLATE "C" NOT NULL,
	events        TEXT COLLATE "C" NOT NULL,
	made_by       TEXT COLLATE "C" NOT NULL,
	made_at       BIGINT           NOT NULL,
	since         BIGINT           NOT NULL,
	failures      BIGINT           NOT NULL,
	failing_since BIGINT           NOT NULL,
	wait_until    BIGINT           NOT NULL,
	off_at        BIGINT           NOT NULL,
	off_why       TEXT COLLATE "C" NOT NULL,
	old_until     BIGINT           NOT NULL
);

-- What they were told, and what they answered.
CREATE TABLE webhook_delivery (
	id            TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	webhook       TEXT COLLATE "C" NOT NULL,
	event         TEXT COLLATE "C" NOT NULL,
	story         TEXT COLLATE "C" NOT NULL,
	entry         BIGINT           NOT NULL,
	at            BIGINT           NOT NULL,
	state         TEXT COLLATE "C" NOT NULL,
	tries         BIGINT           NOT NULL,
	status        BIGINT           NOT NULL,
	said          TEXT COLLATE "C" NOT NULL,
	tried_at      BIGINT           NOT NULL
);
CREATE INDEX webhook_delivery_of ON webhook_delivery (webhook, id);
CREATE UNIQUE INDEX webhook_delivery_once ON webhook_delivery (webhook, entry, story) WHERE entry > 0;
CREATE INDEX webhook_delivery_old ON webhook_delivery (at);
