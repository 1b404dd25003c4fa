package page

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"text/template/parse"

	"github.com/BurntSushi/toml"
)

// Theme is how the paper looks: templates, style sheets, pictures and fonts, and what its cards and pictures show where.
// It never changes; a folder that does makes a new one. It is safe for concurrent use.
type Theme struct {
	Name string // what it is called; "" for the program's own
	ID   string // the same for the same files, and for no others

	masters map[string]*template.Template // by page, not yet bound to a language
	bound   sync.Map                      // binding to *template.Template; as many as a paper has pages, languages and zones
	assets  assetTable
	uses    map[string]use
	looks   map[string]cardLook
	source  map[string][]byte // of the theme itself: its templates and settings

	mu     sync.Mutex
	broken []Fault // pages that it could not make
	onto   func(Fault)
}

// Fault is something wrong with a file of a theme, or one that a reader's page brought to light.
type Fault struct {
	File string // below the theme's folder; "" for the folder
	Line int    // 0 where it is about the whole file
	Why  string
}

// Error begins with the file and the line, as compilers write them.
func (f Fault) Error() string {
	switch {
	case f.File == "":
		return f.Why
	case f.Line == 0:
		return f.File + ": " + f.Why
	default:
		return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Why)
	}
}

// Limits of a theme's files and of what it makes of a page.
const (
	mostFiles     = 300
	longestFile   = 8 << 20   // bytes
	longestSource = 512 << 10 // of a template, a style sheet or the settings
	longestPage   = 16 << 20
	mostWrites    = 2 << 20 // pieces of a page that templates write
	longestWords  = 64 << 10
)

const themeFile = "theme.toml"

// shared are the files whose templates every page has. A theme's definitions are laid over the program's one by one;
// the file of a page takes the place of the program's whole.
var shared = []string{"page", "parts"}

// BuiltIn is the program's own theme, which every other is laid over.
var BuiltIn = sync.OnceValue(func() *Theme {
	t, faults := makeTheme(nil)
	if len(faults) > 0 {
		panic(faults[0]) // embedded: a test fails first
	}
	return t
})

// NewTheme reads a theme: theme.toml, templates/*.html and assets/*, each of which may be missing and is then the
// program's own. It finds what can be seen without making a page; package theme tries the rest.
func NewTheme(files fs.FS) (*Theme, []Fault) {
	all := map[string][]byte{}
	var faults []Fault
	say := func(file, format string, args ...any) {
		faults = append(faults, Fault{File: file, Why: fmt.Sprintf(format, args...)})
	}
	err := fs.WalkDir(files, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		dir, file := path.Split(name)
		switch {
		case name == ".":
			return nil
		case strings.HasPrefix(file, "."):
			if e.IsDir() {
				return fs.SkipDir
			}
			return nil
		case e.IsDir():
			if name != "templates" && name != "assets" {
				say(name, "a theme has the folders templates and assets, and none below them")
				return fs.SkipDir
			}
			return nil
		case name == "templates", name == "assets":
			say(name, "this must be a folder")
			return nil
		case dir == "" && name != themeFile, strings.HasSuffix(file, "~"):
			return nil // a README, a licence
		case len(all) >= mostFiles:
			say("", "there are more than %d files", mostFiles)
			return fs.SkipAll
		case dir == "templates/" && !slices.Contains(templateNames(), strings.TrimSuffix(file, ".html")):
			say(name, "no page is called so. Templates are %s, each ending in .html", strings.Join(templateNames(), ", "))
			return nil
		case dir == "assets/" && (assetTypes[path.Ext(file)] == "" || !assetName.MatchString(file)):
			say(name, "this cannot be sent to readers: names are small letters, digits, dots, hyphens and underscores, and end in %s", strings.Join(assetEndings(), ", "))
			return nil
		}
		most := longestFile
		if dir != "assets/" || path.Ext(file) == ".css" {
			most = longestSource
		}
		info, err := fs.Stat(files, name) // follows a link, which may not lead out of the folder
		switch {
		case err != nil:
			say(name, "this cannot be read: %v", reason(err))
		case !info.Mode().IsRegular():
			say(name, "this is no file")
		case info.Size() > int64(most):
			say(name, "%d bytes are too many: at most %d", info.Size(), most)
		default:
			if all[name], err = fs.ReadFile(files, name); err != nil {
				say(name, "this cannot be read: %v", reason(err))
			}
		}
		return nil
	})
	if err != nil {
		say("", "the folder cannot be read: %v", reason(err))
	}
	if len(faults) > 0 {
		return nil, faults
	}
	return makeTheme(all)
}

// reason is what the machine said, without the paths around it.
func reason(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

var assetName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]*$`)

// makeTheme lays files over the program's own.
func makeTheme(files map[string][]byte) (*Theme, []Fault) {
	t := &Theme{masters: map[string]*template.Template{}, uses: uses, looks: cardLooks, source: map[string][]byte{}}
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if !strings.HasPrefix(name, "assets/") {
			t.source[name] = files[name]
		}
		fmt.Fprintf(sum, "%d %s %d ", len(name), name, len(files[name]))
		sum.Write(files[name])
	}
	if len(files) > 0 {
		t.ID = hex.EncodeToString(sum.Sum(nil)[:8])
	}
	faults := t.settle(files[themeFile])
	t.assets, faults = layAssets(files, faults)
	return t, append(faults, t.parse(files)...)
}

// settle reads theme.toml.
func (t *Theme) settle(source []byte) (faults []Fault) {
	if source == nil {
		return nil
	}
	var said struct {
		Name     string `toml:"name"`
		Pictures map[string]struct {
			Shape string `toml:"shape"`
			Sizes string `toml:"sizes"`
			Eager bool   `toml:"eager"`
		} `toml:"pictures"`
		Cards map[string]struct {
			Picture    string `toml:"picture"`
			Standfirst bool   `toml:"standfirst"`
			Section    bool   `toml:"section"`
			Nameless   bool   `toml:"nameless"`
			Authors    bool   `toml:"authors"`
			Time       string `toml:"time"`
		} `toml:"cards"`
	}
	say := func(key []string, format string, args ...any) {
		faults = append(faults, Fault{themeFile, lineOf(source, key), fmt.Sprintf(format, args...)})
	}
	meta, err := toml.Decode(string(source), &said)
	var wrong toml.ParseError
	if errors.As(err, &wrong) {
		return []Fault{{themeFile, wrong.Position.Line, wrong.Message}}
	} else if err != nil {
		return []Fault{{File: themeFile, Why: strings.TrimPrefix(err.Error(), "toml: ")}}
	}
	for _, key := range meta.Undecoded() {
		say(key, "%s is nothing that a theme can say", key)
	}
	t.Name = said.Name
	t.uses, t.looks = maps.Clone(uses), maps.Clone(cardLooks)
	for name, p := range said.Pictures {
		if !slices.Contains(shapes, p.Shape) {
			say([]string{"pictures", name}, "“%s” is no shape of a picture: they are %s", p.Shape, strings.Join(shapes, ", "))
		}
		if p.Sizes == "" {
			say([]string{"pictures", name}, "it must say in sizes how wide the picture is shown, as the attribute of <img> does")
		}
		t.uses[name] = use{p.Shape, p.Sizes, p.Eager}
	}
	for name, c := range said.Cards {
		if _, ok := t.uses[c.Picture]; c.Picture != "" && !ok {
			say([]string{"cards", name}, "“%s” is no place for a picture", c.Picture)
		}
		if c.Time != "" && c.Time != "clock" && c.Time != "date" {
			say([]string{"cards", name}, "a card shows its time as clock or date, not as “%s”", c.Time)
		}
		t.looks[name] = cardLook{c.Picture, c.Standfirst, c.Section, c.Nameless, c.Authors, c.Time}
	}
	return faults
}

var shapes = []string{"whole", "3x2", "4x3", "1x1", "16x9"}

// lineOf finds the line of a TOML file on which a key is said.
func lineOf(source []byte, key []string) int {
	heading := "[" + strings.Join(key[:min(2, len(key))], ".") + "]"
	at := 0
	for i, line := range strings.Split(string(source), "\n") {
		line = strings.TrimSpace(line)
		if at == 0 && (line == heading || len(key) == 1 && (strings.HasPrefix(line, "["+key[0]) || wordOf(line) == key[0])) {
			if at = i + 1; len(key) < 3 {
				return at
			}
		} else if at > 0 && wordOf(line) == key[len(key)-1] {
			return i + 1
		}
	}
	return at
}

func wordOf(line string) string {
	word, _, _ := strings.Cut(line, "=")
	return strings.TrimSpace(word)
}

// parse reads the templates: for each page the shared ones, the theme's over them, and the page's own.
func (t *Theme) parse(files map[string][]byte) (faults []Fault) {
	none := newView(t, &Frame{})
	every := template.New("").Option("missingkey=error").Funcs(none.functions())
	read := func(into *template.Template, name string, over bool) error {
		source := files["templates/"+name+".html"]
		called := "templates/" + name + ".html"
		if !over {
			called = "built-in " + called
			b, err := templateFiles.ReadFile("templates/" + name + ".html")
			if err != nil {
				panic(err) // embedded
			}
			source = b
		} else if source == nil {
			return nil
		}
		made, err := into.New(called).Parse(string(source))
		if err == nil && made.Tree != nil {
			if n := stray(made.Tree); n != nil {
				err = errors.New("template: " + at(made.Tree, n) + `: what stands outside of {{define "…"}} is shown nowhere`)
			}
		}
		return err
	}
	for _, over := range []bool{false, true} {
		for _, name := range shared {
			if err := read(every, name, over); err != nil {
				faults = append(faults, FaultOf(err))
			}
		}
	}
	if len(faults) > 0 {
		return faults
	}
	for _, name := range pageNames() {
		own, err := every.Clone()
		if err == nil {
			err = read(own, name, files["templates/"+name+".html"] != nil)
		}
		if err == nil && own.Lookup("main") == nil {
			err = fmt.Errorf(`template: templates/%s.html:1: it must define "main"`, name)
		}
		if err != nil {
			faults = append(faults, FaultOf(err))
			continue
		}
		t.masters[name] = own
	}
	return faults
}

// stray is something that stands between the definitions of a file; nil for nothing but space and comments.
func stray(tree *parse.Tree) parse.Node {
	if tree.Root == nil {
		return nil
	}
	for _, n := range tree.Root.Nodes {
		switch n := n.(type) {
		case *parse.CommentNode:
		case *parse.TextNode:
			if len(bytes.TrimSpace(n.Text)) > 0 {
				return n
			}
		default:
			return n
		}
	}
	return nil
}

func at(tree *parse.Tree, n parse.Node) string {
	where, _ := tree.ErrorContext(n)
	return where
}

// pageNames are the pages that readers meet, by their templates.
func pageNames() []string {
	var all []string
	for _, p := range Types() {
		all = append(all, p.template())
	}
	return all
}

func templateNames() []string { return append(slices.Clone(shared), pageNames()...) }

// Types has one empty value of every page type.
func Types() []Page {
	return []Page{
		&Home{}, &SectionFront{}, &ListMonth{}, &Latest{}, &Story{}, &Author{}, &Topic{}, &Standing{}, &Search{},
		&Corrections{}, &NotFound{}, &Gone{}, &Closed{}, &Unavailable{}, &Failed{},
	}
}

// TemplateOf names the template that shows a page.
func TemplateOf(p Page) string { return p.template() }

// Templates is a copy of what shows the page of a name; nil where there is none.
func (t *Theme) Templates(name string) *template.Template {
	master := t.masters[name]
	if master == nil {
		return nil
	}
	own, err := master.Clone()
	if err != nil {
		return nil // it was executed, which masters never are
	}
	return own
}

// Source is a template of the theme, or its settings, as they were written; nil for what is the program's own.
func (t *Theme) Source(file string) []byte { return t.source[file] }

// Sources are the names of what Source has.
func (t *Theme) Sources() []string { return slices.Sorted(maps.Keys(t.source)) }

// BuiltInFiles are the program's own theme as a folder of files.
func BuiltInFiles() map[string][]byte {
	all := map[string][]byte{themeFile: []byte(settings())}
	for _, from := range []embed.FS{templateFiles, assetFiles} {
		err := fs.WalkDir(from, ".", func(name string, e fs.DirEntry, err error) error {
			if err == nil && !e.IsDir() {
				all[name], err = from.ReadFile(name)
			}
			return err
		})
		if err != nil {
			panic(err) // embedded
		}
	}
	return all
}

// settings is theme.toml as the program's own theme has it.
func settings() string {
	var b strings.Builder
	b.WriteString("# What pictures and cards show where. Leave out what is to stay as it is.\nname = \"\"\n\n" +
		"# A place of a picture: the cut it is shown in (whole, 3x2, 4x3, 1x1, 16x9), how wide, and whether it is in sight at once.\n")
	for _, name := range slices.Sorted(maps.Keys(uses)) {
		u := uses[name]
		fmt.Fprintf(&b, "[pictures.%s]\nshape = %q\nsizes = %q\n", name, u.shape, u.sizes)
		if u.eager {
			b.WriteString("eager = true\n")
		}
	}
	b.WriteString("\n# A story in a place of the layout. What is not said here of a card that is named here is not shown.\n")
	for _, name := range slices.Sorted(maps.Keys(cardLooks)) {
		l := cardLooks[name]
		fmt.Fprintf(&b, "[cards.%s]\n", name)
		if l.picture != "" {
			fmt.Fprintf(&b, "picture = %q\n", l.picture)
		}
		for _, f := range []struct {
			name string
			set  bool
		}{{"standfirst", l.standfirst}, {"section", l.section}, {"nameless", l.nameless}, {"authors", l.authors}} {
			if f.set {
				fmt.Fprintf(&b, "%s = true\n", f.name)
			}
		}
		if l.time != "" {
			fmt.Fprintf(&b, "time = %q\n", l.time)
		}
	}
	return b.String()
}

var placed = regexp.MustCompile(`(?s)template: ?((?:built-in )?templates/[a-z]+\.html):(\d+)(?::\d+)?: (.*)`)

// FaultOf reads where an error of a template lies: its innermost place.
func FaultOf(err error) Fault {
	text := err.Error()
	f := Fault{Why: text}
	for {
		m := placed.FindStringSubmatch(text)
		if m == nil {
			return f
		}
		line, _ := strconv.Atoi(m[2]) // digits
		f = Fault{m[1], line, m[3]}
		text = m[3]
	}
}

// Tell has f called for every page that the theme could not make and that the program's own theme stood in for.
func (t *Theme) Tell(f func(Fault)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.onto = f
}

// Broken are the pages that the theme could not make, each fault once.
func (t *Theme) Broken() []Fault {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.broken)
}

// mostBroken bounds what is remembered of a theme that fails in ever new ways.
const mostBroken = 20

func (t *Theme) fail(p Page, err error) {
	f := FaultOf(err)
	t.mu.Lock()
	known := len(t.broken) >= mostBroken || slices.ContainsFunc(t.broken, func(b Fault) bool { return b.File == f.File && b.Line == f.Line })
	if !known {
		t.broken = append(t.broken, f)
	}
	tell := t.onto
	t.mu.Unlock()
	if !known && tell != nil {
		tell(Fault{f.File, f.Line, fmt.Sprintf("%T cannot be made: %s", p, f.Why)})
	}
}

// errTooMuch stops a template that writes without end.
var errTooMuch = errors.New("the page is longer than any page may be")

// bounded is a page in the making.
type bounded struct {
	bytes.Buffer
	writes int
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.writes++; b.writes > mostWrites || b.Len()+len(p) > longestPage {
		return 0, errTooMuch
	}
	return b.Buffer.Write(p)
}

// FrameOf is what stands around a page.
func FrameOf(p Page) *Frame { return p.frame() }

// CardsOf are the stories that a page shows beside its own matter.
func CardsOf(p Page) []Card {
	var all []Card
	add := func(more ...Card) { all = append(all, more...) }
	lead := func(c *Card) {
		if c != nil {
			add(*c)
		}
	}
	days := func(ds []Day) {
		for _, d := range ds {
			add(d.Cards...)
		}
	}
	switch p := p.(type) {
	case *Home:
		lead(p.Lead)
		add(slices.Concat(p.Seconds, p.Latest, p.Opinion, p.Recent)...)
		for _, r := range p.Rows {
			add(r.Cards...)
		}
		for _, b := range p.Blocks {
			add(b.Lead)
			add(b.Headlines...)
		}
	case *SectionFront:
		lead(p.Lead)
		add(p.Seconds...)
		for _, r := range p.Rows {
			add(r.Cards...)
		}
		days(p.Days)
	case *ListMonth:
		days(p.Days)
	case *Latest:
		days(p.Days)
	case *Author:
		days(p.Days)
	case *Topic:
		days(p.Days)
	case *Story:
		add(slices.Concat(p.Related, p.Recent)...)
	case *Search:
		for _, h := range p.Hits {
			add(h.Card)
		}
		if len(p.Hits) == 0 {
			add(p.Recent...)
		}
	case *Corrections:
		for _, c := range p.Items {
			add(c.Story)
		}
	case *NotFound:
		add(p.Recent...)
	case *Gone:
		add(p.Recent...)
	}
	return all
}

// Functions are what templates may call beside and, or, not, eq, ne, lt, le, gt, ge, len, index and slice.
func Functions() template.FuncMap { return newView(BuiltIn(), &Frame{}).functions() }
