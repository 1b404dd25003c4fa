package paper

import (
	"net/url"
	"slices"
)

// Channels are where the share row of a story can lead: by plain links, without anybody's script.
var Channels = []string{"email", "facebook", "whatsapp", "telegram", "bluesky", "mastodon", "x", "linkedin", "reddit"}

// FirstChannels are those of a new paper: the two that hand a story to a person. Those that put it before everybody
// are the publisher's choice.
var FirstChannels = []string{"email", "whatsapp"}

// IsChannel tells whether name is one of Channels.
func IsChannel(name string) bool { return slices.Contains(Channels, name) }

// IsWeb tells whether s is an absolute http or https address with a host.
func IsWeb(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil
}
