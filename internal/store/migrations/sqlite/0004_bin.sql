-- +goose Up

-- Drafts in the bin.
CREATE TABLE draft_bin (
	draft    TEXT    NOT NULL PRIMARY KEY REFERENCES draft (id),
	at       INTEGER NOT NULL,
	by_staff TEXT    NOT NULL
) STRICT;
CREATE INDEX draft_bin_at ON draft_bin (at);

-- What the list of stories is cut down by: "byline/ID", "topic/ID", "lang/TAG".
CREATE TABLE draft_mark (
	draft TEXT NOT NULL REFERENCES draft (id),
	mark  TEXT NOT NULL,
	PRIMARY KEY (draft, mark)
) STRICT;
CREATE INDEX draft_mark_mark ON draft_mark (mark, draft);
INSERT INTO draft_mark (draft, mark)
	SELECT DISTINCT d.id, 'byline/' || json_extract(c.value, '$.byline') FROM draft d, json_each(d.byline) c WHERE c.type = 'object';
INSERT INTO draft_mark (draft, mark)
	SELECT DISTINCT d.id, 'topic/' || t.value FROM draft d, json_each(d.doc, '$.attrs.topics') t WHERE t.type = 'text';
INSERT INTO draft_mark (draft, mark)
	SELECT d.id, 'lang/' || json_extract(d.doc, '$.attrs.lang') FROM draft d WHERE json_extract(d.doc, '$.attrs.lang') <> '';

CREATE INDEX draft_published ON draft (form, published_at, id);

-- One deed done to many stories, kept so that what it changed can be told and undone.
CREATE TABLE sweep (
	id     TEXT    NOT NULL PRIMARY KEY,
	staff  TEXT    NOT NULL,
	at     INTEGER NOT NULL,
	deed   TEXT    NOT NULL,
	value  TEXT    NOT NULL,
	undoes TEXT    NOT NULL,
	back   TEXT    NOT NULL
) STRICT;
CREATE INDEX sweep_at ON sweep (at);

CREATE TABLE sweep_story (
	sweep   TEXT    NOT NULL REFERENCES sweep (id),
	n       INTEGER NOT NULL,
	draft   TEXT    NOT NULL,
	outcome TEXT    NOT NULL,
	say     TEXT    NOT NULL,
	was     TEXT    NOT NULL,
	PRIMARY KEY (sweep, n)
) STRICT;
CREATE INDEX sweep_story_outcome ON sweep_story (sweep, outcome, n);
