package moving

import (
	"context"

	"broadsheet/internal/desk"
)

// Desk is what a move asks of the newsroom's desk, and no more.
type Desk interface {
	// Origins finds what items of the old site became here, by their ids there.
	Origins(ctx context.Context, system, base string, ids []string) (map[string]desk.Origin, error)
	// MoveNouns keeps sections, bylines and topics and tells what each key stands for.
	MoveNouns(ctx context.Context, from desk.Mover, nouns []desk.MovedNoun) (map[string]desk.NounOutcome, error)
	// MovePicture takes a picture in once.
	MovePicture(ctx context.Context, from desk.Mover, key string, t desk.Taken) (id string, known bool, err error)
	// MoveIn keeps stories and standing pages; the outcomes are in the order of the items.
	MoveIn(ctx context.Context, from desk.Mover, items []desk.Moved) ([]desk.MoveOutcome, error)
	// LeadIn makes old addresses lead to what items became here, where nothing stands yet.
	LeadIn(ctx context.Context, from desk.Mover, led []desk.Led) error
}

var _ Desk = (*desk.Desk)(nil)
