package page

import (
	"embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"broadsheet/internal/article"
)

//go:embed words/*.toml
var catalogues embed.FS

// Languages lists the languages that the catalogue has. The first stands in for every other.
var Languages = []string{"en", "ar"}

var catalogue = sync.OnceValue(func() *i18n.Bundle {
	b := i18n.NewBundle(language.English)
	b.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	for _, l := range Languages {
		if _, err := b.LoadMessageFileFS(catalogues, "words/"+l+".toml"); err != nil {
			panic(fmt.Sprintf("the catalogue of %s: %v", l, err)) // embedded: a test fails first
		}
	}
	return b
})

// Words says what the paper itself says, in one language and one time zone.
type Words struct {
	*voice
	lang string
	zone *time.Location
}

// voice is a language of the catalogue, with what it said already to those who gave it nothing to fill in.
type voice struct {
	in    *i18n.Localizer
	said  sync.Map     // by key
	named sync.Map     // by key and the one short word that is filled in: "Share on Facebook"
	count atomic.Int32 // of named
}

// saying is a message with one word filled in.
type saying struct{ key, name, word string }

// How long a word may be, and how many messages with a word are remembered.
const (
	shortWord   = 40
	mostSayings = 1000
)

// sayingOf tells whether a message has one word to fill in, and a short one.
func sayingOf(key string, namesAndValues []any) (s saying, ok bool) {
	if len(namesAndValues) != 2 {
		return s, false
	}
	name, ok := namesAndValues[0].(string)
	word, isWord := namesAndValues[1].(string)
	return saying{key, name, word}, ok && isWord && len(word) <= shortWord
}

// voices are the languages that somebody spoke.
var voices = struct {
	sync.RWMutex
	of map[string]*voice
}{of: map[string]*voice{}}

// mostVoices bounds them: whoever writes a story may name any language.
const mostVoices = 100

func voiceOf(lang string) *voice {
	voices.RLock()
	v := voices.of[lang]
	voices.RUnlock()
	if v != nil {
		return v
	}
	v = &voice{in: i18n.NewLocalizer(catalogue(), lang)}
	voices.Lock()
	defer voices.Unlock()
	if len(voices.of) < mostVoices {
		voices.of[lang] = v
	}
	return v
}

// WordsIn finds the words for a language (BCP 47) and shows times in the zone, UTC for nil.
func WordsIn(lang string, zone *time.Location) Words {
	if zone == nil {
		zone = time.UTC
	}
	return Words{voice: voiceOf(lang), lang: lang, zone: zone}
}

// Say is the message with the key. What follows are names and values that the message asks for; the value named
// Count also chooses the plural form. An unknown key is an error.
func (w Words) Say(key string, namesAndValues ...any) (string, error) {
	if len(namesAndValues) == 0 {
		if s, ok := w.said.Load(key); ok {
			return s.(string), nil
		}
	}
	short, isShort := sayingOf(key, namesAndValues)
	if isShort {
		if s, ok := w.named.Load(short); ok {
			return s.(string), nil
		}
	}
	c := i18n.LocalizeConfig{MessageID: key}
	if len(namesAndValues) > 0 {
		data := make(map[string]any, len(namesAndValues)/2)
		for i := 0; i+1 < len(namesAndValues); i += 2 {
			name, ok := namesAndValues[i].(string)
			if !ok {
				return "", fmt.Errorf("the words %q: %v is no name", key, namesAndValues[i])
			}
			data[name] = namesAndValues[i+1]
			if n, ok := namesAndValues[i+1].(int); ok {
				data[name] = w.Number(n)
				if name == "Count" {
					c.PluralCount = n
				}
			}
		}
		c.TemplateData = data
	}
	s, err := w.in.Localize(&c)
	if err != nil {
		return "", fmt.Errorf("the words %q in %q: %w", key, w.lang, err)
	}
	if len(namesAndValues) == 0 {
		w.said.Store(key, s) // as many as the catalogue has
	}
	if isShort && w.count.Load() < mostSayings {
		w.count.Add(1)
		w.named.Store(short, s)
	}
	return s, nil
}

// must is for keys that are made of a closed set, each of which a test asks for.
func (w Words) must(key string) string {
	s, err := w.Say(key)
	if err != nil {
		return key
	}
	return s
}

// Kind names a kind of story; "" for news, which goes without saying.
func (w Words) Kind(k article.Kind) string {
	if k == article.News || k == "" {
		return ""
	}
	return w.must("kind_" + strings.ReplaceAll(string(k), "-", "_"))
}

// PaidBy says who paid for a story; "" for somebody who is not named.
func (w Words) PaidBy(name string) string {
	if name == "" {
		return w.must("paid_nobody")
	}
	s, err := w.Say("paid_by", "Name", name)
	if err != nil {
		return w.must("paid_nobody")
	}
	return s
}

// NoteKind names a type of correction.
func (w Words) NoteKind(k article.CorrectionKind) string { return w.must("note_" + string(k)) }

// Role says what a credited person did, to stand before the name: "Photographs by".
func (w Words) Role(r article.Role) string {
	if r == "" {
		r = article.By
	}
	return w.must("role_" + string(r))
}

// Number writes a whole number with thin spaces between groups of three digits from five digits on.
func (w Words) Number(n int) string {
	s := strconv.Itoa(n)
	if len(s) < 5 {
		return s
	}
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "\u202f" + s[i:]
	}
	return s
}

// Clock is the time of day: "14:05".
func (w Words) Clock(t time.Time) string { return t.In(w.zone).Format("15:04") }

// Date is a day: "23 November 2026".
func (w Words) Date(t time.Time) (string, error) { return w.moment("date", t) }

// Day is a day with its weekday: "Monday 23 November 2026".
func (w Words) Day(t time.Time) (string, error) { return w.moment("day", t) }

// ShortDay is a day in the narrowest form: "23 Nov".
func (w Words) ShortDay(t time.Time) (string, error) { return w.moment("short_day", t) }

// When is an instant: "14:05, Mon 23 November 2026".
func (w Words) When(t time.Time) (string, error) { return w.moment("when", t) }

// Month is a month: "November 2026".
func (w Words) Month(t time.Time) (string, error) { return w.moment("month", t) }

func (w Words) moment(form string, t time.Time) (string, error) {
	t = t.In(w.zone)
	month, day := strconv.Itoa(int(t.Month())), strconv.Itoa(int(t.Weekday()))
	return w.Say("form_"+form, "Clock", t.Format("15:04"), "Day", strconv.Itoa(t.Day()), "Year", strconv.Itoa(t.Year()),
		"Weekday", w.must("weekday_"+day), "ShortWeekday", w.must("short_weekday_"+day),
		"Month", w.must("month_"+month), "ShortMonth", w.must("short_month_"+month))
}

// ISO is an instant for machines, with the offset of the zone.
func (w Words) ISO(t time.Time) string { return t.In(w.zone).Format(time.RFC3339) }

// ISODay is a day for machines.
func (w Words) ISODay(t time.Time) string { return t.In(w.zone).Format(time.DateOnly) }

// SameDay tells whether two instants fall on one day of the zone.
func (w Words) SameDay(a, b time.Time) bool { return w.ISODay(a) == w.ISODay(b) }

// ZoneName is the place that the zone is named after: "Lisbon".
func (w Words) ZoneName() string {
	name := w.zone.String()
	return strings.ReplaceAll(name[strings.LastIndexByte(name, '/')+1:], "_", " ")
}
