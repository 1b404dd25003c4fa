package document

import (
	"fmt"
	"reflect"
	"time"
)

// exampleOf is a made-up value of the type of v, as the paper at base would give it.
func exampleOf(v any, base string) (any, error) {
	for _, e := range Examples(base) {
		if reflect.TypeOf(e) == reflect.TypeOf(v) {
			return e, nil
		}
	}
	return nil, fmt.Errorf("the API has no example of %T", v)
}

// Examples are made-up values of every type that is sent or answered.
func Examples(base string) []any {
	self := func(kind, id string) string { return base + Prefix + "/" + kind + "/" + id }
	at := time.Date(2026, 11, 9, 7, 30, 0, 0, time.UTC)
	later := at.Add(2 * time.Hour)
	const story, shipping, jo, bridge, quay = "06a0ng3k5ttqh0q1l8b7e4s2c8", "06a0ng1c9ptqh0q1l8b7e4s2c8", "06a0ng2dkltqh0q1l8b7e4s2c8", "06a0ng2s1dtqh0q1l8b7e4s2c8", "06a0ng2v77tqh0q1l8b7e4s2c8"
	sec := Ref{shipping, "Shipping", base + "/business/shipping/", self("sections", shipping)}
	who := Ref{jo, "Jo Tarrick", base + "/author/jo-tarrick", self("authors", jo)}
	word := Ref{bridge, "Swing bridge", base + "/topic/swing-bridge", self("topics", bridge)}
	picture := Picture{
		ID: quay, Alt: "A ferry waits below the raised bridge.", Caption: "The bridge at dawn.", Credit: "Photograph: Sam Wren", Rights: "© Sam Wren",
		Sizes: []Size{{"whole", 960, 640, "image/jpeg", base + "/pictures/3f1c.jpg", 84211}},
	}
	summary := Summary{
		ID: story, Self: self("stories", story), URL: base + "/business/shipping/bridge-opens", Kind: "news",
		Headline: "Bridge opens a year late", Standfirst: "Ferries go through from Monday.", Lang: "en", Dir: "ltr",
		Section: &sec, Authors: []Credit{{who, "by"}}, Topics: []Ref{word}, Picture: &picture, Words: 412, Published: at, Updated: &later,
	}
	whole := Story{
		Summary: summary, Edition: 2, Sections: []Ref{sec}, Body: Body{"<p>The bridge opened on Monday.</p>", "The bridge opened on Monday."}, Pictures: []Picture{},
		Corrections: []Correction{{bridge, "correction", later, "The bridge is 80 metres long.", "90 metres", "80 metres"}},
	}
	next := base + Prefix + "/stories?cursor=1762673400000000." + story
	author := Author{Ref: who, Title: "Reporter, harbour", About: "Writes about what floats.", Links: []Link{}, Stories: base + Prefix + "/stories?author=" + jo}
	topic := Topic{word, "What goes over it and through it.", base + Prefix + "/stories?topic=" + bridge}
	section := Section{sec, "What comes and goes.", nil, base + Prefix + "/stories?section=" + shipping}
	return []any{
		Stories{[]Summary{summary}, &next},
		whole,
		Sections{[]Section{section}},
		section,
		Topics{[]Topic{topic}, nil},
		topic,
		Authors{[]Author{author}, nil},
		author,
		Found{Items: []Hit{{summary, []Piece{{"The ", false}, {"bridge", true}, {" opened on Monday.", false}}}}, Count: 1},
		NewDraft{Key: "harbour-log-2026-11-09", Headline: "Ships in port", HTML: "<p>Three ships lie at the east quay.</p>", Section: shipping, Topics: []string{bridge}, Authors: []string{jo}},
		Draft{ID: story, URL: base + "/newsroom/stories/" + story, LeftOut: []Omission{}},
		Upload{ID: quay, URL: base + "/newsroom/pictures/" + quay, Width: 2400, Height: 1600, Credit: "Photograph: Sam Wren"},
		Event{"story.published", at, 5120, Told{story, false, &whole}},
		Problem{"about:blank", "Bad Request", 400, "“colour” is no filter of this list.", "colour"},
	}
}
