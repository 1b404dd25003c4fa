package search

import (
	"encoding/hex"
	"slices"
	"strings"
)

// The limits of one document in an index. They are PostgreSQL's for a tsvector (positions to 16,383, at most 256 of
// one word, a megabyte in all) with some room, and kept on SQLite too, so that both find the same.
const (
	lastPosition = 16_000
	mostOfOne    = 255
	mostBytes    = 700_000
	mostRest     = 20_000
)

// gap stands between two words that are no neighbours.
const gap = "\ue001"

// Doc is a document as it is indexed: words of the headline, the standfirst and the text, with gaps, and what names
// it bears. Rest holds what has no place: the second forms of words, and each further word of a very long text once.
type Doc struct {
	Head, Stand, Body, Rest []string
}

// Name is the word under which a byline or topic is indexed.
func Name(kind, id string) string {
	if strings.Trim(id, "0123456789abcdefghijklmnopqrstuvwxyz") != "" {
		id = hex.EncodeToString([]byte(id)) // not one of our ids, and perhaps not one word
	}
	return nameMark + kind + id
}

// nameMark begins every name.
const nameMark = "\ue000"

// inHead marks a word that stands in the headline, as a word of its own: to ask for it reads no positions.
const inHead = "\ue002"

// mostHead is how many words of a headline can be asked for as such.
const mostHead = 100

// Index makes the document of a story in a language (one of Stems, or ""). Names are what it bears, made by Name:
// bylines, topics, sections, its kind.
func Index(head, stand, body, lang string, names []string) Doc {
	var d Doc
	seen := map[string]int{}
	position, bytes := 0, 0
	full := false
	type pair struct{ main, deep string }
	known := map[string]pair{} // by the word as it is spelled
	var second []string
	names = slices.Clone(names)
	put := func(into *[]string, text string) {
		for i, block := range strings.Split(text, "\n") {
			if i > 0 && len(*into) > 0 {
				*into = append(*into, gap)
				position++
			}
			for _, w := range words(block) {
				p, ok := known[block[w.start:w.end]]
				if !ok || w.gram {
					if p.main, p.deep = forms(block, w, lang); !w.gram {
						known[block[w.start:w.end]] = p
					}
					if p.deep != "" {
						second = append(second, p.deep)
					}
				}
				t := p.main
				n := seen[t]
				cost := 2
				if n == 0 {
					cost += len(t) + 8
				}
				if bytes+cost > mostBytes {
					full = true
				}
				switch {
				case full:
					return
				case position >= lastPosition:
					if n == 0 && len(d.Rest) < 2*mostRest {
						d.Rest = append(d.Rest, t, gap)
						seen[t]++
						bytes += cost
					}
					continue
				case n >= mostOfOne:
					t = gap
				default:
					bytes += cost
				}
				seen[t]++
				position++
				*into = append(*into, t)
			}
		}
		position += 2
	}
	bears := func(n string) {
		if seen[n] == 0 && bytes+len(n)+10 <= mostBytes {
			d.Rest = append(d.Rest, n, gap)
			seen[n]++
			bytes += len(n) + 10
		}
	}
	put(&d.Head, head)
	for _, t := range slices.Concat(d.Head[:min(mostHead, len(d.Head))], second[:min(mostHead, len(second))]) {
		if t != gap {
			names = append(names, inHead+t)
		}
	}
	for _, n := range names {
		bears(n)
	}
	put(&d.Stand, stand)
	put(&d.Body, body)
	for _, t := range second {
		bears(t)
	}
	return d
}

// Tokens is the document as one line to each field, as it is kept for ranking.
func (d Doc) Tokens() string {
	return strings.Join([]string{line(d.Head), line(d.Stand), line(d.Body), line(d.Rest)}, "\n")
}

// Headings is Tokens without the text. Names come first in what is left of Rest.
func (d Doc) Headings() string {
	return strings.Join([]string{line(d.Head), line(d.Stand), "", line(d.Rest[:min(2*mostHead, len(d.Rest))])}, "\n")
}

// Brief is Headings without what the headline says already: what a match is first ranked by. The Brief of a document that
// DocOf reads out of Headings is the same.
func (d Doc) Brief() string {
	var rest []string
	for _, t := range d.Rest[:min(2*mostHead, len(d.Rest))] {
		if t != gap && !strings.HasPrefix(t, inHead) {
			rest = append(rest, t)
		}
	}
	return strings.Join([]string{line(d.Head), line(d.Stand), "", line(rest)}, "\n")
}

func line(tokens []string) string { return strings.Join(tokens, " ") }

// FTS is the four columns of the SQLite index.
func (d Doc) FTS() [4]string {
	return [4]string{line(d.Head), line(d.Stand), line(d.Body), line(d.Rest)}
}

// Vector is the document as the text of a tsvector: positions in the order of head, standfirst and body.
func (d Doc) Vector() string {
	places := map[string][]int{}
	var order []string
	at := 0
	add := func(tokens []string) {
		for _, t := range tokens {
			at++
			if t == gap {
				continue
			}
			if _, ok := places[t]; !ok {
				order = append(order, t)
			}
			places[t] = append(places[t], at)
		}
		at += 2
	}
	add(d.Head)
	add(d.Stand)
	add(d.Body)
	for _, t := range d.Rest {
		if _, ok := places[t]; !ok && t != gap {
			order = append(order, t)
			places[t] = nil
		}
	}
	var b strings.Builder
	for _, t := range order {
		b.WriteString(quote(t))
		for i, p := range places[t] {
			b.WriteByte(",:"[bool2int(i == 0)])
			writeInt(&b, p)
		}
		b.WriteByte(' ')
	}
	return b.String()
}

// DocOf is the inverse of Tokens.
func DocOf(tokens string) Doc {
	lines := strings.SplitN(tokens+"\n\n\n", "\n", 5)
	return Doc{strings.Fields(lines[0]), strings.Fields(lines[1]), strings.Fields(lines[2]), strings.Fields(lines[3])}
}
