// Package missed counts what readers ask for and nobody finds, so that an editor sees which old addresses are still
// followed. It counts in memory and hands over what it has from time to time: no question of a reader writes anything. It
// keeps addresses, where the link to them stood and how often they were asked for; nothing of who asked. However many
// addresses somebody invents, it stays small.
package missed

import (
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"
)

// Bounds of what is kept.
const (
	Most        = 2000 // addresses that stay
	mostWaiting = 1000 // that are counted between two times of handing over
	longest     = 300  // bytes of an address worth keeping
)

// Row is an address that nobody found.
type Row struct {
	Path   string // decoded; with the number that WordPress puts behind it
	Source string // the other site, or the path of our own page, on which a link to it stood; "" for nobody knows
	Times  int
	Last   time.Time
}

// Noise is the path of the row that counts questions of machines that look for doors.
const Noise = "noise"

// Counter counts. It is safe for concurrent use; nil counts nothing.
type Counter struct {
	Host string // of the paper, in lower case

	mu   sync.Mutex
	rows map[string]*Row
}

// Count counts one question for a decoded path; referrer is what the browser said of where it comes from.
func (c *Counter) Count(path, referrer string, at time.Time) {
	if c == nil {
		return
	}
	source := ""
	switch {
	case IsNoise(path):
		path = Noise
	case len(path) > longest || !isSpoken(path):
		return // more than an address: it may hold somebody's name
	default:
		source = c.source(referrer)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.rows == nil {
		c.rows = map[string]*Row{}
	}
	r := c.rows[path]
	if r == nil {
		if len(c.rows) >= mostWaiting && !c.makeRoom() {
			return
		}
		r = &Row{Path: path}
		c.rows[path] = r
	}
	r.Times++
	r.Last = at
	if source != "" {
		r.Source = source
	}
}

// makeRoom drops one of the addresses that was asked for once. Each has the same chance, so that a flood of invented
// addresses drives out mostly itself. It needs mu.
func (c *Counter) makeRoom() bool {
	tries := 8 + rand.IntN(8)
	for path, r := range c.rows {
		if r.Times == 1 {
			delete(c.rows, path)
			return true
		}
		if tries--; tries < 0 {
			return false
		}
	}
	return false
}

// isSpoken tells whether a path is one that may be kept: what holds an @ may hold somebody's name.
func isSpoken(path string) bool {
	return strings.HasPrefix(path, "/") && utf8.ValidString(path) && !strings.Contains(path, "@") && !strings.ContainsFunc(path, unicode.IsControl)
}

func (c *Counter) source(referrer string) string {
	u, err := url.Parse(referrer)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || len(u.Host) > 100 {
		return ""
	}
	host := strings.ToLower(u.Host)
	if host != c.Host {
		if strings.Trim(host, "abcdefghijklmnopqrstuvwxyz0123456789.-:") != "" {
			return ""
		}
		return host
	}
	if len(u.Path) > longest || !isSpoken(u.Path) {
		return ""
	}
	return u.Path
}

// Take hands over what was counted since the last time, the most asked first.
func (c *Counter) Take() []Row {
	c.mu.Lock()
	taken := c.rows
	c.rows = nil
	c.mu.Unlock()
	out := make([]Row, 0, len(taken))
	for _, r := range taken {
		out = append(out, *r)
	}
	slices.SortFunc(out, func(a, b Row) int {
		if a.Times != b.Times {
			return b.Times - a.Times
		}
		return strings.Compare(a.Path, b.Path)
	})
	return out
}

// endings and parts are what machines ask for that look for doors which this house does not have.
var (
	endings = []string{".php", ".asp", ".aspx", ".jsp", ".cgi", ".env", ".sql", ".bak", ".ini", ".yml", ".yaml", ".axd", ".do", ".action", ".map"}
	parts   = []string{
		"wp-admin", "wp-includes", "wp-json", "wp-login", "xmlrpc", "cgi-bin", "phpmyadmin", "administrator", "vendor", "actuator", "boaform",
		"hnap1", "owa", "_ignition", "solr", "manager", "telescope", "autodiscover", "ecp", "plugins", "console", "id_rsa", "apple-touch-icon",
	}
)

// IsNoise tells whether a path is one that machines ask for which look for doors, and no reader.
func IsNoise(path string) bool {
	path = strings.ToLower(path)
	if path == "/index.php" {
		return false // where old addresses with numbers begin
	}
	for _, e := range endings {
		if strings.HasSuffix(path, e) {
			return true
		}
	}
	for _, p := range strings.Split(strings.Trim(path, "/"), "/") {
		if strings.HasPrefix(p, ".") || strings.HasPrefix(p, "apple-touch-icon") || slices.Contains(parts, p) {
			return true
		}
	}
	return false
}
