package session

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"broadsheet/internal/fault"
)

// The cost of one check, RFC 9106 argon2id: 46 MiB, three passes, one lane take 50 to 300 ms of one core on the
// machines that this is meant for. What a stored hash says of its own cost is honoured up to the limits, so that
// the cost can be raised later and a planted hash cannot eat the machine.
const (
	memory, passes, lanes = 46 * 1024, 3, 1
	maxMemory, maxPasses  = 256 * 1024, 10
	saltBytes, keyBytes   = 16, 32
	atOnce, waiting       = 2, 32
)

// The limits of a password, in characters. The upper one only keeps a megabyte out of the hash.
const (
	MinPassword = 10
	MaxPassword = 256
)

// hashing holds a token for every argon2 that runs, queue one for every one that runs or waits: 46 MiB each, so
// that a storm of tries costs 92 MiB and not the machine.
var (
	hashing = make(chan struct{}, atOnce)
	queue   = make(chan struct{}, waiting)
)

// common are the passwords of ten characters and more that lists of stolen ones begin with.
var common = []string{
	"1234567890", "0123456789", "0987654321", "9876543210", "12345678910", "123456789a", "1q2w3e4r5t",
	"1qaz2wsx3edc", "password12", "password123", "password1234", "passw0rd123", "qwertyuiop", "qwerty12345",
	"qwerty123456", "qwertz12345", "azertyuiop", "iloveyou123", "letmein123", "welcome123", "administrator",
	"changeme123", "football123", "basketball", "baseball123", "newspaper1", "newsroom123", "broadsheet",
}

// CheckPassword tells why a password is refused: too short, too long, one of the commonest, or made of what
// everybody can see of the person (about holds name, e-mail and the like). The fault is about the field "password".
func CheckPassword(password string, about ...string) error {
	password = norm.NFC.String(password)
	count := utf8.RuneCountInString(password)
	low := strings.ToLower(strings.TrimSpace(password))
	switch {
	case !utf8.ValidString(password) || strings.ContainsRune(password, 0):
		return fault.About("password", "The password holds signs that cannot be typed. Choose another.")
	case count < MinPassword:
		return fault.About("password", "The password has %d characters; it needs at least %d. Three or four words that do not belong together are good.", count, MinPassword)
	case count > MaxPassword:
		return fault.About("password", "The password has %d characters; at most %d are kept.", count, MaxPassword)
	case strings.Count(low, low[:1]) == len(low):
		return fault.About("password", "The password is one sign many times over. Choose another.")
	}
	for _, word := range append(about, common...) {
		if strings.EqualFold(strings.TrimSpace(word), low) {
			return fault.About("password", "That password is one of the first that anybody would try. Choose another.")
		}
	}
	return nil
}

// HashPassword makes the argon2id of a password in PHC string form. It waits while two others are being made, and
// answers fault.Unavailable when too many wait already. A caller checks the password first, with CheckPassword.
func HashPassword(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltBytes)
	rand.Read(salt)
	key, err := derive(ctx, password, salt, passes, memory, lanes, keyBytes)
	if err != nil {
		return "", err
	}
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memory, passes, lanes,
		b64.EncodeToString(salt), b64.EncodeToString(key)), nil
}

// derive runs argon2id in its turn.
func derive(ctx context.Context, password string, salt []byte, t, m uint32, p uint8, length uint32) ([]byte, error) {
	select {
	case queue <- struct{}{}:
		defer func() { <-queue }()
	default:
		return nil, fault.New(fault.Unavailable, "Too many people are signing in at this moment. Try again in a few seconds.")
	}
	select {
	case hashing <- struct{}{}:
		defer func() { <-hashing }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return argon2.IDKey([]byte(norm.NFC.String(password)), salt, t, m, p, length), nil
}

// matches tells whether the password is the one that the hash was made of. A hash that cannot be read matches
// nothing and is an error, for the log.
func matches(ctx context.Context, password, hash string) (bool, error) {
	var version int
	var m, t uint32
	var p uint8
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" {
		return false, fmt.Errorf("a stored password is not argon2id in PHC string form")
	}
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return false, fmt.Errorf("a stored password has argon2 version %q", parts[2])
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &m, &t, &p); err != nil || m > maxMemory || t == 0 || t > maxPasses || p == 0 {
		return false, fmt.Errorf("a stored password has cost %q", parts[3])
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false, fmt.Errorf("reading the salt of a stored password: %w", err)
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || len(want) < 16 || len(want) > 64 {
		return false, fmt.Errorf("a stored password has a key of %d bytes", len(want))
	}
	got, err := derive(ctx, password, salt, t, m, p, uint32(len(want)))
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}
