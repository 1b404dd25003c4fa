package export

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"testing"

	"broadsheet/internal/outside"
	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// TestEveryTableIsDeclared: whatever a copy of the database holds is either in an export or named with the reason why
// it stays.
func TestEveryTableIsDeclared(t *testing.T) {
	storetest.EachKind(t, func(t *testing.T, k storetest.Kind) {
		s := storetest.OpenAt(t, k.Place(t, false))
		seen := map[string]bool{}
		schema, err := s.Dump(t.Context(), func(name string, columns []string) (func([]any) error, error) {
			seen[name] = true
			declared := tableNamed(name)
			if why := stays[name]; (declared != nil) == (why != "") {
				t.Errorf("the table %s stands in one of the lists tables and stays: say whether it leaves the house, and why not", name)
			}
			if declared != nil {
				for c := range declared.blank {
					if !slices.Contains(columns, c) {
						t.Errorf("%s has no column %s to leave out", name, c)
					}
				}
			}
			return func([]any) error { return nil }, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range tables {
			if !seen[d.name] {
				t.Errorf("there is no table %s", d.name)
			}
		}
		if newest, err := store.Schema(); err != nil || newest != schema {
			t.Errorf("Schema() = %d, %v, and the tables have number %d", newest, err, schema)
		}
	})
}

// TestStaffColumns: whoever adds a column to the accounts has to say whether it leaves the house.
func TestStaffColumns(t *testing.T) {
	_, err := storetest.Open(t).Dump(t.Context(), func(name string, columns []string) (func([]any) error, error) {
		if want := []string{
			"id", "user_name", "user_folded", "email", "email_folded", "name", "roles", "byline", "password", "retired", "added_at", "signed_in", "signed_out", "unwanted",
		}; name == "account" && !slices.Equal(columns, want) {
			t.Errorf("an account has the columns %q: look which may be exported", columns)
		}
		return func([]any) error { return nil }, nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestRowsComeBack: whatever a cell holds, it is the same after it was written and read.
func TestRowsComeBack(t *testing.T) {
	texts := []string{
		"", "null", "{", "[", "{}", "[]", `{"a":1}`, `{"a": 1}`, `{"a":"\u003c"}`, `{"a":"<&>"}`, "[1,2,{\"b\":[]}]", `"quoted"`, "12", "1.5", "true",
		"\u2028\u2029", "<script>", "\ufeff", "{\"a\":1}\n", " {}", "line\nline\r\n", `\`, "😀", `{"a":1e999}`, "{\"\u2028\":1}",
	}
	if file := outside.Look(t, "strings/blns.json"); file != "" {
		b, err := os.ReadFile(file)
		var more []string
		if err == nil {
			err = json.Unmarshal(b, &more)
		}
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, more...)
	}
	columns := []string{"number", "salt", "text", "at"}
	for _, text := range texts {
		for _, n := range []any{int64(0), int64(math.MinInt64), int64(math.MaxInt64), 0.5, 1.0, math.Copysign(0, -1), 1e-9, 123456789012345680.0, nil} {
			row := []any{n, []byte{0, 255}, text, nil}
			known := tableNamed("entry")
			line, err := known.appendRow(nil, columns, row)
			if err != nil {
				t.Fatal(err)
			}
			if !json.Valid(line) || slices.Index(line, '\n') != len(line)-1 {
				t.Fatalf("%q is no line of JSON", line)
			}
			got, err := known.readRow(line[:len(line)-1], columns)
			if err != nil {
				t.Fatalf("%q: %v", line, err)
			}
			if got[0] != n || string(got[1].([]byte)) != "\x00\xff" || got[2] != text || got[3] != nil {
				t.Errorf("%#v came back as %#v", row, got)
			}
		}
	}
}

func TestNamesOfFiles(t *testing.T) {
	x := newReadable(nil)
	for _, c := range []struct{ folder, address, id, want string }{
		{"stories/2026/11/", "/world/Bridge-Opens/", "1", "bridge-opens"},
		{"stories/2026/11/", "/sport/bridge-opens", "2", "bridge-opens-2"},
		{"stories/2026/12/", "/sport/bridge-opens", "3", "bridge-opens"},
		{"stories/2026/11/", "/?p=12", "4", "p-12"},
		{"stories/2026/11/", "/..", "5", "5"},
		{"stories/2026/11/", "/عنوان-الخبر", "6", "عنوان-الخبر"},
		{"stories/2026/11/", "/a%00/\x01", "7", "7"},
	} {
		if got := x.nameOf(text{Folder: c.folder, Address: c.address, ID: c.id}); got != c.want {
			t.Errorf("the file of %s is called %q, want %q", c.address, got, c.want)
		}
	}
}
