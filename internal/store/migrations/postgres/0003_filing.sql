-- +goose Up

-- Where a draft is on its way to its next published version; no row for one that nobody filed, assigned or sent back.
-- It belongs to the desk: none of it is ever public.
CREATE TABLE draft_passage (
	draft     TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES draft (id),
	stage     TEXT COLLATE "C" NOT NULL,
	filed_by  TEXT COLLATE "C" NOT NULL,
	filed_at  BIGINT           NOT NULL,
	in_hand   TEXT COLLATE "C" NOT NULL,
	due_at    BIGINT           NOT NULL,
	due_civil TEXT COLLATE "C" NOT NULL,
	due_zone  TEXT COLLATE "C" NOT NULL,
	back_note TEXT COLLATE "C" NOT NULL,
	back_by   TEXT COLLATE "C" NOT NULL,
	back_at   BIGINT           NOT NULL
);
CREATE INDEX draft_passage_stage ON draft_passage (stage, filed_at, draft);
CREATE INDEX draft_passage_in_hand ON draft_passage (in_hand, due_at, draft);
CREATE INDEX draft_hand_until ON draft_hand (until_at);

-- The last publications are found whatever an archive moved in after them.
CREATE INDEX entry_loud ON entry (number) WHERE quiet = 0;
