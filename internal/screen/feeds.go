package screen

import "time"

// Feeds is how reader programs get the paper.
type Feeds struct {
	Frame
	Form      Form
	Choices   []Option
	Addresses []FeedAddress
	Hub       string // address of the hub
	All       int    // subscribers
	Waiting   int    // of them that have not got the newest yet
	LastSent  time.Time
	Failing   []FeedSubscriber // at most a handful, the last failure first
	Fail      int              // how many fail in all
}

// FeedAddress is an address of a feed.
type FeedAddress struct {
	Name string // "RSS"
	URL  string
}

// FeedSubscriber is a program that could not be told.
type FeedSubscriber struct {
	Host  string
	Topic string
	Said  string // what happened
	At    time.Time
	Tries int
	Next  time.Time // when it is tried again; zero: with the next change
}

func (*Feeds) template() string { return "feeds" }
