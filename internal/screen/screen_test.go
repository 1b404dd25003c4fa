package screen

import (
	"html/template"
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"github.com/jba/templatecheck"
)

// all is every screen there is.
var all = []Screen{
	&SignIn{}, &Resume{}, &FirstRun{}, &Stories{}, &RecallMany{}, &Swept{}, &GoTo{}, &Story{}, &Publish{}, &Recall{}, &SendBack{}, &Assign{}, &Today{}, &Preview{}, &Fronts{}, &FrontSlot{}, &EarlierFronts{}, &FrontList{}, &Pictures{}, &Picture{},
	&Settings{}, &Machines{}, &Crawlers{}, &Principles{}, &Notices{}, &Paper{}, &Sections{}, &Topics{}, &Topic{}, &Tidy{}, &Byline{}, &Pages{}, &People{}, &Handed{}, &Profile{}, &Merge{}, &Join{}, &Forgotten{}, &NewPassword{}, &Account{}, &Problem{}, &Moving{}, &Move{}, &System{}, &TakeCopy{}, &Mail{}, &Feeds{}, &Letters{}, &Addresses{}, &RedirectFile{}, &Missed{}, &Links{}, &Letter{}, &Keys{}, &Once{}, &Webhooks{}, &Webhook{},
}

func TestTemplatesAskOnlyForWhatTheirScreenHas(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range all {
		seen[s.template()] = true
		tmpl := templates()[s.template()]
		if tmpl == nil {
			t.Errorf("%T has no template %q", s, s.template())
			continue
		}
		if err := templatecheck.CheckHTML(tmpl, s); err != nil {
			t.Errorf("%s.html: %v", s.template(), err)
		}
	}
	for name := range templates() {
		if !seen[name] {
			t.Errorf("%s.html belongs to no screen that is checked", name)
		}
	}
}

func TestTheCheckerNoticesWhatIsWrong(t *testing.T) {
	for name, body := range map[string]string{
		"a field that the screen does not have":  `{{.Headlin}}`,
		"a field of a row that it does not have": `{{range .Checks}}{{.Text}}{{end}}`,
		"a method that nobody wrote":             `{{.Panel.Fields.Valeu "kind"}}`,
	} {
		tmpl := template.Must(template.New("story.html").Funcs(funcs).Parse(body))
		if err := templatecheck.CheckHTML(tmpl, &Story{}); err == nil {
			t.Errorf("%s passes", name)
		}
	}
}

// The words of the trade that stay off the screens, as people who make newspapers do not use them.
var unspoken = regexp.MustCompile(`(?i)\b(entity|content|items?|slug|posts?|assets?|taxonomy|role table|entries|entry|followers?|cursor|caches?|render|sync|payload|invalid|submit|oops|please|sorry)\b`)

func TestScreensSpeakTheNewsroomsWords(t *testing.T) {
	names, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		b, err := templateFiles.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text := regexp.MustCompile(`(?s)\{\{.*?\}\}`).ReplaceAllStringFunc(string(b), func(action string) string {
			said := ""
			for _, m := range regexp.MustCompile(`"([^"]* [^"]*)"`).FindAllStringSubmatch(action, -1) {
				said += " " + m[1] // labels and hints stand in the calls that draw fields
			}
			return said
		})
		text = regexp.MustCompile(`(?s)<[^>]*>`).ReplaceAllString(text, " ")
		for _, w := range unspoken.FindAllString(text, -1) {
			t.Errorf("%s says %q", name, w)
		}
		if strings.Contains(text, "!") {
			t.Errorf("%s raises its voice", name)
		}
	}
}
