-- +goose Up

-- Programs that are told when a feed changes (W3C WebSub). No copy holds them: they ask again when their time is over.
CREATE TABLE subscriber (
	callback  TEXT   COLLATE "C" NOT NULL,
	topic     TEXT   COLLATE "C" NOT NULL,
	host      TEXT   COLLATE "C" NOT NULL,
	secret    TEXT   COLLATE "C" NOT NULL,
	since_at  BIGINT NOT NULL,
	until_at  BIGINT NOT NULL,
	waiting   BIGINT NOT NULL,
	due_at    BIGINT NOT NULL,
	tries     BIGINT NOT NULL,
	sent_at   BIGINT NOT NULL,
	failed_at BIGINT NOT NULL,
	said      TEXT   COLLATE "C" NOT NULL,
	PRIMARY KEY (callback, topic)
);
CREATE INDEX subscriber_topic ON subscriber (topic, until_at);
CREATE INDEX subscriber_due ON subscriber (waiting, due_at);
CREATE INDEX subscriber_host ON subscriber (host);

-- What was asked at the hub and not yet confirmed by whom it is about.
CREATE TABLE subscriber_ask (
	callback TEXT   COLLATE "C" NOT NULL,
	topic    TEXT   COLLATE "C" NOT NULL,
	host     TEXT   COLLATE "C" NOT NULL,
	asker    TEXT   COLLATE "C" NOT NULL,
	leave    BIGINT NOT NULL,
	secret   TEXT   COLLATE "C" NOT NULL,
	lease    BIGINT NOT NULL,
	asked_at BIGINT NOT NULL,
	due_at   BIGINT NOT NULL,
	tries    BIGINT NOT NULL,
	PRIMARY KEY (callback, topic)
);
CREATE INDEX subscriber_ask_due ON subscriber_ask (due_at);
