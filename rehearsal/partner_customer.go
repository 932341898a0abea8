package rehearsal

import (
	"time"

	"etokenpass/device"
	"etokenpass/profiles"
	"etokenpass/tms"
)

// How long the customer takes that the program plays (assumed).
const (
	timeToType = 8 * time.Second // a code, or a login and a password
	timeToTurn = 2 * time.Second
)

// callerCalls calls the help desk.
func (r *Rehearsal) callerCalls(text Sentence) {
	if r.ended {
		return
	}
	r.phone.open(false)
	r.tell(CustomerSays, "", text)
}

// callerTriesAgain signs in after the call, and calls again if that fails.
func (r *Rehearsal) callerTriesAgain() {
	r.tryToSignIn()
	switch {
	case r.hand.held.isDead():
		r.callerCalls(sentence("rehearsal.caller.dark"))
	case r.customer().State() == tms.StateLocked:
		r.callerCalls(sentence("rehearsal.caller.locked"))
	default:
		r.callerCalls(sentence("rehearsal.caller.refused"))
	}
}

// tryToSignIn signs in with a new code, and signs a document if that is the goal.
func (r *Rehearsal) tryToSignIn() {
	h := &r.hand
	if own := h.assigned(r); h.held.isDead() && !own.away {
		h.held = own // which the help desk has sent
	}
	h.back, h.upsideDown = false, false
	if r.bank.page != PageOpen {
		if code, ok := r.newCode(func() { _ = r.login(nil) }); ok {
			_ = r.login([]string{code})
		}
	}
	if r.exercise.Reached == FactSigned && r.bank.page == PageOpen {
		if code, ok := r.newCode(func() { _ = r.sign(nil) }); ok {
			_ = r.sign([]string{code})
		}
	}
}

// newCode opens a field, generates a code and takes the time to type it. ok is false if the
// token shows none.
func (r *Rehearsal) newCode(openField func()) (code string, ok bool) {
	r.waitUntilDark()
	openField()
	r.press(1)
	if r.hand.held.last.State != device.Code {
		return "", false
	}
	r.pass(timeToType)
	return r.hand.held.codeBack(0), true
}

func (r *Rehearsal) waitUntilDark() { r.pass(r.hand.held.token.Snapshot().OffIn) }

// callerAnswers answers a question of the help desk.
func (r *Rehearsal) callerAnswers(item Item) {
	r.partner.asked[item]++
	slips := r.partner.asked[item] == 1 && r.slip()
	told := Call{}
	switch item {
	case ItemSerial:
		told.Serial = r.readSerial(slips)
	case ItemCounter:
		told.Counter = r.readCounter(slips)
	case ItemCodes:
		told.Codes = r.readCodes()
	case ItemOrganisation:
		told.Organisation = r.exercise.Customer.Organisation.In(r.options.Language)
	case ItemName:
		told.Name = r.exercise.Customer.Owner.In(r.options.Language)
	}
	if (item == ItemCounter || item == ItemCodes) && r.hand.held.isDead() {
		r.tell(CustomerSays, "", sentence("rehearsal.caller.dark"))
		return
	}
	r.phone.call.add(told)
	r.tell(CustomerSays, "", r.told(told))
	r.understood()
}

// readSerial turns the token over. Asked again, the customer notices that it is another one.
func (r *Rehearsal) readSerial(slips bool) string {
	h := &r.hand
	if own := h.assigned(r); h.held != own && !own.away {
		r.tell(CustomerSays, "", sentence("rehearsal.caller.other_token"))
		h.held = own
		r.fact(FactTaken)
	}
	r.pass(timeToTurn)
	h.back = true
	r.look()
	h.back = false
	if !slips {
		return h.held.Serial
	}
	r.slipped(sentence("rehearsal.slip.serial"))
	return r.swapped(h.held.Serial)
}

// readCounter holds the button and presses it four times. Customers who slip release it too
// early and read out a code, or swap two digits.
func (r *Rehearsal) readCounter(slips bool) string {
	f := r.hand.held
	button := f.token.Profile().Button
	if slips && r.chance.IntN(2) == 0 {
		r.waitUntilDark()
		r.holdFor(button.Hold - time.Second)
		r.slipped(sentence("rehearsal.slip.released_early"))
		return f.codeBack(0)
	}
	r.holdFor(button.Hold)
	r.pass(device.PressEvery)
	r.press(button.SyncPresses)
	if !slips {
		return f.last.LCD
	}
	r.slipped(sentence("rehearsal.slip.counter"))
	return f.last.LCD[:1] + r.swapped(f.last.LCD[1:])
}

// readCodes generates two consecutive codes.
func (r *Rehearsal) readCodes() [2]string {
	f := r.hand.held
	r.waitUntilDark()
	r.press(1)
	r.waitUntilDark()
	if f.Type == profiles.Time {
		r.pass(f.token.Profile().Clock.Step)
	}
	r.press(1)
	return [2]string{f.codeBack(1), f.codeBack(0)}
}
