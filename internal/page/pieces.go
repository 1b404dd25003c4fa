package page

import (
	"crypto/sha256"
	"encoding/binary"
	"html/template"
	"sync"
	"text/template/parse"
)

// Many pages show the same pieces: the sections above, the foot below, the cards of the same stories. A piece is set
// once and kept under everything that it was set of. A template sees nothing but what it is given, and what it asks
// beside that gives the same for the same; so a kept piece is never old, whatever happened to the paper meanwhile.
//
// Pages of a theme say {{template "card" …}} as ever: where the templates are bound, that becomes a question for the
// kept piece.
var kept = &pieces{room: 8 << 20}

// pieces keeps values under fingerprints of what they were made of. What was not asked for since young was begun goes
// with old.
type pieces struct {
	mu         sync.Mutex
	room       int // in bytes
	weight     int // of young
	young, old map[fingerprint]piece
}

type fingerprint [sha256.Size]byte

type piece struct {
	value  any
	weight int
}

func (p *pieces) find(f fingerprint) (any, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if k, ok := p.young[f]; ok {
		return k.value, true
	}
	k, ok := p.old[f]
	if ok {
		delete(p.old, f)
		p.put(f, k)
	}
	return k.value, ok
}

// keep keeps a value that nobody changes any more.
func (p *pieces) keep(f fingerprint, value any, weight int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, ok := p.young[f]; !ok {
		delete(p.old, f)
		p.put(f, piece{value, weight + 200})
	}
}

// put needs mu.
func (p *pieces) put(f fingerprint, k piece) {
	if p.young == nil {
		p.young = map[fingerprint]piece{}
	}
	p.young[f] = k
	if p.weight += k.weight; p.weight > p.room/2 {
		p.old, p.young, p.weight = p.young, nil, 0
	}
}

// A print gathers everything that a piece is made of, so that unlike things never look alike: texts go in with their
// length, lists with how many there are.
type print struct{ all []byte }

var prints = sync.Pool{New: func() any { return &print{make([]byte, 0, 4096)} }}

func newPrint(of string, v *view) *print {
	p := prints.Get().(*print)
	p.all = p.all[:0]
	p.texts(of, v.theme.ID, v.lang, v.zone.String())
	return p
}

// take gives the fingerprint; p is of no use afterwards.
func (p *print) take() fingerprint {
	f := fingerprint(sha256.Sum256(p.all))
	prints.Put(p)
	return f
}

func (p *print) number(n int) { p.all = binary.AppendVarint(p.all, int64(n)) }

func (p *print) texts(all ...string) {
	for _, s := range all {
		p.all = append(binary.AppendUvarint(p.all, uint64(len(s))), s...)
	}
}

func (p *print) flag(b bool) {
	if b {
		p.number(1)
	} else {
		p.number(0)
	}
}

func (p *print) links(all []Link) {
	p.number(len(all))
	for _, l := range all {
		p.texts(l.Name, l.URL)
	}
}

func (p *print) sections(all []Section) {
	p.number(len(all))
	for i := range all {
		s := &all[i]
		p.texts(s.Name, s.URL, s.Accent)
		p.flag(s.Active)
		p.sections(s.Below)
	}
}

func (p *print) picture(of *Picture) {
	p.flag(of != nil)
	if of == nil {
		return
	}
	p.texts(of.Alt, of.Caption, of.Credit, of.Ground)
	p.number(len(of.Cuts))
	for i := range of.Cuts {
		c := &of.Cuts[i]
		p.texts(c.Shape, c.Type, c.URL)
		p.number(c.Width)
		p.number(c.Height)
	}
}

func (p *print) label(l Label) { p.texts(l.Name, l.URL, l.Accent) }

// card holds all of a card that view.card reads.
func (p *print) card(c *Card) {
	p.texts(c.URL, string(c.Kind), c.Label, c.Headline, c.Standfirst, c.PaidBy, c.Lang, c.Dir)
	p.label(c.Section)
	p.number(len(c.Authors))
	for i := range c.Authors {
		a := &c.Authors[i]
		p.texts(a.Name, string(a.Role))
		p.picture(a.Portrait)
	}
	p.picture(c.Picture)
	p.number(int(c.Published.UnixMicro()))
}

// piecesOf are the templates that are kept, by the function that stands in their place. Each is given all that it
// shows.
func (v *view) piecesOf(t *template.Template, page string) template.FuncMap {
	return template.FuncMap{
		"keptCard": func(c card) (template.HTML, error) {
			if c.of == (fingerprint{}) {
				return set(t, "card", c)
			}
			p := newPrint("card of "+page, v)
			p.all = append(p.all, c.of[:]...)
			return keep(p.take(), t, "card", c)
		},
		"keptRecent": func(all []card) (template.HTML, error) {
			p := newPrint("most recent of "+page, v)
			for i := range all {
				p.all = append(p.all, all[i].of[:]...)
				if all[i].of == (fingerprint{}) {
					return set(t, "recent", all)
				}
			}
			return keep(p.take(), t, "recent", all)
		},
		"keptFind": func(words string) (template.HTML, error) {
			if words != "" {
				return set(t, "find", words)
			}
			return keep(newPrint("search of "+page, v).take(), t, "find", "")
		},
		"keptSections": func(all []Section) (template.HTML, error) {
			p := newPrint("sections of "+page, v)
			p.sections(all)
			return keep(p.take(), t, "sections", all)
		},
		"keptFoot": func(f foot) (template.HTML, error) {
			p := newPrint("foot of "+page, v)
			p.sections(f.Sections)
			p.links(f.Standing)
			p.links(f.Follow)
			p.texts(f.Name, f.Years)
			return keep(p.take(), t, "foot", f)
		},
	}
}

var keepers = map[string]string{"card": "keptCard", "recent": "keptRecent", "sections": "keptSections", "foot": "keptFoot", "find": "keptFind"}

// keep gives the kept piece, or sets it.
func keep(f fingerprint, t *template.Template, name string, data any) (template.HTML, error) {
	if known, ok := kept.find(f); ok {
		return known.(template.HTML), nil
	}
	made, err := set(t, name, data)
	if err == nil {
		kept.keep(f, made, len(made))
	}
	return made, err
}

func set(t *template.Template, name string, data any) (template.HTML, error) {
	var b bounded
	err := t.ExecuteTemplate(&b, name, data)
	return template.HTML(b.String()), err //nolint:gosec // html/template escaped it
}

// askKept puts a question for the kept piece wherever a template of t shows one.
func askKept(t *template.Template) {
	for _, one := range t.Templates() {
		if one.Tree != nil && one.Tree.Root != nil {
			askIn(one.Tree.Root)
		}
	}
}

func askIn(list *parse.ListNode) {
	if list == nil {
		return
	}
	for i, n := range list.Nodes {
		switch n := n.(type) {
		case *parse.IfNode:
			askIn(n.List)
			askIn(n.ElseList)
		case *parse.WithNode:
			askIn(n.List)
			askIn(n.ElseList)
		case *parse.RangeNode:
			askIn(n.List)
			askIn(n.ElseList)
		case *parse.TemplateNode:
			if keeper := keepers[n.Name]; keeper != "" && n.Pipe != nil {
				n.Pipe.Cmds = append(n.Pipe.Cmds, &parse.CommandNode{
					NodeType: parse.NodeCommand, Pos: n.Pos, Args: []parse.Node{parse.NewIdentifier(keeper).SetPos(n.Pos)},
				})
				list.Nodes[i] = &parse.ActionNode{NodeType: parse.NodeAction, Pos: n.Pos, Line: n.Line, Pipe: n.Pipe}
			}
		}
	}
}

// foot is all that the foot of a page shows.
type foot struct {
	Sections         []Section
	Standing, Follow []Link
	Name, Years      string
}

func footOf(p Page) foot {
	f := p.frame()
	return foot{Sections: f.Sections, Standing: f.Standing, Follow: f.Follow, Name: f.Paper.Name, Years: years(p)}
}
