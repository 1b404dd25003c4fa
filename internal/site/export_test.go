package site

import (
	"broadsheet/internal/pagecache"
	"broadsheet/internal/press"
)

// With is the same site with another cache and reader: the cold render is what a site with an empty cache answers, out of
// a store that remembers nothing.
func (s *Site) With(c *pagecache.Cache, r press.Reader) *Site {
	other := *s
	other.Cache, other.Reader = c, r
	return &other
}
