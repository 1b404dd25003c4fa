package demo

import (
	"bytes"
	"context"
	"fmt"
	"image/jpeg"
	"runtime"
	"strings"

	"broadsheet/internal/account"
	"broadsheet/internal/demo/draw"
	"broadsheet/internal/desk"
	"broadsheet/internal/media"
)

// An artist draws the paper's pictures ahead of the loader, in the order in which it will ask for them.
type artist struct {
	plain bool
	sheet map[string]chan drawn
}

type drawn struct {
	file []byte
	err  error
}

// measure is the size to draw at: a twelfth when nobody will look.
func (a *artist) measure(w, h int) (int, int) {
	if a.plain {
		return w / 12, h / 12
	}
	return w, h
}

// begin sets an artist to work until ctx ends.
func begin(ctx context.Context, p Courier, plain bool) *artist {
	a := &artist{plain: plain, sheet: map[string]chan drawn{}}
	for _, pic := range p.Pictures {
		a.sheet[pic.Key] = make(chan drawn, 1)
	}
	// The pictures come in the order of the files; the loader asks in the order of time.
	waiting := make(chan Picture)
	go func() {
		defer close(waiting)
		for _, pic := range p.inOrder() {
			select {
			case waiting <- pic:
			case <-ctx.Done():
				return
			}
		}
	}()
	for range runtime.GOMAXPROCS(0) {
		go func() {
			for pic := range waiting {
				file, err := a.draw(pic)
				a.sheet[pic.Key] <- drawn{file, err}
			}
		}()
	}
	return a
}

// inOrder lists the pictures as the stories want them.
func (p Courier) inOrder() []Picture {
	byKey := map[string]Picture{}
	for _, pic := range p.Pictures {
		byKey[pic.Key] = pic
	}
	var all []Picture
	for _, s := range p.Stories {
		for _, key := range s.pictures() {
			if pic, ok := byKey[key]; ok {
				all = append(all, pic)
				delete(byKey, key)
			}
		}
	}
	return all
}

// pictures are the keys of what a story shows, the lead first.
func (s Story) pictures() []string {
	var keys []string
	if s.Picture != nil {
		keys = append(keys, s.Picture.Picture)
	}
	inside, err := drawingsIn(s.body)
	if err != nil {
		return keys // the story itself will say so
	}
	for _, d := range inside {
		keys = append(keys, d.Key)
	}
	return keys
}

func (a *artist) draw(pic Picture) ([]byte, error) {
	w, h := a.measure(pic.Width, pic.Height)
	var file bytes.Buffer
	err := jpeg.Encode(&file, draw.Scene(pic.Scene, pic.Variant, w, h), &jpeg.Options{Quality: 90})
	return file.Bytes(), err
}

// picture takes a picture into the library when it is first placed.
func (l *loader) picture(ctx context.Context, key string) (string, error) {
	if id, ok := l.pictures[key]; ok {
		return id, nil
	}
	sheet, ok := l.artist.sheet[key]
	if !ok {
		return "", fmt.Errorf("there is no picture %q", key)
	}
	var done drawn
	select {
	case done = <-sheet:
	case <-ctx.Done():
		return "", ctx.Err()
	}
	if done.err != nil {
		return "", done.err
	}
	for _, pic := range l.paper.Pictures {
		if pic.Key != key {
			continue
		}
		w, h := l.artist.measure(pic.Width, pic.Height)
		id, err := l.takeIn(ctx, l.staff["lena"], w, h, desk.Taken{
			Name: key + ".jpg", Bytes: bytes.NewReader(done.file), Credit: pic.Credit, Rights: pic.Rights,
			Caption: pic.Caption, Alt: pic.Alt,
		})
		l.pictures[key] = id
		return id, err
	}
	return "", fmt.Errorf("there is no picture %q", key)
}

const portraitSize = 480 // pixels a side

func (l *loader) portrait(ctx context.Context, who Person) (string, error) {
	size, _ := l.artist.measure(portraitSize, portraitSize)
	var file bytes.Buffer
	if err := jpeg.Encode(&file, draw.Portrait(who.Name, size), &jpeg.Options{Quality: 90}); err != nil {
		return "", err
	}
	return l.takeIn(ctx, l.publisher, size, size, desk.Taken{
		Name: "portrait-" + who.Key + ".jpg", Bytes: &file, Credit: drawnHere, Alt: "Drawing of " + who.Name,
		Caption: who.Name + ", " + strings.ToLower(who.Title[:1]) + who.Title[1:],
	})
}

// takeIn puts a picture of w x h into the library.
func (l *loader) takeIn(ctx context.Context, by account.Staff, w, h int, t desk.Taken) (string, error) {
	t.Sizes = sizes(w, h)
	p, _, err := l.Desk.TakeIn(ctx, by, t)
	return p.ID, err
}

// sizes are fewer than a real paper makes of a picture, so that the demo is up soon: the whole picture, which is 3:2
// for most, for stories and leads; a 4:3 cut for cards, a square for portraits, and one for cards on other sites.
func sizes(w, h int) []media.Size {
	all := media.Sizes(w, h)
	var chosen []media.Size
	for _, s := range all {
		switch {
		case s.Shape == media.Whole && (s.Width == 320 || s.Width == 640 || s.Width == 1280 || s.Width == w),
			s.Shape == media.Card && (s.Width == 240 || s.Width == 320 || s.Width == 640) && w != h,
			s.Shape == media.Square && (s.Width == 80 || s.Width == 120 || s.Width == 160 || s.Width == 320) && w == h,
			s.Shape == media.ShareCut && w >= 1200:
			chosen = append(chosen, s)
		}
	}
	if len(chosen) == 0 {
		return all[:1] // smaller than any of these
	}
	return chosen
}
