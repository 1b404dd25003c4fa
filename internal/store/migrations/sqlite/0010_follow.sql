-- +goose Up

-- What the house keeps for itself, by name: never in the record, never in what leaves it. Copies hold it.
CREATE TABLE private (
	name  TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
) STRICT;

-- Passwords of neighbours. No copy holds them.
CREATE TABLE secret (
	name  TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
) STRICT;

-- Work that follows an action. One of a kind and key is open at a time: it waits, or a holder has it on lease. Each
-- lease raises the fence, so that whoever lost one cannot end the work of the next.
CREATE TABLE job (
	id          TEXT    NOT NULL PRIMARY KEY,
	kind        TEXT    NOT NULL,
	key         TEXT    NOT NULL,
	data        TEXT    NOT NULL,
	state       TEXT    NOT NULL,
	added_at    INTEGER NOT NULL,
	run_at      INTEGER NOT NULL,
	again_at    INTEGER NOT NULL,
	tries       INTEGER NOT NULL,
	said        TEXT    NOT NULL,
	done_at     INTEGER NOT NULL,
	ended_at    INTEGER NOT NULL,
	holder      TEXT    NOT NULL,
	lease_until INTEGER NOT NULL,
	fence       INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX job_open ON job (kind, key) WHERE state = 'open';
CREATE INDEX job_due ON job (state, run_at, id);

-- Letters. What they say goes when they have gone out: it may hold a link that lets somebody in.
CREATE TABLE letter (
	id       TEXT    NOT NULL PRIMARY KEY,
	kind     TEXT    NOT NULL,
	staff    TEXT    NOT NULL,
	name     TEXT    NOT NULL,
	email    TEXT    NOT NULL,
	data     TEXT    NOT NULL,
	state    TEXT    NOT NULL,
	made_by  TEXT    NOT NULL,
	made_at  INTEGER NOT NULL,
	send_at  INTEGER NOT NULL,
	until_at INTEGER NOT NULL,
	tries    INTEGER NOT NULL,
	said     TEXT    NOT NULL,
	ended_at INTEGER NOT NULL
) STRICT;
CREATE INDEX letter_made ON letter (made_at, id);
CREATE INDEX letter_state ON letter (state, made_at, id);
CREATE INDEX letter_staff ON letter (staff, kind, state);
