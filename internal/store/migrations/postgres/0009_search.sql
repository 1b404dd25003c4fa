-- +goose Up

-- What a search document is counted under in the facets, apart from its text so that ten thousand are read quickly.
CREATE TABLE search_fact (
	seq   BIGINT           NOT NULL PRIMARY KEY,
	facts TEXT COLLATE "C" NOT NULL
);

-- The words of the public texts and in how many of them each stands; the row of the empty word counts the texts.
CREATE TABLE vocabulary (
	folded TEXT COLLATE "C" NOT NULL,
	word   TEXT COLLATE "C" NOT NULL,
	docs   BIGINT           NOT NULL,
	PRIMARY KEY (folded, word)
) WITH (fillfactor = 80);

-- Which way of indexing the search tables were made by. An older one is made again when the database is opened.
CREATE TABLE search_made (
	one     BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
	version BIGINT NOT NULL
);
INSERT INTO search_made (one, version) VALUES (1, 0);

-- Headline and standfirst as they are read, beside the text.
ALTER TABLE search_doc ADD COLUMN title TEXT COLLATE "C" NOT NULL DEFAULT '';

-- The words lie apart from their number: a question reads the numbers of all matches, and the words of none but
-- those whose phrases it has to look at.
TRUNCATE search, draft_search;
ALTER TABLE search ALTER COLUMN vec SET STORAGE EXTERNAL;
ALTER TABLE draft_search ALTER COLUMN vec SET STORAGE EXTERNAL;
