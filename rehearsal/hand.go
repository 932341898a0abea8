package rehearsal

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"time"

	"etokenpass/device"
	"etokenpass/display"
	"etokenpass/profiles"
)

// hand is the customer's hand: the tokens within reach, and how one of them is held.
type hand struct {
	fobs       []*fob
	held       *fob
	back       bool
	upsideDown bool
}

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

// The program takes a press that lasts longer than this for an attempt to hold the button (both
// assumed). With a field for a code in front of them, people who press slowly want a code.
const (
	longestPress  = time.Second
	longestForKey = 2 * time.Second
)

// fill makes the tokens of the exercise.
func (h *hand) fill(r *Rehearsal) error {
	for i := range r.exercise.Tokens {
		token := &r.exercise.Tokens[i]
		made, err := r.newFob(token)
		if err != nil {
			return fmt.Errorf("token %s: %w", token.Serial, err)
		}
		h.fobs = append(h.fobs, made)
	}
	return nil
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
	return nil, errors.New("no code is as first_code asks") // no digit looks like another without some segments
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

// assigned returns the token that the bank has assigned to the customer, or the first one.
func (h *hand) assigned(r *Rehearsal) *fob {
	for _, fob := range h.fobs {
		if r.bank.isAssigned(fob.Serial, r.exercise.Customer.Login) {
			return fob
		}
	}
	return h.fobs[0]
}

func (h *hand) find(serial string) *fob {
	for _, fob := range h.fobs {
		if isSaid(serial, fob.Serial) {
			return fob
		}
	}
	return nil
}

// changesIn returns the time until the next screen changes by itself.
func (h *hand) changesIn() time.Duration {
	next := time.Duration(math.MaxInt64)
	for _, fob := range h.fobs {
		if in := fob.token.Snapshot().ChangesIn; in > 0 {
			next = min(next, in)
		}
	}
	return next
}

// observe looks at all tokens and reports the screens that have changed.
func (h *hand) observe(r *Rehearsal) {
	for _, fob := range h.fobs {
		now := fob.token.Snapshot()
		before := fob.last
		fob.last = now
		if now.Sequence == before.Sequence {
			continue
		}
		if fob == h.held {
			r.emit(Event{Kind: Screen, Where: Customer, Screen: now})
		}
		fob.changed(r, before, now)
	}
}

// changed draws the conclusions from a new screen.
func (f *fob) changed(r *Rehearsal, before, now device.Snapshot) {
	switch now.State {
	case device.Code:
		early := !r.bank.hasField() && !r.muted
		f.codes = append(f.codes, shownCode{text: now.LCD, factor: now.MovingFactor, early: early})
		r.fact(FactCode)
	case device.SelfTest:
		r.fact(FactSelfTest)
	case device.CounterScreen:
		f.counters = append(f.counters, now.LCD)
		r.fact(FactCounter)
	case device.Off:
		f.wentOff(r, before)
	}
}

func (f *fob) wentOff(r *Rehearsal, before device.Snapshot) {
	switch {
	case before.State == device.Code:
		r.fact(FactDark)
	case before.State != device.SelfTest || f != r.hand.held || !r.wantsCounter():
	case before.Presses > 0:
		r.mistake(TooFewPresses, "presses", fmt.Sprint(before.Presses))
	case len(f.DeadSegments) == 0: // where some are dead, customers look at 888888 to see which
		r.mistake(SelfTestLost)
	}
}

// wantsCounter reports whether the customer has a reason to read the counter: the help desk does
// not know it yet, or a step asks for it.
func (r *Rehearsal) wantsCounter() bool {
	if call := r.phone.call; call != nil && call.Counter == "" && call.Codes[0] == "" {
		return true
	}
	for i, step := range r.exercise.Steps {
		if (step.Done == FactCounter || step.Done == FactReported) && !r.steps[i].Done {
			return true
		}
	}
	return false
}

// handle carries out what the customer does with the token.
func (r *Rehearsal) handle(action Action) error {
	h := &r.hand
	switch action.Verb {
	case Press:
		r.press(max(action.Count, 1))
	case Hold:
		r.holdFor(cmp.Or(action.Time, h.held.token.Profile().Button.Hold))
	case Down:
		r.down()
	case Up:
		r.up()
	case Turn:
		h.back = !h.back
		r.look()
	case UpsideDown:
		h.upsideDown = !h.upsideDown
		if !h.upsideDown {
			r.fact(FactUpright)
		}
		r.look()
	case Read:
		r.look()
	case Take:
		return r.take(action.Args[0])
	}
	return nil
}

// press presses the button several times, as fast as a person does.
func (r *Rehearsal) press(count int) {
	for i := range count {
		if i > 0 {
			r.pass(device.PressEvery - device.PressTime)
		}
		r.holdFor(device.PressTime)
		if r.ended {
			return
		}
	}
}

func (r *Rehearsal) holdFor(d time.Duration) {
	r.down()
	r.pass(d)
	r.up()
}

func (r *Rehearsal) down() {
	f := r.hand.held
	if f.token.Snapshot().Down {
		return
	}
	r.hand.back = false // the button is on the front
	f.downOn = f.token.Down()
	r.hand.observe(r)
}

func (r *Rehearsal) up() {
	f := r.hand.held
	button := f.token.Snapshot()
	if !button.Down {
		return
	}
	shown, err := f.token.Up()
	switch {
	case !errors.Is(err, device.ErrDead):
		f.judgeRelease(r, button.Held)
		r.hand.observe(r)
	case shown.State == device.Off:
		r.tell(Seen, Customer, sentence("rehearsal.seen.dead"))
		r.fact(FactDark)
	}
}

// judgeRelease recognises mistakes at the button, which was down for the time held.
func (f *fob) judgeRelease(r *Rehearsal, held time.Duration) {
	began := f.downOn.State
	longest := longestPress
	if began == device.Off && r.bank.hasField() {
		longest = longestForKey
	}
	switch {
	case held >= f.token.Profile().Button.Hold, began == device.SelfTest: // a hold, or a press that counts
	case held >= longest:
		f.releasedEarly(r, held)
	case f.judged == f.downOn.Sequence: // said once for each screen
	case began == device.Code:
		f.judged = f.downOn.Sequence
		r.mistake(PressedWhileLit)
	case began == device.CounterScreen:
		f.judged = f.downOn.Sequence
		r.mistake(TooManyPresses)
	}
}

// releasedEarly reports an attempt to hold the button. On a lit LCD it has no effect.
func (f *fob) releasedEarly(r *Rehearsal, held time.Duration) {
	text := sentence("rehearsal.mistake.released_early").with("time", decimalText(held))
	real := sentence("rehearsal.real.released_early")
	if f.downOn.State != device.Off {
		real = sentence("rehearsal.real.released_early_lit")
	}
	r.made(ReleasedEarly, text, real)
}

// look reports what the customer sees on the side of the token that is up.
func (r *Rehearsal) look() {
	h := &r.hand
	switch {
	case h.back:
		r.tell(Seen, Customer, sentence("rehearsal.seen.back", "serial", h.held.Serial))
		r.fact(FactSerial)
	case h.held.last.State == device.Off:
		r.tell(Seen, Customer, sentence("rehearsal.seen.off"))
	case h.upsideDown:
		r.tell(Seen, Customer, sentence("rehearsal.seen.upside_down", "reading", h.reading()))
	default:
		r.tell(Seen, Customer, sentence("rehearsal.seen.front", "reading", h.reading()))
	}
}

// frame returns what the customer sees on the LCD.
func (h *hand) frame() display.Frame {
	frame, err := h.held.lcd.Frame(h.held.last.LCD)
	if err != nil { // impossible: the firmware shows only what an LCD can
		panic("internal error: " + err.Error())
	}
	if h.upsideDown {
		return frame.Turned()
	}
	return frame
}

func (h *hand) reading() string { return h.frame().Reading() }

// take exchanges the token in the hand.
func (r *Rehearsal) take(serial string) error {
	f := r.hand.find(serial)
	if f == nil || f.away {
		return wrongAction("rehearsal.error.take", "serial", serial)
	}
	r.up()
	r.hand.held, r.hand.back = f, false
	r.tell(Seen, Customer, sentence("rehearsal.seen.taken", "serial", f.Serial))
	if f == r.hand.assigned(r) {
		r.fact(FactTaken)
	}
	return nil
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

// markUsed notes that the bank has accepted a code. A time token shows the same one again within
// its time step.
func (f *fob) markUsed(code *shownCode) {
	factor := code.factor
	for i := range f.codes {
		f.codes[i].used = f.codes[i].used || f.codes[i].factor == factor
	}
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
	return counter % 100_000
}
