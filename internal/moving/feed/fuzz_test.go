package feed

import (
	"bytes"
	"testing"

	"broadsheet/internal/moving/archive/archivetest"
)

// FuzzReader: whatever a feed holds, it is read to its end or refused with a sentence.
func FuzzReader(f *testing.F) {
	for _, s := range []string{
		`<rss version="2.0"><channel><title>x</title><item><title>t</title><description>d</description><enclosure type="image/png" url="u"/><pubDate>Mon, 02 Jan 2023 03:04:05 GMT</pubDate></item></channel></rss>`,
		`<feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="html">&lt;b&gt;</title><content type="xhtml"><div>x</div></content><author><name>Jo</name></author></entry></feed>`,
		`{"version":"https://jsonfeed.org/version/1.1","title":"x","items":[{"id":"1","content_html":"<p>x","authors":[{"name":"Jo"}],"tags":["a"]}]}`,
		`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><item><title>x</title></item></rdf:RDF>`, "<rss>", "",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		archivetest.Ends(t, NewReader(bytes.NewReader(source)))
	})
}
