package doctor

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"broadsheet/internal/desk"
)

// How many of the newest letters are looked at, how long one may wait for the mail server, and how long one that
// failed is worth telling.
const (
	lettersRead = 200
	lettersWait = time.Hour
	lettersTold = 7 * 24 * time.Hour
)

// Letters tells how letters go out, and asks the mail server whether it answers when the house says how.
func Letters(ctx context.Context, h House) Line {
	const name = "Letters"
	kept, found, err := h.Store.PrivateOf(ctx, desk.MailName)
	var server desk.MailServer
	if err == nil && found {
		err = json.Unmarshal(kept, &server)
	}
	if err != nil {
		return Line{name, Wrong, say(err)}
	}
	if !server.Set() {
		return line(name, Note, "No mail server is set, so letters stay in the house and their links are handed over. Settings, Mail sets one.")
	}
	all, err := h.Store.Letters(ctx, "", lettersRead)
	if err != nil {
		return Line{name, Wrong, say(err)}
	}
	at, now := fmt.Sprintf("Letters go out by %s (port %d)", server.Host, server.Port), h.Now()
	if h.Reach != nil {
		if err := h.Reach(ctx, server); err != nil {
			return line(name, Wrong, "%s. %s", at, say(err))
		}
		at += ", which answers"
	}
	var waits, failed int
	var stuck, refused desk.Letter // the newest of each
	for _, l := range all {
		switch {
		case l.State == desk.LetterWaiting && now.Sub(l.SendAt) > lettersWait:
			if waits++; stuck.Said == "" {
				stuck = l
			}
		case (l.State == desk.LetterFailed || l.State == desk.LetterUnknown) && now.Sub(l.EndedAt) < lettersTold:
			if failed++; refused.ID == "" {
				refused = l
			}
		}
	}
	switch {
	case waits > 0 && stuck.Said != "":
		return line(name, Wrong, "%s. %s for more than an hour; what was said of the last: %s", at, number(waits, "letter waits", "letters wait"), stuck.Said)
	case waits > 0:
		return line(name, Note, "%s. %s for more than an hour: broadsheet serve takes them out while it runs.", at, number(waits, "letter waits", "letters wait"))
	case failed > 0:
		return line(name, Note, "%s. In the last seven days %s; of the last it was said: %s", at, number(failed, "letter did not arrive for sure", "letters did not arrive for sure"), refused.Said)
	}
	return line(name, Well, "%s.", at)
}

func number(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}
