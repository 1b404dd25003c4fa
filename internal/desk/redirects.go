package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/fault"
	"broadsheet/internal/paper"
	"broadsheet/internal/record"
)

// Redirects are the redirects that people make, and the lists that they were made from.
type Redirects interface {
	// Patterns lists all, the oldest first.
	Patterns(ctx context.Context) ([]paper.Pattern, error)
	SavePattern(ctx context.Context, p paper.Pattern) error
	DropPattern(ctx context.Context, id string) error

	// AddRedirectFile keeps a new list without its lines.
	AddRedirectFile(ctx context.Context, f paper.RedirectFile) error
	// SaveRedirectLines keeps lines, new or in place of those that are kept.
	SaveRedirectLines(ctx context.Context, file string, lines []paper.RedirectLine) error
	// RedirectLines reads lines of an outcome ("" for any) behind a line, at most limit, in their order.
	RedirectLines(ctx context.Context, file string, outcome paper.RedirectOutcome, after, limit int) ([]paper.RedirectLine, error)
	// TakenBack says of every line that made a redirect at a path that it is undone.
	TakenBack(ctx context.Context, path string) error
}

// MostRedirects is how many lines one file may have.
const MostRedirects = 20_000

// redirectsAtOnce is how many lines one transaction takes.
const redirectsAtOnce = 100

// ownPages are addresses of the program's own that redirects may lead to.
var ownPages = []string{"/", "/latest", "/search", "/corrections", "/feed.xml", "/atom.xml", "/feed.json", "/sitemap.xml"}

// PlanRedirects looks at a list of redirects, and keeps with each line what would be made of it, or what is in the way and
// why. Nothing is made. Lines hold Old and To as they were typed; base is the paper's own address.
func (d *Desk) PlanRedirects(ctx context.Context, by account.Staff, name, base string, lines []paper.RedirectLine) (paper.RedirectFile, error) {
	f := paper.RedirectFile{ID: d.clock.ID(), Name: name, Staff: by.ID, At: d.clock.Now(), Lines: len(lines)}
	if err := must(by, account.KeepSections); err != nil {
		return f, err
	}
	switch {
	case len(lines) == 0:
		return f, fault.About("file", "There is no line with two addresses in it. Each line holds the old address, a comma, and where it leads.")
	case len(lines) > MostRedirects:
		return f, fault.About("file", "This holds %d lines, and %d can be looked at together. Cut it in parts.", len(lines), MostRedirects)
	}
	plan := planOf(base, lines)
	err := d.store.InTx(ctx, func(tx Tx) error { return tx.AddRedirectFile(ctx, f) })
	for from := 0; from < len(lines) && err == nil; from += redirectsAtOnce {
		some := slices.Clone(lines[from:min(from+redirectsAtOnce, len(lines))])
		err = d.store.InTx(ctx, func(tx Tx) error {
			for i := range some {
				if err := plan.judge(ctx, tx, &some[i]); err != nil {
					return err
				}
			}
			return tx.SaveRedirectLines(ctx, f.ID, some)
		})
		if err == nil {
			err = stepAside(ctx)
		}
	}
	return f, err
}

// redirectPlan is what the lines of a file say of each other.
type redirectPlan struct {
	base string
	to   map[string]string // by old path: where the first line that names it leads
	line map[string]int
}

func planOf(base string, lines []paper.RedirectLine) redirectPlan {
	p := redirectPlan{base: base, to: map[string]string{}, line: map[string]int{}}
	for _, l := range lines {
		path, err := paper.OldPath(l.Old)
		if _, twice := p.to[bare(path)]; err == nil && !twice {
			p.to[bare(path)], p.line[bare(path)] = l.To, l.N
		}
	}
	return p
}

// bare is a path without its last slash: both ways of writing it are one address.
func bare(path string) string {
	if b := strings.TrimRight(path, "/"); b != "" {
		return b
	}
	return path
}

// judge says of a line what would be made of it. A fault tells trouble of the database.
func (p redirectPlan) judge(ctx context.Context, tx Tx, l *paper.RedirectLine) error {
	err := p.look(ctx, tx, l)
	if err == nil || !refuses(err) {
		return err
	}
	l.Outcome, l.Say = paper.RedirectLeft, fault.Of(err).Say
	return nil
}

func (p redirectPlan) look(ctx context.Context, tx Tx, l *paper.RedirectLine) error {
	path, err := paper.OldPath(l.Old)
	if err != nil {
		return err
	}
	l.Path = path
	if first := p.line[bare(path)]; first != 0 && first != l.N {
		return fault.About("old", "Line %d has this address already.", first)
	}
	if path == "/" {
		return fault.About("old", "This is the front page of the paper.")
	}
	kind, object, say, err := p.goal(ctx, tx, path, l.To)
	if err != nil {
		return err
	}
	l.Kind, l.Object, l.Say = kind, object, say
	here, err := inTheWay(ctx, tx, path, kind, object)
	if err != nil {
		return err
	}
	l.Outcome = paper.RedirectWaits
	if here {
		l.Outcome = paper.RedirectStands
	}
	return nil
}

// inTheWay refuses a path where something stands; true when it leads to the object already.
func inTheWay(ctx context.Context, tx Tx, path string, kind paper.Target, object string) (there bool, err error) {
	for _, p := range []string{path, bare(path), bare(path) + "/"} {
		at, found, err := tx.Address(ctx, p)
		switch {
		case err != nil:
			return false, err
		case !found:
			continue
		case at.At == paper.AtRedirect && at.Kind == kind && at.Object == object:
			there = there || p == path
			continue
		case at.At == paper.AtRedirect && p != path:
			continue // the other way of writing it leads elsewhere; this one may have its own
		}
		say, err := standsAt(ctx, tx, at)
		if err != nil {
			return false, err
		}
		if at.At == paper.AtRedirect {
			return false, fault.About("old", "It leads to %s already. Remove that redirect first.", say)
		}
		return false, fault.About("old", "%s stands there.", capital(say))
	}
	if !there && paper.IsReserved(path) && !isBelowNames(path) {
		return false, fault.About("old", "Addresses that begin like this belong to the program itself.")
	}
	return there, nil
}

// isBelowNames tells whether a path is one of an author or topic: rows of the table, though the program's own.
func isBelowNames(path string) bool {
	first, rest, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return (strings.EqualFold(first, "author") || strings.EqualFold(first, "topic")) && rest != ""
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// standsAt names what an address belongs to.
func standsAt(ctx context.Context, tx Tx, at paper.Address) (string, error) {
	switch at.Kind {
	case paper.AtArticle:
		p, public, err := tx.Published(ctx, at.Object)
		if err != nil || !public {
			return "a story that was withdrawn", err
		}
		return "the story “" + paper.Shown(p.Headline) + "”", nil
	case paper.AtSection:
		s, err := tx.Section(ctx, at.Object)
		if err != nil {
			return "a section that is gone", notThere(err)
		}
		return "the section " + s.Name, nil
	case paper.AtTopic:
		t, err := tx.Topic(ctx, at.Object)
		if err != nil {
			return "a topic that is gone", notThere(err)
		}
		return "the topic " + t.Name, nil
	case paper.AtByline:
		b, err := tx.Byline(ctx, at.Object)
		if err != nil {
			return "an author who is gone", notThere(err)
		}
		return "the page of " + b.Name, nil
	}
	return at.Object, nil
}

// notThere lets a fault pass unless it says that something is not there.
func notThere(err error) error {
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

// goal finds what a redirect is to lead to: the thing itself, so that it follows wherever that goes, and never another
// redirect.
func (p redirectPlan) goal(ctx context.Context, tx Tx, from, typed string) (kind paper.Target, object, say string, err error) {
	settings, _, err := tx.Settings(ctx)
	if err != nil {
		return "", "", "", err
	}
	seen := map[string]bool{bare(from): true}
	for {
		g, err := paper.ReadGoal(typed, p.base)
		if err != nil {
			return "", "", "", err
		}
		if g.Host != "" {
			if !settings.MayLeadTo(g.Host) {
				return "", "", "", fault.About("to", "%s is another site, and not among those that redirects of this paper may lead to.", g.Host)
			}
			return paper.AtWritten, g.Location, "leads out to " + g.Location, nil
		}
		at := bare(g.Path)
		if seen[at] {
			return "", "", "", fault.About("to", "It leads in a circle: %s comes back to itself.", paper.Shown(from))
		}
		kind, object, say, err = whatStands(ctx, tx, g)
		if err == nil || !fault.Is(err, fault.NotFound) {
			return kind, object, say, err
		}
		next, chained := p.to[at]
		if !chained {
			return "", "", "", fault.About("to", "%s", fault.Of(err).Say)
		}
		seen[at], typed = true, next
	}
}

// whatStands finds what stands at a place of the paper; fault.NotFound for nothing.
func whatStands(ctx context.Context, tx Tx, g paper.Goal) (kind paper.Target, object, say string, err error) {
	if slices.Contains(ownPages, bare(g.Path)) {
		return paper.AtWritten, g.Location, "leads to " + g.Location, nil
	}
	if strings.HasPrefix(g.Path, "/latest/") {
		return paper.AtWritten, g.Location, "leads to " + g.Location, nil
	}
	for _, path := range []string{g.Path, bare(g.Path), bare(g.Path) + "/"} {
		at, found, err := tx.Address(ctx, path)
		if err != nil {
			return "", "", "", err
		}
		if !found {
			continue
		}
		say, err := standsAt(ctx, tx, at)
		if err != nil {
			return "", "", "", err
		}
		if isOver(say) {
			return "", "", "", fault.About("to", "At %s stood %s.", paper.Shown(g.Path), say)
		}
		return at.Kind, at.Object, "leads to " + say, nil
	}
	return "", "", "", fault.New(fault.NotFound, "Nothing stands at %s.", paper.Shown(g.Path))
}

// MakeRedirect makes one redirect.
func (d *Desk) MakeRedirect(ctx context.Context, by account.Staff, base, old, to string) (paper.RedirectLine, Receipt, error) {
	f := paper.RedirectFile{ID: d.clock.ID(), Staff: by.ID, At: d.clock.Now(), Lines: 1}
	line := paper.RedirectLine{N: 1, Old: strings.TrimSpace(old), To: strings.TrimSpace(to)}
	if err := must(by, account.KeepSections); err != nil {
		return line, Receipt{}, err
	}
	plan := planOf(base, []paper.RedirectLine{line})
	receipt, err := d.act(ctx, func(tx Tx, now time.Time) (record.Entry, error) {
		l := line
		if err := plan.look(ctx, tx, &l); err != nil {
			return record.Entry{}, err
		}
		if l.Outcome == paper.RedirectStands {
			return record.Entry{}, fault.About("old", "It %s already.", l.Say)
		}
		if err := tx.SetAddress(ctx, paper.Address{Path: l.Path, At: paper.AtRedirect, Kind: l.Kind, Object: l.Object, Since: now}); err != nil {
			return record.Entry{}, err
		}
		l.Outcome = paper.RedirectMade
		if err := tx.DropMissed(ctx, l.Path); err != nil {
			return record.Entry{}, err
		}
		if err := tx.AddRedirectFile(ctx, f); err != nil {
			return record.Entry{}, err
		}
		if err := tx.SaveRedirectLines(ctx, f.ID, []paper.RedirectLine{l}); err != nil {
			return record.Entry{}, err
		}
		line = l
		return redirectEntry(ctx, tx, f.ID, by, 1)
	})
	return line, receipt, err
}

func redirectEntry(ctx context.Context, tx Tx, object string, by account.Staff, n int) (record.Entry, error) {
	words, err := said(map[string]any{"redirects": n})
	if err != nil {
		return record.Entry{}, err
	}
	return tx.Append(ctx, record.AddressSet, object, by.ID, words, false)
}

// MakeRedirects makes what a list that was looked at has waiting, some hundred lines at a time, until all are made or ctx
// ends; each line is looked at once more. What is made stays made, so it is safe to repeat.
func (d *Desk) MakeRedirects(ctx context.Context, by account.Staff, file, base string) (made int, err error) {
	return d.eachLine(ctx, by, file, paper.RedirectWaits, func(tx Tx, l *paper.RedirectLine, now time.Time) (bool, error) {
		there, err := d.stillGood(ctx, tx, base, l)
		switch {
		case err != nil && !refuses(err):
			return false, err
		case err != nil:
			l.Outcome, l.Say = paper.RedirectLeft, fault.Of(err).Say
			return false, nil
		case there:
			l.Outcome = paper.RedirectStands
			return false, nil
		}
		l.Outcome = paper.RedirectMade
		return true, tx.SetAddress(ctx, paper.Address{Path: l.Path, At: paper.AtRedirect, Kind: l.Kind, Object: l.Object, Since: now})
	})
}

// stillGood looks once more at a line that could be made; true when it leads there already.
func (d *Desk) stillGood(ctx context.Context, tx Tx, base string, l *paper.RedirectLine) (there bool, err error) {
	there, err = inTheWay(ctx, tx, l.Path, l.Kind, l.Object)
	if err != nil {
		return false, err
	}
	if l.Kind != paper.AtWritten {
		say, err := standsAt(ctx, tx, paper.Address{Kind: l.Kind, Object: l.Object})
		if err == nil && isOver(say) {
			err = fault.About("to", "There stood %s.", say)
		}
		return there, err
	}
	settings, _, err := tx.Settings(ctx)
	if err != nil {
		return false, err
	}
	g, err := paper.ReadGoal(l.Object, base)
	if err == nil && g.Host != "" && !settings.MayLeadTo(g.Host) {
		err = fault.About("to", "%s is another site, and not among those that redirects of this paper may lead to.", g.Host)
	}
	return there, err
}

// isOver tells whether standsAt named something that is over.
func isOver(say string) bool {
	return strings.HasSuffix(say, "is gone") || strings.HasSuffix(say, "withdrawn")
}

// UndoRedirects takes back what a list made, where it leads there still.
func (d *Desk) UndoRedirects(ctx context.Context, by account.Staff, file string) (undone int, err error) {
	return d.eachLine(ctx, by, file, paper.RedirectMade, func(tx Tx, l *paper.RedirectLine, _ time.Time) (bool, error) {
		at, found, err := tx.Address(ctx, l.Path)
		if err != nil {
			return false, err
		}
		if !found || at.At != paper.AtRedirect || at.Kind != l.Kind || at.Object != l.Object {
			l.Outcome, l.Say = paper.RedirectChanged, "Something else was put there since, and stays."
			return false, nil
		}
		l.Outcome = paper.RedirectUndone
		return true, tx.DropAddress(ctx, l.Path)
	})
}

// eachLine does something to every line of an outcome, some at a time.
func (d *Desk) eachLine(ctx context.Context, by account.Staff, file string, outcome paper.RedirectOutcome, do func(Tx, *paper.RedirectLine, time.Time) (public bool, err error)) (changed int, err error) {
	if err := must(by, account.KeepSections); err != nil {
		return 0, err
	}
	var last int64
	for after, more := 0, true; more; {
		public, next := 0, after
		var entry record.Entry
		err := d.store.InTx(ctx, func(tx Tx) error {
			public, next, entry = 0, after, record.Entry{}
			some, err := tx.RedirectLines(ctx, file, outcome, after, redirectsAtOnce)
			if err != nil {
				return err
			}
			more = len(some) == redirectsAtOnce
			if len(some) == 0 {
				return nil
			}
			next = some[len(some)-1].N
			for i := range some {
				seen, err := do(tx, &some[i], d.clock.Now())
				if err != nil {
					return fmt.Errorf("line %d: %w", some[i].N, err)
				}
				if seen {
					public++
				}
			}
			if err := tx.SaveRedirectLines(ctx, file, some); err != nil || public == 0 {
				return err
			}
			entry, err = redirectEntry(ctx, tx, file, by, public)
			return err
		})
		if err != nil {
			return changed, err
		}
		after = next
		changed += public
		last = max(last, entry.Number)
		if err := stepAside(ctx); err != nil {
			return changed, err
		}
	}
	if last > 0 {
		d.store.Await(ctx, last)
	}
	return changed, nil
}

// DropRedirect takes a redirect away that somebody made by hand: what a rename or a moved archive left is kept, because
// its address was public once.
func (d *Desk) DropRedirect(ctx context.Context, by account.Staff, path string) (Receipt, error) {
	if err := must(by, account.KeepSections); err != nil {
		return Receipt{}, err
	}
	return d.act(ctx, func(tx Tx, _ time.Time) (record.Entry, error) {
		at, found, err := tx.Address(ctx, path)
		if err != nil {
			return record.Entry{}, err
		}
		if !found || at.At != paper.AtRedirect {
			return record.Entry{}, fault.New(fault.NotFound, "There is no redirect at %s any more.", paper.Shown(path))
		}
		if err := tx.TakenBack(ctx, path); err != nil {
			if fault.Is(err, fault.NotFound) {
				return record.Entry{}, fault.New(fault.Conflict, "%s was an address of the paper itself once. It leads on for ever.", paper.Shown(path))
			}
			return record.Entry{}, err
		}
		if err := tx.DropAddress(ctx, path); err != nil {
			return record.Entry{}, err
		}
		return redirectEntry(ctx, tx, "dropped", by, 1)
	})
}

// SavePattern makes a pattern. Base is the paper's own address.
func (d *Desk) SavePattern(ctx context.Context, by account.Staff, base string, p paper.Pattern) (paper.Pattern, Receipt, error) {
	if err := must(by, account.KeepSections); err != nil {
		return p, Receipt{}, err
	}
	p, err := paper.CleanPattern(p, base)
	if err != nil {
		return p, Receipt{}, err
	}
	p.ID, p.Since = d.clock.ID(), d.clock.Now()
	receipt, err := d.act(ctx, func(tx Tx, _ time.Time) (record.Entry, error) {
		settings, _, err := tx.Settings(ctx)
		if err != nil {
			return record.Entry{}, err
		}
		if host := p.Host(); host != "" && !settings.MayLeadTo(host) {
			return record.Entry{}, fault.About("to", "%s is another site, and not among those that redirects of this paper may lead to.", host)
		}
		all, err := tx.Patterns(ctx)
		if err != nil {
			return record.Entry{}, err
		}
		if len(all) >= paper.MostPatterns {
			return record.Entry{}, fault.About("old", "There are %d patterns, and no more are looked at. Remove one that is not needed.", len(all))
		}
		if slices.ContainsFunc(all, func(o paper.Pattern) bool { return o.Old == p.Old && o.To == p.To }) {
			return record.Entry{}, fault.About("old", "There is this pattern already.")
		}
		if err := tx.SavePattern(ctx, p); err != nil {
			return record.Entry{}, err
		}
		return redirectEntry(ctx, tx, p.ID, by, 1)
	})
	return p, receipt, err
}

// DropPattern takes a pattern away.
func (d *Desk) DropPattern(ctx context.Context, by account.Staff, id string) (Receipt, error) {
	if err := must(by, account.KeepSections); err != nil {
		return Receipt{}, err
	}
	return d.act(ctx, func(tx Tx, _ time.Time) (record.Entry, error) {
		if err := tx.DropPattern(ctx, id); err != nil {
			return record.Entry{}, err
		}
		return redirectEntry(ctx, tx, id, by, 1)
	})
}

// AllowElsewhere says which other sites redirects may lead to, one host to a line. Redirects to a site that is no longer
// among them lead nowhere.
func (d *Desk) AllowElsewhere(ctx context.Context, by account.Staff, lines string) (Receipt, error) {
	if err := must(by, account.KeepPaper); err != nil {
		return Receipt{}, err
	}
	var hosts []string
	for _, l := range strings.Fields(lines) {
		l = strings.TrimSuffix(strings.ToLower(l), "/")
		if !strings.Contains(l, "://") {
			l = "https://" + l
		}
		g, err := paper.ReadGoal(l+"/", "https://broadsheet.invalid")
		if err != nil || g.Host == "" || !strings.Contains(g.Host, ".") || strings.TrimSuffix(g.Location, "/") != l {
			return Receipt{}, fault.About("hosts", "“%s” is no name of a site. Write names alone, one to a line: archive.example.", paper.Shown(l))
		}
		if !slices.Contains(hosts, g.Host) {
			hosts = append(hosts, g.Host)
		}
	}
	if len(hosts) > 50 {
		return Receipt{}, fault.About("hosts", "At most 50 sites can be named.")
	}
	return d.act(ctx, func(tx Tx, _ time.Time) (record.Entry, error) {
		s, err := standingSettings(ctx, tx)
		if err != nil {
			return record.Entry{}, err
		}
		s.Elsewhere = hosts
		return saveSettings(ctx, tx, by, s)
	})
}
