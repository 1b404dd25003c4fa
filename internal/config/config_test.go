package config

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestZeroValueRuns(t *testing.T) {
	c, err := Config{}.Ready()
	if err != nil || c.Data != "data" || c.Listen != "127.0.0.1:8080" || c.URL != "http://127.0.0.1:8080" {
		t.Errorf("Ready = %+v, %v", c, err)
	}
}

func TestReadyTellsEveryMistakeAtOnce(t *testing.T) {
	_, err := Config{Listen: "nonsense", URL: "courier.example", Database: "mysql://x", Cache: -1, Proxies: "127.0.0.1, proxy.example"}.Ready()
	for _, flag := range []string{"--listen", "--url", "--database", "--cache", "--proxies proxy.example"} {
		if err == nil || !strings.Contains(err.Error(), flag) {
			t.Errorf("the mistakes do not name %s: %v", flag, err)
		}
	}
}

func TestRead(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"a good file":                   {"listen = ':9000'\n", ""},
		"an unknown key is named":       {"listn = ':9000'\n", `unknown key "listn"`},
		"an unknown table is named":     {"[smtp]\nhost = 'x'\n", `unknown key "smtp`},
		"a broken file tells its line":  {"data = 'x'\nlisten = \n", "line 2"},
		"a value of another kind is no": {"cache = 'much'\n", "wrong"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "broadsheet.toml")
			if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := Read(path, true)
			switch {
			case c.want == "" && err != nil:
				t.Errorf("Read: %v", err)
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
				t.Errorf("Read = %v, want a sentence with %q", err, c.want)
			}
		})
	}
	if _, err := Read(filepath.Join(t.TempDir(), "none.toml"), true); err == nil {
		t.Error("a file that was asked for and is missing passes")
	}
	if _, err := Read(filepath.Join(t.TempDir(), "none.toml"), false); err != nil {
		t.Errorf("a file that nobody asked for is missed: %v", err)
	}
}

func TestSecretsPrintAsDots(t *testing.T) {
	c := Config{Database: "postgres://courier:hunter2@db/courier"}
	if said := fmt.Sprintf("%v %+v %s", c, c, c.Database); strings.Contains(said, "hunter2") {
		t.Errorf("a secret is printed: %s", said)
	}
}
