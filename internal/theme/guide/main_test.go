package main

import (
	"bytes"
	"testing"
)

// The guide says of every page what its template is given, as the types say it.
func TestTheGuideIsUpToDate(t *testing.T) {
	was, is, err := Guide("../../..")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(was, is) {
		t.Error("docs/themes.md is out of date: go run ./internal/theme/guide")
	}
}
