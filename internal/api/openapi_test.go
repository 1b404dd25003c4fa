package api_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/api/document"
	"broadsheet/internal/article"
)

// mismatch tells where a value is not what a schema says, as far as the description uses JSON Schema; "" for nowhere.
func mismatch(doc map[string]any, schema map[string]any, v any, at string) string {
	if ref, ok := schema["$ref"].(string); ok {
		var s any = doc
		for name := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
			s = s.(map[string]any)[name]
		}
		return mismatch(doc, s.(map[string]any), v, at)
	}
	if any, ok := schema["oneOf"].([]any); ok {
		said := ""
		for _, one := range any {
			m := mismatch(doc, one.(map[string]interface{}), v, at)
			if m == "" {
				return ""
			}
			said = m
		}
		return said
	}
	var types []string
	switch t := schema["type"].(type) {
	case string:
		types = []string{t}
	case []any:
		for _, one := range t {
			types = append(types, one.(string))
		}
	}
	is := map[string]bool{}
	switch v := v.(type) {
	case nil:
		is["null"] = true
	case string:
		is["string"] = true
		if all, ok := schema["enum"].([]any); ok && !slices.Contains(all, any(v)) {
			return fmt.Sprintf("%s: %q is none of %v", at, v, all)
		}
		if _, err := time.Parse(time.RFC3339, v); schema["format"] == "date-time" && err != nil {
			return at + ": " + err.Error()
		}
	case bool:
		is["boolean"] = true
	case float64:
		is["number"], is["integer"] = true, v == float64(int64(v))
	case []any:
		is["array"] = true
		for i, one := range v {
			if m := mismatch(doc, schema["items"].(map[string]any), one, fmt.Sprintf("%s[%d]", at, i)); m != "" {
				return m
			}
		}
	case map[string]any:
		is["object"] = true
		properties, _ := schema["properties"].(map[string]any)
		required, _ := schema["required"].([]any)
		for _, name := range required {
			if _, there := v[name.(string)]; !there {
				return at + " lacks " + name.(string)
			}
		}
		for name, one := range v {
			p, there := properties[name].(map[string]any)
			if !there && schema["additionalProperties"] == false {
				return at + " has " + name + ", which is not described"
			}
			if m := mismatch(doc, p, one, at+"."+name); there && m != "" {
				return m
			}
		}
	}
	if !slices.ContainsFunc(types, func(t string) bool { return is[t] }) {
		return fmt.Sprintf("%s: %v is no %v", at, v, types)
	}
	return ""
}

func parsed(t *testing.T, b []byte) (v map[string]any) {
	t.Helper()
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatalf("%v: %s", err, b)
	}
	return v
}

func in(v any, path ...string) map[string]any {
	for _, name := range path {
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = m[name]
	}
	m, _ := v.(map[string]any)
	return m
}

func TestTheDescriptionIsWhatIsAnswered(t *testing.T) {
	k := fresh(t)
	world := k.section("World", "")
	bridge := k.topic("Swing bridge")
	lead := k.picture("Sam Wren")
	id := k.story("A story", article.Fields{Section: world.ID, Topics: []string{bridge.ID}, Picture: &article.Lead{Picture: lead.ID}, Source: &article.Source{Name: "Wire"}})
	doc := parsed(t, body(t, k.get("/openapi.json")))
	if doc["openapi"] != "3.1.0" {
		t.Fatal(doc["openapi"])
	}
	ids := map[string]string{"/stories/{id}": id, "/sections/{id}": world.ID, "/topics/{id}": bridge.ID, "/authors/{id}": k.me.Byline}
	checked := 0
	for _, o := range document.Operations {
		op := in(doc, "paths", o.Path, strings.ToLower(o.Method))
		if op == nil {
			t.Errorf("%s %s is not described", o.Method, o.Path)
			continue
		}
		answer := in(op, "responses", fmt.Sprint(o.Status), "content", "application/json")
		if m := mismatch(doc, in(answer, "schema"), answer["example"], "example of "+o.ID); m != "" {
			t.Error(m)
		}
		checked++
		if o.Takes != nil {
			sent := in(op, "requestBody", "content", "application/json")
			if m := mismatch(doc, in(sent, "schema"), sent["example"], "example of what "+o.ID+" takes"); m != "" {
				t.Error(m)
			}
			checked++
		}
		if o.Method != "GET" {
			continue
		}
		paths := []string{strings.ReplaceAll(o.Path, "{id}", ids[o.Path])}
		switch o.ID {
		case "search":
			paths = []string{"/search?q=ferry", "/search?q=nothingatall"}
		case "listStories":
			paths = append(paths, "/stories?limit=1&section=world")
		}
		for _, path := range paths {
			if m := mismatch(doc, in(answer, "schema"), any(parsed(t, body(t, k.get(path)))), path); m != "" {
				t.Error(m)
			}
			checked++
		}
		missing := parsed(t, body(t, k.get("/stories/"+k.clock.ID())))
		if m := mismatch(doc, in(op, "responses", "400", "content", "application/problem+json", "schema"), any(missing), "problem"); m != "" {
			t.Error(m)
		}
	}
	event := in(doc, "webhooks", "told", "post", "requestBody", "content", "application/json")
	if m := mismatch(doc, in(event, "schema"), event["example"], "example of an event"); m != "" {
		t.Error(m)
	}
	for path, item := range in(doc, "paths") {
		for method := range item.(map[string]any) {
			if !slices.ContainsFunc(document.Operations, func(o document.Operation) bool { return o.Path == path && strings.EqualFold(o.Method, method) }) {
				t.Errorf("%s %s is described and not answered", method, path)
			}
		}
	}
	t.Logf("%d operations, %d examples and answers compared with their schemas", len(document.Operations), checked+1)
}

func TestTheSchemasNoticeWhatIsWrong(t *testing.T) {
	k := fresh(t)
	doc := parsed(t, body(t, k.get("/openapi.json")))
	section := in(doc, "components", "schemas", "Section")
	good := func() map[string]any {
		return map[string]any{"id": "x", "name": "x", "url": "x", "self": "x", "description": "", "parent": nil, "stories": ""}
	}
	if m := mismatch(doc, section, any(good()), "it"); m != "" {
		t.Fatal(m)
	}
	for what, harm := range map[string]func(map[string]any){
		"a field that is missing":        func(v map[string]any) { delete(v, "description") },
		"a field that nobody knows":      func(v map[string]any) { v["note"] = "x" },
		"a number in the place of words": func(v map[string]any) { v["name"] = 3.0 },
		"nothing where something is":     func(v map[string]any) { v["name"] = nil },
	} {
		v := good()
		if harm(v); mismatch(doc, section, any(v), "it") == "" {
			t.Errorf("%s passes", what)
		}
	}
}
