package office

import (
	"net/http"
	"strings"

	"broadsheet/internal/account"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/paper"
	"broadsheet/internal/screen"
)

const (
	machinesPath   = "/newsroom/settings/machines"
	crawlersPath   = machinesPath + "/crawlers"
	principlesPath = machinesPath + "/principles"
	noticesPath    = machinesPath + "/notices"
)

// machines are the screens about programs that read the paper, with the deed that each needs.
var machines = []struct {
	step  screen.Step
	needs account.Deed
}{
	{screen.Step{Name: "Feeds", URL: feedsPath, Say: "What reader programs get, and who is told at once."}, account.KeepPaper},
	{screen.Step{Name: "Crawlers and licences", URL: crawlersPath, Say: "Which programs may read the paper, and what they may do with it."}, account.KeepPaper},
	{screen.Step{Name: "Principles", URL: principlesPath, Say: "Which standing pages say how the paper works; search engines look for them."}, account.KeepPaper},
	{screen.Step{Name: "Notices", URL: noticesPath, Say: "Where a hole in the site is told; trust.txt and ads.txt."}, account.KeepPaper},
	{screen.Step{Name: "Keys", URL: machinesPath + "/keys", Say: "With a key another program of the newsroom sends drafts and pictures in."}, account.KeepMachines},
	{screen.Step{Name: "Webhooks", URL: machinesPath + "/webhooks", Say: "Another program is told at once when a story is published, changed, corrected or recalled."}, account.KeepMachines},
}

// Machines lists the screens about programs.
func (o *Office) Machines(w http.ResponseWriter, r *http.Request) error {
	f, err := o.Frame(r, "Machines", settingsPath)
	if err != nil {
		return err
	}
	s := &screen.Machines{Frame: f}
	for _, m := range machines {
		if reception.Who(r).May(m.needs) {
			s.Subjects = append(s.Subjects, m.step)
		}
	}
	return o.Show(w, s)
}

// machinesNow is what is said to programs.
func (o *Office) machinesNow(r *http.Request) (paper.Machines, error) {
	now, _, err := o.Store.Settings(r.Context())
	return now.Machines, err
}

// crawlersScreen fills the screen of crawlers around a form.
func (o *Office) crawlersScreen(r *http.Request, f screen.Form) (*screen.Crawlers, error) {
	fr, err := o.Frame(r, "Crawlers and licences", settingsPath)
	if err != nil {
		return nil, err
	}
	s := &screen.Crawlers{Frame: fr, Form: f}
	for _, p := range paper.Presets {
		s.Presets = append(s.Presets, screen.PresetWords(p))
	}
	for _, k := range paper.CrawlerKinds {
		row := screen.CrawlerRow{Kind: string(k), Name: screen.CrawlerWord(k), Known: len(paper.Crawlers[k]), Such: strings.Join(paper.Crawlers[k][:3], ", ")}
		for _, p := range paper.Presets {
			if p != paper.OwnChoice {
				row.Opened = append(row.Opened, paper.Machines{Crawlers: p}.Opens(k))
			}
		}
		s.Kinds = append(s.Kinds, row)
	}
	return s, nil
}

// ShowCrawlers shows which crawlers may read the paper.
func (o *Office) ShowCrawlers(w http.ResponseWriter, r *http.Request) error {
	m, err := o.machinesNow(r)
	if err != nil {
		return err
	}
	f := screen.Fields("crawlers", string(m.Preset()), "licence", m.Licence)
	for _, k := range m.Opened() {
		f.Values.Add("open", string(k))
	}
	return show(o, w, r, func(r *http.Request) (*screen.Crawlers, error) { return o.crawlersScreen(r, f) })
}

// ChangeCrawlers keeps which crawlers may read the paper.
func (o *Office) ChangeCrawlers(w http.ResponseWriter, r *http.Request) error {
	return o.changeMachines(w, r, crawlersPath, func(m *paper.Machines, f screen.Form) {
		m.Crawlers, m.Licence, m.Open = paper.Preset(f.Value("crawlers")), strings.TrimSpace(f.Value("licence")), nil
		if m.Crawlers == paper.OwnChoice {
			for _, k := range f.Values["open"] {
				m.Open = append(m.Open, paper.CrawlerKind(k))
			}
		}
	}, func(r *http.Request, f screen.Form) (screen.Screen, *screen.Form, *screen.Frame, error) {
		s, err := o.crawlersScreen(r, f)
		if err != nil {
			return nil, nil, nil, err
		}
		return s, &s.Form, &s.Frame, nil
	}, screen.Link{Name: "See robots.txt", URL: "/robots.txt"}, "crawlers", "licence")
}

// changeMachines reads a form, changes what is said to programs by it, and answers.
func (o *Office) changeMachines(w http.ResponseWriter, r *http.Request, path string, change func(*paper.Machines, screen.Form),
	again func(*http.Request, screen.Form) (screen.Screen, *screen.Form, *screen.Frame, error), see screen.Link, fields ...string,
) error {
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	receipt, err := o.Desk.ChangeMachines(r.Context(), reception.Who(r), func(m *paper.Machines) { change(m, f) })
	if err != nil {
		s, form, frame, ferr := again(r, f)
		if ferr != nil {
			return ferr
		}
		return o.Again(w, err, form, s, frame, fields...)
	}
	now, _, err := o.Store.Settings(r.Context())
	if err != nil {
		return err
	}
	return o.Done(w, r, path, "Saved. Programs are told so since "+receipt.At.In(reception.Zone(now)).Format("15:04:05")+".", see)
}

// principlesScreen fills the screen of principles around a form.
func (o *Office) principlesScreen(r *http.Request, f screen.Form) (*screen.Principles, error) {
	fr, err := o.Frame(r, "Principles", settingsPath)
	if err != nil {
		return nil, err
	}
	s := &screen.Principles{Frame: fr, Form: f}
	if s.Pages, err = o.policies(r); err != nil {
		return nil, err
	}
	for _, p := range paper.Principles {
		label, hint := screen.PrincipleWords(p)
		s.Rows = append(s.Rows, screen.PrincipleRow{Name: string(p), Label: label, Hint: hint})
	}
	return s, nil
}

// ShowPrinciples shows which pages say how the paper works.
func (o *Office) ShowPrinciples(w http.ResponseWriter, r *http.Request) error {
	m, err := o.machinesNow(r)
	if err != nil {
		return err
	}
	f := screen.Fields()
	for p, id := range m.Pages {
		f.Values.Set(string(p), id)
	}
	return show(o, w, r, func(r *http.Request) (*screen.Principles, error) { return o.principlesScreen(r, f) })
}

// ChangePrinciples keeps which pages say how the paper works.
func (o *Office) ChangePrinciples(w http.ResponseWriter, r *http.Request) error {
	var fields []string
	for _, p := range paper.Principles {
		fields = append(fields, string(p))
	}
	return o.changeMachines(w, r, principlesPath, func(m *paper.Machines, f screen.Form) {
		m.Pages = map[paper.Principle]string{}
		for _, p := range paper.Principles {
			m.Pages[p] = f.Value(string(p))
		}
	}, func(r *http.Request, f screen.Form) (screen.Screen, *screen.Form, *screen.Frame, error) {
		s, err := o.principlesScreen(r, f)
		if err != nil {
			return nil, nil, nil, err
		}
		return s, &s.Form, &s.Frame, nil
	}, screen.Link{Name: "See the front page", URL: "/"}, fields...)
}

// noticesScreen fills the screen of notices around a form.
func (o *Office) noticesScreen(r *http.Request, f screen.Form) (*screen.Notices, error) {
	fr, err := o.Frame(r, "Notices", settingsPath)
	return &screen.Notices{Frame: fr, Form: f}, err
}

// ShowNotices shows the small files for programs.
func (o *Office) ShowNotices(w http.ResponseWriter, r *http.Request) error {
	m, err := o.machinesNow(r)
	if err != nil {
		return err
	}
	f := screen.Fields("security", m.Security, "trust", m.Trust, "ads", m.Ads)
	return show(o, w, r, func(r *http.Request) (*screen.Notices, error) { return o.noticesScreen(r, f) })
}

// ChangeNotices keeps the small files for programs.
func (o *Office) ChangeNotices(w http.ResponseWriter, r *http.Request) error {
	return o.changeMachines(w, r, noticesPath, func(m *paper.Machines, f screen.Form) {
		m.Security = strings.TrimSpace(f.Value("security"))
		lines := func(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
		m.Trust, m.Ads = lines(f.Value("trust")), lines(f.Value("ads"))
	}, func(r *http.Request, f screen.Form) (screen.Screen, *screen.Form, *screen.Frame, error) {
		s, err := o.noticesScreen(r, f)
		if err != nil {
			return nil, nil, nil, err
		}
		return s, &s.Form, &s.Frame, nil
	}, screen.Link{Name: "See security.txt", URL: "/.well-known/security.txt"}, "security", "trust", "ads")
}
