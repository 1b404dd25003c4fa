//go:build unix

package storetest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"broadsheet/internal/article"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/press"
	"broadsheet/internal/prose"
	"broadsheet/internal/store"
)

func everyScript(h house) {
	ctx := context.Background()
	for i, text := range []string{
		"Ærø’s “quay”", "Привет, мир", "مرحبا بالعالم", "שלום", "नमस्ते दुनिया", "你好，世界", "สวัสดี", "👩‍👩‍👧‍👦 🏳️‍🌈", "e\u0301 is not é", "\u202eback", "a\tb\nc", `\u0000 as text`, `'"%_\;--`,
		strings.Repeat("long ", 20_000), "\U0010FFFD", "\x01\x7f",
	} {
		id := fmt.Sprint("s", i)
		s := told{id: id, headline: text, text: text}
		h.must(func(tx desk.Tx) error { return tx.AddDraft(ctx, s.draft()) })
		h.publish(s)
		d, err := h.DraftText(ctx, id)
		if err != nil {
			h.Fatal(err)
		}
		want(h, "a draft", d.Doc, s.doc())
		h.see(func(v press.Snapshot) error {
			got, _, err := v.Article(ctx, id)
			if got.Headline != text {
				h.Errorf("the headline %.40q came back as %.40q", text, got.Headline)
			}
			want(h, "a published text", got.Doc, s.doc())
			return err
		})
	}
}

func badBytes(h house) {
	ctx := context.Background()
	for _, bad := range []string{"zero \x00 byte", "not \xff UTF-8", "half a \xed\xa0\x80 pair"} {
		b := byline("b", bad)
		_, err := act(h.Store, func(tx desk.Tx) error { return tx.SaveByline(ctx, b) })
		h.refused("a name", err, fault.Invalid)
		_, err = act(h.Store, func(tx desk.Tx) error { return tx.SetAddress(ctx, address("/"+bad, "a")) })
		h.refused("an address", err, fault.Invalid)
		h.see(func(v press.Snapshot) error {
			if _, found, err := v.Address(ctx, bad); found || err != nil {
				h.Errorf("Address(%q): %v, %v", bad, found, err)
			}
			if _, _, found, err := v.PictureByFile(ctx, bad); found || err != nil {
				h.Errorf("PictureByFile(%q): %v, %v", bad, found, err)
			}
			if got, err := v.Search(ctx, article.Search{Text: bad, Limit: 10}); err != nil || got.Count != 0 {
				h.Errorf("Search(%q): %v, %v", bad, got, err)
			}
			return nil
		})
		if got := h.rows(article.Filter{Query: bad}); got != "" {
			h.Errorf("the newsroom finds %q", got)
		}
		if _, found, err := h.StaffByName(ctx, bad); found || err != nil {
			h.Errorf("StaffByName(%q): %v, %v", bad, found, err)
		}
	}
	doc := prose.Doc("Headline", "", prose.P(prose.T("zero \x00 byte")))
	h.refused("a text", h.try(func(tx desk.Tx) error {
		return tx.AddDraft(ctx, article.Draft{ID: "a", Form: article.Story, Doc: doc})
	}), fault.Invalid)
	h.wantChain(0)
}

func sessions(h house) {
	ctx := context.Background()
	x := h.Sessions()
	data := func(staff string) []byte {
		b, err := scs.GobCodec{}.Encode(time.Now().Add(time.Hour), map[string]any{store.SessionStaff: staff})
		if err != nil {
			h.Fatal(err)
		}
		return b
	}
	for token, staff := range map[string]string{"one": "jo", "two": "jo", "three": "mara"} {
		if err := x.CommitCtx(ctx, token, data(staff), time.Now().Add(time.Hour)); err != nil {
			h.Fatal(err)
		}
	}
	found := func(token string) bool {
		h.Helper()
		b, found, err := x.FindCtx(ctx, token)
		if err != nil || found != (len(b) > 0) {
			h.Errorf("FindCtx = %d bytes, %v, %v", len(b), found, err)
		}
		return found
	}
	if !found("one") || !found("three") || found("four") || found("") {
		h.Error("sessions are found by their token, and no others")
	}
	h.clock.Move(59 * time.Minute)
	if !found("one") {
		h.Error("a session ran out early")
	}
	if err := x.CommitCtx(ctx, "one", data("jo"), time.Now().Add(time.Hour)); err != nil {
		h.Fatal(err)
	}
	h.clock.Move(2 * time.Minute)
	if !found("one") || found("two") {
		h.Error("a session runs out an hour after it was last kept")
	}
	h.clock.Move(-2 * time.Minute)
	if err := x.DeleteCtx(ctx, "three"); err != nil || found("three") {
		h.Errorf("a session that was ended is found: %v", err)
	}
	if err := h.DeleteSessionsOf(ctx, "jo"); err != nil || found("one") || found("two") {
		h.Errorf("somebody who was signed out everywhere is found: %v", err)
	}
}

// searched names what a question finds.
func (h house) searched(text string) string {
	h.Helper()
	var got []string
	h.see(func(v press.Snapshot) error {
		f, err := v.Search(context.Background(), article.Search{Text: text, Limit: 20})
		for _, hit := range f.Hits {
			got = append(got, hit.Card.ID)
		}
		if f.Count != len(got) || f.More {
			h.Errorf("%q: %d hits, and the count is %d, %v", text, len(got), f.Count, f.More)
		}
		return err
	})
	slices.Sort(got)
	return strings.Join(got, " ")
}

// snippet is the first hit's passage with its marks.
func (h house) snippet(text string) string {
	h.Helper()
	out := ""
	h.see(func(v press.Snapshot) error {
		f, err := v.Search(context.Background(), article.Search{Text: text, Limit: 1})
		if len(f.Hits) > 0 {
			for _, p := range f.Hits[0].Snippet {
				if p.Mark {
					out += "[" + p.Text + "]"
				} else {
					out += p.Text
				}
			}
		}
		return err
	})
	return out
}

func searchFinds(h house) {
	ctx := context.Background()
	h.act(func(tx desk.Tx) error { return tx.SaveSettings(ctx, settings("en")) })
	long := strings.Repeat("word after word of a very long report about nothing ", 2500)
	h.publish(
		told{id: "bridge", headline: "Swing bridge closed", text: "Inspectors found cracks. The bridge swings no more; o'clock strikes."},
		told{id: "ferry", headline: "Ferries are late", text: "The bridge to the harbour was open.\nSwing low."},
		told{id: "cafe", headline: "Café opens in Ærø", text: "Naïve façade, coöperation, Straße.", at: Monday.Add(time.Hour)},
		told{id: "fr", headline: "L'hôpital de nuit", text: "Les cliniques ferment.", lang: "fr"},
		told{id: "de", headline: "Häuser am Hafen", text: "Die Brücken sind gesperrt.", lang: "de-AT"},
		told{id: "ru", headline: "Ёлки у моста", text: "Мосты закрыты.", lang: "ru"},
		told{id: "zh", headline: "大桥关闭", text: "港口城市的旋转桥今天关闭了。", lang: "zh"},
		told{id: "th", headline: "สะพานปิด", text: "สะพานหมุนปิดวันนี้", lang: "th"},
		told{id: "ar", headline: "إغلاق الجِسر", text: "أُغلق الجسر اليوم.", lang: "ar"},
		told{id: "hi", headline: "पुल बंद", text: "पुल आज बंद है।", lang: "hi"},
		told{id: "long", headline: "Long", text: long + "lastword " + long + "tailword nexttail"},
		told{id: "page", headline: "About the bridge", text: "A standing page.", form: article.StandingPage},
	)
	for query, want := range map[string]string{
		"bridge": "bridge ferry page", "BRIDGES": "bridge ferry page", "swing bridge": "bridge ferry", `"swing bridge"`: "bridge", `"bridge swing"`: "bridge",
		"bridge -ferry": "bridge page", "bridge -cracks -ferry": "page", "-bridge": "", "ferry harbour": "ferry", "ferry cracks": "",
		"half-open": "", "o'clock": "bridge", "oclock": "bridge", `"open swing"`: "", "closed": "bridge",
		"cafe aero": "cafe", "CAFÉ": "cafe", "naive facade": "cafe", "strasse": "cafe", "cooperation": "cafe",
		"hopital": "fr", "hôpital": "fr", "l'hôpital": "fr", "clinique": "fr", "haus": "de", "hauser": "de", "brücke": "de", "елка": "ru", "мост": "ru",
		"大桥": "zh", "旋转桥": "zh", "关闭": "zh", "桥转": "", "สะพาน": "th", "الجسر": "ar", "पुल": "hi",
		"lastword": "long", "tailword": "long", `"tailword nexttail"`: "", "": "", "…": "", "!!!": "", `"`: "", "zzzz": "",
	} {
		if got := h.searched(query); got != want {
			h.Errorf("searching for %q finds %q, want %q", query, got, want)
		}
	}
	for query, want := range map[string]string{
		"cracks":  "Inspectors found [cracks]. The bridge swings no more; o'clock strikes.",
		"bridges": "Inspectors found cracks. The [bridge] swings no more; o'clock strikes.",
		"旋转桥":     "港口城市的[旋转桥]今天关闭了。",
		"aero":    "Naïve façade, coöperation, Straße.",
	} {
		if got := h.snippet(query); got != want {
			h.Errorf("the snippet for %q is %q, want %q", query, got, want)
		}
	}
	if got := h.snippet("lastword"); !strings.Contains(got, "[lastword]") || len(got) > 300 || !strings.HasPrefix(got, "… ") || !strings.HasSuffix(got, " …") {
		h.Errorf("the snippet of a long text is %q", got)
	}
	// A story that was changed is found by its new words alone.
	h.publish(told{id: "ferry", headline: "Ferries on time", text: "The tide is high."})
	if got := h.searched("harbour") + h.searched("tide"); got != "ferry" {
		h.Errorf("after a change: %q", got)
	}
}

func searchNames(h house) {
	ctx := context.Background()
	tp := topic("t")
	tp.Name = "Tern Line"
	h.act(func(tx desk.Tx) error {
		if err := tx.SaveByline(ctx, byline("jo", "Jo Tarrick")); err != nil {
			return err
		}
		if err := tx.SaveTopic(ctx, tp); err != nil {
			return err
		}
		for _, s := range []told{{id: "a", headline: "Ferry", text: "One.", byline: []string{"jo"}, topics: []string{"t"}}, {id: "b", headline: "Ferry", text: "Two."}} {
			if err := s.publish(tx); err != nil {
				return err
			}
		}
		return nil
	})
	for query, want := range map[string]string{"tarrick": "a", "tarrick ferry": "a", "jo tarrick tern": "a", "ferry": "a b", "ferry -tarrick": "b", "ostrey": ""} {
		if got := h.searched(query); got != want {
			h.Errorf("searching for %q finds %q, want %q", query, got, want)
		}
	}
	h.act(func(tx desk.Tx) error { return tx.SaveByline(ctx, byline("jo", "Jo Ostrey")) })
	if got := h.searched("tarrick") + h.searched("ostrey"); got != "a" {
		h.Errorf("after a byline was renamed its names find %q", got)
	}
}

func searchMany(h house) {
	if h.kind.Name == "postgres" {
		h.past(`SET synchronous_commit = off`)
	}
	all := []told{{id: "oldest", headline: "Ferry sale", text: "A ferry, a ferry, a ferry.", at: Monday.Add(-time.Hour)}}
	for i := range 2010 {
		all = append(all, told{id: fmt.Sprintf("s%04d", i), headline: "News", text: "The ferry came.", at: Monday}) // all at one instant
	}
	for chunk := range slices.Chunk(all, 200) {
		h.publish(chunk...)
	}
	pages, last := 0, ""
	h.see(func(v press.Snapshot) error {
		f, err := v.Search(context.Background(), article.Search{Text: "ferry", Limit: 5})
		if f.Count != 2011 || f.More || f.Counted != 2000 || len(f.Hits) != 5 || len(f.Kinds) != 1 || f.Kinds[0].Count != 2000 {
			h.Errorf("%d hits of %d, more: %v; %d are counted: %v", len(f.Hits), f.Count, f.More, f.Counted, f.Kinds)
		}
		for f, err := v.Search(context.Background(), article.Search{Text: "ferry", Newest: true, Limit: 100}); len(f.Hits) > 0 && err == nil; {
			pages++
			last = f.Hits[len(f.Hits)-1].Card.ID
			f, err = v.Search(context.Background(), article.Search{Text: "ferry", Newest: true, Limit: 100, After: f.Hits[len(f.Hits)-1].Seq})
		}
		if pages != 21 || last != "oldest" {
			h.Errorf("newest first there are %d pages, and the last holds %q", pages, last)
		}
		if len(f.Hits) > 1 && (f.Hits[0].Card.ID != "oldest" || f.Hits[1].Card.ID != "s2009") {
			h.Errorf("the first are %q and %q: a headline that holds the word comes first, however old", f.Hits[0].Card.ID, f.Hits[1].Card.ID)
		}
		return err
	})
}

func searchAnything(h house) {
	h.publish(told{id: "a", headline: "Ferry", text: "Late."})
	for _, q := range []string{
		`"`, `""`, `"""`, `-`, `--`, `-"`, `- -`, `*`, `ferry*`, `head:ferry`, `{head}:ferry`, `NEAR(ferry late)`, `ferry AND`, `OR`, `NOT ferry`, `(ferry`, `ferry)`,
		`ferry:*`, `ferry & late`, `!ferry`, `ferry <-> late`, `'ferry'`, `\`, `ferry\`, `^ferry`, `ferry+late`, "\u202eferry", "ferry\x00late", "\ue000bjo", "\ue001",
		strings.Repeat("ferry ", 1000), strings.Repeat("a", 10_000), strings.Repeat("é", 400), "😀 ferry", "½ ㈠ ﷺ ①", "ﬁ",
	} {
		h.see(func(v press.Snapshot) error {
			_, err := v.Search(context.Background(), article.Search{Text: q, Limit: 10})
			if err != nil {
				h.Errorf("searching for %.40q: %v", q, err)
			}
			return nil
		})
		if _, err := h.Stories(context.Background(), article.Filter{Query: q}); err != nil {
			h.Errorf("the newsroom searching for %.40q: %v", q, err)
		}
	}
}
