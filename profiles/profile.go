package profiles

import (
	"time"

	"etokenpass/firmware/oath"
	"etokenpass/internal/segment"
)

// Type tells what the token's codes are made from.
type Type string

// The types, as a profile writes them.
const (
	Event Type = "event" // HOTP, RFC 4226: Pass Event
	Time  Type = "time"  // TOTP, RFC 6238: Pass Time
)

// Algorithm is the hash under the token's HMAC. Its names are those that a profile uses.
type Algorithm = oath.Algorithm

// The algorithms of RFC 4226 (SHA1) and RFC 6238 (all three).
const (
	SHA1   = oath.SHA1
	SHA256 = oath.SHA256
	SHA512 = oath.SHA512
)

// PressWhileLit is what a press does that begins while a code is shown.
type PressWhileLit string

// The behaviours that fobs of this kind have.
const (
	Ignore  PressWhileLit = "ignore" // nothing
	Next    PressWhileLit = "next"   // a new code at once
	TurnOff PressWhileLit = "off"    // the LCD goes blank
)

// Profile is one token's facts. A Profile from [Parse] or [Load] has every
// default filled in and every value in its range.
type Profile struct {
	Model  string // printed on the case
	Serial string // printed on the back; opaque text

	Type      Type
	Secret    Secret
	Algorithm Algorithm
	Digits    int // 6, 7 or 8

	FirstMovingFactor uint64 // of an event token's first code
	Counter           uint64 // codes generated before the emulator first meets the token

	Button  Button
	Display Display
	Clock   Clock    // type time only
	Battery *Battery // nil never dies

	// Origin says where the profile comes from, for people: a path, or the name
	// of an embedded profile.
	Origin string
}

// New makes an event token with every default.
func New(serial string, secret Secret) *Profile {
	return &Profile{
		Model: DefaultModel, Serial: serial, Type: Event, Secret: secret,
		Algorithm: DefaultAlgorithm, Digits: DefaultDigits, FirstMovingFactor: DefaultFirstMovingFactor,
		Button:  Button{Hold: DefaultHold, SyncPresses: DefaultSyncPresses, PressWhileLit: DefaultPressWhileLit},
		Display: Display{Timeout: DefaultTimeout},
		Clock:   Clock{Step: DefaultStep, Epoch: defaultEpoch},
	}
}

// Button is how the one button works.
type Button struct {
	Hold          time.Duration // how long it is down until a press becomes a hold
	SyncPresses   int           // presses on the self test that lead to the counter screen
	PressWhileLit PressWhileLit
}

// Display is how the LCD works, and which segments are worn.
type Display struct {
	Timeout      time.Duration // how long a screen stays lit
	DeadSegments []string      // cell from the left and segment: "1g"
}

// Clock is the clock of a Pass Time token, and what is wrong with it.
type Clock struct {
	Step        time.Duration // whole seconds
	Epoch       time.Time     // T0 of RFC 6238
	Offset      time.Duration // how far it was off when it was set
	DriftPerDay time.Duration // how much further off it is after each day
	SetAt       time.Time     // since when it drifts; zero without drift
}

// Battery is how long the token lives.
type Battery struct {
	Codes uint64    // codes it is good for; 0 is without end
	Years int       // from Made; 0 is without end
	Made  time.Time // zero is unknown
}

// Ends is when the battery runs out by its age. Without years, ok is false.
func (b *Battery) Ends() (end time.Time, ok bool) {
	if b == nil || b.Years == 0 {
		return time.Time{}, false
	}
	return b.Made.AddDate(b.Years, 0, 0), true
}

// CodesLeft is how many codes the battery is good for after so many. Without an end,
// ok is false.
func (b *Battery) CodesLeft(counter uint64) (left uint64, ok bool) {
	if b == nil || b.Codes == 0 {
		return 0, false
	}
	return b.Codes - min(b.Codes, counter), true
}

// Cells returns how many characters the LCD has: [segment.MinCells], or the digits of the
// code if those are more (assumed).
func (p *Profile) Cells() int { return max(segment.MinCells, p.Digits) }
