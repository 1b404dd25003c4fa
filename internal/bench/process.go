package bench

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// process is a server that was started here, and is ended here.
type process struct {
	cmd   *exec.Cmd
	addr  string // host and port
	began time.Time
	ended chan error
	said  *os.File
}

// freeAddr is an address of this machine on which nobody listens.
func freeAddr() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// pinned puts a command on one of the processors, where that can be done.
func pinned(cpu int, name string, args ...string) (string, []string) {
	taskset, err := exec.LookPath("taskset")
	if err != nil || runtime.NumCPU() < 2 {
		return name, args
	}
	return taskset, append([]string{"-c", strconv.Itoa(cpu), name}, args...)
}

// The processors of the servers and of those who ask them.
const (
	serverCPU = 0
	clientCPU = 1
)

// start runs a server that will listen on addr, and waits until it does.
func start(ctx context.Context, folder, addr, name string, args ...string) (*process, error) {
	said, err := os.CreateTemp(folder, "said-*")
	if err != nil {
		return nil, err
	}
	name, args = pinned(serverCPU, name, args...)
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stdout, cmd.Stderr = said, said
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 15 * time.Second
	p := &process{cmd: cmd, addr: addr, began: time.Now(), ended: make(chan error, 1), said: said}
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(err, said.Close())
	}
	go func() { p.ended <- cmd.Wait() }()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	late := time.NewTimer(2 * time.Minute)
	defer late.Stop()
	for {
		if c, err := net.Dial("tcp", addr); err == nil {
			return p, c.Close()
		}
		select {
		case err := <-p.ended:
			p.ended <- err
			text, _ := os.ReadFile(said.Name())
			return nil, fmt.Errorf("%s ended before it answered: %w\n%s", filepath.Base(name), err, text)
		case <-late.C:
			return nil, errors.Join(fmt.Errorf("%s does not listen on %s within two minutes", filepath.Base(name), addr), p.stop())
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), p.stop())
		case <-tick.C:
		}
	}
}

// stop ends the server.
func (p *process) stop() error {
	if p == nil {
		return nil
	}
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-p.ended:
	case <-time.After(15 * time.Second):
		if err := p.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return err
		}
		<-p.ended
	}
	return p.said.Close()
}

// family is the process and those that it started.
func (p *process) family() []int {
	pids := []int{p.cmd.Process.Pid}
	children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%[1]d/children", pids[0]))
	if err != nil {
		return pids
	}
	for _, f := range strings.Fields(string(children)) {
		if pid, err := strconv.Atoi(f); err == nil {
			pids = append(pids, pid)
		}
	}
	return pids
}

// cpu is the processor time that the process and those it started have used; 0 where the machine does not tell.
func (p *process) cpu() time.Duration {
	const ticksASecond = 100 // on every Linux
	total := 0
	for _, pid := range p.family() {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			continue
		}
		_, after, _ := strings.Cut(string(stat), ") ")
		fields := strings.Fields(after)
		if len(fields) < 13 {
			continue
		}
		for _, f := range fields[11:13] {
			n, err := strconv.Atoi(f)
			if err == nil {
				total += n
			}
		}
	}
	return time.Duration(total) * time.Second / ticksASecond
}

// rss is how much memory the process holds, in bytes; 0 where the machine does not tell.
func (p *process) rss() int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	for line := range strings.SplitSeq(string(status), "\n") {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kib, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			if err == nil {
				return kib << 10
			}
		}
	}
	return 0
}

// loadAverage is the load of the last minute, as the machine tells it.
func loadAverage() string {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	one, _, _ := strings.Cut(string(b), " ")
	return one
}
