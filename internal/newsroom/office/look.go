package office

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/paper"
	"broadsheet/internal/screen"
)

const (
	paperPath   = "/newsroom/settings/paper"
	ownColour   = "own"        // the choice of a colour that stands in no list
	publicFiles = "/pictures/" // a logo is public, and whoever keeps the paper need not see drafts
)

// colours are those to choose from, the ink first.
func colours() []screen.Colour {
	light, dark := paper.SeenBy("")
	out := []screen.Colour{{Label: "Ink", Light: light.Shown, Dark: dark.Shown}}
	for _, a := range paper.Accents {
		s := paper.ShadesOfAccents[a]
		out = append(out, screen.Colour{Value: a, Label: screen.AccentWord(a), Light: s.Light, Dark: s.Dark})
	}
	return out
}

// accentOf is the colour that a form chooses, as it was typed.
func accentOf(v url.Values) (string, error) {
	if v.Get("accent") != ownColour {
		return v.Get("accent"), nil
	}
	if strings.TrimSpace(v.Get("own")) == "" {
		return "", fault.About("accent", "Type the colour of your own with six figures, such as #0b4f71, or choose one above.")
	}
	return v.Get("own"), nil
}

// shades shows what becomes of a colour; one that cannot be read as a colour shows nothing.
func shades(v url.Values) []screen.Shade {
	accent, err := accentOf(v)
	if err == nil {
		accent, err = paper.CleanAccent(accent)
	}
	if err != nil {
		return nil
	}
	light, dark := paper.SeenBy(accent)
	return []screen.Shade{shade("On light screens", "pale", light), shade("On dark screens", "dark", dark)}
}

func shade(on, weak string, s paper.Seen) screen.Shade {
	say := fmt.Sprintf("Shown as chosen. It stands out from the ground by %.1f to 1; %.1f is the least that is read.", s.After, paper.MinContrast)
	if s.Moved != 0 {
		say = fmt.Sprintf("%s is too %s to be read here: %.1f to 1, and %.1f is the least. Readers get %s, %s, with %.1f to 1.",
			s.Chosen, weak, s.Before, paper.MinContrast, s.Shown, steps(s.Moved), s.After)
	}
	if s.Lost {
		say += " It can hardly be told from the text beside it."
	}
	return screen.Shade{On: on, Ground: s.Ground, Ink: s.Ink, Colour: s.Shown, Say: say, Moved: s.Moved != 0}
}

// steps says how far a colour was moved.
func steps(moved int) string {
	if moved < 0 {
		return screen.Count(-moved, "step of 100 darker", "steps of 100 darker")
	}
	return screen.Count(moved, "step of 100 lighter", "steps of 100 lighter")
}

// nudged says in a sentence what readers get of a colour that could not be read as it was chosen, "" when it could.
func nudged(accent string) string {
	light, dark := paper.SeenBy(accent)
	var said []string
	if light.Moved != 0 {
		said = append(said, fmt.Sprintf("%s on light screens (%s)", steps(light.Moved), light.Shown))
	}
	if dark.Moved != 0 {
		said = append(said, fmt.Sprintf("%s on dark screens (%s)", steps(dark.Moved), dark.Shown))
	}
	if len(said) == 0 {
		return ""
	}
	return fmt.Sprintf(" So that it can be read, %s is shown %s.", accent, strings.Join(said, " and "))
}

// plates are the places of the two logos.
func (o *Office) plates(r *http.Request, now paper.Settings, f screen.Form) ([]screen.LogoPlate, error) {
	out := []screen.LogoPlate{
		{For: "light", Name: "For every screen", Form: f, Say: "Readers see the name of the paper in type."},
		{For: "dark", Name: "For dark screens", Form: f, Say: "Readers see the first logo on a light plate."},
	}
	for i, id := range []string{now.Logo, now.LogoDark} {
		if id == "" {
			continue
		}
		p, err := o.Store.PictureOf(r.Context(), id)
		if err != nil {
			return nil, err
		}
		c := reception.Largest(p, "whole", 640)
		out[i].Put = &screen.Thumb{ID: p.ID, Src: publicFiles + c.File, Width: c.Width, Height: c.Height, Alt: now.Name, Name: p.Name}
	}
	if now.Logo == "" {
		return out[:1], nil // the second one needs the first
	}
	if now.LogoDark != "" {
		out[0].Name = "For light screens"
	}
	return out, nil
}

// policies are the standing pages that can say how the paper corrects.
func (o *Office) policies(r *http.Request) ([]screen.Option, error) {
	pages, err := o.Store.Pages(r.Context())
	out := []screen.Option{{Label: "No page"}}
	for _, p := range pages {
		label := cmp.Or(p.Headline, "(No headline yet)")
		if p.State != article.Live && p.State != article.Changed {
			label += " (not live yet)"
		}
		out = append(out, screen.Option{Value: p.ID, Label: label})
	}
	return out, err
}

// ChangeLogo puts a logo up, or takes it away.
func (o *Office) ChangeLogo(w http.ResponseWriter, r *http.Request) error {
	f, file, err := reception.PictureForm(w, r)
	if err != nil {
		return err
	}
	now, _, err := o.Store.Settings(r.Context())
	if err != nil {
		return err
	}
	logo := desk.Logo{Light: now.Logo, Dark: now.LogoDark}
	which, place := "light", &logo.Light
	if f.Value("for") == "dark" {
		which, place = "dark", &logo.Dark
	}
	said := "The logo stands on every page"
	switch {
	case f.Value("deed") == "away":
		*place, said = "", "The logo is taken away from every page"
		if which == "light" {
			logo.Dark = ""
		}
	case file == nil:
		err = fault.About("picture", "Choose the file of the logo first.")
	default:
		var sent io.ReadCloser
		if sent, err = file.Open(); err != nil {
			return err
		}
		defer sent.Close()
		*place, err = o.takeInLogo(r, reception.Who(r), reception.BaseName(file.Filename), sent)
	}
	var receipt desk.Receipt
	if err == nil {
		receipt, err = o.Desk.SetLogo(r.Context(), reception.Who(r), logo)
	}
	if err != nil {
		if fl := fault.Of(err); fl.Kind == fault.Invalid {
			err = fault.About("logo-"+which, "%s", fl.Say)
		}
		s, ferr := o.paperScreen(r, asTyped(now))
		if ferr != nil {
			return ferr
		}
		if s.Logos, ferr = o.plates(r, now, f); ferr != nil {
			return ferr
		}
		for i := range s.Logos {
			if s.Logos[i].For == which {
				return o.Again(w, err, &s.Logos[i].Form, s, &s.Frame, "logo-"+which)
			}
		}
		return err
	}
	return o.Done(w, r, paperPath+"#logo", said+" since "+receipt.At.In(reception.Zone(now)).Format("15:04:05")+".", screen.Link{Name: "See it as readers do", URL: "/"})
}

// takeInLogo adds the file of a logo to the library and gives the picture's id. A drawing in SVG is a program for the
// browser that shows it, so it is refused and not cleaned.
func (o *Office) takeInLogo(r *http.Request, by account.Staff, name string, file io.Reader) (string, error) {
	begin := make([]byte, 4096)
	n, err := io.ReadFull(file, begin)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return "", err
	}
	begin = begin[:n]
	if strings.HasSuffix(strings.ToLower(name), ".svg") || bytes.Contains(bytes.ToLower(begin), []byte("<svg")) {
		return "", fault.About("picture", "“%s” was not put up: a drawing in SVG can carry scripts to readers. Save it as PNG with a transparent ground, 960 pixels wide, and add it again.", name)
	}
	p, err := o.Desk.TakeInLogo(r.Context(), by, desk.Taken{Name: name, Bytes: io.MultiReader(bytes.NewReader(begin), file)})
	return p.ID, err
}
