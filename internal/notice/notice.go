// Package notice writes what a paper tells programs about itself: which of them may read it, under which licence, where
// a hole in its security is told. All of it is made of one value, so that no two of its answers can differ.
package notice

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"time"

	"broadsheet/internal/paper"
)

// The addresses of what this package writes.
const (
	RobotsAddress   = "/robots.txt"
	LicenceAddress  = paper.LicenceAddress
	MiningAddress   = "/.well-known/tdmrep.json"
	SecurityAddress = "/.well-known/security.txt"
)

// Notice is what is told.
type Notice struct {
	Base     string // scheme and host of the paper, no slash at the end
	Name     string // of the paper
	Lang     string // BCP 47
	Machines paper.Machines
	Sitemaps []string // addresses of the maps of the site
}

// nothingThere are the paths that hold nothing for crawlers.
var nothingThere = []string{"/newsroom/", "/account/", "/search"}

// Robots writes robots.txt (RFC 9309): first what holds for all, then the crawlers that may not read, then the others.
func (n Notice) Robots() []byte {
	var b bytes.Buffer
	if n.Base != "" {
		fmt.Fprintf(&b, "License: %s\n", n.Base+LicenceAddress)
		for _, address := range n.Sitemaps {
			fmt.Fprintf(&b, "Sitemap: %s\n", address)
		}
		b.WriteByte('\n')
	}
	open := n.Machines.Opened()
	if len(open) == 0 {
		b.WriteString("User-agent: *\nDisallow: /\n")
		return b.Bytes()
	}
	var refused, others []string
	for _, kind := range paper.CrawlerKinds {
		if !slices.Contains(open, kind) {
			refused = append(refused, paper.Crawlers[kind]...)
		}
	}
	for _, kind := range open {
		for _, name := range paper.Crawlers[kind] {
			// Some crawlers take a group whose name their own begins with for theirs.
			if slices.ContainsFunc(refused, func(r string) bool { return strings.HasPrefix(strings.ToLower(name), strings.ToLower(r)) }) {
				others = append(others, name)
			}
		}
	}
	if len(refused) > 0 {
		group(&b, refused)
		b.WriteString("Disallow: /\n\n")
	}
	group(&b, append([]string{"*"}, others...))
	for _, path := range nothingThere {
		fmt.Fprintf(&b, "Disallow: %s\n", path)
	}
	return b.Bytes()
}

func group(b *bytes.Buffer, names []string) {
	for _, name := range names {
		fmt.Fprintf(b, "User-agent: %s\n", name)
	}
}

// usages are the uses of RSL 1.0 that a kind of crawler stands for.
var usages = map[paper.CrawlerKind][]string{
	paper.Searchers: {"search"},
	paper.Answers:   {"ai-input", "ai-index"},
	paper.Training:  {"ai-train"},
}

type rsl struct {
	XMLName xml.Name   `xml:"https://rslstandard.org/rsl rsl"`
	Content rslContent `xml:"content"`
}

type rslContent struct {
	URL       string        `xml:"url,attr"`
	Licence   rslLicence    `xml:"license"`
	Copyright *rslCopyright `xml:"copyright,omitempty"`
	Terms     string        `xml:"terms,omitempty"`
}

type rslLicence struct {
	Permits   *rslUsage   `xml:"permits,omitempty"`
	Prohibits *rslUsage   `xml:"prohibits,omitempty"`
	Payment   *rslPayment `xml:"payment,omitempty"`
}

type rslUsage struct {
	Type string `xml:"type,attr"`
	Uses string `xml:",chardata"`
}

type rslPayment struct {
	Type string `xml:"type,attr"`
}

type rslCopyright struct {
	Type string `xml:"type,attr"`
	Name string `xml:",chardata"`
}

// Licence writes the licence for programs (RSL 1.0). What may be done is free.
func (n Notice) Licence() ([]byte, error) {
	out := rsl{Content: rslContent{URL: "/", Terms: paper.InHeader(n.Machines.Licence)}}
	if n.Name != "" {
		out.Content.Copyright = &rslCopyright{"organization", n.Name}
	}
	var yes, no []string
	for _, kind := range paper.CrawlerKinds {
		if n.Machines.Opens(kind) {
			yes = append(yes, usages[kind]...)
		} else {
			no = append(no, usages[kind]...)
		}
	}
	l := &out.Content.Licence
	if len(yes) > 0 {
		l.Permits, l.Payment = &rslUsage{"usage", strings.Join(yes, ",")}, &rslPayment{"free"}
	}
	if len(no) > 0 {
		l.Prohibits = &rslUsage{"usage", strings.Join(no, ",")}
	}
	b, err := xml.MarshalIndent(out, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("the licence for programs: %w", err)
	}
	return slices.Concat([]byte(xml.Header), b, []byte("\n")), nil
}

// Mining writes tdmrep.json (TDM Reservation Protocol): one rule for everything.
func (n Notice) Mining() ([]byte, error) {
	type rule struct {
		Location    string `json:"location"`
		Reservation int    `json:"tdm-reservation"`
		Policy      string `json:"tdm-policy,omitempty"`
	}
	r := rule{Location: "/"}
	if m := n.Machines.Mining(n.Base); m.Reserved {
		r.Reservation, r.Policy = 1, m.Policy
	}
	b, err := json.Marshal([]rule{r})
	if err != nil {
		return nil, fmt.Errorf("what is said to miners: %w", err)
	}
	return append(b, '\n'), nil
}

// fresh is how long security.txt holds. It is dated by the day, so that it never says less than half a year but one day.
const fresh = 180 * 24 * time.Hour

// Security writes security.txt (RFC 9116) as of a day; nil when nobody was named.
func (n Notice) Security(today time.Time) []byte {
	contact := paper.ContactOf(n.Machines.Security)
	if contact == "" {
		return nil
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "Contact: %s\nExpires: %s\n", contact, today.Add(fresh).UTC().Format(time.RFC3339))
	if n.Base != "" {
		fmt.Fprintf(&b, "Canonical: %s\n", n.Base+SecurityAddress)
	}
	langs := n.Lang
	if langs != "" && langs != "en" && !strings.HasPrefix(langs, "en-") {
		langs += ", en"
	}
	if langs != "" {
		fmt.Fprintf(&b, "Preferred-Languages: %s\n", langs)
	}
	return b.Bytes()
}

// Text makes the text of a file that was typed line by line: lines end as they do on the web, and the last one ends.
func Text(typed string) []byte {
	lines := strings.FieldsFunc(typed, func(r rune) bool { return r == '\n' || r == '\r' })
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	lines = slices.DeleteFunc(lines, func(l string) bool { return l == "" })
	if len(lines) == 0 {
		return nil
	}
	return []byte(strings.Join(lines, "\n") + "\n")
}

// Privacy is gpc.json: the wish of a browser that nothing be sold or shared is kept, because nothing is.
var Privacy = []byte(`{"gpc":true,"lastUpdate":"2026-11-23"}` + "\n")
