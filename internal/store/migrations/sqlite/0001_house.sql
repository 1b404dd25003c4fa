-- +goose Up

-- What the house knows of itself. A release below oldest must not write here.
CREATE TABLE house (
	one    INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
	oldest INTEGER NOT NULL
) STRICT;
INSERT INTO house (one, oldest) VALUES (1, 1);

-- The record.
CREATE TABLE head (
	one    INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
	number INTEGER NOT NULL,
	hash   BLOB    NOT NULL
) STRICT;
INSERT INTO head (one, number, hash) VALUES (1, 0, x'0000000000000000000000000000000000000000000000000000000000000000');

CREATE TABLE entry (
	number     INTEGER NOT NULL PRIMARY KEY,
	kind       TEXT    NOT NULL,
	object     TEXT    NOT NULL,
	at         INTEGER NOT NULL,
	salt       BLOB,
	text       TEXT,
	commitment BLOB    NOT NULL,
	prev       BLOB    NOT NULL,
	hash       BLOB    NOT NULL,
	keys       TEXT    NOT NULL,
	quiet      INTEGER NOT NULL,
	by_staff   TEXT    NOT NULL
) STRICT;

-- What an entry changed in the public tables, as it was afterwards.
CREATE TABLE entry_change (
	entry  INTEGER NOT NULL,
	n      INTEGER NOT NULL,
	kind   TEXT    NOT NULL,
	object TEXT    NOT NULL,
	value  TEXT    NOT NULL,
	PRIMARY KEY (entry, n)
) STRICT;

-- How far each running process has heard the record.
CREATE TABLE node (
	id      TEXT    NOT NULL PRIMARY KEY,
	name    TEXT    NOT NULL,
	cursor  INTEGER NOT NULL,
	seen_at INTEGER NOT NULL
) STRICT;

-- The desk: nothing below here until the public tables is ever read for readers.
-- Texts stand last in their tables, so that what is before them is read without them.
CREATE TABLE draft (
	seq           INTEGER NOT NULL PRIMARY KEY,
	id            TEXT    NOT NULL UNIQUE,
	form          TEXT    NOT NULL,
	version       INTEGER NOT NULL,
	log_rows      INTEGER NOT NULL,
	created_by    TEXT    NOT NULL,
	created_at    INTEGER NOT NULL,
	changed_by    TEXT    NOT NULL,
	changed_at    INTEGER NOT NULL,
	address       TEXT    NOT NULL,
	edition       INTEGER NOT NULL,
	live_version  INTEGER NOT NULL,
	published_at  INTEGER NOT NULL,
	updated_at    INTEGER NOT NULL,
	recalled_at   INTEGER NOT NULL,
	recall_reason TEXT    NOT NULL,
	place         INTEGER NOT NULL,
	origin        TEXT    NOT NULL,
	imported      INTEGER NOT NULL,
	-- what the list of stories shows and chooses by, made from the columns above
	state         TEXT    NOT NULL,
	kind          TEXT    NOT NULL,
	headline      TEXT    NOT NULL,
	section       TEXT    NOT NULL,
	byline        TEXT    NOT NULL,
	words         INTEGER NOT NULL,
	doc           TEXT    NOT NULL
) STRICT;
CREATE INDEX draft_changed ON draft (form, changed_at, id);
CREATE INDEX draft_state ON draft (form, state, changed_at, id);
CREATE INDEX draft_created_by ON draft (created_by, changed_at);
CREATE INDEX draft_address ON draft (address);

CREATE TABLE draft_section (
	draft   TEXT NOT NULL REFERENCES draft (id),
	section TEXT NOT NULL,
	PRIMARY KEY (draft, section)
) STRICT;
CREATE INDEX draft_section_section ON draft_section (section);

CREATE TABLE draft_picture (
	draft   TEXT NOT NULL REFERENCES draft (id),
	picture TEXT NOT NULL,
	PRIMARY KEY (draft, picture)
) STRICT;
CREATE INDEX draft_picture_picture ON draft_picture (picture);

-- Which window has a draft open for writing.
CREATE TABLE draft_hand (
	draft    TEXT    NOT NULL PRIMARY KEY REFERENCES draft (id),
	client   TEXT    NOT NULL,
	staff    TEXT    NOT NULL,
	until_at INTEGER NOT NULL
) STRICT;

CREATE TABLE draft_steps (
	draft    TEXT    NOT NULL REFERENCES draft (id),
	n        INTEGER NOT NULL,
	base     INTEGER NOT NULL,
	next     INTEGER NOT NULL,
	client   TEXT    NOT NULL,
	counter  INTEGER NOT NULL,
	steps    TEXT    NOT NULL,
	by_staff TEXT    NOT NULL,
	at       INTEGER NOT NULL,
	PRIMARY KEY (draft, n),
	UNIQUE (client, counter)
) STRICT;
CREATE INDEX draft_steps_next ON draft_steps (draft, next);

CREATE TABLE draft_snapshot (
	draft   TEXT    NOT NULL REFERENCES draft (id),
	version INTEGER NOT NULL,
	doc     TEXT    NOT NULL,
	at      INTEGER NOT NULL,
	PRIMARY KEY (draft, version)
) STRICT;

CREATE VIRTUAL TABLE draft_search USING fts5 (
	head, stand, body, rest,
	content = '', contentless_delete = 1, tokenize = 'ascii'
);

CREATE TABLE account (
	id           TEXT    NOT NULL PRIMARY KEY,
	user_name    TEXT    NOT NULL,
	user_folded  TEXT    NOT NULL UNIQUE,
	email        TEXT    NOT NULL,
	email_folded TEXT    NOT NULL,
	name         TEXT    NOT NULL,
	roles        TEXT    NOT NULL,
	byline       TEXT    NOT NULL,
	password     TEXT    NOT NULL,
	retired      INTEGER NOT NULL,
	added_at     INTEGER NOT NULL,
	signed_in    INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX account_email ON account (email_folded) WHERE email_folded <> '';

CREATE TABLE session (
	token   BLOB    NOT NULL PRIMARY KEY,
	staff   TEXT    NOT NULL,
	data    BLOB    NOT NULL,
	expires INTEGER NOT NULL
) STRICT;
CREATE INDEX session_staff ON session (staff);
CREATE INDEX session_expires ON session (expires);

CREATE TABLE origin (
	system TEXT NOT NULL,
	base   TEXT NOT NULL,
	id     TEXT NOT NULL,
	kind   TEXT NOT NULL,
	object TEXT NOT NULL,
	hash   TEXT NOT NULL,
	PRIMARY KEY (system, base, id)
) STRICT;

-- The public tables. Pictures are both: the library holds them all, published says which ones readers can fetch.
CREATE TABLE edition (
	article  TEXT    NOT NULL,
	number   INTEGER NOT NULL,
	entry    INTEGER NOT NULL,
	at       INTEGER NOT NULL,
	change   TEXT    NOT NULL,
	version  INTEGER NOT NULL,
	by_staff TEXT    NOT NULL,
	doc      TEXT    NOT NULL,
	PRIMARY KEY (article, number)
) STRICT;

CREATE TABLE published (
	id           TEXT    NOT NULL PRIMARY KEY,
	form         TEXT    NOT NULL,
	address      TEXT    NOT NULL,
	kind         TEXT    NOT NULL,
	headline     TEXT    NOT NULL,
	standfirst   TEXT    NOT NULL,
	section      TEXT    NOT NULL,
	byline       TEXT    NOT NULL,
	source       TEXT    NOT NULL,
	topics       TEXT    NOT NULL,
	picture      TEXT    NOT NULL,
	paid_by      TEXT    NOT NULL,
	lang         TEXT    NOT NULL,
	dir          TEXT    NOT NULL,
	words        INTEGER NOT NULL,
	published_at INTEGER NOT NULL,
	updated_at   INTEGER NOT NULL,
	edition      INTEGER NOT NULL,
	no_ads       INTEGER NOT NULL,
	search_title TEXT    NOT NULL,
	share_title  TEXT    NOT NULL,
	place        INTEGER NOT NULL,
	fields       TEXT    NOT NULL,
	doc          TEXT    NOT NULL
) STRICT;
CREATE INDEX published_form ON published (form, place, id);

CREATE TABLE withdrawn (
	id TEXT    NOT NULL PRIMARY KEY,
	at INTEGER NOT NULL
) STRICT;

-- The sections that a public story was put into, apart from those above them.
CREATE TABLE filed (
	article TEXT NOT NULL,
	section TEXT NOT NULL,
	PRIMARY KEY (article, section)
) STRICT;
CREATE INDEX filed_section ON filed (section);

CREATE TABLE listing (
	list    TEXT    NOT NULL,
	at      INTEGER NOT NULL,
	article TEXT    NOT NULL,
	PRIMARY KEY (list, at, article)
) STRICT, WITHOUT ROWID;
CREATE INDEX listing_article ON listing (article);

CREATE TABLE note (
	id        TEXT    NOT NULL PRIMARY KEY,
	article   TEXT    NOT NULL,
	edition   INTEGER NOT NULL,
	kind      TEXT    NOT NULL,
	at        INTEGER NOT NULL,
	text      TEXT    NOT NULL,
	old_words TEXT    NOT NULL,
	new_words TEXT    NOT NULL
) STRICT;
CREATE INDEX note_article ON note (article, at, id);
CREATE INDEX note_at ON note (at, id);

CREATE TABLE address (
	path   TEXT    NOT NULL PRIMARY KEY,
	target TEXT    NOT NULL,
	kind   TEXT    NOT NULL,
	object TEXT    NOT NULL,
	since  INTEGER NOT NULL
) STRICT;
CREATE INDEX address_object ON address (object, target);

CREATE TABLE section (
	id          TEXT    NOT NULL PRIMARY KEY,
	parent      TEXT    NOT NULL,
	place       INTEGER NOT NULL,
	name        TEXT    NOT NULL,
	slug        TEXT    NOT NULL,
	description TEXT    NOT NULL,
	accent      TEXT    NOT NULL,
	address     TEXT    NOT NULL
) STRICT;

CREATE TABLE byline (
	id       TEXT    NOT NULL PRIMARY KEY,
	name     TEXT    NOT NULL,
	slug     TEXT    NOT NULL,
	title    TEXT    NOT NULL,
	about    TEXT    NOT NULL,
	portrait TEXT    NOT NULL,
	email    TEXT    NOT NULL,
	links    TEXT    NOT NULL,
	guest    INTEGER NOT NULL,
	address  TEXT    NOT NULL
) STRICT;

CREATE TABLE topic (
	id          TEXT NOT NULL PRIMARY KEY,
	name        TEXT NOT NULL,
	slug        TEXT NOT NULL UNIQUE,
	description TEXT NOT NULL,
	address     TEXT NOT NULL
) STRICT;

CREATE TABLE setting (
	one   INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
	value TEXT    NOT NULL
) STRICT;

CREATE TABLE front (
	id   TEXT NOT NULL PRIMARY KEY,
	pins TEXT NOT NULL
) STRICT;

CREATE TABLE picture (
	id        TEXT    NOT NULL PRIMARY KEY,
	hash      TEXT    NOT NULL UNIQUE,
	type      TEXT    NOT NULL,
	width     INTEGER NOT NULL,
	height    INTEGER NOT NULL,
	name      TEXT    NOT NULL,
	credit    TEXT    NOT NULL,
	rights    TEXT    NOT NULL,
	caption   TEXT    NOT NULL,
	alt       TEXT    NOT NULL,
	focus_x   REAL    NOT NULL,
	focus_y   REAL    NOT NULL,
	ground    TEXT    NOT NULL,
	cuts      TEXT    NOT NULL,
	added_by  TEXT    NOT NULL,
	added_at  INTEGER NOT NULL,
	origin    TEXT    NOT NULL,
	published INTEGER NOT NULL,
	folded    TEXT    NOT NULL
) STRICT;
CREATE INDEX picture_added ON picture (added_at, id);

CREATE TABLE picture_file (
	file    TEXT NOT NULL,
	picture TEXT NOT NULL REFERENCES picture (id),
	PRIMARY KEY (file, picture)
) STRICT;
CREATE INDEX picture_file_picture ON picture_file (picture);

-- What public thing shows a picture.
CREATE TABLE picture_use (
	picture TEXT NOT NULL,
	kind    TEXT NOT NULL,
	object  TEXT NOT NULL,
	PRIMARY KEY (picture, kind, object)
) STRICT;
CREATE INDEX picture_use_object ON picture_use (object, kind);

-- Search. The number of a search document is its publication instant made unique, so that newest first is the
-- index's own order.
CREATE TABLE search_doc (
	seq     INTEGER NOT NULL PRIMARY KEY,
	article TEXT    NOT NULL UNIQUE,
	stem    TEXT    NOT NULL,
	head    TEXT    NOT NULL,
	tokens  TEXT    NOT NULL,
	text    TEXT    NOT NULL
) STRICT;
CREATE INDEX search_doc_stem ON search_doc (stem);

CREATE VIRTUAL TABLE search USING fts5 (
	head, stand, body, rest,
	content = '', contentless_delete = 1, tokenize = 'ascii'
);

-- The words of names, so that a story is found by its bylines and topics however they are renamed.
CREATE TABLE name_word (
	word   TEXT NOT NULL,
	kind   TEXT NOT NULL,
	object TEXT NOT NULL,
	PRIMARY KEY (word, kind, object)
) STRICT;
CREATE INDEX name_word_object ON name_word (object, kind);
