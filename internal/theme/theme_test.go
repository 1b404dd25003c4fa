package theme

import (
	"strings"
	"testing"
	"testing/fstest"

	"broadsheet/internal/page"
)

// folder is a theme of files by name.
func folder(files ...string) fstest.MapFS {
	m := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		m[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return m
}

func TestTheProgramsOwnThemeIsAGoodOne(t *testing.T) {
	all := fstest.MapFS{}
	for name, body := range page.BuiltInFiles() {
		all[name] = &fstest.MapFile{Data: body}
	}
	th, faults := Load(all)
	for _, f := range faults {
		t.Error(f)
	}
	if th == nil {
		return
	}
	for name, p := range page.Gallery() {
		_, want, err := page.Render(p)
		if err != nil {
			t.Fatal(err)
		}
		if _, got, err := th.Render(p); err != nil || string(got) != string(want) {
			t.Errorf("%s is another page in a copy of the program's own theme (%v)", name, err)
		}
	}
}

func TestAnEmptyFolderIsATheme(t *testing.T) {
	if _, faults := Load(folder("README.md", "Nothing yet.")); len(faults) > 0 {
		t.Error(faults)
	}
}

// main is the matter of a page of a story that keeps every promise but what it is asked to break.
func own(t *testing.T, name, old, planted string) string {
	t.Helper()
	source := string(page.BuiltInFiles()["templates/"+name+".html"])
	if !strings.Contains(source, old) {
		t.Fatalf("%s.html does not say %s", name, old)
	}
	return strings.Replace(source, old, planted, 1)
}

func TestABadThemeIsRefusedWithFileLineAndReason(t *testing.T) {
	story := func(old, planted string) []string {
		return []string{"templates/story.html", own(t, "story", old, planted)}
	}
	shared := func(name, old, planted string) []string {
		return []string{"templates/" + name + ".html", own(t, name, old, planted)}
	}
	for name, c := range map[string]struct {
		files []string
		want  string
	}{
		"a brace too few":                    {[]string{"templates/story.html", "{{define \"main\"}}\n\n{{.Headline}\n{{end}}"}, "templates/story.html:3: bad character"},
		"a block that is not closed":         {[]string{"templates/topic.html", "{{define \"main\"}}\n{{range .Days}}\n{{end}}"}, "templates/topic.html:3: unexpected EOF"},
		"a field that there is not":          {story("{{.Body}}", "{{.Boddy}}"), "templates/story.html:32: there is no Boddy in Story"},
		"a field of a card":                  {shared("parts", `{{with .Standfirst}}`, "{{with .Standfrist}}"), "there is no Standfrist in"},
		"a function that there is not":       {story("{{.Body}}", "{{boddy .}}"), `function "boddy" not defined`},
		"the wrong thing for a function":     {story("{{.Body}}", "{{when .Headline}}"), "wrong type"},
		"a template that there is not":       {story("{{.Body}}", `{{template "boddy" .}}`), `template "boddy" not defined`},
		"a page that nobody asks for":        {[]string{"templates/stroy.html", ""}, "templates/stroy.html: no page is called so"},
		"a page without its matter":          {[]string{"templates/story.html", "{{define \"mian\"}}{{end}}"}, `templates/story.html:1: it must define "main"`},
		"words outside of a definition":      {[]string{"templates/story.html", "\n<p>Hello</p>"}, "templates/story.html:"},
		"a template that shows itself":       {story("{{.Body}}", `{{template "main" .}}`), "templates/story.html:32: the template “main” shows itself, which would never end"},
		"two that show each other":           {shared("page", `{{template "foot" (foot .)}}`, `{{template "footer" .}}`), "the template “footer” shows itself"},
		"counting to a million millions":     {story("{{.Body}}", "{{range 1000000000000}}{{end}}{{.Body}}"), "templates/story.html:32: range goes over the lists of a page, and over nothing else"},
		"counting to a number of the page":   {story("{{.Body}}", "{{range .Words}}{{end}}{{.Body}}"), "templates/story.html:32: range goes over the lists"},
		"counting by a variable":             {story("{{.Body}}", "{{$n := 1000000000}}{{range $n}}{{end}}{{.Body}}"), "templates/story.html:32: range goes over the lists"},
		"counting what a function gives":     {story("{{.Body}}", "{{range minutes .Words}}{{end}}{{.Body}}"), "templates/story.html:32: range goes over the lists"},
		"lists within lists within lists":    {story("{{.Body}}", strings.Repeat("{{range $.Sections}}", 7)+"x"+strings.Repeat("{{end}}", 7)+"{{.Body}}"), "lists within lists show too much"},
		"text that doubles":                  {story("{{.Body}}", "{{$x := printf \"%9999s\" \"\"}}{{.Body}}"), "templates/story.html:32: a theme cannot use printf"},
		"doubling without lists":             {[]string{"templates/latest.html", doubling()}, "lists within lists show too much"},
		"no skip link":                       {shared("page", `<a class="skip" href="#main">{{t "skip"}}</a>`, ""), "the first link must skip to <main>"},
		"no label of a sponsor on cards":     {shared("parts", `{{if .Paid}}`, `{{if false}}`), "the label of a sponsored story is missing"},
		"no label of a sponsor on the story": {story(`{{if eq .Kind "sponsored"}}<p class`, `{{if false}}<p class`), "the label of a sponsored story is missing"},
		"no corrections":                     {story(`{{with above .Notes}}<div class="notes">{{range .}}{{template "note" .}}{{end}}</div>{{end}}`, ""), "the text of a correction is missing"},
		"no old words of a correction":       {shared("parts", `<del>{{.Was}}</del>`, ""), "what a correction corrects is missing"},
		"no credit of a picture":             {story(`<span class="credit">{{.}}</span>`, ""), "the credit of the picture is missing"},
		"no byline":                          {story(`{{range byline .Byline}}`, `{{range byline nil}}`), "a name of the byline is missing"},
		"no date of an update":               {story(`{{t "updated"}} <time datetime="{{iso .Updated}}">{{when .Updated}}</time>`, ""), "when it was updated is missing"},
		"no text":                            {story("{{.Body}}", ""), "a paragraph of the text is missing"},
		"a script in the page":               {story("{{.Body}}", "{{.Body}}\n<script>alert(1)</script>"), "templates/story.html:33: a script in the page"},
		"a script from elsewhere":            {story("{{.Body}}", "{{.Body}}\n<script src=\"https://cdn.example/x.js\"></script>"), "templates/story.html:33: a script from https://cdn.example/x.js"},
		"a style in the page":                {story("{{.Body}}", "<div style=\"color:red\">{{.Body}}</div>"), "templates/story.html:32: an attribute style"},
		"a handler in the page":              {story("{{.Body}}", "<div onclick=\"x()\">{{.Body}}</div>"), "templates/story.html:32: an attribute onclick"},
		"a style sheet from elsewhere":       {shared("page", "<title>", "<link rel=\"stylesheet\" href=\"https://fonts.example/a.css\">\n<title>"), "the page loads https://fonts.example/a.css"},
		"a picture from elsewhere":           {story("{{.Body}}", "{{.Body}}<img src=\"//pixel.example/1.gif\" alt=\"\" width=\"1\" height=\"1\">"), "a picture from //pixel.example/1.gif"},
		"a frame":                            {story("{{.Body}}", "{{.Body}}<iframe src=\"/x\"></iframe>"), "<iframe> is not allowed"},
		"a base":                             {shared("page", "<title>", "<base href=\"https://evil.example/\"><title>"), "<base> is not allowed"},
		"a picture without alt":              {story("{{.Body}}", "{{.Body}}<img src=\"/a.jpg\" width=\"1\" height=\"1\">"), "a picture without alt"},
		"two headings of the page":           {story("{{.Body}}", "<h1>Again</h1>{{.Body}}"), "2 headings <h1>"},
		"an asset that there is not":         {shared("page", `asset "site.css"`, `asset "sight.css"`), "the theme has no asset sight.css"},
		"a card that there is not":           {shared("home", `card . "lead" 2 nowhere`, `card . "laed" 2 nowhere`), `the theme has no card "laed"`},
		"a font from elsewhere":              {[]string{"assets/site.css", "a{}\n@font-face{font-family:x;src:url(https://fonts.example/x.woff2)}"}, "assets/site.css:2: "},
		"a style sheet that loads another":   {[]string{"assets/site.css", "\n\n@import 'x.css';"}, "assets/site.css:3: “@import” is not allowed"},
		"an address in other letters":        {[]string{"assets/site.css", "a{background:u\\72l(//evil.example/)}"}, "assets/site.css:1: "},
		"a picture that the folder lacks":    {[]string{"assets/site.css", "a{background:url(\"paper.png\")}"}, "assets/site.css:1: url(paper.png) is no file"},
		"a file that readers may not have":   {[]string{"assets/Notes.txt", "x"}, "assets/Notes.txt: this cannot be sent to readers"},
		"a folder too many":                  {[]string{"assets/fonts/a.woff2", "x"}, "assets/fonts: a theme has the folders templates and assets"},
		"settings that are none":             {[]string{"theme.toml", "name = \"x\"\nname"}, "theme.toml:2: "},
		"a setting that there is not":        {[]string{"theme.toml", "name = \"x\"\ncolour = \"red\"\n"}, "theme.toml:2: colour is nothing that a theme can say"},
		"a setting of a card":                {[]string{"theme.toml", "[cards.lead]\nstandfrist = true\n"}, "theme.toml:2: cards.lead.standfrist is nothing"},
		"a cut that there is not":            {[]string{"theme.toml", "\n[pictures.lead]\nshape = \"5x4\"\nsizes = \"10px\"\n"}, "theme.toml:2: “5x4” is no shape"},
	} {
		t.Run(name, func(t *testing.T) {
			th, faults := Load(folder(c.files...))
			if th != nil || len(faults) == 0 {
				t.Fatal("it passes")
			}
			var all []string
			for _, f := range faults {
				all = append(all, f.Error())
			}
			if text := strings.Join(all, "\n"); !strings.Contains(text, c.want) {
				t.Errorf("the checker said\n%s\nand not %s", text, c.want)
			}
		})
	}
}

// doubling shows a template twice in a template that is shown twice, and so on: a short file and a page without end.
func doubling() string {
	var b strings.Builder
	b.WriteString(`{{define "main"}}{{template "a0" .}}{{end}}`)
	for i := range 40 {
		b.WriteString(strings.NewReplacer("N", string(rune('a'+i%26))+string(rune('0'+i/26)), "M", string(rune('a'+(i+1)%26))+string(rune('0'+(i+1)/26))).
			Replace(`{{define "N"}}{{template "M" .}}{{template "M" .}}{{end}}`))
	}
	b.WriteString(`{{define "o1"}}x{{end}}`)
	return b.String()
}
