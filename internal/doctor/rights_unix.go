//go:build unix

package doctor

import (
	"os"
	"os/user"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// strangersMayBe tells that the bits of a folder do not say who may look into it.
const strangersMayBe = false

// mayWrite tells why this account cannot write a file, or into a folder.
func mayWrite(path string) error {
	how := uint32(unix.R_OK | unix.W_OK)
	if st, err := os.Stat(path); err == nil && st.IsDir() {
		how |= unix.X_OK
	}
	return unix.Access(path, how)
}

// strangers tells whether a file belongs to somebody else than the folder, and to whom.
func strangers(folder, path string) (whose string, other bool) {
	in, err := os.Stat(folder)
	if err != nil {
		return "", false
	}
	st, err := os.Stat(path)
	if err != nil {
		return "", false
	}
	a, isUnix := in.Sys().(*syscall.Stat_t)
	b, alsoUnix := st.Sys().(*syscall.Stat_t)
	if !isUnix || !alsoUnix || a.Uid == b.Uid {
		return "", false
	}
	whose = strconv.FormatUint(uint64(b.Uid), 10)
	if u, err := user.LookupId(whose); err == nil {
		whose = u.Username
	}
	return whose, true
}
