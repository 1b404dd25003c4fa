package moving

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"broadsheet/internal/fault"
	"broadsheet/internal/moving/archive"
	"broadsheet/internal/moving/fromhtml"
	"broadsheet/internal/paper"
)

// index is what the first pass remembers of a file. It grows by a few dozen bytes with each item, and with what the
// paper will have of its own anyway: sections, topics, bylines.
type index struct {
	channel  archive.Site
	repairs  archive.Repairs
	base     string // of the identity: host and path, without scheme, www and the last slash
	root     string // path of the blog on its host, without a slash at the end
	site     *fromhtml.Site
	items    map[string]int64 // by type
	comments int64
	noID     int64

	types    map[string]bool // of items that move in as stories
	files    map[uint64]int64
	names    map[int64]uint64 // file name of an attachment, hashed
	attached []belongs        // attachments by the item that they were uploaded to
	guests   map[string]string
	reusable map[int64]string
	reused   int // bytes of reusable blocks
	used     map[termKey]termUse
	creators map[string]int64 // logins and names of authors, by how many items they stand over
	logins   map[string]archive.Author
	byTerm   map[termKey]archive.Term
	offsets  map[time.Month]map[time.Duration]int

	footer     map[string]bool // pages that the footer links to, by key
	hasParents bool
	contents   Contents
	samples    choice
}

type belongs struct{ parent, attachment int64 }

type termKey struct{ taxonomy, slug string }

type termUse struct {
	name  string
	count int64
}

// mostReusable bounds the memory for blocks that stories share, in bytes.
const mostReusable = 4 << 20

// scan is the first pass. It reads everything, so that a file that is broken anywhere is refused before anything of it
// is kept.
func (m *Move) scan(ctx context.Context) error {
	x := &index{
		items: map[string]int64{}, types: map[string]bool{"post": true, "": true}, files: map[uint64]int64{}, names: map[int64]uint64{},
		guests: map[string]string{}, reusable: map[int64]string{}, used: map[termKey]termUse{}, creators: map[string]int64{},
		logins: map[string]archive.Author{}, byTerm: map[termKey]archive.Term{}, offsets: map[time.Month]map[time.Duration]int{},
		footer: map[string]bool{}, contents: Contents{LeftBecause: map[string]*Notes{}, Needs: map[string]*Notes{}, Types: map[string]int64{}},
	}
	m.index = x
	for _, t := range slices.Concat(m.o.Types, m.o.Decisions.Types) {
		x.types[t] = true
	}
	var first *archive.Item
	r, err := m.each(ctx, Reading, nil, func(i *archive.Item) error {
		if first == nil {
			first = i
		}
		x.see(i)
		m.look(i)
		return nil
	})
	if err != nil {
		return err
	}
	x.channel, x.repairs = *r.Site(), r.Repairs()
	x.settle(first)
	switch hosts := m.source.Hosts; {
	case m.source.Foreign:
		x.site = nil
	case x.site == nil && len(hosts) > 0:
		x.site = fromhtml.NewSite("https://untitled.invalid") // of which nothing but those hosts is known
		fallthrough
	default:
		for _, h := range hosts {
			x.site.Add("https://" + h + "/")
		}
	}
	m.found()
	if m.o.Progress != nil {
		m.o.Progress(Progress{Stage: Reading, Done: m.size, Total: m.size})
	}
	if len(x.items) == 0 && len(x.channel.Categories)+len(x.channel.Tags)+len(x.channel.Terms)+len(x.channel.Authors) == 0 {
		return fault.New(fault.Invalid, "There is nothing in this export: no stories, no pages, no pictures. Export it again in the old site: %s.", m.source.Export)
	}
	return nil
}

// see remembers an item.
func (x *index) see(i *archive.Item) {
	x.items[i.Type]++
	x.comments += int64(i.CommentCount)
	if local, ok := archive.Time(i.Date, time.UTC); ok {
		if gmt, ok := archive.Time(i.DateGMT, time.UTC); ok {
			if d := local.Sub(gmt); d.Abs() <= 15*time.Hour {
				if x.offsets[gmt.Month()] == nil {
					x.offsets[gmt.Month()] = map[time.Duration]int{}
				}
				x.offsets[gmt.Month()][d]++
			}
		}
	}
	switch {
	case i.Type == "attachment":
		x.seeAttachment(i)
	case i.Type == "guest-author":
		if name := fromhtml.Plain(first(i.MetaValue("cap-display_name"), i.Title)); name != "" {
			x.guests[strings.TrimPrefix(i.Slug, "cap-")] = name
			if login := i.MetaValue("cap-user_login"); login != "" {
				x.guests[login] = name
			}
		}
	case i.Type == "wp_block":
		if x.reused += len(i.Content); x.reused <= mostReusable {
			x.reusable[i.ID] = i.Content
		}
	case i.Type == "page" || x.types[i.Type]:
		if i.ID == 0 {
			x.noID++
		}
		if i.Type == "page" && i.Parent == 0 && i.Status == "publish" && len(x.footer) < mostInFooter && isForFooter(i.Slug) {
			x.footer[x.key(i)] = true
		}
		for _, t := range termsOf(i) {
			u := x.used[termKey{t.Domain, t.Slug}]
			u.name, u.count = first(u.name, t.Name), u.count+1
			x.used[termKey{t.Domain, t.Slug}] = u
		}
		for _, a := range creatorsOf(i) {
			x.creators[a]++
		}
	}
}

// mostInFooter is how many pages of an old site get a place in the footer.
const mostInFooter = 8

// footerNames are what pages are called that readers look for in a footer, in the languages of the newsrooms that move.
var footerNames = strings.Fields(`about about-us about-me contact contact-us privacy privacy-policy terms terms-of-use terms-of-service
	terms-and-conditions imprint impressum datenschutz kontakt masthead staff our-team advertise advertising subscribe corrections
	corrections-policy ethics editorial-policy cookies cookie-policy accessibility jobs careers donate support ueber-uns
	a-propos contacto aviso-legal politica-de-privacidad quienes-somos mentions-legales contatti chi-siamo sobre contactos`)

// isForFooter tells by its name whether a page belongs into the footer. The others are reachable where they stood, and
// from the list of standing pages.
func isForFooter(slug string) bool { return slices.Contains(footerNames, slug) }

func (x *index) seeAttachment(i *archive.Item) {
	if i.Parent > 0 {
		x.hasParents = true
	}
	if !isPicture(i) || i.ID == 0 {
		return
	}
	if i.Parent > 0 {
		x.attached = append(x.attached, belongs{i.Parent, i.ID})
	}
	for _, address := range []string{i.AttachmentURL, i.GUID} {
		if key := fileKey(address); key != "" {
			if _, taken := x.files[sum(key)]; !taken {
				x.files[sum(key)] = i.ID
			}
			x.names[i.ID] = sum(baseName(key))
		}
	}
	if file := i.MetaValue("_wp_attached_file"); file != "" {
		x.files[sum(withoutSize(file))] = i.ID
	}
}

// settle makes what needs the whole file.
func (x *index) settle(first *archive.Item) {
	c := &x.channel
	site := siteOf(c)
	u, err := url.Parse(site)
	switch {
	case err == nil && u.Host != "":
		x.base = strings.TrimPrefix(strings.ToLower(u.Host), "www.") + strings.TrimRight(u.Path, "/")
		x.root = strings.TrimRight(u.Path, "/")
	case first != nil && hostOf(first.Link) != "":
		x.base = strings.TrimPrefix(hostOf(first.Link), "www.")
		site = "https://" + x.base
	default: // a file that does not say where it comes from: its name has to do
		x.base = "untitled/" + strings.ToLower(strings.Join(strings.Fields(c.Title), "-"))
		site = ""
	}
	x.base = clip(x.base, 300)
	x.site = fromhtml.NewSite(site)
	for _, a := range c.Authors {
		x.logins[a.Login] = a
	}
	for _, list := range [][]archive.Term{c.Categories, c.Tags, c.Terms} {
		for _, t := range list {
			x.byTerm[termKey{t.Taxonomy, t.Slug}] = t
		}
	}
	slices.SortStableFunc(x.attached, func(a, b belongs) int { return int(a.parent - b.parent) })
}

// attachedTo lists the pictures that were uploaded to an item, in the order of the file.
func (x *index) attachedTo(id int64) []int64 {
	k, _ := slices.BinarySearchFunc(x.attached, id, func(b belongs, id int64) int { return int(b.parent - id) })
	var all []int64
	for ; id > 0 && k < len(x.attached) && x.attached[k].parent == id; k++ {
		all = append(all, x.attached[k].attachment)
	}
	return all
}

// offset guesses how far the old site's clock stood from GMT in a month: as other items of that month have it, or the
// month next to it.
func (x *index) offset(month time.Month) (time.Duration, bool) {
	for away := range 7 {
		for _, m := range []int{int(month) + away, int(month) - away} {
			best, most := time.Duration(0), 0
			for d, n := range x.offsets[time.Month((m+11)%12+1)] {
				if n > most || n == most && d < best {
					best, most = d, n
				}
			}
			if most > 0 {
				return best, true
			}
		}
	}
	return 0, false
}

// addresses are the paths where an item stood: its own when it had one, and others.
func (x *index) addresses(i *archive.Item) (own string, others []string) {
	add := func(p string) {
		if p != "" && p != own && !slices.Contains(others, p) {
			others = append(others, p)
		}
	}
	links := []string{i.Link}
	if i.ID == 0 {
		links = append(links, i.GUID) // where the number has to come from
	}
	for k, link := range links {
		u, err := url.Parse(strings.TrimSpace(link))
		if err != nil || u.Host == "" {
			continue
		}
		if n := queryNumber(u); n != "" {
			add(x.numbered(n))
			continue
		}
		if k == 0 && u.RawQuery == "" && isKeepable(u.Path) && strings.Trim(strings.TrimPrefix(u.Path, x.root), "/") != "" {
			own = u.Path
		}
	}
	if i.ID > 0 {
		n := strconv.FormatInt(i.ID, 10)
		switch i.Type {
		case "page":
			add(x.numbered("page_id=" + n))
		case "attachment":
			add(x.numbered("attachment_id=" + n))
		}
		add(x.numbered("p=" + n))
	}
	for _, p := range i.Others {
		if isKeepable(p) {
			add(x.root + p)
		}
	}
	if own != "" {
		for _, meta := range i.Meta {
			if meta.Key != "_wp_old_slug" || meta.Value == "" || i.Slug == "" {
				continue
			}
			bare, slash := strings.CutSuffix(own, "/")
			if above, ok := strings.CutSuffix(bare, "/"+unescape(i.Slug)); ok {
				old := above + "/" + unescape(meta.Value)
				if slash {
					old += "/"
				}
				if isKeepable(old) {
					add(old)
				}
			}
		}
	}
	return own, others
}

// numbered is the address of an item by its number.
func (x *index) numbered(query string) string { return x.root + "/?" + query }

// queryNumber is the number in an address such as "/?p=12", with its name.
func queryNumber(u *url.URL) string {
	q := u.Query()
	for _, k := range []string{"p", "page_id", "attachment_id"} {
		if v := q.Get(k); v != "" && len(v) <= 18 && strings.Trim(v, "0123456789") == "" {
			return k + "=" + v
		}
	}
	return ""
}

// isKeepable tells whether a decoded path can be an address here.
func isKeepable(p string) bool {
	return strings.HasPrefix(p, "/") && len(p) <= 1000 && utf8.ValidString(p) && !strings.ContainsFunc(p, unicode.IsControl)
}

// key is the identity of an item in the old site: its number there, or what else it cannot lose.
func (x *index) key(i *archive.Item) string {
	if i.ID > 0 {
		return postKey(i.ID)
	}
	if i.Key != "" {
		return "item/" + clip(i.Key, 400)
	}
	for _, link := range []string{i.GUID, i.Link} {
		if u, err := url.Parse(strings.TrimSpace(link)); err == nil {
			if _, n, found := strings.Cut(queryNumber(u), "="); found {
				return "post/" + n
			}
		}
	}
	return "item/" + digest(first(i.GUID, i.Link, i.Title+"\n"+i.Date))
}

func postKey(id int64) string { return "post/" + strconv.FormatInt(id, 10) }

// termsOf are the categories, tags and co-authors of an item. Old exports name each of them twice, first without
// saying what it is; where that is all there is, it counts as a tag.
func termsOf(i *archive.Item) []archive.ItemTerm {
	var named, bare []archive.ItemTerm
	for _, t := range i.Terms {
		t.Name = fromhtml.Plain(t.Name)
		t.Slug = unescape(t.Slug)
		if t.Slug == "" {
			t.Slug = paper.Slug("", t.Name)
		}
		switch {
		case t.Name == "":
		case t.Domain == "":
			t.Domain = "post_tag"
			bare = append(bare, t)
		default:
			if t.Domain == "tag" { // WXR 1.0
				t.Domain = "post_tag"
			}
			named = append(named, t)
		}
	}
	if len(named) > 0 {
		return named
	}
	return bare
}

// creatorsOf are the people over an item, by login, by the name of a guest ("guest/…") or as a term of a plugin for
// several authors ("author/…").
func creatorsOf(i *archive.Item) []string {
	var all []string
	for _, login := range i.Creators {
		all = append(all, "login/"+login)
	}
	if len(all) > 0 {
		return all
	}
	for _, t := range termsOf(i) {
		if t.Domain == "author" {
			all = append(all, "author/"+strings.TrimPrefix(t.Slug, "cap-"))
		}
	}
	if len(all) > 0 {
		return all
	}
	for _, key := range []string{"guest-author", "guest_author"} {
		if name := fromhtml.Plain(i.MetaValue(key)); name != "" {
			return []string{"guest/" + name}
		}
	}
	if i.Creator != "" {
		return []string{"login/" + i.Creator}
	}
	return nil
}

func first(all ...string) string {
	for _, s := range all {
		if strings.TrimSpace(s) != "" {
			return s
		}
	}
	return ""
}

func hostOf(link string) string {
	u, err := url.Parse(strings.TrimSpace(link))
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}

func unescape(slug string) string {
	if s, err := url.PathUnescape(slug); err == nil && utf8.ValidString(s) {
		return s
	}
	return slug
}

// clip cuts a text to at most n bytes, between characters.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// sum is a text as a number, to remember many of them in little room.
func sum(s string) uint64 {
	h := sha256.Sum256([]byte(s))
	return binary.BigEndian.Uint64(h[:8])
}

// digest is a short name for a text.
func digest(s string) string {
	h := sha256.Sum256([]byte(s))
	return base64.RawURLEncoding.EncodeToString(h[:9])
}
