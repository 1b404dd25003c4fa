package session

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"strings"
	"sync"
)

// FirstRun is the one-time key of the link that opens a paper. It lives in memory alone: a program that is started
// again prints another, and one that finds staff in its database prints none.
type FirstRun struct {
	mu  sync.Mutex
	key string // "" once used
}

// NewFirstRun makes a key of 160 random bits.
func NewFirstRun() *FirstRun {
	b := make([]byte, 20)
	rand.Read(b)
	return &FirstRun{key: strings.ToLower(base32.StdEncoding.EncodeToString(b))}
}

// Key is what the link carries, "" once it is used up.
func (f *FirstRun) Key() string {
	if f == nil {
		return ""
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.key
}

// Fits tells whether the key is the one, in constant time. A nil FirstRun and a used one fit nothing.
func (f *FirstRun) Fits(key string) bool {
	have := f.Key()
	return have != "" && subtle.ConstantTimeCompare([]byte(have), []byte(key)) == 1
}

// Use ends the key.
func (f *FirstRun) Use() {
	if f == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.key = ""
}
