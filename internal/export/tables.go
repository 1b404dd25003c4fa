package export

// table is one table of the paper that an export holds.
type table struct {
	name  string // in the database
	file  string // in the export, without data/ and .jsonl
	about string // for the README
	bytes []string
	// blank are columns that stay behind, with what stands in their place when the export is taken in.
	blank map[string]any
	// follows: made again from the record when the export is taken in, and then compared. It is there for others.
	follows bool
}

// tables are all that an export holds. A table that stands neither here nor in stays is a fault that a test finds.
var tables = []table{
	{name: "head", file: "head", about: "number and hash of the record's newest entry", bytes: []string{"hash"}},
	{name: "entry", file: "record", about: "the record: every deed that readers saw, numbered and chained by hash", bytes: []string{"salt", "commitment", "prev", "hash"}},
	{name: "entry_change", file: "record-changes", about: "what each entry of the record changed, as it was afterwards"},
	{name: "edition", file: "editions", about: "every published version of every story, whole"},
	{name: "draft", file: "drafts", about: "every story and page as it stands at the desk, public or not"},
	{name: "draft_steps", file: "draft-steps", about: "how each draft was typed, step by step"},
	{name: "draft_snapshot", file: "draft-snapshots", about: "drafts as they stood in between"},
	{name: "draft_passage", file: "draft-passages", about: "who filed a draft, who has it in hand, when it is due"},
	{name: "draft_bin", file: "draft-bin", about: "drafts in the bin"},
	{name: "account", file: "staff", about: "who works here and may do what; without passwords", blank: map[string]any{"password": "", "signed_in": int64(0), "signed_out": int64(0)}},
	{name: "picture", file: "pictures", about: "every picture with its credit, rights, caption and alt text; hash is the name of its file in pictures/originals"},
	{name: "picture_file", file: "picture-cuts", about: "which files in pictures/cuts belong to which picture"},
	{name: "front_draft", file: "front-drafts", about: "fronts that are being arranged"},
	{name: "origin", file: "origins", about: "where things that moved in came from"},
	{name: "redirect_file", file: "redirect-files", about: "lists of redirects that were looked at"},
	{name: "redirect_line", file: "redirect-lines", about: "the lines of such a list, and what became of each"},
	{name: "sweep", file: "sweeps", about: "deeds done to many stories at once"},
	{name: "sweep_story", file: "sweep-stories", about: "what such a deed changed in each story"},

	{name: "address", file: "addresses", about: "every public address and what stands there, redirects included", follows: true},
	{name: "address_pattern", file: "address-patterns", about: "patterns by which addresses lead elsewhere", follows: true},
	{name: "section", file: "sections", about: "the sections", follows: true},
	{name: "byline", file: "bylines", about: "the bylines and their public profiles", follows: true},
	{name: "topic", file: "topics", about: "the topics", follows: true},
	{name: "setting", file: "settings", about: "what the publisher says of the paper", follows: true},
	{name: "front", file: "fronts", about: "the fronts as readers see them", follows: true},
	{name: "breaking", file: "breaking", about: "the breaking line", follows: true},
	{name: "note", file: "corrections", about: "the corrections that readers were told of", follows: true},
	{name: "withdrawn", file: "withdrawn", about: "the stories that were taken back", follows: true},
}

// stays are the tables that no export holds, and why.
var stays = map[string]string{
	"house":            "the form of the tables, which the manifest tells",
	"search_made":      "the form of the search indexes",
	"published":        "follows from editions and record",
	"filed":            "follows from editions and record",
	"listing":          "follows from editions and record",
	"picture_use":      "follows from editions and record",
	"search_doc":       "follows from editions and record",
	"search_fact":      "follows from editions and record",
	"vocabulary":       "follows from editions and record",
	"name_word":        "follows from the record",
	"map_day":          "follows from the record",
	"draft_section":    "follows from the drafts",
	"draft_picture":    "follows from the drafts",
	"draft_mark":       "follows from the drafts",
	"move":             "files and reports of moves lie on this machine; what moved in is in the paper",
	"link":             "how links stand, which is looked at again",
	"link_use":         "follows from the editions",
	"missed":           "counts of what nobody found",
	"private":          "what the house keeps for itself",
	"secret":           "passwords of neighbours",
	"job":              "work that waits",
	"subscriber":       "programs that are told of what is new; they ask again",
	"subscriber_ask":   "what such programs asked",
	"machine_key":      "keys that let other programs in",
	"machine_sent":     "what other programs sent by ids of their own",
	"webhook":          "addresses of neighbours that are told what is published",
	"webhook_delivery": "what they were told",
	"letter":           "letters, and the links in them",
	"pass":             "links that let somebody in",
	"sign_in":          "when and from where staff signed in",
	"session":          "who is signed in",
	"node":             "processes that run",
	"draft_hand":       "windows that are open",
	"draft_search":     "an index",
	"search":           "an index",
}

func tableNamed(name string) *table {
	for i := range tables {
		if tables[i].name == name {
			return &tables[i]
		}
	}
	return nil
}

func (t *table) path() string { return "data/" + t.file + ".jsonl" }
