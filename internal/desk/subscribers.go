package desk

import (
	"context"
	"time"
)

// Subscriber is a program that is told when a feed changes (W3C WebSub).
type Subscriber struct {
	Callback string // where it wants to be told
	Topic    string // path of the feed
	Host     string // of the callback, in lower case
	Secret   string // that what it gets is signed with, "" for none
	Since    time.Time
	Until    time.Time // when it must have asked again
	Waiting  bool      // it has not got the newest yet
	DueAt    time.Time // not to be tried before
	Tries    int       // that failed since the last that did not
	SentAt   time.Time // when it last got something; zero for never
	FailedAt time.Time
	Said     string // why the last try failed
}

// Ask is what somebody asked at the hub in the name of a subscriber, who must confirm it.
type Ask struct {
	Callback, Topic, Host string
	Asker                 string // address of the machine that asked
	Leave                 bool   // not to be told any more
	Secret                string
	Lease                 time.Duration
	AskedAt               time.Time
	DueAt                 time.Time
	Tries                 int
}

// SubscriberCounts are what the newsroom is told of subscribers.
type SubscriberCounts struct {
	All, Waiting, Failing int
	LastSent              time.Time
}

// Subscribers are the programs that are told when a feed changes. None of it is public.
type Subscribers interface {
	// AddAsk keeps what was asked, in place of what was asked before for the same callback and topic.
	AddAsk(ctx context.Context, a Ask) error
	// RetryAsk keeps that an ask could not be confirmed, DropAsk takes it away; neither does anything when something else
	// was asked meanwhile.
	RetryAsk(ctx context.Context, a Ask) error
	DropAsk(ctx context.Context, a Ask) error
	// CountAsks counts what waits to be confirmed: in all, of a host, and from an asker.
	CountAsks(ctx context.Context, host, asker string) (all, ofHost, ofAsker int, err error)
	// CountSubscribers counts subscriptions, in all and of a host.
	CountSubscribers(ctx context.Context, host string) (all, ofHost int, err error)
	// Subscriber finds a subscription; false when there is none.
	Subscriber(ctx context.Context, callback, topic string) (Subscriber, bool, error)
	// SaveSubscriber keeps a new or changed subscription.
	SaveSubscriber(ctx context.Context, s Subscriber) error
	// DropSubscriber ends a subscription.
	DropSubscriber(ctx context.Context, callback, topic string) error
	// SubscribersWait notes that all subscribers of a topic have not got the newest yet. Who failed before is not tried sooner.
	SubscribersWait(ctx context.Context, topic string, now time.Time) error
	// DropLapsed ends subscriptions whose time is over.
	DropLapsed(ctx context.Context, now time.Time) error
}
