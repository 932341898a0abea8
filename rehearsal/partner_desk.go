package rehearsal

import (
	"context"

	"etokenpass/profiles"
	"etokenpass/tms"
)

// deskAnswers does what the help desk does when a customer calls: it checks who is calling,
// resynchronises, and unlocks.
func (r *Rehearsal) deskAnswers() {
	call := r.phone.call
	if item, missing := r.missing(call); missing {
		r.tell(SupportSays, "", questions[item])
		return
	}
	token := r.hand.find(call.Serial)
	switch {
	case token == nil:
		call.Serial = ""
		r.tell(SupportSays, "", sentence("rehearsal.support.unknown_serial"))
	case !r.isIdentified(call):
		call.Organisation, call.Name = "", ""
		r.tell(SupportSays, "", sentence("rehearsal.support.differs"))
	default:
		r.help(call, token)
	}
}

// missing returns what the help desk has to ask for first.
func (r *Rehearsal) missing(call *Call) (item Item, missing bool) {
	switch {
	case call.Serial == "":
		return ItemSerial, true
	case call.Organisation == "":
		return ItemOrganisation, true
	case call.Name == "":
		return ItemName, true
	}
	return "", false
}

// help resynchronises, replaces or unlocks the token of a caller who is identified.
func (r *Rehearsal) help(call *Call, token *fob) {
	locked := r.bank.look(tms.Key{Serial: token.Serial}).State() == tms.StateLocked
	switch {
	case token.isDead() && r.spare() != "":
		spare := r.spare()
		_ = r.replace(token.Serial, spare)
		r.tell(SupportSays, "", sentence("rehearsal.support.replaced", "serial", spare))
	case token.Type == profiles.Time && call.Codes[0] == "":
		r.tell(SupportSays, "", questions[ItemCodes])
		return
	case call.Codes[0] != "":
		if !r.helpWithCodes(call, token) {
			return
		}
	case call.Counter != "":
		if !r.helpWithCounter(call, token) {
			return
		}
	case !locked:
		r.tell(SupportSays, "", questions[ItemCounter])
		return
	}
	r.helpUnlock(token, locked)
	r.phone.call = nil
}

func (r *Rehearsal) helpWithCodes(call *Call, token *fob) (done bool) {
	entry, err := r.bank.validator.ResyncByCodes(context.Background(), r.call(), token.Serial, call.Codes)
	if err != nil || entry.Result != tms.Accepted {
		call.Codes = [2]string{}
		r.tell(SupportSays, "", sentence("rehearsal.support.wrong_codes"))
		return false
	}
	r.answerResync(token, entry, Support)
	r.tell(SupportSays, "", sentence("rehearsal.support.synchronised"))
	return true
}

func (r *Rehearsal) helpWithCounter(call *Call, token *fob) (done bool) {
	shown, ok := parseCounter(call.Counter)
	if !ok {
		call.Counter = ""
		r.tell(SupportSays, "", sentence("rehearsal.support.no_counter"))
		return false
	}
	entry, err := r.bank.validator.ResyncByCounter(context.Background(), r.call(), token.Serial, tms.CounterReport{Shown: shown})
	if err != nil || entry.Result != tms.Accepted {
		call.Counter = ""
		r.tell(SupportSays, "", sentence("rehearsal.support.lower"))
		return false
	}
	r.answerResync(token, entry, Support)
	r.tell(SupportSays, "", sentence("rehearsal.support.synchronised"))
	return true
}

// helpUnlock unlocks the account, unless the help desk forgets it.
func (r *Rehearsal) helpUnlock(token *fob, locked bool) {
	if !locked {
		return
	}
	r.partner.unlocks++
	if r.partner.unlocks == 1 && r.slip() {
		r.slipped(sentence("rehearsal.slip.unlock"))
		return
	}
	_ = r.unlock(token.Serial)
	r.tell(SupportSays, "", sentence("rehearsal.support.unlocked"))
}
