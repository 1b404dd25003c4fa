package moving

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/moving/archive"
	"broadsheet/internal/moving/fromhtml"
	"broadsheet/internal/moving/words"
	"broadsheet/internal/paper"
	"broadsheet/internal/prose"
)

// batchSize is how many items are looked up and kept at once.
const batchSize = 200

// batchBytes bounds the texts of a batch.
const batchBytes = 8 << 20

// leaves are the types of items that never become a story, and why.
var leaves = map[string]string{
	"nav_menu_item": leftMenus,
	"wp_navigation": leftMenus,
	"revision":      "older versions of stories",
	"wp_block":      "they stand in each story that shares them",
	"guest-author":  "they became bylines",

	"file":         "it holds no story",
	"picture file": "pictures come with the stories that show them",

	"member":     "the accounts of readers stay in the export",
	"newsletter": "letters are set up anew",
	"snippet":    leftLook,
	"offer":      "what is sold is set up anew",

	"custom_css": leftLook, "customize_changeset": leftLook, "wp_global_styles": leftLook, "wp_template": leftLook,
	"wp_template_part": leftLook, "wp_font_family": leftLook, "wp_font_face": leftLook, "oembed_cache": leftLook, "user_request": leftLook,
}

const (
	leftMenus   = "sections and the footer take their place"
	noStory     = "of a kind that is no story, as far as can be told"
	leftFiles   = "sound, films and documents stay behind"
	leftLook    = "the look and the settings of the old site"
	alreadyHere = "already here, unchanged"
	olderItem   = "the file has an older state than what is here"
)

// batch gathers stories until there are enough of them to keep.
type batch struct {
	m     *Move
	items []*archive.Item
	keys  map[string]bool
	bytes int
	read  int64 // items of the file so far
	gap   gap
}

// add takes an item: stories wait for the batch, everything else is counted at once.
func (b *batch) add(ctx context.Context, i *archive.Item) error {
	m := b.m
	switch {
	case m.counted(Stories, b.read):
		return nil
	case i.Type == "attachment": // counted with the pictures
		if !isPicture(i) {
			m.aside.item(i, "skipped", leftFiles, "", &story{notes: []string{first(i.AttachmentURL, i.GUID)}})
		}
		return nil
	case i.Type == "page" || m.index.types[i.Type]:
	case leaves[i.Type] != "":
		m.report.count(i.Type).skip(leaves[i.Type])
		return nil
	default:
		m.report.count(i.Type).skip(noStory)
		return nil
	}
	key := m.index.key(i)
	if b.keys[key] || len(b.items) >= batchSize || b.bytes > batchBytes {
		if err := b.commit(ctx); err != nil {
			return err
		}
		if err := m.reached(Stories, b.read-1); err != nil {
			return err
		}
	}
	if b.keys == nil {
		b.keys = map[string]bool{}
	}
	b.keys[key] = true
	b.items = append(b.items, i)
	b.bytes += len(i.Content)
	return nil
}

// commit decides about the items of the batch and keeps them.
func (b *batch) commit(ctx context.Context) error {
	m := b.m
	items := b.items
	b.items, b.keys, b.bytes = nil, nil, 0
	if len(items) == 0 {
		return nil
	}
	var keys []string
	for _, i := range items {
		key := m.index.key(i)
		keys = append(keys, key, otherKey(key, i))
	}
	known, err := m.desk.Origins(ctx, m.from.System, m.from.Base, keys)
	if err != nil {
		return err
	}
	var ready []*story
	for _, i := range items {
		s, err := m.story(ctx, i, known, &b.gap)
		if err != nil {
			return err
		}
		if s != nil {
			ready = append(ready, s)
		}
	}
	moved := make([]desk.Moved, len(ready))
	for k, s := range ready {
		moved[k] = s.Moved
	}
	outcomes, err := m.desk.MoveIn(ctx, m.from, moved)
	for k, o := range outcomes {
		m.came(ready[k], o, &b.gap)
	}
	return errors.Join(err, m.aside.batched())
}

// story is an item on its way.
type story struct {
	desk.Moved
	item  *archive.Item
	left  []fromhtml.LeftOut
	notes []string

	missing, added []string // words
}

// story makes a story of an item; nil when it was counted as skipped.
func (m *Move) story(ctx context.Context, i *archive.Item, known map[string]desk.Origin, g *gap) (*story, error) {
	count := m.report.count(i.Type)
	s := &story{item: i}
	public, note, skip := m.state(i)
	if skip != "" {
		count.skip(skip)
		m.aside.item(i, "skipped", skip, "", nil)
		return nil, nil
	}
	s.Key = m.index.key(i)
	if !m.source.Foreign {
		s.Address, s.Others = m.index.addresses(i)
	}
	mark := markOf(i)
	origin, here := known[s.Key]
	if here && mark.isAnother(keptOf(origin.Hash)) { // a second story with the number of the first, which keeps it
		s.Key = otherKey(s.Key, i)
		s.notes = append(s.notes, "another story that came first has its number")
		origin, here = known[s.Key]
	}
	before := keptOf(origin.Hash)
	_, ours := g.brought(m.from, origin)
	switch {
	case here && mark.isOlder(before):
		count.skip(olderItem)
		m.aside.item(i, "skipped", olderItem, "", nil)
		return nil, nil
	case here && m.media == nil && m.o.Decisions.Pictures != FromOld && mark.content == before.content && !ours:
		count.skip(alreadyHere)
		return nil, nil
	}
	s.Public = public
	s.PublishedAt, s.ChangedAt = m.dates(i, s)
	if m.source.Foreign { // it is new here, so that it stands first where somebody looks for it
		s.ChangedAt = m.now
	}
	if public && s.PublishedAt.After(m.now) {
		s.Public, note = false, "it was to go out on "+s.PublishedAt.Format("2 January 2006")
	}
	if err := m.write(ctx, s, note); err != nil {
		return nil, err
	}
	s.Hash = mark.with(prose.Pictures(s.Doc), before).String()
	if err := prose.Check(s.Doc); err != nil {
		why := fault.Of(err).Say
		count.skip("cannot be kept: " + why)
		m.report.note("stories that cannot be kept", i, why)
		m.aside.item(i, "skipped", why, "", nil)
		return nil, nil
	}
	return s, nil
}

// state tells whether readers saw an item, what the desk should know of one that becomes a draft, and why one stays
// behind.
func (m *Move) state(i *archive.Item) (public bool, note, skip string) {
	switch {
	case i.Status == "trash":
		return false, "", "in the old site's bin"
	case i.Status == "inherit":
		return false, "", "older versions of stories"
	case strings.TrimSpace(i.Title) == "" && strings.TrimSpace(i.Content) == "" && i.Status != "publish":
		return false, "", "empty drafts"
	case i.Password != "":
		return false, "it was protected by a password", ""
	}
	switch i.Status {
	case "publish":
		return true, "", ""
	case "private":
		return false, "it was private", ""
	case "future":
		return false, "it was scheduled and had not gone out", ""
	case "members":
		return false, "only members could read it", ""
	case "foreign":
		return false, "it was published there, so look whether it may be used, its pictures too", ""
	case "letter":
		return false, "it only went out by mail", ""
	case "pending":
		return false, "it was waiting for review", ""
	case "draft", "auto-draft":
		return false, "it was a draft", ""
	case "":
		return false, "the file does not say whether it was public", ""
	}
	return false, "its state was “" + cut(i.Status, 40) + "”", ""
}

// dates are when an item was published and changed last. GMT counts; where it is missing, the old site's clock.
func (m *Move) dates(i *archive.Item, s *story) (published, changed time.Time) {
	read := func(gmt, local string) (time.Time, bool) {
		if t, ok := archive.Time(gmt, time.UTC); ok {
			return t, true
		}
		t, ok := archive.Time(local, time.UTC)
		if !ok {
			return t, false
		}
		if away, known := m.index.offset(t.Month()); known {
			return t.Add(-away), true
		}
		return archive.Time(local, m.paper.Zone)
	}
	published, ok := read(i.DateGMT, i.Date)
	if !ok {
		if t, err := time.Parse(time.RFC1123Z, strings.TrimSpace(i.PubDate)); err == nil && t.Year() > 1 && t.UTC().Format(time.DateOnly) != "1999-11-30" {
			published, ok = t.UTC(), true // 30 November 1999 is how WordPress writes no date
		}
	}
	if !ok {
		published = m.now
		if s != nil {
			s.notes = append(s.notes, "the file gives no date, so it has today's")
		}
	}
	changed, ok = read(i.ModifiedGMT, i.Modified)
	if !ok || changed.Before(published) {
		changed = published
	}
	return published, changed
}

// write makes the document.
func (m *Move) write(ctx context.Context, s *story, note string) error {
	i := s.item
	s.Form = article.Story
	if i.Type == "page" {
		s.Form, s.Place = article.StandingPage, article.NotInFooter
		if m.index.footer[m.index.key(i)] {
			s.Place = int(min(max(i.Order, 0), 1_000_000))
		}
	}
	var failed error
	resolve := m.resolve(ctx, &failed)
	r := fromhtml.Convert(i.Content, fromhtml.Options{
		Site: m.index.site, Page: i.Link,
		Picture:  resolve,
		Attached: m.index.attachedTo(i.ID),
		Reusable: func(ref int64) (string, bool) {
			c, ok := m.index.reusable[ref]
			return c, ok
		},
		Footnotes: i.MetaValue("footnotes"),
		Web:       m.source.Web,
	})
	if failed != nil {
		return failed
	}
	s.left = r.LeftOut
	f := article.Fields{Kind: article.News, Slug: cut(unescape(i.Slug), 200), Sections: []string{}, Byline: []article.Credit{}, Topics: []string{}}
	if s.Form == article.Story {
		m.place(&f, i)
	}
	f.Lang, f.Dir = m.language(i.Lang)
	if i.Source != "" {
		f.Source = &article.Source{Name: cut(fromhtml.Plain(i.Source), 200), URL: i.SourceURL}
	}
	body := m.lead(&f, i, r.Blocks, s, resolve)
	if failed != nil {
		return failed
	}
	if note != "" {
		f.Note = "Moved in from " + m.source.Name + " as a draft: " + note + "."
	}
	if i.Note != "" {
		f.Note = strings.TrimSpace(f.Note + " " + i.Note)
	}
	s.Doc = prose.Clean(prose.Doc(m.headline(i, body, s), fromhtml.Plain(i.Excerpt), body...))
	if err := f.SetOn(s.Doc); err != nil {
		return err
	}
	m.compare(s, f)
	return nil
}

// compare holds the story to the words of its source.
func (m *Move) compare(s *story, f article.Fields) {
	var left []string
	for _, l := range s.left {
		if l.Why.Words() {
			left = append(left, words.Of(l.Text)...)
		}
	}
	text := prose.Text(s.Doc)
	if f.Picture != nil {
		text += "\n" + f.Picture.Caption
	}
	old := m.shared(s.item.Content, 0)
	if strings.Contains(old, "data-fn") || strings.Contains(old, "wp:footnotes") {
		old += " " + fromhtml.FootnoteHTML(s.item.MetaValue("footnotes"))
	}
	seen := words.Visible
	if m.source.Web {
		seen = words.Shown
	}
	missing, added := words.Compare(seen(old), left, words.Of(text))
	s.missing, s.added = missing, added
	if len(missing)+len(added) > 0 {
		m.report.Words.Stories++
		m.report.Words.Missing += int64(len(missing))
		m.report.Words.Added += int64(len(added))
		s.notes = append(s.notes, fmt.Sprintf("words differ: missing %q, added %q", clipList(missing), clipList(added)))
	} else {
		m.report.Words.Equal++
	}
}

var sharedBlock = regexp.MustCompile(`<!-- wp:(?:core/)?block \{[^}]*"ref":([0-9]+)[^}]*\} /-->`)

// shared is a text with the blocks that it shares with others in their places.
func (m *Move) shared(content string, depth int) string {
	if depth > 5 || !strings.Contains(content, `"ref":`) {
		return content
	}
	return sharedBlock.ReplaceAllStringFunc(content, func(block string) string {
		ref, _ := strconv.ParseInt(sharedBlock.FindStringSubmatch(block)[1], 10, 64) // one that is too long is nobody's
		return m.shared(m.index.reusable[ref], depth+1)
	})
}

func clipList(all []string) []string { return all[:min(len(all), 20)] }

// headline is the title as one line. A story without one takes its first words.
func (m *Move) headline(i *archive.Item, body []*prose.Node, s *story) string {
	if h := cut(fromhtml.Plain(i.Title), 1000); h != "" {
		return h
	}
	s.notes = append(s.notes, "the old title was empty")
	m.report.NoTitle++
	var text []string
	for _, b := range body {
		if text = append(text, strings.Fields(prose.Text(b))...); len(text) > 10 {
			break
		}
	}
	switch {
	case len(text) > 9:
		return cut(strings.Join(text[:8], " "), 200) + " …"
	case len(text) > 0:
		return cut(strings.Join(text, " "), 200)
	}
	if slug := unescape(i.Slug); slug != "" && strings.Trim(slug, "0123456789-") != "" {
		return cut(strings.ReplaceAll(slug, "-", " "), 200)
	}
	return "Untitled"
}

// place puts a story into its sections, under its names and topics.
func (m *Move) place(f *article.Fields, i *archive.Item) {
	var sections []string // slugs of categories that are sections
	topic := func(id string) {
		if id != "" && !slices.Contains(f.Topics, id) {
			f.Topics = append(f.Topics, id)
		}
	}
	for _, t := range termsOf(i) {
		switch t.Domain {
		case "category":
			switch o := m.nouns[termKeyOf("category", t.Slug)]; {
			case o.Kind == paper.AtTopic:
				topic(o.ID)
			case !slices.Contains(sections, t.Slug):
				sections = append(sections, t.Slug)
			}
		case "post_tag":
			topic(m.nouns[termKeyOf("post_tag", t.Slug)].ID)
		case "author", "post_format", "nav_menu":
		default:
			m.report.Taxonomies[t.Domain]++
		}
	}
	// a category above another one of the story's says nothing more
	sections = slices.DeleteFunc(slices.Clone(sections), func(slug string) bool {
		return slices.ContainsFunc(sections, func(other string) bool { return other != slug && m.index.isAbove(slug, other) })
	})
	if main := m.primary(i); main != "" {
		if k := slices.Index(sections, main); k > 0 {
			sections = slices.Insert(slices.Delete(sections, k, k+1), 0, main)
		}
	}
	for _, slug := range sections {
		id := m.nouns[termKeyOf("category", slug)].ID
		switch {
		case id == "" || id == f.Section || slices.Contains(f.Sections, id):
		case f.Section == "":
			f.Section = id
		default:
			f.Sections = append(f.Sections, id)
		}
	}
	for _, who := range creatorsOf(i) {
		id := m.nouns[clip(who, 400)].ID
		if id != "" && !slices.ContainsFunc(f.Byline, func(c article.Credit) bool { return c.Byline == id }) {
			f.Byline = append(f.Byline, article.Credit{Byline: id, Role: article.By})
		}
	}
}

// isAbove tells whether a category stands above another one.
func (x *index) isAbove(slug, other string) bool {
	for range 20 {
		other = unescape(x.byTerm[termKey{"category", other}].Parent)
		if other == "" || other == slug {
			return other == slug
		}
	}
	return false
}

// primary is the slug of the category that a plugin's user chose as the main one.
func (m *Move) primary(i *archive.Item) string {
	for _, key := range []string{"_yoast_wpseo_primary_category", "rank_math_primary_category", "_seopress_robots_primary_cat"} {
		id, err := strconv.ParseInt(i.MetaValue(key), 10, 64)
		if err != nil {
			continue
		}
		for _, t := range m.index.channel.Categories {
			if t.ID == id {
				return unescape(t.Slug)
			}
		}
	}
	return ""
}

// language is that of the old site where it differs from the paper's.
func (m *Move) language(own string) (lang, dir string) {
	base := func(l string) string {
		b, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(l, "_", "-")), "-")
		return b
	}
	l := strings.ReplaceAll(first(own, m.index.channel.Language), "_", "-")
	if l == "" || m.paper.Lang == "" || base(l) == base(m.paper.Lang) {
		return "", ""
	}
	if dir = prose.Direction(l); dir == prose.Direction(m.paper.Lang) {
		dir = ""
	}
	return l, dir
}

// lead makes the featured picture the story's lead. Where the text begins with the same picture, it stands once.
func (m *Move) lead(f *article.Fields, i *archive.Item, body []*prose.Node, s *story, resolve func(src string, attachment int64) (string, bool)) []*prose.Node {
	var id, named string
	var ok bool
	thumbnail, err := strconv.ParseInt(strings.TrimSpace(i.MetaValue("_thumbnail_id")), 10, 64)
	switch {
	case err == nil && thumbnail > 0:
		named = pictureKey(thumbnail)
		id, ok = m.pictures.get(named)
	case i.Lead != "":
		named = i.Lead
		id, ok = resolve(i.Lead, 0)
	default:
		return body
	}
	if !ok {
		s.left = append(s.left, fromhtml.LeftOut{Why: fromhtml.Picture, Text: "the lead picture, " + named})
		return body
	}
	f.Picture = &article.Lead{Picture: id, Caption: fromhtml.Plain(i.LeadCaption), Alt: fromhtml.Plain(i.LeadAlt)}
	if len(body) > 0 && body[0].Type == "image" && body[0].Attr("picture") == id {
		f.Picture.Caption, f.Picture.Alt = body[0].Attr("caption"), body[0].Attr("alt")
		f.Picture.Decorative = body[0].Bool("decorative")
		body = body[1:]
	}
	return body
}

// came counts what became of a story.
func (m *Move) came(s *story, o desk.MoveOutcome, g *gap) {
	count := m.report.count(s.item.Type)
	switch {
	case o.Result == desk.MovedIn || o.Result == desk.MovedAgain:
		g.open = false
	case o.Result == desk.MovedBefore && o.Before != "" && g.open:
		o.Result = o.Before
	}
	result, why := string(o.Result), ""
	switch o.Result {
	case desk.MovedIn:
		count.Imported++
	case desk.MovedAgain:
		count.Updated++
	case desk.MovedBefore:
		count.skip(alreadyHere)
		return
	default:
		count.skip(string(o.Result))
		result, why = "skipped", string(o.Result)
		m.report.note("stories left as they are here", s.item, why)
	}
	if o.Result == desk.MovedIn || o.Result == desk.MovedAgain {
		if !s.Public {
			m.report.Drafts++
		}
		if s.item.Sticky {
			m.report.note("stories that stood on top of the old site (pin them to Home if they should here)", s.item, o.Address)
		}
		seen := map[fromhtml.Why]bool{}
		for _, l := range s.left {
			m.report.leave(l, !seen[l.Why])
			seen[l.Why] = true
		}
		claimed := len(s.Others)
		if s.Address != "" {
			claimed++
		}
		m.report.Addresses.Kept += int64(claimed - len(o.Taken))
		m.report.Addresses.Taken += int64(len(o.Taken))
		for _, p := range o.Taken {
			holder := "what stood there first"
			if p == "/" || paper.IsReserved(p) {
				holder = "the program itself"
			}
			instead := "it has no address yet"
			switch {
			case m.from.Rehearsal:
				instead = "it gets one made of its headline" // which depends on sections that a rehearsal does not keep
			case o.Address != "":
				instead = "it is at " + o.Address
			}
			m.report.note("old addresses that something else holds", s.item, p+" stays with "+holder+"; "+instead)
		}
		for _, n := range s.notes {
			m.report.note("stories to look at", s.item, n)
		}
	}
	m.aside.item(s.item, result, why, o.Address, s)
}
