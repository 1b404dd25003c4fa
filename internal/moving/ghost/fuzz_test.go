package ghost

import (
	"bytes"
	"testing"

	"broadsheet/internal/moving/archive/archivetest"
)

// FuzzReader: whatever an export holds, it is read to its end or refused with a sentence.
func FuzzReader(f *testing.F) {
	for _, s := range []string{
		`{"db":[{"meta":{"version":"6"},"data":{"posts":[{"id":1,"uuid":"u","title":"T","slug":"s","status":"published","lexical":"{\"root\":{\"children\":[{\"type\":\"paragraph\",\"children\":[{\"type\":\"text\",\"format\":3,\"text\":\"x\"}]}]}}"}],"tags":[{"id":"t","name":"#x"}],"posts_tags":[{"post_id":1,"tag_id":"t"}],"members":[{}],"comments":[{"post_id":1}]}}]}`,
		`{"data":{"data":{"posts":[{"mobiledoc":"{\"version\":\"0.3.1\",\"markups\":[[\"a\",[\"href\",\"x\"]]],\"cards\":[[\"gallery\",{\"images\":[{\"src\":\"a\"}]}]],\"atoms\":[[\"soft-return\",\"\",{}]],\"sections\":[[1,\"p\",[[0,[0],1,\"x\"],[1,[],0,0]]],[3,\"ul\",[[[0,[],0,\"y\"]]]],[10,0],[2,\"b\"]]}"}]}}}`,
		`{"posts":[{"html":"<p>x","published_at":1388318310783,"created_at":"2014-01-01 00:00:00"}],"settings":[{"key":"url","value":"https://x.example/"}]}`,
		"[]", "{", `{"db":null,"posts":{"a":[]},"tags":"x"}`, "\xef\xbb\xbf{}",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		archivetest.Ends(t, NewReader(bytes.NewReader(source), ""))
	})
}
