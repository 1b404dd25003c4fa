package screen

import "time"

// Keys are the keys of programs of the newsroom.
type Keys struct {
	Frame
	Rows   []KeyRow
	Form   Form
	Scopes []Option
	Lasts  []Option
}

// KeyRow is one key.
type KeyRow struct {
	ID, Name, Hint string
	May            []string
	State          string
	Works          bool
	MadeBy         string
	MadeAt         time.Time
	Until, Used    time.Time
}

// Once shows a secret this once.
type Once struct {
	Frame
	Say, Label, Secret, Back string
}

// Webhooks are the addresses that are told what is published.
type Webhooks struct {
	Frame
	Rows   []WebhookRow
	Form   Form
	Events []Option
}

// WebhookRow is one of them.
type WebhookRow struct {
	ID, URL, Address string
	Events           []string
	State, Say       string
	On               bool
	MadeAt           time.Time
}

// Webhook is one of them with what was sent.
type Webhook struct {
	Frame
	Row           WebhookRow
	Rows          []DeliveryRow
	Older, Newest string
}

// DeliveryRow is one thing that was sent.
type DeliveryRow struct {
	ID, Event, Story, URL string
	At, Tried             time.Time
	State                 string
	Done                  bool
	Status                int // of the last answer, 0 for none
	Said                  string
	Tries                 string
	Again                 bool
}

func (*Keys) template() string     { return "machinekeys" }
func (*Once) template() string     { return "once" }
func (*Webhooks) template() string { return "webhooks" }
func (*Webhook) template() string  { return "webhook" }
