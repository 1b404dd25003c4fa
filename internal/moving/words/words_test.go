package words

import (
	"slices"
	"strings"
	"testing"
)

func TestVisibleWords(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"tags join what they stand in":             {"a<b>b</b>c <i>d</i>", "abc d"},
		"blocks and breaks part words":             {"a<p>b</p>c<br>d<td>e", "a b c d e"},
		"scripts, comments and titles are none":    {"a<script>b</script><!-- c --><style>d</style><noscript>e</noscript>f<title>g</title>", "af"},
		"entities":                                 {"caf&eacute; R&amp;D", "café r d"},
		"forms of one character":                   {"x² ﬁne", "x2 fine"},
		"composed and decomposed":                  {"cafe\u0301", "café"},
		"brackets of shortcodes":                   {"[caption id=1]a[/caption] [su_box]b[/su_box] [gallery] [sic]", "a b sic"},
		"an old caption":                           {`[caption id="1" caption="a b"]c[/caption]`, "a b c"},
		"the button of a file is a word by itself": {`<a>a</a><a class="wp-block-file__button">b</a>`, "a b"},
		"words of any script":                      {"مرحبا 漢字, привет", "مرحبا 漢字 привет"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := strings.Join(Visible(c.in), " "); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestCompare(t *testing.T) {
	missing, added := Compare(strings.Fields("a b b c d"), strings.Fields("c"), strings.Fields("d b a e"))
	if !slices.Equal(missing, []string{"b"}) || !slices.Equal(added, []string{"e"}) {
		t.Errorf("missing %v, added %v", missing, added)
	}
}
