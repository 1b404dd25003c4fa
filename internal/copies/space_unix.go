//go:build unix

package copies

import "syscall"

// Space is how many bytes of the disk under a folder are free for this program, and how many there are.
func Space(dir string) (free, total int64, err error) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		return 0, 0, err
	}
	block := int64(st.Bsize) //nolint:unconvert // its type differs between systems
	return int64(st.Bavail) * block, int64(st.Blocks) * block, nil
}

// SameDisk tells whether two folders lie on one disk.
func SameDisk(a, b string) (bool, error) {
	var one, other syscall.Stat_t
	if err := syscall.Stat(a, &one); err != nil {
		return false, err
	}
	if err := syscall.Stat(b, &other); err != nil {
		return false, err
	}
	return one.Dev == other.Dev, nil
}
