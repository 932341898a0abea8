package rehearsal

import (
	"slices"

	"etokenpass/tms"
)

// phone is the telephone between the customer and the help desk.
type phone struct {
	call *Call // nil if the line is free
	last *Call // the present call, or the last one that has ended; nil before the first

	// In this call: the mistakes of the help desk that were reported, and what the caller has
	// said. Each is judged once.
	judged []Mistake
	said   []string

	// In this call: what the help desk has asked for last, and the first of two codes that the
	// caller reads out one by one.
	asked Item
	first string

	// What the help desk has done since the customer last tried to sign in, and what was still
	// missing then.
	synchronised, unlocked    bool
	leftLocked, leftOutOfStep bool
}

// open answers the telephone.
func (p *phone) open(byMail bool) *Call {
	if p.call == nil {
		p.call, p.judged, p.said, p.asked, p.first = &Call{}, nil, nil, "", ""
		p.last = p.call
	}
	p.call.ByMail = byMail
	return p.call
}

// pair returns a code and the one that the caller has read out before it; nothing if it is the first.
func (p *phone) pair(code string) (codes [2]string) {
	if p.first == "" || p.first == code {
		p.first = code
		return codes
	}
	codes, p.first = [2]string{p.first, code}, ""
	return codes
}

// served returns the call that the help desk is working on: it may finish after the caller has
// hung up.
func (p *phone) served() Call {
	if p.last == nil {
		return Call{}
	}
	return *p.last
}

// say carries out what the customer tells the help desk. What is left out stays as it was.
func (r *Rehearsal) say(action Action) error {
	args := append(slices.Clone(action.Args), "", "", "", "", "")
	if action.Verb == SayCodes && (args[1] == "") != (args[2] == "") { // one code is of no use
		return wrongUse(SayCodes.kind())
	}
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

// understood reports what the help desk now knows.
func (r *Rehearsal) understood() {
	call := r.phone.call
	if call.Organisation != "" && call.Name != "" {
		r.fact(FactNamed)
	}
	if r.isReported(call) {
		r.fact(FactReported)
	}
	if r.isIdentified(call) {
		r.fact(FactIdentified)
	}
}

// isReported reports whether the customer has told what the help desk needs to unlock,
// resynchronise or replace the right token.
func (r *Rehearsal) isReported(call *Call) bool {
	own := r.hand.assigned(r)
	if !isSaid(call.Serial, own.Serial) {
		return false
	}
	if own.isDead() || r.isInStep(own) {
		return true
	}
	if call.Codes[0] != "" {
		return own.areConsecutive(own.normalized(call.Codes))
	}
	counter, ok := parseCounter(call.Counter)
	return ok && r.suffices(own, counter)
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
	return isNamed(said, user.Organisation) || isNamed(said, words.EN) || isNamed(said, words.RU)
}

func (r *Rehearsal) isOwner(said string, user *tms.User) bool {
	for _, f := range r.hand.fobs {
		if f.Login == user.Name && (isNamed(said, f.Owner.EN) || isNamed(said, f.Owner.RU)) {
			return true
		}
	}
	return isNamed(said, user.Owner)
}
