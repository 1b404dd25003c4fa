package store

import (
	"context"

	"broadsheet/internal/paper"
)

// What machines read in lists that have no time.

func (v *snapshot) Bylines(ctx context.Context, after string, limit int) ([]paper.Byline, error) {
	v.keys.add(keyBylines)
	return list(ctx, v.querier, `SELECT `+bylineColumns+` FROM byline WHERE id > $1 AND merged_into = '' ORDER BY id LIMIT $2`, []any{after, limit}, scanByline)
}

func (v *snapshot) Topics(ctx context.Context, after string, limit int) ([]paper.Topic, error) {
	v.keys.add(keyTopics)
	return list(ctx, v.querier, `SELECT `+topicColumns+` FROM topic WHERE id > $1 AND merged_into = '' AND turned_into = '' ORDER BY id LIMIT $2`, []any{after, limit}, scanTopic)
}
