package document

import (
	"reflect"
	"strings"
	"time"
)

// object is a piece of the description as JSON has it.
type object = map[string]any

// schemas describes types by what their fields say of themselves, so that the description cannot fall behind them.
type schemas struct{ named object }

// of is the schema of a type; structs stand under their names.
func (s *schemas) of(t reflect.Type) object {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return object{"type": "string", "format": "date-time"}
	case t.Kind() == reflect.Pointer:
		inner := s.of(t.Elem())
		if kind, plain := inner["type"].(string); plain {
			inner["type"] = []string{kind, "null"}
			return inner
		}
		return object{"oneOf": []object{inner, {"type": "null"}}}
	case t.Kind() == reflect.Struct:
		if _, known := s.named[t.Name()]; !known {
			s.named[t.Name()] = nil // it may hold itself
			s.named[t.Name()] = s.fields(t)
		}
		return object{"$ref": "#/components/schemas/" + t.Name()}
	case t.Kind() == reflect.Slice:
		return object{"type": "array", "items": s.of(t.Elem())}
	case t.Kind() == reflect.Map:
		return object{"type": "object"}
	case t.Kind() == reflect.Bool:
		return object{"type": "boolean"}
	case t.Kind() == reflect.Int || t.Kind() == reflect.Int64:
		return object{"type": "integer"}
	}
	return object{"type": "string"}
}

func (s *schemas) fields(t reflect.Type) object {
	properties, required := object{}, []string{}
	for _, f := range reflect.VisibleFields(t) {
		if f.Anonymous {
			continue // its fields are visible themselves
		}
		name, more, _ := strings.Cut(f.Tag.Get("json"), ",")
		p := s.of(f.Type)
		if say := f.Tag.Get("say"); say != "" {
			p["description"] = say
		}
		if all := f.Tag.Get("enum"); all != "" {
			p["enum"] = strings.Split(all, ",")
		}
		properties[name] = p
		if more != "omitempty" {
			required = append(required, name)
		}
	}
	return object{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
}
