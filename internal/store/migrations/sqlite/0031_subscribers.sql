-- +goose Up

-- Programs that are told when a feed changes (W3C WebSub). No copy holds them: they ask again when their time is over.
CREATE TABLE subscriber (
	callback  TEXT    NOT NULL,
	topic     TEXT    NOT NULL,
	host      TEXT    NOT NULL,
	secret    TEXT    NOT NULL,
	since_at  INTEGER NOT NULL,
	until_at  INTEGER NOT NULL,
	waiting   INTEGER NOT NULL,
	due_at    INTEGER NOT NULL,
	tries     INTEGER NOT NULL,
	sent_at   INTEGER NOT NULL,
	failed_at INTEGER NOT NULL,
	said      TEXT    NOT NULL,
	PRIMARY KEY (callback, topic)
) STRICT;
CREATE INDEX subscriber_topic ON subscriber (topic, until_at);
CREATE INDEX subscriber_due ON subscriber (waiting, due_at);
CREATE INDEX subscriber_host ON subscriber (host);

-- What was asked at the hub and not yet confirmed by whom it is about.
CREATE TABLE subscriber_ask (
	callback TEXT    NOT NULL,
	topic    TEXT    NOT NULL,
	host     TEXT    NOT NULL,
	asker    TEXT    NOT NULL,
	leave    INTEGER NOT NULL,
	secret   TEXT    NOT NULL,
	lease    INTEGER NOT NULL,
	asked_at INTEGER NOT NULL,
	due_at   INTEGER NOT NULL,
	tries    INTEGER NOT NULL,
	PRIMARY KEY (callback, topic)
) STRICT;
CREATE INDEX subscriber_ask_due ON subscriber_ask (due_at);
