package account

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"strings"
)

// NewKey makes what the link of a pass carries, 160 random bits, and the hash under which the pass is kept.
func NewKey() (key string, hash []byte) {
	b := make([]byte, 20)
	rand.Read(b) // never fails: crypto/rand ends the program instead
	key = strings.ToLower(base32.StdEncoding.EncodeToString(b))
	return key, KeyHash(key)
}

// KeyHash is the hash under which the pass of a key is kept.
func KeyHash(key string) []byte {
	sum := sha256.Sum256([]byte("broadsheet-pass\n" + key))
	return sum[:]
}
