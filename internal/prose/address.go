package prose

import (
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// The forms of addresses. web/schema.ts has the same expressions. None lets a space, a control or a backslash
// through, which browsers skip or read as a slash.
var (
	webForm  = regexp.MustCompile(`^[Hh][Tt][Tt][Pp][Ss]?://([0-9A-Za-z_\-\x{80}-\x{10FFFF}]+(?:\.[0-9A-Za-z_\-\x{80}-\x{10FFFF}]+)*)\.?(?::([0-9]{1,5}))?(?:[/?#][^\x00-\x20\x7F\\]*)?$`)
	mailForm = regexp.MustCompile(`^[Mm][Aa][Ii][Ll][Tt][Oo]:[^\x00-\x20\x7F\\<>"]+$`)
	telForm  = regexp.MustCompile(`^[Tt][Ee][Ll]:[+0-9A-Za-z().;=,*#%_~\-]+$`)
	pathForm = regexp.MustCompile(`^/(?:[^/\x00-\x20\x7F\\][^\x00-\x20\x7F\\]*)?$`)
	numeric  = regexp.MustCompile(`(?:^|\.)(?:[0-9]+|0[Xx][0-9A-Fa-f]*)$`)
	ipv4Form = regexp.MustCompile(`^(?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(?:\.|$)){4}$`)
)

// IsHref tells whether a link may lead to s: http, https, mailto, tel, or a path of this site that begins with "/".
func IsHref(s string) bool {
	return pathForm.MatchString(s) || isWeb(s) || mailForm.MatchString(s) || telForm.MatchString(s)
}

// isWeb tells whether s is an http or https address with the name or IPv4 address of a host, without a user name.
func isWeb(s string) bool {
	m := webForm.FindStringSubmatch(s)
	if m == nil {
		return false
	}
	host, port := m[1], m[2]
	if n, err := strconv.Atoi(port); port != "" && (err != nil || n > 65535) {
		return false
	}
	return !numeric.MatchString(host) || ipv4Form.MatchString(host) // URL Standard, 3.5: a host that ends in a number is IPv4 or nothing
}

// isOutside tells whether a link leads to another host than the site's own.
func isOutside(href, origin string) bool {
	if !isWeb(href) {
		return false
	}
	return hostOf(href) != hostOf(origin)
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}

// encode makes an address valid as the URL Standard writes it: code points that have no place in an address are
// percent-encoded, and so is a percent sign that encodes nothing. What leads somewhere leads there still.
func encode(address string) string {
	var b strings.Builder
	fragment := false
	for i, r := range address {
		switch {
		case r == '%' && !percent.MatchString(address[i:]),
			r <= ' ', strings.ContainsRune("\"<>\\^`{|}", r),
			(r == '[' || r == ']'),
			r == '#' && fragment,
			r >= 0x7F && !unicode.IsGraphic(r), r > 0x7F && unicode.IsSpace(r):
			for _, c := range []byte(string(r)) {
				fmt.Fprintf(&b, "%%%02X", c)
			}
		default:
			fragment = fragment || r == '#'
			b.WriteRune(r)
		}
	}
	return b.String()
}

var percent = regexp.MustCompile(`^%[0-9A-Fa-f]{2}`)
