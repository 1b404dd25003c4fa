package moving

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"broadsheet/internal/desk"
	"broadsheet/internal/moving/archive"
	"broadsheet/internal/moving/fromhtml"
	"broadsheet/internal/paper"
)

// moveNouns brings what stories are put under: categories as sections, tags as topics, authors as bylines. What no
// story stands under stays behind and is counted.
func (m *Move) moveNouns(ctx context.Context) error {
	nouns := slices.Concat(m.sections(), m.topics(), m.bylines())
	var err error
	m.nouns, err = m.desk.MoveNouns(ctx, m.from, nouns)
	for _, n := range nouns {
		o, done := m.nouns[n.Key]
		if !done {
			continue
		}
		c := m.report.Nouns[string(n.Kind)]
		switch {
		case o.Known:
			c.Known++
		case o.Made:
			c.Made++
		default:
			c.Same++
		}
		m.report.Nouns[string(n.Kind)] = c
	}
	return err
}

// isNoSection tells the category that WordPress puts a story into when nobody chose one.
func (x *index) isNoSection(slug string) bool {
	return slug == "uncategorized" || slug == "uncategorised"
}

func termKeyOf(taxonomy, slug string) string { return "term/" + taxonomy + "/" + clip(slug, 400) }

// sections are the categories that hold stories, and those above them, the ones above first.
func (m *Move) sections() []desk.MovedNoun {
	x := m.index
	var out []desk.MovedNoun
	placed := map[string]string{} // slug to its path below the old site's /category/
	var place func(slug string, depth int) string
	place = func(slug string, depth int) string {
		if p, done := placed[slug]; done || depth > 20 {
			return p
		}
		placed[slug] = "" // a category that stands below itself ends here
		t := x.byTerm[termKey{"category", slug}]
		n := desk.MovedNoun{
			Key: termKeyOf("category", slug), Kind: paper.AtSection, Slug: cut(slug, 100),
			Name:        cut(first(fromhtml.Plain(t.Name), x.used[termKey{"category", slug}].name, fromhtml.Plain(slug), "section"), 500),
			Description: cut(fromhtml.Plain(t.Description), 10_000),
		}
		path := slug
		if parent := unescape(t.Parent); parent != "" && parent != slug && !x.isNoSection(parent) {
			if above := place(parent, depth+1); above != "" {
				n.Above = termKeyOf("category", parent)
				path = above + "/" + slug
			}
		}
		placed[slug] = path
		n.Others = x.archive("/category/"+path+"/", "cat", t.ID)
		out = append(out, n)
		return path
	}
	var used []string
	for k := range x.used {
		if k.taxonomy == "category" && !x.isNoSection(k.slug) {
			used = append(used, k.slug)
		}
	}
	slices.Sort(used)
	// as the file lists them, which is how the newsroom saw them
	rank := map[string]int{}
	for i, t := range x.channel.Categories {
		rank[unescape(t.Slug)] = i + 1
	}
	slices.SortStableFunc(used, func(a, b string) int { return cmp.Compare(orLast(rank[a]), orLast(rank[b])) })
	for _, slug := range used {
		place(slug, 0)
	}
	all := len(x.channel.Categories)
	if extra := len(out) - all; extra > 0 {
		all += extra
	}
	m.report.Nouns[string(paper.AtSection)] = NounCount{Left: int64(all - len(out))}
	return out
}

func orLast(rank int) int {
	if rank == 0 {
		return 1 << 30
	}
	return rank
}

// archive are the addresses where a list of stories stood, as far as they can be told: the usual one, and its number.
func (x *index) archive(path, number string, id int64) []string {
	var all []string
	if p := x.root + path; isKeepable(p) {
		all = append(all, p)
	}
	if id > 0 {
		all = append(all, x.numbered(number+"="+strconv.FormatInt(id, 10)))
	}
	return all
}

// topics are the tags that stories carry.
func (m *Move) topics() []desk.MovedNoun {
	x := m.index
	var out []desk.MovedNoun
	for k, u := range x.used {
		if k.taxonomy != "post_tag" {
			continue
		}
		t := x.byTerm[termKey{"post_tag", k.slug}]
		out = append(out, desk.MovedNoun{
			Key: termKeyOf("post_tag", k.slug), Kind: paper.AtTopic,
			Name:        cut(first(fromhtml.Plain(t.Name), u.name, fromhtml.Plain(k.slug), "topic"), 500),
			Description: cut(fromhtml.Plain(t.Description), 10_000),
			Others:      x.archive("/tag/"+k.slug+"/", "tag_id", t.ID),
		})
	}
	slices.SortFunc(out, func(a, b desk.MovedNoun) int { return cmp.Compare(a.Key, b.Key) })
	m.report.Nouns[string(paper.AtTopic)] = NounCount{Left: int64(max(len(x.channel.Tags)-len(out), 0))}
	return out
}

// bylines are the people over stories, as guests: nobody gets an account by moving in.
func (m *Move) bylines() []desk.MovedNoun {
	x := m.index
	var out []desk.MovedNoun
	for who := range x.creators {
		n := desk.MovedNoun{Key: clip(who, 400), Kind: paper.AtByline}
		kind, name, _ := strings.Cut(who, "/")
		switch kind {
		case "login":
			a, known := x.logins[name]
			n.Name = name
			if known {
				n.Name = first(a.Display, strings.TrimSpace(a.First+" "+a.Last), name)
				n.Others = x.authorAddresses(a)
			}
		case "author":
			n.Name = x.coauthor(name)
		default:
			n.Name = name
		}
		n.Name = cut(first(fromhtml.Plain(n.Name), fromhtml.Plain(name), "author"), 500)
		out = append(out, n)
	}
	slices.SortFunc(out, func(a, b desk.MovedNoun) int { return cmp.Compare(a.Key, b.Key) })
	m.report.Nouns[string(paper.AtByline)] = NounCount{Left: int64(max(len(x.channel.Authors)-len(out), 0))}
	return out
}

func (x *index) authorAddresses(a archive.Author) []string {
	slug := paper.Slug("", strings.ReplaceAll(a.Login, ".", "-"))
	if slug == "" {
		return nil
	}
	return x.archive("/author/"+slug+"/", "author", a.ID)
}

// coauthor is the name of one of several authors: a guest, the term of a plugin, or somebody with an account there.
func (x *index) coauthor(slug string) string {
	if name := x.guests[slug]; name != "" {
		return name
	}
	for login, a := range x.logins {
		if login == slug || paper.Slug("", login) == slug {
			return first(a.Display, strings.TrimSpace(a.First+" "+a.Last), login)
		}
	}
	for _, s := range []string{slug, "cap-" + slug} {
		if t := x.byTerm[termKey{"author", s}]; t.Name != "" {
			return t.Name
		}
		if u := x.used[termKey{"author", s}]; u.name != "" {
			return u.name
		}
	}
	return slug
}
