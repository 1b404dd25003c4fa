-- +goose Up

-- What the house keeps for itself, by name: never in the record, never in what leaves it. Copies hold it.
CREATE TABLE private (
	name  TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
	value TEXT   COLLATE "C" NOT NULL
);

-- Passwords of neighbours. No copy holds them.
CREATE TABLE secret (
	name  TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
	value TEXT   COLLATE "C" NOT NULL
);

-- Work that follows an action. One of a kind and key is open at a time: it waits, or a holder has it on lease. Each
-- lease raises the fence, so that whoever lost one cannot end the work of the next.
CREATE TABLE job (
	id          TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
	kind        TEXT   COLLATE "C" NOT NULL,
	key         TEXT   COLLATE "C" NOT NULL,
	data        TEXT   COLLATE "C" NOT NULL,
	state       TEXT   COLLATE "C" NOT NULL,
	added_at    BIGINT NOT NULL,
	run_at      BIGINT NOT NULL,
	again_at    BIGINT NOT NULL,
	tries       BIGINT NOT NULL,
	said        TEXT   COLLATE "C" NOT NULL,
	done_at     BIGINT NOT NULL,
	ended_at    BIGINT NOT NULL,
	holder      TEXT   COLLATE "C" NOT NULL,
	lease_until BIGINT NOT NULL,
	fence       BIGINT NOT NULL
);
CREATE UNIQUE INDEX job_open ON job (kind, key) WHERE state = 'open';
CREATE INDEX job_due ON job (state, run_at, id);

-- Letters. What they say goes when they have gone out: it may hold a link that lets somebody in.
CREATE TABLE letter (
	id       TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
	kind     TEXT   COLLATE "C" NOT NULL,
	staff    TEXT   COLLATE "C" NOT NULL,
	name     TEXT   COLLATE "C" NOT NULL,
	email    TEXT   COLLATE "C" NOT NULL,
	data     TEXT   COLLATE "C" NOT NULL,
	state    TEXT   COLLATE "C" NOT NULL,
	made_by  TEXT   COLLATE "C" NOT NULL,
	made_at  BIGINT NOT NULL,
	send_at  BIGINT NOT NULL,
	until_at BIGINT NOT NULL,
	tries    BIGINT NOT NULL,
	said     TEXT   COLLATE "C" NOT NULL,
	ended_at BIGINT NOT NULL
);
CREATE INDEX letter_made ON letter (made_at, id);
CREATE INDEX letter_state ON letter (state, made_at, id);
CREATE INDEX letter_staff ON letter (staff, kind, state);
