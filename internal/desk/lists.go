package desk

import (
	"context"

	"broadsheet/internal/paper"
)

// Lists are what keeping sections and topics in order needs of a transaction.
type Lists interface {
	// Section reads a section, also one for which something else stands.
	Section(ctx context.Context, id string) (paper.Section, error)
	// StandsFor reads what a topic or section stands for beside itself.
	StandsFor(ctx context.Context, id string) (Others, error)
	// Holds tells whether a story, public or not, names a topic or section itself, or a section stands below it.
	Holds(ctx context.Context, id string) (bool, error)
	// DropTopic takes a topic away that no story has, with the topics and addresses that it stands for, and gives those
	// addresses; a fault.Conflict if a story has it.
	DropTopic(ctx context.Context, id string) ([]paper.Address, error)
}

// Others are the topics and sections that something stands for beside itself.
type Others struct {
	Topics   []paper.Topic
	Sections []paper.Section
}
