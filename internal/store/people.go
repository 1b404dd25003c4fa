package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"broadsheet/internal/account"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
)

// folded is a name as it is compared: without regard to case and to how its letters are composed.
func folded(name string) string {
	return strings.ToLower(norm.NFKC.String(strings.TrimSpace(name)))
}

const staffColumns = `id, user_name, email, name, roles, byline, password, retired, added_at, signed_in, signed_out, unwanted,
	coalesce((SELECT string_agg(b.id, ' ') FROM byline b WHERE b.merged_into = account.byline AND b.merged_into <> ''), ''),
	coalesce((SELECT p.value FROM private p WHERE p.name = '` + desk.ReportersPublishName + `'), '')`

func scanStaff(rows *sql.Rows) (s account.Staff, err error) {
	var roles, unwanted, formerly, publishes string
	var retired, added, signed, out int64
	if err := rows.Scan(&s.ID, &s.User, &s.Email, &s.Name, &roles, &s.Byline, &s.Password, &retired, &added, &signed, &out, &unwanted, &formerly, &publishes); err != nil {
		return s, err
	}
	s.Retired, s.AddedAt, s.SignedIn, s.SignedOut = retired != 0, instant(added), instant(signed), instant(out)
	s.Publishes = publishes == "true"
	if formerly != "" {
		s.Formerly = strings.Fields(formerly)
		slices.Sort(s.Formerly)
	}
	if unwanted != "[]" {
		err = json.Unmarshal([]byte(unwanted), &s.Unwanted)
	}
	return s, errors.Join(err, json.Unmarshal([]byte(roles), &s.Roles))
}

func readStaff(ctx context.Context, q querier, id string) (account.Staff, bool, error) {
	return first(list(ctx, q, `SELECT `+staffColumns+` FROM account WHERE id = $1`, []any{id}, scanStaff))
}

func readStaffByName(ctx context.Context, q querier, name string) (account.Staff, bool, error) {
	key := folded(name)
	if key == "" || !isKeepable(key) {
		return account.Staff{}, false, nil
	}
	// A user name that looks like somebody else's e-mail does not take their place.
	return first(list(ctx, q, `SELECT `+staffColumns+` FROM account WHERE email_folded = $1 OR user_folded = $1
		ORDER BY CASE WHEN email_folded = $1 THEN 0 ELSE 1 END LIMIT 1`, []any{key}, scanStaff))
}

func countStaff(ctx context.Context, q querier) (n int, err error) {
	_, err = q.row(ctx, `SELECT count(*) FROM account WHERE retired = 0`, nil, &n)
	return n, err
}

func (t *tx) Staff(ctx context.Context, id string) (account.Staff, error) {
	return must(readStaff(ctx, t.querier, id))("account")
}

func (t *tx) StaffByName(ctx context.Context, name string) (account.Staff, bool, error) {
	return readStaffByName(ctx, t.querier, name)
}

// StaffOf reads the accounts that have a byline, those not retired first.
func (t *tx) StaffOf(ctx context.Context, byline string) ([]account.Staff, error) {
	if byline == "" {
		return nil, nil
	}
	return list(ctx, t.querier, `SELECT `+staffColumns+` FROM account WHERE byline = $1 ORDER BY retired, added_at, id`, []any{byline}, scanStaff)
}

// AllStaff reads every account and keeps others from changing any until the end.
func (t *tx) AllStaff(ctx context.Context) ([]account.Staff, error) {
	return list(ctx, t.querier, `SELECT `+staffColumns+` FROM account ORDER BY id`+t.d.lock, nil, scanStaff)
}

func (t *tx) CountStaff(ctx context.Context) (int, error) { return countStaff(ctx, t.querier) }

func (t *tx) SaveStaff(ctx context.Context, s account.Staff) error {
	roles, err := jsonText(s.Roles)
	if err != nil {
		return err
	}
	unwanted := "[]"
	if len(s.Unwanted) > 0 {
		if unwanted, err = jsonText(s.Unwanted); err != nil {
			return err
		}
	}
	args := []any{
		s.ID, s.User, folded(s.User), s.Email, folded(s.Email), s.Name, roles, s.Byline, s.Password, bit(s.Retired), micros(s.AddedAt), micros(s.SignedIn),
		micros(s.SignedOut), unwanted,
	}
	for _, unique := range []struct{ field, column, value, say string }{
		{"user", "user_folded", folded(s.User), "This user name is taken. Choose another."},
		{"email", "email_folded", folded(s.Email), "There is an account with this e-mail already."},
	} {
		taken, err := t.row(ctx, `SELECT id FROM account WHERE `+unique.column+` = $1 AND id <> $2 AND $1 <> ''`, []any{unique.value, s.ID}, new(string))
		if err != nil {
			return err
		}
		if taken {
			return &fault.Fault{Kind: fault.Conflict, Field: unique.field, Say: unique.say}
		}
	}
	n, err := t.exec(ctx, `UPDATE account SET user_name = $2, user_folded = $3, email = $4, email_folded = $5, name = $6, roles = $7,
		byline = $8, password = $9, retired = $10, added_at = $11, signed_in = $12, signed_out = $13, unwanted = $14 WHERE id = $1`, args...)
	if err != nil || n > 0 {
		return err
	}
	n, err = t.exec(ctx, `INSERT INTO account (id, user_name, user_folded, email, email_folded, name, roles, byline, password, retired, added_at, signed_in,
			signed_out, unwanted)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT DO NOTHING`, args...)
	if err == nil && n == 0 {
		return errRace // somebody took the name since we looked; look again
	}
	return err
}
