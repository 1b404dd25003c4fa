package bench

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/clock"
)

// editor is somebody at a browser in the newsroom.
type editor struct {
	client *http.Client
	url    string
	window string
	count  int
}

// signIn opens the newsroom's door.
func signIn(addr, user, password string) (*editor, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	e := &editor{client: &http.Client{Jar: jar, Timeout: 30 * time.Second}, url: "http://" + addr, window: clock.Real{}.ID()}
	at, err := e.post("/newsroom/sign-in", url.Values{"name": {user}, "password": {password}})
	if err == nil && strings.HasSuffix(at, "/sign-in") {
		err = errors.New("the newsroom let nobody in: name or password is wrong")
	}
	return e, err
}

// post sends a form and tells where it led.
func (e *editor) post(path string, form url.Values) (at string, err error) {
	a, err := e.client.PostForm(e.url+path, form)
	if err != nil {
		return "", err
	}
	_, err = io.Copy(io.Discard, a.Body)
	if err = errors.Join(err, a.Body.Close()); err == nil && a.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answers %d", path, a.StatusCode)
	}
	return a.Request.URL.Path, err
}

// steps types into a story and gives its version after that.
func (e *editor) steps(story string, base int64, steps ...any) (int64, error) {
	e.count++
	body, err := json.Marshal(map[string]any{"base": base, "client": e.window, "counter": e.count, "steps": steps})
	if err != nil {
		return 0, err
	}
	a, err := e.client.Post(e.url+"/newsroom/stories/"+story+"/steps", "application/json", strings.NewReader(string(body)))
	if err != nil {
		return 0, err
	}
	defer a.Body.Close()
	var said struct {
		Version int64
		Say     string
	}
	if err := json.NewDecoder(a.Body).Decode(&said); err != nil {
		return 0, err
	}
	if a.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("typing: %d %s", a.StatusCode, said.Say)
	}
	return said.Version, nil
}

// typed is a step that puts a text in place of what stands there.
func typed(from, to int, text string) any {
	return map[string]any{"stepType": "replace", "from": from, "to": to, "slice": map[string]any{"content": []any{map[string]any{"type": "text", "text": text}}}}
}

// set is a step that says something beside the words.
func set(attr string, value any) any {
	return map[string]any{"stepType": "docAttr", "attr": attr, "value": value}
}

// write begins a story and types it, filed under what o says.
func (e *editor) write(headline string, o Options) (id string, version int64, err error) {
	at, err := e.post("/newsroom/stories", nil)
	if err != nil {
		return "", 0, err
	}
	id = at[strings.LastIndexByte(at, '/')+1:]
	steps := []any{typed(1, 1, headline), typed(len(headline)+5, len(headline)+5, "The tide came in at noon.")}
	if o.Section.ID != "" {
		steps = append(steps, set("section", o.Section.ID))
	}
	if o.Byline.ID != "" {
		steps = append(steps, set("byline", []article.Credit{{Byline: o.Byline.ID, Role: article.By}}))
	}
	if o.Topic.ID != "" {
		steps = append(steps, set("topics", []string{o.Topic.ID}))
	}
	version, err = e.steps(id, 0, steps...)
	return id, version, err
}

// publish makes a story public.
func (e *editor) publish(id string, version int64, change string) error {
	at, err := e.post("/newsroom/stories/"+id+"/publication", url.Values{"version": {fmt.Sprint(version)}, "change": {change}, "slot": {"-1"}})
	if err == nil && at != "/newsroom/stories/"+id {
		err = fmt.Errorf("publishing led to %s", at)
	}
	return err
}
