package rehearsal

import (
	"slices"
	"strconv"
	"strings"

	"etokenpass/profiles"
	"etokenpass/tms"
)

// judgeTold recognises mistakes in what the customer tells the help desk. The same wrong thing
// is reported once in a call, however often the customer repeats it.
func (r *Rehearsal) judgeTold(told Call) {
	if told.Serial != "" && r.isNews("serial", told.Serial) {
		r.judgeSerial(told.Serial)
	}
	f := r.hand.find(r.phone.call.Serial)
	if f == nil {
		f = r.hand.held
	}
	if told.Counter != "" && r.isNews("counter", told.Counter) {
		r.judgeCounter(f, told.Counter)
	}
	if told.Codes[0] != "" && r.isNews("codes", told.Codes[0], told.Codes[1]) {
		r.judgeCodes(f, told.Codes)
	}
}

// isNews reports whether the caller says something for the first time in this call.
func (r *Rehearsal) isNews(words ...string) bool {
	said := strings.Join(words, " ")
	if r.muted || slices.Contains(r.phone.said, said) {
		return false
	}
	r.phone.said = append(r.phone.said, said)
	return true
}

func (r *Rehearsal) judgeSerial(said string) {
	own := r.hand.assigned(r)
	switch f := r.hand.find(said); {
	case f == own:
	case f != nil:
		r.mistake(OtherToken, "serial", f.Serial, "own", own.Serial)
	default:
		r.made(WrongSerial, wrongSerialText(said, own.Serial), sentence("rehearsal.real.wrong_serial"))
	}
}

// wrongSerialText says what is wrong with a serial. Positions do not count spaces and dashes.
func wrongSerialText(said, serial string) Sentence {
	a, b := []rune(heard(said)), []rune(heard(serial))
	if len(a) != len(b) {
		return sentence("rehearsal.mistake.wrong_serial_length", "said", said, "serial", serial,
			"told", strconv.Itoa(len(a)), "length", strconv.Itoa(len(b)))
	}
	positions := positionsText(differing(a, b))
	if withZeros.Replace(string(a)) == withZeros.Replace(string(b)) {
		return sentence("rehearsal.mistake.wrong_serial_zero", "said", said, "serial", serial, "positions", positions)
	}
	return sentence("rehearsal.mistake.wrong_serial", "said", said, "serial", serial, "positions", positions)
}

// withZeros makes the letter O, which [heard] leaves in small Latin letters, a zero.
var withZeros = strings.NewReplacer("o", "0")

// positionsText lists characters for people, counted from 1.
func positionsText(positions []int) string {
	all := make([]string, len(positions))
	for i, position := range positions {
		all[i] = strconv.Itoa(position + 1)
	}
	return strings.Join(all, ", ")
}

// judgeCounter recognises mistakes in the counter of a token: the one whose serial was said, or
// the one in the hand.
func (r *Rehearsal) judgeCounter(f *fob, said string) {
	counter, ok := parseCounter(said)
	if ok && r.suffices(f, counter) {
		return
	}
	switch other := r.tokenShowing(counter); {
	case ok && f.hasShown(counter):
		r.outdatedCounter(f, said, counter)
	case ok && other != nil:
		r.made(OtherToken,
			sentence("rehearsal.mistake.other_token_counter", "said", said, "serial", other.Serial, "own", f.Serial),
			sentence("rehearsal.real.other_token_counter"))
	case r.isPartOfCode(digitsOf(said)):
		r.mistake(CodeAsCounter, "said", said)
	case f.Type != profiles.Time: // the help desk asks for codes instead
		r.made(WrongCounter,
			sentence("rehearsal.mistake.wrong_counter", "said", said, "counter", formatCounter(f.counter())),
			r.counterConsequence(f, counter, ok))
	}
}

// outdatedCounter reports a counter that was right when it was read. On a time token it is the
// time step, which is of no use to the bank and does no harm.
func (r *Rehearsal) outdatedCounter(f *fob, said string, counter uint64) {
	if f.Type == profiles.Time {
		return
	}
	since := (f.counter() + counterModulus - counter) % counterModulus
	real := sentence("rehearsal.real.wrong_counter_outdated", "window", r.windowText())
	if _, accepted := r.distance(f, counter); !accepted {
		real = sentence("rehearsal.real.wrong_counter_lower")
	}
	r.made(WrongCounter, sentence("rehearsal.mistake.wrong_counter_outdated", "said", said, "codes", strconv.FormatUint(since, 10)), real)
}

// tokenShowing returns the token that has shown a counter; nil if there is none.
func (r *Rehearsal) tokenShowing(counter uint64) *fob {
	for _, f := range r.hand.fobs {
		if f.hasShown(counter) {
			return f
		}
	}
	return nil
}

// isPartOfCode reports whether digits are those of a code, or five of them.
func (r *Rehearsal) isPartOfCode(digits string) bool {
	for _, f := range r.hand.fobs {
		for _, code := range f.codes {
			if len(digits) >= 5 && strings.Contains(code.text, digits) {
				return true
			}
		}
	}
	return false
}

// counterConsequence returns what the bank does with a wrong counter. isCounter is false if it
// has not even the form of one.
func (r *Rehearsal) counterConsequence(f *fob, counter uint64, isCounter bool) Sentence {
	ahead, accepted := r.distance(f, counter)
	switch {
	case r.bank.validator.Policy.ResyncByCounter != tms.CounterYes:
		return sentence("rehearsal.real.wrong_counter_useless")
	case !isCounter:
		return sentence("rehearsal.real.code_as_counter")
	case !accepted:
		return sentence("rehearsal.real.wrong_counter_lower")
	case ahead < 0:
		return sentence("rehearsal.real.wrong_counter_high")
	case r.isClose(f, counter):
		return sentence("rehearsal.real.wrong_counter_close", "window", r.windowText())
	}
	return sentence("rehearsal.real.wrong_counter")
}

// digitsOf returns the digits of a text.
func digitsOf(said string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, said)
}

// judgeCodes recognises mistakes in two codes of a token that must be consecutive.
func (r *Rehearsal) judgeCodes(f *fob, typed [2]string) {
	codes := f.normalized(typed)
	if codes[0] == "" || codes[1] == "" { // the bank says so
		return
	}
	consequence := sentence("rehearsal.real.not_synchronised")
	var shown [2]*shownCode
	for i, code := range codes {
		if shown[i] = f.find(code); shown[i] == nil {
			r.judgeUnknownCode(f, f.codeBack(len(codes)-1-i), code, consequence)
		}
	}
	if shown[0] == nil || shown[1] == nil {
		return
	}
	switch {
	case codes[0] == codes[1]:
		r.notConsecutive(f, sentence("rehearsal.mistake.not_consecutive_same", "code", codes[0]))
	case shown[0].factor == shown[1].factor+1:
		r.notConsecutive(f, sentence("rehearsal.mistake.not_consecutive_order", "first", codes[1], "second", codes[0]))
	case !f.areConsecutive(codes):
		r.notConsecutive(f, sentence("rehearsal.mistake.not_consecutive", "first", codes[0], "second", codes[1]))
	case shown[0].factor < r.bank.look(tms.Key{Serial: f.Serial}).Token.Next:
		r.judgeUsed(f, shown[0], consequence)
	}
}

func (r *Rehearsal) notConsecutive(f *fob, text Sentence) {
	real := sentence("rehearsal.real.not_consecutive")
	if f.Type == profiles.Time {
		real = sentence("rehearsal.real.not_consecutive_time").with("step", durationText(f.token.Profile().Clock.Step))
	}
	r.made(NotConsecutive, text, real)
}

// areConsecutive reports whether a token has shown two codes one after the other.
func (f *fob) areConsecutive(codes [2]string) bool {
	first, second := f.find(codes[0]), f.find(codes[1])
	return first != nil && second != nil && first.factor+1 == second.factor
}
