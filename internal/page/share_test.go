package page

import (
	"slices"
	"testing"

	"broadsheet/internal/paper"
)

func TestEveryChannelHasItsLink(t *testing.T) {
	var ids []string
	for _, c := range channels {
		ids = append(ids, c.id)
	}
	want := slices.Clone(paper.Channels)
	slices.Sort(ids)
	slices.Sort(want)
	if !slices.Equal(ids, want) {
		t.Errorf("the page links to %v, and a paper may choose %v", ids, want)
	}
}
