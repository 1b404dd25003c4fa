package export

import "text/template"

// readme explains an export to whoever opens it, with or without this program.
var readme = template.Must(template.New("").Funcs(template.FuncMap{"about": func(name string) string {
	return tableNamed(name).about
}}).Parse(`# {{with .Paper}}{{.}}{{else}}A paper{{end}}: everything it is made of

Made by Broadsheet. It holds {{.Stories}} published stories, {{.Pages}} standing pages, {{.Drafts}} stories that were never published,
and {{.Pictures}} pictures, as all of them were when entry {{.Number}} of the record was the newest. Of the same state
there is always the same export, byte for byte.

**Keep it to yourselves:** it holds unpublished stories and the e-mail addresses of staff. It holds no passwords.

## To read
- ` + "`stories/YEAR/MONTH/…html`" + `: every published story by the month of its publication (UTC), named after its address.
- ` + "`pages/`" + `: the standing pages. ` + "`drafts/`" + `: stories that were never published; those in the bin are in the data alone.
- ` + "`pictures/originals/`" + `: the pictures as they came, each named by the SHA-256 of its bytes.

Any browser opens these files. Stories that were taken back are in the data alone.

## To use in other programs
` + "`data/`" + ` holds one row to a line, each a JSON object in UTF-8 (JSON Lines). Moments are microseconds since 1 January 1970
UTC, 0 for none. Yes and no are 1 and 0. Bytes are hexadecimal. Ids are 26 letters and digits. Texts of stories (` + "`doc`" + `) are
ProseMirror documents: headline and standfirst are their first nodes.
{{range .Tables}}
- ` + "`{{.File}}`" + ` ({{.Rows}} lines): {{about .Name}}{{end}}

` + "`pictures/cuts/`" + ` holds what pages show of the pictures, in several sizes.{{if .Missing}} Files that were missing when the export was made
are listed in ` + "`manifest.json`" + `.{{end}}

## To check
` + "`sha256sum --check SHA256SUMS`" + ` tells whether every file is as it was written.

The record can be checked without Broadsheet: each line of ` + "`data/record.jsonl`" + ` has a hash, the SHA-256 of seven lines, each ended
by a line feed: "broadsheet-entry-1", kind, object, number, moment, commitment, and the hash of the entry before (64
zeros for the first). The commitment is the SHA-256 of the line "broadsheet-text-1", the bytes of the salt, and the text as it
stands there.

## To take it in again
` + "`broadsheet import broadsheet FOLDER --data EMPTY-FOLDER`" + ` makes the paper anew: every address, draft and picture as before.
Staff get new passwords there.
`))
