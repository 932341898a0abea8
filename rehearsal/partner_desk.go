package rehearsal

import (
	"context"

	"etokenpass/internal/locale"
	"etokenpass/profiles"
	"etokenpass/tms"
)

// deskAnswers does what the help desk does when a customer calls: it checks who is calling,
// resynchronises, and unlocks.
func (r *Rehearsal) deskAnswers() {
	call := r.phone.call
	if item, missing := r.missing(call); missing {
		r.inquire(item)
		return
	}
	token := r.hand.find(call.Serial)
	switch {
	case token == nil:
		call.Serial = ""
		r.tell(SupportSays, "", sentence("rehearsal.support.unknown_serial"))
	case !r.isIdentified(call):
		*call = Call{ByMail: call.ByMail, Serial: call.Serial} // the rest may be of another token
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
	record := r.bank.look(tms.Key{Serial: token.Serial})
	locked := record.State() == tms.StateLocked
	_, outOfStep := record.Token.OutOfStep()
	toldMore := call.Counter != "" || call.Codes[0] != ""
	onlyLocked := locked && !outOfStep && !toldMore && !token.isDead()
	if !onlyLocked {
		var done bool
		if token, done = r.bringIntoStep(call, token); !done {
			return
		}
	}
	if locked {
		r.helpUnlock(token, onlyLocked)
	}
	r.phone.call = nil
}

// bringIntoStep returns the token that the customer has afterwards. done is false if the help
// desk has to know more.
func (r *Rehearsal) bringIntoStep(call *Call, token *fob) (after *fob, done bool) {
	needsCodes := token.Type == profiles.Time || r.bank.validator.Policy.ResyncByCounter != tms.CounterYes
	switch {
	case token.isDead():
		return r.helpReplace(token)
	case call.Codes[0] != "":
		return r.helpWithCodes(call, token)
	case needsCodes:
		r.inquire(ItemCodes)
	case call.Counter != "":
		return r.helpWithCounter(call, token)
	default:
		r.inquire(ItemCounter)
	}
	return token, false
}

func (r *Rehearsal) helpWithCodes(call *Call, token *fob) (after *fob, done bool) {
	codes := [2]string{call.Codes[0], r.typed(call.Codes[1])}
	entry, err := r.bank.validator.ResyncByCodes(context.Background(), r.call(), token.Serial, codes)
	if err != nil || entry.Result != tms.Accepted {
		return r.helpRefused(call, token, "rehearsal.support.wrong_codes")
	}
	r.answerResync(token, entry, Support)
	r.tell(SupportSays, "", sentence("rehearsal.support.synchronised"))
	return token, true
}

func (r *Rehearsal) helpWithCounter(call *Call, token *fob) (after *fob, done bool) {
	if _, ok := parseCounter(call.Counter); !ok {
		call.Counter = ""
		r.tell(SupportSays, "", sentence("rehearsal.support.no_counter"))
		return token, false
	}
	shown, _ := parseCounter(r.typed(call.Counter))
	entry, err := r.bank.validator.ResyncByCounter(context.Background(), r.call(), token.Serial, tms.CounterReport{Shown: shown})
	if err != nil || entry.Result != tms.Accepted {
		return r.helpRefused(call, token, "rehearsal.support.lower")
	}
	r.answerResync(token, entry, Support)
	r.tell(SupportSays, "", sentence("rehearsal.support.synchronised"))
	return token, true
}

// typed returns what the help desk types. The first time, it may swap two digits.
func (r *Rehearsal) typed(said string) string {
	r.partner.typed++
	digits := digitsOf(said)
	if r.partner.typed > 1 || !r.slip() {
		return digits
	}
	r.slipped(sentence("rehearsal.slip.typed"))
	return r.swapped(digits)
}

// helpRefused asks again for what the validator has refused. The second time, its counter must
// be too high. Nothing can lower it, so the token is replaced.
func (r *Rehearsal) helpRefused(call *Call, token *fob, text locale.Key) (after *fob, done bool) {
	call.Counter, call.Codes = "", [2]string{}
	if r.partner.refusals++; r.partner.refusals == 1 {
		r.tell(SupportSays, "", sentence(text))
		return token, false
	}
	return r.helpReplace(token)
}

func (r *Rehearsal) helpReplace(token *fob) (after *fob, done bool) {
	spare := r.spare()
	if spare == "" {
		r.tell(SupportSays, "", sentence("rehearsal.support.no_spare"))
		return token, false
	}
	_ = r.replace(token.Serial, spare)
	r.partner.refusals = 0
	r.tell(SupportSays, "", sentence("rehearsal.support.replaced", "serial", spare))
	return r.hand.find(spare), true
}

// helpUnlock unlocks the account. After other work, the help desk may forget it.
func (r *Rehearsal) helpUnlock(token *fob, first bool) {
	r.partner.unlocks++
	if !first && r.partner.unlocks == 1 && r.slip() {
		r.slipped(sentence("rehearsal.slip.unlock"))
		return
	}
	_ = r.unlock(token.Serial)
	r.tell(SupportSays, "", sentence("rehearsal.support.unlocked"))
}
