package desk

import (
	"context"
	"slices"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/fault"
	"broadsheet/internal/paper"
	"broadsheet/internal/record"
)

// ChangeMachines changes what the publisher says to programs. The change is made to what stands when nobody else can
// change it; it may be asked for again.
func (d *Desk) ChangeMachines(ctx context.Context, by account.Staff, change func(*paper.Machines)) (Receipt, error) {
	if err := must(by, account.KeepPaper); err != nil {
		return Receipt{}, err
	}
	return d.act(ctx, func(tx Tx, _ time.Time) (record.Entry, error) {
		s, err := standingSettings(ctx, tx)
		if err != nil {
			return record.Entry{}, err
		}
		change(&s.Machines)
		if err := checkMachines(s.Machines); err != nil {
			return record.Entry{}, err
		}
		for _, p := range paper.Principles {
			id := s.Machines.Pages[p]
			if id == "" {
				delete(s.Machines.Pages, p)
				continue
			}
			if page, err := tx.Draft(ctx, id); err != nil || page.Form != article.StandingPage {
				return record.Entry{}, fault.About(string(p), "That page is not there any more. Choose another.")
			}
		}
		return saveSettings(ctx, tx, by, s)
	})
}

func checkMachines(m paper.Machines) error {
	if m.Crawlers != "" && !slices.Contains(paper.Presets, m.Crawlers) {
		return fault.About("crawlers", "Choose which crawlers may read the paper.")
	}
	for _, k := range m.Open {
		if !slices.Contains(paper.CrawlerKinds, k) {
			return fault.About("crawlers", "There is no kind of crawler “%s”.", k)
		}
	}
	if m.Licence != "" && paper.InHeader(m.Licence) == "" {
		return fault.About("licence", "“%s” is not a web address. It begins with https:// or http://.", m.Licence)
	}
	if m.Security != "" && paper.ContactOf(m.Security) == "" {
		return fault.About("security", "“%s” is neither an e-mail address nor a web address.", m.Security)
	}
	for p := range m.Pages {
		if !slices.Contains(paper.Principles, p) {
			return fault.About(string(p), "There is no such principle.")
		}
	}
	if err := printable(longestName, "licence", m.Licence, "security", m.Security); err != nil {
		return err
	}
	return printable(longestText, "trust", m.Trust, "ads", m.Ads)
}
