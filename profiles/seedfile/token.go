package seedfile

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"etokenpass/internal/mask"
	"etokenpass/profiles"
)

// Token is what a seed file says of one token, with everything filled in.
type Token struct {
	Serial       string
	Model        string // "" is unknown
	Manufacturer string // "" is unknown

	Type      profiles.Type
	Secret    profiles.Secret
	Algorithm profiles.Algorithm
	Digits    int // 6, 7 or 8

	MovingFactor      uint64 // of the next code; event tokens only
	FirstMovingFactor uint64 // of the first code the token ever made, at most MovingFactor

	Step  time.Duration // whole seconds; time tokens only
	Epoch time.Time     // T0 of RFC 6238; time tokens only
	Drift int           // how many steps the clock is ahead; time tokens only

	File     string   // that it was read from; "" is nowhere
	Line     int      // where it begins there, from 1
	Warnings []string // what the file says and the token does not have
}

// Profile makes the token's profile. The clock is off by Drift steps.
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
	return p
}

// FromProfile makes what a seed file says of a token that has generated so many
// codes. Its drift is the clock's offset, if that is whole steps. Past the last moving factor
// there is nothing to say: ok is false.
func FromProfile(p *profiles.Profile, counter uint64) (t Token, ok bool) {
	t = Token{
		Serial: p.Serial, Model: p.Model, Type: p.Type, Secret: p.Secret,
		Algorithm: p.Algorithm, Digits: p.Digits,
	}
	if p.Type == profiles.Event {
		if counter > math.MaxUint64-p.FirstMovingFactor {
			return Token{}, false
		}
		t.FirstMovingFactor, t.MovingFactor = p.FirstMovingFactor, p.FirstMovingFactor+counter
		return t, true
	}
	t.Step, t.Epoch = p.Clock.Step, p.Clock.Epoch
	if p.Clock.Offset%p.Clock.Step == 0 {
		t.Drift = int(p.Clock.Offset / p.Clock.Step)
	}
	return t, true
}

// Overrides are what somebody knows better than the file. What is nil or empty is
// the file's.
type Overrides struct {
	Type         profiles.Type
	Algorithm    profiles.Algorithm
	Digits       int
	Step         time.Duration
	Epoch        *time.Time
	MovingFactor *uint64 // of the next code
	Drift        bool    // the clocks are off as the file says; otherwise they are right
}

// record is what a file says of one token. What it leaves open is the zero value.
type record struct {
	line                        int
	serial, model, manufacturer string
	secret                      profiles.Secret
	kind                        profiles.Type
	algorithm                   profiles.Algorithm
	digits                      uint64 // whatever the file says
	step                        uint64 // seconds
	movingFactor                *uint64
	drift                       int64
	warnings                    []string
	notes                       []note
}

// note is a warning that many tokens of a file may have. It is given once for all that
// have it about the same thing.
type note struct{ about, text string }

// note adds one. What has more of them than any token of a vendor is not kept whole.
func (r *record) note(about, format string, args ...any) {
	const most = 50
	if len(r.notes) < most {
		r.notes = append(r.notes, note{about, fmt.Sprintf(format, args...)})
	}
}

// noteUnusedStep is for a time step that an event token does not have. Files that have
// the usual one in every record say nothing with it.
func (r *record) noteUnusedStep(name, text string) {
	if text != "" && text != usualStep {
		r.note(name, "%s %s ignored: event tokens have no time step", name, mask.SeedValue(text))
	}
}

// noteUnusedCounter is for a counter that a time token does not have.
func (r *record) noteUnusedCounter(name, text string) {
	if strings.Trim(text, "0") != "" {
		r.note(name, "%s %s ignored: time tokens have no counter", name, mask.SeedValue(text))
	}
}

// usualStep is the time step of nearly all files, in seconds.
var usualStep = strconv.Itoa(int(profiles.DefaultStep / time.Second))

func (r *record) warn(format string, args ...any) {
	r.warnings = append(r.warnings, fmt.Sprintf(format, args...))
}
