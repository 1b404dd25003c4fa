package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"broadsheet/internal/store/storetest"
)

// standing tells all that lies in a folder: names, sizes, times and sums.
func standing(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		st, err := d.Info()
		if err != nil {
			return err
		}
		sum := ""
		if d.Type().IsRegular() {
			bytes, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			s := sha256.Sum256(bytes)
			sum = hex.EncodeToString(s[:8])
		}
		if strings.HasSuffix(path, "-shm") {
			return nil // in which SQLite's readers leave marks; it is made anew at every start
		}
		_, err = fmt.Fprintln(&b, path, st.Mode(), st.Size(), st.ModTime().UnixNano(), sum)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestDoctor looks at a house that is served, killed, stopped and broken; it never changes anything.
func TestDoctor(t *testing.T) {
	storetest.EachKind(t, func(t *testing.T, k storetest.Kind) {
		data, listen := filepath.Join(t.TempDir(), "data"), freePort(t)
		args := []string{"--data", data}
		if k.Name == "postgres" {
			args = append(args, "--database", k.Place(t, true))
		}
		asks := func(want int, says string, more ...string) {
			t.Helper()
			before := ""
			var cmd *exec.Cmd
			var out []byte
			for range 5 { // a paper that is served may write something of its own meanwhile
				before = ""
				if _, err := os.Stat(data); err == nil {
					before = standing(t, data)
				}
				cmd = command(t, append(append([]string{"doctor", "--listen", listen}, args...), more...)...)
				var err error
				if out, err = cmd.CombinedOutput(); cmd.ProcessState == nil {
					t.Fatal(err)
				}
				if before == "" || standing(t, data) == before {
					break
				}
			}
			joined := strings.Join(strings.Fields(string(out)), " ")
			if code := cmd.ProcessState.ExitCode(); code != want || !strings.Contains(joined, says) {
				t.Errorf("the doctor ended with %d, want %d and “%s”:\n%s", code, want, says, out)
			}
			if _, err := os.Stat(data); err != nil && before != "" {
				t.Error(err)
			} else if err == nil && before == "" {
				t.Error("the doctor made the data folder")
			} else if err == nil && standing(t, data) != before {
				t.Errorf("the doctor changed something:\n%s\n%s", before, standing(t, data))
			}
		}
		asks(1, map[string]string{"sqlite": "There is no paper in", "postgres": "holds no paper yet"}[k.Name])
		p := starts(t, listen, args...)
		asks(0, "has not been set up yet")
		e := opensPaper(t, p)
		id, version, err := e.writes("The bar is dredged")
		if err != nil {
			t.Fatal(err)
		}
		if err := e.publishes(id, version, "first"); err != nil {
			t.Fatal(err)
		}
		asks(0, "Readers reach the paper at http://"+listen)
		asks(0, "It holds:", "--whole")
		asks(1, "takes its address for http://"+listen, "--url", strings.Replace("http://"+listen, "127.0.0.1", "localhost", 1))
		p.kill()
		asks(0, "Nobody listens on")

		other, err := net.Listen("tcp", listen)
		if err != nil {
			t.Fatal(err)
		}
		closing := make(chan struct{})
		go func() {
			defer close(closing)
			for {
				c, err := other.Accept()
				if err != nil {
					return
				}
				_, _ = c.Write([]byte("SSH-2.0-other\r\n"))
				c.Close() //nolint:errcheck // whoever asks has its answer
			}
		}()
		asks(1, "does not answer. Stop it")
		other.Close() //nolint:errcheck // it listens no more either way
		<-closing

		p = starts(t, listen, args...) // goes through the log, and closes it when it is told to stop
		if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		<-p.ended
		asks(0, "Nobody listens on", "--whole")
		if k.Name == "sqlite" {
			if err := os.WriteFile(filepath.Join(data, databaseFile), []byte("something else that is long enough"), 0o600); err != nil {
				t.Fatal(err)
			}
			asks(1, "is not a database")
		}
	})
}
