package search

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"broadsheet/internal/article"
)

// Piece is a piece of a marked text.
type Piece = article.Piece

// Candidate is a match as the index gave it.
type Candidate struct {
	Seq    int64
	ID     string
	At     time.Time
	Tokens string // as Doc.Tokens or Doc.Brief
	Score  float64
}

// Rank puts candidates into order, best first: how much of a document the words are (after BM25, with the headline
// and the standfirst weighing more), more if the headline holds all of them, and in their order, times how new it is
// beside the newest of them, so that the order does not depend on when the question is asked. Who gives several words of
// a headline means that story, so age then says less. Equal ones stand newest first.
func Rank(q Query, all []Candidate) {
	var newest time.Time
	for _, c := range all {
		if c.At.After(newest) {
			newest = c.At
		}
	}
	r := newRanker(q)
	for i := range all {
		d := r.read(all[i].Tokens)
		held, inOrder := r.headline(d)
		named := held * held
		all[i].Score = r.score(d) * (1 + named + named*inOrder) *
			math.Pow(recency(newest.Sub(all[i].At)), 1/(1+named*float64(len(q.Terms)-1)/2))
	}
	slices.SortStableFunc(all, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(b.Seq, a.Seq))
	})
}

// recency halves the worth of a story in its first month, and again until about the third year.
func recency(age time.Duration) float64 {
	days := age.Hours() / 24
	return 0.25 + 0.5/(1+days/30) + 0.25/(1+days/1000)
}

// ranker is a question made ready to be compared with many documents.
type ranker struct {
	weights []float64
	phrases [][]string       // the forms of each term, between spaces
	bearing map[string][]int // terms by the names that hold their word
}

func newRanker(q Query) ranker {
	r := ranker{bearing: map[string][]int{}}
	for i, t := range q.Terms {
		r.weights = append(r.weights, cmp.Or(t.Weight, 1))
		var phrases []string
		for _, form := range t.Forms {
			phrases = append(phrases, " "+strings.Join(form, " ")+" ")
		}
		r.phrases = append(r.phrases, phrases)
		for _, name := range t.Names {
			r.bearing[name] = append(r.bearing[name], i)
		}
	}
	return r
}

// fields are the words of a document between spaces: headline, standfirst, text, and the rest.
type fields struct {
	text [4]string
	long [4]float64 // in words
}

func (r ranker) read(tokens string) (d fields) {
	padded := " " + strings.ReplaceAll(tokens, "\n", " \n ") + " "
	for i := range d.text {
		d.text[i], padded, _ = strings.Cut(padded, "\n")
		d.text[i] = cmp.Or(d.text[i], "  ")
		d.long[i] = -1
	}
	return d
}

// length counts the words of a field once.
func (d *fields) length(i int) float64 {
	if d.long[i] < 0 {
		d.long[i] = float64(strings.Count(d.text[i], " ") - 1)
	}
	return d.long[i]
}

// headline tells how much of a question a headline holds, by the weight of its words, and how many of the words that
// follow each other in the question do so there; 1 is all of them.
func (r ranker) headline(d fields) (held, inOrder float64) {
	padded := d.text[0]
	all, last, pairs := 0.0, -1, 0
	for k, phrases := range r.phrases {
		all += r.weights[k]
		at, behind := -1, -1 // where it stands first, and first behind the word before it
		for _, phrase := range phrases {
			if i := strings.Index(padded, phrase); i >= 0 && (at < 0 || i < at) {
				at = i
			}
			if at < 0 || last < 0 {
				continue
			}
			if i := strings.Index(padded[last+1:], phrase); i >= 0 && (behind < 0 || last+1+i < behind) {
				behind = last + 1 + i
			}
		}
		if at >= 0 {
			held += r.weights[k]
		}
		if behind >= 0 {
			pairs++
			at = behind
		}
		last = at
	}
	if len(r.phrases) > 1 {
		inOrder = float64(pairs) / float64(len(r.phrases)-1)
	}
	return held / math.Max(all, 1e-9), inOrder
}

// score is BM25 over the fields; a name that a story bears counts as much as a word of its standfirst.
func (r ranker) score(d fields) float64 {
	weights := [4]float64{6, 2.5, 1, 0.5}
	usual := [4]float64{9, 22, 500, 500}
	born := make([]float64, len(r.phrases))
	if len(r.bearing) > 0 {
		for name := range strings.FieldsSeq(d.text[3]) {
			if strings.HasPrefix(name, nameMark) {
				for _, k := range r.bearing[name] {
					born[k] += bears
				}
			}
		}
	}
	total := 0.0
	for k, phrases := range r.phrases {
		tf := born[k]
		for i, f := range d.text {
			n := 0
			for _, phrase := range phrases {
				n += count(f, phrase)
			}
			if n > 0 {
				tf += weights[i] * float64(n) / (1 - 0.75 + 0.75*d.length(i)/usual[i])
			}
		}
		total += r.weights[k] * tf * 2.2 / (tf + 1.2)
	}
	return total / math.Max(1, float64(len(r.phrases)))
}

// bears is what a name counts.
const bears = 4

// count counts a phrase between spaces; two that follow each other share the space.
func count(text, phrase string) int {
	n := 0
	for {
		i := strings.Index(text, phrase)
		if i < 0 {
			return n
		}
		n++
		text = text[i+len(phrase)-1:]
	}
}

// Snippet cuts the passage of a text in which most of the words stand, about limit characters long, with the words
// marked. Without a match it is the beginning.
func Snippet(q Query, text, lang string, limit int) []Piece {
	type span struct {
		start, end int
		term       int
	}
	var spans []span
	begins := map[string][]int{} // first word of a form: terms
	for i, t := range q.Terms {
		for _, f := range t.Forms {
			begins[f[0]] = append(begins[f[0]], i)
		}
	}
	ws := words(text)
	stems, second := make([]string, len(ws)), make([]string, len(ws))
	known := map[string][2]string{}
	for i, w := range ws {
		p, ok := known[text[w.start:w.end]]
		if !ok || w.gram {
			if p[0], p[1] = forms(text, w, lang); !w.gram {
				known[text[w.start:w.end]] = p
			}
		}
		stems[i], second[i] = p[0], p[1]
	}
	for i := range ws {
		best := 0
		term := -1
		for _, t := range begins[stems[i]] {
			for _, f := range q.Terms[t].Forms {
				if len(f) > best && len(f) <= len(stems)-i && slices.Equal(f, stems[i:i+len(f)]) {
					best, term = len(f), t
				}
			}
		}
		for _, t := range begins[second[i]] {
			if best == 0 && slices.ContainsFunc(q.Terms[t].Forms, func(f []string) bool { return len(f) == 1 && f[0] == second[i] }) {
				best, term = 1, t
			}
		}
		if term >= 0 {
			spans = append(spans, span{ws[i].start, ws[i+best-1].end, term})
		}
	}
	// The window with the most different terms, then the most matches, the first of equals.
	from, bestWorth := 0, -1
	for i := range spans {
		seen, n := uint64(0), 0 // a bit for each term
		for j := i; j < len(spans) && n < 99 && spans[j].end-spans[i].start <= limit; j++ {
			seen |= 1 << spans[j].term
			n++
		}
		if worth := bits.OnesCount64(seen)*100 + n; worth > bestWorth {
			bestWorth, from = worth, i
		}
	}
	begin := 0
	if len(spans) > 0 {
		begin = back(text, spans[from].start, limit/3)
	}
	end := ahead(text, begin, limit)
	if len(spans) > 0 && spans[from].end > end {
		end = spans[from].end
	}
	var pieces []Piece
	add := func(s string, mark bool) {
		s = strings.ReplaceAll(s, "\n", " ")
		if s == "" {
			return
		}
		if n := len(pieces); n > 0 && pieces[n-1].Mark == mark {
			pieces[n-1].Text += s
			return
		}
		pieces = append(pieces, Piece{Text: s, Mark: mark})
	}
	if begin > 0 {
		add("… ", false)
	}
	at := begin
	for _, s := range spans {
		if s.end <= at || s.start < begin {
			continue
		}
		if s.start >= end || s.end > end {
			break
		}
		start := max(s.start, at) // pairs of characters overlap
		add(text[at:start], false)
		add(text[start:s.end], true)
		at = s.end
	}
	add(strings.TrimRight(text[at:end], " \n"), false)
	if end < len(text) {
		add(" …", false)
	}
	return pieces
}

// back is the beginning of a word at most n bytes before i, or of its block.
func back(text string, i, n int) int {
	low := max(0, i-n)
	if nl := strings.LastIndexByte(text[low:i], '\n'); nl >= 0 {
		return low + nl + 1
	}
	if low == 0 {
		return 0
	}
	if sp := strings.IndexByte(text[low:i], ' '); sp >= 0 {
		return low + sp + 1
	}
	for low < i && !utf8.RuneStart(text[low]) {
		low++
	}
	return low
}

// ahead is the end of a word at most n bytes after i.
func ahead(text string, i, n int) int {
	high := i + n
	if high >= len(text) {
		return len(text)
	}
	if sp := strings.LastIndexAny(text[i:high], " \n"); sp > n/2 {
		return i + sp
	}
	for high > i && !utf8.RuneStart(text[high]) {
		high--
	}
	return high
}
