package newsroom

import (
	"archive/zip"
	"context"
	"encoding/csv"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/fault"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/prose"
	"broadsheet/internal/screen"
)

// export gives the chosen stories as one file: a list for a spreadsheet, and each story as HTML to read and as the JSON
// of its document. One story at a time is in memory.
func (n *Newsroom) export(w http.ResponseWriter, r *http.Request) error {
	ids, err := n.chosen(r, reception.Typed(r.URL.Query()))
	if err != nil {
		return err
	}
	if len(ids) == 0 {
		return fault.New(fault.Invalid, "No story is chosen. Tick some, then export them.")
	}
	w.Header().Set("Content-Type", "application/zip")
	w.Header().Set("Content-Disposition", `attachment; filename="stories.zip"`)
	if err := n.writeStories(r.Context(), zip.NewWriter(w), ids); err != nil {
		n.Told(r, err) // the answer has begun: it ends broken, and a broken archive says so
		panic(http.ErrAbortHandler)
	}
	return nil
}

func (n *Newsroom) writeStories(ctx context.Context, z *zip.Writer, ids []string) error {
	var table strings.Builder
	list := csv.NewWriter(&table)
	if err := list.Write([]string{"Headline", "State", "Kind", "Section", "Byline", "Words", "Changed", "Published", "Address", "File"}); err != nil {
		return err
	}
	sections, err := n.Store.Sections(ctx)
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, s := range sections {
		names[s.ID] = s.Name
	}
	for i, id := range ids {
		draft, err := n.Store.DraftText(ctx, id)
		if fault.Is(err, fault.NotFound) {
			continue // it was removed meanwhile
		}
		if err != nil {
			return err
		}
		p, err := article.AsPublished(draft, draft.Doc)
		if err != nil {
			return err
		}
		var who []string
		for _, c := range p.Byline {
			who = append(who, c.Byline)
		}
		credited, err := n.Store.Names(ctx, who)
		if err != nil {
			return err
		}
		for i, id := range who {
			who[i] = credited[id]
		}
		file := fmt.Sprintf("%05d-%s", i+1, id)
		if err := list.Write(reception.Cells(p.Headline, screen.StateWord(draft.State()), screen.KindWord(p.Kind), names[p.Section], strings.Join(who, ", "),
			strconv.Itoa(p.Words), stamp(draft.ChangedAt), stamp(draft.PublishedAt), draft.Address, file)); err != nil {
			return err
		}
		doc, err := draft.Doc.Marshal()
		if err != nil {
			return err
		}
		if err := put(z, file+".json", string(doc)); err != nil {
			return err
		}
		text := fmt.Sprintf("<!doctype html>\n<meta charset=\"utf-8\">\n<title>%[1]s</title>\n<h1>%[1]s</h1>\n<p>%[2]s</p>\n<p>%[3]s</p>\n%[4]s",
			template.HTMLEscapeString(p.Headline), template.HTMLEscapeString(p.Standfirst), template.HTMLEscapeString(strings.Join(who, ", ")),
			prose.HTML(draft.Doc, prose.Options{}))
		if err := put(z, file+".html", text); err != nil {
			return err
		}
	}
	list.Flush()
	if err := put(z, "stories.csv", "\ufeff"+table.String()); err != nil {
		return err
	}
	return z.Close()
}

func put(z *zip.Writer, name, text string) error {
	w, err := z.Create(name)
	if err == nil {
		_, err = io.WriteString(w, text)
	}
	return err
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
