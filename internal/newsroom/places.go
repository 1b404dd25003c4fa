package newsroom

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"broadsheet/internal/account"
	"broadsheet/internal/screen"
)

// tongues are the languages to choose from; one that the paper or a story has already is added.
var tongues = []string{
	"ar", "bg", "bn", "ca", "cs", "cy", "da", "de", "de-AT", "de-CH", "el", "en", "en-AU", "en-GB", "en-US", "es", "et",
	"eu", "fa", "fi", "fr", "ga", "gl", "he", "hi", "hr", "hu", "id", "is", "it", "ja", "ko", "lt", "lv", "mk", "mt",
	"nb", "nl", "nn", "pl", "pt", "pt-BR", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "sw", "ta", "th", "tr", "uk", "ur",
	"vi", "zh-Hans", "zh-Hant",
}

// tongueName names a language in itself, so that whoever reads it finds it.
func tongueName(tag string) string {
	t, err := language.Parse(tag)
	if err != nil {
		return tag
	}
	if name := display.Self.Name(t); name != "" {
		return capital(name) + " (" + tag + ")"
	}
	return tag
}

// languages lists the languages to choose from, with the present one.
func languages(present string) []screen.Option {
	all := tongues
	if present != "" && !slices.Contains(all, present) {
		all = append([]string{present}, all...)
	}
	var out []screen.Option
	for _, t := range all {
		out = append(out, screen.Option{Value: t, Label: tongueName(t)})
	}
	return out
}

// preferred is the language of the list that a browser asks for first; English when it asks for none of them.
func preferred(accept string) string {
	tags, _, err := language.ParseAcceptLanguage(accept)
	if err != nil || len(tags) == 0 {
		return "en"
	}
	for _, t := range tags {
		base, _ := t.Base()
		for _, try := range []string{t.String(), base.String()} {
			if slices.Contains(tongues, try) {
				return try
			}
		}
	}
	return "en"
}

// zoneList holds the names of the time zones of the world, from zone.tab of the tz database, which is in the public
// domain.
//
//go:embed zones.txt
var zoneList string

var zoneNames = strings.Fields(zoneList)

// zones lists the time zones to choose from, with the present one.
func zones(present string) []screen.Option {
	all := zoneNames
	if present != "" && !slices.Contains(all, present) {
		all = append([]string{present}, all...)
	}
	var out []screen.Option
	for _, z := range all {
		out = append(out, screen.Option{Value: z, Label: strings.ReplaceAll(z, "_", " ")})
	}
	return out
}

// rolesOf are somebody's roles in words.
func rolesOf(s account.Staff) string {
	var words []string
	for _, r := range s.Roles {
		words = append(words, screen.RoleWord(r))
	}
	return strings.Join(words, ", ")
}

// roles are the roles to choose from.
func roles() []screen.Option {
	var out []screen.Option
	for _, r := range account.Roles {
		out = append(out, screen.Option{Value: string(r), Label: screen.RoleWord(r)})
	}
	return out
}

func seconds(d time.Duration) string { return strconv.Itoa(int(d.Seconds())) }
