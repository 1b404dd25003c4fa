package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/paper"
	"broadsheet/internal/store/search"
)

// What the newsroom reads, drafts included. Nothing of it is for readers.

func (s *Store) reader() querier { return querier{s.read, s.dialect} }

// writer is for single statements that no action holds together.
func (s *Store) writer() querier { return querier{s.write, s.dialect} }

const rowColumns = `d.id, d.form, d.kind, d.headline, d.section, d.byline, d.state, d.words, d.changed_at, d.changed_by, d.created_by,
	d.published_at, d.address, d.place, ` + passageColumns

// rowTables are what rowColumns stand in.
const rowTables = `draft d LEFT JOIN draft_passage g ON g.draft = d.id`

func scanRow(rows *sql.Rows) (r article.Row, err error) {
	var byline string
	var changed, published int64
	var p passageRow
	into := append([]any{
		&r.ID, &r.Form, &r.Kind, &r.Headline, &r.Section, &byline, &r.State, &r.Words, &changed, &r.ChangedBy, &r.CreatedBy,
		&published, &r.Address, &r.Place,
	}, p.into()...)
	if err := rows.Scan(into...); err != nil {
		return r, err
	}
	r.Passage = p.passage()
	r.ChangedAt, r.PublishedAt = instant(changed), instant(published)
	return r, json.Unmarshal([]byte(byline), &r.Byline)
}

// likeText is a text as it stands in a pattern of LIKE with the escape "!".
func likeText(s string) string {
	return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(s)
}

// pathOf is the path of what looks like a public address.
func pathOf(text string) (string, bool) {
	if strings.HasPrefix(text, "/") {
		text = "http://paper" + text
	} else if !strings.HasPrefix(text, "http://") && !strings.HasPrefix(text, "https://") {
		return "", false
	}
	u, err := url.Parse(text)
	if err != nil || !isKeepable(u.Path) {
		return "", false
	}
	if u.Path == "/" && u.RawQuery != "" {
		return "/?" + u.RawQuery, true // a moved-in address such as /?p=123
	}
	return u.Path, true
}

// DraftText reads a draft with its text.
func (s *Store) DraftText(ctx context.Context, id string) (d article.Draft, err error) {
	err = s.consistent(ctx, func(q querier) error {
		d, err = readDraft(ctx, q, id, "")
		return err
	})
	return d, err
}

// StepsSince reads the rows of a draft's log that lead beyond a version, in order.
func (s *Store) StepsSince(ctx context.Context, id string, version int64) ([]article.Steps, error) {
	return list(ctx, s.reader(), `SELECT `+stepsColumns+` FROM draft_steps WHERE draft = $1 AND next > $2 ORDER BY n`, []any{id, version}, scanSteps)
}

const editionColumns = `article, number, entry, at, change, version, by_staff`

func scanEdition(rows *sql.Rows, more ...any) (e article.Edition, err error) {
	var at int64
	into := append([]any{&e.Article, &e.Number, &e.Entry, &at, &e.Change, &e.Version, &e.By}, more...)
	err = rows.Scan(into...)
	e.At = instant(at)
	return e, err
}

// Editions reads the editions of an article without their texts, newest first.
func (s *Store) Editions(ctx context.Context, id string) ([]article.Edition, error) {
	return list(ctx, s.reader(), `SELECT `+editionColumns+` FROM edition WHERE article = $1 ORDER BY number DESC`, []any{id},
		func(rows *sql.Rows) (article.Edition, error) { return scanEdition(rows) })
}

// Edition reads one edition with its text.
func (s *Store) Edition(ctx context.Context, id string, n int) (article.Edition, error) {
	return readEdition(ctx, s.reader(), id, n)
}

func readEdition(ctx context.Context, q querier, id string, n int) (article.Edition, error) {
	return must(first(list(ctx, q, `SELECT `+editionColumns+`, doc FROM edition WHERE article = $1 AND number = $2`, []any{id, n},
		func(rows *sql.Rows) (article.Edition, error) {
			var doc string
			e, err := scanEdition(rows, &doc)
			if err == nil {
				e.Doc, err = docOf(doc)
			}
			return e, err
		})))("version of this story")
}

// NotesOf reads the corrections of an article, oldest first.
func (s *Store) NotesOf(ctx context.Context, id string) ([]article.Note, error) {
	return readNotes(ctx, s.reader(), id)
}

// Pictures reads the library, newest first: pictures in whose caption, credit, file name or rights all words of the
// query begin a word.
func (s *Store) Pictures(ctx context.Context, query string, before article.Cursor, limit int) ([]article.Picture, error) {
	args := []any{max(1, min(limit, 200))}
	var where []string
	for _, w := range search.Words(query) {
		args = append(args, "% "+likeText(w)+"%")
		where = append(where, fmt.Sprintf("p.folded LIKE $%d ESCAPE '!'", len(args)))
	}
	if !before.At.IsZero() {
		args = append(args, micros(before.At), before.ID)
		n := len(args)
		where = append(where, fmt.Sprintf("p.added_at <= $%d AND (p.added_at < $%d OR p.id < $%d)", n-1, n-1, n))
	}
	text := ""
	if len(where) > 0 {
		text = " WHERE " + strings.Join(where, " AND ")
	}
	return list(ctx, s.reader(), `SELECT `+pictureColumns+` FROM picture p`+text+` ORDER BY p.added_at DESC, p.id DESC LIMIT $1`, args, scanPicture)
}

// PictureOf reads a picture, public or not.
func (s *Store) PictureOf(ctx context.Context, id string) (article.Picture, error) {
	return must(readPicture(ctx, s.reader(), id, ""))("picture")
}

// PictureByFileAny finds the picture that a file belongs to, public or not.
func (s *Store) PictureByFileAny(ctx context.Context, file string) (article.Picture, article.Cut, bool, error) {
	return readPictureByFile(ctx, s.reader(), file, false)
}

// Staff reads an account.
func (s *Store) Staff(ctx context.Context, id string) (account.Staff, error) {
	return must(readStaff(ctx, s.reader(), id))("account")
}

// StaffByName finds an account by user name or e-mail, without regard to case.
func (s *Store) StaffByName(ctx context.Context, name string) (account.Staff, bool, error) {
	return readStaffByName(ctx, s.reader(), name)
}

// AllStaff reads every account, by name, the retired ones last.
func (s *Store) AllStaff(ctx context.Context) ([]account.Staff, error) {
	return list(ctx, s.reader(), `SELECT `+staffColumns+` FROM account ORDER BY retired, name, id`, nil, scanStaff)
}

// CountStaff counts the accounts that are not retired.
func (s *Store) CountStaff(ctx context.Context) (int, error) { return countStaff(ctx, s.reader()) }

// Settings reads the settings; false before the first run.
func (s *Store) Settings(ctx context.Context) (paper.Settings, bool, error) {
	return readSettings(ctx, s.reader())
}

// Sections reads the tree, parents before children, siblings in their order.
func (s *Store) Sections(ctx context.Context) ([]paper.Section, error) {
	return readSections(ctx, s.reader())
}

// Bylines reads every byline that stands for itself, by name.
func (s *Store) Bylines(ctx context.Context) ([]paper.Byline, error) {
	return list(ctx, s.reader(), `SELECT `+bylineColumns+` FROM byline WHERE merged_into = '' ORDER BY name, id`, nil, scanByline)
}

// MergedBylines reads every byline that was merged into another, by name.
func (s *Store) MergedBylines(ctx context.Context) ([]paper.Byline, error) {
	return list(ctx, s.reader(), `SELECT `+bylineColumns+` FROM byline WHERE merged_into <> '' ORDER BY name, id`, nil, scanByline)
}

// Byline reads a byline.
func (s *Store) Byline(ctx context.Context, id string) (paper.Byline, error) {
	return must(readByline(ctx, s.reader(), id))("byline")
}

// Topics reads every topic that stands for itself, by name.
func (s *Store) Topics(ctx context.Context) ([]paper.Topic, error) {
	return list(ctx, s.reader(), `SELECT `+topicColumns+` FROM topic WHERE merged_into = '' AND turned_into = '' ORDER BY name, id`, nil, scanTopic)
}

// Topic reads a topic.
func (s *Store) Topic(ctx context.Context, id string) (paper.Topic, error) {
	return must(readTopic(ctx, s.reader(), id))("topic")
}

// Pages reads the standing pages, drafts included, in their order.
func (s *Store) Pages(ctx context.Context) ([]article.Row, error) {
	return list(ctx, s.reader(), `SELECT `+rowColumns+` FROM `+rowTables+` WHERE d.form = $1 AND d.state <> 'binned' ORDER BY d.place, d.id`, []any{string(article.StandingPage)}, scanRow)
}

// Address finds what stands at a path.
func (s *Store) Address(ctx context.Context, path string) (paper.Address, bool, error) {
	return readAddress(ctx, s.reader(), path, "")
}

// UsesOf reads the stories and standing pages whose present text uses a picture, newest change first.
func (s *Store) UsesOf(ctx context.Context, picture string) ([]article.Row, error) {
	return list(ctx, s.reader(), `SELECT `+rowColumns+` FROM draft_picture u JOIN draft d ON d.id = u.draft
		LEFT JOIN draft_passage g ON g.draft = d.id WHERE u.picture = $1
		ORDER BY d.changed_at DESC, d.id DESC`, []any{picture}, scanRow)
}
