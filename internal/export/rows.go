package export

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"broadsheet/internal/fault"
)

// A row is a line: a JSON object of the columns in their order. Integers are numbers without a point, reals have one,
// bytes are hexadecimal, and a text that is itself a JSON object or array stands there as that, not as a text of it.

// appendRow writes a row.
func (t *table) appendRow(b []byte, columns []string, row []any) ([]byte, error) {
	b = append(b, '{')
	first := true
	for i, c := range columns {
		if _, left := t.blank[c]; left {
			continue
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		b = strconv.AppendQuote(b, c) // columns are ASCII
		b = append(b, ':')
		var err error
		if b, err = t.appendCell(b, c, row[i]); err != nil {
			return nil, err
		}
	}
	return append(b, '}', '\n'), nil
}

func (t *table) appendCell(b []byte, column string, cell any) ([]byte, error) {
	isBytes := slices.Contains(t.bytes, column)
	switch v := cell.(type) {
	case nil:
		return append(b, "null"...), nil
	case int64:
		return strconv.AppendInt(b, v, 10), nil
	case float64:
		n := strconv.FormatFloat(v, 'f', -1, 64)
		if !strings.Contains(n, ".") {
			n += ".0"
		}
		return append(b, n...), nil
	case []byte:
		if !isBytes {
			return nil, fmt.Errorf("export: %s.%s holds bytes, and is not said to", t.name, column)
		}
		return append(hex.AppendEncode(append(b, '"'), v), '"'), nil
	case string:
		if isBytes {
			return nil, fmt.Errorf("export: %s.%s holds a text in place of bytes", t.name, column)
		}
		if nests(v) {
			return append(b, v...), nil
		}
		return appendText(b, v)
	}
	return nil, fmt.Errorf("export: %s.%s holds a %T", t.name, column, cell)
}

func appendText(b []byte, text string) ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(text); err != nil {
		return nil, err
	}
	return append(b, bytes.TrimSuffix(out.Bytes(), []byte("\n"))...), nil
}

// nests tells whether a text is a JSON object or array that comes back byte for byte.
func nests(text string) bool {
	if text == "" || text[0] != '{' && text[0] != '[' || strings.ContainsAny(text, "\n\r") || !json.Valid([]byte(text)) {
		return false
	}
	var out bytes.Buffer
	return json.Compact(&out, []byte(text)) == nil && out.String() == text
}

// errLine is a line that no export of ours holds.
var errLine = errors.New("the line is no row of this table")

// readRow is the inverse of appendRow: the cells in the order of columns, which the manifest names.
func (t *table) readRow(line []byte, columns []string) ([]any, error) {
	d := json.NewDecoder(bytes.NewReader(line))
	if tok, err := d.Token(); err != nil || tok != json.Delim('{') {
		return nil, errLine
	}
	row := make([]any, 0, len(columns)+len(t.blank))
	for _, c := range columns {
		if tok, err := d.Token(); err != nil || tok != c {
			return nil, errLine
		}
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return nil, errLine
		}
		cell, err := t.readCell(c, raw)
		if err != nil {
			return nil, err
		}
		row = append(row, cell)
	}
	if tok, err := d.Token(); err != nil || tok != json.Delim('}') || d.InputOffset() != int64(len(line)) {
		return nil, errLine
	}
	return row, nil
}

func (t *table) readCell(column string, raw json.RawMessage) (any, error) {
	switch raw[0] {
	case 'n':
		return nil, nil
	case '{', '[':
		return string(raw), nil
	case '"':
		var text string
		if err := json.Unmarshal(raw, &text); err != nil {
			return nil, errLine
		}
		if !slices.Contains(t.bytes, column) {
			return text, nil
		}
		b, err := hex.DecodeString(text)
		if err != nil {
			return nil, errLine
		}
		return b, nil
	}
	if bytes.ContainsRune(raw, '.') {
		n, err := strconv.ParseFloat(string(raw), 64)
		if err != nil {
			return nil, errLine
		}
		return n, nil
	}
	n, err := strconv.ParseInt(string(raw), 10, 64)
	if err != nil {
		return nil, errLine
	}
	return n, nil
}

// columnNames checks the names that a manifest gives.
func columnNames(columns []string) error {
	for _, c := range columns {
		if c == "" || strings.Trim(c, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
			return fault.New(fault.Invalid, "The export names a column %q that no paper has.", c)
		}
	}
	return nil
}
