package reception

import (
	"cmp"
	"path"
	"strings"

	"broadsheet/internal/article"
	"broadsheet/internal/prose"
	"broadsheet/internal/screen"
)

// PictureFiles is where staff fetch the files of pictures, public or not.
const PictureFiles = "/newsroom/pictures/files/"

// Largest is the widest cut of a shape that is at most so wide, or the narrowest there is.
func Largest(p article.Picture, shape string, width int) article.Cut {
	var best article.Cut
	for _, c := range p.Cuts {
		if c.Shape != shape || c.Type != "image/jpeg" && c.Type != "image/png" {
			continue
		}
		if best.File == "" || c.Width <= width && c.Width > best.Width || best.Width > width && c.Width < best.Width {
			best = c
		}
	}
	return best
}

// Thumb is a picture in small; back is the story that its screen leads back to, "" for none.
func Thumb(p article.Picture, back string) screen.Thumb {
	c := Largest(p, "4x3", 320)
	if c.File == "" {
		c = Largest(p, "whole", 320)
	}
	t := screen.Thumb{
		ID: p.ID, URL: "/newsroom/pictures/" + p.ID, Src: PictureFiles + c.File, Width: c.Width, Height: c.Height,
		Alt: cmp.Or(p.Alt, p.Caption, p.Name), Name: p.Name, Credit: p.Credit,
	}
	if back != "" {
		t.URL += "?back=" + back
	}
	return t
}

// BaseName is the name of a file without the folders that some browsers send with it, fit to be shown.
func BaseName(name string) string {
	name = prose.Printable(path.Base(strings.ReplaceAll(name, "\\", "/")))
	if r := []rune(name); len(r) > 200 {
		name = string(r[:200])
	}
	if name == "." || name == "/" {
		return ""
	}
	return name
}
