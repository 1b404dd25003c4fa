-- +goose Up
-- What readers asked for and nobody found: addresses, where the link to them stood, and how often. Nothing of who asked.
CREATE TABLE missed (
	path   TEXT    NOT NULL PRIMARY KEY,
	source TEXT    NOT NULL,
	times  INTEGER NOT NULL,
	last   INTEGER NOT NULL
) STRICT;
CREATE INDEX missed_times ON missed (times, last, path);

-- The links of published stories, and how they stand. None of it is public.
CREATE TABLE link (
	url    TEXT    NOT NULL PRIMARY KEY,
	host   TEXT    NOT NULL,
	state  TEXT    NOT NULL,
	status INTEGER NOT NULL,
	say    TEXT    NOT NULL,
	at     INTEGER NOT NULL,
	due    INTEGER NOT NULL,
	failed INTEGER NOT NULL
) STRICT;
CREATE INDEX link_due ON link (due, url);
CREATE INDEX link_state ON link (state, url);
CREATE TABLE link_use (
	article TEXT NOT NULL,
	url     TEXT NOT NULL,
	PRIMARY KEY (article, url)
) STRICT;
CREATE INDEX link_use_url ON link_use (url, article);
