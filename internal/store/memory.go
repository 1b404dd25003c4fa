package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"sync"
)

// The memory keeps small values that many pages are made of: what stands around every page, bylines, topics, pictures,
// fronts, the heads of lists. Each lies under a name, with the number of the record that it was read at and the keys
// that were noted for it. By the law of the keys (see keys.go) it is still true at another number if none of them was
// touched in between; so a value is given to a snapshot only when every entry up to the snapshot's number is known here
// and none of them speaks against it. What is not certain is read from the database.
//
// What entries touched is learnt from the action itself when it ran in this process, and else from the record, through
// the snapshot that is about to ask: the memory depends on nobody who might be late.
type memory struct {
	mu     sync.Mutex
	room   int // of values, in bytes
	whole  int64
	floor  int64            // what was touched at or before it is forgotten
	last   map[string]int64 // the newest entry that touched a key, of (floor, whole]
	young  map[string]*kept
	old    map[string]*kept // what was not asked for since young was begun goes with it
	weight int              // of young
}

// kept is a remembered value. Nobody may change it, nor what it points to.
type kept struct {
	number int64 // it was true at
	keys   []string
	value  any
	weight int
}

const (
	mostTouched = 50_000 // keys whose last touch is remembered
	mostBehind  = 200    // entries that are read at once; who is further behind begins anew
)

func newMemory(room int, number int64) *memory {
	m := &memory{room: room}
	m.begin(number)
	return m
}

// begin forgets everything and goes on from a number.
func (m *memory) begin(number int64) {
	m.whole, m.floor, m.weight = number, number, 0
	m.last, m.young, m.old = map[string]int64{}, map[string]*kept{}, map[string]*kept{}
}

// forget drops every value, for those that were changed behind the record's back.
func (m *memory) forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.begin(m.whole)
}

// hear takes an entry of this process as soon as it is committed. One that comes out of turn is read from the record
// later.
func (m *memory) hear(number int64, keys []string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if number == m.whole+1 {
		m.touch(number, keys)
		m.whole = number
		m.tidy()
	}
}

func (m *memory) touch(number int64, keys []string) {
	for _, k := range keys {
		m.last[k] = max(m.last[k], number)
	}
}

// catchUp reads what entries touched up to the number that a snapshot stands at.
func (m *memory) catchUp(ctx context.Context, q querier, number int64) error {
	m.mu.Lock()
	whole := m.whole
	if number-whole > mostBehind {
		m.begin(number)
		whole = number
	}
	m.mu.Unlock()
	if whole >= number {
		return nil
	}
	touched := map[int64][]string{}
	if err := q.each(ctx, `SELECT number, keys FROM entry WHERE number > $1 AND number <= $2`, []any{whole, number}, func(rows *sql.Rows) error {
		var n int64
		var text string
		if err := rows.Scan(&n, &text); err != nil {
			return err
		}
		var keys []string
		err := json.Unmarshal([]byte(text), &keys)
		touched[n] = keys
		return err
	}); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for n, keys := range touched {
		if n > m.floor {
			m.touch(n, keys)
		}
	}
	m.whole = max(m.whole, number)
	m.tidy()
	return nil
}

// tidy keeps the list of touches short: what is still true is carried to the present, and the touches before it are
// forgotten. It needs mu.
func (m *memory) tidy() {
	if len(m.last) <= mostTouched {
		return
	}
	for _, all := range []map[string]*kept{m.young, m.old} {
		for name, k := range all {
			if m.touched(k.keys, k.number) {
				delete(all, name)
			} else {
				all[name] = &kept{m.whole, k.keys, k.value, k.weight}
			}
		}
	}
	m.last, m.floor = map[string]int64{}, m.whole
}

// touched tells whether one of the keys was touched after a number. It needs mu.
func (m *memory) touched(keys []string, number int64) bool {
	return slices.ContainsFunc(keys, func(k string) bool { return m.last[k] > number })
}

// recall gives the value of a name if it is true at a number, nil if that is not certain.
func (m *memory) recall(name string, number int64) *kept {
	m.mu.Lock()
	defer m.mu.Unlock()
	k := m.young[name]
	if k == nil {
		if k = m.old[name]; k == nil {
			return nil
		}
		delete(m.old, name)
		m.put(name, k)
	}
	if number > m.whole || min(number, k.number) < m.floor || m.touched(k.keys, min(number, k.number)) {
		return nil
	}
	return k
}

// keep remembers a value that was read at a number, unless a newer one is known.
func (m *memory) keep(name string, k *kept) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if k.number < m.floor || k.weight > m.room/8 {
		return
	}
	if was := m.young[name]; was != nil && was.number > k.number {
		return
	}
	if was := m.old[name]; was != nil && was.number > k.number {
		return
	}
	delete(m.old, name)
	m.put(name, k)
}

// put needs mu.
func (m *memory) put(name string, k *kept) {
	if was := m.young[name]; was != nil {
		m.weight -= was.weight
	}
	m.young[name] = k
	m.weight += k.weight
	if m.weight > m.room/2 {
		m.old, m.young, m.weight = m.young, map[string]*kept{}, 0
	}
}

// known finds a value in this snapshot or in the memory.
func (v *snapshot) known(name string) *kept {
	if k := v.read[name]; k != nil || v.memory == nil {
		return k
	}
	k := v.memory.recall(name, v.number)
	if k != nil {
		v.read[name] = k
	}
	return k
}

// here keeps a value for this snapshot only: what no other page asks for.
func (v *snapshot) here(name string, value any) { v.read[name] = &kept{number: v.number, value: value} }

// learn keeps a value for this snapshot and for those that come.
func (v *snapshot) learn(name string, value any, weight int, keys ...string) *kept {
	k := &kept{v.number, keys, value, 200 + len(name) + weight}
	for _, key := range keys {
		k.weight += 16 + len(key)
	}
	v.read[name] = k
	if v.memory != nil {
		v.memory.keep(name, k)
	}
	return k
}

// remember gives a value that is known, or reads it, and notes its keys.
func remember[T any](v *snapshot, name string, weigh func(T) int, read func(keys keySet) (T, error)) (T, error) {
	k := v.known(name)
	if k == nil {
		keys := keySet{}
		value, err := read(keys)
		if err != nil {
			return value, err
		}
		k = v.learn(name, value, weigh(value), keys.sorted()...)
	}
	v.keys.add(k.keys...)
	return k.value.(T), nil
}
