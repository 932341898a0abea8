package seedfile

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"etokenpass/internal/mask"
	"etokenpass/profiles"
)

// Token is the content of a seed file for one token, with defaults filled in.
type Token struct {
	Serial string
	Secret profiles.Secret

	*Traits // never nil

	MovingFactor      uint64 // of the next code; event tokens only
	FirstMovingFactor uint64 // of the token's first code, at most MovingFactor

	Drift int // number of steps by which the clock is ahead; may be negative; time tokens only

	File     string   // the file it was read from, or ""
	Line     int      // the line on which it begins, from 1
	Warnings []string // what the file contains and the token does not use
}

// Traits holds what most tokens of a batch have in common. The tokens of a [Reader] share it,
// which halves the memory of a batch. To change the traits of one token, copy them first.
type Traits struct {
	Model        string // "" if unknown
	Manufacturer string // "" if unknown

	Type      profiles.Type
	Algorithm profiles.Algorithm
	Digits    int // 6, 7 or 8

	Step  time.Duration // whole seconds; time tokens only
	Epoch time.Time     // T0 of RFC 6238; time tokens only

	Battery profiles.Battery // zero if it lasts forever
}

// Profile converts the token to a profile, whose clock is ahead by Drift steps.
func (t Token) Profile() *profiles.Profile {
	p := profiles.New(t.Serial, t.Secret)
	p.Type, p.Algorithm, p.Digits = t.Type, t.Algorithm, t.Digits
	if t.Model != "" {
		p.Model = t.Model
	}
	p.FirstMovingFactor = 0
	if t.Type == profiles.Event {
		p.FirstMovingFactor, p.Counter = t.FirstMovingFactor, t.MovingFactor-t.FirstMovingFactor
	} else {
		p.Clock.Step, p.Clock.Epoch = t.Step, t.Epoch
		p.Clock.Offset = time.Duration(t.Drift) * t.Step
	}
	if battery := t.Battery; battery != (profiles.Battery{}) {
		p.Battery = &battery
	}
	return p
}

// FromProfile converts a profile to a token that has generated counter codes, without the battery.
// Drift is the clock's offset if that is a whole number of steps, and 0 otherwise. ok is false if
// the token has used its last moving factor.
func FromProfile(p *profiles.Profile, counter uint64) (t Token, ok bool) {
	t = Token{
		Serial: p.Serial,
		Secret: p.Secret,
		Traits: &Traits{Model: p.Model, Type: p.Type, Algorithm: p.Algorithm, Digits: p.Digits},
	}
	if p.Type == profiles.Event {
		next, _, ok := p.MovingFactor(counter)
		if !ok {
			return Token{}, false
		}
		t.FirstMovingFactor, t.MovingFactor = p.FirstMovingFactor, next
		return t, true
	}
	t.Step, t.Epoch = p.Clock.Step, p.Clock.Epoch
	if p.Clock.Offset%p.Clock.Step == 0 {
		t.Drift = int(p.Clock.Offset / p.Clock.Step)
	}
	return t, true
}

// Overrides replace values of a file. A field that is nil or zero leaves the file's value.
type Overrides struct {
	Type         profiles.Type
	Algorithm    profiles.Algorithm
	Digits       int
	Step         time.Duration
	Epoch        *time.Time
	MovingFactor *uint64 // of the next code
	Drift        bool    // keep the clock drift of the file; otherwise clocks are exact

	// Battery is the battery of every token, or zero for none, since no file describes it. If its
	// Made is zero, it is the production date in the file.
	Battery profiles.Battery
}

// record is the content of a file for one token. Zero values are absent from the file.
type record struct {
	line                        int
	serial, model, manufacturer string
	secret                      profiles.Secret
	kind                        profiles.Type
	algorithm                   profiles.Algorithm
	digits                      uint64 // unchecked
	step                        uint64 // seconds
	movingFactor                *uint64
	drift                       int64
	made                        time.Time
	wrongMade                   string // what is wrong with the production date; "" if nothing is
	warnings                    []string
	notes                       []note
}

// note is a warning that many tokens of a file may cause. It is reported once per file for each
// subject.
type note struct{ about, text string }

// note adds a note, up to 50 per record.
func (r *record) note(about, format string, args ...any) {
	const most = 50
	if len(r.notes) < most {
		r.notes = append(r.notes, note{about, fmt.Sprintf(format, args...)})
	}
}

// noteUnusedStep notes a time step of an event token, unless it is the usual one, which some
// programs write into every record.
func (r *record) noteUnusedStep(name, text string) {
	if text != "" && text != usualStep {
		r.note(name, "%s %s ignored: event tokens have no time step", name, mask.SeedValue(text))
	}
}

// noteUnusedCounter notes a counter of a time token, unless it is 0.
func (r *record) noteUnusedCounter(name, text string) {
	if strings.Trim(text, "0") != "" {
		r.note(name, "%s %s ignored: time tokens have no counter", name, mask.SeedValue(text))
	}
}

// usualStep is the default time step in seconds, as text.
var usualStep = strconv.Itoa(int(profiles.DefaultStep / time.Second))

func (r *record) warn(format string, args ...any) {
	r.warnings = append(r.warnings, fmt.Sprintf(format, args...))
}
