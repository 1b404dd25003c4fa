-- +goose Up
-- Moves of archives into the paper: the file, what is in it, what was decided, how far it is, and its report. None of
-- it is public.
CREATE TABLE move (
	id       TEXT    NOT NULL PRIMARY KEY,
	state    TEXT    NOT NULL,
	system   TEXT    NOT NULL,
	file     TEXT    NOT NULL,
	path     TEXT    NOT NULL,
	size     INTEGER NOT NULL,
	received INTEGER NOT NULL,
	begun_at INTEGER NOT NULL,
	ended_at INTEGER NOT NULL,
	begun_by TEXT    NOT NULL,
	data     TEXT    NOT NULL,
	progress TEXT    NOT NULL
) STRICT;
CREATE INDEX move_begun ON move (begun_at);

-- Which move brought an item, so that one which was ended early and goes on counts it once.
ALTER TABLE origin ADD COLUMN move TEXT NOT NULL DEFAULT '';
