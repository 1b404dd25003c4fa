package main

import (
	"database/sql"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"broadsheet/internal/store/storetest"
)

// TestBadInput: one sentence, exit code 1 or 2, nothing half-created.
func TestBadInput(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	address := taken.Addr().String()

	config := filepath.Join(t.TempDir(), "broadsheet.toml")
	write := func(text string) {
		if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("listn = ':9000'\n")
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("not a folder"), 0o600); err != nil {
		t.Fatal(err)
	}
	garbage := t.TempDir()
	if err := os.WriteFile(filepath.Join(garbage, databaseFile), []byte(strings.Repeat("this is no database ", 400)), 0o600); err != nil {
		t.Fatal(err)
	}

	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"a flag that does not exist":             {[]string{"serve", "--prot", "80"}, exitUsage, "--prot"},
		"a command that does not exist":          {[]string{"sevre"}, exitUsage, "sevre"},
		"no command at all":                      {nil, exitUsage, "--help"},
		"a number that is none":                  {[]string{"serve", "--cache", "much"}, exitUsage, "--cache"},
		"a port that is in use":                  {[]string{"serve", "--listen", address}, exitFailed, "is taken by another program"},
		"an address that is none":                {[]string{"serve", "--listen", "nonsense"}, exitUsage, "--listen"},
		"a URL that is none":                     {[]string{"serve", "--url", "courier.example"}, exitUsage, "--url"},
		"a folder that is a file":                {[]string{"serve", "--data", file}, exitFailed, "cannot be made"},
		"a folder below a file":                  {[]string{"serve", "--data", filepath.Join(file, "data")}, exitFailed, "cannot be made"},
		"a file that is no database":             {[]string{"serve", "--data", garbage}, exitFailed, "database"},
		"a database that cannot be reached":      {[]string{"serve", "--database", "postgres://courier:hunter2@127.0.0.1:1/courier"}, exitFailed, "database"},
		"an operator's address that is none":     {[]string{"serve", "--admin", "nonsense"}, exitUsage, "--admin"},
		"an operator's port that is in use":      {[]string{"serve", "--data", t.TempDir(), "--admin", address}, exitFailed, "is taken by another program"},
		"a certificate without its key":          {[]string{"serve", "--cert", file}, exitUsage, "--key"},
		"a certificate that is none":             {[]string{"serve", "--data", t.TempDir(), "--cert", file, "--key", file}, exitFailed, "certificate"},
		"a database of a kind that is not known": {[]string{"serve", "--database", "mysql://x"}, exitUsage, "postgres://"},
		"an unknown key in the configuration":    {[]string{"serve", "--config", config}, exitUsage, `unknown key "listn"`},
		"a configuration that is not there":      {[]string{"serve", "--config", "/nowhere.toml"}, exitUsage, "no configuration file"},
		"an export that is not there":            {[]string{"import", "wordpress", "nowhere.xml"}, exitFailed, "There is no file nowhere.xml"},
		"an export that is none":                 {[]string{"import", "wordpress", file}, exitFailed, "This is not a WordPress export"},
		"a folder of pictures that is not there": {[]string{"import", "wordpress", file, "--media", "nowhere"}, exitFailed, "There is no folder nowhere"},
		"a system that nothing moves in from":    {[]string{"import", "typewriter", file}, exitUsage, "typewriter"},
		"a person without a paper":               {[]string{"user", "add", "jo@courier.example", "--name", "Jo"}, exitFailed, "has not been set up"},
		"a person with a role that is none":      {[]string{"user", "add", "jo@courier.example", "--name", "Jo", "--role", "root"}, exitFailed, ""},
	} {
		t.Run(name, func(t *testing.T) {
			args := c.args
			if len(args) > 0 && args[0] == "serve" && !strings.Contains(strings.Join(args, " "), "--listen") {
				args = append(args, "--listen", "127.0.0.1:0")
			}
			cmd := command(t, args...)
			out, err := cmd.CombinedOutput()
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.ExitCode() != c.code {
				t.Fatalf("ended with %v, want exit code %d: %s", err, c.code, out)
			}
			said := strings.TrimSpace(string(out))
			last := said[strings.LastIndexByte(said, '\n')+1:]
			if !strings.Contains(last, c.says) || !strings.HasSuffix(last, ".") || strings.Contains(said, "goroutine") || strings.Contains(said, "hunter2") {
				t.Errorf("says %q", said)
			}
			left, err := os.ReadDir(cmd.Dir)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range left {
				if args[0] != "user" { // an account needs the database that it looks into
					t.Errorf("leaves %s behind", l.Name())
				}
			}
		})
	}
}

func TestAFolderThatCannotBeWrittenInto(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	cmd := command(t, "serve", "--listen", "127.0.0.1:0", "--data", dir)
	if os.Getuid() == 0 { // root may write anywhere: somebody else tries
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: 65534, Gid: 65534}
		for at := dir; at != "/" && at != os.TempDir(); at = filepath.Dir(at) {
			info, err := os.Stat(at)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(at, info.Mode()|0o555); err != nil {
				t.Fatal(err)
			}
		}
		cmd.Dir = "/"
		self := filepath.Join(t.TempDir(), "broadsheet")
		b, err := os.ReadFile(cmd.Path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(self, b, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(filepath.Dir(filepath.Dir(self)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(filepath.Dir(self), 0o755); err != nil {
			t.Fatal(err)
		}
		cmd.Path = self
	}
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != exitFailed || !strings.Contains(string(out), "can be written into the folder") {
		t.Errorf("ended with %v: %s", err, out)
	}
}

// TestADatabaseOfANewerRelease: only what is older refuses, and it changes nothing.
func TestADatabaseOfANewerRelease(t *testing.T) {
	for _, kind := range storetest.Kinds() {
		t.Run(kind.Name, func(t *testing.T) {
			place, data := kind.Place(t, false), t.TempDir()
			args := []string{"verify", "--data", data}
			driver := "pgx"
			if kind.Name == "sqlite" {
				driver = "sqlite"
				b, err := os.ReadFile(place)
				if err != nil {
					t.Fatal(err)
				}
				place = filepath.Join(data, databaseFile)
				if err := os.WriteFile(place, b, 0o600); err != nil {
					t.Fatal(err)
				}
			} else {
				args = append(args, "--database", place)
			}
			db, err := sql.Open(driver, place)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.Exec(`UPDATE house SET oldest = 999`); err != nil {
				t.Fatal(err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			out, err := command(t, args...).CombinedOutput()
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.ExitCode() != exitFailed || !strings.Contains(string(out), "newer") {
				t.Errorf("ended with %v: %s", err, out)
			}
		})
	}
}

func TestTheSameFileIsServedOnce(t *testing.T) {
	data := t.TempDir()
	starts(t, freePort(t), "--data", data)
	out, err := command(t, "serve", "--listen", "127.0.0.1:0", "--data", data).CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != exitFailed || strings.Count(strings.TrimSpace(string(out)), "\n") > 0 {
		t.Errorf("a second serve on one folder ended with %v: %s", err, out)
	}
}
