// Package laws holds the house to its plan: which floor a package stands on, that every package says what it is,
// and what else DESIGN calls a law and no single package can keep alone.
package laws

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// floors is the plan of the building: a package imports only from floors below its own.
var floors = [][]string{
	0: {"fault", "clock", "outside", "themes"},
	1: {"prose", "placard", "missed", "api/document"},
	2: {"article", "front", "record", "account", "paper", "media", "moving/archive"},
	3: {"notice", "desk", "page", "screen", "session", "steps"},
	4: {"press", "api/problem", "metrics", "copies", "export", "follow", "demo/draw/ink", "moving/webpage", "moving/markdown", "theme"},
	5: {"wire", "wire/hub", "purge", "newsroom/reception", "mail/mailtest", "mail", "doctor", "store", "store/search", "store/storetest", "shelf", "pagecache", "moving", "moving/wxr", "moving/fromhtml", "moving/words", "moving/fetch", "demo/draw/stock", "moving/ghost", "moving/files", "moving/feed", "moving/wprest", "moving/archive/archivetest"},
	6: {"site", "links", "lane", "api", "api/machines", "hook", "newsroom/machines", "newsroom", "newsroom/office", "newsroom/frontdesk", "newsroom/moves", "newsroom/people", "newsroom/system", "newsroom/letters", "newsroom/addresses", "demo/draw/heads", "demo/draw/harbour", "demo/draw/streets"},
	7: {"config", "demo", "demo/draw", "bench"},
	8: {"cmd/broadsheet"},
}

// rooms are packages inside a package: they stand on their floor, may be imported by what they belong to, and may
// not import it.
var rooms = []string{"api/document", "api/problem", "newsroom/machines", "newsroom/office", "newsroom/frontdesk", "newsroom/moves", "newsroom/people", "newsroom/system", "newsroom/letters", "newsroom/addresses", "store/search", "store/storetest", "moving/wxr", "moving/fromhtml", "moving/words", "moving/fetch", "moving/webpage", "demo/draw", "moving/ghost", "moving/files", "moving/feed", "moving/wprest"}

// beside are packages that stand in no floor: these tests and the tools that build the browser's files.
var beside = []string{"laws", "web/build", "theme/guide"}

type listed struct {
	ImportPath string
	Doc        string
	Name       string
	Imports    []string
}

func list(t *testing.T) []listed {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Doc,Name,Imports", "broadsheet/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []listed
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

func short(path string) string {
	return strings.TrimPrefix(strings.TrimPrefix(path, "broadsheet/"), "internal/")
}

func floorOf(name string) int {
	return slices.IndexFunc(floors, func(floor []string) bool { return slices.Contains(floor, name) })
}

// broken tells what in the packages goes against the plan.
func broken(all []listed) []string {
	var wrong []string
	for _, p := range all {
		name := short(p.ImportPath)
		if slices.Contains(beside, name) {
			continue
		}
		floor := floorOf(name)
		if floor < 0 {
			wrong = append(wrong, fmt.Sprintf("%s stands on no floor of the plan", name))
			continue
		}
		for _, i := range p.Imports {
			if !strings.HasPrefix(i, "broadsheet/") {
				continue
			}
			used := short(i)
			room := slices.Contains(rooms, used) && strings.HasPrefix(used, name+"/") ||
				slices.Contains(rooms, name) && name == "store/storetest" && (used == "store" || used == "store/search")
			if at := floorOf(used); at >= floor && !room {
				wrong = append(wrong, fmt.Sprintf("%s (floor %d) imports %s (floor %d)", name, floor, used, at))
			}
		}
	}
	return wrong
}

func TestFloors(t *testing.T) {
	for _, w := range broken(list(t)) {
		t.Error(w)
	}
}

func TestFloorsNoticesWhatIsWrong(t *testing.T) {
	for name, p := range map[string]listed{
		"a noun that asks the store":      {ImportPath: "broadsheet/internal/article", Imports: []string{"broadsheet/internal/store"}},
		"a door that uses another door":   {ImportPath: "broadsheet/internal/site", Imports: []string{"broadsheet/internal/newsroom"}},
		"a package that nobody planned":   {ImportPath: "broadsheet/internal/util"},
		"the store reaching for its book": {ImportPath: "broadsheet/internal/site", Imports: []string{"broadsheet/internal/config"}},
	} {
		if len(broken([]listed{p})) == 0 {
			t.Errorf("%s passes", name)
		}
	}
}

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	for _, p := range list(t) {
		switch {
		case p.ImportPath == "broadsheet/internal/laws": // only tests
		case p.Doc == "":
			t.Errorf("%s has no package comment", p.ImportPath)
		case p.Name != "main" && !strings.HasPrefix(p.Doc, "Package "+p.Name+" "):
			t.Errorf("the comment of %s does not begin with “Package %s”: %q", p.ImportPath, p.Name, p.Doc)
		}
	}
}

// TestNoWayToADraft is law 1 by the imports: what readers and machines see may not know the desk, and the press may
// not know the store.
func TestNoWayToADraft(t *testing.T) {
	public := []string{"site", "press", "page", "pagecache", "wire", "api", "api/document"}
	for _, p := range list(t) {
		if !slices.Contains(public, short(p.ImportPath)) {
			continue
		}
		for _, i := range p.Imports {
			if used := short(i); slices.Contains([]string{"desk", "store", "newsroom", "steps"}, used) {
				t.Errorf("%s imports %s, through which drafts can be reached", short(p.ImportPath), used)
			}
		}
	}
}
