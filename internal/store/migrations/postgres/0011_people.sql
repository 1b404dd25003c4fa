-- +goose Up

-- A byline that was merged into another stays for the versions that name it, and is read as the other.
ALTER TABLE byline ADD COLUMN merged_into TEXT COLLATE "C" NOT NULL DEFAULT '';
CREATE INDEX byline_merged ON byline (merged_into) WHERE merged_into <> '';

-- When somebody signed out everywhere else, and which letters they do not want.
ALTER TABLE account ADD COLUMN signed_out BIGINT NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN unwanted TEXT COLLATE "C" NOT NULL DEFAULT '[]';
CREATE INDEX account_byline ON account (byline);

-- Links that let somebody in once: asked into the newsroom, or to a new password. Of the link only the hash is kept.
CREATE TABLE pass (
	id           TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	hash         BYTEA            NOT NULL UNIQUE,
	kind         TEXT COLLATE "C" NOT NULL,
	staff        TEXT COLLATE "C" NOT NULL,
	name         TEXT COLLATE "C" NOT NULL,
	email        TEXT COLLATE "C" NOT NULL,
	roles        TEXT COLLATE "C" NOT NULL,
	byline       TEXT COLLATE "C" NOT NULL,
	made_by      TEXT COLLATE "C" NOT NULL,
	made_at      BIGINT           NOT NULL,
	until_at     BIGINT           NOT NULL,
	used_at      BIGINT           NOT NULL,
	withdrawn_at BIGINT           NOT NULL
);
CREATE INDEX pass_open ON pass (kind, used_at, made_at);
CREATE INDEX pass_staff ON pass (staff, made_at);

-- The last sign-ins of each account.
CREATE TABLE sign_in (
	staff        TEXT COLLATE "C" NOT NULL,
	at           BIGINT           NOT NULL,
	device       TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (staff, at)
);
