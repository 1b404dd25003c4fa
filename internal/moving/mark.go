package moving

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"hash"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/moving/archive"
)

// A mark is what the table of origins remembers of an item, to tell one that changed, one that is older, and another
// one with the same number. Its parts are parted by bars.
type mark struct {
	guid, date, modified, content string
}

// kept are the parts of a mark in the table: those of a mark, the pictures that the story had, and the contents that
// later ones took the place of.
type kept struct {
	mark
	pictures string
	replaced []string
}

// mostReplaced is how many contents of an item are remembered.
const mostReplaced = 8

func keptOf(s string) kept {
	p := strings.Split(s, "|")
	if len(p) != 6 {
		return kept{}
	}
	k := kept{mark: mark{p[0], p[1], p[2], p[3]}, pictures: p[4]}
	if p[5] != "" {
		k.replaced = strings.Split(p[5], ",")
	}
	return k
}

func (k kept) String() string {
	return strings.Join([]string{k.guid, k.date, k.modified, k.content, k.pictures, strings.Join(k.replaced, ",")}, "|")
}

func markOf(i *archive.Item) mark {
	h := sha256.New()
	put(h, i.Type, i.Status, i.Title, i.Link, i.Creator, i.Content, i.Excerpt, i.Slug, i.Password, strconv.FormatInt(i.Order, 10), i.Date, i.DateGMT)
	if i.Lead != "" {
		put(h, i.Lead, i.LeadCaption, i.LeadAlt)
	}
	if len(i.Creators) > 0 {
		put(h, i.Creators...)
	}
	if i.Source != "" || i.SourceURL != "" || i.Lang != "" || i.Note != "" {
		put(h, i.Source, i.SourceURL, i.Lang, i.Note)
	}
	for _, t := range i.Terms {
		put(h, t.Domain, t.Slug, t.Name)
	}
	for _, meta := range i.Meta {
		switch meta.Key {
		case "_thumbnail_id", "footnotes", "guest-author", "guest_author", "_yoast_wpseo_primary_category", "rank_math_primary_category", "_wp_old_slug":
			put(h, meta.Key, meta.Value)
		}
	}
	m := mark{guid: digest(i.GUID), content: base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:15])}
	if t, ok := archive.Time(first(i.DateGMT, i.Date), time.UTC); ok && i.Status == "publish" {
		m.date = strconv.FormatInt(t.Unix(), 36)
	}
	if t, ok := archive.Time(first(i.ModifiedGMT, i.Modified), time.UTC); ok {
		m.modified = strconv.FormatInt(t.Unix(), 10)
	}
	return m
}

func put(h hash.Hash, all ...string) {
	for _, s := range all {
		_, _ = io.WriteString(h, strconv.Itoa(len(s))+":"+s) // a hash takes everything
	}
}

// with is the mark as it is kept, with the pictures that the story has, after what was kept before.
func (m mark) with(pictures []string, before kept) kept {
	k := kept{mark: m, replaced: before.replaced}
	if len(pictures) > 0 {
		k.pictures = digest(strings.Join(pictures, " "))
	}
	if before.content != "" && before.content != m.content {
		k.replaced = append(slices.Clone(before.replaced), before.content)
		k.replaced = k.replaced[max(0, len(k.replaced)-mostReplaced):]
	}
	return k
}

// after compares when the two were changed, where both say so.
func (m mark) after(k kept) int {
	is, err1 := strconv.ParseInt(m.modified, 10, 64)
	was, err2 := strconv.ParseInt(k.modified, 10, 64)
	if err1 != nil || err2 != nil {
		return 0
	}
	return cmp.Compare(is, was)
}

// isOlder tells whether what is kept took the place of this item: it was changed later, or came later.
func (m mark) isOlder(k kept) bool {
	if m.content == k.content {
		return false
	}
	order := m.after(k)
	return order < 0 || order == 0 && slices.Contains(k.replaced, m.content)
}

// isAnother tells whether an item is another one than that which is kept under its number: it was born elsewhere, or
// was published at another time and the file does not say that it changed since.
func (m mark) isAnother(k kept) bool {
	if k.guid != m.guid {
		return true
	}
	known := k.modified != "" && m.modified != ""
	return !known && k.date != "" && m.date != "" && k.date != m.date
}

// otherKey is the identity of a second item that claims the number of a first one.
func otherKey(key string, i *archive.Item) string {
	m := markOf(i)
	return key + "/" + digest(m.guid+m.date)
}
