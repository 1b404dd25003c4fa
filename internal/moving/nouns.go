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
	defer m.nounCounts()()
	nouns := slices.Concat(m.categories(), m.topics(), m.bylines())
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
func isNoSection(slug string) bool {
	return slug == "uncategorized" || slug == "uncategorised"
}

func termKeyOf(taxonomy, slug string) string { return "term/" + taxonomy + "/" + clip(slug, 400) }

// placeOf is what a category becomes.
func (m *Move) placeOf(c Category) Place {
	if _, decided := m.o.Decisions.Terms[c.Key]; !decided && isNoSection(c.Slug) {
		return Nowhere
	}
	return m.o.Decisions.place(c.Key)
}

// categories are the categories that hold stories, and those above them, the ones above first, as what was decided. One
// that is a section stands below the nearest one above it that is a section too.
func (m *Move) categories() []desk.MovedNoun {
	x := m.index
	var out []desk.MovedNoun
	sections := 0
	path := map[string]string{}  // of a key, below the old site's /category/
	under := map[string]string{} // the nearest section of a key, itself or above it
	for _, c := range x.contents.Categories {
		t := x.byTerm[termKey{"category", c.Slug}]
		path[c.Key] = c.Slug
		if above := path[c.Above]; above != "" && !isNoSection(above) {
			path[c.Key] = above + "/" + c.Slug
		}
		under[c.Key] = under[c.Above]
		n := desk.MovedNoun{
			Key: c.Key, Name: c.Name, Description: cut(fromhtml.Plain(t.Description), 10_000),
			Others: x.archive("/"+first(m.o.Decisions.CategoryBase, m.source.TagBase, "category")+"/"+path[c.Key]+"/", "cat", t.ID),
		}
		switch m.placeOf(c) {
		case AsSection:
			n.Kind, n.Slug, n.Above = paper.AtSection, cut(c.Slug, 100), under[c.Above]
			under[c.Key] = c.Key
			sections++
		case AsTopic:
			n.Kind = paper.AtTopic
		default:
			continue
		}
		out = append(out, n)
	}
	m.report.Nouns[string(paper.AtSection)] = NounCount{Left: int64(max(len(x.channel.Categories)-sections, 0))}
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
		if k.taxonomy != "post_tag" || m.o.Decisions.NoTags || u.count < int64(m.o.Decisions.TagsFrom) {
			continue
		}
		t := x.byTerm[termKey{"post_tag", k.slug}]
		out = append(out, desk.MovedNoun{
			Key: termKeyOf("post_tag", k.slug), Kind: paper.AtTopic,
			Name:        cut(first(fromhtml.Plain(t.Name), u.name, fromhtml.Plain(k.slug), "topic"), 500),
			Description: cut(fromhtml.Plain(t.Description), 10_000),
			Others:      x.archive("/"+first(m.o.Decisions.TagBase, m.source.TagBase, "tag")+"/"+k.slug+"/", "tag_id", t.ID),
		})
	}
	slices.SortFunc(out, func(a, b desk.MovedNoun) int { return cmp.Compare(a.Key, b.Key) })
	m.report.Nouns[string(paper.AtTopic)] = NounCount{Left: int64(max(len(x.channel.Tags)-len(out), 0))}
	return out
}

// bylines are the people over stories, as guests: nobody gets an account by moving in. Those who are somebody else come
// after whom they are.
func (m *Move) bylines() []desk.MovedNoun {
	x := m.index
	var out []desk.MovedNoun
	for who := range x.creators {
		n := desk.MovedNoun{Key: clip(who, 400), Kind: paper.AtByline, Name: x.nameOf(who)}
		if kind, login, _ := strings.Cut(who, "/"); kind == "login" {
			if a, known := x.logins[login]; known {
				n.Others = x.authorAddresses(a, first(m.o.Decisions.AuthorBase, "author"))
			}
		}
		n.Same, n.Here, n.Apart = m.o.Decisions.person(n.Key)
		out = append(out, n)
	}
	slices.SortFunc(out, func(a, b desk.MovedNoun) int {
		return cmp.Or(cmp.Compare(min(len(a.Same), 1), min(len(b.Same), 1)), cmp.Compare(a.Key, b.Key))
	})
	m.report.Nouns[string(paper.AtByline)] = NounCount{Left: int64(max(len(x.channel.Authors)-len(out), 0))}
	return out
}

// nameOf is somebody's name, by the key that an item names them with.
func (x *index) nameOf(who string) string {
	kind, name, _ := strings.Cut(who, "/")
	called := name
	switch kind {
	case "login":
		if a, known := x.logins[name]; known {
			called = first(a.Display, strings.TrimSpace(a.First+" "+a.Last), name)
		}
	case "author":
		called = x.coauthor(name)
	}
	return cut(first(fromhtml.Plain(called), fromhtml.Plain(name), "author"), 500)
}

func (x *index) authorAddresses(a archive.Author, base string) []string {
	slug := paper.Slug("", strings.ReplaceAll(a.Login, ".", "-"))
	if slug == "" {
		return nil
	}
	return x.archive("/"+base+"/"+slug+"/", "author", a.ID)
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
