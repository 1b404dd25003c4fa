package moving

import (
	"bytes"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"broadsheet/internal/moving/archive"
	"broadsheet/internal/moving/feed"
	"broadsheet/internal/moving/files"
	"broadsheet/internal/moving/ghost"
	"broadsheet/internal/moving/wprest"
	"broadsheet/internal/moving/wxr"
)

// A Source is another system that archives come from. All that it has to know is how to read its export as items (see
// archive.Reader); what stands under what, which address leads where, what came before and what the report says is the
// same for all of them.
type Source struct {
	System string // its name in the table of origins, which never changes: "wordpress"
	Name   string // its name for people: "WordPress"
	Export string // what to choose in it, as the end of a sentence: "Tools, Export, all content"

	// Web says that the items' HTML is that of pages, as a browser reads it, and not WordPress' own.
	Web bool
	// Foreign says that the items belong to other sites: links to those lead there, and no address here is theirs.
	Foreign bool
	// Hosts are where the system keeps the pictures of its sites, when that is elsewhere than the site.
	Hosts []string
	// TagBase is what stands before the name in the addresses of its lists by tag and category: "tag" in /tag/harbour/;
	// "" for WordPress' two words.
	TagBase string

	// Is tells whether a file is its export, by the name and the first 4 KiB.
	Is func(name string, head []byte) bool
	// Read reads the export from the beginning. It is called once for each pass over the file.
	Read func(file io.ReadSeeker) archive.Reader
	// Folder reads an export that is a folder of files in the same way; nil where there is no such export.
	Folder func(dir fs.FS) archive.Reader
}

// Sources are all systems that archives come from, those first whose files are told most surely.
var Sources = []Source{Ghost(""), Feed, Files("archive", ""), WordPress}

// SourceOf finds the system that a file comes from, by its name and its first bytes; false for none that is known.
func SourceOf(name string, head []byte) (Source, bool) {
	i := slices.IndexFunc(Sources, func(s Source) bool { return s.Is(name, head) })
	if i < 0 {
		return Source{}, false
	}
	return Sources[i], true
}

// SourceNamed finds a system by its name in the table of origins.
func SourceNamed(system string) (Source, bool) {
	i := slices.IndexFunc(Sources, func(s Source) bool { return s.System == system })
	if i < 0 {
		return Source{}, false
	}
	return Sources[i], true
}

// Ghost gives its archive as JSON. Address is where the old site stands, since few of its exports say so; "" where that
// is not known either.
func Ghost(address string) Source {
	return Source{
		System: "ghost", Name: "Ghost", Export: "Settings, Import/Export (Labs in older versions), Export", Web: true, TagBase: "tag",
		Is: func(name string, head []byte) bool {
			return strings.EqualFold(filepath.Ext(name), ".json") && (bytes.Contains(head, []byte(`"db"`)) || bytes.Contains(head, []byte(`"exported_on"`)))
		},
		Read: func(file io.ReadSeeker) archive.Reader { return ghost.NewReader(file, address) },
	}
}

// Files is an archive that is a folder of files, a zip of one, or one file: pages, Markdown, tables. Name is what the
// folder or file is called, address where the old site stands, "" where nobody knows.
func Files(name, address string) Source {
	return Source{
		System: "files", Name: "files", Export: "a folder with pages as HTML, texts as Markdown or a table with the stories", Web: true, TagBase: "tag",
		Hosts: []string{"cdn-images-1.medium.com", "miro.medium.com", "substackcdn.com", "substack-post-media.s3.amazonaws.com", "media.beehiiv.com"},
		Is: func(name string, head []byte) bool {
			switch strings.ToLower(filepath.Ext(name)) {
			case ".zip", ".html", ".htm", ".md", ".markdown", ".csv":
				return true
			}
			return false
		},
		Read:   func(file io.ReadSeeker) archive.Reader { return files.File(file, name, address) },
		Folder: func(dir fs.FS) archive.Reader { return files.Folder(dir, name, address) },
	}
}

// Feed is an archive that is a feed: RSS, Atom or JSON Feed.
var Feed = Source{
	System: "feed", Name: "a feed", Export: "a feed that holds every story whole", Web: true, TagBase: "tag",
	Is: func(_ string, head []byte) bool {
		return (bytes.Contains(head, []byte("<rss")) || bytes.Contains(head, []byte("<rdf:RDF")) || bytes.Contains(head, []byte("<feed")) ||
			bytes.Contains(head, []byte("jsonfeed.org/version"))) && !bytes.Contains(head, []byte("wordpress.org/export")) && !bytes.Contains(head, []byte("<wp:"))
	},
	Read: func(file io.ReadSeeker) archive.Reader { return feed.NewReader(file) },
}

// WordPressAPI is what the REST API of WordPress answers, kept in a file. Its stories are those of the export, so it goes
// by the same name and is none of Sources.
var WordPressAPI = Source{
	System: "wordpress", Name: "WordPress", Export: "the address /wp-json/wp/v2/posts?_embed, kept in a file", Web: true,
	Is: func(_ string, head []byte) bool {
		head = bytes.TrimSpace(head)
		return (bytes.HasPrefix(head, []byte("{")) || bytes.HasPrefix(head, []byte("["))) && bytes.Contains(head, []byte(`"rendered"`))
	},
	Read: func(file io.ReadSeeker) archive.Reader { return wprest.NewReader(file) },
}

// WordPress gives its archive as WXR.
var WordPress = Source{
	System: "wordpress", Name: "WordPress", Export: "Tools, Export, all content",
	Is: func(name string, head []byte) bool {
		return strings.EqualFold(filepath.Ext(name), ".xml") || bytes.Contains(head, []byte("<rss"))
	},
	Read: func(file io.ReadSeeker) archive.Reader { return wxr.NewReader(file) },
}
