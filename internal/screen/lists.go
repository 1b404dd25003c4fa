package screen

// Topics is the list of topics.
type Topics struct {
	Frame
	Rows   []TopicRow
	Add    Form
	Query  string
	Fewer  string // "used by fewer than" so many stories, "" for any
	Order  string
	Orders []Option
	Filter string // what it is cut down by, as a part of an address
	Here   string // this address
	Count  int    // of all that match
	All    int    // topics there are
	Older  string // address of the rest, "" for none
	Newest string // address of the beginning, "" when this is it
}

// TopicRow is one topic.
type TopicRow struct {
	ID          string
	Name        string
	Address     string
	Slug        string
	Description string
	Stories     int
	Open        string // address of the list of its stories
}

// Topic is one topic with what can be done to it.
type Topic struct {
	Frame
	ID      string
	Name    string
	Address string
	Stories int
	List    string   // address of the list of its stories
	Also    []string // names of what was merged into it
	Form    Form
}

// Tidy names what merging, turning or deleting topics or sections means, before it is done.
type Tidy struct {
	Frame
	Form    Form
	Heading string
	Deed    string
	IDs     []string // those ticked; none when all of a view are meant
	Filter  string   // of that view
	Back    string
	Names   []string // the first of them
	More    int      // how many further ones there are
	Stories int      // that have them, those that are not public too
	Public  int      // of those, how many readers see
	Says    []string // what happens
	Ask     string   // label of the field that asks what they are to become; "" for none
	Choose  []Option // what there is to choose from; none for a name that is typed
	Known   []string // names proposed while typing
	Verb    string   // what the button says
}

func (*Topics) template() string { return "topics" }
func (*Topic) template() string  { return "topic" }
func (*Tidy) template() string   { return "tidy" }
