package desk

import (
	"context"
	"errors"
	"slices"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/fault"
	"broadsheet/internal/paper"
	"broadsheet/internal/prose"
	"broadsheet/internal/record"
)

// A move commits at most this many items in one transaction, and ends one after a tenth of a second, so that the newsroom
// gets in between: half of that is for the items, the other half for what their entry settles (lists, search, pictures).
const (
	moveAtOnce = 200
	moveFor    = 50 * time.Millisecond

	// letIn is how long a move stays away between two transactions: SQLite asks again only every few dozen
	// milliseconds, and somebody who types must not wait for an archive.
	letIn = 30 * time.Millisecond
)

// stepAside lets others at the database.
func stepAside(ctx context.Context) error {
	wait := time.NewTimer(letIn)
	defer wait.Stop()
	select {
	case <-wait.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Mover is where things move in from. A rehearsal does everything that a move does and keeps nothing of it.
type Mover struct {
	System    string // "wordpress"
	Base      string // the old site: host and path
	Rehearsal bool
	Move      string // id of the move that this is a part of, "" for none that is kept
}

// again is what stands behind the id of a move that changed an item which was here before.
const again = "/again"

// Brought tells whether this very move brought an item before, as one that is new here or as one that it changed: a
// move that was ended early and goes on counts it once.
func (m Mover) Brought(o Origin) (MoveResult, bool) {
	switch {
	case m.Move == "":
	case o.Move == m.Move:
		return MovedIn, true
	case o.Move == m.Move+again:
		return MovedAgain, true
	}
	return "", false
}

// errRehearsed ends the transaction of a rehearsal, so that nothing of it stays.
var errRehearsed = errors.New("a rehearsal keeps nothing")

// Moved is a story or standing page of another system, ready to be kept.
type Moved struct {
	Key  string // its id there: "post/12"
	Hash string // of the item as it was read; an item with the hash that is known already is passed over
	Form article.Form
	Doc  *prose.Node // has passed the gate
	// Public is what readers saw there. What is not public becomes a draft.
	Public      bool
	PublishedAt time.Time // as there, not now
	ChangedAt   time.Time
	Address     string   // path where it stood, decoded once; "" when it had none of its own
	Others      []string // further addresses where it stood: "/?p=12"
	Place       int      // among the standing pages
}

// MoveResult is what became of a moved item.
type MoveResult string

// The results.
const (
	MovedIn       MoveResult = "imported"
	MovedAgain    MoveResult = "updated"
	MovedBefore   MoveResult = "already here"
	MovedEdited   MoveResult = "edited here since"
	MovedRecalled MoveResult = "recalled here"
	MovedBinned   MoveResult = "binned here"
	MovedUnpublic MoveResult = "no longer public there, still live here"
)

// MoveOutcome tells what became of one item.
type MoveOutcome struct {
	Result  MoveResult
	Before  MoveResult // what this very move did with it earlier, "" for nothing
	Article string     // id here
	Address string     // where it stands now, "" for nowhere yet
	Taken   []string   // its old addresses that something else holds, which keeps them
}

// Origins finds what items of another system became here, by their ids there.
func (d *Desk) Origins(ctx context.Context, system, base string, ids []string) (map[string]Origin, error) {
	var found map[string]Origin
	err := d.store.InTx(ctx, func(tx Tx) error {
		found = make(map[string]Origin, len(ids))
		for chunk := range slices.Chunk(ids, moveAtOnce) {
			some, err := tx.Origins(ctx, system, base, chunk)
			if err != nil {
				return err
			}
			for _, o := range some {
				found[o.ID] = o
			}
		}
		return nil
	})
	return found, err
}

// MoveIn keeps stories and standing pages of another system, a few hundred at a time. They go public quietly: caches
// hear of it, nobody outside does. What is known already is changed only when its source changed and nobody touched
// it here. The outcomes are in the order of the items; when an error ends it early they are those that were kept.
func (d *Desk) MoveIn(ctx context.Context, from Mover, items []Moved) ([]MoveOutcome, error) {
	var all []MoveOutcome
	for len(all) < len(items) {
		outcomes, err := d.moveSome(ctx, from, items[len(all):])
		if err != nil {
			return all, err
		}
		all = append(all, outcomes...)
		if err := stepAside(ctx); err != nil {
			return all, err
		}
	}
	return all, nil
}

func (d *Desk) moveSome(ctx context.Context, from Mover, items []Moved) ([]MoveOutcome, error) {
	var outcomes []MoveOutcome
	updated := false
	var entry record.Entry
	err := d.store.InTx(ctx, func(tx Tx) error {
		outcomes, updated, entry = outcomes[:0], false, record.Entry{}
		began := d.clock.Now()
		changed := 0
		for i, m := range items {
			if i >= moveAtOnce || i > 0 && d.clock.Now().Sub(began) >= moveFor {
				break
			}
			o, err := d.moveOne(ctx, tx, from, m)
			if err != nil {
				return fault.Because(err, fault.Of(err).Kind, "Moving in stopped at %s. %s", m.Key, fault.Of(err).Say)
			}
			switch o.Result {
			case MovedIn:
				changed++
			case MovedAgain:
				changed++
				updated = true
			}
			outcomes = append(outcomes, o)
		}
		var err error
		entry, err = movedEntry(ctx, tx, from, "stories", changed)
		return err
	})
	if errors.Is(err, errRehearsed) {
		return outcomes, nil
	}
	if err == nil && updated { // what took words away is gone from every page when this returns
		d.store.Await(ctx, entry.Number)
	}
	return outcomes, err
}

// movedEntry ends a transaction of a move: with an entry in the record when anything changed, or by taking all of it
// back in a rehearsal.
func movedEntry(ctx context.Context, tx Tx, from Mover, what string, changed int) (record.Entry, error) {
	if from.Rehearsal {
		return record.Entry{}, errRehearsed
	}
	if changed == 0 {
		return record.Entry{}, nil
	}
	words, err := said(map[string]any{"system": from.System, "from": from.Base, what: changed})
	if err != nil {
		return record.Entry{}, err
	}
	return tx.Append(ctx, record.MovedIn, from.System, "", words, true)
}

func (d *Desk) moveOne(ctx context.Context, tx Tx, from Mover, m Moved) (MoveOutcome, error) {
	origin, known, err := tx.Origin(ctx, from.System, from.Base, m.Key)
	if err != nil {
		return MoveOutcome{}, err
	}
	now := d.clock.Now()
	if !known {
		draft := article.Draft{
			ID: d.clock.ID(), Form: m.Form, Doc: m.Doc, CreatedAt: m.PublishedAt, ChangedAt: m.ChangedAt,
			Place: m.Place, Origin: from.System, Imported: true,
		}
		return d.moveText(ctx, tx, from, draft, m, MovedIn, now)
	}
	draft, err := tx.Draft(ctx, origin.Object)
	if fault.Is(err, fault.NotFound) || err == nil && draft.InBin() {
		return MoveOutcome{Result: MovedBinned}, nil
	}
	if err != nil {
		return MoveOutcome{}, err
	}
	out := MoveOutcome{Article: draft.ID, Address: draft.Address}
	switch {
	case origin.Hash == m.Hash:
		out.Result = MovedBefore
		out.Before, _ = from.Brought(origin)
		return out, nil
	case !draft.RecalledAt.IsZero():
		out.Result = MovedRecalled
		return out, nil
	case !draft.Imported:
		out.Result = MovedEdited
		return out, nil
	case draft.Edition > 0 && !m.Public:
		out.Result = MovedUnpublic
		return out, nil
	}
	draft.Form, draft.Doc, draft.ChangedAt = m.Form, m.Doc, m.ChangedAt
	draft.Version++ // a window that has it open notices that its text is old
	if draft.Edition > 0 {
		draft.PublishedAt = m.PublishedAt
	}
	return d.moveText(ctx, tx, from, draft, m, MovedAgain, now)
}

// moveText keeps the text of a moved item, its addresses, its edition when it is public, and where it came from.
func (d *Desk) moveText(ctx context.Context, tx Tx, from Mover, draft article.Draft, m Moved, result MoveResult, now time.Time) (MoveOutcome, error) {
	out := MoveOutcome{Result: result, Article: draft.ID}
	if err := d.moveAddresses(ctx, tx, &draft, m, &out, now); err != nil {
		return out, err
	}
	if m.Public {
		change, at := article.Fix, now
		if draft.Edition == 0 {
			change, at = article.First, m.PublishedAt
		}
		edition, published, err := draft.Publish(change, nil, "", at)
		if err != nil {
			return out, err
		}
		if err := tx.AddEdition(ctx, edition); err != nil {
			return out, err
		}
		if err := tx.Publish(ctx, published); err != nil {
			return out, err
		}
	}
	keep := tx.SaveDraft
	if result == MovedIn {
		keep = tx.AddDraft
	}
	if err := keep(ctx, draft); err != nil {
		return out, err
	}
	if err := tx.AddSnapshot(ctx, draft, now); err != nil {
		return out, err
	}
	out.Address = draft.Address
	by := from.Move
	if by != "" && result == MovedAgain {
		by += again
	}
	return out, tx.SaveOrigin(ctx, Origin{System: from.System, Base: from.Base, ID: m.Key, Kind: string(paper.AtArticle), Object: draft.ID, Hash: m.Hash, Move: by})
}

// moveAddresses keeps the addresses where an item stood: its own becomes the article's, the others lead to it. Where
// something else stands already, that keeps its address.
func (d *Desk) moveAddresses(ctx context.Context, tx Tx, draft *article.Draft, m Moved, out *MoveOutcome, now time.Time) error {
	others := m.Others
	switch {
	case m.Address == "" || m.Address == draft.Address:
	case draft.Address != "":
		others = append([]string{m.Address}, others...)
	default:
		free := m.Address != "/" && !paper.IsReserved(m.Address)
		if free {
			taken, err := isTaken(ctx, tx, m.Address, draft.ID)
			if err != nil {
				return err
			}
			free = !taken
		}
		if free {
			draft.Address = m.Address
		} else {
			out.Taken = append(out.Taken, m.Address)
		}
	}
	if draft.Address == "" && m.Public {
		path, err := d.makeAddress(ctx, tx, *draft)
		if err != nil {
			return err
		}
		draft.Address = path
	}
	if draft.Address != "" {
		own := paper.Address{Path: draft.Address, At: paper.AtArticle, Kind: paper.AtArticle, Object: draft.ID, Since: now}
		if at, found, err := tx.Address(ctx, draft.Address); err != nil {
			return err
		} else if !found || at.At != own.At || at.Object != own.Object {
			if err := tx.SetAddress(ctx, own); err != nil {
				return err
			}
		}
	}
	taken, err := leadHere(ctx, tx, others, paper.AtArticle, draft.ID, now)
	out.Taken = append(out.Taken, taken...)
	return err
}

// leadHere makes old addresses lead to an object, and returns those that something else holds.
func leadHere(ctx context.Context, tx Tx, paths []string, kind paper.Target, object string, now time.Time) (taken []string, err error) {
	for _, p := range paths {
		if p == "/" || paper.IsReserved(p) && kind == paper.AtArticle {
			taken = append(taken, p)
			continue
		}
		at, found, err := tx.Address(ctx, p)
		if err != nil {
			return taken, err
		}
		switch {
		case found && at.Object != object:
			taken = append(taken, p)
		case !found:
			if err := tx.SetAddress(ctx, paper.Address{Path: p, At: paper.AtRedirect, Kind: kind, Object: object, Since: now}); err != nil {
				return taken, err
			}
		}
	}
	return taken, nil
}

// Led is an old address that leads to what another item became.
type Led struct {
	Path string
	Key  string // of the item that it leads to
}

// LeadIn makes old addresses lead to what items became here, where nothing stands yet.
func (d *Desk) LeadIn(ctx context.Context, from Mover, led []Led) error {
	for len(led) > 0 {
		n := min(len(led), moveAtOnce)
		err := d.store.InTx(ctx, func(tx Tx) error {
			changed := 0
			for _, l := range led[:n] {
				o, known, err := tx.Origin(ctx, from.System, from.Base, l.Key)
				if err != nil {
					return err
				}
				_, stands, err := tx.Address(ctx, l.Path)
				if err != nil {
					return err
				}
				if !known || stands || o.Kind != string(paper.AtArticle) {
					continue
				}
				changed++
				if _, err := leadHere(ctx, tx, []string{l.Path}, paper.AtArticle, o.Object, d.clock.Now()); err != nil {
					return err
				}
			}
			_, err := movedEntry(ctx, tx, from, "addresses", changed)
			return err
		})
		if err != nil && !errors.Is(err, errRehearsed) {
			return err
		}
		led = led[n:]
		if err := stepAside(ctx); err != nil {
			return err
		}
	}
	return nil
}
