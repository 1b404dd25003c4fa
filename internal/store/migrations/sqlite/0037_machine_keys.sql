-- +goose Up

-- Keys with which programs of the newsroom send something in. Of the key only the hash is kept.
CREATE TABLE machine_key (
	id           TEXT    NOT NULL PRIMARY KEY,
	name         TEXT    NOT NULL,
	hash         BLOB    NOT NULL UNIQUE,
	hint         TEXT    NOT NULL,
	scopes       TEXT    NOT NULL,
	made_by      TEXT    NOT NULL,
	made_at      INTEGER NOT NULL,
	until_at     INTEGER NOT NULL,
	revoked_at   INTEGER NOT NULL,
	used_at      INTEGER NOT NULL
) STRICT;

-- What they sent under ids of their own.
CREATE TABLE machine_sent (
	machine_key  TEXT    NOT NULL,
	sent         TEXT    NOT NULL,
	draft        TEXT    NOT NULL,
	PRIMARY KEY (machine_key, sent)
) STRICT;
