// Package mail sends the house's letters over an SMTP server: it writes them in the paper's language, hands them to the
// server, and keeps account of what became of each. Every kind of letter there is has its words here.
//
// A letter goes out at most once unless a person says otherwise: before its text leaves it is marked, and a mark without
// an answer means that nobody knows whether it arrived.
package mail

import (
	"embed"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"broadsheet/internal/desk"
	"broadsheet/internal/page"
	"broadsheet/internal/paper"
)

//go:embed words/*.toml
var catalogues embed.FS

var catalogue = sync.OnceValue(func() *i18n.Bundle {
	b := i18n.NewBundle(language.English)
	b.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	for _, l := range page.Languages {
		if _, err := b.LoadMessageFileFS(catalogues, "words/"+l+".toml"); err != nil {
			panic(fmt.Sprintf("the words of letters in %s: %v", l, err)) // embedded: a test fails first
		}
	}
	return b
})

// Text is what a letter says, as plain text with lines that end in LF.
type Text struct {
	Lang    string
	Subject string
	Body    string
}

// words write one letter.
type words struct {
	in    *i18n.Localizer
	dates page.Words
	paper string
	err   error // the first one
}

// say is a message; what follows are names and values.
func (w *words) say(key string, namesAndValues ...any) string {
	data := map[string]any{"Paper": w.paper}
	c := i18n.LocalizeConfig{MessageID: key, TemplateData: data}
	for i := 0; i+1 < len(namesAndValues); i += 2 {
		name, _ := namesAndValues[i].(string)
		data[name] = namesAndValues[i+1]
		if name == "Count" {
			c.PluralCount = namesAndValues[i+1]
		}
	}
	s, err := w.in.Localize(&c)
	if err != nil && w.err == nil {
		w.err = fmt.Errorf("the words %q of a letter: %w", key, err)
	}
	return s
}

func (w *words) when(t time.Time) string {
	s, err := w.dates.When(t)
	if err != nil && w.err == nil {
		w.err = err
	}
	return s
}

// longestHeadline is how many characters of a headline a letter shows.
const longestHeadline = 150

// Write puts a letter into words, in the paper's language and zone. Links begin with base, the configured scheme and
// host; base has no slash at its end.
func Write(l desk.Letter, p paper.Settings, base string) (Text, error) {
	zone, err := time.LoadLocation(p.Zone)
	if err != nil {
		zone = time.UTC
	}
	w := &words{in: i18n.NewLocalizer(catalogue(), p.Lang), dates: page.WordsIn(p.Lang, zone), paper: oneLine(p.Name)}
	var subject string
	var parts []string
	switch l.Kind {
	case desk.LetterStories:
		subject, parts = w.stories(l, base)
	case desk.LetterInvitation:
		subject = w.say("invitation_subject")
		by := w.say("invitation_house")
		if l.Data.By != "" {
			by = w.say("invitation_by", "By", oneLine(l.Data.By))
		}
		parts = append(parts, by, base+l.Data.Link)
		if !l.Until.IsZero() {
			parts = append(parts, w.say("invitation_until", "When", w.when(l.Until)))
		}
		parts = append(parts, w.say("invitation_why"))
	case desk.LetterPassword:
		subject = w.say("password_subject")
		parts = append(parts, w.say("password_text"), base+l.Data.Link)
		if !l.Until.IsZero() {
			parts = append(parts, w.say("password_until", "When", w.when(l.Until)))
		}
		parts = append(parts, w.say("password_why"))
	case desk.LetterTest:
		subject, parts = w.say("test_subject"), []string{w.say("test_text")}
	default:
		return Text{}, fmt.Errorf("there are no words for letters of the kind %q", l.Kind)
	}
	var b strings.Builder
	if l.Name != "" {
		fmt.Fprintf(&b, "%s\n\n", w.say("hello", "Name", oneLine(l.Name)))
	}
	for _, p := range parts {
		fmt.Fprintf(&b, "%s\n\n", strings.TrimRight(p, "\n"))
	}
	fmt.Fprintf(&b, "-- \n%s\n%s\n", w.say("sign"), base)
	return Text{Lang: p.Lang, Subject: oneLine(subject), Body: b.String()}, w.err
}

func (w *words) stories(l desk.Letter, base string) (subject string, parts []string) {
	for _, i := range l.Data.Items {
		headline := cut(oneLine(i.Headline), longestHeadline)
		if headline == "" {
			headline = w.say("untitled")
		}
		at := base + "/newsroom/stories/" + url.PathEscape(i.Draft)
		by := oneLine(i.By)
		switch {
		case i.Back:
			subject = w.say("stories_back_subject", "Headline", headline)
			parts = append(parts, w.say("stories_back", "By", by, "Headline", headline), quoted(i.Note), at)
		case !i.Due.IsZero():
			subject = w.say("stories_given_subject", "Headline", headline)
			parts = append(parts, w.say("stories_given_due", "By", by, "Headline", headline, "When", w.when(i.Due))+"\n"+at)
		default:
			subject = w.say("stories_given_subject", "Headline", headline)
			parts = append(parts, w.say("stories_given", "By", by, "Headline", headline)+"\n"+at)
		}
	}
	if n := len(l.Data.Items); n != 1 {
		subject = w.say("stories_many_subject", "Count", n)
	}
	return subject, append(parts, w.say("stories_why", "Link", base+"/newsroom/account"))
}

// quoted is a text as mail quotes one.
func quoted(text string) string {
	return "> " + strings.ReplaceAll(strings.TrimSpace(strings.ReplaceAll(text, "\r", "")), "\n", "\n> ")
}

// oneLine makes one line of a text: what could end a header's line is a space.
func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == '\u2028' || r == '\u2029' || r == ' '
	}), " ")
}

func cut(text string, longest int) string {
	if r := []rune(text); len(r) > longest {
		return string(r[:longest-1]) + "…"
	}
	return text
}
