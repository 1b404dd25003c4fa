package store

import (
	"errors"
	"os"
	"path/filepath"

	"golang.org/x/sys/windows"
)

// tryLock takes the lock of an open file for as long as it is open; false when another holds it.
func tryLock(f *os.File) (bool, error) {
	// A byte far behind the end is locked, because Windows keeps others from reading what is locked.
	at := windows.Overlapped{OffsetHigh: 1}
	err := windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &at)
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return false, nil
	}
	return err == nil, err
}

// openLock opens what the lock of a folder is taken on: a file in it, since folders cannot be locked here.
func openLock(folder string) (*os.File, error) {
	return os.OpenFile(filepath.Join(folder, "migrating.lock"), os.O_RDWR|os.O_CREATE, 0o600)
}
