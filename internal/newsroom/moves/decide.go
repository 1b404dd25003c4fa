package moves

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"broadsheet/internal/account"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/moving"
	"broadsheet/internal/newsroom/reception"
	"broadsheet/internal/screen"
)

func (o *Room) showDecide(w http.ResponseWriter, r *http.Request) error {
	m, d, err := o.open(r)
	if err != nil {
		return err
	}
	f := formOf(d.Decisions)
	if d.Zip && d.Decisions.Pictures == moving.FromFolder && d.Decisions.Media == filepath.Join(o.folder(m.ID), mediaFolder) {
		f.Values.Set("pictures", fromZip)
		f.Values.Set("media", "")
	}
	s, err := o.decideScreen(r, m, d, f)
	if err != nil {
		return err
	}
	return o.Show(w, s)
}

// formOf are decisions as the form holds them.
func formOf(d moving.Decisions) screen.Form {
	f := screen.Fields("pictures", string(d.Pictures), "media", d.Media, "categoryBase", d.CategoryBase, "tagBase", d.TagBase, "authorBase", d.AuthorBase)
	if d.Pictures == "" {
		f.Values.Set("pictures", string(moving.LeftBehind))
	}
	f.Values.Set("tags", strconv.Itoa(d.TagsFrom))
	if d.NoTags {
		f.Values.Set("tags", "none")
	}
	return f
}

func (o *Room) decideScreen(r *http.Request, m desk.ArchiveMove, d data, f screen.Form) (*screen.Move, error) {
	s, err := o.moveScreen(r, m, d, "decide")
	if err != nil {
		return nil, err
	}
	c := d.Contents
	out := screen.MoveDecide{Form: f, Fewer: f.Value("fewer"), Folder: reception.Who(r).May(account.KeepSystem), Bases: true}
	if out.Fewer == "" {
		out.Fewer = "10"
	}
	for i, cat := range c.Categories {
		place, decided := d.Decisions.Terms[cat.Key]
		if !decided {
			place = cat.Suggested
		}
		out.Categories = append(out.Categories, screen.MoveCategory{
			Number: i, Key: cat.Key, Name: cat.Name, Indent: min(cat.Depth, 4), Stories: screen.Count(int(cat.Stories), "story", "stories"), Place: string(place),
		})
	}
	if len(c.Tags) > 0 && c.Tags[0] > 0 {
		out.TagCount = count(c.Tags[0], "tag stands", "tags stand") + " over stories."
		for i, from := range moving.TagsFrom {
			label := "All of them"
			if from > 1 {
				label = fmt.Sprintf("Those with %d stories or more", from)
			}
			out.Tags = append(out.Tags, screen.Option{Value: strconv.Itoa(from), Label: label + ": " + number(c.Tags[i])})
		}
		out.Tags = append(out.Tags, screen.Option{Value: "none", Label: "None"})
	}
	for i, double := range c.Doubles {
		same := double.Suppose
		if who, decided := d.Decisions.People[double.Keys[1]]; decided {
			same = who == double.Keys[0]
		}
		out.Doubles = append(out.Doubles, screen.MoveDouble{Number: i, Names: strings.Join(double.Names, " · "), Why: double.Why, Same: same})
	}
	for _, t := range sortedTypes(c.Types) {
		out.Types = append(out.Types, screen.MoveType{Name: t, Count: number(c.Types[t]), Comes: slices.Contains(d.Decisions.Types, t)})
	}
	out.Pictures = "The file lists no pictures of its own. Those that its texts show come the same way."
	if c.Pictures > 0 {
		out.Pictures = "The file names " + count(c.Pictures, "picture, but does not hold it.", "pictures, but does not hold them.")
	}
	out.Zip = d.Zip
	s.Decide = out
	return s, nil
}

func sortedTypes(types map[string]int64) []string {
	var all []string
	for t := range types {
		all = append(all, t)
	}
	slices.Sort(all)
	return all
}

// decide keeps what the form says. A button for many at once changes these and shows the form again.
func (o *Room) decide(w http.ResponseWriter, r *http.Request) error {
	m, d, err := o.open(r)
	if err != nil {
		return err
	}
	f, err := reception.ReadForm(w, r)
	if err != nil {
		return err
	}
	d.Decisions, err = decisions(f, *d.Contents, d.Decisions, filepath.Join(o.folder(m.ID), mediaFolder), reception.Who(r).May(account.KeepSystem))
	d.Decided = true
	if err == nil {
		b, berr := json.Marshal(d)
		if berr != nil {
			return berr
		}
		_, err = o.Carrier.Desk.ChangeMove(r.Context(), reception.Who(r), m.ID, func(_ desk.Tx, now *desk.ArchiveMove) error {
			if now.State != desk.MoveOpen {
				return fault.New(fault.Conflict, "Somebody was faster: it is “%s” now.", stateWord(*now))
			}
			now.Data = b
			return nil
		})
	}
	if err != nil {
		s, ferr := o.decideScreen(r, m, d, f)
		if ferr != nil {
			return ferr
		}
		return o.Again(w, err, &s.Decide.Form, s, &s.Frame, "terms", "people", "pictures", "bases", "media")
	}
	if f.Value("many") != "" || f.Value("ticked") != "" {
		http.Redirect(w, r, Path+"/"+m.ID+"/decide#field-terms", http.StatusSeeOther)
		return nil
	}
	return o.Done(w, r, Path+"/"+m.ID+"/decide", "Saved. Nothing has been moved in yet.", screen.Link{Name: "See stories side by side", URL: Path + "/" + m.ID + "/samples"})
}

// fromZip says in the form that pictures come from the zip that was sent.
const fromZip = "zip"

// decisions reads the form. What it does not ask stays as it was; it is whole also when an error tells what is wrong.
func decisions(f screen.Form, c moving.Contents, was moving.Decisions, zip string, mayName bool) (moving.Decisions, error) {
	d := was
	d.Terms, d.People = map[string]moving.Place{}, map[string]string{}
	stories := map[string]int64{}
	for _, cat := range c.Categories {
		stories[cat.Key], d.Terms[cat.Key] = cat.Stories, cat.Suggested
	}
	places := f.Values["place"]
	for i, key := range f.Values["term"] {
		if _, known := stories[key]; known && i < len(places) {
			d.Terms[key] = moving.Place(places[i])
		}
	}
	var wrong error
	if to := f.Value("many"); to != "" {
		fewer, err := strconv.ParseInt(strings.TrimSpace(f.Value("fewer")), 10, 64)
		if err != nil {
			wrong = fault.About("terms", "Type a number of stories, such as 10.")
		}
		for key, n := range stories {
			if n < fewer {
				d.Terms[key] = moving.Place(to)
			}
		}
	}
	if to := f.Value("ticked"); to != "" {
		if len(f.Values["tick"]) == 0 {
			wrong = fault.About("terms", "Tick the categories first.")
		}
		for _, key := range f.Values["tick"] {
			if _, known := stories[key]; known {
				d.Terms[key] = moving.Place(to)
			}
		}
	}
	d.TagsFrom, d.NoTags = 0, f.Value("tags") == "none"
	if n, err := strconv.Atoi(f.Value("tags")); err == nil {
		d.TagsFrom = max(n, 0)
	}
	for i, double := range c.Doubles {
		for _, key := range double.Keys[1:] {
			if d.People[key] = moving.Apart; f.Value(fmt.Sprintf("same-%d", i)) == "yes" {
				d.People[key] = double.Keys[0]
			}
		}
	}
	d.Types = nil
	for _, t := range f.Values["type"] {
		if c.Types[t] > 0 {
			d.Types = append(d.Types, t)
		}
	}
	base := func(name string) string {
		s := strings.Trim(strings.TrimSpace(f.Value(name)), "/")
		if plain, err := url.PathUnescape(s); err == nil {
			s = plain
		}
		return s
	}
	d.CategoryBase, d.TagBase, d.AuthorBase = base("categoryBase"), base("tagBase"), base("authorBase")
	d.Pictures = moving.PicturesFrom(f.Value("pictures"))
	if d.Pictures == fromZip {
		d.Pictures, d.Media = moving.FromFolder, zip
		return d, cmp.Or(d.Check(), wrong)
	}
	if mayName && f.Value("pictures") == string(moving.FromFolder) {
		d.Media = strings.TrimSpace(f.Value("media"))
	}
	if d.Pictures == moving.FromFolder {
		info, err := os.Stat(d.Media)
		switch {
		case d.Media == "":
			wrong = fault.About("media", "Name the folder that the pictures lie in.")
		case err != nil:
			wrong = fault.About("media", "There is no folder %s on the server.", d.Media)
		case !info.IsDir():
			wrong = fault.About("media", "%s is no folder.", d.Media)
		}
	}
	if err := d.Check(); err != nil {
		return d, err
	}
	return d, wrong
}
