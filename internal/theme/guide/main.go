// Command guide writes the part of docs/themes.md that says what every page gives its template, from the types of
// package page: go run ./internal/theme/guide, or with -check, which writes nothing and fails when it is out of date.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"broadsheet/internal/page"
)

const (
	begins = "<!-- written by go run ./internal/theme/guide -->"
	ends   = "<!-- end of what is written -->"
	guide  = "docs/themes.md"
)

func main() {
	check := flag.Bool("check", false, "write nothing, fail when the guide is out of date")
	flag.Parse()
	was, is, err := Guide(".")
	if err == nil && !bytes.Equal(was, is) {
		if *check {
			err = fmt.Errorf("%s is out of date: go run ./internal/theme/guide", guide)
		} else {
			err = os.WriteFile(guide, is, 0o644)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// Guide gives the guide as it is and as it must be, in the repository at root.
func Guide(root string) (was, is []byte, err error) {
	was, err = os.ReadFile(filepath.Join(root, guide))
	if err != nil {
		return nil, nil, err
	}
	before, rest, ok := bytes.Cut(was, []byte(begins))
	_, after, ok2 := bytes.Cut(rest, []byte(ends))
	if !ok || !ok2 {
		return nil, nil, fmt.Errorf("%s has lost the lines between which it is written", guide)
	}
	written, err := written(filepath.Join(root, "internal/page"))
	return was, slices.Concat(before, []byte(begins+"\n\n"), written, []byte("\n"+ends), after), err
}

// kind is a type as it stands in the source.
type kind struct {
	doc    string
	fields *ast.StructType
}

type book struct {
	set   *token.FileSet
	kinds map[string]kind
	out   bytes.Buffer
	todo  []string // types that were named and not yet written
	done  map[string]bool
}

func written(folder string) ([]byte, error) {
	b := &book{set: token.NewFileSet(), kinds: map[string]kind{}, done: map[string]bool{}}
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		if err := b.read(f); err != nil {
			return nil, err
		}
	}
	b.out.WriteString("### What every page gives its template\n\n")
	for _, p := range page.Types() {
		name := reflect.TypeOf(p).Elem().Name()
		b.write(name, fmt.Sprintf("#### %s, in `templates/%s.html`\n\n", name, page.TemplateOf(p)))
	}
	if err := b.functions(); err != nil {
		return nil, err
	}
	b.out.WriteString("### What pages and functions are made of\n\n")
	for len(b.todo) > 0 {
		slices.Sort(b.todo)
		next := b.todo[0]
		b.todo = b.todo[1:]
		if !b.done[next] {
			b.write(next, "#### "+next+"\n\n")
		}
	}
	return b.out.Bytes(), nil
}

func (b *book) read(file string) error {
	parsed, err := parser.ParseFile(b.set, file, nil, parser.ParseComments)
	if err != nil {
		return err
	}
	for _, d := range parsed.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, s := range g.Specs {
			spec, ok := s.(*ast.TypeSpec)
			if !ok {
				continue
			}
			if fields, ok := spec.Type.(*ast.StructType); ok {
				doc := g.Doc.Text()
				if spec.Doc != nil {
					doc = spec.Doc.Text()
				}
				b.kinds[spec.Name.Name] = kind{doc, fields}
			}
		}
	}
	return nil
}

var names = regexp.MustCompile(`(?:\b[a-z]+\.)?\b[A-Za-z]+\b`)

// names notes the types of package page in a type.
func (b *book) notes(of string) {
	for _, name := range names.FindAllString(of, -1) {
		if _, ok := b.kinds[name]; ok && !b.done[name] && !slices.Contains(b.todo, name) {
			b.todo = append(b.todo, name)
		}
	}
}

// write writes a type with its fields.
func (b *book) write(name, heading string) {
	k := b.kinds[name]
	b.done[name] = true
	fmt.Fprintf(&b.out, "%s%s\n\n", heading, strings.Join(strings.Fields(k.doc), " "))
	var rows []string
	for _, f := range k.fields.Fields.List {
		var of bytes.Buffer
		if err := printer.Fprint(&of, b.set, f.Type); err != nil {
			panic(err) // it was parsed
		}
		b.notes(of.String())
		note := strings.Join(strings.Fields(f.Comment.Text()+" "+f.Doc.Text()), " ")
		if len(f.Names) == 0 {
			rows = append(rows, fmt.Sprintf("| | everything of %s | %s |", of.String(), note))
		}
		for _, n := range f.Names {
			if n.IsExported() {
				rows = append(rows, fmt.Sprintf("| `.%s` | `%s` | %s |", n.Name, of.String(), strings.ReplaceAll(note, "|", "\\|")))
			}
		}
	}
	if len(rows) > 0 {
		fmt.Fprintf(&b.out, "| field | type | |\n|---|---|---|\n%s\n\n", strings.Join(rows, "\n"))
	}
}

// functions writes what templates can call.
func (b *book) functions() error {
	b.out.WriteString("### What templates can call\n\nBeside `and or not eq ne lt le gt ge len index slice` of the template language:\n\n| function | takes | gives | |\n|---|---|---|---|\n")
	all := page.Functions()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		say, ok := says[name]
		if !ok {
			return fmt.Errorf("the guide says nothing about the function %s: add it to internal/theme/guide/functions.go", name)
		}
		t := reflect.TypeOf(all[name])
		var takes, gives []string
		for i := range t.NumIn() {
			in := t.In(i).String()
			if t.IsVariadic() && i == t.NumIn()-1 {
				in = "…" + strings.TrimPrefix(in, "[]")
			}
			takes = append(takes, short(in))
		}
		for i := range t.NumOut() {
			if out := t.Out(i).String(); out != "error" {
				gives = append(gives, short(out))
			}
		}
		b.notes(strings.Join(gives, " "))
		fmt.Fprintf(&b.out, "| `%s` | %s | %s | %s |\n", name, strings.Join(takes, ", "), strings.Join(gives, ", "), say)
	}
	for name := range says {
		if all[name] == nil {
			return fmt.Errorf("the guide speaks of the function %s, which there is not", name)
		}
	}
	b.out.WriteString("\n")
	return nil
}

func short(of string) string {
	return strings.NewReplacer("page.", "", "interface {}", "any", "template.", "", "article.", "").Replace(of)
}
