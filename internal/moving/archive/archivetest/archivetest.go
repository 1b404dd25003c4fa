// Package archivetest holds the readers of archives to what all of them promise.
package archivetest

import (
	"errors"
	"io"
	"testing"

	"broadsheet/internal/fault"
	"broadsheet/internal/moving/archive"
)

// Ends reads an archive to its end. One that cannot be read has to be refused with a sentence for a person.
func Ends(t testing.TB, r archive.Reader) {
	t.Helper()
	for {
		switch _, err := r.Next(); {
		case errors.Is(err, io.EOF) || fault.Is(err, fault.Invalid):
			return
		case err != nil:
			t.Fatalf("no sentence: %v", err)
		}
	}
}
