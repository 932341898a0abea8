package rehearsal

import (
	"slices"
	"strconv"
	"strings"

	"etokenpass/profiles"
	"etokenpass/tms"
)

// judgeCode recognises mistakes in a code that the customer has typed. result is the bank's.
func (r *Rehearsal) judgeCode(typed string, result tms.Result) {
	own := r.hand.assigned(r)
	code, ok := own.normalize(typed)
	if !ok { // the bank has said so
		return
	}
	if shown := own.find(code); shown != nil {
		r.judgeKnownCode(own, shown, result)
	} else if result != tms.Accepted { // otherwise it is valid by chance
		r.judgeUnknownCode(own, own.codeBack(0), code, r.consequence(result))
	}
}

// judgeKnownCode recognises that a code of the customer's token was generated or typed at the
// wrong time.
func (r *Rehearsal) judgeKnownCode(f *fob, shown *shownCode, result tms.Result) {
	switch {
	case result == tms.Accepted:
		r.judgeEarly(shown)
		r.judgeLate(f, shown)
		shown.used = true
	case result == tms.Replayed:
		r.judgeUsed(f, shown, r.consequence(result))
	case isChecked(result) && f.Type == profiles.Time && r.isInStep(f): // a present one would have been accepted
		r.made(ExpiredCode,
			sentence("rehearsal.mistake.expired_code", "code", shown.text),
			sentence("rehearsal.real.expired_code").with("consequence", r.consequence(result)))
	case isChecked(result):
		r.judgeEarly(shown)
	}
}

// judgeEarly recognises, once for each code, that it was generated before its field appeared.
func (r *Rehearsal) judgeEarly(shown *shownCode) {
	if shown.early {
		shown.early = false
		r.mistake(EarlyCode)
	}
}

// judgeLate recognises that a code was typed after it had gone off.
func (r *Rehearsal) judgeLate(f *fob, shown *shownCode) {
	real := sentence("rehearsal.real.late_code")
	if f.Type == profiles.Time {
		real = sentence("rehearsal.real.late_code_time")
	}
	if !f.isLit(shown) {
		r.made(LateCode, sentence("rehearsal.mistake.late_code"), real)
	}
}

// judgeUsed recognises why a code is used up. A bank whose counter is ahead of the token's for
// another reason refuses codes without anyone's mistake.
func (r *Rehearsal) judgeUsed(f *fob, shown *shownCode, consequence Sentence) {
	isLater := func(other shownCode) bool { return other.used && other.factor > shown.factor }
	var text, real Sentence
	switch {
	case shown.used:
		text = sentence("rehearsal.mistake.used_code", "code", shown.text)
		real = sentence("rehearsal.real.used_code").with("consequence", consequence)
	case slices.ContainsFunc(f.codes, isLater):
		text = sentence("rehearsal.mistake.used_code_older", "code", shown.text)
		real = sentence("rehearsal.real.used_code_older").with("consequence", consequence)
	case shown.stale:
		text = sentence("rehearsal.mistake.used_code_stale", "code", shown.text)
		real = sentence("rehearsal.real.used_code_stale").with("consequence", consequence)
	default:
		return
	}
	r.made(UsedCode, text, real)
}

// judgeUnknownCode recognises where a code comes from that the customer's token has not shown:
// from another token, or from a wrong reading. shown is the code that was to be read, if any.
func (r *Rehearsal) judgeUnknownCode(own *fob, shown, typed string, consequence Sentence) {
	held := r.hand.held
	for _, f := range r.hand.fobs {
		if f.find(typed) != nil {
			r.codeOfOther(f, own, typed, consequence)
			return
		}
	}
	if read := held.codeBack(0); held != own && r.judgeReading(held, read, typed, consequence) {
		r.codeOfOther(held, own, read, consequence)
		return
	}
	r.judgeReading(own, shown, typed, consequence)
}

func (r *Rehearsal) codeOfOther(other, own *fob, code string, consequence Sentence) {
	r.made(OtherToken,
		sentence("rehearsal.mistake.other_token_code", "code", code, "serial", other.Serial, "own", own.Serial),
		sentence("rehearsal.real.other_token_code").with("consequence", consequence))
}

// judgeReading recognises how a code was read or typed wrongly, and reports whether it was
// recognised.
func (r *Rehearsal) judgeReading(f *fob, shown, typed string, consequence Sentence) bool {
	frame, err := f.lcd.Frame(shown)
	if shown == "" || err != nil {
		return false
	}
	upright := guessed(frame.Reading(), typed)
	turned := asDigits.Replace(frame.Turned().Reading())
	deadSegment := func() {
		r.made(DeadSegmentCode,
			sentence("rehearsal.mistake.dead_segment_code", "typed", upright, "shown", shown),
			sentence("rehearsal.real.dead_segment_code").with("consequence", consequence))
	}
	upsideDown := func() {
		r.made(UpsideDownCode,
			sentence("rehearsal.mistake.upside_down_code", "typed", turned, "shown", shown),
			sentence("rehearsal.real.upside_down_code").with("consequence", consequence))
	}
	mistyped := func(read string) {
		r.made(MistypedCode,
			sentence("rehearsal.mistake.mistyped_code", "typed", typed, "shown", read),
			sentence("rehearsal.real.mistyped_code").with("consequence", consequence))
	}
	switch {
	case typed == upright:
		deadSegment()
	case typed == turned:
		upsideDown()
	case isMistyped(shown, typed):
		mistyped(shown)
	case isMistyped(upright, typed):
		deadSegment()
		mistyped(upright)
	case r.hand.upsideDown && isMistyped(turned, typed):
		upsideDown()
		mistyped(turned)
	default:
		return false
	}
	return true
}

// guessed returns a reading in which the characters that are no digits are those that were typed:
// the customer had to guess them.
func guessed(reading, typed string) string {
	digits := []byte(reading)
	for i := range min(len(digits), len(typed)) {
		if digits[i] < '0' || digits[i] > '9' {
			digits[i] = typed[i]
		}
	}
	return string(digits)
}

// asDigits replaces the letters that a 3, a 4 and a 7 look like upside down by the digits that a
// person would make of them.
var asDigits = strings.NewReplacer("E", "3", "h", "4", "L", "7")

// isMistyped reports whether one digit differs, or two neighbours are swapped, in texts of the same
// length.
func isMistyped(shown, typed string) bool {
	differences := differing([]rune(shown), []rune(typed))
	switch len(differences) {
	case 1:
		return true
	case 2:
		i, j := differences[0], differences[1]
		return j == i+1 && shown[i] == typed[j] && shown[j] == typed[i]
	}
	return false
}

// differing returns the positions of the characters that differ in texts of the same length.
func differing(a, b []rune) (positions []int) {
	for i := range a {
		if a[i] != b[i] {
			positions = append(positions, i)
		}
	}
	return positions
}

// isChecked reports whether the bank has compared a code, and not refused it unseen.
func isChecked(result tms.Result) bool {
	switch result {
	case tms.Accepted, tms.WrongCode, tms.Replayed, tms.OutOfWindow:
		return true
	}
	return false
}

// consequence returns what a code that the bank has refused leads to.
func (r *Rehearsal) consequence(result tms.Result) Sentence {
	policy := r.bank.validator.Policy
	failures := strconv.Itoa(policy.MaxFailures)
	switch {
	case !isChecked(result):
		return sentence("rehearsal.real.not_checked")
	case policy.Lock == tms.LockToken:
		return sentence("rehearsal.real.failed_token", "failures", failures)
	}
	return sentence("rehearsal.real.failed", "failures", failures)
}

// normalize returns the digits of a code as typed; ok is false if the bank would not take it for
// a code.
func (f *fob) normalize(typed string) (code string, ok bool) {
	return tms.NormalizeCode(typed, f.token.Profile().Digits)
}

// normalized returns two codes as the bank understands them.
func (f *fob) normalized(typed [2]string) (codes [2]string) {
	for i := range typed {
		codes[i], _ = f.normalize(typed[i])
	}
	return codes
}
