-- +goose Up
-- Fronts with rows of their own, the breaking line, and until when a front shows a picture.
ALTER TABLE front ADD COLUMN layout TEXT NOT NULL DEFAULT '[]';
ALTER TABLE picture_use ADD COLUMN until_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX entry_change_object ON entry_change (kind, object, entry);

CREATE TABLE breaking (
	one   INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
	value TEXT    NOT NULL
) STRICT;

-- Fronts that are being arranged. They belong to the desk: none of it is public.
CREATE TABLE front_draft (
	id       TEXT    NOT NULL PRIMARY KEY,
	version  INTEGER NOT NULL,
	front    TEXT    NOT NULL,
	base     TEXT    NOT NULL,
	by_staff TEXT    NOT NULL,
	at       INTEGER NOT NULL
) STRICT;
