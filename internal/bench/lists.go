package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// lists asks for the newsroom's lists as an editor does who goes from one to the next.
func (r *runner) lists(ctx context.Context) error {
	return r.with(ctx, func(p *process) error {
		e, err := signIn(p.addr, r.User, r.Password)
		if err != nil {
			return err
		}
		word := "tide"
		if len(r.Places.Words) > 0 {
			word = r.Places.Words[len(r.Places.Words)/2]
		}
		id, _, err := e.write("The lists are read", r.Options)
		if err != nil {
			return err
		}
		const stories = "/newsroom/stories"
		pages := []aPage{
			{"Today", "/newsroom/today"},
			{"Stories, open", stories + "?tab=open"},
			{"Stories, mine", stories + "?tab=mine"},
			{"Stories, live", stories + "?tab=live"},
			{"Stories, all", stories + "?tab=all"},
			{"Stories, bin", stories + "?tab=bin"},
			{"Stories of a section", stories + "?tab=all&section=" + url.QueryEscape(r.Section.ID)},
			{"Stories of a byline", stories + "?tab=all&byline=" + url.QueryEscape(r.Byline.ID)},
			{"Stories of a topic", stories + "?tab=all&topic=" + url.QueryEscape(r.Topic.ID)},
			{"Stories by publication, oldest first", stories + "?tab=live&order=archive"},
			{"Stories with a common word", stories + "?tab=all&q=" + url.QueryEscape(r.Places.Common(0))},
			{"Stories with a rare word", stories + "?tab=all&q=" + url.QueryEscape(word)},
			{"a story", stories + "/" + id},
			{"Fronts", "/newsroom/fronts"},
			{"front of home", "/newsroom/fronts/home"},
			{"Pictures", "/newsroom/pictures"},
			{"Sections", "/newsroom/settings/sections"},
			{"Topics", "/newsroom/settings/topics"},
			{"People", "/newsroom/settings/people"},
		}
		for _, page := range pages {
			var took []time.Duration
			for range max(3, r.tenth(20)) {
				one, err := e.look(ctx, page.path)
				if err != nil {
					return err
				}
				took = append(took, one)
			}
			first, half, late := took[0], quantile(took, 0.5), quantile(took, 1)
			r.report.add(Line{
				About: "newsroom, " + page.about, Figure: ms(half), Target: "at most 100 ms", Met: met(half <= 100*time.Millisecond),
				Note: fmt.Sprintf("median of %d; the first %s, the slowest %s", len(took), ms(first), ms(late)),
			})
		}
		return nil
	})
}

// look asks for a screen and reads all of it.
func (e *editor) look(ctx context.Context, path string) (time.Duration, error) {
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, e.url+path, nil)
	if err != nil {
		return 0, err
	}
	began := time.Now()
	a, err := e.client.Do(q)
	if err != nil {
		return 0, err
	}
	_, err = io.Copy(io.Discard, a.Body)
	took := time.Since(began)
	if err = errors.Join(err, a.Body.Close()); err == nil && a.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answers %d", path, a.StatusCode)
	}
	return took, err
}
