package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/bench"
	"broadsheet/internal/config"
	"broadsheet/internal/demo"
	"broadsheet/internal/press"
	"broadsheet/internal/session"
)

// benchCommands measure.
type benchCommands struct {
	Run    benchCommand  `cmd:"" default:"withargs" help:"Measure a newsroom that bench corpus made: the one in --data or --database, else one that is made for this and goes away."`
	Plain  plainCommand  `cmd:"" hidden:"" help:"The yardstick: net/http with nothing behind it."`
	Corpus corpusCommand `cmd:"" help:"Make a newsroom of any size to be measured, the same for the same number."`
}

// How many stories are made to be measured when no paper is named.
const (
	benchStories      = 10_000
	benchStoriesQuick = 1000
	benchMost         = 100_000_000 // more are not counted
)

// benchCommand runs the measurements.
type benchCommand struct {
	Quick bool     `help:"A tenth of everything: to see that it runs, not to quote."`
	Only  []string `help:"Measure only these: ${parts}." enum:"${parts}" placeholder:"PART,…"`
	JSON  string   `name:"json" help:"Write the figures into this file, too." placeholder:"FILE"`
}

// Run measures and prints a table. It publishes stories in the paper that it measures, so that has to be one that bench
// corpus made: no other lets it in.
func (b benchCommand) Run(p *program, c *commands) (err error) {
	folder, err := os.MkdirTemp("", "broadsheet-bench-")
	if err != nil {
		return fmt.Errorf("no temporary folder can be made: %w", cause(err))
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	named := c.Data != "" || c.Database != ""
	if !named {
		c.Data = filepath.Join(folder, "paper")
	}
	settings, err := c.settings(config.Config{})
	if err != nil {
		return err
	}
	if !named {
		stories := benchStories
		if b.Quick {
			stories = benchStoriesQuick
		}
		if _, _, err := makeCorpus(p, settings, stories); err != nil {
			return err
		}
	}
	o, err := b.options(p, settings, folder)
	if err != nil {
		return err
	}
	report, err := bench.Run(p.ctx, o)
	if report == nil {
		return err
	}
	err = errors.Join(err, report.WriteTable(p.out))
	if b.JSON == "" {
		return err
	}
	f, fail := os.Create(b.JSON)
	if fail != nil {
		return errors.Join(err, fmt.Errorf("the figures cannot be written to %s: %w", b.JSON, cause(fail)))
	}
	return errors.Join(err, report.WriteJSON(f), f.Close())
}

// options looks round in the paper that is measured.
func (b benchCommand) options(p *program, settings config.Config, folder string) (bench.Options, error) {
	o := bench.Options{Quick: b.Quick, Only: b.Only, Folder: folder, User: "mara", Password: demoPassword, Tell: p.err, Args: []string{"--data", settings.Data}}
	if settings.Database != "" {
		o.Args = append(o.Args, "--database", string(settings.Database))
	}
	var err error
	if o.Program, err = os.Executable(); err != nil {
		return o, err
	}
	if script := filepath.Join("e2e", "session.mjs"); exists(script) && exists(filepath.Join("e2e", "node_modules")) {
		o.Session = script
	}
	h, err := openHouse(p, settings, false)
	if err != nil {
		return o, err
	}
	o.Database, err = h.store.Kind(p.ctx)
	if err == nil {
		o.Places.Stories, err = h.store.CountStories(p.ctx, article.Filter{Form: article.Story, Tab: "live"}, benchMost)
	}
	if err == nil {
		err = h.store.Read(p.ctx, func(v press.Snapshot) error { return survey(p.ctx, v, &o) })
	}
	return o, errors.Join(err, h.close())
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// How many addresses are looked for, in how many months that are chosen by chance.
const (
	surveyMonths   = 120
	surveyMonth    = 40
	surveyAddress  = 4000
	surveyOfAKind  = 12
	surveyEarliest = 1900
)

// survey finds addresses to ask for, by chance and the same each time.
func survey(ctx context.Context, v press.Snapshot, o *bench.Options) error {
	sections, err := v.Sections(ctx)
	if err != nil {
		return err
	}
	_, first, err := v.Months(ctx, article.Latest, time.Date(surveyEarliest, time.January, 1, 0, 0, 0, 0, time.UTC), time.UTC)
	if err != nil {
		return err
	}
	newest, err := v.Newest(ctx, article.Latest, 1)
	if err != nil || len(newest) == 0 || first.IsZero() {
		return err
	}
	for _, s := range sections {
		o.Places.Sections = append(o.Places.Sections, s.Address)
		_, oldest, err := v.Months(ctx, article.SectionList(s.ID), time.Date(surveyEarliest, time.January, 1, 0, 0, 0, 0, time.UTC), time.UTC)
		if err != nil {
			return err
		}
		if !oldest.IsZero() && len(o.Places.Oldest) < surveyOfAKind {
			o.Places.Oldest = append(o.Places.Oldest, s.Address+oldest.Format("2006/01/"))
		}
	}
	if len(sections) > 0 {
		o.Section = bench.Filed{ID: sections[0].ID, At: sections[0].Address}
	}
	r := rand.New(rand.NewPCG(1, 1)) //nolint:gosec // no secret
	span := newest[0].PublishedAt.Sub(first)
	seen := map[string]bool{}
	keep := func(in *[]string, most int, path string) {
		if !seen[path] && path != "" && len(*in) < most {
			seen[path] = true
			*in = append(*in, path)
		}
	}
	for range surveyMonths {
		from := first.Add(time.Duration(r.Float64() * float64(span)))
		cards, err := v.Between(ctx, article.Latest, from.AddDate(0, -1, 0), from, article.Cursor{}, surveyMonth)
		if err != nil {
			return err
		}
		for _, c := range cards {
			keep(&o.Places.Articles, surveyAddress, c.Address)
			o.Places.Note(c.Headline + " " + c.Standfirst)
			for _, id := range c.Topics {
				t, _, err := v.Topic(ctx, id)
				if err != nil {
					return err
				}
				keep(&o.Places.Topics, surveyOfAKind, t.Address)
				if o.Topic.ID == "" {
					o.Topic = bench.Filed{ID: t.ID, At: t.Address}
				}
			}
			for _, credit := range c.Byline {
				b, _, err := v.Byline(ctx, credit.Byline)
				if err != nil {
					return err
				}
				keep(&o.Places.Authors, surveyOfAKind, b.Address)
				if o.Byline.ID == "" {
					o.Byline = bench.Filed{ID: b.ID, At: b.Address}
				}
			}
		}
	}
	r.Shuffle(len(o.Places.Articles), func(i, j int) {
		o.Places.Articles[i], o.Places.Articles[j] = o.Places.Articles[j], o.Places.Articles[i]
	})
	return nil
}

// plainCommand is a yardstick in a process of its own.
type plainCommand struct {
	Listen string `required:""`
	Kept   string `required:""`
	Cert   string
	Key    string
}

// Run serves until it is told to stop.
func (c plainCommand) Run(p *program, _ *commands) error {
	return bench.Plain(p.ctx, c.Listen, c.Kept, c.Cert, c.Key)
}

// corpusCommand fills an empty folder, or an empty database.
type corpusCommand struct {
	Articles int `required:"" help:"How many stories it holds." placeholder:"N"`
}

// Run makes the newsroom and prints what it holds.
func (b corpusCommand) Run(p *program, c *commands) error {
	if b.Articles < 1 {
		return usageError{fmt.Errorf("--articles is how many stories the newsroom holds: a number from 1 on")}
	}
	settings, err := c.settings(config.Config{})
	if err != nil {
		return err
	}
	counts, took, err := makeCorpus(p, settings, b.Articles)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.out, "%d stories in %s, %.0f a second.\n", counts.Stories, took.Round(100*time.Millisecond), float64(counts.Stories)/took.Seconds())
	fmt.Fprintf(p.out, "Sign in as mara, password: %s\n", demoPassword)
	fmt.Fprintf(p.out, "stories %d, drafts %d, sections %d, topics %d, bylines %d, pictures %d\n",
		counts.Stories, counts.Drafts, counts.Sections, counts.Topics, counts.Bylines, counts.Pictures)
	return nil
}

// makeCorpus fills an empty house and tells how long its stories took.
func makeCorpus(p *program, settings config.Config, stories int) (counts demo.Counts, took time.Duration, err error) {
	hash, err := session.HashPassword(p.ctx, demoPassword)
	if err != nil {
		return counts, 0, err
	}
	turned := demo.CorpusClock()
	h, err := openHouseAt(p, settings, true, turned)
	if err != nil {
		return counts, 0, err
	}
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // memory is there for a few thousand stories at a time
	bar := progress(p.err, fmt.Sprintf("Making a newsroom of %d stories", stories))
	began := time.Now()
	counts, err = demo.Corpus(p.ctx, demo.Room{
		Desk: h.desk, Clock: turned, Zone: "UTC", PasswordHash: hash, Plain: true,
		Progress: func(done, of int) { bar.at(int64(done), int64(of)) },
	}, stories)
	bar.finish()
	took = time.Since(began)
	if end := h.close(); err == nil {
		err = end
	}
	return counts, took, err
}
