package moving

import (
	"encoding/json"
	"errors"
	"os"
	"strings"

	"broadsheet/internal/fault"
)

// Place is what a category of the old site becomes.
type Place string

// The places.
const (
	AsSection Place = "section"
	AsTopic   Place = "topic"
	Nowhere   Place = "leave out"
)

// Places lists them in the order in which a person chooses.
var Places = []Place{AsSection, AsTopic, Nowhere}

// PicturesFrom is where pictures come from.
type PicturesFrom string

// Where pictures come from.
const (
	FromFolder PicturesFrom = "folder"    // a copy of the old site's files
	FromOld    PicturesFrom = "fetch"     // the old site itself, while it still answers
	LeftBehind PicturesFrom = "leave out" // none comes
)

// Apart, in the place of another person's key, says that somebody is nobody else, whatever the name.
const Apart = "apart"

// Here begins, in the place of another person's key, the id of a byline of this paper.
const Here = "here/"

// Decisions are what a newsroom decides about an export before it moves in. What is not decided is done as ever:
// categories become sections, tags topics, names that are equal one person. The keys are those of Contents.
type Decisions struct {
	Terms    map[string]Place  `json:"terms,omitempty"`    // by category
	TagsFrom int               `json:"tagsFrom,omitempty"` // tags with fewer stories are left out; 0 for none of them
	NoTags   bool              `json:"noTags,omitempty"`   // tags are left out
	People   map[string]string `json:"people,omitempty"`   // the person that somebody is: a key, Here and an id, or Apart
	Types    []string          `json:"types,omitempty"`    // further types of items that move in as stories

	// What stood before the names in the addresses of lists there; "" for WordPress' own words.
	CategoryBase string `json:"categoryBase,omitempty"` // "category" in /category/world/
	TagBase      string `json:"tagBase,omitempty"`
	AuthorBase   string `json:"authorBase,omitempty"`

	Pictures PicturesFrom `json:"pictures,omitempty"`
	Media    string       `json:"media,omitempty"` // folder with the old site's pictures
}

// ReadDecisions reads decisions from a file of JSON.
func ReadDecisions(path string) (Decisions, error) {
	var d Decisions
	b, err := os.ReadFile(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return d, fault.New(fault.Invalid, "There is no file %s with decisions.", path)
	case err != nil:
		return d, fault.Because(err, fault.Unavailable, "The file %s cannot be read.", path)
	}
	if err := json.Unmarshal(b, &d); err != nil {
		return d, fault.Because(err, fault.Invalid, "The decisions in %s cannot be read: %s.", path, err)
	}
	return d, d.Check()
}

// Check tells what in the decisions is none.
func (d Decisions) Check() error {
	for key, p := range d.Terms {
		if p != AsSection && p != AsTopic && p != Nowhere {
			return fault.About("terms", "“%s” cannot become “%s”: it is a section, a topic, or left out.", key, p)
		}
	}
	for _, base := range []string{d.CategoryBase, d.TagBase, d.AuthorBase} {
		if strings.Trim(base, "/") != base || strings.ContainsAny(base, "?#% ") || len(base) > 200 {
			return fault.About("bases", "“%s” cannot stand in an address. Type the words between the slashes, such as category.", base)
		}
	}
	switch d.Pictures {
	case "", FromFolder, FromOld, LeftBehind:
	default:
		return fault.About("pictures", "Pictures come from a folder or from the old address, or are left out; “%s” is none of these.", d.Pictures)
	}
	for _, who := range d.People {
		if who == "" {
			return fault.About("people", "Somebody is to be the same as nobody. Name the other person, or write %q.", Apart)
		}
	}
	return nil
}

// place is what a category becomes.
func (d Decisions) place(key string) Place {
	if p, decided := d.Terms[key]; decided {
		return p
	}
	return AsSection
}

// person follows the key of somebody to whom they are: the key of another person, or the id of a byline that is here.
func (d Decisions) person(key string) (same, here string, apart bool) {
	for seen := map[string]bool{}; !seen[key]; {
		seen[key] = true
		next, decided := d.People[key]
		switch id, isHere := strings.CutPrefix(next, Here); {
		case !decided:
			return same, "", false
		case isHere:
			return "", id, false
		case next == Apart:
			return same, "", same == ""
		default:
			key, same = next, next
		}
	}
	return same, "", false
}
