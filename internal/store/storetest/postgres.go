//go:build unix

package storetest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"broadsheet/internal/store"
)

// errNoServer tells that there is no PostgreSQL on this machine.
var errNoServer = errors.New("no PostgreSQL server binaries were found (looked in $PATH, /usr/lib/postgresql, /opt/homebrew)")

// server is a PostgreSQL of this test process, in a temporary folder, heard on a socket there.
type server struct {
	folder string
	cmd    *exec.Cmd
	waited chan struct{}
	copies atomic.Int64
	alive  io.Closer // closed when this process ends, however it does: see sweep
	broom  *exec.Cmd
}

// sweep takes the folder away once this process and the server have ended, also when nobody could ask for it: a shell
// waits for the end of its input.
const sweep = `cat >/dev/null
i=0
while [ -e "$0/data/postmaster.pid" ] && [ $i -lt 100 ]; do sleep 0.1; i=$((i+1)); done
rm -rf "$0"`

// binaries finds the newest PostgreSQL.
func binaries() (string, error) {
	var dirs []string
	if p, err := exec.LookPath("initdb"); err == nil {
		dirs = append(dirs, filepath.Dir(p))
	}
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/opt/postgresql*/bin"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			return "", err
		}
		slices.SortFunc(found, func(a, b string) int { return number(b) - number(a) })
		dirs = append(dirs, found...)
	}
	for _, d := range dirs {
		if _, err := os.Stat(filepath.Join(d, "postgres")); err == nil {
			return d, nil
		}
	}
	return "", errNoServer
}

// number is the first number in a path.
func number(path string) int {
	from := strings.IndexAny(path, "0123456789")
	if from < 0 {
		return 0
	}
	to := from
	for to < len(path) && path[to] >= '0' && path[to] <= '9' {
		to++
	}
	n, err := strconv.Atoi(path[from:to])
	if err != nil {
		return 0
	}
	return n
}

// startServer makes and starts a PostgreSQL. PostgreSQL refuses to run as root, so root starts it as nobody.
func startServer() (*server, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "paper-pg-") // short: a socket's path has at most 107 bytes
	if err != nil {
		return nil, err
	}
	s := &server{folder: folder, waited: make(chan struct{})}
	s.broom = exec.Command("/bin/sh", "-c", sweep, folder)
	s.broom.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // what ends this process at the keyboard must not end it
	if s.alive, err = s.broom.StdinPipe(); err == nil {
		err = s.broom.Start()
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	as, err := lowly(folder)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	data := filepath.Join(folder, "data")
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "--no-sync", "--auth=trust", "-E", "UTF8", "--locale=C", "-U", "broadsheet")
	initdb.Dir, initdb.SysProcAttr = folder, attributes(as)
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, errors.Join(fmt.Errorf("initdb: %w\n%s", err, out), os.RemoveAll(folder))
	}
	args := []string{"-D", data, "-k", folder, "-h", ""}
	for _, setting := range []string{
		"shared_buffers=16MB", "max_connections=100", "fsync=off", "synchronous_commit=off", "full_page_writes=off",
		"autovacuum=off", "max_wal_size=256MB", "log_min_messages=warning", "jit=off", "max_worker_processes=0", "max_parallel_workers=0",
		"max_wal_senders=0", "wal_level=minimal", "deadlock_timeout=100ms",
	} {
		args = append(args, "-c", setting)
	}
	s.cmd = exec.Command(filepath.Join(bin, "postgres"), args...)
	s.cmd.Dir, s.cmd.SysProcAttr = folder, attributes(as)
	log, err := os.Create(filepath.Join(folder, "log"))
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	s.cmd.Stdout, s.cmd.Stderr = log, log
	if err := start(s.cmd); err != nil {
		return nil, errors.Join(err, log.Close(), os.RemoveAll(folder))
	}
	go func() {
		defer close(s.waited)
		if err := errors.Join(s.cmd.Wait(), log.Close()); err != nil {
			fmt.Fprintln(os.Stderr, "storetest: PostgreSQL ended:", err)
		}
	}()
	if err := s.makeTemplate(); err != nil {
		return nil, errors.Join(err, s.tail(), s.stop())
	}
	return s, nil
}

// url is the address of a database of the server.
func (s *server) url(name string) string {
	return "postgres://broadsheet@/" + name + "?host=" + url.QueryEscape(s.folder)
}

// admin runs a statement outside the databases of the tests.
func (s *server) admin(ctx context.Context, statement string) error {
	conn, err := pgx.Connect(ctx, s.url("postgres"))
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, statement)
	return errors.Join(err, conn.Close(ctx))
}

// makeTemplate waits for the server and makes the database that every test's is a copy of.
func (s *server) makeTemplate() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		err := s.admin(ctx, `CREATE DATABASE template_paper`)
		if err == nil {
			break
		}
		select {
		case <-tick.C:
		case <-s.waited:
			return errors.New("PostgreSQL ended while it was being started")
		case <-ctx.Done():
			return err
		}
	}
	made, err := store.Open(ctx, store.Options{Database: s.url("template_paper")})
	if err != nil {
		return err
	}
	return made.Close()
}

// database makes a database of its own for a test and gives its address.
func (s *server) database(ctx context.Context, empty bool) (address string, drop func() error, err error) {
	name := fmt.Sprintf("paper_%d", s.copies.Add(1))
	template := "template_paper"
	if empty {
		template = "template0"
	}
	if err := s.admin(ctx, `CREATE DATABASE `+name+` TEMPLATE `+template); err != nil {
		return "", nil, err
	}
	return s.url(name), func() error {
		return s.admin(context.Background(), `DROP DATABASE IF EXISTS `+name+` WITH (FORCE)`)
	}, nil
}

// tail is the end of the server's log, for a failure to be understood.
func (s *server) tail() error {
	f, err := os.Open(filepath.Join(s.folder, "log"))
	if err != nil {
		return err
	}
	defer f.Close()
	var last []string
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if last = append(last, lines.Text()); len(last) > 20 {
			last = last[1:]
		}
	}
	if err := lines.Err(); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	return errors.New("its log ends:\n" + strings.Join(last, "\n"))
}

// stop ends the server at once and takes its folder away.
func (s *server) stop() error {
	select {
	case <-s.waited:
	default:
		if err := s.cmd.Process.Signal(syscall.SIGQUIT); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return err
		}
		<-s.waited
	}
	return errors.Join(os.RemoveAll(s.folder), s.alive.Close(), s.broom.Wait())
}

// lowly is the user that the server runs as when we are root, nil otherwise; the folder becomes theirs.
func lowly(folder string) (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	nobody, err := user.Lookup("nobody")
	if err != nil {
		return nil, fmt.Errorf("we are root, PostgreSQL refuses to be, and there is no user nobody: %w", err)
	}
	uid, err := strconv.ParseUint(nobody.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(nobody.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, os.Chown(folder, int(uid), int(gid))
}
