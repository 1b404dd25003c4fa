package moves

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"broadsheet/internal/desk"
)

// How often it is looked whether a move waits for a node, how long a node may be silent before another one takes its
// move over, and how long one that failed waits.
const (
	lookEvery  = 2 * time.Second
	silentFor  = 15 * time.Second
	tryAgainIn = 20 * time.Second
)

// errElsewhere ends the claim of a move that another node carries.
var errElsewhere = errors.New("another node carries this move")

// Work carries whatever is to be carried until the context ends. A move is carried by one node at a time: the one that
// wrote last that it does, unless it has been silent for a while. With alone there is no other node, so that a move
// whose program was killed goes on at once.
func (c *Carrier) Work(ctx context.Context, alone bool) {
	var all sync.WaitGroup
	defer all.Wait()
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for first := true; ; first = false {
		c.lookAround(ctx, &all, alone && first)
		select {
		case <-tick.C:
		case <-c.woken():
		case <-ctx.Done():
			return
		}
	}
}

// Wake has it looked at once whether a move waits. What woke it must be kept by then.
func (c *Carrier) Wake() {
	select {
	case c.woken() <- struct{}{}:
	default: // it is awake
	}
}

func (c *Carrier) woken() chan struct{} {
	c.once.Do(func() { c.wake = make(chan struct{}, 1) })
	return c.wake
}

func (c *Carrier) lookAround(ctx context.Context, all *sync.WaitGroup, alone bool) {
	waiting, err := c.Store.ArchiveMoves(ctx)
	if err != nil {
		if ctx.Err() == nil {
			c.Log.WarnContext(ctx, "moves of archives cannot be read", "error", err)
		}
		return
	}
	for _, m := range waiting {
		if m.State != desk.MoveReading && m.State != desk.MoveUnderWay || !c.take(m.ID) {
			continue
		}
		if err := c.claim(ctx, m.ID, alone); err != nil {
			c.leave(m.ID)
			if !errors.Is(err, errElsewhere) && ctx.Err() == nil {
				c.Log.WarnContext(ctx, "a move cannot be carried", "move", m.ID, "error", err)
			}
			continue
		}
		all.Go(func() {
			defer c.leave(m.ID)
			if err := c.carry(ctx, m.ID); err != nil && ctx.Err() == nil {
				c.Log.WarnContext(ctx, "a move was cut and goes on later", "move", m.ID, "error", err)
			}
		})
	}
}

// claim writes down that this node carries a move.
func (c *Carrier) claim(ctx context.Context, id string, alone bool) error {
	_, err := c.Desk.CarryMove(ctx, id, func(_ desk.Tx, m *desk.ArchiveMove) error {
		if m.State != desk.MoveReading && m.State != desk.MoveUnderWay {
			return errElsewhere
		}
		var p progress
		if err := json.Unmarshal(m.Progress, &p); err != nil {
			return err
		}
		now := c.Clock.Now()
		if !alone && (p.Node != c.node() && p.Node != "" && now.Sub(p.At) < silentFor || now.Before(p.Again)) {
			return errElsewhere
		}
		p.Node, p.At, p.Again = c.node(), now, time.Time{}
		b, err := json.Marshal(p)
		m.Progress = b
		return err
	})
	return err
}

// node names this process among the nodes.
func (c *Carrier) node() string {
	c.named.Do(func() { c.name = c.Clock.ID() })
	return c.name
}

// alive writes down now and then that a move is being carried, while a picture or a page of the file takes its time.
func (p *pulse) alive(done <-chan struct{}) {
	tick := time.NewTicker(silentFor / 5)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			p.mu.Lock()
			if p.err == nil && p.c.Clock.Now().Sub(p.last) > silentFor/5 {
				if p.err = p.beat(nil); p.err != nil {
					p.stop()
				}
			}
			p.mu.Unlock()
		case <-done:
			return
		}
	}
}
