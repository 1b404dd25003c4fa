package press

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"broadsheet/internal/article"
	"broadsheet/internal/page"
	"broadsheet/internal/paper"
	"broadsheet/internal/placard"
)

// PlacardPath is the path below which placards stand.
const PlacardPath = "/share/"

// PlacardAddress is where the placard of a published version of a story stands. A new version has a new address, so that
// sites that keep what they fetched fetch it anew.
func PlacardAddress(id string, edition int) string {
	return PlacardPath + id + "-" + strconv.Itoa(edition) + ".png"
}

// CutPlacard takes the address of a placard apart.
func CutPlacard(path string) (id string, edition int, ok bool) {
	name, found := strings.CutPrefix(path, PlacardPath)
	name, png := strings.CutSuffix(name, ".png")
	id, number, two := strings.Cut(name, "-")
	edition, err := strconv.Atoi(number)
	return id, edition, found && png && two && err == nil && id != "" && edition > 0 && PlacardAddress(id, edition) == path
}

// hasPlacard tells whether anything of a story can be drawn.
func (w *work) hasPlacard(a article.Published) bool {
	return a.Edition > 0 && (placard.Can(shared(a)) || placard.Can(w.settings.Name) || w.frame.Paper.Logo != nil)
}

// shared is the headline under which a story is passed on.
func shared(a article.Published) string { return cmp.Or(a.ShareTitle, a.Headline) }

// Placard is what is drawn for a story, and the file of the paper's logo on the shelf, "" for none.
func (p Press) Placard(ctx context.Context, snap Snapshot, a article.Published) (out placard.Placard, logo string, err error) {
	settings, _, err := snap.Settings(ctx)
	if err != nil {
		return out, "", err
	}
	out = placard.Placard{Paper: settings.Name, Headline: shared(a), Accent: settings.Accent}
	if named, ok := paper.ShadesOfAccents[settings.Accent]; ok {
		out.Accent = named.Light
	} else if own, ok := paper.ShadesOf(settings.Accent); ok {
		out.Accent = own.Light
	}
	if out.Date, err = page.WordsIn(settings.Lang, zone(settings.Zone)).Date(a.PublishedAt); err != nil || settings.Logo == "" {
		return out, "", err
	}
	found, ok, err := snap.Picture(ctx, settings.Logo)
	if !ok || err != nil {
		return out, "", err
	}
	widest := 0
	for _, c := range found.Cuts {
		if c.Shape == "whole" && (c.Type == "image/png" || c.Type == "image/jpeg") && c.Width > widest {
			widest, logo = c.Width, c.File
		}
	}
	return out, logo, nil
}
