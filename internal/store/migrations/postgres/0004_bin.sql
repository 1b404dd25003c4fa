-- +goose Up

-- Drafts in the bin.
CREATE TABLE draft_bin (
	draft    TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES draft (id),
	at       BIGINT           NOT NULL,
	by_staff TEXT COLLATE "C" NOT NULL
);
CREATE INDEX draft_bin_at ON draft_bin (at);

-- What the list of stories is cut down by: "byline/ID", "topic/ID", "lang/TAG".
CREATE TABLE draft_mark (
	draft TEXT COLLATE "C" NOT NULL REFERENCES draft (id),
	mark  TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (draft, mark)
);
CREATE INDEX draft_mark_mark ON draft_mark (mark, draft);
INSERT INTO draft_mark (draft, mark)
	SELECT DISTINCT d.id, 'byline/' || (c.value ->> 'byline') FROM draft d,
		jsonb_array_elements(CASE WHEN jsonb_typeof(CAST(d.byline AS JSONB)) = 'array' THEN CAST(d.byline AS JSONB) ELSE '[]' END) c
	WHERE c.value ->> 'byline' IS NOT NULL;
INSERT INTO draft_mark (draft, mark)
	SELECT DISTINCT d.id, 'topic/' || t.value FROM draft d,
		jsonb_array_elements_text(CASE WHEN jsonb_typeof(CAST(d.doc AS JSONB) #> '{attrs,topics}') = 'array' THEN CAST(d.doc AS JSONB) #> '{attrs,topics}' ELSE '[]' END) t
	WHERE t.value IS NOT NULL;
INSERT INTO draft_mark (draft, mark)
	SELECT d.id, 'lang/' || (CAST(d.doc AS JSONB) #>> '{attrs,lang}') FROM draft d WHERE CAST(d.doc AS JSONB) #>> '{attrs,lang}' <> '';

CREATE INDEX draft_published ON draft (form, published_at, id);

-- One deed done to many stories, kept so that what it changed can be told and undone.
CREATE TABLE sweep (
	id     TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	staff  TEXT COLLATE "C" NOT NULL,
	at     BIGINT           NOT NULL,
	deed   TEXT COLLATE "C" NOT NULL,
	value  TEXT COLLATE "C" NOT NULL,
	undoes TEXT COLLATE "C" NOT NULL,
	back   TEXT COLLATE "C" NOT NULL
);
CREATE INDEX sweep_at ON sweep (at);

CREATE TABLE sweep_story (
	sweep   TEXT COLLATE "C" NOT NULL REFERENCES sweep (id),
	n       BIGINT           NOT NULL,
	draft   TEXT COLLATE "C" NOT NULL,
	outcome TEXT COLLATE "C" NOT NULL,
	say     TEXT COLLATE "C" NOT NULL,
	was     TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (sweep, n)
);
CREATE INDEX sweep_story_outcome ON sweep_story (sweep, outcome, n);
