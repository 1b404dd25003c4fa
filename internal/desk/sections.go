package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/fault"
	"broadsheet/internal/paper"
	"broadsheet/internal/record"
)

// AddSection makes a section at the end of its siblings.
func (d *Desk) AddSection(ctx context.Context, by account.Staff, s paper.Section) (paper.Section, Receipt, error) {
	if err := must(by, account.KeepSections); err != nil {
		return s, Receipt{}, err
	}
	if err := checkSection(s); err != nil {
		return s, Receipt{}, err
	}
	made := s
	receipt, err := d.act(ctx, func(tx Tx, now time.Time) (record.Entry, error) {
		all, settings, err := tree(ctx, tx)
		if err != nil {
			return record.Entry{}, err
		}
		if err := fitsBelow(all, s.Parent, 1); err != nil {
			return record.Entry{}, err
		}
		if made, err = d.newSection(ctx, tx, all, s, settings.Lang, now); err != nil {
			return record.Entry{}, err
		}
		return sectionEntry(ctx, tx, made, by.ID)
	})
	return made, receipt, err
}

// PasteSections makes a section of every line; a line that is indented deeper than the one before is its
// sub-section. Lines that name a section that stands there already are passed over.
func (d *Desk) PasteSections(ctx context.Context, by account.Staff, lines string) (Receipt, error) {
	if err := must(by, account.KeepSections); err != nil {
		return Receipt{}, err
	}
	wanted := paper.ParseSections(lines)
	if len(wanted) == 0 {
		return Receipt{}, fault.About("sections", "Type one section to a line, sub-sections indented below theirs.")
	}
	for _, w := range wanted {
		if err := checkSection(paper.Section{Name: w.Name}); err != nil {
			return Receipt{}, fault.About("sections", "“%s”: %s", w.Name, fault.Of(err).Say)
		}
	}
	return d.act(ctx, func(tx Tx, now time.Time) (record.Entry, error) {
		all, settings, err := tree(ctx, tx)
		if err != nil {
			return record.Entry{}, err
		}
		ids := make([]string, len(wanted))
		for i, w := range wanted {
			parent := ""
			if w.Parent >= 0 {
				parent = ids[w.Parent]
			}
			at := slices.IndexFunc(all, func(s paper.Section) bool { return s.Parent == parent && s.Name == w.Name })
			if at >= 0 {
				ids[i] = all[at].ID
				continue
			}
			if err := fitsBelow(all, parent, 1); err != nil {
				return record.Entry{}, fault.About("sections", "“%s”: %s", w.Name, fault.Of(err).Say)
			}
			s, err := d.newSection(ctx, tx, all, paper.Section{Parent: parent, Name: w.Name}, settings.Lang, now)
			if err != nil {
				return record.Entry{}, err
			}
			ids[i], all = s.ID, append(all, s)
		}
		words, err := said(map[string]any{"sections": len(wanted)})
		if err != nil {
			return record.Entry{}, err
		}
		return tx.Append(ctx, record.SectionSet, "sections", by.ID, words, false)
	})
}

// ChangeSection changes a section's name, address, description, accent, parent or place among its siblings. Where
// an address changes, its own and those of the sections below, the old one redirects; stories keep theirs.
func (d *Desk) ChangeSection(ctx context.Context, by account.Staff, s paper.Section) (paper.Section, Receipt, error) {
	if err := must(by, account.KeepSections); err != nil {
		return s, Receipt{}, err
	}
	if err := checkSection(s); err != nil {
		return s, Receipt{}, err
	}
	changed := s
	receipt, err := d.act(ctx, func(tx Tx, now time.Time) (record.Entry, error) {
		all, settings, err := tree(ctx, tx)
		if err != nil {
			return record.Entry{}, err
		}
		old, found := find(all, s.ID)
		switch {
		case !found:
			return record.Entry{}, fault.New(fault.NotFound, "There is no such section.")
		case s.Parent != old.Parent && paper.IsBelow(all, s.Parent, s.ID):
			return record.Entry{}, fault.About("parent", "A section cannot stand below itself.")
		}
		if s.Parent != old.Parent {
			if err := fitsBelow(all, s.Parent, paper.Depth(all, s.ID)); err != nil {
				return record.Entry{}, err
			}
		}
		changed = s
		if changed.Slug == "" {
			changed.Slug = old.Slug
		}
		changed.Slug = paper.Slug(settings.Lang, changed.Slug)
		if err := d.placeAmong(ctx, tx, all, old, &changed); err != nil {
			return record.Entry{}, err
		}
		if changed.Slug != old.Slug || changed.Parent != old.Parent {
			if changed, err = d.moveSection(ctx, tx, all, changed, now); err != nil {
				return record.Entry{}, err
			}
		} else {
			changed.Address = old.Address
			if err := tx.SaveSection(ctx, changed); err != nil {
				return record.Entry{}, err
			}
		}
		return sectionEntry(ctx, tx, changed, by.ID)
	})
	return changed, receipt, err
}

// DropSection takes an empty section away.
func (d *Desk) DropSection(ctx context.Context, by account.Staff, id string) (Receipt, error) {
	if err := must(by, account.KeepSections); err != nil {
		return Receipt{}, err
	}
	return d.act(ctx, func(tx Tx, _ time.Time) (record.Entry, error) {
		all, _, err := tree(ctx, tx)
		if err != nil {
			return record.Entry{}, err
		}
		s, found := find(all, id)
		if !found {
			return record.Entry{}, fault.New(fault.NotFound, "There is no such section.")
		}
		if err := d.dropEmpty(ctx, tx, id); err != nil {
			return record.Entry{}, err
		}
		return sectionEntry(ctx, tx, s, by.ID)
	})
}

// dropEmpty takes a section away that holds nothing, with its address.
func (d *Desk) dropEmpty(ctx context.Context, tx Tx, id string) error {
	s, err := tx.Section(ctx, id)
	if err == nil {
		err = tx.DropSection(ctx, id)
	}
	if err != nil {
		return err
	}
	return tx.DropAddress(ctx, s.Address)
}

// fitsBelow refuses sections in a line of some length below one where the tree would become too deep.
func fitsBelow(all []paper.Section, parent string, line int) error {
	if n := len(paper.Above(all, parent)) + line; n > paper.Deepest {
		return fault.About("parent", "Sections stand at most %d deep, so that readers find their way; this would be %d. Choose a place further up.", paper.Deepest, n)
	}
	return nil
}

// placeAmong gives changed its place among its siblings and moves the others apart.
func (d *Desk) placeAmong(ctx context.Context, tx Tx, all []paper.Section, old paper.Section, changed *paper.Section) error {
	if changed.Place == old.Place && changed.Parent == old.Parent {
		return nil
	}
	var siblings []paper.Section
	for _, s := range all {
		if s.Parent == changed.Parent && s.ID != changed.ID {
			siblings = append(siblings, s)
		}
	}
	at := min(max(changed.Place-1, 0), len(siblings))
	changed.Place = at + 1
	for i, s := range siblings {
		place := i + 1
		if i >= at {
			place++
		}
		if s.Place != place {
			s.Place = place
			if err := tx.SaveSection(ctx, s); err != nil {
				return err
			}
		}
	}
	return nil
}

// moveSection gives a section and everything below it the addresses of their new place.
func (d *Desk) moveSection(ctx context.Context, tx Tx, all []paper.Section, s paper.Section, now time.Time) (paper.Section, error) {
	old, _ := find(all, s.ID)
	if err := d.settleSection(ctx, tx, all, &s, now); err != nil {
		return s, err
	}
	at, stood, err := tx.Address(ctx, old.Address)
	if err != nil {
		return s, err
	}
	if old.Address != s.Address && (!stood || at.Object == s.ID) { // not what something else took over while this was merged
		gone := paper.Address{Path: old.Address, At: paper.AtRedirect, Kind: paper.AtSection, Object: s.ID, Since: now}
		if err := tx.SetAddress(ctx, gone); err != nil {
			return s, err
		}
	}
	if err := tx.SaveSection(ctx, s); err != nil {
		return s, err
	}
	all = slices.Clone(all)
	all[slices.IndexFunc(all, func(o paper.Section) bool { return o.ID == s.ID })] = s
	for _, child := range all {
		if child.Parent == s.ID && child.ID != s.ID {
			if _, err := d.moveSection(ctx, tx, all, child, now); err != nil {
				return s, err
			}
		}
	}
	return s, nil
}

// newSection keeps a section with an address of its own.
func (d *Desk) newSection(ctx context.Context, tx Tx, all []paper.Section, s paper.Section, lang string, now time.Time) (paper.Section, error) {
	s.ID = d.clock.ID()
	if s.Parent != "" {
		if _, found := find(all, s.Parent); !found {
			return s, fault.About("parent", "The section above it is no longer there.")
		}
	}
	s.Place = 1
	for _, o := range all {
		if o.Parent == s.Parent {
			s.Place = max(s.Place, o.Place+1)
		}
	}
	if s.Slug = paper.Slug(lang, s.Slug); s.Slug == "" {
		s.Slug = paper.Slug(lang, s.Name)
	}
	if s.Slug == "" {
		s.Slug = s.ID
	}
	if s.Accent == "" && s.Parent == "" {
		s.Accent = paper.NextAccent(all)
	}
	if err := d.settleSection(ctx, tx, all, &s, now); err != nil {
		return s, err
	}
	return s, tx.SaveSection(ctx, s)
}

// settleSection gives s the address of its place in the tree.
func (d *Desk) settleSection(ctx context.Context, tx Tx, all []paper.Section, s *paper.Section, now time.Time) error {
	below := "/"
	if parent, found := find(all, s.Parent); found {
		below = parent.Address
	}
	path, err := freePath(ctx, tx, below, s.Slug, "/", s.ID)
	if err != nil {
		return err
	}
	s.Address = path
	s.Slug = strings.TrimSuffix(strings.TrimPrefix(path, below), "/")
	return tx.SetAddress(ctx, paper.Address{Path: path, At: paper.AtSection, Kind: paper.AtSection, Object: s.ID, Since: now})
}

func checkSection(s paper.Section) error {
	if err := named("name", s.Name, "the section"); err != nil {
		return err
	}
	if s.Accent != "" && !slices.Contains(paper.Accents, s.Accent) {
		return fault.About("accent", "There is no colour “%s”.", s.Accent)
	}
	return printable(longestText, "slug", s.Slug, "description", s.Description)
}

func tree(ctx context.Context, tx Tx) ([]paper.Section, paper.Settings, error) {
	settings, _, err := tx.Settings(ctx)
	if err != nil {
		return nil, settings, err
	}
	all, err := tx.Sections(ctx)
	return all, settings, err
}

func find(all []paper.Section, id string) (paper.Section, bool) {
	for _, s := range all {
		if s.ID == id && id != "" {
			return s, true
		}
	}
	return paper.Section{}, false
}

func sectionEntry(ctx context.Context, tx Tx, s paper.Section, by string) (record.Entry, error) {
	words, err := said(map[string]any{"section": s.Name, "address": s.Address})
	if err != nil {
		return record.Entry{}, err
	}
	return tx.Append(ctx, record.SectionSet, s.ID, by, words, false)
}
