// Package themes holds the themes that come with the program beside its own: each a folder, as a publisher would make it.
package themes

import "embed"

// Files are the themes, each below its name.
//
//go:embed all:weekly
var Files embed.FS
