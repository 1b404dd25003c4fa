package moving

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/moving/archive"
	"broadsheet/internal/moving/fromhtml"
	"broadsheet/internal/paper"
)

// Report is what became of a move. For every type of item, those in the file are those imported, updated and
// skipped, each skip with its reason.
type Report struct {
	System, Base, File string
	Version            string // of the export, as it says
	Rehearsal          bool
	Whole              bool // it was not ended early
	Started, Finished  time.Time

	Items      map[string]*Count
	Drafts     int64 // of the imported and updated, those that became drafts
	NoTitle    int64
	Nouns      map[string]NounCount // by "section", "topic", "byline"
	Pictures   struct{ FromTexts int64 }
	Comments   int64 // kept aside
	CommentsIn string
	Details    string // file with a line for every story that something became of
	Addresses  struct{ Kept, Taken int64 }
	Words      struct{ Equal, Stories, Missing, Added int64 }
	LeftOut    map[fromhtml.Why]*LeftCount
	Taxonomies map[string]int64 // terms that have no place here, by taxonomy
	Repairs    archive.Repairs
	Notes      map[string]*Notes
}

// Count is what became of the items of one type.
type Count struct {
	InFile, Imported, Updated int64
	Skipped                   map[string]int64 // by reason
}

// NounCount is what became of sections, topics or bylines.
type NounCount struct {
	Made  int64 // new here
	Same  int64 // taken for one of the same name
	Known int64 // moved in before
	Left  int64 // no story stands under them
}

// LeftCount counts what did not come with stories.
type LeftCount struct{ Things, Stories int64 }

// Notes are things that a person should look at: how many, and the first of them.
type Notes struct {
	Count int64
	First []string
}

// mostNotes is how many notes of a kind the report spells out; all of them are in the details.
const mostNotes = 50

func newReport(source Source, x *index, o Options, now time.Time) *Report {
	r := &Report{
		System: source.System, Base: x.base, File: o.called(), Version: x.channel.Version, Rehearsal: o.Rehearsal,
		Started: now, Items: map[string]*Count{}, Nouns: map[string]NounCount{}, LeftOut: map[fromhtml.Why]*LeftCount{},
		Taxonomies: map[string]int64{}, Repairs: x.repairs, Notes: map[string]*Notes{},
	}
	for t, n := range x.items {
		r.Items[typeName(t)] = &Count{InFile: n, Skipped: map[string]int64{}}
	}
	return r
}

func typeName(t string) string { return cmp.Or(t, "post") }

func (r *Report) count(t string) *Count {
	t = typeName(t)
	if r.Items[t] == nil {
		r.Items[t] = &Count{Skipped: map[string]int64{}}
	}
	return r.Items[t]
}

func (c *Count) skip(why string) { c.Skipped[why]++ }

// Skips is how many were skipped, for whatever reason.
func (c *Count) Skips() int64 {
	var n int64
	for _, k := range c.Skipped {
		n += k
	}
	return n
}

func (r *Report) note(what string, i *archive.Item, say string) { noted(r.Notes, what, i, say) }

// noted counts an item under a heading and spells the first ones out.
func noted(all map[string]*Notes, what string, i *archive.Item, say string) {
	n := all[what]
	if n == nil {
		n = &Notes{}
		all[what] = n
	}
	if n.Count++; len(n.First) >= mostNotes {
		return
	}
	line := ""
	if i.Line > 0 {
		line = fmt.Sprintf(" (line %d)", i.Line)
	}
	if say != "" {
		say = ": " + say
	}
	n.First = append(n.First, "“"+cut(fromhtml.Plain(first(i.Title, i.Slug, "without a title")), 80)+"”"+line+say)
}

func (r *Report) leave(l fromhtml.LeftOut, newStory bool) {
	c := r.LeftOut[l.Why]
	if c == nil {
		c = &LeftCount{}
		r.LeftOut[l.Why] = c
	}
	c.Things++
	if newStory {
		c.Stories++
	}
}

// AddsUp tells whether the sums are right: an error names the first type whose items are not all accounted for.
func (r *Report) AddsUp() error {
	for _, t := range slices.Sorted(maps.Keys(r.Items)) {
		if c := r.Items[t]; c.InFile != c.Imported+c.Updated+c.Skips() {
			return fmt.Errorf("%s: %d in the file, but %d imported + %d updated + %d skipped", t, c.InFile, c.Imported, c.Updated, c.Skips())
		}
	}
	return nil
}

// Here is how many items were here before, unchanged.
func (r *Report) Here() int64 {
	var n int64
	for _, c := range r.Items {
		n += c.Skipped[alreadyHere]
	}
	return n
}

// Changes is how many items were imported or updated.
func (r *Report) Changes() int64 {
	var n int64
	for _, c := range r.Items {
		n += c.Imported + c.Updated
	}
	return n
}

var typeWords = map[string]string{"post": "Stories", "page": "Pages", "attachment": "Pictures and files", "nav_menu_item": "Entries of menus", "wp_navigation": "Navigation blocks", "revision": "Older versions", "wp_block": "Shared blocks", "guest-author": "Guest authors", "file": "Other files", "picture file": "Files of pictures", "member": "Readers' accounts", "newsletter": "Newsletters", "snippet": "Snippets", "offer": "Offers and tiers"}

// TypeWord is the word for a type of items.
func TypeWord(t string) string { return cmp.Or(typeWords[t], t) }

// Text is the report for a terminal.
func (r *Report) Text() string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	total := Count{Skipped: map[string]int64{}}
	for _, c := range r.Items {
		total.InFile += c.InFile
		total.Imported += c.Imported
		total.Updated += c.Updated
		total.Skipped[""] += c.Skips()
	}
	switch {
	case r.Rehearsal:
		line("A rehearsal: nothing of this was kept. %s holds %s from %s.", r.File, things(total.InFile, "item"), r.Base)
	case !r.Whole:
		line("The move was ended early. What came stays; the same command goes on from there.")
	default:
		line("%s from %s: %s changed here.", r.File, r.Base, things(total.Imported+total.Updated, "item"))
	}
	line("")
	line("%-24s %11s %9s %8s %8s", "", "in the file", "imported", "updated", "skipped")
	types := slices.SortedFunc(maps.Keys(r.Items), func(a, b string) int {
		return cmp.Or(cmp.Compare(r.Items[b].InFile, r.Items[a].InFile), cmp.Compare(a, b))
	})
	for _, t := range types {
		c := r.Items[t]
		line("%-24s %11d %9d %8d %8d", cmp.Or(typeWords[t], t), c.InFile, c.Imported, c.Updated, c.Skips())
	}
	line("%-24s %11d %9d %8d %8d", "together", total.InFile, total.Imported, total.Updated, total.Skips())
	heading := func(s string) { line("\n%s", s) }
	if total.Skips() > 0 {
		heading("Skipped, and why")
		for _, t := range types {
			for _, why := range slices.Sorted(maps.Keys(r.Items[t].Skipped)) {
				line("  %6d  %s: %s", r.Items[t].Skipped[why], strings.ToLower(cmp.Or(typeWords[t], t)), why)
			}
		}
	}
	heading("What the stories stand under")
	for _, n := range []struct {
		kind paper.Target
		name string
	}{{paper.AtSection, "sections"}, {paper.AtTopic, "topics"}, {paper.AtByline, "bylines"}} {
		c := r.Nouns[string(n.kind)]
		line("  %-9s %d new, %d of a name that was here, %d moved in before, %d left out because no story stands under them", n.name, c.Made, c.Same, c.Known, c.Left)
	}
	if len(r.LeftOut) > 0 {
		heading("What did not come with the stories")
		for _, why := range slices.Sorted(maps.Keys(r.LeftOut)) {
			line("  %6d  %s, in %s", r.LeftOut[why].Things, why, stories(r.LeftOut[why].Stories))
		}
	}
	heading("In figures")
	if r.Drafts > 0 {
		became := "became drafts"
		if r.Drafts == 1 {
			became = "became a draft"
		}
		line("  %s %s, with a note that says why.", stories(r.Drafts), became)
	}
	if n := r.Words.Equal + r.Words.Stories; n > 0 {
		line("  %d of %d texts have the words of their source exactly, but for what is listed above.", r.Words.Equal, n)
	}
	if r.Pictures.FromTexts > 0 {
		line("  %s came that only a text named.", things(r.Pictures.FromTexts, "picture"))
	}
	if r.Addresses.Kept+r.Addresses.Taken > 0 {
		line("  %d old addresses lead to their stories, %d stay with something else.", r.Addresses.Kept, r.Addresses.Taken)
	}
	if r.Comments > 0 {
		at := ""
		if r.CommentsIn != "" {
			at = " in " + r.CommentsIn
		}
		line("  %s of readers kept aside%s.", things(r.Comments, "comment"), at)
	}
	for _, t := range slices.Sorted(maps.Keys(r.Taxonomies)) {
		line("  %s of “%s” have no place here.", things(r.Taxonomies[t], "mention"), t)
	}
	if r.Repairs != (archive.Repairs{}) {
		line("  Put right in the file: %s that no page may hold, %s that are not UTF-8.", things(int64(r.Repairs.Controls), "character"), things(int64(r.Repairs.Bytes), "byte"))
	}
	for _, what := range slices.Sorted(maps.Keys(r.Notes)) {
		n := r.Notes[what]
		heading(fmt.Sprintf("%s (%d)", capital(what), n.Count))
		for k, s := range n.First {
			if k == 10 && n.Count > 11 {
				line("  … and %d more", n.Count-10)
				break
			}
			line("  %s", s)
		}
	}
	if r.Details != "" {
		line("\nStory by story, with what did not come: %s", r.Details)
	}
	return b.String()
}

func things(n int64, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return thousands(n) + " " + what + "s"
}

func stories(n int64) string {
	if n == 1 {
		return "1 story"
	}
	return thousands(n) + " stories"
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
