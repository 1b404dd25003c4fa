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
	fmt.Fprintln(p.out, "broadsheet "+version())
	return nil
}

// version is release, commit and Go version in a line.
func version() string {
	commit, goVersion := "", ""
	if info, ok := debug.ReadBuildInfo(); ok {
		goVersion = info.GoVersion
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				commit = " (" + s.Value[:min(12, len(s.Value))] + ")"
			}
		}
	}
	return fmt.Sprintf("%s%s, %s", release, commit, goVersion)
}
