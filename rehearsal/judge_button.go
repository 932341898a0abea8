package rehearsal

import (
	"fmt"
	"time"

	"etokenpass/device"
)

// The program takes a press that lasts longer than this for an attempt to hold the button (both
// assumed). With a field for a code in front of them, people who press slowly want a code.
const (
	longestPress  = time.Second
	longestForKey = 2 * time.Second
)

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
