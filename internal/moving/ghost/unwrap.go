package ghost

import (
	"bytes"
	"encoding/json"
)

// unwrap makes a row of one that Ghost's tools for moving in write: {"url": …, "data": {…}}, with the people and tags of
// a story inside it, each wrapped in the same way. The address is what such a row is known by. Any other row stays as it
// is.
func unwrap(raw json.RawMessage) json.RawMessage {
	if !bytes.Contains(raw, []byte(`"data"`)) {
		return raw
	}
	var row map[string]any
	if json.Unmarshal(raw, &row) != nil {
		return raw
	}
	inner, ok := unwrapped(row)
	if !ok {
		return raw
	}
	for _, k := range []string{"tags", "authors"} {
		if list, ok := inner[k].([]any); ok {
			inner[k] = unwrapAll(list)
		}
	}
	if a, ok := inner["author"].(map[string]any); ok && inner["authors"] == nil {
		inner["authors"] = unwrapAll([]any{a})
	}
	delete(inner, "author")
	if inner["tags"] != nil || inner["authors"] != nil {
		inner["primary_author"] = true // it holds what it stands under
	}
	out, err := json.Marshal(inner)
	if err != nil {
		return raw
	}
	return out
}

func unwrapped(row map[string]any) (map[string]any, bool) {
	inner, ok := row["data"].(map[string]any)
	address, isText := row["url"].(string)
	if !ok || !isText {
		return row, false
	}
	if inner["id"] == nil {
		inner["id"] = address
	}
	return inner, true
}

func unwrapAll(list []any) []any {
	var all []any
	for _, v := range list {
		row, ok := v.(map[string]any)
		if !ok {
			continue
		}
		inner, _ := unwrapped(row) // one that was not wrapped is a row already
		if name, _ := inner["name"].(string); name != "" {
			all = append(all, inner)
		}
	}
	return all
}
