package main

import (
	"fmt"
	"runtime/debug"
	"time"

	"broadsheet/internal/config"
	"broadsheet/internal/demo"
	"broadsheet/internal/session"
)

// benchCommands measure.
type benchCommands struct {
	Corpus corpusCommand `cmd:"" help:"Make a newsroom of any size to be measured, the same for the same number."`
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
