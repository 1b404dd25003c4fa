package demo

import (
	"fmt"
	"strings"

	"broadsheet/internal/article"
	"broadsheet/internal/prose"
)

// Doc makes the document of a story's edition: 1 is as it first went out, Editions() the newest that readers have.
// With Editions()+1 it holds what is waiting, too.
func (s Story) Doc(edition int, names Names) (*prose.Node, error) {
	headline, standfirst, body := s.Headline, s.Standfirst, s.body
	for i := len(s.Changes) - 1; i >= 0 && i+2 > edition; i-- {
		c := s.Changes[i]
		found := 0
		for _, text := range []*string{&headline, &standfirst, &body} {
			found += strings.Count(*text, c.New)
			*text = strings.Replace(*text, c.New, c.Old, 1)
		}
		if found != 1 {
			return nil, fmt.Errorf("story %s: the changed words %q stand %d times in it", s.Name, c.New, found)
		}
	}
	fields, err := s.fields(names)
	if err != nil {
		return nil, fmt.Errorf("story %s: %w", s.Name, err)
	}
	doc, err := document(headline, standfirst, body, names)
	if err != nil {
		return nil, fmt.Errorf("story %s: %w", s.Name, err)
	}
	return doc, fields.SetOn(doc)
}

// Doc makes the document of a standing page.
func (p Page) Doc(names Names) (*prose.Node, error) {
	doc, err := document(p.Headline, "", p.body, names)
	if err != nil {
		return nil, fmt.Errorf("page %s: %w", p.Name, err)
	}
	fields := article.Fields{Kind: article.News, Slug: p.Slug, Sections: []string{}, Byline: []article.Credit{}, Topics: []string{}}
	return doc, fields.SetOn(doc)
}

func document(headline, standfirst, body string, names Names) (*prose.Node, error) {
	w := &writer{names: names}
	content := []*prose.Node{
		node("headline", nil, plainText(headline)...),
		node("standfirst", nil, plainText(standfirst)...),
	}
	content = append(content, w.blocks(body)...)
	return node("doc", nil, content...), w.err
}

func (s Story) fields(names Names) (article.Fields, error) {
	f := article.Fields{
		Kind: s.Kind, Slug: s.Slug, Lang: s.Lang, Dir: s.Dir, SearchHeadline: s.SearchHeadline, ShareHeadline: s.ShareHeadline,
		PaidBy: s.PaidBy, NoAds: s.NoAds, Note: s.Note, Sections: []string{}, Byline: []article.Credit{}, Topics: []string{},
	}
	var err error
	if s.Section != "" {
		if f.Section, err = names.Section(s.Section); err != nil {
			return f, err
		}
	}
	for _, key := range s.Sections {
		id, err := names.Section(key)
		if err != nil {
			return f, err
		}
		f.Sections = append(f.Sections, id)
	}
	for _, c := range s.Byline {
		id, err := names.Byline(c.Person)
		if err != nil {
			return f, err
		}
		f.Byline = append(f.Byline, article.Credit{Byline: id, Role: c.Role})
	}
	for _, key := range s.Topics {
		id, err := names.Topic(key)
		if err != nil {
			return f, err
		}
		f.Topics = append(f.Topics, id)
	}
	if s.Source != nil {
		f.Source = &article.Source{Name: s.Source.Name, URL: s.Source.URL}
	}
	if s.Picture != nil {
		id, err := names.Picture(s.Picture.Picture)
		if err != nil {
			return f, err
		}
		f.Picture = &article.Lead{Picture: id, Caption: s.Picture.Caption, Alt: s.Picture.Alt}
	}
	return f, nil
}

// Text is the words of a story as it stands now, without its headline: for counting and for looking through.
func (s Story) Text() (string, error) {
	anything := func(string) (string, error) { return strings.Repeat("0", 26), nil }
	doc, err := document("", "", s.body, Names{anything, anything, anything, anything, anything})
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, block := range doc.Content[2:] {
		says(&b, block)
	}
	return b.String(), nil
}

// says writes the words of a block, a line to each paragraph.
func says(b *strings.Builder, n *prose.Node) {
	for _, attr := range []string{"title", "speaker", "source", "caption", "alt", "text", "from"} {
		if s, ok := n.Attrs[attr].(string); ok && s != "" {
			b.WriteString(s + "\n")
		}
	}
	if len(n.Content) > 0 && (n.Content[0].Type == "text" || n.Content[0].Type == "line_break") {
		b.WriteString(wordsOf(n) + "\n")
		return
	}
	for _, c := range n.Content {
		says(b, c)
	}
}
