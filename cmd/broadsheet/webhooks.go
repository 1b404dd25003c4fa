package main

import (
	"context"

	"broadsheet/internal/api/document"
	"broadsheet/internal/hook"
	"broadsheet/internal/moving/fetch"
	"broadsheet/internal/press"
	"broadsheet/internal/record"
)

// teller tells webhooks what becomes public.
func (h *house) teller(p *program) *hook.Teller {
	pages := press.Press{Base: h.settings.URL}
	t := &hook.Teller{
		Desk: h.desk, Store: h.store, Clock: h.clock, Out: fetch.New(fetch.Options{Bytes: 1 << 20}),
		Story: func(ctx context.Context, id string) (s *document.Story, gone bool, err error) {
			err = h.store.Read(ctx, func(snap press.Snapshot) error {
				made, at, err := pages.StoryDocument(ctx, snap, id)
				s, gone = made, !at.IsZero()
				return err
			})
			return s, gone, err
		},
	}
	h.store.OnEntry(func(e record.Entry) {
		if t.Tells(e) {
			go func() { // the action that appended it does not wait
				if err := h.desk.WakeSpread(p.ctx); err != nil {
					p.log.WarnContext(p.ctx, "webhooks are told a minute late", "error", err)
				}
			}()
		}
	})
	return t
}
