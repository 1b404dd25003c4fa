-- +goose Up

-- Keys with which programs of the newsroom send something in. Of the key only the hash is kept.
CREATE TABLE machine_key (
	id           TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	name         TEXT COLLATE "C" NOT NULL,
	hash         BYTEA            NOT NULL UNIQUE,
	hint         TEXT COLLATE "C" NOT NULL,
	scopes       TEXT COLLATE "C" NOT NULL,
	made_by      TEXT COLLATE "C" NOT NULL,
	made_at      BIGINT           NOT NULL,
	until_at     BIGINT           NOT NULL,
	revoked_at   BIGINT           NOT NULL,
	used_at      BIGINT           NOT NULL
);

-- What they sent under ids of their own.
CREATE TABLE machine_sent (
	machine_key  TEXT COLLATE "C" NOT NULL,
	sent         TEXT COLLATE "C" NOT NULL,
	draft        TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (machine_key, sent)
);
