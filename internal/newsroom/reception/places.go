package reception

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

// TongueName names a language in itself, so that whoever reads it finds it.
func TongueName(tag string) string {
	t, err := language.Parse(tag)
	if err != nil {
		return tag
	}
	if name := display.Self.Name(t); name != "" {
		return capital(name) + " (" + tag + ")"
	}
	return tag
}

// Languages lists the languages to choose from, with the present one.
func Languages(present string) []screen.Option {
	all := tongues
	if present != "" && !slices.Contains(all, present) {
		all = append([]string{present}, all...)
	}
	var out []screen.Option
	for _, t := range all {
		out = append(out, screen.Option{Value: t, Label: TongueName(t)})
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

// Zones lists the time zones to choose from, with the present one.
func Zones(present string) []screen.Option {
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

// RolesOf are somebody's roles in words.
func RolesOf(s account.Staff) string {
	var words []string
	for _, r := range s.Roles {
		words = append(words, screen.RoleWord(r))
	}
	return strings.Join(words, ", ")
}

func seconds(d time.Duration) string { return strconv.Itoa(int(d.Seconds())) }
