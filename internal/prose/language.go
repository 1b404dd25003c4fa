package prose

import "golang.org/x/text/language"

// isLanguage tells whether every part of the tag is in the registry, as HTML asks.
func isLanguage(tag string) bool {
	_, err := language.Raw.Parse(tag)
	return err == nil
}

// Direction is the direction in which the language is usually written: "rtl" or "ltr".
func Direction(tag string) string {
	t, err := language.Raw.Parse(tag)
	if err != nil {
		return "ltr"
	}
	script, _ := t.Script()
	switch script.String() {
	case "Adlm", "Arab", "Aran", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa", "Yezi":
		return "rtl"
	}
	return "ltr"
}
