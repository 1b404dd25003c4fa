-- +goose Up

-- A topic or section that was merged into another, or turned into the other kind, stays for the versions that name it,
-- and is read as what stands for it now. A section that became a topic names both: the section that its stories stand in
-- since, and the topic.
ALTER TABLE topic ADD COLUMN merged_into TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE topic ADD COLUMN turned_into TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE section ADD COLUMN merged_into TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE section ADD COLUMN turned_into TEXT COLLATE "C" NOT NULL DEFAULT '';
CREATE INDEX topic_merged ON topic (merged_into) WHERE merged_into <> '';
CREATE INDEX topic_turned ON topic (turned_into) WHERE turned_into <> '';
CREATE INDEX topic_name ON topic (name, id);
