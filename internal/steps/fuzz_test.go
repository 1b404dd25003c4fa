package steps

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"broadsheet/internal/fault"
	"broadsheet/internal/prose"
)

// FuzzApply holds the authority to: whatever a browser sends as a step is applied or refused with a sentence, in
// time, and what comes out passes the gate.
func FuzzApply(f *testing.F) {
	e := readEditing(f)
	doc := canonical(f, e.Calls[len(e.Calls)-1].Doc)
	for _, c := range e.Calls {
		for _, s := range c.Steps {
			f.Add([]byte(s))
		}
	}
	for _, s := range []string{`{"stepType":"replace","from":0,"to":9e15}`, `{"stepType":"replaceAround","from":1,"to":9,"gapFrom":2,"gapTo":3,"insert":99,"slice":{}}`, `[[[[`, `{"stepType":"docAttr","attr":"__proto__","value":{}}`} {
		f.Add([]byte(s))
	}
	a := New()
	f.Fuzz(func(t *testing.T, step []byte) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		out, err := a.Apply(ctx, doc, []json.RawMessage{step})
		var refused *fault.Fault
		switch {
		case errors.As(err, &refused):
			if refused.Kind != fault.Invalid && refused.Kind != fault.Conflict {
				t.Fatalf("%s: %v", step, err)
			}
		case err != nil:
			t.Fatalf("%s: %v", step, err)
		default:
			if _, err := prose.Parse(out); err != nil {
				t.Fatalf("%s: %v", step, err)
			}
		}
	})
}
