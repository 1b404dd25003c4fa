package moving

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"broadsheet/internal/desk"
	"broadsheet/internal/moving/archive"
	"broadsheet/internal/moving/words"
	"broadsheet/internal/prose"
)

// Sample is one story as it stands there and as it will stand here.
type Sample struct {
	Title   string      `json:"title"`
	Address string      `json:"address"` // there
	Line    int         `json:"line"`
	Old     []Line      `json:"old"`
	New     *prose.Node `json:"new"`     // has passed the gate
	Missing []string    `json:"missing"` // words that readers saw there and will not here
	Added   []string    `json:"added"`
	Left    []string    `json:"left"` // what does not come, with the reason
}

// Line is a piece of the old text, in words alone.
type Line struct {
	Kind string `json:"kind"` // LineText, LineHeading, LineItem, LineQuote or LineThing
	Text string `json:"text"`
}

// Kinds of lines. A thing has no words of its own: a picture, a frame.
const (
	LineText    = "text"
	LineHeading = "heading"
	LineItem    = "item"
	LineQuote   = "quote"
	LineThing   = "thing"
)

// How many stories are looked at side by side: most of them whichever they are, the others those whose text is the
// hardest to move.
const (
	anySamples  = 14
	hardSamples = 6

	longestSample = 200 << 10 // bytes of text
)

// choice keeps the stories to look at while the export is read.
type choice struct{ any, hard []chosen }

type chosen struct {
	rank int64
	item *archive.Item
}

// see weighs a story. The same export gives the same stories each time.
func (c *choice) see(i *archive.Item) {
	if strings.TrimSpace(i.Content) == "" || len(i.Content) > longestSample {
		return
	}
	c.any = best(c.any, chosen{int64(sum(i.GUID+i.Title) >> 1), i}, anySamples)
	if h := hardness(i.Content); h > 0 {
		c.hard = best(c.hard, chosen{-h, i}, hardSamples+anySamples)
	}
}

func best(all []chosen, c chosen, n int) []chosen {
	if len(all) == n && c.rank >= all[n-1].rank {
		return all
	}
	at, _ := slices.BinarySearchFunc(all, c, func(a, b chosen) int { return cmp.Compare(a.rank, b.rank) })
	all = slices.Insert(all, at, c)
	return all[:min(len(all), n)]
}

// hard are what makes a text hard to move, each kind once.
var hard = []string{"<table", "<iframe", "<form", "<script", "<ul", "<ol", "<blockquote", "<pre", "[gallery", "[caption", "[embed", "[video", "[audio", "<h2", "<h3", "wp:columns", "wp:file", "wp:cover", "<style", "<object"}

func hardness(content string) int64 {
	var n int64
	for _, h := range hard {
		if strings.Contains(content, h) {
			n++
		}
	}
	return n
}

// Samples makes some twenty stories as they will stand here. Nothing is kept.
func (m *Move) Samples(ctx context.Context, p Paper) ([]Sample, error) {
	c := *m
	c.desk, c.paper, c.now = nobody{}, p, m.o.Clock.Now()
	c.from = desk.Mover{System: m.source.System, Base: m.index.base, Rehearsal: true}
	c.report = newReport(m.source, m.index, m.o, c.now)
	c.pictures, c.absent = pictures{}, map[uint64]bool{}
	if m.o.Decisions.Pictures != LeftBehind {
		for id := range m.index.names {
			c.pictures.put(pictureKey(id), rehearsed)
		}
	}
	var items []*archive.Item
	for _, x := range slices.Concat(m.index.samples.any, m.index.samples.hard) {
		if len(items) < anySamples+hardSamples && !slices.Contains(items, x.item) {
			items = append(items, x.item)
		}
	}
	slices.SortFunc(items, func(a, b *archive.Item) int { return cmp.Compare(b.Date, a.Date) })
	var all []Sample
	for _, i := range items {
		s := &story{item: i}
		s.Public = true
		if err := c.write(ctx, s, ""); err != nil {
			return all, err
		}
		if prose.Check(s.Doc) != nil {
			continue // the report tells of it
		}
		out := Sample{Title: prose.Headline(s.Doc), Address: i.Link, Line: i.Line, Old: OldLines(m.shared(i.Content, 0)), New: s.Doc, Missing: s.missing, Added: s.added}
		for _, l := range s.left {
			out.Left = append(out.Left, string(l.Why)+": "+cut(l.Text, 200))
		}
		all = append(all, out)
	}
	return all, nil
}

// nobody is a desk that has nothing and keeps nothing.
type nobody struct{ Desk }

func (nobody) Origins(context.Context, string, string, []string) (map[string]desk.Origin, error) {
	return nil, nil
}

func (nobody) MovePicture(context.Context, desk.Mover, string, desk.Taken) (string, bool, error) {
	return "", false, nil
}

// mostLines is how much of an old text is shown beside the new one.
const mostLines = 2000

var lineKinds = map[string]string{
	"h1": LineHeading, "h2": LineHeading, "h3": LineHeading, "h4": LineHeading, "h5": LineHeading, "h6": LineHeading,
	"li": LineItem, "dt": LineItem, "dd": LineItem, "blockquote": LineQuote, "p": LineText, "div": LineText, "tr": LineText, "figcaption": LineText,
	"pre": LineText, "br": LineText, "ul": LineText, "ol": LineText, "table": LineText, "figure": LineText, "section": LineText, "dl": LineText,
}

// wordless are elements that show something without words.
var wordless = map[string]string{"img": "Picture", "iframe": "Frame", "video": "Film", "audio": "Sound", "object": "Object", "embed": "Object", "form": "Form"}

// OldLines are the words of a piece of HTML as its page showed them, line by line. Nothing of the HTML itself is in
// them: they can be written into any page.
func OldLines(source string) []Line {
	var all []Line
	var b strings.Builder
	kind := LineText
	end := func(next string) {
		for piece := range strings.SplitSeq(b.String(), "\n\n") {
			if text := strings.Join(strings.Fields(piece), " "); text != "" && len(all) < mostLines {
				all = append(all, Line{kind, text})
			}
		}
		b.Reset()
		kind = next
	}
	z := html.NewTokenizer(strings.NewReader(strings.ReplaceAll(source, "\r\n", "\n")))
	unseen := ""
	var quotes int
	for {
		switch z.Next() {
		case html.ErrorToken:
			end(LineText)
			return all
		case html.TextToken:
			if unseen == "" {
				b.Write(z.Text())
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			if unseen == "" && t.Type == html.StartTagToken && words.IsUnseen(t.Data) {
				unseen = t.Data
			}
			if what, is := wordless[t.Data]; is && (unseen == "" || unseen == t.Data) {
				end(kind)
				all = append(all, Line{LineThing, strings.TrimSpace(what + " " + nameOfThing(t))})
			}
			if k, is := lineKinds[t.Data]; is {
				if t.Data == "blockquote" {
					quotes++
				}
				if k == LineText && quotes > 0 {
					k = LineQuote
				}
				end(k)
			} else if t.Data == "td" || t.Data == "th" {
				b.WriteString("  ")
			}
		case html.EndTagToken:
			t := z.Token()
			if t.Data == unseen {
				unseen = ""
			}
			if t.Data == "blockquote" && quotes > 0 {
				quotes--
			}
			if _, is := lineKinds[t.Data]; is {
				next := LineText
				if quotes > 0 {
					next = LineQuote
				}
				end(next)
			}
		}
	}
}

// nameOfThing is the file of a picture, or the host of what lies elsewhere.
func nameOfThing(t html.Token) string {
	for _, a := range t.Attr {
		if a.Key != "src" && a.Key != "data" {
			continue
		}
		if t.Data == "iframe" {
			return hostOf(a.Val)
		}
		if k := fileKey(a.Val); k != "" {
			return cut(k[strings.LastIndexByte(k, '/')+1:], 80)
		}
	}
	return ""
}
