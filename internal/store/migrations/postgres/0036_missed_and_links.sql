-- +goose Up
-- What readers asked for and nobody found: addresses, where the link to them stood, and how often. Nothing of who asked.
CREATE TABLE missed (
	path   TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	source TEXT COLLATE "C" NOT NULL,
	times  BIGINT NOT NULL,
	last   BIGINT NOT NULL
);
CREATE INDEX missed_times ON missed (times, last, path);

-- The links of published stories, and how they stand. None of it is public.
CREATE TABLE link (
	url    TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	host   TEXT COLLATE "C" NOT NULL,
	state  TEXT COLLATE "C" NOT NULL,
	status BIGINT NOT NULL,
	say    TEXT COLLATE "C" NOT NULL,
	at     BIGINT NOT NULL,
	due    BIGINT NOT NULL,
	failed BIGINT NOT NULL
);
CREATE INDEX link_due ON link (due, url);
CREATE INDEX link_state ON link (state, url);
CREATE TABLE link_use (
	article TEXT COLLATE "C" NOT NULL,
	url     TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (article, url)
);
CREATE INDEX link_use_url ON link_use (url, article);
