package export

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"hash/fnv"
	"html/template"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"broadsheet/internal/article"
	"broadsheet/internal/media"
	"broadsheet/internal/prose"
)

// readable makes the texts that people read without any program. Names of sections, bylines and topics, corrections
// and what is said of pictures are in memory, the texts are not.
type readable struct {
	texts *lines
	names map[string]string // of sections, bylines and topics, by id
	now   map[string]string // what stands for those that were merged into others
	notes map[string][]correction
	shown map[string]prose.Picture
	taken map[uint64]bool // sums of the names of files
	lang  string          // of the paper
}

func newReadable(texts *lines) readable {
	return readable{
		texts: texts, names: map[string]string{}, now: map[string]string{}, notes: map[string][]correction{}, shown: map[string]prose.Picture{}, taken: map[uint64]bool{},
	}
}

type correction struct {
	When, Kind, Text string
}

// text is one text, as it is set aside until everything it names is known.
type text struct {
	ID, Address, Kind, Headline, Standfirst, Section, Lang, Dir string

	Folder               string // stories/2026/11/
	Published, Updated   int64
	Byline, Source, Tags json.RawMessage
	Doc                  json.RawMessage
}

// hear notes what the texts need of a row.
func (x *readable) hear(table string, r row) error {
	switch table {
	case "setting":
		var s struct{ Lang string }
		err := json.Unmarshal([]byte(r.text("value")), &s)
		x.lang = s.Lang
		return err
	case "section", "byline", "topic":
		x.names[r.text("id")] = r.text("name")
		if into := r.text("merged_into"); into != "" {
			x.now[r.text("id")] = into
		}
	case "note":
		of := r.text("article")
		x.notes[of] = append(x.notes[of], correction{When: stamp(r.number("at")), Kind: r.text("kind"), Text: r.text("text")})
	case "published":
		return x.setAside(text{
			ID: r.text("id"), Address: r.text("address"), Kind: r.text("kind"), Headline: r.text("headline"), Standfirst: r.text("standfirst"),
			Section: r.text("section"), Lang: r.text("lang"), Dir: r.text("dir"), Folder: folderOf(r),
			Published: r.number("published_at"), Updated: r.number("updated_at"),
			Byline: raw(r.text("byline")), Source: raw(r.text("source")), Tags: raw(r.text("topics")), Doc: raw(r.text("doc")),
		})
	case "draft":
		if r.number("edition") > 0 || r.text("state") == string(article.Binned) || r.text("doc") == "" {
			return nil
		}
		return x.setAside(text{
			ID: r.text("id"), Kind: r.text("kind"), Section: r.text("section"), Folder: draftsFolder,
			Byline: raw(r.text("byline")), Doc: raw(r.text("doc")),
		})
	}
	return nil
}

const (
	storiesFolder = "stories/"
	pagesFolder   = "pages/"
	draftsFolder  = "drafts/"
)

func folderOf(r row) string {
	if article.Form(r.text("form")) == article.StandingPage {
		return pagesFolder
	}
	return storiesFolder + time.UnixMicro(r.number("published_at")).UTC().Format("2006/01/")
}

func raw(text string) json.RawMessage {
	if text == "" {
		return nil
	}
	return json.RawMessage(text)
}

func (x *readable) setAside(t text) error {
	b, err := json.Marshal(t)
	if err != nil {
		return err
	}
	return x.texts.add(b)
}

// picture notes what is said of a picture, and gives the name of its original.
func (x *readable) picture(r row) string {
	name := r.text("hash") + media.Picture{Type: r.text("type")}.Ext()
	x.shown[r.text("id")] = prose.Picture{
		Src: name, Width: int(r.number("width")), Height: int(r.number("height")), Alt: r.text("alt"), Caption: r.text("caption"), Credit: r.text("credit"),
	}
	return name
}

// texts writes a file for every text.
func (x *outgoing) texts(ctx context.Context) error {
	done := int64(0)
	return x.reading.texts.each(func(line []byte) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		done++
		x.progress("Stories to read", done, x.reading.texts.n)
		var t text
		if err := json.Unmarshal(line, &t); err != nil {
			return err
		}
		var doc prose.Node
		if err := json.Unmarshal(t.Doc, &doc); err != nil {
			return err
		}
		switch t.Folder {
		case draftsFolder:
			x.Drafts++
			t.Headline, t.Standfirst = prose.Headline(&doc), prose.Standfirst(&doc)
		case pagesFolder:
			x.Pages++
		default:
			x.Stories++
		}
		w, err := x.create(t.Folder + x.reading.nameOf(t) + ".html")
		if err != nil {
			return err
		}
		return x.reading.write(w, t, &doc)
	})
}

// longestName is how many bytes of an address or a headline the name of a file takes over.
const longestName = 80

// nameOf is the name of a text's file: the end of its address, or its headline. Of two with the same name in a folder
// the one with the higher id carries it.
func (x *readable) nameOf(t text) string {
	words := t.Address
	if t.Folder == draftsFolder {
		words = t.Headline
	}
	words = strings.Trim(words, "/")
	name := slug(words[strings.LastIndexByte(words, '/')+1:])
	sum := fnv.New64a()
	io.WriteString(sum, t.Folder+name) //nolint:errcheck // a hash takes everything
	if name == "" || x.taken[sum.Sum64()] {
		return strings.TrimPrefix(name+"-"+t.ID, "-")
	}
	x.taken[sum.Sum64()] = true
	return name
}

// slug keeps letters and digits of any script, small, with dashes between.
func slug(s string) string {
	var b strings.Builder
	dash := false
	for _, r := range norm.NFC.String(strings.ToLower(s)) {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
			dash = b.Len() > 0
			continue
		}
		if b.Len()+1+utf8.RuneLen(r) > longestName {
			break
		}
		if dash {
			b.WriteByte('-')
		}
		dash = false
		b.WriteRune(r)
	}
	return b.String()
}

// called is the name of a section, byline or topic, or of what stands for it now.
func (x *readable) called(id string) string {
	for range 10 { // a merged one may have been merged again
		into, merged := x.now[id]
		if !merged {
			break
		}
		id = into
	}
	return x.names[id]
}

func stamp(us int64) string {
	if us == 0 {
		return ""
	}
	return time.UnixMicro(us).UTC().Format("2 January 2006, 15:04 UTC")
}

// page is what the file of a text says.
type page struct {
	text
	Lang, Dir             string
	Section, Names, Where string
	Published, Updated    string
	Topics                []string
	Lead, Body            template.HTML
	Corrections           []correction
}

func (x *readable) write(w io.Writer, t text, doc *prose.Node) error {
	depth := strings.Count(t.Folder, "/")
	o := prose.Options{Lang: cmp.Or(t.Lang, doc.Attr("lang"), x.lang), Picture: func(id string) (prose.Picture, bool) {
		p, found := x.shown[id]
		p.Src = strings.Repeat("../", depth) + originals + p.Src
		return p, found
	}}
	o.Dir = cmp.Or(t.Dir, prose.Direction(o.Lang))
	p := page{
		text: t, Lang: o.Lang, Dir: o.Dir, Section: x.called(t.Section), Published: stamp(t.Published), Updated: stamp(t.Updated),
		Lead: prose.Lead(doc, o), Body: prose.HTML(doc, o), Corrections: x.notes[t.ID],
	}
	var credits []article.Credit
	var topics []string
	var source article.Source
	for _, part := range []struct {
		from json.RawMessage
		into any
	}{{t.Byline, &credits}, {t.Tags, &topics}, {t.Source, &source}} {
		if part.from == nil {
			continue
		}
		if err := json.Unmarshal(part.from, part.into); err != nil {
			return err
		}
	}
	var who []string
	for _, c := range credits {
		name := x.called(c.Byline)
		if c.Role != article.By && c.Role != "" {
			name += " (" + string(c.Role) + ")"
		}
		who = append(who, name)
	}
	p.Names = strings.Join(who, ", ")
	for _, id := range topics {
		p.Topics = append(p.Topics, x.called(id))
	}
	p.Where = source.Name
	var b bytes.Buffer
	if err := toRead.Execute(&b, p); err != nil {
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}

var toRead = template.Must(template.New("").Parse(`<!doctype html>
<html lang="{{.Lang}}" dir="{{.Dir}}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{{.Headline}}</title>
<style>body{max-width:40rem;margin:2rem auto;padding:0 1rem;font:1.1rem/1.6 Georgia,serif}img{max-width:100%;height:auto}figure{margin:1.5rem 0}</style>
<article>
<p>{{with .Section}}{{.}} · {{end}}{{.Kind}}</p>
<h1>{{.Headline}}</h1>
{{with .Standfirst}}<p><strong>{{.}}</strong></p>
{{end}}{{with .Names}}<p>{{.}}</p>
{{end}}{{with .Where}}<p>{{.}}</p>
{{end}}<p>{{if .Published}}Published {{.Published}}{{with .Updated}} · Updated {{.}}{{end}}{{else}}Not published{{end}}</p>
{{.Lead}}
{{.Body}}
</article>
{{range .Corrections}}<p>{{.When}}, {{.Kind}}: {{.Text}}</p>
{{end}}{{with .Topics}}<p>{{range $i, $t := .}}{{if $i}}, {{end}}{{$t}}{{end}}</p>
{{end}}{{with .Address}}<p>Address: {{.}}</p>
{{end}}</html>
`))
