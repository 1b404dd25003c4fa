package main

import (
	"fmt"
	"runtime/debug"
)

// release is the version that this source becomes; docs/CHANGELOG.md begins with it.
const release = "0.1.0"

type versionCommand struct{}

// Run prints release, commit and Go version.
func (versionCommand) Run(p *program) error {
	commit, goVersion := "", ""
	if info, ok := debug.ReadBuildInfo(); ok {
		goVersion = info.GoVersion
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				commit = " (" + s.Value[:min(12, len(s.Value))] + ")"
			}
		}
	}
	fmt.Fprintf(p.out, "broadsheet %s%s, %s\n", release, commit, goVersion)
	return nil
}
