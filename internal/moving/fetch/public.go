package fetch

import "net/netip"

func prefixes(all ...string) []netip.Prefix {
	list := make([]netip.Prefix, len(all))
	for k, p := range all {
		list[k] = netip.MustParsePrefix(p)
	}
	return list
}

// Networks that are not the public internet: IANA's registries of special-purpose addresses (RFC 6890 and what
// followed it), and what clouds answer on although it looks public.
var (
	special4 = prefixes(
		"0.0.0.0/8",          // this network
		"10.0.0.0/8",         // private
		"100.64.0.0/10",      // shared by carriers; Alibaba's metadata
		"127.0.0.0/8",        // this machine
		"168.63.129.16/32",   // Azure's own services
		"169.254.0.0/16",     // this line; metadata of most clouds
		"172.16.0.0/12",      // private
		"192.0.0.0/24",       // protocols; Oracle's metadata
		"192.0.2.0/24",       // examples
		"192.88.99.0/24",     // relays from IPv6
		"192.168.0.0/16",     // private
		"198.18.0.0/15",      // measurements
		"198.51.100.0/24",    // examples
		"203.0.113.0/24",     // examples
		"224.0.0.0/4",        // many at once
		"240.0.0.0/4",        // reserved
		"255.255.255.255/32", // everybody
	)
	global6  = netip.MustParsePrefix("2000::/3") // all that was given out so far
	special6 = prefixes(
		"2001::/23",     // protocols; Teredo
		"2001:db8::/32", // examples
		"2002::/16",     // 6to4: an IPv4 address in disguise
		"3fff::/20",     // examples
	)
)

// IsPublic tells whether an address belongs to the public internet. What carries an IPv4 address inside it is judged
// by that one or refused.
func IsPublic(ip netip.Addr) bool {
	if !ip.IsValid() || ip.Zone() != "" {
		return false
	}
	if ip = ip.Unmap(); ip.Is4() {
		return !in(special4, ip)
	}
	if !global6.Contains(ip) || in(special6, ip) {
		return false
	}
	b := ip.As16()
	if b[8]&^2 == 0 && b[9] == 0 && b[10] == 0x5e && b[11] == 0xfe { // ISATAP: the IPv4 address stands at the end
		return IsPublic(netip.AddrFrom4([4]byte(b[12:])))
	}
	return true
}

func in(list []netip.Prefix, ip netip.Addr) bool {
	for _, p := range list {
		if p.Contains(ip) {
			return true
		}
	}
	return false
}
