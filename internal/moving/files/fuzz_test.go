package files

import (
	"bytes"
	"testing"

	"broadsheet/internal/moving/archive/archivetest"
)

// FuzzFile: whatever a file holds, under whatever name, it is read to its end or refused with a sentence.
func FuzzFile(f *testing.F) {
	for name, s := range map[string]string{
		"a.md":                "---\ntitle: x\ntags: [a, {b: c}]\ndate: 2024-01-02\ncategories: a b\npermalink: /:year/:title\n---\n# y\n\n[^1]\n\n[^1]: z",
		"2024-1-2-b.markdown": "---\nauthors:\n- name: Jo\n---\n* x",
		"posts.csv":           "id,web_title,content_html,content_tags,created_at\n1,T,<p>x,a; b,2024-01-01",
		"m.html":              `<article class="h-entry"><h1 class="p-name">T</h1><section class="e-content"><p class="graf--title">T</p></section><a class="p-canonical" href="https://x.example/t-0123456789ab">c</a></article>`,
		"archive":             "PK\x03\x04", "p.html": "<html><body><p>x</p>", "x": "a,\"b", "e.txt": "",
	} {
		f.Add(name, []byte(s))
	}
	f.Fuzz(func(t *testing.T, name string, source []byte) {
		archivetest.Ends(t, File(bytes.NewReader(source), name, ""))
	})
}
