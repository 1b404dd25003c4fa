package prose

import (
	"regexp"
	"strconv"
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
