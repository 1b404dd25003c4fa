-- +goose Up

-- What a search document is counted under in the facets, apart from its text so that ten thousand are read quickly.
CREATE TABLE search_fact (
	seq   INTEGER NOT NULL PRIMARY KEY,
	facts TEXT    NOT NULL
) STRICT;

-- The words of the public texts and in how many of them each stands; the row of the empty word counts the texts.
CREATE TABLE vocabulary (
	folded TEXT    NOT NULL,
	word   TEXT    NOT NULL,
	docs   INTEGER NOT NULL,
	PRIMARY KEY (folded, word)
) STRICT, WITHOUT ROWID;

-- Which way of indexing the search tables were made by. An older one is made again when the database is opened.
CREATE TABLE search_made (
	one     INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
	version INTEGER NOT NULL
) STRICT;
INSERT INTO search_made (one, version) VALUES (1, 0);

-- Headline and standfirst as they are read, beside the text.
ALTER TABLE search_doc ADD COLUMN title TEXT NOT NULL DEFAULT '';
