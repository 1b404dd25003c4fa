package wire

import (
	"bytes"
	"encoding/json"

	"broadsheet/internal/press"
	"broadsheet/internal/prose"
)

// The documents of JSON Feed 1.1, https://www.jsonfeed.org/version/1.1/.
type jsonFeed struct {
	Version     string       `json:"version"`
	Title       string       `json:"title"`
	Home        string       `json:"home_page_url"`
	Self        string       `json:"feed_url"`
	Description string       `json:"description,omitempty"`
	Authors     []jsonAuthor `json:"authors"`
	Language    string       `json:"language,omitempty"`
	Hubs        []jsonHub    `json:"hubs,omitempty"`
	Items       []jsonItem   `json:"items"`
}

type jsonAuthor struct {
	Name string `json:"name"`
	URL  string `json:"url,omitempty"`
}

type jsonHub struct {
	Type string `json:"type"`
	URL  string `json:"url"`
}

type jsonItem struct {
	ID          string           `json:"id"`
	URL         string           `json:"url"`
	Title       string           `json:"title,omitempty"`
	HTML        string           `json:"content_html,omitempty"`
	Text        string           `json:"content_text,omitempty"` // an item has one of both: the summary where that is all
	Summary     string           `json:"summary,omitempty"`
	Image       string           `json:"image,omitempty"`
	Published   string           `json:"date_published"`
	Modified    string           `json:"date_modified,omitempty"`
	Authors     []jsonAuthor     `json:"authors,omitempty"`
	Tags        []string         `json:"tags,omitempty"`
	Language    string           `json:"language,omitempty"`
	Attachments []jsonAttachment `json:"attachments,omitempty"`
	Picture     *jsonPicture     `json:"_picture,omitempty"`
}

type jsonAttachment struct {
	URL   string `json:"url"`
	Type  string `json:"mime_type"`
	Title string `json:"title,omitempty"`
	Bytes int64  `json:"size_in_bytes,omitempty"`
}

// jsonPicture is an extension: JSON Feed has no place for who made a picture.
type jsonPicture struct {
	About       string `json:"about"`
	Credit      string `json:"credit,omitempty"`
	Description string `json:"description,omitempty"`
	Width       int    `json:"width,omitempty"`
	Height      int    `json:"height,omitempty"`
}

const aboutPicture = "https://www.rssboard.org/media-rss"

// JSON writes a feed as JSON Feed 1.1.
func JSON(f *press.Feed) ([]byte, error) {
	out := jsonFeed{
		Version: "https://jsonfeed.org/version/1.1", Title: f.Title, Home: f.Home, Self: f.Self, Description: f.Description,
		Authors: []jsonAuthor{{Name: f.Paper}}, Language: f.Lang, Items: []jsonItem{},
	}
	if f.Hub != "" {
		out.Hubs = []jsonHub{{"WebSub", f.Hub}}
	}
	for i := range f.Items {
		out.Items = append(out.Items, jsonItemOf(f, &f.Items[i]))
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	err := e.Encode(out)
	return b.Bytes(), err
}

func jsonItemOf(f *press.Feed, i *press.Item) jsonItem {
	clean := prose.Printable
	out := jsonItem{
		ID: i.ID, URL: i.URL, Title: clean(i.Title), HTML: i.HTML, Summary: clean(i.Summary), Published: iso(i.Published),
	}
	if out.HTML == "" {
		out.Text = or(out.Summary, out.Title)
	}
	if i.Updated.After(i.Published) {
		out.Modified = iso(i.Updated)
	}
	if i.Lang != f.Lang {
		out.Language = i.Lang
	}
	for _, p := range i.Authors {
		out.Authors = append(out.Authors, jsonAuthor{clean(p.Name), p.URL})
	}
	if len(out.Authors) == 0 && i.Source != "" {
		out.Authors = []jsonAuthor{{Name: clean(i.Source)}}
	}
	for _, c := range i.Categories {
		out.Tags = append(out.Tags, clean(c.Name))
	}
	if p := i.Picture; p != nil {
		out.Image = p.URL
		out.Attachments = []jsonAttachment{{p.URL, p.Type, clean(p.Caption), p.Bytes}}
		out.Picture = &jsonPicture{aboutPicture, clean(p.Credit), clean(or(p.Alt, p.Caption)), p.Width, p.Height}
	}
	return out
}
