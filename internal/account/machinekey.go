package account

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strings"
	"time"
)

// MachineKey lets a program of the newsroom send something in. The key itself is kept nowhere: there is only its hash.
type MachineKey struct {
	ID        string
	Name      string // whose deeds these are, in lists and histories
	Hash      []byte
	Hint      string   // its last four characters, to know it by
	Scopes    []string // what it may do
	MadeBy    string   // account
	MadeAt    time.Time
	Until     time.Time // zero: it does not end by itself
	RevokedAt time.Time
	UsedAt    time.Time // to the minute; zero for never
}

// MachineKeyBegins is how every key begins, so that one that was left lying about is known for what it is.
const MachineKeyBegins = "bsk_"

// NewMachineKey makes a key, 160 random bits, with the hash that is kept and the hint.
func NewMachineKey() (key string, hash []byte, hint string) {
	b := make([]byte, 20)
	rand.Read(b) // never fails: crypto/rand ends the program instead
	key = MachineKeyBegins + strings.ToLower(base32.StdEncoding.EncodeToString(b))
	return key, MachineKeyHash(key), key[len(key)-4:]
}

// MachineKeyHash is the hash under which a key is kept.
func MachineKeyHash(key string) []byte {
	sum := sha256.Sum256([]byte("broadsheet-machine-key\n" + key))
	return sum[:]
}

// Works tells whether a key opens anything at an instant.
func (k MachineKey) Works(now time.Time) bool {
	return k.RevokedAt.IsZero() && (k.Until.IsZero() || now.Before(k.Until))
}

// May tells whether a key has a scope.
func (k MachineKey) May(scope string) bool { return slices.Contains(k.Scopes, scope) }
