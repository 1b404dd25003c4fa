-- +goose Up
-- Patterns by which addresses lead elsewhere. They are public: made again from the record.
CREATE TABLE address_pattern (
	id    TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	old   TEXT COLLATE "C" NOT NULL,
	goal  TEXT COLLATE "C" NOT NULL,
	since BIGINT NOT NULL
);

-- Lists of redirects that were looked at before any was made, and what became of each line. None of it is public.
CREATE TABLE redirect_file (
	id    TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	name  TEXT COLLATE "C" NOT NULL,
	staff TEXT COLLATE "C" NOT NULL,
	at    BIGINT NOT NULL,
	lines BIGINT NOT NULL
);
CREATE INDEX redirect_file_at ON redirect_file (at, id);
CREATE TABLE redirect_line (
	file    TEXT COLLATE "C" NOT NULL REFERENCES redirect_file (id),
	n       BIGINT NOT NULL,
	old     TEXT COLLATE "C" NOT NULL,
	goal    TEXT COLLATE "C" NOT NULL,
	outcome TEXT COLLATE "C" NOT NULL,
	say     TEXT COLLATE "C" NOT NULL,
	path    TEXT COLLATE "C" NOT NULL,
	kind    TEXT COLLATE "C" NOT NULL,
	object  TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (file, n)
);
CREATE INDEX redirect_line_outcome ON redirect_line (file, outcome, n);
CREATE INDEX redirect_line_path ON redirect_line (path, outcome);
CREATE INDEX address_redirect ON address (path) WHERE target = 'redirect';
