package rehearsal

import (
	"slices"
	"strconv"

	"etokenpass/tms"
)

// judgeIdentity recognises that the desk changes a token without having checked who is calling.
// The bank's guide has no other check: step 4 of its procedure.
func (r *Rehearsal) judgeIdentity(token *fob) {
	call := r.phone.served()
	if told := r.hand.find(call.Serial); told != nil && told != token {
		r.mistakeInCall(OtherSerial, "said", call.Serial, "serial", token.Serial)
		return
	}
	user := r.bank.look(tms.Key{Serial: token.Serial}).User
	switch {
	case call.Organisation == "":
		r.mistakeInCall(OrganisationNotAsked)
	case user != nil && !r.isOrganisation(call.Organisation, user):
		r.mistakeInCall(OrganisationDiffers, "said", call.Organisation, "stored", user.Organisation)
	}
	switch {
	case call.Name == "":
		r.mistakeInCall(NameNotAsked)
	case user != nil && !r.isOwner(call.Name, user):
		r.mistakeInCall(NameDiffers, "said", call.Name, "stored", user.Owner)
	}
}

// mistakeInCall records a mistake once in a call.
func (r *Rehearsal) mistakeInCall(mistake Mistake, values ...string) {
	if r.muted || slices.Contains(r.phone.judged, mistake) {
		return
	}
	r.phone.judged = append(r.phone.judged, mistake)
	r.mistake(mistake, values...)
}

// judgeCounterTyped recognises that the desk has typed another counter than the caller said. It
// does not blame the desk for the token's true counter. result is that of the resynchronisation.
func (r *Rehearsal) judgeCounterTyped(token *fob, typed uint64, result tms.Result) {
	call := r.phone.served()
	told := r.hand.find(call.Serial)
	if call == (Call{}) || typed == token.counter() || told != nil && told != token {
		return
	}
	text := sentence("rehearsal.mistake.other_counter", "said", call.Counter, "typed", formatCounter(typed))
	if call.Counter == "" {
		text = sentence("rehearsal.mistake.other_counter_untold", "typed", formatCounter(typed))
	} else if said, ok := parseCounter(call.Counter); ok && said == typed {
		return
	}
	real := sentence("rehearsal.real.other_counter")
	switch {
	case result != tms.Accepted:
		real = sentence("rehearsal.real.other_counter_refused")
	case r.isInStep(token):
		real = sentence("rehearsal.real.other_counter_close", "window", r.windowText())
	}
	r.made(OtherCounter, text, real)
}

// judgeCodesTyped recognises that the desk has typed other codes than the caller said, and that
// the resynchronisation has failed.
func (r *Rehearsal) judgeCodesTyped(token *fob, typed [2]string, result tms.Result) {
	said := r.phone.served().Codes
	if result == tms.Accepted || said[0] == "" || token.normalized(said) == token.normalized(typed) {
		return
	}
	r.made(OtherCounter,
		sentence("rehearsal.mistake.other_counter_codes", "said", said[0]+", "+said[1], "typed", typed[0]+", "+typed[1]),
		sentence("rehearsal.real.not_synchronised"))
}

// noteSynchronised notes for judgeCall that the desk has resynchronised a token. Codes from
// before it are used up.
func (r *Rehearsal) noteSynchronised(token *fob) {
	for i := range token.codes {
		token.codes[i].stale = true
	}
	r.phone.synchronised = true
	r.phone.leftLocked = r.customer().State() == tms.StateLocked
}

// noteUnlocked notes for judgeCall that the desk has unlocked an account.
func (r *Rehearsal) noteUnlocked() {
	r.phone.unlocked = true
	r.phone.leftOutOfStep = !r.isInStep(r.hand.assigned(r))
}

// judgeCall recognises that the help desk has done only half of what was needed. This shows at
// the latest when the customer is refused again. What the customer has spoilt since is not the
// help desk's mistake.
func (r *Rehearsal) judgeCall() {
	p := &r.phone
	switch {
	case p.unlocked && !p.synchronised && p.leftOutOfStep && !r.isInStep(r.hand.assigned(r)):
		r.mistake(UnlockedOnly)
	case p.synchronised && !p.unlocked && p.leftLocked && r.customer().State() == tms.StateLocked:
		r.mistake(SynchronisedOnly)
	}
	p.synchronised, p.unlocked = false, false
}

// windowText returns how many codes the bank looks ahead.
func (r *Rehearsal) windowText() string {
	return strconv.FormatUint(r.bank.validator.Policy.Window, 10)
}
