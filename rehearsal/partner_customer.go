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
	switch {
	case r.tryToSignIn():
	case r.hand.held.isDead():
		r.callerCalls(sentence("rehearsal.caller.dark"))
	case r.customer().State() == tms.StateLocked:
		r.callerCalls(sentence("rehearsal.caller.locked"))
	default:
		r.callerCalls(sentence("rehearsal.caller.refused"))
	}
}

// tryToSignIn signs in with a new code, and signs a document if that is the goal. It reports
// whether the bank has accepted everything.
func (r *Rehearsal) tryToSignIn() (accepted bool) {
	r.putAwayReplaced()
	r.hand.back, r.hand.upsideDown = false, false
	if r.bank.page != PageOpen {
		if code, ok := r.newCode(func() { _ = r.login(nil) }); ok {
			_ = r.login([]string{code})
		}
	}
	if r.bank.page != PageOpen || r.exercise.Reached != FactSigned {
		return r.bank.page == PageOpen
	}
	if code, ok := r.newCode(func() { _ = r.sign(nil) }); ok {
		_ = r.sign([]string{code})
	}
	return r.ended
}

// newCode opens a field, generates a code and takes the time to type it. ok is false if the
// token shows none, or if opening the field has reached the goal.
func (r *Rehearsal) newCode(openField func()) (code string, ok bool) {
	r.waitForNextCode()
	openField()
	if r.ended {
		return "", false
	}
	r.press(1)
	if r.hand.held.last.State != device.Code {
		return "", false
	}
	r.pass(timeToType)
	return r.hand.held.codeBack(0), true
}

func (r *Rehearsal) waitUntilDark() { r.pass(r.hand.held.token.Snapshot().OffIn) }

// waitForNextCode waits until a press would show the code after the last one. A time token
// shows the same code until its time step ends.
func (r *Rehearsal) waitForNextCode() {
	f := r.hand.held
	r.waitUntilDark()
	if last, shown := f.lastCode(); shown && f.Type == profiles.Time {
		clock := f.token.Profile().Clock
		ends := clock.Epoch.Add(time.Duration(last.factor+1) * clock.Step) //nolint:gosec // a time step of this century
		r.pass(ends.Sub(r.clock.Now().Add(clock.Offset)))
	}
}

// putAwayReplaced takes the token that the help desk has sent in place of the one in the hand.
func (r *Rehearsal) putAwayReplaced() {
	h := &r.hand
	if r.bank.look(tms.Key{Serial: h.held.Serial}).User == nil {
		h.held = h.assigned(r)
	}
}

// callerAnswers answers a question of the help desk.
func (r *Rehearsal) callerAnswers(item Item) {
	r.putAwayReplaced()
	if (item == ItemCounter || item == ItemCodes) && r.hand.held.isDead() {
		r.press(1)
		r.tell(CustomerSays, "", sentence("rehearsal.caller.dark"))
		return
	}
	r.partner.asked[item]++
	slips := r.partner.asked[item] == 1 && r.slip()
	told := Call{}
	switch item {
	case ItemSerial:
		told.Serial = r.readSerial(slips)
	case ItemCounter:
		told.Counter = r.readCounter(slips)
	case ItemCodes:
		told.Codes = r.readCodes(slips)
	case ItemOrganisation:
		told.Organisation = r.exercise.Customer.Organisation.In(r.options.Language)
	case ItemName:
		told.Name = r.exercise.Customer.Owner.In(r.options.Language)
	}
	r.phone.call.add(told)
	r.tell(CustomerSays, "", r.told(told))
	r.understood()
}

// readSerial turns the token over. If the help desk asks because the serial belongs to another
// person, the customer notices that it is the wrong token. What was read from it is void.
func (r *Rehearsal) readSerial(slips bool) string {
	h := &r.hand
	call := r.phone.call
	if own := h.assigned(r); h.held != own && r.differs(call) {
		r.tell(CustomerSays, "", sentence("rehearsal.caller.other_token"))
		h.held = own
		call.Counter, call.Codes = "", [2]string{}
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

// readCodes generates two consecutive codes. Customers who slip swap two digits of the second.
func (r *Rehearsal) readCodes(slips bool) [2]string {
	f := r.hand.held
	for range 2 {
		r.waitForNextCode()
		r.press(1)
	}
	codes := [2]string{f.codeBack(1), f.codeBack(0)}
	if slips {
		r.slipped(sentence("rehearsal.slip.codes"))
		codes[1] = r.swapped(codes[1])
	}
	return codes
}
