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

// Query is a question: every term must match, none of the excluded may.
type Query struct {
	Terms []Term
	Not   []Term
}

// Term is a word or phrase in all the forms in which documents may hold it.
type Term struct {
	Forms  [][]string // each is a phrase of one or more words
	Folded string     // a single word folded, to look up names with; "" for a phrase
	Names  []string   // names that hold the word
}

// Parse reads what a person typed: words, "phrases" and -exclusions. Langs are the languages of the documents.
func Parse(text string, langs []string) Query {
	if len(text) > mostQuery {
		cut := mostQuery
		for cut > 0 && text[cut]&0xc0 == 0x80 {
			cut--
		}
		text = text[:cut]
	}
	text = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "«", `"`, "»", `"`).Replace(strings.ToValidUTF8(text, " "))
	var q Query
	add := func(part string, not, phrase bool) {
		ws := words(part)
		if len(ws) == 0 || len(q.Terms)+len(q.Not) >= mostTerms {
			return
		}
		t := Term{}
		for _, lang := range append([]string{""}, langs...) {
			var form []string
			for _, w := range ws {
				s := w.text
				if !w.gram && lang != "" {
					s = stem(s, lang)
				}
				form = append(form, s)
			}
			if !slices.ContainsFunc(t.Forms, func(f []string) bool { return slices.Equal(f, form) }) {
				t.Forms = append(t.Forms, form)
			}
		}
		if len(ws) == 1 && !phrase {
			t.Folded = ws[0].text
		}
		if not {
			q.Not = append(q.Not, t)
		} else {
			q.Terms = append(q.Terms, t)
		}
	}
	for text != "" {
		text = strings.TrimLeft(text, " \t\r\n\u00a0\u3000")
		not := strings.HasPrefix(text, "-")
		text = strings.TrimPrefix(text, "-")
		if rest, ok := strings.CutPrefix(text, `"`); ok {
			phrase, after, _ := strings.Cut(rest, `"`)
			add(phrase, not, true)
			text = after
			continue
		}
		end := strings.IndexAny(text, " \t\r\n\u00a0\u3000\"")
		if end < 0 {
			end = len(text)
		}
		// A word with marks inside, such as half-marathon, is a phrase of its parts.
		add(text[:end], not, false)
		text = text[end:]
	}
	return q
}

// Empty tells whether nothing can be found by the question.
func (q Query) Empty() bool { return len(q.Terms) == 0 }

// FTS is the question in SQLite's words; with headOnly it asks the headline alone.
func (q Query) FTS(headOnly bool) string {
	terms := func(all []Term, join string) string {
		var parts []string
		for _, t := range all {
			var forms []string
			for _, f := range t.Forms {
				forms = append(forms, `"`+strings.Join(f, " ")+`"`)
			}
			for _, n := range t.Names {
				forms = append(forms, `"`+n+`"`)
			}
			parts = append(parts, "("+strings.Join(forms, " OR ")+")")
		}
		return strings.Join(parts, join)
	}
	s := "(" + terms(q.Terms, " AND ") + ")"
	if headOnly {
		s = "({head} : " + s + ")"
	}
	if len(q.Not) > 0 {
		s += " NOT (" + terms(q.Not, " OR ") + ")"
	}
	return s
}

// TSQuery is the question in PostgreSQL's words; with headOnly it asks the headline alone.
func (q Query) TSQuery(headOnly bool) string {
	terms := func(all []Term, join, weight string) string {
		var parts []string
		for _, t := range all {
			var forms []string
			for _, f := range t.Forms {
				var ws []string
				for _, w := range f {
					ws = append(ws, quote(w)+weight)
				}
				forms = append(forms, "("+strings.Join(ws, " <-> ")+")")
			}
			for _, n := range t.Names {
				forms = append(forms, quote(n)+weight)
			}
			parts = append(parts, "("+strings.Join(forms, " | ")+")")
		}
		return strings.Join(parts, join)
	}
	weight := ""
	if headOnly {
		weight = ":A"
	}
	s := terms(q.Terms, " & ", weight)
	if len(q.Not) > 0 {
		s = "(" + s + ") & !(" + terms(q.Not, " | ", "") + ")"
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
