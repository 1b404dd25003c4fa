package site

import "broadsheet/internal/pagecache"

// With is the same site with another cache: the cold render is what a site with an empty one answers.
func (s *Site) With(c *pagecache.Cache) *Site {
	other := *s
	other.Cache = c
	return &other
}
