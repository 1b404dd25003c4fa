-- +goose Up

-- Until when readers may see a picture is settled with what uses it, and not reckoned from all its uses by every card.
ALTER TABLE picture ADD COLUMN shown_until INTEGER NOT NULL DEFAULT 0;
UPDATE picture SET shown_until = COALESCE((SELECT CASE WHEN MIN(u.until_at) = 0 THEN 0 ELSE MAX(u.until_at) END FROM picture_use u WHERE u.picture = picture.id), 0)
	WHERE published = 1;
CREATE INDEX picture_use_until ON picture_use (picture, until_at);
