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
	doc := prose.Doc(headline, standfirst, w.blocks(body)...)
	return doc, w.err
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
