package copies

import (
	"path/filepath"
	"strings"

	"golang.org/x/sys/windows"
)

// Space is how many bytes of the disk under a folder are free for this program, and how many there are.
func Space(dir string) (free, total int64, err error) {
	name, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0, 0, err
	}
	var mine, all, whole uint64
	if err := windows.GetDiskFreeSpaceEx(name, &mine, &all, &whole); err != nil {
		return 0, 0, err
	}
	return int64(mine), int64(all), nil
}

// SameDisk tells whether two folders lie on one disk.
func SameDisk(a, b string) (bool, error) {
	one, err := filepath.Abs(a)
	if err != nil {
		return false, err
	}
	other, err := filepath.Abs(b)
	return strings.EqualFold(filepath.VolumeName(one), filepath.VolumeName(other)), err
}
