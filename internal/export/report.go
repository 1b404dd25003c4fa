package export

import (
	"fmt"
	"strings"

	"broadsheet/internal/fault"
)

// Report tells what was taken in of an export.
type Report struct {
	Paper  string
	Number int64 // of the record's newest entry
	Rows   []Rows
	Files  struct{ InExport, Came int64 } // of pictures
}

// Rows is what became of the rows of one file: they came, or they were made again from the record and are equal.
type Rows struct {
	File                  string
	InExport, Came, Again int64
}

// Report is what Fill and Pictures have taken in so far; what follows from the record counts as made again, which
// Differs has to find.
func (x *Opened) Report() Report {
	r := Report{Paper: x.Paper, Number: x.Number}
	r.Files.InExport, r.Files.Came = x.Manifest.Pictures+x.Cuts, x.brought
	for _, t := range x.Tables {
		row := Rows{File: tableNamed(t.Name).file, InExport: t.Rows, Came: x.came[t.Name]}
		if tableNamed(t.Name).follows {
			row.Again = t.Rows
		}
		r.Rows = append(r.Rows, row)
	}
	return r
}

// AddsUp is an error when anything of the export did not come.
func (r Report) AddsUp() error {
	for _, row := range r.Rows {
		if row.Came+row.Again != row.InExport {
			return fault.New(fault.Internal, "The report does not add up: of %d lines in %s, %d came.", row.InExport, row.File, row.Came+row.Again)
		}
	}
	if r.Files.Came != r.Files.InExport {
		return fault.New(fault.Internal, "The report does not add up: of %d files of pictures, %d came.", r.Files.InExport, r.Files.Came)
	}
	return nil
}

// Text is the report to read.
func (r Report) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Taken in: %s, to entry %d of its record.\n  %-22s %13s %10s %12s\n", r.Paper, r.Number, "", "in the export", "came", "made again")
	var all Rows
	for _, row := range r.Rows {
		if row.InExport == 0 {
			continue
		}
		fmt.Fprintf(&b, "  %-22s %13d %10d %12d\n", row.File, row.InExport, row.Came, row.Again)
		all.InExport, all.Came, all.Again = all.InExport+row.InExport, all.Came+row.Came, all.Again+row.Again
	}
	fmt.Fprintf(&b, "  %-22s %13d %10d %12d\n", "all lines", all.InExport, all.Came, all.Again)
	fmt.Fprintf(&b, "  %-22s %13d %10d\n", "files of pictures", r.Files.InExport, r.Files.Came)
	return b.String()
}
