package page

import (
	"fmt"
	"html/template"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/article"
)

// forgetting renders with nothing kept, and puts back what was.
func forgetting(t *testing.T, p Page) string {
	t.Helper()
	was := kept
	kept = &pieces{room: was.room}
	defer func() { kept = was }()
	return bytesOf(t, p)
}

func bytesOf(t *testing.T, p Page) string {
	t.Helper()
	_, body, err := Render(p)
	if err != nil {
		return err.Error() // the theme has no such row
	}
	return string(body)
}

// changed calls fn once for every value that v reaches, with that one changed.
func changed(v reflect.Value, path string, fn func(path string)) {
	switch v.Kind() {
	case reflect.String:
		was := v.String()
		others := []string{was + "x", "", "rtl"}
		if v.Type() != reflect.TypeFor[string]() {
			others = []string{"opinion", "sponsored", "photographs", ""}
		}
		for _, other := range others {
			v.SetString(other)
			fn(path)
		}
		v.SetString(was)
	case reflect.Int:
		was := v.Int()
		v.SetInt(was + 1)
		fn(path)
		v.SetInt(was)
	case reflect.Bool:
		v.SetBool(!v.Bool())
		fn(path)
		v.SetBool(!v.Bool())
	case reflect.Pointer:
		was := reflect.ValueOf(v.Interface())
		v.SetZero()
		fn(path)
		v.Set(was)
		if !was.IsNil() && was.Type() != reflect.TypeFor[*time.Location]() {
			changed(was.Elem(), path, fn)
		}
	case reflect.Slice:
		was := reflect.ValueOf(v.Interface())
		v.SetZero()
		fn(path)
		v.Set(was)
		for i := range was.Len() {
			v.Set(was.Slice(0, i))
			fn(path)
			v.Set(was)
			changed(was.Index(i), fmt.Sprint(path, "[", i, "]"), fn)
		}
	case reflect.Struct:
		if at, ok := v.Interface().(time.Time); ok {
			for _, other := range []time.Time{at.Add(26 * time.Hour), {}} {
				v.Set(reflect.ValueOf(other))
				fn(path)
			}
			v.Set(reflect.ValueOf(at))
			return
		}
		for i := range v.NumField() {
			changed(v.Field(i), path+"."+v.Type().Field(i).Name, fn)
		}
	}
}

// whatever of a page is different, the page is what it would be if nothing had been kept.
func TestNoKeptPieceIsOld(t *testing.T) {
	file := func(shape string) []Cut {
		return []Cut{{shape, "image/jpeg", "/pictures/" + shape + ".jpg", 640, 480}, {shape, "image/avif", "/pictures/" + shape + ".avif", 640, 480}}
	}
	picture := func(name string) *Picture {
		return &Picture{Cuts: slices.Concat(file("3x2"), file("1x1")), Alt: name, Caption: "Caption", Credit: "Credit", Ground: "g07"}
	}
	a := Card{
		URL: "/a", Kind: article.Opinion, Section: Label{"World", "/world/", "red"}, Label: "Live", Headline: "First", Standfirst: "It began", PaidBy: "Somebody",
		Authors: []Person{{Name: "Mara", Portrait: picture("Mara")}, {Name: "Jo", Role: article.Reported}}, Picture: picture("A quay"),
		Published: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC), Lang: "ar", Dir: "rtl",
	}
	b := Card{URL: "/b", Kind: article.News, Section: Label{"Town", "/town/", ""}, Headline: "Second", Authors: []Person{{Name: "Ruth"}}}
	c := Card{URL: "/c", Kind: article.Sponsored, Headline: "Third", Standfirst: "More", PaidBy: "Ferry Ltd"}
	frame := Frame{
		Lang: "en", Zone: time.UTC, Base: "https://courier.example", Path: "/", Year: 2026, Paper: Paper{Name: "Courier", Founded: 1887},
		Sections: []Section{{Name: "World", URL: "/world/", Accent: "red", Active: true, Below: []Section{{Name: "Asia", URL: "/world/asia/"}}}, {Name: "Town", URL: "/town/"}},
		Standing: []Link{{"About", "/about"}}, Follow: []Link{{"Elsewhere", "https://elsewhere.example/"}},
	}
	home := &Home{
		Frame: frame, Lead: &a, Seconds: []Card{b}, Latest: []Card{c}, Rows: []Row{{"strip", []Card{a, c}}},
		Blocks: []Block{{Label{"World", "/world/", "red"}, b, []Card{a}}}, Opinion: []Card{a}, Recent: []Card{b, c},
	}
	front := &SectionFront{Frame: frame, Section: Label{"World", "/world/", "red"}, Lead: &a, Seconds: []Card{b}, Days: []Day{{a.Published, []Card{a, b, c}}}}
	story := &Story{Frame: frame, Kind: article.News, Headline: "Here", Related: []Card{a}, Recent: []Card{c}}
	for name, p := range map[string]Page{"home": home, "section": front, "story": story} {
		bytesOf(t, p)
		tried, different, first := 0, 0, bytesOf(t, p)
		changed(reflect.ValueOf(p).Elem(), name, func(path string) {
			tried++
			want := forgetting(t, p)
			if got := bytesOf(t, p); got != want {
				t.Errorf("%s is different, and the page shows what was kept before it was", path)
			}
			if want != first {
				different++
			}
		})
		if different < 50 {
			t.Errorf("%s: only %d changes of %d could be seen", name, different, tried)
		}
		t.Logf("%s: %d changes, %d of them to be seen", name, tried, different)
	}
}

func TestKeptPiecesHaveBounds(t *testing.T) {
	p := &pieces{room: 10_000}
	for i := range 1000 {
		p.keep(fingerprint{byte(i), byte(i >> 8)}, i, 100)
		if v, ok := p.find(fingerprint{byte(i), byte(i >> 8)}); !ok || v != i {
			t.Fatalf("what was kept just now is %v, %v", v, ok)
		}
		if v, ok := p.find(fingerprint{1}); i > 0 && (!ok || v != 1) && i > 1 {
			t.Fatalf("what is asked for all the time was lost at %d", i)
		}
	}
	if n := len(p.young) + len(p.old); n > 40 {
		t.Errorf("%d pieces of 300 bytes are kept in 10,000", n)
	}
	if _, ok := p.find(fingerprint{2}); ok {
		t.Error("what nobody asked for is still there")
	}
}

// Every template that is kept is asked for where a page shows it.
func TestEveryPieceIsAsked(t *testing.T) {
	was := kept
	kept = &pieces{room: was.room}
	defer func() { kept = was }()
	found := map[string]bool{}
	for _, p := range Gallery() {
		bytesOf(t, p)
	}
	for _, k := range kept.young {
		if html, ok := k.value.(template.HTML); ok {
			for name, begins := range map[string]string{"card": "<article", "sections": "<nav class=\"sections\"", "foot": "<footer", "recent": "<section class=\"recent\"", "find": "<form class=\"find\""} {
				if strings.HasPrefix(string(html), begins) {
					found[name] = true
				}
			}
		}
	}
	for name := range keepers {
		if !found[name] {
			t.Errorf("%s is kept nowhere", name)
		}
	}
}
