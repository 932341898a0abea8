package rehearsals

import (
	"etokenpass/rehearsal"
	"etokenpass/web/tokens"
)

// View is what a browser shows of a rehearsal.
type View string

// The views.
const (
	CustomerView View = "customer" // the fob, Internet-Client, the telephone
	SupportView  View = "support"  // the console, the telephone
	BothView     View = "both"     // both sides, for one person
	WatchView    View = "watch"    // the timeline of both sides, for a third person
)

// State is what a view shows at a moment. Its texts are in the language that was asked for.
type State struct {
	At      int64        `json:"at_ms"` // since the start of the rehearsal
	Rate    int          `json:"rate"`  // how many seconds pass in one second; 0: only on request
	Ended   bool         `json:"ended"`
	Solved  bool         `json:"solved"`
	Fob     *Fob         `json:"fob,omitempty"`   // in views with the customer's side, and for watchers
	Call    *Call        `json:"call,omitempty"`  // absent if the line is free
	Bank    string       `json:"bank"`            // a value that differs after each change of the customer's page
	Desk    string       `json:"desk"`            // a value that differs after each change of the records
	Steps   []Step       `json:"steps,omitempty"` // for watchers, and in every view after the end
	Present map[View]int `json:"present"`         // how many browsers show each view
}

// Fob is the token in the customer's hand.
type Fob struct {
	tokens.Screen
	Back       bool     `json:"back"`        // the back is up, with the serial
	UpsideDown bool     `json:"upside_down"` // turned by 180 degrees
	Reading    string   `json:"reading"`     // what the customer reads: with dead segments, and turned
	Others     []string `json:"others"`      // the serials of other tokens within reach
}

// Call is what the caller has said in this call; "" for what is still missing.
type Call struct {
	ByMail       bool      `json:"by_mail"`
	Serial       string    `json:"serial"`
	Counter      string    `json:"counter"`
	Codes        [2]string `json:"codes"`
	Organisation string    `json:"organisation"`
	Name         string    `json:"name"`
}

// Step is a step of the exercise.
type Step struct {
	By   rehearsal.Role `json:"by"`
	Text string         `json:"text"`
	Done bool           `json:"done"`
	At   int64          `json:"at_ms"` // when it was done
}

// Line is an event of the rehearsal in words. Screens of the LCD have no words.
type Line struct {
	Number   int                 `json:"number"` // from 1, without gaps in what a view shows being an error
	At       int64               `json:"at_ms"`
	Kind     rehearsal.EventKind `json:"kind"`
	Where    rehearsal.Role      `json:"where"` // the side that sees it; "": both
	Text     string              `json:"text"`
	Real     string              `json:"real,omitempty"`     // of a mistake: what the real device or the real bank would do
	Mistake  rehearsal.Mistake   `json:"mistake,omitempty"`  // of a mistake
	Harmless bool                `json:"harmless,omitempty"` // of a mistake
}

// Now is what a page needs that has just been opened.
type Now struct {
	State State  `json:"state"`
	Lines []Line `json:"lines"`
}
