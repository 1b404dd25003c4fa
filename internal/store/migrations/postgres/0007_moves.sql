-- +goose Up
-- Moves of archives into the paper: the file, what is in it, what was decided, how far it is, and its report. None of
-- it is public.
CREATE TABLE move (
	id       TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
	state    TEXT   COLLATE "C" NOT NULL,
	system   TEXT   COLLATE "C" NOT NULL,
	file     TEXT   COLLATE "C" NOT NULL,
	path     TEXT   COLLATE "C" NOT NULL,
	size     BIGINT NOT NULL,
	received BIGINT NOT NULL,
	begun_at BIGINT NOT NULL,
	ended_at BIGINT NOT NULL,
	begun_by TEXT   COLLATE "C" NOT NULL,
	data     TEXT   COLLATE "C" NOT NULL,
	progress TEXT   COLLATE "C" NOT NULL
);
CREATE INDEX move_begun ON move (begun_at);

-- Which move brought an item, so that one which was ended early and goes on counts it once.
ALTER TABLE origin ADD COLUMN move TEXT COLLATE "C" NOT NULL DEFAULT '';
