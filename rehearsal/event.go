package rehearsal

import (
	"time"

	"etokenpass/device"
)

// Event is something that happened.
type Event struct {
	At   time.Duration // since the start
	Kind EventKind

	// Where is the side of the telephone on which it can be seen; "" for both. A front end
	// for one side hides the events of the other.
	Where Role

	Text Sentence // what happened; empty for [Screen]

	Screen  device.Snapshot // for [Screen]
	Step    int             // for [StepDone] and [Hinted]: its index, or [NoStep]
	Mistake Mistake         // for [Mistaken]
	Real    Sentence        // for [Mistaken]: what the real device or the real bank would do
}

// NoStep stands for the index of a step if the next one is the other side's.
const NoStep = -1

// EventKind is the kind of an event.
type EventKind string

// The kinds of events.
const (
	Screen       EventKind = "screen"        // the LCD of the token in the customer's hand changed
	Seen         EventKind = "seen"          // what the customer sees or notices
	Bank         EventKind = "bank"          // the answer of the bank's system to the customer
	Desk         EventKind = "desk"          // the answer of the validator to the help desk
	CustomerSays EventKind = "customer_says" // by telephone or mail
	SupportSays  EventKind = "support_says"  // by telephone or mail
	StepDone     EventKind = "step"          // a step of the exercise is done
	Mistaken     EventKind = "mistake"       // a mistake, by the user
	Hinted       EventKind = "hint"          // a hint that was asked for
	Advised      EventKind = "advice"        // a hint that a watcher gave
	Ended        EventKind = "end"           // nothing happens after it
)
