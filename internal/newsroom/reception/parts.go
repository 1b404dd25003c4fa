package reception

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// PerPage is how many rows of a list stand on one screen.
const PerPage = 50

const (
	Choices  = 150 // as many as a person can look through in a field with a list to choose from
	proposed = 30  // of what matches while somebody types
)

// Named keeps what has a text in its name, without regard to case; everything for none.
func Named[T any](all []T, query string, name func(T) string) []T {
	if query == "" {
		return all
	}
	query = strings.ToLower(query)
	return slices.DeleteFunc(slices.Clone(all), func(t T) bool { return !strings.Contains(strings.ToLower(name(t)), query) })
}

// Few answers ?q= with what matches, at most proposed; without it with everything.
func Few[T any](r *http.Request, all []T, name func(T) string) []T {
	query := strings.TrimSpace(r.URL.Query().Get("q"))
	if query == "" {
		return all
	}
	found := Named(all, query, name)
	return found[:min(len(found), proposed)]
}

// Part cuts a long list to one screen: what comes after ?after=, with the addresses of the rest and of the beginning.
func Part[T any](r *http.Request, all []T, path, query string, id func(T) string) (cut []T, older, newest string) {
	keep := url.Values{}
	if query != "" {
		keep.Set("q", query)
	}
	if after := r.URL.Query().Get("after"); after != "" {
		if at := slices.IndexFunc(all, func(t T) bool { return id(t) == after }); at >= 0 {
			all = all[at+1:]
			newest = path + "?" + keep.Encode()
		}
	}
	if len(all) > 2*PerPage {
		all = all[:2*PerPage]
		keep.Set("after", id(all[len(all)-1]))
		older = path + "?" + keep.Encode()
	}
	return all, older, newest
}
