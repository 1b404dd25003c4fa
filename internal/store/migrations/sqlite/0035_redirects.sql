-- +goose Up
-- Patterns by which addresses lead elsewhere. They are public: made again from the record.
CREATE TABLE address_pattern (
	id    TEXT    NOT NULL PRIMARY KEY,
	old   TEXT    NOT NULL,
	goal  TEXT    NOT NULL,
	since INTEGER NOT NULL
) STRICT;

-- Lists of redirects that were looked at before any was made, and what became of each line. None of it is public.
CREATE TABLE redirect_file (
	id    TEXT    NOT NULL PRIMARY KEY,
	name  TEXT    NOT NULL,
	staff TEXT    NOT NULL,
	at    INTEGER NOT NULL,
	lines INTEGER NOT NULL
) STRICT;
CREATE INDEX redirect_file_at ON redirect_file (at, id);
CREATE TABLE redirect_line (
	file    TEXT    NOT NULL REFERENCES redirect_file (id),
	n       INTEGER NOT NULL,
	old     TEXT    NOT NULL,
	goal    TEXT    NOT NULL,
	outcome TEXT    NOT NULL,
	say     TEXT    NOT NULL,
	path    TEXT    NOT NULL,
	kind    TEXT    NOT NULL,
	object  TEXT    NOT NULL,
	PRIMARY KEY (file, n)
) STRICT;
CREATE INDEX redirect_line_outcome ON redirect_line (file, outcome, n);
CREATE INDEX redirect_line_path ON redirect_line (path, outcome);
CREATE INDEX address_redirect ON address (path) WHERE target = 'redirect';
