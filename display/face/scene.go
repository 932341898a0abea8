package face

import (
	"time"

	"etokenpass/display"
	"etokenpass/internal/locale"
)

// Scene is what is to be seen, whatever the size of the window. Two scenes that are
// equal (==) look the same, so that nothing has to be painted again.
type Scene struct {
	Language locale.Language // of what face itself writes; the other texts are shown as they are

	Model  string // printed on the case
	Serial string // on the back, as text and as a bar code
	Made   string // the date of manufacture, as on the back; empty where nobody knows

	LCD    display.Frame // as the firmware sends it, whichever way up the token is
	Down   bool          // the button is down
	Back   bool          // the token shows its back
	Turned bool          // the token is upside down

	Pace     string // how time passes, where it is not as ever: "×10", "paused"
	Position string // which of several tokens this is: "2 of 3"
	Message  Message
	Assist   Assist // the panel; without a State it is not there
	Keys     *Keys  // the list of keys lies over everything else
}

// Message is a line or a few that the window says to whoever looks at it. A message
// without text is none.
type Message struct {
	Text  string
	Error bool
}

// Assist is the panel that tells what goes on inside. Its texts are shown as they are.
type Assist struct {
	State   string        // what the LCD shows, in words: "off", "code"
	OffIn   time.Duration // until the LCD goes off; 0 where it does not
	Timeout time.Duration // what OffIn begins at

	Down bool          // the button is down
	Held time.Duration // for how long, up to Hold
	Hold time.Duration // when it becomes a hold

	Counting    bool // presses count towards the counter screen
	Presses     int  // so many are counted
	SyncPresses int  // so many are needed

	Counter    string // codes generated: "42"
	Battery    string // what is left: "13958 of 14000 codes"; empty where it never ends
	UpsideDown string // the other code that the LCD reads as upside down; empty where it does not

	Events [MaxEvents]Event // the newest first
}

// MaxEvents is how many events the panel shows at most, in a window that is large maxCached.
const MaxEvents = 12

// Event is something that happened, and when. An event without text is none.
type Event struct{ Time, Text string }

// Keys is what each key does, in the order to be shown.
type Keys [][2]string
