// Package outside finds the test data that is not part of the project: exports, pages and suites of others, which lie
// beside it and are read in place. Only tests use it.
package outside

import (
	"os"
	"path/filepath"
	"testing"
)

// Find gives the path of a file or folder of the outside test data ("wxr/theme-test-data"; "" for all of it). The data
// lies in the folder that BROADSHEET_TESTDATA names, else in shared/testdata beside the folder of the test or beside
// one above it. Where it is not, the test is skipped with a line that says so.
func Find(t testing.TB, name string) string {
	t.Helper()
	found := Look(t, name)
	if found == "" {
		t.Skipf("the outside test data (shared/testdata, or BROADSHEET_TESTDATA) is not here: %s", filepath.ToSlash(filepath.Clean(name)))
	}
	return found
}

// Look is Find for a test that has something to say without the data: "" where it is not here.
func Look(t testing.TB, name string) string {
	t.Helper()
	found, err := look(name)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func look(name string) (string, error) {
	dir := os.Getenv("BROADSHEET_TESTDATA")
	if dir != "" {
		return stands(filepath.Join(dir, name)), nil
	}
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if found := stands(filepath.Join(dir, "shared", "testdata", name)); found != "" {
			return found, nil
		}
	}
	return "", nil
}

// stands is the path of what is there, else "".
func stands(path string) string {
	if _, err := os.Stat(path); err != nil {
		return ""
	}
	return path
}
