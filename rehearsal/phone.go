package rehearsal

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"etokenpass/profiles"
	"etokenpass/tms"
)

// phone is the telephone between the customer and the help desk.
type phone struct {
	call *Call // nil if the line is free

	judged []Mistake // of the identity, in this call; each is reported once

	// What the help desk has done since the customer last tried to sign in.
	synchronised, unlocked bool
}

// open answers the telephone.
func (p *phone) open(byMail bool) *Call {
	if p.call == nil {
		p.call, p.judged = &Call{}, nil
	}
	p.call.ByMail = byMail
	return p.call
}

// say carries out what the customer tells the help desk. What is left out stays as it was.
func (r *Rehearsal) say(action Action) error {
	args := append(slices.Clone(action.Args), "", "", "", "", "")
	call := r.phone.open(action.Verb == Mail)
	told := Call{Serial: args[0]}
	if action.Verb == SayCodes {
		told.Codes = [2]string{args[1], args[2]}
		told.Organisation, told.Name = args[3], args[4]
	} else {
		told.Counter, told.Organisation, told.Name = args[1], args[2], args[3]
	}
	call.add(told)
	r.tell(CustomerSays, "", r.told(told))
	r.judgeTold(told)
	r.understood()
	return nil
}

// add takes over what is said.
func (c *Call) add(told Call) {
	for _, field := range []struct {
		into *string
		said string
	}{
		{&c.Serial, told.Serial}, {&c.Counter, told.Counter}, {&c.Organisation, told.Organisation}, {&c.Name, told.Name},
	} {
		if field.said != "" {
			*field.into = field.said
		}
	}
	if told.Codes[0] != "" {
		c.Codes = told.Codes
	}
}

// told returns the sentence that a caller says.
func (r *Rehearsal) told(c Call) Sentence {
	var all []Sentence
	if c.Serial != "" {
		all = append(all, sentence("rehearsal.says.serial", "serial", c.Serial))
	}
	if c.Counter != "" {
		all = append(all, sentence("rehearsal.says.counter", "counter", c.Counter))
	}
	if c.Codes[0] != "" {
		all = append(all, sentence("rehearsal.says.codes", "first", c.Codes[0], "second", c.Codes[1]))
	}
	if c.Organisation != "" {
		all = append(all, sentence("rehearsal.says.organisation", "organisation", c.Organisation))
	}
	if c.Name != "" {
		all = append(all, sentence("rehearsal.says.name", "name", c.Name))
	}
	if all == nil {
		return sentence("rehearsal.says.nothing")
	}
	return Sentence{list: all}
}

// judgeTold recognises mistakes in what the customer tells the help desk.
func (r *Rehearsal) judgeTold(told Call) {
	f := r.hand.held
	if told.Serial != "" {
		r.judgeSerial(told.Serial)
	}
	if told.Counter != "" {
		r.judgeCounter(f, told.Counter)
	}
	for i, code := range told.Codes {
		if back := len(f.codes) - len(told.Codes) + i; code != "" && back >= 0 && f.codes[back].text != code {
			r.judgeReading(f, f.codes[back].text, code)
		}
	}
}

func (r *Rehearsal) judgeSerial(said string) {
	own := r.hand.assigned(r)
	switch f := r.hand.find(said); {
	case f == own:
	case f != nil:
		r.mistake(OtherToken, "serial", f.Serial, "own", own.Serial)
	case len(said) != len(own.Serial):
		r.mistake(WrongSerial, "said", said, "serial", own.Serial, "positions", "–")
	default:
		r.mistake(WrongSerial, "said", said, "serial", own.Serial, "positions", positionsText(differing(strings.ToUpper(said), strings.ToUpper(own.Serial))))
	}
}

func (r *Rehearsal) judgeCounter(f *fob, said string) {
	counter, ok := parseCounter(said)
	if ok && counter == f.counter() || f.Type == profiles.Time {
		return
	}
	if code, shown := f.lastCode(); shown && strings.Contains(code.text, digitsOf(said)) && len(digitsOf(said)) >= 5 {
		r.mistake(CodeAsCounter, "said", said)
		return
	}
	r.mistake(WrongCounter, "said", said, "counter", formatCounter(f.counter()))
}

// understood reports what the help desk now knows.
func (r *Rehearsal) understood() {
	call := r.phone.call
	if r.isReported(call) {
		r.fact(FactReported)
	}
	if r.isIdentified(call) {
		r.fact(FactIdentified)
	}
}

// isReported reports whether the customer has told what the help desk needs to resynchronise or
// replace the right token.
func (r *Rehearsal) isReported(call *Call) bool {
	own := r.hand.assigned(r)
	if !isSaid(call.Serial, own.Serial) {
		return false
	}
	if own.isDead() {
		return true
	}
	if n := len(own.codes); call.Codes[0] != "" && n >= 2 {
		return call.Codes[0] == own.codes[n-2].text && call.Codes[1] == own.codes[n-1].text
	}
	counter, ok := parseCounter(call.Counter)
	return ok && counter == own.counter()
}

// isIdentified reports whether organisation and name are those of the token that the caller
// names.
func (r *Rehearsal) isIdentified(call *Call) bool {
	user := r.userOf(call.Serial)
	return user != nil && r.isOrganisation(call.Organisation, user) && r.isOwner(call.Name, user)
}

// userOf returns the user of the token that a serial names; nil if there is none.
func (r *Rehearsal) userOf(serial string) *tms.User {
	f := r.hand.find(serial)
	if f == nil {
		return nil
	}
	return r.bank.look(tms.Key{Serial: f.Serial}).User
}

// isOrganisation compares what a caller said in any language.
func (r *Rehearsal) isOrganisation(said string, user *tms.User) bool {
	words := r.exercise.Customer.Organisation
	return isSaid(said, user.Organisation) || isSaid(said, words.EN) || isSaid(said, words.RU)
}

func (r *Rehearsal) isOwner(said string, user *tms.User) bool {
	for _, f := range r.hand.fobs {
		if f.Login == user.Name && (isSaid(said, f.Owner.EN) || isSaid(said, f.Owner.RU)) {
			return true
		}
	}
	return isSaid(said, user.Owner)
}

// parseCounter reads a counter as people say it: F00042, 00042 or 42.
func parseCounter(said string) (counter uint64, ok bool) {
	digits := strings.TrimLeft(strings.ToUpper(strings.ReplaceAll(said, " ", "")), "FФ")
	counter, err := strconv.ParseUint(digits, 10, 64)
	return counter, err == nil && len(digits) <= 5
}

func formatCounter(counter uint64) string { return fmt.Sprintf("F%05d", counter%100_000) }

func digitsOf(said string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, said)
}
