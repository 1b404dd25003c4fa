package outside

import (
	"os"
	"path/filepath"
	"testing"
)

func TestLooksWhereItIsTold(t *testing.T) {
	root := t.TempDir()
	data, below := filepath.Join(root, "shared", "testdata"), filepath.Join(root, "paper", "internal", "room")
	for _, dir := range []string{filepath.Join(data, "wxr"), below} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(below)
	for what, c := range map[string]struct{ env, name, want string }{
		"a folder beside one above":            {"", "wxr", filepath.Join(data, "wxr")},
		"all of it":                            {"", "", data},
		"what is not there":                    {"", "ghost", ""},
		"the folder that was named":            {data, "wxr", filepath.Join(data, "wxr")},
		"a folder that was named and is empty": {below, "wxr", ""},
	} {
		t.Setenv("BROADSHEET_TESTDATA", c.env)
		got, err := look(c.name)
		if err != nil || mustReal(t, got) != mustReal(t, c.want) {
			t.Errorf("%s: %q, %v; want %q", what, got, err, c.want)
		}
	}
}

// mustReal is a path without links: a temporary folder may lie behind one.
func mustReal(t *testing.T, path string) string {
	if path == "" {
		return ""
	}
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		t.Fatal(err)
	}
	return real
}
