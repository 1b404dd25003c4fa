package webpage

import (
	"testing"
	"time"

	"broadsheet/internal/fault"
	"broadsheet/internal/moving/fromhtml"
	"broadsheet/internal/prose"
)

// FuzzRead: whatever a page holds, it is read or refused with a sentence, and what was read is a body that passes the
// gate.
func FuzzRead(f *testing.F) {
	for _, s := range []string{
		`<html lang="en"><head><title>A - B</title><script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","headline":"A","author":{"@id":"x"}},{"@type":"Person","@id":"x","name":"Jo"}],}</script></head><body><article><h1>A</h1><p>Words, words and more words, a long line of them.</p></article></body></html>`,
		`<script type="application/ld+json"><!-- {"@type":["Article"],"headline":["x"],"datePublished":"2024-01-01","author":[{"name":"a"},["b"]]} --></script><p>x</p>`,
		`<meta property="og:type" content="article"><meta property="article:published_time" content="2024-13-45"><ul><li><a href="/x">y</a></ul><table><tr><td>z`,
		"<meta charset=shift_jis><p>\x83\x65\x83\x58\x83\x67</p>", "\xff\xfe<\x00p\x00>\x00", "<svg><title>x</title><p>y", "<h2>only</h2>", "",
	} {
		f.Add([]byte(s), "utf-8")
	}
	f.Fuzz(func(t *testing.T, source []byte, charset string) {
		p, err := Read(source, charset, "https://old.example/a/", time.UTC)
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Fatalf("no sentence: %v", err)
			}
			return
		}
		r := fromhtml.Convert(p.Body, fromhtml.Options{Web: true, Page: p.Address})
		if err := prose.Check(prose.Clean(prose.Doc(p.Title, p.Standfirst, r.Blocks...))); err != nil {
			t.Fatal(err)
		}
	})
}
