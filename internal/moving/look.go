package moving

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/moving/archive"
	"broadsheet/internal/moving/fromhtml"
	"broadsheet/internal/paper"
)

// Contents are what is in an export, before anything of it is kept.
type Contents struct {
	System  string `json:"system"`
	Base    string `json:"base"`    // host and path of the old site
	Title   string `json:"title"`   // its name
	Version string `json:"version"` // of the export, as it says

	// Items are those that can come as they are, those that are left out, and those that need a person.
	Items, Come, Left, Need int64
	LeftBecause             map[string]*Notes // by reason
	Needs                   map[string]*Notes

	Stories, Pages, Drafts int64 // of those that come; drafts are among the others
	From, To               time.Time
	Pictures, Files        int64 // attachments
	Comments               int64
	Words                  int64 // kilobytes of text, to tell how long it will take
	Categories             []Category
	Tags                   []int64 // how many tags stand over at least 1, 2, 5 and 10 stories
	People                 []Person
	Doubles                []Double
	Types                  map[string]int64 // unknown types, which can move in as stories
}

// TagsFrom are the numbers of stories that Contents.Tags counts for.
var TagsFrom = []int{1, 2, 5, 10}

// Category is one category of the old site that stories stand in, or that stands above one of those.
type Category struct {
	Key, Name, Slug string
	Above           string // key of the category above, "" at the top
	Depth           int
	Stories         int64 // in it alone
	Suggested       Place
}

// Person is somebody who stands over stories.
type Person struct {
	Key, Name string
	Stories   int64
}

// Double is a name that several have.
type Double struct {
	Names   []string
	Keys    []string // the first is who all of them would be
	Why     string
	Suppose bool // that they are one person is the suggestion
}

// Contents tells what is in the export.
func (m *Move) Contents() Contents { return m.index.contents }

// look counts an item in the first pass.
func (m *Move) look(i *archive.Item) {
	c := &m.index.contents
	c.Items++
	c.Words += int64(len(i.Content))
	left := func(why string) {
		c.Left++
		noted(c.LeftBecause, why, i, "")
	}
	switch {
	case i.Type == "attachment" && isPicture(i):
		c.Pictures++
		c.Come++
		return
	case i.Type == "attachment":
		c.Files++
		left(leftFiles)
		return
	case i.Type == "page" || m.index.types[i.Type]:
	case leaves[i.Type] != "":
		left(strings.ToLower(TypeWord(i.Type)) + ": " + leaves[i.Type])
		return
	default:
		c.Types[typeName(i.Type)]++
		c.Need++
		noted(c.Needs, needType, i, i.Type)
		return
	}
	public, note, skip := m.state(i)
	if public && skip == "" && i.Type != "page" {
		m.index.samples.see(i)
	}
	if skip != "" {
		left(skip)
		return
	}
	if i.Type == "page" {
		c.Pages++
	} else {
		c.Stories++
	}
	if !public {
		c.Drafts++
	}
	if at, ok := archive.Time(first(i.DateGMT, i.Date), time.UTC); ok && public {
		if c.From.IsZero() || at.Before(c.From) {
			c.From = at
		}
		if at.After(c.To) {
			c.To = at
		}
	}
	switch {
	case fromhtml.Plain(i.Title) == "":
		c.Need++
		noted(c.Needs, needTitle, i, "")
	case i.Password != "":
		c.Need++
		noted(c.Needs, needPassword, i, note)
	default:
		c.Come++
	}
}

// What needs a person, as a line of the screen and the report.
const (
	needType     = "of a kind that is no story, as far as can be told: say whether they come as stories"
	needTitle    = "without a headline: they get their first words for one"
	needPassword = "protected by a password: they become drafts"
)

// found finishes what was counted, once the whole export was read.
func (m *Move) found() {
	x := m.index
	c := &x.contents
	c.System, c.Base, c.Title, c.Version, c.Comments = m.source.System, x.base, x.channel.Title, x.channel.Version, x.comments
	c.Words >>= 10
	c.Categories = x.categories()
	suggest(c.Categories, c.Stories)
	c.Tags = make([]int64, len(TagsFrom))
	for k, u := range x.used {
		if k.taxonomy != "post_tag" {
			continue
		}
		for i, from := range TagsFrom {
			if u.count >= int64(from) {
				c.Tags[i]++
			}
		}
	}
	for who, n := range x.creators {
		c.People = append(c.People, Person{Key: clip(who, 400), Name: x.nameOf(who), Stories: n})
	}
	slices.SortFunc(c.People, func(a, b Person) int {
		return cmp.Or(cmp.Compare(b.Stories, a.Stories), cmp.Compare(a.Key, b.Key))
	})
	c.Doubles = doubles(c.People)
}

// categories are those that stories stand in and those above them, in the order of the tree.
func (x *index) categories() []Category {
	below := map[string][]string{} // slugs by the slug above
	stands := map[string]bool{}
	var stand func(slug string, depth int)
	stand = func(slug string, depth int) {
		if stands[slug] || depth > 20 {
			return
		}
		stands[slug] = true
		above := unescape(x.byTerm[termKey{"category", slug}].Parent)
		if above == slug {
			above = ""
		}
		if above != "" {
			stand(above, depth+1)
		}
		below[above] = append(below[above], slug)
	}
	var used []string
	for k := range x.used {
		if k.taxonomy == "category" {
			used = append(used, k.slug)
		}
	}
	slices.Sort(used)
	for _, slug := range used {
		stand(slug, 0)
	}
	rank := map[string]int{}
	for i, t := range x.channel.Categories {
		rank[unescape(t.Slug)] = i + 1
	}
	var all []Category
	placed := map[string]bool{}
	var walk func(above string, depth int)
	walk = func(above string, depth int) {
		slugs := below[above]
		slices.SortStableFunc(slugs, func(a, b string) int { return cmp.Compare(orLast(rank[a]), orLast(rank[b])) })
		for _, slug := range slugs {
			if placed[slug] {
				continue
			}
			placed[slug] = true
			k := termKey{"category", slug}
			c := Category{
				Key: termKeyOf("category", slug), Slug: slug, Depth: depth, Stories: x.used[k].count,
				Name: cut(first(fromhtml.Plain(x.byTerm[k].Name), x.used[k].name, slug), 500),
			}
			if above != "" {
				c.Above = termKeyOf("category", above)
			}
			all = append(all, c)
			walk(slug, depth+1)
		}
	}
	walk("", 0)
	for _, slug := range used { // those that stand below each other in a ring
		if !placed[slug] {
			below[""] = []string{slug}
			walk("", 0)
		}
	}
	return all
}

// Bounds of what is suggested to be a section: a share of all stories, but never more nor fewer stories than these.
const (
	sectionShare  = 100 // one in so many stories
	fewestStories = 3
	enoughStories = 50
	mostSections  = 24
)

// suggest proposes a place for every category: the big ones become sections, with those above them, the small ones
// topics; the one that holds what nobody put anywhere is left out.
func suggest(all []Category, stories int64) {
	atLeast := min(max(stories/sectionShare, fewestStories), enoughStories)
	byKey := map[string]*Category{}
	sum := map[string]int64{}
	for i := range all {
		all[i].Suggested = AsTopic
		if isNoSection(all[i].Slug) {
			all[i].Suggested = Nowhere
		}
		byKey[all[i].Key] = &all[i]
	}
	for i := range all {
		for c, steps := &all[i], 0; c != nil && steps < 20; c, steps = byKey[c.Above], steps+1 {
			sum[c.Key] += all[i].Stories
		}
	}
	bySize := make([]*Category, 0, len(all))
	for i := range all {
		bySize = append(bySize, &all[i])
	}
	slices.SortStableFunc(bySize, func(a, b *Category) int { return cmp.Compare(sum[b.Key], sum[a.Key]) })
	sections := 0
	for _, c := range bySize {
		if c.Suggested == Nowhere || sum[c.Key] < atLeast || sections >= mostSections {
			continue
		}
		if above := byKey[c.Above]; above != nil && above.Suggested != AsSection {
			continue // a section below nothing would stand beside what it was a part of
		}
		c.Suggested = AsSection
		sections++
	}
}

// doubles finds people who may be one: of the same name but for case, accents and dots, or of a name that another
// begins with a letter of.
func doubles(people []Person) []Double {
	byName := map[string][]Person{}
	for _, p := range people {
		if k := paper.Slug("", p.Name); k != "" {
			byName[k] = append(byName[k], p)
		}
	}
	var all []Double
	for _, k := range slices.Sorted(maps.Keys(byName)) {
		if g := byName[k]; len(g) > 1 {
			all = append(all, doubleOf(g, "The same name.", true))
			continue
		}
		initial, family, two := strings.Cut(k, "-")
		if !two || len(initial) != 1 {
			continue
		}
		var whole []Person
		for other, g := range byName {
			given, name, _ := strings.Cut(other, "-")
			if len(given) > 1 && given[:1] == initial && name == family {
				whole = append(whole, g...)
			}
		}
		if len(whole) == 1 {
			all = append(all, doubleOf(append(whole, byName[k]...), "One is the other’s name with an initial.", false))
		}
	}
	return all
}

func doubleOf(people []Person, why string, suppose bool) Double {
	d := Double{Why: why, Suppose: suppose}
	for _, p := range people {
		d.Keys, d.Names = append(d.Keys, p.Key), append(d.Names, p.Name)
	}
	return d
}

// Suggestion is what the screen proposes and a person may take as it stands.
func (c Contents) Suggestion() Decisions {
	d := Decisions{Terms: map[string]Place{}, People: map[string]string{}, TagsFrom: 1}
	for _, cat := range c.Categories {
		d.Terms[cat.Key] = cat.Suggested
	}
	for _, double := range c.Doubles {
		for _, k := range double.Keys[1:] {
			if d.People[k] = Apart; double.Suppose {
				d.People[k] = double.Keys[0]
			}
		}
	}
	return d
}

// Sentence is what is in the export, in one.
func (c Contents) Sentence() string {
	verb := func(n int64, one, many string) string {
		if n == 1 {
			return "1 " + one
		}
		return thousands(n) + " " + many
	}
	return "Nothing has been moved in yet. " + things(c.Items, "item") + " in the file: " + thousands(c.Come) + " can come as " + map[bool]string{true: "it is", false: "they are"}[c.Come == 1] + ", " +
		verb(c.Left, "is left out and listed", "are left out and listed") + ", " + verb(c.Need, "needs you", "need you") + "."
}

// Text is what is in the export, for a terminal: the sentence, and what is suggested about categories and names.
func (c Contents) Text() string {
	var b strings.Builder
	fmt.Fprintln(&b, c.Sentence())
	if len(c.Categories) > 0 {
		fmt.Fprintln(&b, "\nSuggested for the categories (--suggest prints it as a file to change, --decisions takes it)")
		for _, cat := range c.Categories {
			fmt.Fprintf(&b, "  %-40s %6s  %s\n", strings.Repeat("  ", cat.Depth)+cut(cat.Name, 36), thousands(cat.Stories), cat.Suggested)
		}
	}
	if len(c.Doubles) > 0 {
		fmt.Fprintln(&b, "\nNames that may be one person")
		for _, d := range c.Doubles {
			fmt.Fprintf(&b, "  %s: %s\n", strings.Join(d.Names, ", "), d.Why)
		}
	}
	return b.String()
}

// thousands is a number with a comma between its thousands.
func thousands(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
