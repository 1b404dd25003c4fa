package desk

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/paper"
	"broadsheet/internal/prose"
)

// Links are the links of published stories, and how they stand.
type Links interface {
	// ChangedStories names the articles that entries behind a place changed, at most limit changes, and the place behind them.
	ChangedStories(ctx context.Context, entry, n int64, limit int) (articles []string, lastEntry, lastN int64, err error)
	// SetLinks keeps which links an article has. A link that nobody has any more is forgotten; of other sites no more than most
	// are kept.
	SetLinks(ctx context.Context, article string, links []paper.LinkCheck, most int) error
	// DueLinks lists links that are due, the longest due first.
	DueLinks(ctx context.Context, now time.Time, limit int) ([]paper.LinkCheck, error)
	SaveLink(ctx context.Context, l paper.LinkCheck) error
}

// Bounds of what is looked at.
const (
	MostLinks   = 20_000 // of all stories
	linksOfOne  = 200    // of one story
	longestLink = 1000   // bytes
)

const (
	linksRead = "links read"
	linksOff  = "links off"
)

// GatherLinks reads the links of what was published since it was called last, of some stories at a time.
func (d *Desk) GatherLinks(ctx context.Context, base string, stories int) error {
	return d.store.InTx(ctx, func(tx Tx) error {
		var at struct{ Entry, N int64 }
		text, found, err := tx.Private(ctx, linksRead)
		if err != nil {
			return err
		}
		if found {
			if err := json.Unmarshal(text, &at); err != nil {
				return err
			}
		}
		articles, entry, n, err := tx.ChangedStories(ctx, at.Entry, at.N, stories)
		if err != nil || entry == at.Entry && n == at.N {
			return err
		}
		for _, id := range articles {
			var links []paper.LinkCheck
			p, public, err := tx.Published(ctx, id)
			if err != nil {
				return err
			}
			if public {
				links = linksOf(p.Doc, base)
			}
			if err := tx.SetLinks(ctx, id, links, MostLinks); err != nil {
				return err
			}
		}
		at.Entry, at.N = entry, n
		text, err = json.Marshal(at)
		if err != nil {
			return err
		}
		return tx.SavePrivate(ctx, linksRead, text)
	})
}

// linksOf are the links of a text, each once.
func linksOf(doc *prose.Node, base string) []paper.LinkCheck {
	var out []paper.LinkCheck
	if doc == nil {
		return nil
	}
	own, err := url.Parse(base)
	if err != nil {
		return nil
	}
	seen := map[string]bool{}
	doc.Walk(func(n *prose.Node) bool {
		for _, m := range n.Marks {
			href, is := m.Attrs["href"].(string)
			u, err := url.Parse(href)
			if m.Type != "link" || !is || err != nil || len(out) >= linksOfOne || len(href) > longestLink {
				continue
			}
			u.Fragment = ""
			l := paper.LinkCheck{State: paper.LinkNew}
			switch {
			case u.Host == "" && u.Scheme == "" && strings.HasPrefix(u.Path, "/"), strings.EqualFold(u.Host, own.Host) && (u.Scheme == "http" || u.Scheme == "https"):
				l.URL = (&url.URL{Path: u.Path, RawQuery: u.RawQuery}).String()
				if u.Path == "" {
					l.URL = "/"
				}
			case u.Scheme == "http" || u.Scheme == "https":
				l.URL, l.Host = u.String(), strings.ToLower(u.Hostname())
			}
			if l.URL != "" && !seen[l.URL] {
				seen[l.URL] = true
				out = append(out, l)
			}
		}
		return true
	})
	return out
}

// DueLinks lists links to ask for now, at most limit, and few of one site.
func (d *Desk) DueLinks(ctx context.Context, now time.Time, limit, ofOneSite int) ([]paper.LinkCheck, error) {
	var due []paper.LinkCheck
	err := d.store.InTx(ctx, func(tx Tx) (err error) {
		due, err = tx.DueLinks(ctx, now, 10*limit)
		return err
	})
	hosts := map[string]int{}
	var out []paper.LinkCheck
	for _, l := range due {
		if hosts[l.Host]++; (l.Host == "" || hosts[l.Host] <= ofOneSite) && len(out) < limit {
			out = append(out, l)
		}
	}
	return out, err
}

// SaveLink keeps how a link stands.
func (d *Desk) SaveLink(ctx context.Context, l paper.LinkCheck) error {
	return d.store.InTx(ctx, func(tx Tx) error { return tx.SaveLink(ctx, l) })
}

// LinksOff tells whether nobody looks at links.
func (d *Desk) LinksOff(ctx context.Context) (off bool, err error) {
	err = d.store.InTx(ctx, func(tx Tx) error {
		text, _, err := tx.Private(ctx, linksOff)
		off = string(text) == "true"
		return err
	})
	return off, err
}

// SwitchLinks says whether links are looked at.
func (d *Desk) SwitchLinks(ctx context.Context, by account.Staff, on bool) error {
	if err := must(by, account.KeepSections); err != nil {
		return err
	}
	text, err := json.Marshal(!on)
	if err != nil {
		return err
	}
	return d.store.InTx(ctx, func(tx Tx) error { return tx.SavePrivate(ctx, linksOff, text) })
}
