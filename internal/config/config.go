// Package config is what an operator may say to the program: by flag, by environment (BROADSHEET_*) or in one TOML
// file, always the same things by the same names. Its zero value runs.
package config

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/BurntSushi/toml"
)

// Config holds every setting of the program itself; what a publisher decides is kept by the paper, not here.
type Config struct {
	Data     string   `toml:"data"`     // folder of the database and the pictures
	Listen   string   `toml:"listen"`   // host:port
	URL      string   `toml:"url"`      // what readers type; decides addresses in pages and whether https is assumed
	Database Secret   `toml:"database"` // postgres://… instead of the file in Data
	Cache    int      `toml:"cache"`    // MiB for the page cache
	Admin    string   `toml:"admin"`    // host:port of the operator's listener; none when empty
	Cert     string   `toml:"cert"`     // file of the certificate, with those above it; plain HTTP when empty
	Key      string   `toml:"key"`      // file of its key
	Purge    []Secret `toml:"purge"`    // shared caches before the paper: "varnish http://…", "fastly SERVICE TOKEN", "cloudflare ZONE TOKEN"
	Copies   string   `toml:"copies"`   // folder of the nightly copies; in Data when empty
	Theme    string   `toml:"theme"`    // folder of the theme, or the name of one that comes with the program
	Proxies  string   `toml:"proxies"`  // addresses and networks, by commas, whose word on who asks is believed
}

// Defaults of the settings that have one.
const (
	DefaultData   = "data"
	DefaultListen = "127.0.0.1:8080"
	DefaultCache  = 64
)

// Secret is a setting that logs and messages show as dots.
type Secret string

// String shows dots in place of the secret.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "•••"
}

// MarshalText shows dots in place of the secret.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Read reads a configuration file. A missing file is an error only when must is set; an unknown key always is.
func Read(path string, must bool) (Config, error) {
	var c Config
	b, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !must:
		return c, nil
	case errors.Is(err, fs.ErrNotExist):
		return c, fmt.Errorf("there is no configuration file at %s", path)
	case err != nil:
		return c, fmt.Errorf("the configuration file %s cannot be read: %w", path, errors.Unwrap(err))
	}
	meta, err := toml.Decode(string(b), &c)
	var wrong toml.ParseError
	switch {
	case errors.As(err, &wrong):
		return c, fmt.Errorf("the configuration file %s is wrong in line %d: %s", path, wrong.Position.Line, wrong.Message)
	case err != nil:
		return c, fmt.Errorf("the configuration file %s is wrong: %w", path, err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return c, fmt.Errorf("the configuration file %s holds the unknown key %q; the keys are data, listen, url, database, cache, admin, cert, key, purge, copies, theme and proxies", path, unknown[0].String())
	}
	return c, nil
}

// Over lays what c says over what below says.
func (c Config) Over(below Config) Config {
	if c.Data == "" {
		c.Data = below.Data
	}
	if c.Listen == "" {
		c.Listen = below.Listen
	}
	if c.URL == "" {
		c.URL = below.URL
	}
	if c.Database == "" {
		c.Database = below.Database
	}
	if c.Cache == 0 {
		c.Cache = below.Cache
	}
	if c.Copies == "" {
		c.Copies = below.Copies
	}
	if c.Admin == "" {
		c.Admin = below.Admin
	}
	if len(c.Purge) == 0 {
		c.Purge = below.Purge
	}
	if c.Cert == "" && c.Key == "" {
		c.Cert, c.Key = below.Cert, below.Key
	}
	if c.Theme == "" {
		c.Theme = below.Theme
	}
	if c.Proxies == "" {
		c.Proxies = below.Proxies
	}
	return c
}

// Ready returns c with its defaults filled in, or every mistake at once, before anything is opened.
func (c Config) Ready() (Config, error) {
	c = c.Over(Config{Data: DefaultData, Listen: DefaultListen, Cache: DefaultCache})
	if c.Copies == "" {
		c.Copies = filepath.Join(c.Data, "copies")
	}
	var wrong []error
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		wrong = append(wrong, fmt.Errorf("--listen %s is not an address: it looks like 127.0.0.1:8080 or :8080", c.Listen))
	}
	if c.Admin != "" {
		if _, _, err := net.SplitHostPort(c.Admin); err != nil {
			wrong = append(wrong, fmt.Errorf("--admin %s is not an address: it looks like 127.0.0.1:9090", c.Admin))
		}
	}
	if (c.Cert == "") != (c.Key == "") {
		wrong = append(wrong, errors.New("--cert and --key belong together: say both, or neither"))
	}
	if c.URL == "" && c.Cert != "" {
		c.URL = "https://" + reachable(c.Listen)
	} else if c.URL == "" {
		c.URL = "http://" + reachable(c.Listen)
	} else if u, err := url.Parse(c.URL); err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.User != nil {
		wrong = append(wrong, fmt.Errorf("--url %s is not the address of a site: it looks like https://courier.example", c.URL))
	}
	c.URL = strings.TrimRight(c.URL, "/")
	if c.Database != "" && !strings.HasPrefix(string(c.Database), "postgres://") && !strings.HasPrefix(string(c.Database), "postgresql://") {
		wrong = append(wrong, errors.New("--database takes an address that begins with postgres://; without it the paper is kept in a file in --data"))
	}
	if c.Cache < 1 {
		wrong = append(wrong, fmt.Errorf("--cache %d is not a number of MiB: it must be at least 1", c.Cache))
	}
	if _, err := c.Trusted(); err != nil {
		wrong = append(wrong, err)
	}
	return c, errors.Join(wrong...)
}

// Trusted are the networks of the proxies in front: what they say about who asks is believed, and nobody else's word.
func (c Config) Trusted() ([]netip.Prefix, error) {
	var all []netip.Prefix
	for _, p := range strings.FieldsFunc(c.Proxies, func(r rune) bool { return r == ',' || r == ' ' }) {
		network, err := netip.ParsePrefix(p)
		if address, aerr := netip.ParseAddr(p); aerr == nil {
			network, err = address.Prefix(address.BitLen())
		}
		if err != nil {
			return nil, fmt.Errorf("--proxies %s is neither an address nor a network: they look like 127.0.0.1 and 10.0.0.0/8", p)
		}
		all = append(all, network.Masked())
	}
	return all, nil
}

// reachable is a host and port that a browser on this machine can open.
func reachable(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return listen
	}
	if ip := net.ParseIP(host); host == "" || (ip != nil && ip.IsUnspecified()) {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}
