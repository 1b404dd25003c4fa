package paper

import (
	"fmt"
	"net/url"
	"strings"
)

// LicenceAddress is where the licence for programs stands.
const LicenceAddress = "/license.xml"

// Mining is the answer to whoever wants to mine texts and pictures for patterns.
type Mining struct {
	Reserved bool
	Policy   string // address of the page that says how a licence is had, "" for none
	Licence  string // address of the licence for programs
}

// Mining is the paper's answer, the same in every place. The base is scheme and host of the paper.
func (m Machines) Mining(base string) Mining {
	a := Mining{Reserved: m.Reserved(), Licence: base + LicenceAddress}
	if a.Reserved {
		a.Policy = InHeader(m.Licence)
	}
	return a
}

// Value is the answer as the TDM Reservation Protocol writes it.
func (m Mining) Value() string {
	if m.Reserved {
		return "1"
	}
	return "0"
}

// InHeader is a web address as a header field or a line of text may hold it: what is no ASCII, a space or a control is
// escaped. "" for what is no web address.
func InHeader(address string) string {
	if !IsWeb(address) {
		return ""
	}
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	var b strings.Builder
	for _, c := range []byte(u.String()) {
		if c <= ' ' || c >= 0x7f || strings.IndexByte(`"<>\^`+"`{|}", c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// ContactOf makes the address of a contact that was typed: an e-mail address or one of the web. "" for neither.
func ContactOf(typed string) string {
	if web := InHeader(typed); web != "" {
		return web
	}
	name, host, ok := strings.Cut(typed, "@")
	if !ok || name == "" || host == "" || strings.ContainsAny(typed, " \t\r\n<>,;:\"()[]\\") || strings.Contains(host, "@") {
		return ""
	}
	return "mailto:" + url.PathEscape(name) + "@" + url.PathEscape(host)
}
