package pagecache

import (
	"cmp"
	"maps"
	"math"
	"slices"
)

// touches remembers which keys were touched by which numbers of the record, as far back as floor: what happened at or
// before it may be forgotten, so a render at a number below it cannot be trusted. The record has no gaps, so a number
// that was jumped over will come: until then nothing from before the newest number is trusted either.
type touches struct {
	limit  int // of remembered keys
	size   int
	floor  int64
	newest int64              // newest number heard of
	whole  int64              // everything up to here was heard; -1 before the first
	ahead  map[int64]struct{} // numbers heard after a number that was not
	log    []touch            // by number
	at     map[string][]int64 // numbers that touched a key, ascending
}

type touch struct {
	number int64
	keys   []string
}

// add remembers an entry. False when it was heard before; an entry at or below the floor is always new.
func (t *touches) add(number int64, keys []string) bool {
	t.follow(number)
	if number <= t.floor {
		return true
	}
	i, heard := slices.BinarySearchFunc(t.log, number, func(e touch, n int64) int { return cmp.Compare(e.number, n) })
	if heard {
		return false
	}
	keys = slices.Compact(slices.Sorted(slices.Values(keys)))
	t.log = slices.Insert(t.log, i, touch{number, keys})
	for _, k := range keys {
		j, _ := slices.BinarySearch(t.at[k], number)
		t.at[k] = slices.Insert(t.at[k], j, number)
	}
	t.size += len(keys)
	for t.size > t.limit {
		t.forget()
	}
	return true
}

// follow notes that number was heard.
func (t *touches) follow(number int64) {
	t.newest = max(t.newest, number)
	if t.whole < 0 {
		t.whole = number
	}
	if number > t.whole {
		t.ahead[number] = struct{}{}
	}
	t.close(t.whole)
	if len(t.ahead) > t.limit { // what was jumped over does not come: begin anew
		t.floor = t.newest
		t.close(t.newest)
	}
}

// close notes that everything up to number was heard.
func (t *touches) close(number int64) {
	t.newest = max(t.newest, number)
	if number > t.whole {
		t.whole = number
		maps.DeleteFunc(t.ahead, func(n int64, _ struct{}) bool { return n <= number })
	}
	for {
		if _, ok := t.ahead[t.whole+1]; !ok {
			return
		}
		t.whole++
		delete(t.ahead, t.whole)
	}
}

// gap is the number below which nothing is trusted because an entry before it is yet to be heard, or 0.
func (t *touches) gap() int64 {
	if len(t.ahead) == 0 {
		return 0
	}
	return t.newest
}

// forget drops the oldest entry and raises the floor to it.
func (t *touches) forget() {
	old := t.log[0]
	t.log[0] = touch{}
	t.log = t.log[1:]
	for _, k := range old.keys {
		if t.at[k] = t.at[k][1:]; len(t.at[k]) == 0 { // the oldest entry holds the lowest number of each of its keys
			delete(t.at, k)
		}
	}
	t.size -= len(old.keys)
	t.floor = old.number
}

// after tells whether one of the keys was touched after number, or may have been.
func (t *touches) after(keys []string, number int64) bool {
	return t.floor > number || t.any(keys, number, math.MaxInt64)
}

// any tells whether one of the keys was touched in (from, to], or may have been.
func (t *touches) any(keys []string, from, to int64) bool {
	if from >= to {
		return false
	}
	if from < t.floor || from < t.gap() {
		return true
	}
	for _, k := range keys {
		numbers := t.at[k]
		i, exact := slices.BinarySearch(numbers, from)
		if exact {
			i++
		}
		if i < len(numbers) && numbers[i] <= to {
			return true
		}
	}
	return false
}
