package rehearsal

import (
	"fmt"

	"etokenpass/device"
	"etokenpass/display"
	"etokenpass/profiles"
)

// fob is a token in use.
type fob struct {
	*Fob
	token *device.Token
	lcd   display.LCD
	away  bool // it is not within the customer's reach

	last device.Snapshot // what the LCD showed when it was last looked at

	downOn   device.Snapshot // the screen when the button went down
	judged   uint64          // the number of the last screen on which a needless press was reported
	codes    []shownCode
	counters []string // the counter screens that it has shown
}

// shownCode is a code that a token has shown.
type shownCode struct {
	text   string
	factor uint64
	early  bool // no field for a code was shown when it appeared; reported once
	used   bool // the bank has accepted it
	stale  bool // the token has been synchronised since
}

// maxSecrets is how many secrets are tried until the first code is as the exercise asks. One in
// about ten is.
const maxSecrets = 10_000

// newFob makes a token with a secret that follows from the seed, and whose next code is as the
// exercise asks.
func (r *Rehearsal) newFob(from *Fob) (*fob, error) {
	made := &fob{Fob: from, away: from.IsSpare()}
	for attempt := range maxSecrets {
		key := hash("secret", r.exercise.Name, from.Serial, r.options.Seed, fmt.Sprint(attempt))
		profile, err := from.profile(key[:20])
		if err != nil {
			return nil, err
		}
		if made.lcd, err = display.NewLCD(profile.Cells(), from.DeadSegments...); err != nil {
			return nil, err
		}
		if from.Login == r.exercise.Customer.Login && !r.suits(profile, made.lcd) {
			continue
		}
		if made.token, err = device.New(profile, r.clock, device.NewMemory(from.Counter)); err != nil {
			return nil, err
		}
		made.last = made.token.Snapshot()
		return made, nil
	}
	// No digit looks like another one without some segments.
	return nil, fmt.Errorf("first_code %s: none of %d codes reads as a different one: choose other dead_segments, or leave out first_code", r.exercise.FirstCode, maxSecrets)
}

// profile returns the profile of the token. Practice tokens are ordinary ones: all times and
// numbers are the defaults.
func (f *Fob) profile(key []byte) (*profiles.Profile, error) {
	secret, err := profiles.NewSecret(key)
	if err != nil {
		return nil, err
	}
	profile := profiles.New(f.Serial, secret)
	profile.Counter = f.Counter
	profile.Display.DeadSegments = f.DeadSegments
	if f.Life > 0 {
		profile.Battery = &profiles.Battery{Codes: f.Life}
	}
	if f.Type == profiles.Time {
		profile.Type = profiles.Time
		profile.Clock.Offset = f.Offset
	}
	return profile, nil
}

// suits reports whether the next code of a token is as the exercise asks.
func (r *Rehearsal) suits(profile *profiles.Profile, lcd display.LCD) bool {
	if r.exercise.FirstCode == AnyCode {
		return true
	}
	trial, err := device.New(profile, r.clock, device.NewMemory(profile.Counter))
	if err != nil {
		return false
	}
	shown, err := trial.Press()
	if err != nil {
		return false
	}
	frame, err := lcd.Frame(shown.LCD)
	if err != nil {
		return false
	}
	if r.exercise.FirstCode == Misreads {
		return isOtherCode(frame.Reading(), shown.LCD)
	}
	return isOtherCode(frame.Turned().Reading(), shown.LCD)
}

// isOtherCode reports whether a reading has only digits and is not the code.
func isOtherCode(reading, code string) bool {
	for _, r := range reading {
		if r < '0' || r > '9' {
			return false
		}
	}
	return reading != code
}

// find returns the last code with these digits that the token has shown; nil if there is none.
func (f *fob) find(digits string) *shownCode {
	for i := len(f.codes) - 1; i >= 0; i-- {
		if f.codes[i].text == digits {
			return &f.codes[i]
		}
	}
	return nil
}

// showed notes a code that the token shows. A time token shows the same one again within its time
// step, with what has become of it.
func (f *fob) showed(screen device.Snapshot, early bool) {
	code := shownCode{text: screen.LCD, factor: screen.MovingFactor, early: early}
	if last, ok := f.lastCode(); ok && last.factor == code.factor {
		code.used, code.stale = last.used, last.stale
	}
	f.codes = append(f.codes, code)
}

// lastCode returns the last code that the token has shown.
func (f *fob) lastCode() (code *shownCode, ok bool) {
	if len(f.codes) == 0 {
		return nil, false
	}
	return &f.codes[len(f.codes)-1], true
}

// isLit reports whether the LCD shows a code now.
func (f *fob) isLit(code *shownCode) bool {
	last, ok := f.lastCode()
	return ok && last == code && f.last.State == device.Code
}

// isDead reports whether the battery is empty.
func (f *fob) isDead() bool {
	counter, err := f.token.Counter()
	return err == nil && f.Life > 0 && counter >= f.Life
}

// counter returns the five digits of the counter screen.
func (f *fob) counter() uint64 {
	counter, _ := f.token.Counter() // the memory is in this process and cannot fail
	return counter % counterModulus
}
