// Package clock hands out time and identities, so that nothing below the assembly reads the machine's clock by
// itself and tests can move time at will.
package clock

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/binary"
	mrand "math/rand/v2"
	"sync"
	"time"
)

// Clock tells the time and makes identities. Real is the machine's; tests use Set.
type Clock interface {
	// Now is the present instant in UTC, to the microsecond (the resolution that the store keeps).
	Now() time.Time
	// ID is a new identity: a UUIDv7 (RFC 9562, 5.7) as 26 lower-case base32 characters (RFC 4648 extended hex
	// alphabet, so that identities sort by time of birth).
	ID() string
}

var encoding = base32.NewEncoding("0123456789abcdefghijklmnopqrstuv").WithPadding(base32.NoPadding)

// Real is the machine's clock. Its zero value is ready.
type Real struct{}

// Now is the machine's time.
func (Real) Now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// ID is a new identity of the machine's time.
func (r Real) ID() string { return newID(r.Now()) }

// Set is a clock that stands still until it is moved. It is safe for concurrent use.
type Set struct {
	mu   sync.Mutex
	now  time.Time
	sown *mrand.ChaCha8 // where identities come from; nil for chance
}

// At makes a Set clock that stands at t.
func At(t time.Time) *Set { return &Set{now: t.UTC().Truncate(time.Microsecond)} }

// Sown is At with identities that come from seed, so that the same deeds at the same times make the same ones again.
func Sown(t time.Time, seed uint64) *Set {
	var from [32]byte
	binary.BigEndian.PutUint64(from[:], seed)
	s := At(t)
	s.sown = mrand.NewChaCha8(from)
	return s
}

// Now is where the clock stands.
func (s *Set) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// Move turns the clock by d, also backwards.
func (s *Set) Move(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

// ID is a new identity of the time the clock stands at.
func (s *Set) ID() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sown == nil {
		return newID(s.now)
	}
	var b [16]byte
	s.sown.Read(b[:]) //nolint:errcheck // never fails
	return idOf(s.now, b)
}

func newID(t time.Time) string {
	var b [16]byte
	rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	return idOf(t, b)
}

// idOf is the identity of a time with the bytes of chance.
func idOf(t time.Time, b [16]byte) string {
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(t.UnixMilli()))
	copy(b[:6], ms[2:])
	b[6] = b[6]&0x0f | 0x70
	b[8] = b[8]&0x3f | 0x80
	return encoding.EncodeToString(b[:])
}

// IsID tells whether s has the form of an identity.
func IsID(s string) bool {
	if len(s) != 26 {
		return false
	}
	b, err := encoding.DecodeString(s)
	return err == nil && len(b) == 16
}

// Born is when an identity was made, to the millisecond; the zero time for what is none.
func Born(id string) time.Time {
	if !IsID(id) {
		return time.Time{}
	}
	b, err := encoding.DecodeString(id)
	if err != nil {
		return time.Time{}
	}
	return time.UnixMilli(int64(binary.BigEndian.Uint64(append([]byte{0, 0}, b[:6]...)))).UTC()
}
