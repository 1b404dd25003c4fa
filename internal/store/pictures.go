package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"broadsheet/internal/article"
	"broadsheet/internal/fault"
	"broadsheet/internal/store/search"
)

const pictureColumns = `p.id, p.hash, p.type, p.width, p.height, p.name, p.credit, p.rights, p.caption, p.alt, p.focus_x, p.focus_y, p.ground,
	p.cuts, p.added_by, p.added_at, p.origin, p.published, p.shown_until`

func scanPicture(rows *sql.Rows) (p article.Picture, err error) {
	var cuts string
	var added, published, until int64
	if err := rows.Scan(&p.ID, &p.Hash, &p.Type, &p.Width, &p.Height, &p.Name, &p.Credit, &p.Rights, &p.Caption, &p.Alt, &p.FocusX, &p.FocusY,
		&p.Ground, &cuts, &p.AddedBy, &added, &p.Origin, &published, &until); err != nil {
		return p, err
	}
	p.AddedAt, p.Published, p.Until = instant(added), published != 0, instant(until)
	return p, json.Unmarshal([]byte(cuts), &p.Cuts)
}

func readPicture(ctx context.Context, q querier, id, lock string) (article.Picture, bool, error) {
	return first(list(ctx, q, `SELECT `+pictureColumns+` FROM picture p WHERE p.id = $1`+lock, []any{id}, scanPicture))
}

// readPictureByFile finds the picture that a file belongs to. Two pictures may share a file, when their originals
// differ in nothing that can be seen; a public one is preferred.
func readPictureByFile(ctx context.Context, q querier, file string, publicOnly bool) (p article.Picture, cut article.Cut, found bool, err error) {
	if !isKeepable(file) {
		return p, cut, false, nil
	}
	query := `SELECT ` + pictureColumns + ` FROM picture_file f JOIN picture p ON p.id = f.picture WHERE f.file = $1`
	if publicOnly {
		query += ` AND p.published = 1`
	}
	p, found, err = first(list(ctx, q, query+` ORDER BY p.published DESC, p.id LIMIT 1`, []any{file}, scanPicture))
	if err != nil || !found {
		return p, cut, false, err
	}
	i := slices.IndexFunc(p.Cuts, func(c article.Cut) bool { return c.File == file })
	if i < 0 {
		return p, cut, false, fmt.Errorf("store: picture %s has no file %q", p.ID, file)
	}
	return p, p.Cuts[i], true, nil
}

func (t *tx) Picture(ctx context.Context, id string) (article.Picture, error) {
	return must(readPicture(ctx, t.querier, id, ""))("picture")
}

func (t *tx) PictureByHash(ctx context.Context, hash string) (article.Picture, bool, error) {
	return first(list(ctx, t.querier, `SELECT `+pictureColumns+` FROM picture p WHERE p.hash = $1`, []any{hash}, scanPicture))
}

// pictureWords is what a picture is looked for by in the library.
func pictureWords(p article.Picture) string {
	return " " + strings.Join(search.Words(strings.Join([]string{p.Caption, p.Alt, p.Credit, p.Name, p.Rights}, " ")), " ") + " "
}

func (t *tx) SavePicture(ctx context.Context, p article.Picture) error {
	cuts, err := jsonText(p.Cuts)
	if err != nil {
		return err
	}
	was, had, err := readPicture(ctx, t.querier, p.ID, t.d.lock)
	if err != nil {
		return err
	}
	if had && was.Published != p.Published {
		return errRace // it became public or ceased to be since the action read it; the action has to know
	}
	used := had && was.Published
	if !had {
		// A picture may be in use before it is known, after an import that brought the story first.
		if used, err = t.row(ctx, `SELECT 1 FROM picture_use WHERE picture = $1 LIMIT 1`, []any{p.ID}, new(int64)); err != nil {
			return err
		}
	}
	if used {
		t.pictures[p.ID] = true
		t.touch(keyPicture(p.ID))
		t.touch(files(was)...)
		t.touch(files(p)...)
	}
	args := []any{
		p.ID, p.Hash, p.Type, p.Width, p.Height, p.Name, p.Credit, p.Rights, p.Caption, p.Alt, p.FocusX, p.FocusY, p.Ground, cuts,
		p.AddedBy, micros(p.AddedAt), p.Origin, pictureWords(p),
	}
	if had {
		_, err = t.exec(ctx, `UPDATE picture SET hash = $2, type = $3, width = $4, height = $5, name = $6, credit = $7, rights = $8, caption = $9,
			alt = $10, focus_x = $11, focus_y = $12, ground = $13, cuts = $14, added_by = $15, added_at = $16, origin = $17, folded = $18 WHERE id = $1`, args...)
	} else {
		var n int64
		n, err = t.exec(ctx, `INSERT INTO picture (id, hash, type, width, height, name, credit, rights, caption, alt, focus_x, focus_y, ground, cuts,
			added_by, added_at, origin, folded, published)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, 0) ON CONFLICT DO NOTHING`, args...)
		if err == nil && n == 0 {
			return fault.New(fault.Conflict, "We have this picture already.")
		}
	}
	if err != nil {
		return err
	}
	if _, err := t.exec(ctx, `DELETE FROM picture_file WHERE picture = $1`, p.ID); err != nil {
		return err
	}
	for _, c := range p.Cuts {
		if _, err := t.exec(ctx, `INSERT INTO picture_file (file, picture) VALUES ($1, $2) ON CONFLICT DO NOTHING`, c.File, p.ID); err != nil {
			return err
		}
	}
	return nil
}

// files is the keys of a picture's files.
func files(p article.Picture) []string {
	var keys []string
	for _, c := range p.Cuts {
		keys = append(keys, keyFile(c.File))
	}
	return keys
}

// show makes a picture public while something public uses it: for as long as the longest of the uses.
func (t *tx) show(ctx context.Context, id string) error {
	p, found, err := readPicture(ctx, t.querier, id, "")
	if err != nil || !found {
		return err
	}
	var shortest, longest int64 // 0 for a use without an end
	used, err := t.row(ctx, `SELECT (SELECT until_at FROM picture_use WHERE picture = $1 ORDER BY until_at LIMIT 1),
		(SELECT until_at FROM picture_use WHERE picture = $1 ORDER BY until_at DESC LIMIT 1)
		WHERE EXISTS (SELECT 1 FROM picture_use WHERE picture = $1)`, []any{id}, &shortest, &longest)
	if err != nil {
		return err
	}
	if shortest == 0 {
		longest = 0
	}
	if used == p.Published && longest == micros(p.Until) {
		return nil
	}
	t.touch(keyPicture(id))
	t.touch(files(p)...)
	_, err = t.exec(ctx, `UPDATE picture SET published = $2, shown_until = $3 WHERE id = $1`, id, bit(used), longest)
	return err
}
