package newsroom

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"broadsheet/internal/account"
	"broadsheet/internal/article"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
)

const peoplePath = "/newsroom/settings/people"

var handedLink = regexp.MustCompile(`id="handed" readonly value="http://courier\.example(/newsroom/[a-z-]+)\?key=([a-z2-7]{32})"`)

// linkOf reads the link that an answer hands over: its path and its key.
func linkOf(t *testing.T, r reply) (path, key string) {
	t.Helper()
	m := handedLink.FindStringSubmatch(r.body)
	if r.status != http.StatusOK || m == nil {
		t.Fatalf("answered %d and hands no link of the paper's own address over: %s", r.status, textOf(r.body))
	}
	return m[1], m[2]
}

func TestAskedInByALink(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.as("publisher")
		// Whatever a browser says of the host, the link carries the configured one.
		made := p.do("POST", peoplePath, strings.NewReader("name=Idris+Penvale&email=idris%40courier.example&roles=reporter&by=link"),
			"Content-Type", "application/x-www-form-urlencoded", "X-Forwarded-Host", "evil.example")
		path, key := linkOf(t, made)
		p.says(p.get(peoplePath), "Asked in", "Idris Penvale")

		v := h.visitor()
		v.says(v.get(path+"?key="+key), "The publisher asks you in as Reporter")
		for name, c := range map[string]struct {
			form []string
			want string
		}{
			"a short password":      {[]string{"name", "Idris Penvale", "email", "idris@courier.example", "user", "idris", "password", "short"}, "needs at least 10"},
			"a common password":     {[]string{"name", "Idris Penvale", "email", "idris@courier.example", "user", "idris", "password", "qwertyuiop"}, "first that anybody would try"},
			"no name":               {[]string{"name", "", "email", "idris@courier.example", "user", "idris", "password", "seven grey gulls"}, "name"},
			"a user name of others": {[]string{"name", "Idris Penvale", "email", "idris@courier.example", "user", "Editor", "password", "seven grey gulls"}, "This user name is taken"},
			"no e-mail":             {[]string{"name", "Idris Penvale", "email", "nobody", "user", "idris", "password", "seven grey gulls"}, "not an e-mail"},
		} {
			got := v.post(path, append(c.form, "key", key)...)
			if got.status != http.StatusUnprocessableEntity && got.status != http.StatusConflict || !strings.Contains(textOf(got.body), c.want) {
				t.Errorf("%s answered %d: %s", name, got.status, textOf(got.body))
			}
			if kept, _ := parsed(t, got.body).field("email"); kept != c.form[3] {
				t.Errorf("%s: the e-mail came back as %q", name, kept)
			}
		}
		in := v.done(v.post(path, "key", key, "name", "Idris Penvale", "email", "idris@courier.example", "user", "idris", "password", "seven grey gulls"))
		v.says(v.done(in), "Your user name is idris")
		v.says(v.get("/newsroom/account"), "Reporter", "another program")
		if got := h.visitor().get(path + "?key=" + key); got.status != http.StatusConflict || !strings.Contains(textOf(got.body), "used already") {
			t.Errorf("a link that was used answered %d: %s", got.status, textOf(got.body))
		}
		if got := h.visitor().post(path, "key", key, "name", "Eve", "email", "eve@courier.example", "password", "seven grey gulls"); got.status != http.StatusConflict {
			t.Errorf("a link that was used made another account: %d", got.status)
		}
		if got := h.visitor().get(path + "?key=" + strings.Repeat("a", 32)); got.status != http.StatusNotFound || !strings.Contains(textOf(got.body), "leads nowhere") {
			t.Errorf("an unknown link answered %d: %s", got.status, textOf(got.body))
		}

		again := p.post(peoplePath, "name", "Idris Penvale", "email", "idris@courier.example", "roles", "editor", "by", "link")
		if kept, _ := parsed(t, again.body).field("email"); again.status != http.StatusConflict || kept != "idris@courier.example" {
			t.Errorf("asking in who is there answered %d with %q", again.status, kept)
		}
	})
}

func TestALinkRunsOutIsWithdrawnAndMadeAgain(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.as("publisher")
		path, first := linkOf(t, p.post(peoplePath, "name", "Nia Corrow", "roles", "reporter", "by", "link"))
		waiting, err := h.store.AskedIn(t.Context())
		h.must(err)
		below := peoplePath + "/asked/" + waiting[0].ID
		_, second := linkOf(t, p.post(below+"/again"))
		if got := h.visitor().get(path + "?key=" + first); got.status != http.StatusNotFound {
			t.Errorf("the link from before answered %d", got.status)
		}
		h.clock.Move(account.JoinFor)
		p = h.as("publisher")
		if got := h.visitor().get(path + "?key=" + second); got.status != http.StatusConflict || !strings.Contains(textOf(got.body), "run out") {
			t.Errorf("a link after seven days answered %d: %s", got.status, textOf(got.body))
		}
		p.says(p.get(peoplePath), "The link has run out")
		_, third := linkOf(t, p.post(below+"/again"))
		p.says(p.done(p.post(below+"/withdraw")), "is withdrawn")
		if got := h.visitor().get(path + "?key=" + third); got.status != http.StatusConflict || !strings.Contains(textOf(got.body), "was withdrawn") {
			t.Errorf("a withdrawn link answered %d: %s", got.status, textOf(got.body))
		}
		if strings.Contains(p.get(peoplePath).body, "Nia Corrow") {
			t.Error("who is not asked in any more stands in the list")
		}
	})
}

func TestRetiredPeopleAreOutAtOnceAndHandOver(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p, jo := h.as("publisher"), h.as("reporter")
		own := h.story(h.staff["reporter"], "Begun by Jo")
		given := h.story(h.staff["editor"], "Given to Jo")
		h.must(h.Assign(t.Context(), h.staff["editor"], given.ID, h.staff["reporter"].ID, ""))
		p.says(p.get(peoplePath+"/"+h.staff["reporter"].ID), "2 open stories go")
		p.says(p.done(p.post(peoplePath+"/"+h.staff["reporter"].ID+"/retire", "to", h.staff["editor"].ID)), "2 open stories are with The editor now")
		if got := jo.get("/newsroom/today"); got.status != http.StatusSeeOther {
			t.Errorf("who was retired is still let in: %d", got.status)
		}
		for _, id := range []string{own.ID, given.ID} {
			d, err := h.store.DraftText(t.Context(), id)
			h.must(err)
			if d.InHand != h.staff["editor"].ID {
				t.Errorf("a story is in the hand of %q", d.InHand)
			}
		}
		p.says(p.done(p.post(peoplePath+"/"+h.staff["reporter"].ID+"/back")), "can sign in again")
		if got := jo.get("/newsroom/today"); got.status != http.StatusSeeOther {
			t.Errorf("a session from before the retirement lives again: %d", got.status)
		}
		h.as("reporter")
	})
}

func TestTheLastPublisherAndOperatorStay(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.as("mara")
		for _, gone := range []string{"publisher", "operator"} {
			p.done(p.post(peoplePath+"/"+h.staff[gone].ID+"/retire", "to", ""))
		}
		mine := peoplePath + "/" + h.staff["mara"].ID
		for role, form := range map[string][]string{"publisher": {"roles", "editor", "roles", "operator"}, "operator": {"roles", "publisher"}} {
			got := p.post(mine, form...)
			if got.status != http.StatusConflict || !strings.Contains(textOf(got.body), "the only "+role) {
				t.Errorf("taking the last %s away answered %d: %s", role, got.status, textOf(got.body))
			}
		}
		if got := p.post(mine + "/retire"); got.status != http.StatusConflict {
			t.Errorf("retiring oneself answered %d", got.status)
		}
		if got := p.post(mine); got.status != http.StatusUnprocessableEntity {
			t.Errorf("no role at all answered %d", got.status)
		}
		p.says(p.done(p.post(peoplePath+"/"+h.staff["reporter"].ID, "roles", "reporter", "roles", "editor")), "is now reporter, editor")
	})
}

func TestReportersPublishWhenThePaperSaysSo(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p, jo := h.as("publisher"), h.as("reporter")
		own, other := h.story(h.staff["reporter"], "Mine"), h.story(h.staff["editor"], "Theirs")
		publish := func(d article.Draft) reply {
			now, err := h.store.DraftText(t.Context(), d.ID)
			h.must(err)
			return jo.post("/newsroom/stories/"+d.ID+"/publication", "version", fmt.Sprint(now.Version), "address", "", "slot", "-1", "change", "first")
		}
		if got := publish(own); got.status != http.StatusForbidden {
			t.Errorf("a reporter published, and nobody said that they may: %d", got.status)
		}
		p.says(p.done(p.post("/newsroom/settings/reporters", "reporters", "yes")), "Reporters may publish")
		if got := publish(own); got.status != http.StatusSeeOther {
			t.Errorf("a reporter could not publish their own story: %d %s", got.status, textOf(got.body))
		}
		if got := publish(other); got.status != http.StatusForbidden {
			t.Errorf("a reporter published somebody else's story: %d", got.status)
		}
		live := h.live("Live and not theirs")
		if _, err := h.Recall(t.Context(), mustStaff(t, h, "reporter"), live.ID, "Because."); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a reporter recalled somebody else's story: %v", err)
		}
		p.done(p.post("/newsroom/settings/reporters"))
		if got := publish(own); got.status != http.StatusForbidden {
			t.Errorf("a reporter publishes though the paper does not let them any more: %d", got.status)
		}
	})
}

func mustStaff(t *testing.T, h *house, user string) account.Staff {
	t.Helper()
	s, err := h.store.Staff(t.Context(), h.staff[user].ID)
	h.must(err)
	return s
}

func TestMergingBylinesByForms(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.as("editor")
		made := p.post(bylinesPath, "name", "J. Mara Ostrey", "title", "")
		two := strings.TrimPrefix(location(made), bylinesPath+"/")
		mara := h.staff["mara"].Byline
		p.says(p.get(bylinesPath+"/"+two+"/merge"), "Mara Ostrey", "/author/mara-ostrey")
		p.says(p.get(bylinesPath+"/"+two+"/merge?into="+mara), "0 stories stand under Mara Ostrey", "/author/j-mara-ostrey leads to /author/mara-ostrey")
		p.says(p.done(p.post(bylinesPath+"/"+two+"/merge", "into", mara)), "leads here", "Undo")
		if got := p.get(bylinesPath + "/" + two); got.status != http.StatusNotFound {
			t.Errorf("a merged byline has a screen: %d", got.status)
		}
		for say, into := range map[string]string{"itself": mara, "nothing": "", "a merged one": two} {
			if got := p.post(bylinesPath+"/"+mara+"/merge", "into", into); got.status != http.StatusUnprocessableEntity {
				t.Errorf("merging into %s answered %d", say, got.status)
			}
		}
		if got := p.post(bylinesPath+"/"+mara+"/merge", "into", h.staff["editor"].Byline); got.status != http.StatusUnprocessableEntity || !strings.Contains(textOf(got.body), "both sign in") {
			t.Errorf("merging two people who sign in answered %d: %s", got.status, textOf(got.body))
		}
		p.says(p.done(p.post(bylinesPath+"/"+two+"/apart")), "stands for itself again")
		// An account goes along with its byline to one that has none.
		guest := p.post(bylinesPath, "name", "Mara Ostrey the elder", "title", "")
		kept := strings.TrimPrefix(location(guest), bylinesPath+"/")
		p.says(p.get(bylinesPath+"/"+mara+"/merge?into="+kept), "The account mara goes along")
		p.done(p.post(bylinesPath+"/"+mara+"/merge", "into", kept))
		if now := mustStaff(t, h, "mara"); now.Byline != kept || !now.Is(mara) {
			t.Errorf("the account has the byline %q and was %v", now.Byline, now.Formerly)
		}
	})
}

func TestAForgottenPassword(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		v := h.visitor()
		v.says(v.get("/newsroom/forgotten"), "sends no letters yet", "broadsheet user link NAME")
		p := h.as("publisher")
		jo := h.as("reporter")
		path, key := linkOf(t, p.post(peoplePath+"/"+h.staff["reporter"].ID+"/link"))
		v.says(v.get(path+"?key="+key), "For The reporter")
		if got := v.post(path, "key", key, "password", "short"); got.status != http.StatusUnprocessableEntity {
			t.Errorf("a short password answered %d", got.status)
		}
		v.says(v.done(v.done(v.post(path, "key", key, "password", "seven grey gulls"))), "signed in here and nowhere else")
		if got := jo.get("/newsroom/today"); got.status != http.StatusSeeOther {
			t.Errorf("a session with the old password is still let in: %d", got.status)
		}
		if got := h.visitor().get(path + "?key=" + key); got.status != http.StatusConflict || !strings.Contains(textOf(got.body), "used already") {
			t.Errorf("a used link answered %d: %s", got.status, textOf(got.body))
		}
		_, late := linkOf(t, p.post(peoplePath+"/"+h.staff["reporter"].ID+"/link"))
		h.clock.Move(desk.HandedFor)
		if got := h.visitor().get(path + "?key=" + late); got.status != http.StatusConflict || !strings.Contains(textOf(got.body), "run out") {
			t.Errorf("a link after a day answered %d: %s", got.status, textOf(got.body))
		}
	})
}

func TestTheAnswerTellsNobodyWhoIsHere(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.must(h.store.InTx(t.Context(), func(tx desk.Tx) error {
			return tx.SavePrivate(t.Context(), desk.MailName, []byte(`{"host":"mail.example","port":587,"tls":"starttls","from":"desk@courier.example"}`))
		}))
		var answers []string
		for _, name := range []string{"reporter@courier.example", "nobody@courier.example", "reporter", "no such name", strings.Repeat("x", 300)} {
			got := h.visitor().post("/newsroom/forgotten", "name", name)
			answers = append(answers, fmt.Sprint(got.status)+got.body)
		}
		for _, a := range answers {
			if a != answers[0] || !strings.Contains(a, "If there is an account for that address, a letter is on its way. Its link works once, for 30 minutes.") {
				t.Errorf("one answer is %.300s, another %.300s", textOf(answers[0]), textOf(a))
			}
		}
		letters, err := h.store.Letters(t.Context(), "", 10)
		h.must(err)
		if len(letters) != 2 || letters[0].Staff != h.staff["reporter"].ID || !strings.HasPrefix(letters[0].Data.Link, "/newsroom/new-password?key=") {
			t.Fatalf("letters: %+v", letters)
		}
		link, err := url.Parse(letters[0].Data.Link)
		h.must(err)
		v := h.visitor()
		if got := v.get(link.RequestURI()); got.status != http.StatusOK {
			t.Errorf("the link of the letter answered %d", got.status)
		}
		h.clock.Move(account.PasswordFor)
		if got := v.get(link.RequestURI()); got.status != http.StatusConflict || !strings.Contains(textOf(got.body), "run out") {
			t.Errorf("after half an hour the link answered %d", got.status)
		}
		many := 0
		for range 20 {
			if h.visitor().post("/newsroom/forgotten", "name", "reporter@courier.example").status == http.StatusTooManyRequests {
				many++
			}
		}
		if many == 0 {
			t.Error("twenty questions in a moment were all answered")
		}
		letters, err = h.store.Letters(t.Context(), "", 50)
		h.must(err)
		if len(letters) != 3 {
			t.Errorf("%d letters went to one person within the hour, want 3", len(letters))
		}
		h.clock.Move(time.Hour)
		h.visitor().post("/newsroom/forgotten", "name", "reporter@courier.example")
		if letters, err = h.store.Letters(t.Context(), "", 50); err != nil || len(letters) != 4 {
			t.Errorf("an hour later there are %d letters, want 4: %v", len(letters), err)
		}
	})
}

func TestOnesOwnAccount(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		here, there := h.as("reporter"), h.as("reporter")
		here.says(here.done(here.post("/newsroom/account/own", "name", "Jo Tarrick")), "Saved")
		now := mustStaff(t, h, "reporter")
		if now.Name != "Jo Tarrick" || now.Wants(account.AboutStories) {
			t.Errorf("the account is %+v", now)
		}
		b, err := h.store.Byline(t.Context(), now.Byline)
		h.must(err)
		if b.Name != "Jo Tarrick" {
			t.Errorf("the byline is called %q", b.Name)
		}
		if got := here.post("/newsroom/account/own", "name", ""); got.status != http.StatusUnprocessableEntity {
			t.Errorf("no name answered %d", got.status)
		}
		here.says(here.done(here.post("/newsroom/account/elsewhere")), "is signed out")
		if got := there.get("/newsroom/today"); got.status != http.StatusSeeOther {
			t.Errorf("the other place is still signed in: %d", got.status)
		}
		if got := here.get("/newsroom/today"); got.status != http.StatusOK {
			t.Errorf("this place is signed out: %d", got.status)
		}
	})
}

func TestAssigningManyNeedsWhatAssigningOneNeeds(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		d := h.story(h.staff["reporter"], "Mine")
		to := article.Sweep{Deed: article.ToHand, Value: h.staff["editor"].ID}
		if _, err := h.StartSweep(t.Context(), h.staff["reporter"], to, []string{d.ID}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a reporter handed stories on: %v", err)
		}
		if err := h.Assign(t.Context(), h.staff["reporter"], d.ID, h.staff["editor"].ID, ""); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a reporter handed a story on: %v", err)
		}
		jo, mara := h.as("reporter"), h.as("editor")
		if strings.Contains(jo.get("/newsroom/stories?tab=mine").body, `name="toStaff"`) {
			t.Error("a reporter sees how stories are handed on")
		}
		if !strings.Contains(mara.get("/newsroom/stories?tab=all").body, `name="toStaff"`) {
			t.Error("an editor does not see how stories are handed on")
		}
	})
}
