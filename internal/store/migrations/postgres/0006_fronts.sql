-- +goose Up
-- Fronts with rows of their own, the breaking line, and until when a front shows a picture.
ALTER TABLE front ADD COLUMN layout TEXT COLLATE "C" NOT NULL DEFAULT '[]';
ALTER TABLE picture_use ADD COLUMN until_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX entry_change_object ON entry_change (kind, object, entry);

CREATE TABLE breaking (
	one   BIGINT           NOT NULL PRIMARY KEY CHECK (one = 1),
	value TEXT COLLATE "C" NOT NULL
);

-- Fronts that are being arranged. They belong to the desk: none of it is public.
CREATE TABLE front_draft (
	id       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	version  BIGINT           NOT NULL,
	front    TEXT COLLATE "C" NOT NULL,
	base     TEXT COLLATE "C" NOT NULL,
	by_staff TEXT COLLATE "C" NOT NULL,
	at       BIGINT           NOT NULL
);
