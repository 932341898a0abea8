package rehearsal

import (
	"fmt"

	"etokenpass/device"
	"etokenpass/tms"
)

// judgeCode recognises mistakes in a code that the customer has typed.
func (r *Rehearsal) judgeCode(typed string, result tms.Result) {
	f := r.hand.held
	shown, ok := f.lastCode()
	if !ok {
		return
	}
	code, ok := tms.NormalizeCode(typed, len(shown.text))
	switch {
	case !ok: // the bank has said so
	case code == shown.text:
		r.judgeMoment(f, shown, result)
	case result == tms.Accepted: // an earlier code that the bank still accepts
	case f.wasUsed(code):
		r.mistake(UsedCode, "code", code)
	default:
		r.judgeReading(f, shown.text, code)
	}
	if result == tms.Accepted {
		f.markUsed(code)
	}
}

// judgeMoment recognises that the last code was generated or typed at the wrong time.
func (r *Rehearsal) judgeMoment(f *fob, shown *shownCode, result tms.Result) {
	if shown.used {
		r.mistake(UsedCode, "code", shown.text)
		return
	}
	if shown.early {
		r.mistake(EarlyCode)
	}
	if result == tms.Accepted && f.last.State != device.Code {
		r.mistake(LateCode)
	}
}

// judgeReading recognises how a code was read wrongly.
func (r *Rehearsal) judgeReading(f *fob, shown, typed string) {
	frame, err := f.lcd.Frame(shown)
	if err != nil {
		return
	}
	switch typed {
	case frame.Reading():
		r.mistake(DeadSegmentCode, "typed", typed, "shown", shown)
		return
	case frame.Turned().Reading():
		r.mistake(UpsideDownCode, "typed", typed, "shown", shown)
		return
	}
	if isMistyped(shown, typed) {
		r.mistake(MistypedCode, "typed", typed, "shown", shown)
	}
}

// isMistyped reports whether one digit differs, or two neighbours are swapped.
func isMistyped(shown, typed string) bool {
	differences := differing(shown, typed)
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
func differing(a, b string) (positions []int) {
	for i := range a {
		if a[i] != b[i] {
			positions = append(positions, i)
		}
	}
	return positions
}

func (f *fob) wasUsed(code string) bool {
	for _, shown := range f.codes {
		if shown.text == code && shown.used {
			return true
		}
	}
	return false
}

// markUsed notes that the bank has accepted a code.
func (f *fob) markUsed(code string) {
	for i := range f.codes {
		f.codes[i].used = f.codes[i].used || f.codes[i].text == code
	}
}

// positionsText lists characters for people, counted from 1.
func positionsText(positions []int) string {
	text := ""
	for i, position := range positions {
		if i > 0 {
			text += ", "
		}
		text += fmt.Sprint(position + 1)
	}
	return text
}
