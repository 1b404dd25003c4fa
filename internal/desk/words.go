package desk

import (
	"strings"

	"broadsheet/internal/fault"
	"broadsheet/internal/prose"
)

// Longest texts of fields that are typed into forms, in characters.
const (
	longestName = 500
	longestText = 10_000
)

// named refuses a name that is empty, too long or unprintable. What is kept is what was typed, to the letter.
func named(field, name, what string) error {
	if strings.TrimSpace(name) == "" {
		return fault.About(field, "Type a name for %s.", what)
	}
	return printable(longestName, field, name)
}

// printable refuses a text that is too long or holds what no page may hold. Fields come as name, text, name, text …
func printable(longest int, fields ...string) error {
	for i := 0; i+1 < len(fields); i += 2 {
		if n := len([]rune(fields[i+1])); n > longest {
			return fault.About(fields[i], "This has %d characters; at most %d can be kept here.", n, longest)
		}
		if code := prose.FirstForbidden(fields[i+1]); code != "" {
			return fault.About(fields[i], "This held a character that no page may show (%s). It is left out now and the rest is as you typed it; send it again.", code)
		}
	}
	return nil
}
