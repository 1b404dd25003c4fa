-- +goose Up

-- The headings of a document stand beside what it is counted under, so that two thousand matches are ranked without
-- reading their rows. Those of before are brought over from search_doc in small steps while the paper is served.
ALTER TABLE search_fact ADD COLUMN head TEXT COLLATE "C" NOT NULL DEFAULT '';
CREATE INDEX search_fact_head ON search_fact (seq) WHERE head = '';

-- What a topic, section or byline stands for is asked with every name that a question holds.
CREATE INDEX topic_merged_into ON topic (merged_into) WHERE merged_into <> '';
CREATE INDEX topic_turned_into ON topic (turned_into) WHERE turned_into <> '';
CREATE INDEX section_turned_into ON section (turned_into) WHERE turned_into <> '';
CREATE INDEX byline_merged_into ON byline (merged_into) WHERE merged_into <> '';

-- The index of words also holds in which span of time a document lies, so that the newest matches are read without all
-- the others (internal/store/spans.go). A big archive gets it while the paper is served.
-- +goose StatementBegin
DO $$
BEGIN
	IF (SELECT count(*) FROM (SELECT 1 FROM search LIMIT 5001) few) <= 5000 THEN
		CREATE INDEX search_spans ON search USING GIN (vec, (ARRAY[seq >> 36, (seq >> 42) + 1099511627776])) WITH (gin_pending_list_limit = 1024);
		DROP INDEX search_vec;
	END IF;
END
$$;
-- +goose StatementEnd
