-- +goose Up

-- How many stories were published on each day of UTC (days since 1970), and when readers were last told of a change of one
-- of them: what the map of the site is cut by. It follows from the lists.
CREATE TABLE map_day (
	day     BIGINT NOT NULL PRIMARY KEY,
	stories BIGINT NOT NULL,
	changed BIGINT NOT NULL
);
INSERT INTO map_day (day, stories, changed)
	SELECT (l.at - ((l.at % 86400000000) + 86400000000) % 86400000000) / 86400000000, COUNT(*),
		MAX(CASE WHEN p.updated_at > 0 THEN p.updated_at ELSE p.published_at END)
	FROM listing l JOIN published p ON p.id = l.article WHERE l.list = 'latest' GROUP BY 1;
