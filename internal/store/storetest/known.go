//go:build unix

package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"broadsheet/internal/article"
	"broadsheet/internal/desk"
	"broadsheet/internal/press"
	"broadsheet/internal/store/search"
)

// briefs are up to n short stories cut out of whole ones, a paragraph each, under its first words: so that what is
// looked for stands among many of its kind, in its own words.
func briefs(r *rand.Rand, all []real, n int) []real {
	var out []real
	for _, s := range all {
		for block := range strings.SplitSeq(s.text, "\n") {
			if ws := strings.Fields(block); len(ws) >= 25 {
				out = append(out, real{strings.Join(ws[:6+r.IntN(4)], " "), block, s.lang})
			}
		}
	}
	r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out[:min(n, len(out))]
}

// archived are whole stories and briefs as stories of an archive of ten years.
func archived(r *rand.Rand, whole, briefs []real) []told {
	var all []told
	for i, s := range slices.Concat(whole, briefs) {
		one := told{id: fmt.Sprintf("w%05d", i), headline: s.headline, text: s.text, lang: s.lang, at: Monday.AddDate(0, 0, -r.IntN(3650))}
		if i >= len(whole) {
			one.id = fmt.Sprintf("b%05d", i)
		}
		all = append(all, one)
	}
	return all
}

// knownItem: a story is found by its headline with two words left out. The stories are whole ones that people wrote for
// readers; around them stand briefs cut out of the same texts.
func knownItem(h house) {
	ctx := context.Background()
	r := h.seeded()
	h.act(func(tx desk.Tx) error { return tx.SaveSettings(ctx, settings("en")) })
	whole := realStories(h)
	all := archived(r, whole, briefs(r, whole, volume(5000)))
	for chunk := range slices.Chunk(all, 100) {
		h.publish(chunk...)
	}
	var known []told
	for _, s := range all[:len(whole)] {
		if len(search.Words(s.headline)) >= 4 {
			known = append(known, s)
		}
	}
	n, sum, first, missing := volume(1000), 0.0, 0, 0
	var wrong []string
	for i := range n {
		s := known[i%len(known)]
		question := strings.Join(leftOut(r, strings.Fields(s.headline), 2), " ")
		rank := 0
		h.see(func(v press.Snapshot) error {
			f, err := v.Search(ctx, article.Search{Text: question, Limit: 100})
			rank = slices.IndexFunc(f.Hits, func(hit article.Hit) bool { return hit.Card.ID == s.id }) + 1
			return err
		})
		switch rank {
		case 0:
			missing++
		case 1:
			first++
		}
		if rank > 0 {
			sum += 1 / float64(rank)
		}
		if rank != 1 {
			wrong = append(wrong, fmt.Sprintf("%s (%d)", question, rank))
		}
	}
	mrr := sum / float64(n)
	h.Logf("promises: known item: %d questions for %d whole stories among %d: mean reciprocal rank %.3f; first %d, not among the first hundred %d; such as %q",
		n, len(known), len(all), mrr, first, missing, wrong[:min(12, len(wrong))])
	if mrr < 0.9 {
		h.Errorf("the mean reciprocal rank is %.3f", mrr)
	}
}

// leftOut takes n words out, wherever they stand, as long as two are left.
func leftOut(r *rand.Rand, words []string, n int) []string {
	words = slices.Clone(words)
	for range n {
		if len(words) > 2 {
			at := r.IntN(len(words))
			words = slices.Delete(words, at, at+1)
		}
	}
	return words
}

// misspelled: a word with one slip is put right, out of all the words of stories that people wrote.
func misspelled(h house) {
	ctx := context.Background()
	r := h.seeded()
	h.act(func(tx desk.Tx) error { return tx.SaveSettings(ctx, settings("en")) })
	whole := realStories(h)
	for chunk := range slices.Chunk(archived(r, whole, nil), 100) {
		h.publish(chunk...)
	}
	docs := map[search.Spelled]int{}
	folded := map[string]bool{}
	for _, s := range whole {
		for _, w := range search.Vocabulary(s.headline, s.text) {
			docs[w]++
			folded[w.Folded] = true
		}
	}
	var words []search.Spelled
	for w, n := range docs {
		if n >= 3 && len([]rune(w.Folded)) >= 5 {
			words = append(words, w)
		}
	}
	slices.SortFunc(words, func(a, b search.Spelled) int { return strings.Compare(a.Word, b.Word) })
	n, right, known, other := volume(500), 0, 0, 0
	var wrong []string
	for range n {
		w := pick(r, words)
		slip := w.Folded
		for slip == w.Folded || folded[slip] {
			slip = pick(r, search.Slips(w.Folded))
		}
		h.see(func(v press.Snapshot) error {
			f, err := v.Search(ctx, article.Search{Text: slip, Limit: 5})
			instead := strings.Join(search.Words(f.Instead), " ")
			switch {
			case instead == w.Folded || slices.Contains(f.Meant, w.Word):
				right++
			case f.Count > 0 && f.Instead == "":
				known++ // its stem is another word's
			case instead != "" && search.Distance(slip, instead, 2) == 1:
				other++ // as near to another word
			default:
				wrong = append(wrong, slip+" for "+w.Word+": "+f.Instead)
			}
			return err
		})
	}
	h.Logf("promises: %d misspellings of %d words: %d put right, %d found as they are, %d put as another word one slip away, %d not: %q",
		n, len(words), right, known, other, len(wrong), wrong[:min(5, len(wrong))])
	if right+known < n*85/100 {
		h.Errorf("%d of %d misspellings are put right", right+known, n)
	}
}
