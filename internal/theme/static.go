package theme

import (
	"errors"
	"fmt"
	"html/template"
	"regexp"
	"slices"
	"strings"
	"text/template/parse"

	"github.com/jba/templatecheck"

	"broadsheet/internal/page"
)

// Limits of what one page may have the templates do, counted before any is made: a list is taken to hold listLength.
const (
	listLength = 24
	mostWork   = 40_000_000
)

// refused are the functions of the template language that a theme has no use for: they gather text without an end, or
// put markup through twice.
var refused = []string{"print", "printf", "println", "html", "js", "urlquery", "call"}

// static looks at the templates of every page without making one: what they ask for must be there, and they must end.
func static(t *page.Theme) []page.Fault {
	var faults []page.Fault
	for _, p := range page.Types() {
		name := page.TemplateOf(p)
		found := ends(t.Templates(name))
		if len(found) == 0 { // the checker of types walks as the templates do: it must not walk in a circle
			if err := fits(t.Templates(name), p); err != nil {
				found = append(found, typeFault(err))
			}
		}
		for _, f := range found {
			if !slices.Contains(faults, f) {
				faults = append(faults, f)
			}
		}
	}
	return faults
}

// fits checks templates against the type of their page.
func fits(t *template.Template, p page.Page) error {
	for _, one := range t.Templates() {
		if one.Tree != nil && one.Tree.Root != nil {
			measureLists(one.Tree.Root)
		}
	}
	return templatecheck.CheckHTMLStrict(t.Lookup("page"), p)
}

// measureLists asks for the length of everything that is ranged over. Nobody is told it; but only what is in memory has
// one, and a number up to which could be counted has none.
func measureLists(list *parse.ListNode) {
	for i := 0; list != nil && i < len(list.Nodes); i++ {
		if r, ok := list.Nodes[i].(*parse.RangeNode); ok {
			over := r.Pipe.CopyPipe()
			over.Decl = nil
			length := &parse.CommandNode{NodeType: parse.NodeCommand, Pos: r.Pos, Args: []parse.Node{parse.NewIdentifier("len").SetPos(r.Pos), over}}
			asked := &parse.PipeNode{NodeType: parse.NodePipe, Pos: r.Pos, Line: r.Line, Cmds: []*parse.CommandNode{length}}
			list.Nodes = slices.Insert(list.Nodes, i, parse.Node(&parse.ActionNode{NodeType: parse.NodeAction, Pos: r.Pos, Line: r.Line, Pipe: asked}))
			i++
		}
		for _, below := range inside(list.Nodes[i]) {
			measureLists(below)
		}
	}
}

// inside are the lists that a node holds.
func inside(n parse.Node) []*parse.ListNode {
	switch n := n.(type) {
	case *parse.IfNode:
		return []*parse.ListNode{n.List, n.ElseList}
	case *parse.WithNode:
		return []*parse.ListNode{n.List, n.ElseList}
	case *parse.RangeNode:
		return []*parse.ListNode{n.List, n.ElseList}
	}
	return nil
}

var checking = regexp.MustCompile(`^checking "(.*?)" at <.*?>: (.*)$`)

// typeFault puts what the checker of types says into a sentence.
func typeFault(err error) page.Fault {
	f := page.FaultOf(err)
	f.Why, _, _ = strings.Cut(f.Why, "\n")
	m := checking.FindStringSubmatch(f.Why)
	if m == nil {
		return f
	}
	why := strings.NewReplacer("*page.", "", "page.", "").Replace(m[2])
	switch {
	case strings.HasPrefix(why, "len of "):
		why = "range goes over the lists of a page, and over nothing else"
	case strings.HasPrefix(why, "can't use field "):
		field, of, _ := strings.Cut(strings.TrimPrefix(why, "can't use field "), " in type ")
		why = fmt.Sprintf("there is no %s in %s", field, of)
	}
	f.Why = why
	return f
}

// walk is one look at the templates of a page.
type walk struct {
	of     *template.Template
	way    []string // templates that show each other, the page first
	work   map[string]int
	faults []page.Fault
}

// ends tells whether making the page ends, and within its bounds.
func ends(t *template.Template) []page.Fault {
	w := &walk{of: t, work: map[string]int{}}
	if work := w.template("page"); work > mostWork && len(w.faults) == 0 {
		f := page.Fault{Why: fmt.Sprintf("this page takes some %d steps to make, and may take %d: lists within lists show too much", work, mostWork)}
		if at := t.Lookup("main"); at != nil && at.Tree != nil {
			f.File = at.Tree.ParseName
		}
		w.faults = append(w.faults, f)
	}
	return w.faults
}

func (w *walk) template(name string) int {
	if work, ok := w.work[name]; ok {
		return work
	}
	t := w.of.Lookup(name)
	if t == nil || t.Tree == nil {
		return 0 // the checker of types says so, with its line
	}
	w.way = append(w.way, name)
	w.work[name] = w.list(t.Tree, t.Tree.Root)
	w.way = w.way[:len(w.way)-1]
	return w.work[name]
}

func (w *walk) list(tree *parse.Tree, list *parse.ListNode) int {
	work := 1
	if list == nil {
		return work
	}
	for _, n := range list.Nodes {
		switch n := n.(type) {
		case *parse.TemplateNode:
			if slices.Contains(w.way, n.Name) {
				w.say(tree, n, "the template “%s” shows itself, which would never end", n.Name)
				continue
			}
			w.pipe(tree, n.Pipe)
			work = min(work+w.template(n.Name), 2*mostWork)
			continue
		case *parse.ActionNode:
			w.pipe(tree, n.Pipe)
		case *parse.IfNode:
			w.pipe(tree, n.Pipe)
		case *parse.WithNode:
			w.pipe(tree, n.Pipe)
		case *parse.RangeNode:
			w.pipe(tree, n.Pipe)
			work = min(work+listLength*w.list(tree, n.List)+w.list(tree, n.ElseList), 2*mostWork)
			continue
		}
		work++
		for _, below := range inside(n) {
			work = min(work+w.list(tree, below), 2*mostWork)
		}
	}
	return work
}

func (w *walk) pipe(tree *parse.Tree, p *parse.PipeNode) {
	if p == nil {
		return
	}
	for _, c := range p.Cmds {
		for _, a := range c.Args {
			switch a := a.(type) {
			case *parse.IdentifierNode:
				if slices.Contains(refused, a.Ident) {
					w.say(tree, a, "a theme cannot use %s", a.Ident)
				}
			case *parse.PipeNode:
				w.pipe(tree, a)
			case *parse.ChainNode:
				if below, ok := a.Node.(*parse.PipeNode); ok {
					w.pipe(tree, below)
				}
			}
		}
	}
}

func (w *walk) say(tree *parse.Tree, n parse.Node, format string, args ...any) {
	where, _ := tree.ErrorContext(n)
	f := page.FaultOf(errors.New("template: " + where + ": " + fmt.Sprintf(format, args...)))
	if !slices.Contains(w.faults, f) {
		w.faults = append(w.faults, f)
	}
}
