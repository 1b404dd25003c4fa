package site_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/article"
	"broadsheet/internal/desk"
	"broadsheet/internal/fault"
	"broadsheet/internal/front"
	"broadsheet/internal/page"
	"broadsheet/internal/paper"
	"broadsheet/internal/press"
	"broadsheet/internal/prose"
)

// newsroom does random things at the desk of a house and remembers at which addresses readers might see them.
type newsroom struct {
	*house
	rnd       *rand.Rand
	live      []string // ids of public stories
	recalled  []string
	pages     []string
	sections  []paper.Section
	bylines   []paper.Byline
	topics    []paper.Topic
	pictures  []article.Picture
	addresses []string // where something stands, stood, or may come to stand
	headline  map[string]string
	tidied    string         // the last deed done to topics or sections
	swept     string         // the last deed done to many
	count     map[string]int // of each action that worked
}

// begin furnishes a house.
func begin(k *house, rnd *rand.Rand) *newsroom {
	n := &newsroom{house: k, rnd: rnd, headline: map[string]string{}, count: map[string]int{}}
	n.know("/", "/latest", "/corrections", "/search", "/search?q=ferry", "/search?q=bridge+Ostrey", "/favicon.ico", "/nothing", "/latest/2026/11/", "/latest/2026/10/", "/latest/2026/12/", "/?p=1", "/?p=2")
	n.know("/feed.xml", "/atom.xml", "/feed.json", "/corrections/feed.xml", "/latest/2026/11/atom.xml", "/feed/", "/sitemap.xml", "/sitemap-2026-11.xml", "/sitemap-pages.xml", "/news-sitemap.xml")
	n.know("/robots.txt", "/license.xml", "/.well-known/tdmrep.json", "/.well-known/security.txt", "/.well-known/gpc.json", "/ads.txt")
	for _, name := range []string{"News", "Sport"} {
		n.sectionMade(k.section(name, ""))
	}
	n.sectionMade(k.section("Harbour", n.sections[0].ID))
	mara := must[paper.Byline](k.t)(n.bylineOf(k.me.Byline))
	n.bylineMade(mara)
	n.bylineMade(k.byline("Nia Corrow"))
	n.topicMade(k.topic("The swing bridge"))
	n.topicMade(k.topic("Ferries"))
	for range 3 {
		n.pictures = append(n.pictures, k.picture("Lena Sundhale"))
	}
	for _, p := range n.pictures {
		n.know("/pictures/" + p.Cuts[0].File)
	}
	for range 4 {
		if err := n.publish(); err != nil {
			k.t.Fatal(err)
		}
	}
	return n
}

func (n *newsroom) bylineOf(id string) (b paper.Byline, err error) {
	err = n.store.InTx(n.t.Context(), func(tx desk.Tx) error {
		b, err = tx.Byline(n.t.Context(), id)
		return err
	})
	return b, err
}

func (n *newsroom) know(addresses ...string) {
	for _, a := range addresses {
		if a != "" && !slices.Contains(n.addresses, a) {
			n.addresses = append(n.addresses, a)
		}
	}
}

func (n *newsroom) sectionMade(s paper.Section) {
	n.sections = append(n.sections, s)
	n.sectionAt(s.Address)
}

func (n *newsroom) sectionAt(address string) {
	n.know(address, strings.TrimSuffix(address, "/"), address+"2026/11/", address+"2026/12/", address+"feed.xml", address+"2026/11/atom.xml", address+"feed/")
}

func (n *newsroom) bylineMade(b paper.Byline) {
	n.bylines = append(n.bylines, b)
	n.know(b.Address, b.Address+"/2026/11/", b.Address+"/atom.xml")
}

func (n *newsroom) topicMade(t paper.Topic) {
	n.topics = append(n.topics, t)
	n.know(t.Address, t.Address+"/2026/11/", t.Address+"/feed.json")
}

func pick[T any](rnd *rand.Rand, all []T) T { return all[rnd.IntN(len(all))] }

// some picks up to n of all.
func some[T any](rnd *rand.Rand, all []T, n int) []T {
	var out []T
	for _, i := range rnd.Perm(len(all))[:min(rnd.IntN(n+1), len(all))] {
		out = append(out, all[i])
	}
	return out
}

// actions are all that a newsroom does to what readers see, with how often it does it.
var actions = []struct {
	name  string
	often int
	do    func(*newsroom) error
}{
	{"publish", 8, (*newsroom).publish},
	{"change", 10, (*newsroom).change},
	{"recall", 4, (*newsroom).recall},
	{"change many", 4, (*newsroom).sweep},
	{"publish again", 3, (*newsroom).again},
	{"publish a page", 2, (*newsroom).page},
	{"order pages", 1, (*newsroom).order},
	{"make a section", 1, (*newsroom).addSection},
	{"change a section", 4, (*newsroom).changeSection},
	{"drop a section", 1, (*newsroom).dropSection},
	{"change a byline", 3, (*newsroom).changeByline},
	{"merge bylines or take them apart", 4, (*newsroom).mergeBylines},
	{"change a topic", 3, (*newsroom).changeTopic},
	{"tidy topics and sections", 5, (*newsroom).tidy},
	{"change settings", 2, (*newsroom).changeSettings},
	{"change the logo", 2, (*newsroom).changeLogo},
	{"close or open the paper", 2, (*newsroom).closePaper},
	{"press the front", 5, (*newsroom).press},
	{"press a section's front", 4, (*newsroom).pressSection},
	{"restore a front", 2, (*newsroom).restore},
	{"break", 2, (*newsroom).breaking},
	{"end the breaking line", 1, (*newsroom).endBreaking},
	{"change a picture", 4, (*newsroom).changePicture},
	{"move an old address in", 2, (*newsroom).redirect},
	{"send an address on, or no more", 2, (*newsroom).lead},
	{"make a pattern, or drop one", 2, (*newsroom).pattern},
	{"wait", 3, (*newsroom).wait},
}

// act does one random thing. What the desk refuses for good reasons counts as nothing done.
func (n *newsroom) act() string {
	n.t.Helper()
	all := 0
	for _, a := range actions {
		all += a.often
	}
	at := n.rnd.IntN(all)
	for _, a := range actions {
		if at -= a.often; at >= 0 {
			continue
		}
		err := a.do(n)
		var refused *fault.Fault
		if err != nil && (!errors.As(err, &refused) || refused.Kind == fault.Internal || refused.Kind == fault.Unavailable) {
			n.t.Fatalf("%s: %v", a.name, err)
		}
		if err == nil {
			n.count[a.name]++
		}
		return a.name
	}
	return ""
}

var nouns = []string{"bridge", "ferry", "market", "storm", "harbour", "cannery", "court", "hospital"}

func (n *newsroom) text() *prose.Node {
	n.n++
	head := fmt.Sprintf("The %s and the %s", pick(n.rnd, nouns), pick(n.rnd, nouns))
	if n.rnd.IntN(3) == 0 {
		head += fmt.Sprintf(" %d", n.n)
	}
	blocks := []*prose.Node{prose.P(prose.T(fmt.Sprintf("Version %d says that the %s is late.", n.n, pick(n.rnd, nouns))))}
	if n.rnd.IntN(4) == 0 {
		blocks = append(blocks, prose.Image(pick(n.rnd, n.pictures).ID, "", "Boats"))
	}
	return prose.Doc(head, fmt.Sprintf("In a line, %d.", n.n), blocks...)
}

func (n *newsroom) fields() article.Fields {
	f := article.Fields{Kind: article.News, Section: pick(n.rnd, n.sections).ID}
	if n.rnd.IntN(3) == 0 {
		f.Kind = pick(n.rnd, article.Kinds)
		f.PaidBy = "The Tern Line"
	}
	for _, s := range some(n.rnd, n.sections, 1) {
		f.Sections = append(f.Sections, s.ID)
	}
	f.Byline = []article.Credit{{Byline: pick(n.rnd, n.bylines).ID, Role: article.By}}
	for _, t := range some(n.rnd, n.topics, 2) {
		f.Topics = append(f.Topics, t.ID)
	}
	if n.rnd.IntN(2) == 0 {
		f.Picture = &article.Lead{Picture: pick(n.rnd, n.pictures).ID}
	}
	return f
}

// send publishes a text and remembers where it stands.
func (n *newsroom) send(id string, form article.Form, f article.Fields, p desk.Publication) (string, error) {
	doc := n.text()
	d, err := n.draft(id, form, doc, f)
	if err != nil {
		return "", err
	}
	p.Draft, p.Version = d.ID, d.Version
	r, err := n.desk.Publish(n.t.Context(), n.me, p)
	n.know(r.Address, press.PlacardAddress(p.Draft, 1), press.PlacardAddress(p.Draft, 2), page.OEmbedAddress+"?url="+url.QueryEscape(base+r.Address))
	if err == nil {
		n.headline[d.ID] = prose.Headline(doc)
	}
	return d.ID, err
}

func (n *newsroom) slot() int {
	if n.rnd.IntN(4) == 0 {
		return n.rnd.IntN(front.Lead.Slots())
	}
	return desk.NoSlot
}

func (n *newsroom) publish() error {
	// Where the next story may come to stand is asked for before it does.
	n.know(pick(n.rnd, n.sections).Address + "the-" + pick(n.rnd, nouns) + "-and-the-" + pick(n.rnd, nouns))
	id, err := n.send("", article.Story, n.fields(), desk.Publication{Change: article.First, Slot: n.slot()})
	if err == nil {
		n.live = append(n.live, id)
	}
	return err
}

func (n *newsroom) change() error {
	if len(n.live) == 0 {
		return nil
	}
	p := desk.Publication{Change: pick(n.rnd, []article.Change{article.Fix, article.Update, article.Correction}), Slot: n.slot()}
	if p.Change == article.Correction {
		p.Note = &article.Note{Kind: pick(n.rnd, article.CorrectionKinds), Text: fmt.Sprintf("Number %d was wrong.", n.n), Was: "ten", Now: "nine"}
	}
	if n.rnd.IntN(5) == 0 {
		p.Address = fmt.Sprintf("/old/%d", n.rnd.IntN(20))
		n.know(p.Address)
	}
	_, err := n.send(pick(n.rnd, n.live), article.Story, n.fields(), p)
	return err
}

func (n *newsroom) recall() error {
	if len(n.live) < 3 {
		return nil
	}
	i := n.rnd.IntN(len(n.live))
	_, err := n.desk.Recall(n.t.Context(), n.me, n.live[i], "It does not hold.")
	if err == nil {
		n.recalled = append(n.recalled, n.live[i])
		n.live = slices.Delete(n.live, i, i+1)
	}
	return err
}

// sweep does one deed to some live stories at once, in one transaction, or undoes the last.
func (n *newsroom) sweep() error {
	ids := some(n.rnd, n.live, 6)
	if len(ids) == 0 {
		return nil
	}
	s := pick(n.rnd, []article.Sweep{
		{Deed: article.ToSection, Value: pick(n.rnd, n.sections).ID},
		{Deed: article.AddTopic, Value: pick(n.rnd, n.topics).ID},
		{Deed: article.DropTopic, Value: pick(n.rnd, n.topics).ID},
		{Deed: article.ToByline, Value: pick(n.rnd, n.bylines).ID},
	})
	var err error
	if n.swept != "" && n.rnd.IntN(3) == 0 {
		s, err = n.desk.UndoSweep(n.t.Context(), n.me, n.swept)
		n.swept = ""
	} else if s, err = n.desk.StartSweep(n.t.Context(), n.me, s, ids); err == nil {
		n.swept = s.ID
	}
	if err == nil {
		_, err = n.desk.GoOn(n.t.Context(), n.me, s.ID)
	}
	return err
}

func (n *newsroom) again() error {
	if len(n.recalled) == 0 {
		return nil
	}
	i := n.rnd.IntN(len(n.recalled))
	_, err := n.send(n.recalled[i], article.Story, n.fields(), desk.Publication{Change: article.Update, Slot: n.slot()})
	if err == nil {
		n.live = append(n.live, n.recalled[i])
		n.recalled = slices.Delete(n.recalled, i, i+1)
	}
	return err
}

func (n *newsroom) page() error {
	id, change := "", article.First
	if len(n.pages) > 3 || len(n.pages) > 0 && n.rnd.IntN(2) == 0 {
		id, change = pick(n.rnd, n.pages), article.Fix
	}
	made, err := n.send(id, article.StandingPage, article.Fields{Kind: article.News}, desk.Publication{Change: change, Slot: desk.NoSlot})
	if err == nil && id == "" {
		n.pages = append(n.pages, made)
	}
	return err
}

func (n *newsroom) order() error {
	if len(n.pages) == 0 {
		return nil
	}
	n.rnd.Shuffle(len(n.pages), func(i, j int) { n.pages[i], n.pages[j] = n.pages[j], n.pages[i] })
	_, err := n.desk.OrderPages(n.t.Context(), n.me, n.pages)
	return err
}

func (n *newsroom) addSection() error {
	if len(n.sections) > 6 {
		return nil
	}
	parent := ""
	if n.rnd.IntN(2) == 0 {
		parent = pick(n.rnd, n.sections).ID
	}
	s, _, err := n.desk.AddSection(n.t.Context(), n.me, paper.Section{Name: fmt.Sprintf("Part %d", n.rnd.IntN(9)), Parent: parent})
	if err == nil {
		n.sectionMade(s)
	}
	return err
}

func (n *newsroom) changeSection() error {
	s := pick(n.rnd, n.sections)
	switch n.rnd.IntN(4) {
	case 0:
		s.Name = fmt.Sprintf("Named %d", n.rnd.IntN(9))
	case 1:
		s.Slug = fmt.Sprintf("part-%d", n.rnd.IntN(9))
	case 2:
		s.Parent = ""
		if n.rnd.IntN(2) == 0 {
			s.Parent = pick(n.rnd, n.sections).ID
		}
	case 3:
		s.Place, s.Accent = 1+n.rnd.IntN(3), pick(n.rnd, paper.Accents)
	}
	if _, _, err := n.desk.ChangeSection(n.t.Context(), n.me, s); err != nil {
		return err
	}
	return n.readSections()
}

// readSections learns the tree anew: a change moves what stands below as well.
func (n *newsroom) readSections() error {
	return n.store.InTx(n.t.Context(), func(tx desk.Tx) error {
		var err error
		n.sections, err = tx.Sections(n.t.Context())
		for _, s := range n.sections {
			n.sectionAt(s.Address)
		}
		return err
	})
}

func (n *newsroom) dropSection() error {
	if len(n.sections) < 3 {
		return nil
	}
	if _, err := n.desk.DropSection(n.t.Context(), n.me, pick(n.rnd, n.sections).ID); err != nil {
		return err
	}
	return n.readSections()
}

func (n *newsroom) changeByline() error {
	i := n.rnd.IntN(len(n.bylines))
	b := n.bylines[i]
	b.Name = pick(n.rnd, []string{"Jo Tarrick", "Idris Penvale", "Nia Corrow", "Mara Ostrey"})
	b.About = fmt.Sprintf("Has written %d stories.", n.rnd.IntN(50))
	b.Portrait = ""
	if n.rnd.IntN(2) == 0 {
		b.Portrait = pick(n.rnd, n.pictures).ID
	}
	b, _, err := n.desk.SaveByline(n.t.Context(), n.me, b)
	if err == nil {
		n.bylines[i] = b
	}
	return err
}

// mergeBylines makes two author pages one, or two of one.
func (n *newsroom) mergeBylines() error {
	b := pick(n.rnd, n.bylines)
	if len(n.bylines) < 5 && n.rnd.IntN(4) == 0 {
		made, _, err := n.desk.SaveByline(n.t.Context(), n.me, paper.Byline{Name: pick(n.rnd, []string{"Jo Tarick", "I. Penvale"}), Guest: true})
		if err == nil {
			n.bylineMade(made)
		}
		return err
	}
	if now, err := n.bylineOf(b.ID); err != nil {
		return err
	} else if now.MergedInto != "" && n.rnd.IntN(2) == 0 {
		_, err = n.desk.TakeApart(n.t.Context(), n.me, b.ID)
		return err
	}
	_, err := n.desk.MergeBylines(n.t.Context(), n.me, b.ID, pick(n.rnd, n.bylines).ID)
	return err
}

func (n *newsroom) changeTopic() error {
	i := n.rnd.IntN(len(n.topics))
	t := n.topics[i]
	t.Name, t.Description = fmt.Sprintf("Topic %d", n.rnd.IntN(50)), fmt.Sprintf("All about %d.", n.rnd.IntN(50))
	if n.rnd.IntN(2) == 0 {
		t.Slug = fmt.Sprintf("word-%d", n.rnd.IntN(9))
	}
	t, _, err := n.desk.SaveTopic(n.t.Context(), n.me, t)
	if err == nil {
		n.topics[i] = t
	}
	return err
}

func (n *newsroom) changeSettings() error {
	_, err := n.desk.ChangeSettings(n.t.Context(), n.me, paper.Settings{
		Name: "The Wexmouth " + pick(n.rnd, []string{"Courier", "Mail", "Post"}), Strapline: fmt.Sprintf("Since %d", 1800+n.rnd.IntN(200)),
		Lang: pick(n.rnd, []string{"en", "ar"}), Zone: pick(n.rnd, []string{"Europe/Lisbon", "Asia/Tokyo", "America/Los_Angeles"}),
		Founded: n.rnd.IntN(2) * 1871, Accent: pick(n.rnd, []string{"", "red", "#ffd400", "#f4f4f0", "#101820"}),
		Policy: pick(n.rnd, append([]string{""}, n.pages...)), Share: some(n.rnd, paper.Channels, 2),
		Follow: some(n.rnd, []paper.Link{{Name: "Mastodon", URL: "https://social.example/@courier"}, {Name: "Bluesky", URL: "https://sky.example/courier"}}, 2),
	})
	return err
}

// changeLogo puts a logo up, one for dark screens beside it or not, or takes it away.
func (n *newsroom) changeLogo() error {
	var l desk.Logo
	if n.rnd.IntN(3) > 0 {
		if l.Light = pick(n.rnd, n.pictures).ID; n.rnd.IntN(2) == 0 {
			l.Dark = pick(n.rnd, n.pictures).ID
		}
	}
	_, err := n.desk.SetLogo(n.t.Context(), n.me, l)
	return err
}

// closePaper closes it for a little while: most often it opens it.
func (n *newsroom) closePaper() error {
	_, err := n.desk.ClosePaper(n.t.Context(), n.me, n.rnd.IntN(4) == 0)
	return err
}

func (n *newsroom) press() error { return n.pressOn(front.Home) }

func (n *newsroom) pressSection() error { return n.pressOn(pick(n.rnd, n.sections).ID) }

// pressOn puts some pins on a front, with words and pictures of their own, in rows of any layout.
func (n *newsroom) pressOn(id string) error {
	f := front.Front{ID: id}
	if n.rnd.IntN(2) == 0 {
		f.Rows = []front.Layout{front.Lead}
		for range n.rnd.IntN(3) {
			f.Rows = append(f.Rows, pick(n.rnd, front.Layouts))
		}
	}
	slots := n.rnd.Perm(f.Slots())
	for i, story := range some(n.rnd, n.live, 3) {
		p := front.Pin{Slot: slots[i], Story: story}
		if n.rnd.IntN(2) == 0 {
			p.Until = n.clock.Now().Add(time.Duration(n.rnd.IntN(300)) * time.Second)
		}
		switch n.rnd.IntN(4) {
		case 0:
			p.Headline, p.Label = fmt.Sprintf("Only here %d", n.n), "Live"
		case 1:
			p.Picture = pick(n.rnd, n.pictures).ID
		case 2:
			p.Standfirst, p.Picture = fmt.Sprintf("A line %d", n.n), pick(n.rnd, n.pictures).ID
		}
		f.Pins = append(f.Pins, p)
	}
	seen, err := n.store.FrontOf(n.t.Context(), id)
	if err != nil {
		return err
	}
	_, err = n.desk.PressFront(n.t.Context(), n.me, f, seen)
	return err
}

// restore puts an earlier front live, or takes the last press back.
func (n *newsroom) restore() error {
	id := pick(n.rnd, []string{front.Home, pick(n.rnd, n.sections).ID})
	earlier, err := n.store.EarlierFronts(n.t.Context(), id, 10)
	if err != nil || len(earlier) == 0 {
		return err
	}
	if n.rnd.IntN(2) == 0 {
		_, err = n.desk.UndoFront(n.t.Context(), n.me, id, earlier[0].Number)
		return err
	}
	_, _, err = n.desk.RestoreFront(n.t.Context(), n.me, id, pick(n.rnd, earlier).Number)
	return err
}

func (n *newsroom) breaking() error {
	b := front.Breaking{Text: fmt.Sprintf("The bridge is shut, says line %d", n.rnd.IntN(1000))}
	if n.rnd.IntN(3) > 0 && len(n.live) > 0 {
		b.Story = pick(n.rnd, n.live)
	}
	if n.rnd.IntN(3) > 0 {
		b.Until = n.clock.Now().Add(time.Duration(1+n.rnd.IntN(300)) * time.Second)
	}
	_, err := n.desk.Break(n.t.Context(), n.me, b)
	return err
}

func (n *newsroom) endBreaking() error {
	_, err := n.desk.EndBreaking(n.t.Context(), n.me)
	return err
}

func (n *newsroom) changePicture() error {
	i := n.rnd.IntN(len(n.pictures))
	p := n.pictures[i]
	p.Credit, p.Alt = fmt.Sprintf("Credit %d", n.rnd.IntN(50)), fmt.Sprintf("Alt %d", n.rnd.IntN(50))
	_, err := n.desk.ChangePicture(n.t.Context(), n.me, p, nil)
	if err == nil {
		n.pictures[i] = p
	}
	return err
}

// contested are addresses where old links of a moved archive come and go.
var contested = []string{"/?p=1", "/?p=2", "/nothing", "/old/3", "/2019/05/story/"}

func (n *newsroom) redirect() error {
	if len(n.live) == 0 {
		return nil
	}
	path := pick(n.rnd, contested)
	n.know(path)
	story := pick(n.rnd, n.live)
	n.moved(func(tx desk.Tx) error {
		a, found, err := tx.Address(n.t.Context(), path)
		if err != nil || found && a.At != paper.AtRedirect {
			return err
		}
		if found && n.rnd.IntN(2) == 0 {
			return tx.DropAddress(n.t.Context(), path)
		}
		return tx.SetAddress(n.t.Context(), paper.Address{Path: path, At: paper.AtRedirect, Kind: paper.AtArticle, Object: story, Since: n.clock.Now()})
	})
	return nil
}

func (n *newsroom) wait() error {
	n.clock.Move(pick(n.rnd, []time.Duration{time.Microsecond, time.Minute, time.Hour, 26 * time.Hour, 20 * 24 * time.Hour}))
	return nil
}

// lead sends an old address on, takes one back, or says which other sites redirects may lead to.
func (n *newsroom) lead() error {
	ctx := n.t.Context()
	path := pick(n.rnd, contested[2:])
	n.know(path)
	switch n.rnd.IntN(4) {
	case 0:
		_, err := n.desk.DropRedirect(ctx, n.me, path)
		return err
	case 1:
		_, err := n.desk.AllowElsewhere(ctx, n.me, pick(n.rnd, []string{"", "archive.example", "archive.example old.example"}))
		return err
	}
	to := pick(n.rnd, []string{"/latest", "https://archive.example/1999", pick(n.rnd, n.sections).Address, pick(n.rnd, n.topics).Address, pick(n.rnd, n.bylines).Address})
	_, _, err := n.desk.MakeRedirect(ctx, n.me, base, path, to)
	return err
}

// pattern makes a pattern or drops one.
func (n *newsroom) pattern() error {
	ctx := n.t.Context()
	n.know("/2019/nothing", "/2019/section-1", "/old/3", "/old/latest")
	all, err := n.store.AllPatterns(ctx)
	if err != nil {
		return err
	}
	if len(all) > 2 {
		_, err := n.desk.DropPattern(ctx, n.me, pick(n.rnd, all).ID)
		return err
	}
	_, _, err = n.desk.SavePattern(ctx, n.me, base, paper.Pattern{
		Old: pick(n.rnd, []string{"/{year}/{slug}", "/old/{rest...}", "/{a}"}),
		To:  pick(n.rnd, []string{"/{b}", "/{slug}", "/{rest}", "/latest", pick(n.rnd, n.sections).Address, "https://archive.example/{slug}"}),
	})
	return err
}
