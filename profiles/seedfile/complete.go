package seedfile

import (
	"cmp"
	"fmt"
	"math"
	"time"

	"etokenpass/internal/mask"
	"etokenpass/profiles"
)

// maxStepSeconds is the longest time step.
const maxStepSeconds = int64(profiles.MaxStep / time.Second)

// complete converts a record to a token: it applies overrides, fills in what the file leaves
// open and checks the values. The token's traits are those in *traits, which it overwrites.
func (r *record) complete(f Format, o Overrides, traits *Traits) (Token, *Error) {
	*traits = Traits{Model: r.model, Manufacturer: r.manufacturer, Type: cmp.Or(o.Type, r.kind, profiles.Event)}
	t := Token{
		Serial:   r.serial,
		Secret:   r.secret,
		Line:     r.line,
		Warnings: r.warnings,
		Traits:   traits,
	}
	if problem := r.completeSerial(&t, f); problem != nil {
		return Token{}, problem
	}
	key := len(r.secret.Key())
	t.Algorithm = cmp.Or(o.Algorithm, r.algorithm, f.algorithm(key))
	if r.digits != 0 && o.Digits == 0 && (r.digits < profiles.MinDigits || r.digits > profiles.MaxDigits) {
		return Token{}, r.bad("override it with --digits N", "codes have %d digits: must be %s", r.digits, profiles.DigitsAllowed)
	}
	t.Digits = cmp.Or(o.Digits, int(r.digits), profiles.DefaultDigits)
	if key == 0 {
		return Token{}, r.bad("", "no secret")
	}
	if problem := r.completeBattery(&t, o); problem != nil {
		return Token{}, problem
	}
	t.Model, t.Manufacturer = t.checkLabel("model", t.Model), t.checkLabel("manufacturer", t.Manufacturer)
	if t.Type == profiles.Event {
		r.completeEvent(&t, f, o)
		return t, nil
	}
	problem := r.completeTime(&t, f, o)
	return t, problem
}

// completeSerial cleans up the serial, or returns why it is invalid. It refuses a secret in
// place of the serial first, before another error could show it.
func (r *record) completeSerial(t *Token, f Format) *Error {
	serial, notes, problem := f.repaired(r.serial)
	t.Serial = serial
	r.notes = append(r.notes, notes...)
	switch {
	case areSwapped(serial, r.secret):
		return r.bad(swappedAdvice(f), "serial and secret seem to be swapped")
	case problem != "":
		return r.bad(repairAdvice(f), "%s", problem)
	case serial == "":
		return r.bad("", "no serial")
	case !profiles.ValidSerial(serial):
		return r.bad("", "serial %q: must be 1 to %d printable characters", mask.Shorten(serial), profiles.MaxSerial)
	}
	if mask.LooksSecret(serial) {
		r.note("serial", "a serial looks like a secret: is it in the right place?")
	}
	return nil
}

func repairAdvice(f Format) string {
	if f == CSV {
		return spreadsheetAdvice
	}
	return ""
}

func swappedAdvice(f Format) string {
	if f == CSV {
		return "the columns must be " + columnOrder
	}
	return ""
}

// checkLabel returns a model or manufacturer, or "" and a warning if a profile cannot hold it.
func (t *Token) checkLabel(what, text string) string {
	if text == "" || profiles.ValidModel(text) {
		return text
	}
	t.Warnings = append(t.Warnings, fmt.Sprintf("%s %q ignored: must be at most %d printable characters", what, mask.Shorten(text), profiles.MaxModel))
	return ""
}

func (r *record) completeEvent(t *Token, f Format, o Overrides) {
	next := r.movingFactor
	if o.MovingFactor != nil {
		next = o.MovingFactor
	}
	if next != nil {
		t.MovingFactor = *next
	}
	t.FirstMovingFactor = f.FirstMovingFactor(t.MovingFactor)
}

func (r *record) completeTime(t *Token, f Format, o Overrides) *Error {
	t.Step, t.Epoch = profiles.DefaultStep, f.Epoch()
	switch {
	case o.Step != 0:
		t.Step = o.Step
	case r.step > uint64(maxStepSeconds):
		return r.bad("override it with --step 30s", "time step is %d s: must be 1 to %d s", r.step, maxStepSeconds)
	case r.step != 0:
		t.Step = time.Duration(r.step) * time.Second
	}
	if o.Epoch != nil {
		t.Epoch = *o.Epoch
	}
	if r.drift == 0 {
		return nil
	}
	if o.Drift {
		most := int64(profiles.MaxOffset / t.Step)
		if r.drift > most || r.drift < -most || r.drift > math.MaxInt32 || r.drift < math.MinInt32 {
			return r.bad("", "clock drift is %d steps of %s: must be at most ten years", r.drift, t.Step)
		}
		t.Drift = int(r.drift)
		return nil
	}
	t.Warnings = append(t.Warnings, fmt.Sprintf("clock drift of %+d steps ignored, so the codes are those of the correct time: keep the drift with import --time-drift", r.drift))
	return nil
}

// bad returns the error for a record that is not a valid token.
func (r *record) bad(advice, format string, args ...any) *Error {
	return &Error{Line: r.line, Serial: r.serial, Problem: fmt.Sprintf(format, args...), Advice: advice}
}
