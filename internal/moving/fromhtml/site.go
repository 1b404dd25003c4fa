package fromhtml

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/idna"

	"broadsheet/internal/prose"
)

// A Site knows which addresses belong to the old site.
type Site struct {
	host  string
	path  string   // of the blog on its host, decoded, without a slash at the end
	files []string // further hosts that its files lie on
}

// NewSite makes a Site of the address of the blog and of the addresses of its files; those on other hosts count as
// the old server's too. It answers nil for an address without a host.
func NewSite(base string, files ...string) *Site {
	u, err := url.Parse(strings.TrimSpace(base))
	if err != nil || u.Host == "" {
		return nil
	}
	s := &Site{host: bare(u.Host), path: strings.TrimRight(u.Path, "/")}
	for _, f := range files {
		s.Add(f)
	}
	return s
}

// Add makes the host of a file one of the old server's.
func (s *Site) Add(file string) {
	if s == nil {
		return
	}
	if u, err := url.Parse(strings.TrimSpace(file)); err == nil && u.Host != "" {
		if h := bare(u.Host); h != s.host && !slices.Contains(s.files, h) {
			s.files = append(s.files, h)
		}
	}
}

// bare is a host in the form to compare by: lower case, ASCII, without www.
func bare(host string) string {
	host = strings.ToLower(host)
	if a, err := idna.Lookup.ToASCII(strings.TrimPrefix(host, "www.")); err == nil {
		return a
	}
	if a, err := idna.Punycode.ToASCII(strings.TrimPrefix(host, "www.")); err == nil { // an emoji, say
		return a
	}
	return strings.TrimPrefix(host, "www.")
}

// Holds tells whether an address lies on the old server: on the blog, or where its files lie.
func (s *Site) Holds(u *url.URL) bool {
	if s == nil || u.Host == "" {
		return false
	}
	_, blog := s.Path(u)
	return blog || slices.Contains(s.files, bare(u.Host))
}

// Path is the address as a path of this site; false when it is not the old blog's.
func (s *Site) Path(u *url.URL) (string, bool) {
	if s == nil || u.Host == "" || bare(u.Host) != s.host {
		return "", false
	}
	p := path.Clean("/" + u.Path)
	if s.path != "" && p != s.path && !strings.HasPrefix(p, s.path+"/") {
		return "", false
	}
	local := u.EscapedPath()
	if !strings.HasPrefix(local, "/") {
		local = "/" + local
	}
	if u.RawQuery != "" {
		local += "?" + u.RawQuery
	}
	if u.Fragment != "" {
		local += "#" + u.EscapedFragment()
	}
	return local, true
}

// clean does what a browser does with an address before it follows it.
func clean(address string) string {
	return strings.NewReplacer("\n", "", "\t", "", "\r", "").Replace(strings.Trim(address, " \n\t\r\f"))
}

// absolute is an address of the HTML as seen from its page.
func (c *converter) absolute(address string) string {
	address = clean(address)
	if address == "" || c.o.Page == "" || strings.HasPrefix(address, "data:") {
		return address
	}
	page, err := url.Parse(c.o.Page)
	if err != nil {
		return address
	}
	u, err := page.Parse(address)
	if err != nil {
		return address
	}
	return u.String()
}

// href is where a link may lead: another site, a letter, a number to call, or a path of this site where the old link
// led to the old one. It is "" when the link has to go; the words stay.
func (c *converter) href(address string) string {
	address = clean(address)
	if address == "" || strings.HasPrefix(address, "#") {
		return "" // a place in the page: its name does not come
	}
	u, err := url.Parse(address)
	if err == nil && u.Scheme == "" {
		if u, err = url.Parse(c.absolute(address)); err == nil && u.Scheme == "" && !strings.HasPrefix(address, "/") {
			c.leave(DeadLink, address) // relative to a page nobody knows
			return ""
		}
	}
	if err != nil {
		c.leave(DeadLink, address)
		return ""
	}
	if local, ok := c.o.Site.Path(u); ok {
		if strings.Contains(u.Path, "/wp-admin") || strings.Contains(u.Path, "/wp-login.php") || strings.HasSuffix(u.Path, "/xmlrpc.php") {
			c.leave(DeadLink, address)
			return ""
		}
		if !prose.IsHref(local) {
			c.leave(DeadLink, address)
			return ""
		}
		return local
	}
	if c.o.Site.Holds(u) {
		c.leave(FileLink, address)
		return ""
	}
	for _, a := range []string{address, u.String()} { // as written, if that can be kept
		if prose.IsHref(a) {
			return a
		}
	}
	c.leave(DeadLink, address)
	return ""
}
