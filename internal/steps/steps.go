// Package steps is the authority that applies ProseMirror steps to a story. It runs the editor's own code (bundled
// from web/authority.ts) in goja, so that server and browser can never disagree about what a step does, and it lets
// nothing out that the gate of package prose refuses.
package steps

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"github.com/dop251/goja"

	"broadsheet/internal/fault"
	"broadsheet/internal/prose"
)

// The limits of one call.
const (
	MaxSteps = 2_000
	MaxBytes = prose.MaxBytes // of all steps together

	// maxNesting is how deep a step's JSON may be nested: a document at its deepest is 2 levels to a node.
	maxNesting = 2*prose.MaxDepth + 16
)

//go:embed authority.js
var source string

var program = sync.OnceValues(func() (*goja.Program, error) { return goja.Compile("authority.js", source, true) })

// Authority applies steps. It is safe for concurrent use: calls share a few JavaScript runtimes and wait for one
// to be free.
type Authority struct {
	places chan struct{} // a place to run in
	mu     sync.Mutex
	idle   []*engine
}

// An engine is one JavaScript runtime with the authority loaded. It remembers the documents that it answered last, so
// that the next steps on them, usually of the same writer, need not read them again: that takes most of the time.
type engine struct {
	vm      *goja.Runtime
	apply   goja.Callable
	refuses goja.Callable
	known   [16]memory
	calls   int
}

// A memory is a document as it was answered to the caller.
type memory struct {
	doc  []byte
	used int // in which call
}

// memorable is how large a document may be to be remembered: what a runtime makes of it takes some twenty times as much.
const memorable = 256 << 10

// place finds where the engine remembers the document or, when it does not, where to put it: the place longest unused.
// One that is too large to be remembered has the place -1.
func (e *engine) place(doc []byte) (at int, known bool) {
	if len(doc) > memorable {
		return -1, false
	}
	for i, m := range e.known {
		if len(doc) > 0 && bytes.Equal(m.doc, doc) {
			return i, true
		}
		if m.used < e.known[at].used {
			at = i
		}
	}
	return at, false
}

// New makes an Authority that uses as many runtimes at once as there are processors. Each is made when
// it is first needed and takes 1 MB, and half a MB for each story of 2,500 words that it remembers.
func New() *Authority {
	return &Authority{places: make(chan struct{}, runtime.GOMAXPROCS(0))}
}

// Apply applies the steps, in order, to the document and returns the new one, in the form that prose.Node.Marshal
// writes. All of them are applied or none. A step that does not fit the document is a fault.Conflict (somebody changed what
// it meant: rebase and try again); one that is malformed, or makes a document that the gate refuses, is a fault.Invalid.
// When ctx ends before the work is done, that is a fault.Unavailable.
func (a *Authority) Apply(ctx context.Context, doc []byte, steps []json.RawMessage) ([]byte, error) {
	list, err := joined(steps)
	if err != nil {
		return nil, err
	}
	select {
	case a.places <- struct{}{}:
		defer func() { <-a.places }()
	case <-ctx.Done():
		return nil, late(ctx.Err())
	}
	e, err := a.take(doc)
	if err != nil {
		return nil, err
	}
	out, err := e.run(ctx, doc, list)
	switch { // a broken engine is not given back: nobody knows what it was in the middle of
	case errors.Is(err, errBroken) && ctx.Err() != nil:
		return nil, late(err)
	case errors.Is(err, errBroken):
		return nil, err
	}
	a.give(e)
	return out, err
}

func late(cause error) error {
	return fault.Because(cause, fault.Unavailable, "The server did not get to these changes in time. They are kept on your device and sent again.")
}

// joined makes one JSON list of the steps and refuses what no editor sends.
func joined(steps []json.RawMessage) (string, error) {
	if len(steps) == 0 || len(steps) > MaxSteps {
		return "", fault.New(fault.Invalid, "Between 1 and %d changes can be sent at once, not %d.", MaxSteps, len(steps))
	}
	size := 2
	for _, s := range steps {
		size += len(s) + 1
	}
	if size > MaxBytes {
		return "", fault.New(fault.Invalid, "These changes are larger than %d MB together, more than a story can hold.", MaxBytes>>20)
	}
	list := make([]byte, 0, size)
	for i, s := range steps {
		if nesting(s) > maxNesting || !json.Valid(s) {
			return "", fault.New(fault.Invalid, "Change %d cannot be read: it is no JSON, or nested too deep.", i+1)
		}
		if err := prose.WholeText(s); err != nil {
			return "", err
		}
		if i > 0 {
			list = append(list, ',')
		}
		list = append(list, s...)
	}
	return "[" + string(list) + "]", nil
}

// nesting is how deep lists and objects stand in each other. Where b is no valid JSON the number means nothing.
func nesting(b []byte) int {
	depth, deepest, quoted := 0, 0, false
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			depth++
			deepest = max(deepest, depth)
		case c == '}' || c == ']':
			depth--
		}
	}
	return deepest
}

// take finds an idle engine, best the one that remembers the document, or makes one.
func (a *Authority) take(doc []byte) (*engine, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.idle) == 0 {
		return newEngine()
	}
	at := 0
	for i, e := range a.idle {
		if _, known := e.place(doc); known {
			at = i
		}
	}
	e := a.idle[at]
	a.idle = append(a.idle[:at], a.idle[at+1:]...)
	return e, nil
}

// give puts an engine back as the last to be taken for a document that none remembers.
func (a *Authority) give(e *engine) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.idle = append(a.idle, e)
}

func newEngine() (*engine, error) {
	p, err := program()
	if err != nil {
		return nil, fmt.Errorf("authority.js: %w", err)
	}
	e := &engine{vm: goja.New()}
	e.vm.SetMaxCallStackSize(4096)
	if _, err := e.vm.RunProgram(p); err != nil {
		return nil, fmt.Errorf("authority.js: %w", err)
	}
	exports := e.vm.Get("authority").ToObject(e.vm)
	for name, f := range map[string]*goja.Callable{"apply": &e.apply, "refuses": &e.refuses} {
		var ok bool
		if *f, ok = goja.AssertFunction(exports.Get(name)); !ok {
			return nil, fmt.Errorf("authority.js exports no %s", name)
		}
	}
	return e, nil
}

// errBroken says that the engine was stopped in the middle of something and must not be used again.
var errBroken = errors.New("the runtime was stopped")

func (e *engine) run(ctx context.Context, doc []byte, steps string) ([]byte, error) {
	at, known := e.place(doc)
	given := ""
	if !known {
		if _, err := prose.Parse(doc); err != nil {
			return nil, err
		}
		given = string(doc)
	}
	if at >= 0 {
		e.calls++
		e.known[at] = memory{used: e.calls} // until the gate has seen what comes of it
	}
	answer, err := e.call(ctx, e.apply, e.vm.ToValue(at), e.vm.ToValue(given), e.vm.ToValue(steps))
	if err != nil {
		return nil, err
	}
	o := answer.ToObject(e.vm)
	if kind := o.Get("refused"); kind != nil {
		return nil, refused(kind.String(), o.Get("why").String())
	}
	n, err := prose.Parse([]byte(o.Get("doc").String()))
	if err != nil {
		return nil, err
	}
	out, err := n.Marshal()
	if err != nil {
		return nil, err
	}
	if at >= 0 {
		e.known[at].doc = out
	}
	return bytes.Clone(out), nil
}

// call runs f until it answers or ctx ends.
func (e *engine) call(ctx context.Context, f goja.Callable, args ...goja.Value) (goja.Value, error) {
	stop := context.AfterFunc(ctx, func() { e.vm.Interrupt(ctx.Err()) })
	answer, err := f(goja.Undefined(), args...)
	if !stop() { // also when the answer came first: the interrupt may still hit
		return nil, fmt.Errorf("%w: %w", errBroken, context.Cause(ctx))
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errBroken, err)
	}
	return answer, nil
}

func refused(kind, why string) error {
	cause := errors.New(why)
	if kind == "conflict" {
		return fault.Because(cause, fault.Conflict, "This change does not fit the story as it now is: somebody changed the same place.")
	}
	return fault.Because(cause, fault.Invalid, "This change would make something that a story cannot hold (%s).", short(why))
}

func short(s string) string {
	if r := []rune(s); len(r) > 200 {
		return string(r[:200]) + "…"
	}
	return s
}
