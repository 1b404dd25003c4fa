package page

import (
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/prose"
)

// BodyLabels are the catalogue's words for prose.HTML, in the paper's language and zone.
func BodyLabels(lang string, zone *time.Location) prose.Labels {
	w := WordsIn(lang, zone)
	labels := prose.Labels{
		Table: w.must("body_table"), OpenAt: w.must("body_open_at"), Kinds: map[string]string{},
		Date: func(t time.Time) string {
			s, err := w.Date(t)
			if err != nil {
				return w.ISODay(t)
			}
			return s
		},
	}
	for _, k := range article.CorrectionKinds {
		labels.Kinds[string(k)] = w.NoteKind(k)
	}
	return labels
}

// BodySizes says how wide pictures in a story's text are shown, for prose.HTML.
func BodySizes(kind article.Kind) string {
	if kind == article.PictureStory {
		return uses["wide"].sizes
	}
	return uses["story"].sizes
}
