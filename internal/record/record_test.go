package record

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"testing"
	"time"
)

// vector is a golden entry: what its hashes must be for ever.
type vector struct {
	Kind       Kind   `json:"kind"`
	Object     string `json:"object"`
	Number     int64  `json:"number"`
	Micros     int64  `json:"micros"`
	Salt       string `json:"salt"`
	Text       string `json:"text"` // to the byte
	Commitment string `json:"commitment"`
	Hash       string `json:"hash"`
}

func (v vector) entry(t *testing.T) Entry {
	t.Helper()
	salt, err := hex.DecodeString(v.Salt)
	if err != nil {
		t.Fatal(err)
	}
	return Entry{Kind: v.Kind, Object: v.Object, Number: v.Number, At: time.UnixMicro(v.Micros).UTC(), Salt: salt, Text: json.RawMessage(v.Text)}
}

func vectors(t *testing.T) []vector {
	t.Helper()
	b, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []vector
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestGoldenVectors(t *testing.T) {
	var prev [32]byte
	for _, v := range vectors(t) {
		e := v.entry(t)
		e.Commit()
		e.Chain(prev)
		if got := hex.EncodeToString(e.Commitment[:]); got != v.Commitment {
			t.Errorf("commitment of entry %d = %s, want %s", v.Number, got, v.Commitment)
		}
		if got := hex.EncodeToString(e.Hash[:]); got != v.Hash {
			t.Errorf("hash of entry %d = %s, want %s", v.Number, got, v.Hash)
		}
		prev = e.Hash
	}
}

func TestVerify(t *testing.T) {
	chain := func() []Entry {
		var prev [32]byte
		var all []Entry
		for _, v := range vectors(t) {
			e := v.entry(t)
			e.Commit()
			e.Chain(prev)
			prev = e.Hash
			all = append(all, e)
		}
		return all
	}
	verify := func(all []Entry) error {
		var prev [32]byte
		var number int64
		for _, e := range all {
			if err := e.Verify(number, prev); err != nil {
				return err
			}
			number, prev = e.Number, e.Hash
		}
		return nil
	}
	for name, c := range map[string]struct {
		harm func([]Entry) []Entry
		good bool
	}{
		"an untouched chain":                   {func(a []Entry) []Entry { return a }, true},
		"an erasure leaves an honest hole":     {func(a []Entry) []Entry { a[1].Salt, a[1].Text = nil, nil; return a }, true},
		"an altered text":                      {func(a []Entry) []Entry { a[1].Text = json.RawMessage(`{"headline":"Other"}`); return a }, false},
		"an altered salt":                      {func(a []Entry) []Entry { a[1].Salt[0] ^= 1; return a }, false},
		"an altered time":                      {func(a []Entry) []Entry { a[1].At = a[1].At.Add(time.Microsecond); return a }, false},
		"an altered object":                    {func(a []Entry) []Entry { a[0].Object += "x"; return a }, false},
		"a dropped entry":                      {func(a []Entry) []Entry { return append(a[:1], a[2:]...) }, false},
		"two entries that changed their place": {func(a []Entry) []Entry { a[0], a[1] = a[1], a[0]; return a }, false},
		"an entry hashed anew after a change": {func(a []Entry) []Entry {
			a[1].Kind = Recalled
			a[1].Chain(a[0].Hash)
			return a
		}, false},
	} {
		if err := verify(c.harm(chain())); (err == nil) != c.good {
			t.Errorf("%s: %v", name, err)
		}
	}
}
