-- +goose Up

-- Where a draft is on its way to its next published version; no row for one that nobody filed, assigned or sent back.
-- It belongs to the desk: none of it is ever public.
CREATE TABLE draft_passage (
	draft     TEXT    NOT NULL PRIMARY KEY REFERENCES draft (id),
	stage     TEXT    NOT NULL,
	filed_by  TEXT    NOT NULL,
	filed_at  INTEGER NOT NULL,
	in_hand   TEXT    NOT NULL,
	due_at    INTEGER NOT NULL,
	due_civil TEXT    NOT NULL,
	due_zone  TEXT    NOT NULL,
	back_note TEXT    NOT NULL,
	back_by   TEXT    NOT NULL,
	back_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX draft_passage_stage ON draft_passage (stage, filed_at, draft);
CREATE INDEX draft_passage_in_hand ON draft_passage (in_hand, due_at, draft);
CREATE INDEX draft_hand_until ON draft_hand (until_at);

-- The last publications are found whatever an archive moved in after them.
CREATE INDEX entry_loud ON entry (number) WHERE quiet = 0;
