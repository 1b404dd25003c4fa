package store_test

import (
	"context"
	"strings"
	"testing"

	"broadsheet/internal/article"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

// However much lies in the archive, Today and the list of stories look at what they show: no question reads a table of
// drafts from end to end, and what is on its way or somebody's own is not looked for along the whole archive.
func TestTodayAndTheListReadNoWholeTable(t *testing.T) {
	storetest.EachKind(t, func(t *testing.T, k storetest.Kind) {
		ctx := context.Background()
		s := storetest.OpenAt(t, k.Place(t, false))
		for _, text := range []string{drafts, onTheirWay, "ANALYZE"} {
			if text == "ANALYZE" && k.Name == "sqlite" {
				continue // nobody counts a file's rows for it
			}
			if err := store.Write(ctx, s, text); err != nil {
				t.Fatal(err)
			}
		}
		plans, err := store.Plans(ctx, s, "somebody", map[string]article.Filter{
			"open":               {Tab: "open"},
			"mine":               {Tab: "mine", Staff: "somebody"},
			"live":               {Tab: "live"},
			"live, oldest first": {Tab: "live", Order: article.FirstPublished},
			"all":                {Tab: "all"},
			"filed":              {Tab: "all", State: article.Filed},
			"all, further on":    {Tab: "all", Before: article.Cursor{At: storetest.Monday, ID: "d5000"}},
		})
		if err != nil {
			t.Fatal(err)
		}
		for name, plan := range plans {
			for line := range strings.Lines(plan) {
				line = strings.TrimSpace(line)
				whole := strings.HasPrefix(line, "SCAN d") && !strings.Contains(line, "USING") || strings.Contains(line, "Seq Scan on draft ")
				along := (name == "list: open" || name == "list: mine") && strings.Contains(line, "draft_changed ")
				if whole || along {
					t.Errorf("%s reads more than it shows: %s\n%s", name, line, plan)
				}
			}
		}
	})
}

// Ten thousand drafts as wide as drafts are, of which two hundred are filed, a hundred are being written, and fifty are somebody's.
var (
	drafts = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
		INSERT INTO draft (seq, id, form, version, log_rows, created_by, created_at, changed_by, changed_at, address, edition, live_version,
			published_at, updated_at, recalled_at, recall_reason, place, origin, imported, state, kind, headline, section, byline, words, doc)
		SELECT i, 'd' || i, 'story', 0, 0, CASE WHEN i % 200 = 0 THEN 'somebody' ELSE 'another' END, i, 'another', i, '', 1, 0,
			i, 0, 0, '', 0, '', 0, CASE WHEN i % 50 = 0 THEN 'filed' WHEN i % 100 = 1 THEN 'writing' ELSE 'live' END, 'news', 'Tides', '', '[]', 1, '` + strings.Repeat("text ", 300) + `' FROM n`
	onTheirWay = `INSERT INTO draft_passage (draft, stage, filed_by, filed_at, in_hand, due_at, due_civil, due_zone, back_note, back_by, back_at)
		SELECT id, 'filed', 'another', changed_at, '', 0, '', '', '', '', 0 FROM draft WHERE state = 'filed'`
)
