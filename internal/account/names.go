package account

import (
	"net/mail"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"broadsheet/internal/fault"
)

// CleanEmail gives the one form in which an e-mail address is kept: as RFC 5322 reads it, without a display name,
// NFC, at most 254 bytes (RFC 5321, 4.5.3.1.3).
func CleanEmail(s string) (string, error) {
	s = norm.NFC.String(strings.TrimSpace(s))
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || len(s) > 254 || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) }) {
		return "", fault.About("email", "This is not an e-mail address. It looks like name@example.org.")
	}
	_, host, _ := strings.Cut(s, "@")
	if strings.ContainsAny(host, "[]") {
		return "", fault.About("email", "An e-mail address here ends in the name of a mail server, such as name@example.org.")
	}
	return s, nil
}

// UserFrom makes a user name out of an e-mail address.
func UserFrom(email string) string {
	local, _, _ := strings.Cut(email, "@")
	local, _, _ = strings.Cut(local, "+")
	user := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.' || r == '-' || r == '_' || r > unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return r
		}
		return -1
	}, strings.ToLower(local))
	if user = strings.Trim(user, ".-_"); len([]rune(user)) < 2 {
		user = "staff" + user
	}
	return user
}

// CheckUser refuses a user name that is not 2 to 64 letters, digits, dots, hyphens or underscores, begun and ended
// by a letter or digit.
func CheckUser(user string) error {
	say := fault.About("user", "A user name has 2 to 64 letters, digits, dots, hyphens or underscores, and begins and ends with a letter or digit.")
	runes := []rune(norm.NFC.String(user))
	if len(runes) < 2 || len(runes) > 64 {
		return say
	}
	for i, r := range runes {
		plain := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) && i > 0
		if !plain && (i == 0 || i == len(runes)-1 || !strings.ContainsRune(".-_", r)) {
			return say
		}
	}
	return nil
}
