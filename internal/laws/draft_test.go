package laws

import (
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"testing"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/desk"
	"broadsheet/internal/press"
	"broadsheet/internal/record"
	"broadsheet/internal/site"
)

// public are the packages that make what readers see; kept are those that hold what readers may not see. No package
// of the first may reach one of the second, by however many steps.
var (
	public = []string{"prose", "page", "press", "pagecache", "site", "wire", "api/document", "api/problem", "api"}
	kept   = []string{"desk", "store", "session", "steps", "newsroom", "account", "moving", "demo"}
)

// TestNoWayToADraftByImport holds that the code for readers cannot name what lies behind the desk.
func TestNoWayToADraftByImport(t *testing.T) {
	for _, p := range public {
		out, err := exec.Command("go", "list", "-deps", "broadsheet/internal/"+p).Output()
		if err != nil {
			t.Fatalf("go list: %v", err)
		}
		for dep := range strings.FieldsSeq(string(out)) {
			name, ours := strings.CutPrefix(dep, "broadsheet/internal/")
			first, _, _ := strings.Cut(name, "/")
			if ours && slices.Contains(kept, first) {
				t.Errorf("%s reaches %s: what readers see must not be able to name a draft", p, name)
			}
		}
	}
}

// behind are the types of what lies behind the desk.
var behind = []reflect.Type{
	reflect.TypeFor[article.Draft](), reflect.TypeFor[article.Steps](), reflect.TypeFor[article.Row](), reflect.TypeFor[article.Filter](),
	reflect.TypeFor[article.Hand](), reflect.TypeFor[article.Edition](), reflect.TypeFor[account.Staff](), reflect.TypeFor[record.Entry](),
	reflect.TypeFor[desk.Tx](), reflect.TypeFor[desk.Store](),
}

// reaches finds the first way from a type to one that lies behind the desk: through the methods of interfaces, the
// fields of structs and what functions take and give.
func reaches(from reflect.Type, by string, seen map[reflect.Type]bool) string {
	if slices.Contains(behind, from) {
		return by + " is " + from.String()
	}
	if seen[from] || !strings.HasPrefix(from.PkgPath(), "broadsheet/") && from.PkgPath() != "" {
		return ""
	}
	seen[from] = true
	switch from.Kind() {
	case reflect.Interface:
		for i := range from.NumMethod() {
			m := from.Method(i)
			if way := reaches(m.Type, by+"."+m.Name, seen); way != "" {
				return way
			}
		}
	case reflect.Struct:
		for i := range from.NumField() {
			if way := reaches(from.Field(i).Type, by+"."+from.Field(i).Name, seen); way != "" {
				return way
			}
		}
	case reflect.Func:
		for i := range from.NumIn() {
			if way := reaches(from.In(i), by+"(…)", seen); way != "" {
				return way
			}
		}
		for i := range from.NumOut() {
			if way := reaches(from.Out(i), by+"()", seen); way != "" {
				return way
			}
		}
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Chan:
		return reaches(from.Elem(), by, seen)
	case reflect.Map:
		if way := reaches(from.Key(), by, seen); way != "" {
			return way
		}
		return reaches(from.Elem(), by, seen)
	}
	return ""
}

// TestNoWayToADraftByType holds that what the reader's door is given cannot answer with a draft.
func TestNoWayToADraftByType(t *testing.T) {
	for _, from := range []reflect.Type{
		reflect.TypeFor[press.Reader](), reflect.TypeFor[press.Snapshot](), reflect.TypeFor[press.Press](), reflect.TypeFor[site.Options](),
	} {
		if way := reaches(from, from.String(), map[reflect.Type]bool{}); way != "" {
			t.Errorf("there is a way to a draft: %s", way)
		}
	}
}

// TestAWayToADraftIsNoticed plants one.
func TestAWayToADraftIsNoticed(t *testing.T) {
	type planted interface {
		press.Snapshot
		Latest() (map[string][]*article.Draft, error)
	}
	type door struct {
		Read func(func(planted) error) error
	}
	if reaches(reflect.TypeFor[door](), "door", map[reflect.Type]bool{}) == "" {
		t.Error("a way to a draft was planted and not noticed")
	}
}
