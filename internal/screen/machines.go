package screen

import "broadsheet/internal/paper"

// Machines lists the screens about programs that read the paper.
type Machines struct {
	Frame
	Subjects []Step
}

// Crawlers is which programs may read the paper, and what they may do with it.
type Crawlers struct {
	Frame
	Form    Form
	Presets []Preset
	Kinds   []CrawlerRow
}

// Preset is a choice of crawlers in words.
type Preset struct{ Value, Name, Say string }

// CrawlerRow is a kind of crawler.
type CrawlerRow struct {
	Kind, Name string
	Known      int    // crawlers of that kind that are known by name
	Such       string // some of them
	Opened     []bool // whether each preset opens the paper to it
}

// Principles is which standing pages say how the paper works.
type Principles struct {
	Frame
	Form  Form
	Pages []Option
	Rows  []PrincipleRow
}

// PrincipleRow is something that a page may say.
type PrincipleRow struct{ Name, Label, Hint string }

// Notices is the small files for programs.
type Notices struct {
	Frame
	Form Form
}

func (*Machines) template() string   { return "machines" }
func (*Crawlers) template() string   { return "crawlers" }
func (*Principles) template() string { return "principles" }
func (*Notices) template() string    { return "notices" }

// PresetWords says what a choice of crawlers means.
func PresetWords(p paper.Preset) Preset {
	words := map[paper.Preset]Preset{
		paper.EveryCrawler: {Name: "All", Say: "Every crawler may read what readers read, and models may be trained on it."},
		paper.SearchOnly:   {Name: "Search only", Say: "Search engines, previews of shared links and archives may read. Assistants, training and marketing tools may not."},
		paper.NoCrawler:    {Name: "None", Say: "No crawler may read. The paper disappears from search engines within weeks."},
		paper.OwnChoice:    {Name: "Our own choice", Say: "The kinds ticked below may read."},
	}[p]
	words.Value = string(p)
	return words
}

// CrawlerWord names a kind of crawler.
func CrawlerWord(k paper.CrawlerKind) string {
	return map[paper.CrawlerKind]string{
		paper.Searchers: "Search engines", paper.Previews: "Previews of shared links", paper.Archives: "Archives of the web",
		paper.Answers: "Assistants that answer for the paper", paper.Training: "Training of models", paper.Marketing: "Marketing tools",
	}[k]
}

// PrincipleWords says what a page may say of how the paper works.
func PrincipleWords(p paper.Principle) (label, hint string) {
	words := map[paper.Principle][2]string{
		"publishingPrinciples":            {"Principles", "What guides the newsroom as a whole."},
		"ethicsPolicy":                    {"Ethics", "Gifts, conflicts of interest, how people are treated."},
		"ownershipFundingInfo":            {"Owners and money", "Who owns the paper and what it lives on."},
		"masthead":                        {"Masthead", "Who works here."},
		"missionCoveragePrioritiesPolicy": {"What is covered", "What the paper is for and what comes first."},
		"verificationFactCheckingPolicy":  {"How facts are checked", ""},
		"unnamedSourcesPolicy":            {"Unnamed sources", "When somebody may speak without a name."},
		"actionableFeedbackPolicy":        {"How readers reach us", "Where letters and complaints go, and what becomes of them."},
		"diversityPolicy":                 {"Diversity", "Of the newsroom and of the voices in the paper."},
	}[p]
	return words[0], words[1]
}
