package page

import (
	"bytes"
	"cmp"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/url"
)

// OEmbedAddress is where programs ask for the card of a story.
const OEmbedAddress = "/oembed"

// OEmbed is the card of a story for pages of other sites (oEmbed 1.0): a link with a picture. It brings no markup and no
// script with it, so that whoever shows it need not trust anybody.
type OEmbed struct {
	XMLName         xml.Name `json:"-" xml:"oembed"`
	Type            string   `json:"type" xml:"type"`
	Version         string   `json:"version" xml:"version"`
	Title           string   `json:"title" xml:"title"`
	AuthorName      string   `json:"author_name,omitempty" xml:"author_name,omitempty"`
	AuthorURL       string   `json:"author_url,omitempty" xml:"author_url,omitempty"`
	ProviderName    string   `json:"provider_name" xml:"provider_name"`
	ProviderURL     string   `json:"provider_url" xml:"provider_url"`
	CacheAge        int      `json:"cache_age" xml:"cache_age"` // seconds
	ThumbnailURL    string   `json:"thumbnail_url,omitempty" xml:"thumbnail_url,omitempty"`
	ThumbnailWidth  int      `json:"thumbnail_width,omitempty" xml:"thumbnail_width,omitempty"`
	ThumbnailHeight int      `json:"thumbnail_height,omitempty" xml:"thumbnail_height,omitempty"`
}

// OEmbedOf makes the card of a story with the largest picture that stays within a width and height; 0 is without limit.
func OEmbedOf(s *Story, maxWidth, maxHeight int) OEmbed {
	f := &s.Frame
	o := OEmbed{
		Type: "link", Version: "1.0", Title: cmp.Or(s.ShareTitle, s.Headline),
		ProviderName: f.Paper.Name, ProviderURL: f.Base + "/", CacheAge: 3600,
	}
	for _, p := range s.Byline {
		if p.Writes() {
			o.AuthorName, o.AuthorURL = p.Name, f.absolute(p.URL)
			break
		}
	}
	var best Cut
	for _, c := range s.shareCuts() {
		if (maxWidth == 0 || c.Width <= maxWidth) && (maxHeight == 0 || c.Height <= maxHeight) && c.Width > best.Width {
			best = c
		}
	}
	if best.Width > 0 {
		o.ThumbnailURL, o.ThumbnailWidth, o.ThumbnailHeight = f.Base+best.URL, best.Width, best.Height
	}
	return o
}

// JSON writes the card.
func (o OEmbed) JSON() ([]byte, error) {
	b, err := json.Marshal(o)
	if err != nil {
		return nil, fmt.Errorf("the card of a story: %w", err)
	}
	return append(b, '\n'), nil
}

// XML writes the card.
func (o OEmbed) XML() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	if err := xml.NewEncoder(&b).Encode(o); err != nil {
		return nil, fmt.Errorf("the card of a story: %w", err)
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

// cardLink is where the card of a story is, in one format.
type cardLink struct{ Type, URL string }

// embeds are the links by which programs find the card of a story.
func embeds(p Page) []cardLink {
	s, ok := p.(*Story)
	if !ok || s.Base == "" || s.Path == "" || s.Hide {
		return nil
	}
	at := s.Base + OEmbedAddress + "?url=" + url.QueryEscape(s.Base+s.Path) + "&format="
	return []cardLink{{"application/json+oembed", at + "json"}, {"text/xml+oembed", at + "xml"}}
}
