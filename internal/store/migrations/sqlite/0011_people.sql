-- +goose Up

-- A byline that was merged into another stays for the versions that name it, and is read as the other.
ALTER TABLE byline ADD COLUMN merged_into TEXT NOT NULL DEFAULT '';
CREATE INDEX byline_merged ON byline (merged_into) WHERE merged_into <> '';

-- When somebody signed out everywhere else, and which letters they do not want.
ALTER TABLE account ADD COLUMN signed_out INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN unwanted TEXT NOT NULL DEFAULT '[]';
CREATE INDEX account_byline ON account (byline);

-- Links that let somebody in once: asked into the newsroom, or to a new password. Of the link only the hash is kept.
CREATE TABLE pass (
	id           TEXT    NOT NULL PRIMARY KEY,
	hash         BLOB    NOT NULL UNIQUE,
	kind         TEXT    NOT NULL,
	staff        TEXT    NOT NULL,
	name         TEXT    NOT NULL,
	email        TEXT    NOT NULL,
	roles        TEXT    NOT NULL,
	byline       TEXT    NOT NULL,
	made_by      TEXT    NOT NULL,
	made_at      INTEGER NOT NULL,
	until_at     INTEGER NOT NULL,
	used_at      INTEGER NOT NULL,
	withdrawn_at INTEGER NOT NULL
) STRICT;
CREATE INDEX pass_open ON pass (kind, used_at, made_at);
CREATE INDEX pass_staff ON pass (staff, made_at);

-- The last sign-ins of each account.
CREATE TABLE sign_in (
	staff        TEXT    NOT NULL,
	at           INTEGER NOT NULL,
	device       TEXT    NOT NULL,
	PRIMARY KEY (staff, at)
) STRICT;
