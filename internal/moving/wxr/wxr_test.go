package wxr

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/fault"
	"broadsheet/internal/moving/archive"
	"broadsheet/internal/outside"
)

func all(r *Reader) ([]*archive.Item, error) {
	var items []*archive.Item
	for {
		i, err := r.Next()
		if errors.Is(err, io.EOF) {
			return items, nil
		}
		if err != nil {
			return items, err
		}
		items = append(items, i)
	}
}

// around puts a body into a whole export.
func around(body string) string {
	return `<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
` + body + `
</channel>
</rss>`
}

func item(body string) string {
	return around("<item><wp:post_id>7</wp:post_id><wp:post_type>post</wp:post_type>" + body + "</item>")
}

func TestEveryExportIsReadOrRefused(t *testing.T) {
	root := outside.Find(t, "wxr")
	files := 0
	var refused []string
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".xml" {
			return err
		}
		files++
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		r := NewReader(bytes.NewReader(b))
		items, err := all(r)
		name, _ := filepath.Rel(root, path)
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v is no sentence for a person", name, err)
			}
			t.Logf("%s: refused: %v", name, err)
			refused = append(refused, filepath.Base(filepath.Dir(path))+"/"+filepath.Base(path))
			return nil
		}
		if want := bytes.Count(b, []byte("<item>")); len(items) != want {
			t.Errorf("%s: %d items, the file has %d", name, len(items), want)
		}
		types := map[string]int{}
		comments := 0
		for _, i := range items {
			types[i.Type]++
			comments += i.CommentCount
		}
		if want := bytes.Count(b, []byte("<wp:comment>")); comments != want {
			t.Errorf("%s: %d comments, the file has %d", name, comments, want)
		}
		c := r.Site()
		t.Logf("%s: %d items %v, %d comments, %d authors, %d categories, %d tags, %d terms, version %q, repairs %+v",
			name, len(items), types, comments, len(c.Authors), len(c.Categories), len(c.Tags), len(c.Terms), c.Version, r.Repairs())
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 27 {
		t.Errorf("%d files, want the 27 that were given", files)
	}
	if want := []string{"data/malformed-simple.xml"}; !slices.Equal(refused, want) { // it ends in the middle of an item
		t.Errorf("refused %v, want %v", refused, want)
	}
}

func TestTextsAreReadAsTheyWereMeant(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"a plain section":                              {"<![CDATA[a < b & c]]>", "a < b & c"},
		"white space inside a section stays":           {"<![CDATA[ a\n\nb ]]>", " a\n\nb "},
		"sections one after the other are one text":    {"<![CDATA[one]]><![CDATA[two]]>\n<![CDATA[three]]>", "onetwo\nthree"},
		"the escape of an end of a section":            {"<![CDATA[a ]]]]><![CDATA[> b]]>", "a ]]> b"},
		"an end of a section that nobody escaped":      {"<![CDATA[nested <![CDATA[ tags ]]> :)]]>", "nested <![CDATA[ tags ]]> :)"},
		"nothing but an end of a section":              {"<![CDATA[]]>]]>", "]]>"},
		"several of them":                              {"<![CDATA[<![CDATA[ a ]]> b <![CDATA[ c ]]>]]>", "<![CDATA[ a ]]> b <![CDATA[ c ]]>"},
		"text after a section":                         {"<![CDATA[a]]> &amp; b", "a & b"},
		"text between sections":                        {"<![CDATA[a]]> &amp; <![CDATA[<b>]]>", "a & <b>"},
		"brackets that end nothing":                    {"<![CDATA[ends with ]] >]]>", "ends with ]] >"},
		"an end tag inside a section is text":          {"<![CDATA[a</content:encoded>b]]>", "a</content:encoded>b"},
		"entities of XML":                              {"&lt;p&gt; &amp;amp; &quot;x&quot; &apos;y&apos;", `<p> &amp; "x" 'y'`},
		"entities of HTML that XML does not know":      {"a&nbsp;b &eacute; &hellip;", "a\u00a0b é …"},
		"entities that nobody knows stay":              {"&foo; &bar", "&foo; &bar"},
		"numbers":                                      {"&#8217;&#x2019;", "’’"},
		"a lonely ampersand":                           {"R&D & AT&T", "R&D & AT&T"},
		"a lonely bracket":                             {"1 < 2 and 3 <4", "1 < 2 and 3 <4"},
		"HTML that nobody escaped":                     {`<p class="x">a <br/>b</p>`, `<p class="x">a <br/>b</p>`},
		"a comment of XML is no text":                  {"a<!-- b -->c", "ac"},
		"a comment inside a section is text":           {"<![CDATA[a<!--more-->c]]>", "a<!--more-->c"},
		"control characters are left out":              {"<![CDATA[a\x00b\x0bc\x1fd]]>", "abcd"},
		"bytes of Windows-1252":                        {"<![CDATA[it\x92s caf\xe9]]>", "it’s café"},
		"C1 controls were Windows-1252":                {"<![CDATA[it\u0092s]]>", "it’s"},
		"code points that no document may hold":        {"<![CDATA[a\ufffeb\ufdd0c]]>", "abc"},
		"line ends":                                    {"<![CDATA[a\r\nb\rc]]>", "a\nb\nc"},
		"a replacement character that was there stays": {"<![CDATA[a\ufffdb]]>", "a\ufffdb"},
		"nothing": {"", ""},
		"an entity in another's place is read once":        {"&amp;lt;b&amp;gt;", "&lt;b&gt;"},
		"white space around a section belongs to the text": {"\n<![CDATA[a]]>\n", "\na\n"},
	} {
		t.Run(name, func(t *testing.T) {
			items, err := all(NewReader(strings.NewReader(item("<content:encoded>" + c.in + "</content:encoded>"))))
			if err != nil {
				t.Fatal(err)
			}
			if len(items) != 1 || items[0].Content != c.want {
				t.Errorf("read %q, want %q", items[0].Content, c.want)
			}
		})
	}
}

func TestWhatIsWrongIsSaidWithItsLine(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"an empty file":                        {"", "The file is empty."},
		"white space alone":                    {" \n\n ", "The file is empty."},
		"a file of something else":             {"just words", "Line 1: This is not a WordPress export: there is no <rss>"},
		"a page":                               {"<!DOCTYPE html>\n<html><body>", "Line 2: This is not a WordPress export: <html> stands where <rss>"},
		"a packed file":                        {"PK\x03\x04…", "The file is packed."},
		"a feed":                               {"<rss><channel><item><title>x</title></item></channel></rss>", "This is a feed"},
		"a file that was cut off":              {strings.Split(around(""), "</channel>")[0], "Line 5: The file ends before </rss>"},
		"an item that was cut off":             {strings.Split(item("<title>x</title>"), "</item>")[0], "The file ends inside <item>, which was opened on line"},
		"a text that was cut off":              {strings.Split(item("<title>x"), "</item>")[0], "The file ends inside <title>"},
		"a section that was cut off":           {strings.Split(item("<title><![CDATA[x"), "</item>")[0], "Line 4: A CDATA section of <title> begins here"},
		"a missing end tag":                    {item("\n<title>x\n<link>y</link>"), "Line 6: <link> stands here, but <title>, opened on line 5, is not closed yet."},
		"a missing end tag after a section":    {item("\n<title><![CDATA[x]]>\n<link>y</link>"), "Line 6: <link> stands here, but <title>, opened on line 5,"},
		"a section that swallows the next tag": {item("\n<content:encoded><![CDATA[x\n<excerpt:encoded><![CDATA[]]></excerpt:encoded>"), "Line 6: </excerpt:encoded> stands here, but <content:encoded>, opened on line 5,"},
		"an item inside an item":               {around("<item>\n<item>\n</item></item>"), "Line 5: <item> stands here, but <item>, opened on line 4, is not closed yet."},
		"an end tag that nothing opened":       {around("</item>"), "Line 4: </item> stands here, but no such element is open."},
		"a tag that never ends":                {around("<item" + strings.Repeat("x", maxTag)), "A tag begins here"},
		"entities of the file's own":           {"<?xml version=\"1.0\"?>\n<!DOCTYPE rss [\n<!ENTITY lol \"lol\">\n<!ENTITY lol2 \"&lol;&lol;\">]>" + around("")[40:], "Line 2: The file defines entities of its own"},
		"an entity outside":                    {"<!DOCTYPE rss [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><rss>", "Line 1: The file defines entities of its own"},
		"an unknown encoding":                  {"<?xml version=\"1.0\" encoding=\"klingon\"?><rss>", "written in “klingon”"},
		"two exports in one file":              {around("") + "\n" + around(""), "A second export begins here"},
		"more elements than any plugin makes":  {item(strings.Repeat("<x:y>", 300)), "More than 200 elements"},
		"a text without end":                   {item("<title>" + strings.Repeat("x", maxValue+10)), "holds more than 16 MB"},
		"a section without end":                {item("<title><![CDATA[" + strings.Repeat("x", maxValue+10)), "holds more than 16 MB"},
		"an item without end":                  {item(strings.Repeat("<wp:postmeta><wp:meta_value>"+strings.Repeat("x", 1<<20)+"</wp:meta_value></wp:postmeta>", 70)), "bigger than 64 MB"},
	} {
		t.Run(name, func(t *testing.T) {
			r := NewReader(strings.NewReader(c.in))
			_, err := all(r)
			if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("err = %v, want one with %q", err, c.want)
			}
			if _, again := r.Next(); !errors.Is(again, err) {
				t.Errorf("asked again: %v", again)
			}
		})
	}
}

func TestOddButWholeFilesAreRead(t *testing.T) {
	one := item("<title>x</title>")
	utf16 := []byte{0xff, 0xfe}
	for _, c := range one {
		utf16 = append(utf16, byte(c), byte(c>>8))
	}
	for name, in := range map[string]string{
		"a byte order mark":          "\xef\xbb\xbf" + one,
		"UTF-16":                     string(utf16),
		"blank lines first":          "\n\n  " + one,
		"a document type":            "<!DOCTYPE rss>" + one[strings.Index(one, "<rss"):],
		"https in the namespace":     strings.ReplaceAll(one, "http://wordpress.org", "https://wordpress.org"),
		"WXR 1.0":                    strings.ReplaceAll(one, "export/1.2", "export/1.0"),
		"another prefix":             strings.ReplaceAll(strings.ReplaceAll(one, "wp:", "w:"), ":wp", ":w"),
		"no namespaces declared":     strings.Replace(one, one[strings.Index(one, " xmlns"):strings.Index(one, ">\n<channel")], "", 1),
		"comments after the end":     one + "\n<!-- 42 queries -->\n",
		"elements of plugins":        item("<title>x</title><media:group><media:content url='a>b'><media:title>z</media:title></media:content></media:group><geo:x/>"),
		"elements newer than this":   item("<title>x</title><wp:news><wp:deep>1</wp:deep></wp:news>"),
		"Latin 1":                    strings.Replace(one, "UTF-8", "ISO-8859-1", 1),
		"an instruction in the text": strings.Replace(one, "<item>", "<?php echo 1 ?><item>", 1),
	} {
		t.Run(name, func(t *testing.T) {
			items, err := all(NewReader(strings.NewReader(in)))
			if err != nil || len(items) != 1 || items[0].Title != "x" || items[0].ID != 7 {
				t.Errorf("%d items, err = %v", len(items), err)
			}
		})
	}
}

func TestAnItemIsReadWhole(t *testing.T) {
	in := around(`<title>Site</title><link>https://old.example/blog</link><language>de-DE</language>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_site_url>https://old.example</wp:base_site_url><wp:base_blog_url>https://old.example/blog</wp:base_blog_url>
<wp:author><wp:author_id>1
</wp:author_id><wp:author_login>jo
</wp:author_login><wp:author_display_name><![CDATA[Jo Tarrick]]></wp:author_display_name></wp:author>
<wp:category><wp:term_id>3</wp:term_id><wp:category_nicename>ships</wp:category_nicename><wp:category_parent>trade</wp:category_parent><wp:cat_name><![CDATA[Ships & boats]]></wp:cat_name></wp:category>
<wp:tag><wp:tag_slug>tide</wp:tag_slug><wp:tag_name>Tide</wp:tag_name></wp:tag>
<wp:term><wp:term_taxonomy>series</wp:term_taxonomy><wp:term_slug>s</wp:term_slug><wp:term_name>S</wp:term_name><wp:termmeta><wp:meta_key>k</wp:meta_key><wp:meta_value>v</wp:meta_value></wp:termmeta></wp:term>
<item><title>T</title><link>https://old.example/blog/t/</link><pubDate>Mon, 10 Jan 2011 13:20:00 +0000</pubDate><dc:creator>jo</dc:creator>
<guid isPermaLink="false">https://old.example/blog/?p=9</guid><description/><content:encoded>C</content:encoded><excerpt:encoded>E</excerpt:encoded>
<wp:post_id>9</wp:post_id><wp:post_date>2011-01-10 06:20:00</wp:post_date><wp:post_date_gmt>2011-01-10 13:20:00</wp:post_date_gmt>
<wp:post_modified>2011-01-11 06:20:00</wp:post_modified><wp:post_modified_gmt>0000-00-00 00:00:00</wp:post_modified_gmt>
<wp:post_name>t</wp:post_name><wp:status>publish</wp:status><wp:post_parent>2</wp:post_parent><wp:menu_order>4</wp:menu_order><wp:post_type>post</wp:post_type>
<wp:post_password> x </wp:post_password><wp:is_sticky>1</wp:is_sticky><wp:attachment_url>https://old.example/a.jpg</wp:attachment_url>
<category domain="category" nicename="ships"><![CDATA[Ships & boats]]></category>
<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>12</wp:meta_value></wp:postmeta>
<wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_content>Hi</wp:comment_content><wp:commentmeta><wp:meta_key>a</wp:meta_key><wp:meta_value>b</wp:meta_value></wp:commentmeta></wp:comment>
</item>`)
	r := NewReader(strings.NewReader(in))
	items, err := all(r)
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprintf("%+v\n%+v", *r.Site(), *items[0])
	want := `{Title:Site Link:https://old.example/blog Description: Language:de-DE Generator: Version:1.2 SiteURL:https://old.example BlogURL:https://old.example/blog Authors:[{ID:1 Login:jo Email: Display:Jo Tarrick First: Last: URL:}] Categories:[{ID:3 Taxonomy:category Slug:ships Parent:trade Name:Ships & boats Description: Meta:[]}] Tags:[{ID:0 Taxonomy:post_tag Slug:tide Parent: Name:Tide Description: Meta:[]}] Terms:[{ID:0 Taxonomy:series Slug:s Parent: Name:S Description: Meta:[{Key:k Value:v}]}]}
{Line:12 ID:9 Key: Type:post Status:publish Note: Title:T Link:https://old.example/blog/t/ GUID:https://old.example/blog/?p=9 Creator:jo Creators:[] Content:C Excerpt:E Slug:t Password: x  Parent:2 Order:4 Sticky:true PubDate:Mon, 10 Jan 2011 13:20:00 +0000 Date:2011-01-10 06:20:00 DateGMT:2011-01-10 13:20:00 Modified:2011-01-11 06:20:00 ModifiedGMT:0000-00-00 00:00:00 AttachmentURL:https://old.example/a.jpg Others:[] Lang: Source: SourceURL: Lead: LeadCaption: LeadAlt: Terms:[{Domain:category Slug:ships Name:Ships & boats}] Meta:[{Key:_thumbnail_id Value:12}] Comments:[{Fields:[{Key:id Value:1} {Key:content Value:Hi}] Meta:[{Key:a Value:b}]}] CommentCount:1}`
	if got != want {
		t.Errorf("read\n%s\nwant\n%s", got, want)
	}
	if _, ok := archive.Time(items[0].ModifiedGMT, time.UTC); ok {
		t.Error("the zero date counts as a date")
	}
	if at, ok := archive.Time(items[0].DateGMT, time.UTC); !ok || !at.Equal(time.Date(2011, 1, 10, 13, 20, 0, 0, time.UTC)) {
		t.Errorf("date %v %v", at, ok)
	}
}

// repeater is an export of n items that is never in memory whole.
type repeater struct {
	n    int
	item string
	rest io.Reader
}

func (r *repeater) Read(p []byte) (int, error) {
	for {
		if r.rest != nil {
			if n, err := r.rest.Read(p); err == nil {
				return n, nil
			}
		}
		if r.n < 0 {
			return 0, io.EOF
		}
		switch r.n--; {
		case r.n < 0:
			r.rest = strings.NewReader("</channel></rss>")
		default:
			r.rest = strings.NewReader(r.item)
		}
	}
}

func TestCommentsCanBeTakenOneByOne(t *testing.T) {
	const n = 50_000
	head, tail, _ := strings.Cut(item("HERE"), "HERE")
	one := "<wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_content>" + strings.Repeat("word ", 300) + "</wp:comment_content></wp:comment>"
	r := NewReader(io.MultiReader(strings.NewReader(head), io.LimitReader(&repeater{n: n, item: one}, int64(n*len(one))), strings.NewReader(tail)))
	taken := 0
	r.OnComment(func(i *archive.Item, _ archive.Comment) error {
		if i.ID != 7 {
			t.Errorf("a comment of item %d", i.ID)
		}
		taken++
		return nil
	})
	items, err := all(r)
	if err != nil || len(items) != 1 || taken != n || items[0].CommentCount != n {
		t.Errorf("%d items, %d comments taken, err = %v", len(items), taken, err)
	}
}

func FuzzReader(f *testing.F) {
	root := os.Getenv("BROADSHEET_TESTDATA")
	if found, err := filepath.Glob(filepath.Join(root, "wxr", "*", "*", "*", "*.xml")); err == nil && root != "" {
		for _, path := range found {
			b, err := os.ReadFile(path)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(b)
		}
	}
	f.Add([]byte(item("<title><![CDATA[a ]]> b]]></title><wp:comment><wp:comment_id>1</wp:comment_id></wp:comment>")))
	f.Add([]byte("<?xml version='1.0' encoding='windows-1252'?><!DOCTYPE rss><rss><channel><item>&#8217;\x92</item>"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r := NewReader(bytes.NewReader(b))
		items, err := all(r)
		if err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("%v is no sentence for a person", err)
		}
		for _, i := range items {
			for _, s := range []string{i.Title, i.Content, i.Excerpt} {
				if strings.ToValidUTF8(s, "") != s || strings.IndexFunc(s, forbidden) >= 0 {
					t.Errorf("%q holds what no document may hold", s)
				}
			}
		}
	})
}
