package profiles

import (
	"time"

	"etokenpass/firmware/oath"
	"etokenpass/internal/segment"
)

// Type is the kind of token: whether its codes come from a counter or from the time.
type Type string

// The token types, as written in a profile.
const (
	Event Type = "event" // HOTP, RFC 4226: Pass Event
	Time  Type = "time"  // TOTP, RFC 6238: Pass Time
)

// Types returns all token types. Event is the default.
func Types() []Type { return []Type{Event, Time} }

// Algorithm is the hash function of the token's HMAC, as written in a profile.
type Algorithm = oath.Algorithm

// The algorithms of RFC 4226 (SHA1) and RFC 6238 (all three).
const (
	SHA1   = oath.SHA1
	SHA256 = oath.SHA256
	SHA512 = oath.SHA512

	AlgorithmsAllowed = oath.AlgorithmsAllowed // the algorithms, for messages
)

// Algorithms returns all algorithms. SHA1 is the default.
func Algorithms() []Algorithm { return oath.Algorithms() }

// PressWhileLit is the effect of a press that begins while a code is shown.
type PressWhileLit string

// The effects found in fobs of this kind, as written in a profile.
const (
	Ignore  PressWhileLit = "ignore" // does nothing
	Next    PressWhileLit = "next"   // shows a new code immediately
	TurnOff PressWhileLit = "off"    // turns the LCD off
)

// Profile describes one token. In a Profile from [Parse] or [Load], all defaults are filled
// in and all values are within their ranges.
type Profile struct {
	Model  string // printed on the case
	Serial string // printed on the back; opaque text

	Type      Type
	Secret    Secret
	Algorithm Algorithm
	Digits    int // 6, 7 or 8

	FirstMovingFactor uint64 // moving factor of an event token's first code
	Counter           uint64 // codes generated before the token is first used here

	Button  Button
	Display Display
	Clock   Clock    // only for type Time
	Battery *Battery // nil if the battery lasts forever

	// Origin is where the profile comes from, for messages: a path, or the name of an
	// built-in profile.
	Origin string
}

// New returns the profile of an event token with all defaults.
func New(serial string, secret Secret) *Profile {
	return &Profile{
		Model: DefaultModel, Serial: serial, Type: Event, Secret: secret,
		Algorithm: DefaultAlgorithm, Digits: DefaultDigits, FirstMovingFactor: DefaultFirstMovingFactor,
		Button:  Button{Hold: DefaultHold, SyncPresses: DefaultSyncPresses, PressWhileLit: DefaultPressWhileLit},
		Display: Display{Timeout: DefaultTimeout},
		Clock:   Clock{Step: DefaultStep, Epoch: defaultEpoch},
	}
}

// MovingFactor returns the moving factor of the next code of an event token that has
// generated counter codes. left is the number of codes that it can still generate, that one
// included. If no moving factor is left, ok is false.
func (p *Profile) MovingFactor(counter uint64) (factor, left uint64, ok bool) {
	return oath.MovingFactor(p.FirstMovingFactor, counter)
}

// Button describes how the button behaves.
type Button struct {
	Hold          time.Duration // how long the button must be down for a hold; 250 ms to 1 min
	SyncPresses   int           // presses during the self-test that lead to the counter screen; 1 to 99
	PressWhileLit PressWhileLit
}

// Display describes how the LCD behaves, and which of its segments are dead.
type Display struct {
	Timeout      time.Duration // how long a screen stays lit; 100 ms to 24 h
	DeadSegments []string      // each a cell, from 1 at the left, and a segment from a to g: "1g"
}

// Clock describes the clock of a Pass Time token, including its error.
type Clock struct {
	Step        time.Duration // in whole seconds; 1 s to 7 days
	Epoch       time.Time     // T0 of RFC 6238
	Offset      time.Duration // error of the clock when it was set; at most 10 years either way
	DriftPerDay time.Duration // added to the error per day; at most 23 h either way
	SetAt       time.Time     // when the drift starts; zero if there is no drift
}

// Battery describes how long the token lives.
type Battery struct {
	Codes uint64    // number of codes that it lasts for; 0 means no limit
	Years int       // lifetime from Made, at most MaxBatteryYears; 0 means no limit
	Made  time.Time // zero if unknown, which Years does not allow
}

// MaxBatteryYears is the longest lifetime of a battery.
const MaxBatteryYears = 100

// Ends returns when the battery reaches the end of its lifetime. If it has no lifetime in
// years, ok is false.
func (b *Battery) Ends() (end time.Time, ok bool) {
	if b == nil || b.Years == 0 {
		return time.Time{}, false
	}
	return b.Made.AddDate(b.Years, 0, 0), true
}

// CodesLeft returns how many more codes the battery lasts for when the token has generated
// counter codes. If the number of codes is not limited, ok is false.
func (b *Battery) CodesLeft(counter uint64) (left uint64, ok bool) {
	if b == nil || b.Codes == 0 {
		return 0, false
	}
	return b.Codes - min(b.Codes, counter), true
}

// Cells returns the number of characters of the LCD: 6, or the number of digits of a code
// if that is larger (assumed).
func (p *Profile) Cells() int { return max(segment.MinCells, p.Digits) }
