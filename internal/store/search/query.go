package search

import (
	"slices"
	"strconv"
	"strings"
)

// The limits of a question.
const (
	mostTerms = 16
	mostQuery = 500 // bytes
)

// Query is a question: every term must match, none of the excluded may, and of each set of tags one must be borne.
type Query struct {
	Terms []Term
	Not   []Term
	Tags  [][]string // names, made by Name
	Text  string     // as it was read
	Words []Asked    // the words of Terms where they stand in Text

	HeadOnly bool // every word must stand in the headline, too
	Loose    bool // the words of phrases may stand anywhere, and nothing is excluded
}

// HasLoose tells whether Loose makes a difference: whether a match has to be looked at beyond the words that it holds.
func (q Query) HasLoose() bool {
	return len(q.Not) > 0 || slices.ContainsFunc(q.Terms, func(t Term) bool {
		return slices.ContainsFunc(t.Forms, func(f []string) bool { return len(f) > 1 })
	})
}

// Term is a word or phrase in all the forms in which documents may hold it.
type Term struct {
	Forms  [][]string // each is a phrase of one or more words
	Folded string     // a single word folded, to look up names with; "" for a phrase
	Names  []string   // names that hold the word
	Begins string     // the words that begin so will do as well; "" unless the term is still being typed
	Weight float64    // how much it says; 0 stands for 1
}

// Asked is a word of a question.
type Asked struct {
	Start, End int // bytes of Text
	Folded     string
	Term       int
}

// Parse reads what a person typed: words, "phrases" and -exclusions. Nothing is an error: a quotation mark without
// its other half ends with the text, a minus without a word says nothing. Langs are the languages of the documents.
func Parse(text string, langs []string) Query {
	if len(text) > mostQuery {
		cut := mostQuery
		for cut > 0 && text[cut]&0xc0 == 0x80 {
			cut--
		}
		text = text[:cut]
	}
	q := Query{Text: quotes.Replace(strings.ToValidUTF8(text, " "))}
	add := func(start, end int, not, phrase bool) {
		ws := words(q.Text[start:end])
		if len(ws) == 0 || len(q.Terms)+len(q.Not) >= mostTerms {
			return
		}
		t := Term{}
		known := func(form []string) {
			if !slices.ContainsFunc(t.Forms, func(f []string) bool { return slices.Equal(f, form) }) {
				t.Forms = append(t.Forms, form)
			}
		}
		for _, lang := range append([]string{""}, langs...) {
			var form []string
			deep := ""
			for _, w := range ws {
				var main string
				main, deep = forms(q.Text[start:end], w, lang)
				form = append(form, main)
			}
			known(form)
			if len(ws) == 1 && deep != "" {
				known([]string{deep}) // second forms have no place, so that they stand in no phrase
			}
		}
		if len(ws) == 1 && !phrase {
			t.Folded = ws[0].text
		}
		if not {
			q.Not = append(q.Not, t)
			return
		}
		for _, w := range ws {
			if !w.gram {
				q.Words = append(q.Words, Asked{start + w.start, start + w.end, w.text, len(q.Terms)})
			}
		}
		q.Terms = append(q.Terms, t)
	}
	for at := 0; at < len(q.Text); {
		rest := q.Text[at:]
		if n := len(rest) - len(strings.TrimLeft(rest, blanks)); n > 0 {
			at += n
			continue
		}
		not := strings.HasPrefix(rest, "-")
		if not {
			at++
			rest = rest[1:]
		}
		if after, ok := strings.CutPrefix(rest, `"`); ok {
			phrase, _, _ := strings.Cut(after, `"`)
			add(at+1, at+1+len(phrase), not, true)
			at = min(len(q.Text), at+2+len(phrase))
			continue
		}
		end := strings.IndexAny(rest, blanks+`"`)
		if end < 0 {
			end = len(rest)
		}
		// A word with marks inside, such as half-marathon, is a phrase of its parts.
		add(at, at+end, not, false)
		at += end
	}
	return q
}

const blanks = " \t\r\n\u00a0\u3000"

var quotes = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "«", `"`, "»", `"`)

// Typing lets the last word match all words that begin with it, as long as nothing stands behind it.
func (q Query) Typing() Query {
	if n := len(q.Words); n > 0 && q.Words[n-1].End == len(q.Text) {
		if t := &q.Terms[q.Words[n-1].Term]; t.Folded != "" {
			t.Begins = t.Folded
		}
	}
	return q
}

// Put is the text of the question with other words in place of some, by their place in Words.
func (q Query) Put(words map[int]string) string {
	var b strings.Builder
	at := 0
	for i, w := range q.Words {
		if other, ok := words[i]; ok {
			b.WriteString(q.Text[at:w.Start])
			b.WriteString(other)
			at = w.End
		}
	}
	return b.String() + q.Text[at:]
}

// Empty tells whether nothing can be found by the question.
func (q Query) Empty() bool { return len(q.Terms) == 0 }

// different are terms without those that ask for the same as one before them.
func different(all []Term) []Term {
	var once []Term
	for _, t := range all {
		if !slices.ContainsFunc(once, func(o Term) bool {
			return slices.EqualFunc(o.Forms, t.Forms, slices.Equal) && slices.Equal(o.Names, t.Names) && o.Begins == t.Begins
		}) {
			once = append(once, t)
		}
	}
	return once
}

// heads are the words of a form as they are asked for in the headline alone.
func heads(form []string) []string {
	all := make([]string, len(form))
	for i, w := range form {
		all[i] = inHead + w
	}
	return all
}

// FTS is the question in SQLite's words.
func (q Query) FTS() string {
	terms := func(all []Term, join string) string {
		var parts []string
		for _, t := range different(all) {
			var forms []string
			for _, f := range t.Forms {
				if q.Loose {
					forms = append(forms, `("`+strings.Join(f, `" AND "`)+`")`)
				} else {
					forms = append(forms, `"`+strings.Join(f, " ")+`"`)
				}
			}
			for _, n := range t.Names {
				forms = append(forms, `"`+n+`"`)
			}
			if t.Begins != "" {
				forms = append(forms, `"`+t.Begins+`" *`)
			}
			parts = append(parts, "("+strings.Join(forms, " OR ")+")")
		}
		return strings.Join(parts, join)
	}
	s := "(" + terms(q.Terms, " AND ") + ")"
	for _, t := range different(q.Terms) {
		if !q.HeadOnly {
			break
		}
		var forms []string
		for _, f := range t.Forms {
			forms = append(forms, `("`+strings.Join(heads(f), `" AND "`)+`")`)
		}
		s += " AND (" + strings.Join(forms, " OR ") + ")"
	}
	for _, set := range q.Tags {
		s += ` AND ("` + strings.Join(set, `" OR "`) + `")`
	}
	if len(q.Not) > 0 && !q.Loose {
		s = "(" + s + ") NOT (" + terms(q.Not, " OR ") + ")"
	}
	return s
}

// TSQuery is the question in PostgreSQL's words.
func (q Query) TSQuery() string {
	join := func(words []string, with string) string {
		quoted := make([]string, len(words))
		for i, w := range words {
			quoted[i] = quote(w)
		}
		return "(" + strings.Join(quoted, with) + ")"
	}
	beside := " <-> "
	if q.Loose {
		beside = " & "
	}
	terms := func(all []Term, with string) string {
		var parts []string
		for _, t := range different(all) {
			var forms []string
			for _, f := range t.Forms {
				forms = append(forms, join(f, beside))
			}
			for _, n := range t.Names {
				forms = append(forms, quote(n))
			}
			if t.Begins != "" {
				forms = append(forms, quote(t.Begins)+":*")
			}
			parts = append(parts, "("+strings.Join(forms, " | ")+")")
		}
		return strings.Join(parts, with)
	}
	s := terms(q.Terms, " & ")
	for _, t := range different(q.Terms) {
		if !q.HeadOnly {
			break
		}
		var forms []string
		for _, f := range t.Forms {
			forms = append(forms, join(heads(f), " & "))
		}
		s += " & (" + strings.Join(forms, " | ") + ")"
	}
	for _, set := range q.Tags {
		s += " & " + join(set, " | ")
	}
	if len(q.Not) > 0 && !q.Loose {
		s = "(" + s + ") & !(" + terms(q.Not, " | ") + ")"
	}
	return s
}

// quote writes a word as PostgreSQL reads it in the text of a tsvector or tsquery.
func quote(w string) string {
	return "'" + strings.NewReplacer("'", "''", `\`, `\\`).Replace(w) + "'"
}

func writeInt(b *strings.Builder, n int) { b.WriteString(strconv.Itoa(n)) }

func bool2int(b bool) int {
	if b {
		return 1
	}
	return 0
}
