package api

import (
	"broadsheet/internal/pagecache"
	"broadsheet/internal/press"
)

// With is the same door with another cache and reader.
func (a *API) With(c *pagecache.Cache, r press.Reader) *API {
	other := *a
	other.Cache, other.Reader = c, r
	return &other
}
