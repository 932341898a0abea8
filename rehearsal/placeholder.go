package rehearsal

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"etokenpass/tms"
)

// Commands in exercises can contain placeholders, such as {code}, for what is not known before
// the exercise is played.
var placeholderPattern = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\{([a-z_]*)\}`)
})

// placeholders holds what each placeholder stands for.
var placeholders = map[string]func(*Rehearsal) string{
	"code":          func(r *Rehearsal) string { return r.hand.held.codeBack(0) },
	"previous_code": func(r *Rehearsal) string { return r.hand.held.codeBack(1) },
	"wrong_code":    (*Rehearsal).wrongCode,
	"reading":       func(r *Rehearsal) string { return strings.TrimSpace(r.hand.reading()) },

	"serial":       func(r *Rehearsal) string { return r.hand.assigned(r).Serial },
	"held":         func(r *Rehearsal) string { return r.hand.held.Serial },
	"spare":        (*Rehearsal).spare,
	"counter":      func(r *Rehearsal) string { return formatCounter(r.hand.assigned(r).counter()) },
	"held_counter": func(r *Rehearsal) string { return formatCounter(r.hand.held.counter()) },
	"organisation": func(r *Rehearsal) string { return r.exercise.Customer.Organisation.In(r.options.Language) },
	"owner":        func(r *Rehearsal) string { return r.exercise.Customer.Owner.In(r.options.Language) },

	"told_serial":        func(r *Rehearsal) string { return r.heardCall().Serial },
	"told_counter":       func(r *Rehearsal) string { return r.heardCall().Counter },
	"told_previous_code": func(r *Rehearsal) string { return r.heardCall().Codes[0] },
	"told_code":          func(r *Rehearsal) string { return r.heardCall().Codes[1] },
}

// Placeholders returns the names of all placeholders, without their braces, in alphabetical order.
func Placeholders() []string { return slices.Sorted(maps.Keys(placeholders)) }

// fill replaces the placeholders of a command and reads it.
func (r *Rehearsal) fill(line string) (action Action, ok bool, err error) {
	return ParseAction(placeholderPattern().ReplaceAllStringFunc(line, func(name string) string {
		value, known := placeholders[strings.Trim(name, "{}")]
		if !known { // impossible: Parse refuses them
			return name
		}
		return quote(value(r))
	}))
}

// heardCall returns the call, or an empty one.
func (r *Rehearsal) heardCall() Call {
	if r.phone.call == nil {
		return Call{}
	}
	return *r.phone.call
}

// codeBack returns the code before the last n ones; "" if there is none.
func (f *fob) codeBack(n int) string {
	if n >= len(f.codes) {
		return ""
	}
	return f.codes[len(f.codes)-1-n].text
}

// wrongCode returns a code that the validator does not know. It leaves the rehearsal's own chance
// alone: typing the code has the same effect as the placeholder.
func (r *Rehearsal) wrongCode() string {
	token := r.bank.look(tms.Key{Serial: r.hand.assigned(r).Serial}).Token
	chance := newChance("wrong code", r.exercise.Name, r.options.Seed, r.elapsed().String())
	for {
		code := fmt.Sprintf("%06d", chance.IntN(1_000_000))
		if tms.Test(r.bank.validator.Policy, token, code, r.clock.Now()).Result == tms.WrongCode {
			return code
		}
	}
}

// spare returns the serial of a token in the bank's stock; "" if there is none.
func (r *Rehearsal) spare() string {
	for _, f := range r.hand.fobs {
		if f.away {
			return f.Serial
		}
	}
	return ""
}
