package bench

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
)

// How many questions are asked of the search, and how many of them are made of how many of the commonest words.
const (
	questions   = 1000
	ofCommon    = 5 // of so many questions one
	commonWords = 40
)

// Note counts the words of a headline or standfirst for the questions.
func (p *Places) Note(text string) {
	if p.counted == nil {
		p.counted = map[string]int{}
	}
	words := strings.FieldsFunc(strings.ToLower(text), func(c rune) bool { return !unicode.IsLetter(c) })
	for _, w := range words {
		if p.counted[w] == 0 {
			p.Words = append(p.Words, w)
		}
		p.counted[w]++
	}
	p.texts = append(p.texts, words)
}

// Common is the n-th commonest word, from 0 on; "" when there are fewer.
func (p *Places) Common(n int) string {
	common := slices.SortedFunc(slices.Values(p.Words), func(a, b string) int {
		return cmp.Or(cmp.Compare(p.counted[b], p.counted[a]), cmp.Compare(a, b))
	})
	if n >= len(common) {
		return ""
	}
	return common[n]
}

// asked are questions, each once: a fifth one or two of the commonest words, the others one to three words of a text.
func (p *Places) asked(count int) []string {
	r := rand.New(rand.NewPCG(uint64(p.Stories), 7)) //nolint:gosec // no secret
	var common []string
	for n := range commonWords {
		if w := p.Common(n); w != "" {
			common = append(common, w)
		}
	}
	var all []string
	seen := map[string]bool{"": true}
	for try := 0; len(all) < count && try < 100*count && len(p.texts) > 0; try++ {
		var words []string
		if len(all)%ofCommon == 0 {
			for range 1 + try%2 {
				words = append(words, common[r.IntN(len(common))])
			}
		} else if text := p.texts[r.IntN(len(p.texts))]; len(text) > 0 {
			for range 1 + r.IntN(3) {
				words = append(words, text[r.IntN(len(text))])
			}
		}
		if q := strings.Join(words, " "); !seen[q] {
			seen[q] = true
			all = append(all, q)
		}
	}
	return all
}

// search asks the paper questions that nobody asked yet, one after the other.
func (r *runner) search(ctx context.Context) error {
	return r.with(ctx, func(p *process) error {
		l, err := dial(ctx, p.addr)
		if err != nil {
			return err
		}
		defer l.close()
		var all, common []time.Duration
		for i, q := range r.Places.asked(r.tenth(questions)) {
			path := "/search?q=" + url.QueryEscape(q)
			a, err := l.get(path)
			if err == nil && a.status != http.StatusOK {
				err = fmt.Errorf("%s answers %d", path, a.status)
			}
			if err != nil {
				return err
			}
			all = append(all, a.took)
			if i%ofCommon == 0 {
				common = append(common, a.took)
			}
		}
		p99 := quantile(all, 0.99)
		r.report.add(Line{
			About: "search, p99", Figure: ms(p99), Target: "at most 50 ms", Met: met(p99 <= 50*time.Millisecond),
			Note: fmt.Sprintf("%d questions, each asked once; p50 %s; the %d of the commonest words: p50 %s, p99 %s",
				len(all), ms(quantile(all, 0.5)), len(common), ms(quantile(common, 0.5)), ms(quantile(common, 0.99))),
		})
		return nil
	})
}
