package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"os/signal"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"broadsheet/internal/clock"
	"broadsheet/internal/store/storetest"
)

// asProgram makes the test binary be the program: what is killed and started here is the real thing.
const asProgram = "BROADSHEET_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		defer stop()
		os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	storetest.Main(m)
}

// output collects what a program prints, for reading while it runs.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// process is one running program.
type process struct {
	t     *testing.T
	cmd   *exec.Cmd
	url   string
	said  *output
	ended chan struct{}
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	cmd.Dir = t.TempDir()
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return cmd
}

// starts runs serve on an address and waits until it answers.
func starts(t *testing.T, listen string, args ...string) *process {
	t.Helper()
	return startsFor(t, http.DefaultClient, "http://"+listen, listen, args...)
}

// startsFor is starts for a client of one's own.
func startsFor(t *testing.T, client *http.Client, address, listen string, args ...string) *process {
	t.Helper()
	p := &process{t: t, url: address, said: &output{}, ended: make(chan struct{})}
	p.cmd = command(t, append([]string{"serve", "--listen", listen}, args...)...)
	p.cmd.Stdout, p.cmd.Stderr = p.said, p.said
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		p.cmd.Wait() //nolint:errcheck // how it ended is asked where it matters
		close(p.ended)
	}()
	t.Cleanup(p.kill)
	until(t, "the program answers", func() bool {
		select {
		case <-p.ended:
			t.Fatalf("the program ended: %s", p.said)
		default:
		}
		answer, err := client.Get(p.url + "/healthz")
		if err != nil {
			return false
		}
		answer.Body.Close()
		return answer.StatusCode == 200
	})
	return p
}

// kill ends the program as a power cut would.
func (p *process) kill() {
	if p.cmd.Process != nil {
		p.cmd.Process.Kill() //nolint:errcheck // it may have ended already
	}
	<-p.ended
}

// until waits, at most a minute, for a condition.
func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatalf("%s: not within a minute", what)
}

// editor is somebody at a browser, signed in.
type editor struct {
	t      *testing.T
	client *http.Client
	url    string
	window string
	count  int64
}

var firstRunLink = regexp.MustCompile(`Set the paper up at (\S+)`)

// opensPaper goes through the first run.
func opensPaper(t *testing.T, p *process) *editor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	e := &editor{t: t, client: &http.Client{Jar: jar, Timeout: 20 * time.Second}, url: p.url, window: clock.Real{}.ID()}
	var found []string
	until(t, "the link for the first run", func() bool {
		found = firstRunLink.FindStringSubmatch(p.said.String())
		return found != nil
	})
	link, err := url.Parse(found[1])
	if err != nil {
		t.Fatal(err)
	}
	status, _, err := e.post("/newsroom/first-run", url.Values{
		"key": {link.Query().Get("key")}, "paper": {"The Wexmouth Courier"}, "name": {"Mara Ostrey"}, "email": {"mara@courier.example"},
		"password": {"harbour lantern gravel"}, "lang": {"en"}, "zone": {"Europe/Lisbon"},
	})
	if err != nil || status != 200 {
		t.Fatalf("the first run answered %d, %v", status, err)
	}
	return e
}

func (e *editor) post(path string, form url.Values) (status int, at string, err error) {
	answer, err := e.client.PostForm(e.url+path, form)
	if err != nil {
		return 0, "", err
	}
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode, answer.Request.URL.Path, err
}

// starts a story and gives its id.
func (e *editor) startStory() (string, error) {
	status, at, err := e.post("/newsroom/stories", nil)
	if err != nil || status != 200 {
		return "", fmt.Errorf("starting a story: %d, %w", status, err)
	}
	return at[strings.LastIndexByte(at, '/')+1:], nil
}

// types sends steps and gives the version after them.
func (e *editor) types(story string, base int64, steps ...string) (int64, error) {
	e.count++
	return e.typesAs(story, base, e.count, steps...)
}

func (e *editor) typesAs(story string, base, counter int64, steps ...string) (int64, error) {
	body := fmt.Sprintf(`{"base":%d,"client":%q,"counter":%d,"steps":[%s]}`, base, e.window, counter, strings.Join(steps, ","))
	answer, err := e.client.Post(e.url+"/newsroom/stories/"+story+"/steps", "application/json", strings.NewReader(body))
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	var said struct {
		Version int64
		Say     string
	}
	if err := json.NewDecoder(answer.Body).Decode(&said); err != nil {
		return 0, err
	}
	if answer.StatusCode != 200 {
		return 0, fmt.Errorf("typing: %d %s", answer.StatusCode, said.Say)
	}
	return said.Version, nil
}

func insertStep(at int, text string) string {
	return fmt.Sprintf(`{"stepType":"replace","from":%d,"to":%d,"slice":{"content":[{"type":"text","text":%q}]}}`, at, at, text)
}

func replaceStep(from, to int, text string) string {
	return fmt.Sprintf(`{"stepType":"replace","from":%d,"to":%d,"slice":{"content":[{"type":"text","text":%q}]}}`, from, to, text)
}

// writes starts a story with a headline and a line of text, and gives id and version.
func (e *editor) writes(headline string) (string, int64, error) {
	id, err := e.startStory()
	if err != nil {
		return "", 0, err
	}
	version, err := e.types(id, 0, insertStep(1, headline), insertStep(len(headline)+5, "The tide came in at noon."))
	return id, version, err
}

// publishes acknowledges: a nil error means that the newsroom said "live".
func (e *editor) publishes(id string, version int64, change string) error {
	status, at, err := e.post("/newsroom/stories/"+id+"/publication", url.Values{
		"version": {fmt.Sprint(version)}, "change": {change}, "slot": {"-1"},
	})
	if err != nil {
		return err
	}
	if status != 200 || at != "/newsroom/stories/"+id {
		return fmt.Errorf("publishing answered %d at %s", status, at)
	}
	return nil
}

func (e *editor) recalls(id string) error {
	status, at, err := e.post("/newsroom/stories/"+id+"/recall", url.Values{"reason": {"a test"}, "sure": {"yes"}})
	if err != nil {
		return err
	}
	if status != 200 || at != "/newsroom/stories/"+id {
		return fmt.Errorf("recalling answered %d at %s", status, at)
	}
	return nil
}

// reads is a reader's GET.
func reads(base, path string) (status int, body string, err error) {
	answer, err := readers.Get(base + path)
	if err != nil {
		return 0, "", err
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	return answer.StatusCode, string(b), err
}

var readers = &http.Client{Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
