package press

import "time"

// Instant is when a snapshot is read, for implementations of Snapshot to embed. Nobody can ask it for the time
// without its noting until when the answer holds.
type Instant struct{ now, expires time.Time }

// At makes the instant of a snapshot.
func At(now time.Time) Instant { return Instant{now: now} }

// Reached tells whether t has come, and notes t if it has not.
func (i *Instant) Reached(t time.Time) bool {
	if !i.now.Before(t) {
		return true
	}
	if i.expires.IsZero() || t.Before(i.expires) {
		i.expires = t
	}
	return false
}

// Expires is the earliest instant noted, zero for none.
func (i *Instant) Expires() time.Time { return i.expires }

// Today is the first instant of the present day in the zone; the next midnight is noted.
func (i *Instant) Today(zone *time.Location) time.Time {
	y, m, d := i.now.In(zone).Date()
	i.Reached(time.Date(y, m, d+1, 0, 0, 0, 0, zone))
	return time.Date(y, m, d, 0, 0, 0, 0, zone)
}

// Year is the present year in the zone; the next New Year is noted.
func (i *Instant) Year(zone *time.Location) int {
	y := i.now.In(zone).Year()
	i.Reached(time.Date(y+1, time.January, 1, 0, 0, 0, 0, zone))
	return y
}
