package face

import (
	"time"

	"etokenpass/display"
	"etokenpass/internal/locale"
)

// Scene describes what to show, independent of the window's size. Equal scenes (==) look the same and need not be
// repainted.
type Scene struct {
	Language locale.Language // of the labels that this package adds; texts in the scene are shown unchanged

	Model  string // printed on the case
	Serial string // printed on the back, as text and as a bar code
	Made   string // date of manufacture, printed on the back; empty if unknown

	SerialOnFront bool // the serial is on the front too, where a real fob has none

	LCD    display.Frame // upright, even if the token is turned
	Down   bool          // the button is down
	Back   bool          // the back of the token is shown
	Turned bool          // the token is upside down

	Pace     string // how time passes, if not normally: "×10", "paused"
	Position string // among several tokens: "2 of 3"
	Message  Message
	Assist   Assist // the panel; it is closed if State is empty
	Menu     Menu   // closed if it has no items
	Keys     *Keys  // the list of keys, over everything else; nil if hidden
}

// Message is a short message to the user, of one or a few lines. No message is shown if Text is empty.
type Message struct {
	Text  string
	Error bool
}

// Assist is the panel that shows the token's inner state. Its texts are shown unchanged.
type Assist struct {
	State   string        // of the LCD, in words: "off", "code"
	OffIn   time.Duration // until the LCD goes off; 0 if it will not
	Timeout time.Duration // the initial value of OffIn

	Down bool          // the button is down
	Held time.Duration // for how long
	Hold time.Duration // the time after which a press is a hold

	Counting    bool // presses count towards the counter screen
	Presses     int  // counted so far
	SyncPresses int  // needed for the counter screen

	Counter    string // codes generated: "42"
	Battery    string // remaining: "13958 of 14000 codes left"; empty if unlimited
	UpsideDown string // the different code that the LCD reads as upside down; empty if none

	Events [MaxEvents]Event // newest first
}

// MaxEvents is the maximum number of events in the panel. A small window shows fewer.
const MaxEvents = 12

// Event is an event and its time. An event without text is not shown.
type Event struct{ Time, Text string }

// Menu is the menu of actions. An item without text ends it.
type Menu [MaxItems]MenuItem

// MaxItems is the maximum number of items in the menu.
const MaxItems = 16

// MenuItem is an action in the menu.
type MenuItem struct {
	Text     string
	Key      string // the label of the key with the same action
	On       bool   // what the action switches is on
	Disabled bool   // the action has no effect now
	Selected bool
}

// items returns the items that are used.
func (m Menu) items() []MenuItem {
	for i, item := range m {
		if item.Text == "" {
			return m[:i]
		}
	}
	return m[:]
}

// Keys is the list of keys in display order; each entry has the key's label and its description.
type Keys [][2]string
