package rehearsal

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"time"

	"etokenpass/device"
	"etokenpass/display"
)

// hand is the customer's hand: the tokens within reach, and how one of them is held.
type hand struct {
	fobs       []*fob
	held       *fob
	back       bool
	upsideDown bool
}

// fill makes the tokens of the exercise.
func (h *hand) fill(r *Rehearsal) error {
	for i := range r.exercise.Tokens {
		token := &r.exercise.Tokens[i]
		made, err := r.newFob(token)
		if err != nil {
			return fmt.Errorf("token %s: %w", token.Serial, err)
		}
		h.fobs = append(h.fobs, made)
	}
	return nil
}

// assigned returns the token that the bank has assigned to the customer, or the first one.
func (h *hand) assigned(r *Rehearsal) *fob {
	for _, fob := range h.fobs {
		if r.bank.isAssigned(fob.Serial, r.exercise.Customer.Login) {
			return fob
		}
	}
	return h.fobs[0]
}

func (h *hand) find(serial string) *fob {
	for _, fob := range h.fobs {
		if isSaid(serial, fob.Serial) {
			return fob
		}
	}
	return nil
}

// changesIn returns the time until the next screen changes by itself.
func (h *hand) changesIn() time.Duration {
	next := time.Duration(math.MaxInt64)
	for _, fob := range h.fobs {
		if in := fob.token.Snapshot().ChangesIn; in > 0 {
			next = min(next, in)
		}
	}
	return next
}

// observe looks at all tokens and reports the screens that have changed.
func (h *hand) observe(r *Rehearsal) {
	for _, fob := range h.fobs {
		now := fob.token.Snapshot()
		before := fob.last
		fob.last = now
		if now.Sequence == before.Sequence {
			continue
		}
		if fob == h.held {
			r.emit(Event{Kind: Screen, Where: Customer, Screen: now})
		}
		fob.changed(r, before, now)
	}
}

// changed draws the conclusions from a new screen.
func (f *fob) changed(r *Rehearsal, before, now device.Snapshot) {
	switch now.State {
	case device.Code:
		f.showed(now, !r.bank.hasField() && !r.muted)
		r.fact(FactCode)
	case device.SelfTest:
		r.fact(FactSelfTest)
	case device.CounterScreen:
		f.counters = append(f.counters, now.LCD)
		r.fact(FactCounter)
	case device.Off:
		f.wentOff(r, before)
	}
}

// handle carries out what the customer does with the token.
func (r *Rehearsal) handle(action Action) error {
	h := &r.hand
	switch action.Verb {
	case Press:
		r.press(max(action.Count, 1))
	case Hold:
		r.holdFor(cmp.Or(action.Time, h.held.token.Profile().Button.Hold))
	case Down:
		r.down()
	case Up:
		r.up()
	case Turn:
		h.back = !h.back
		r.look()
	case UpsideDown:
		h.upsideDown = !h.upsideDown
		if !h.upsideDown {
			r.fact(FactUpright)
		}
		r.look()
	case Read:
		r.look()
	case Take:
		return r.take(action.Args[0])
	}
	return nil
}

// press presses the button several times, as fast as a person does.
func (r *Rehearsal) press(count int) {
	for i := range count {
		if i > 0 {
			r.pass(device.PressEvery - device.PressTime)
		}
		r.holdFor(device.PressTime)
		if r.ended {
			return
		}
	}
}

func (r *Rehearsal) holdFor(d time.Duration) {
	r.down()
	r.pass(d)
	r.up()
}

func (r *Rehearsal) down() {
	f := r.hand.held
	if f.token.Snapshot().Down {
		return
	}
	r.hand.back = false // the button is on the front
	f.downOn = f.token.Down()
	r.hand.observe(r)
}

func (r *Rehearsal) up() {
	f := r.hand.held
	button := f.token.Snapshot()
	if !button.Down {
		return
	}
	shown, err := f.token.Up()
	switch {
	case !errors.Is(err, device.ErrDead):
		f.judgeRelease(r, button.Held)
		r.hand.observe(r)
	case shown.State == device.Off:
		r.tell(Seen, Customer, sentence("rehearsal.seen.dead"))
		r.fact(FactDark)
	}
}

// look reports what the customer sees on the side of the token that is up.
func (r *Rehearsal) look() {
	h := &r.hand
	switch {
	case h.back:
		r.tell(Seen, Customer, sentence("rehearsal.seen.back", "serial", h.held.Serial))
		r.fact(FactSerial)
	case h.held.last.State == device.Off:
		r.tell(Seen, Customer, sentence("rehearsal.seen.off"))
	case h.upsideDown:
		r.tell(Seen, Customer, sentence("rehearsal.seen.upside_down", "reading", h.reading()))
	default:
		r.tell(Seen, Customer, sentence("rehearsal.seen.front", "reading", h.reading()))
	}
}

// frame returns what the customer sees on the LCD.
func (h *hand) frame() display.Frame {
	frame, err := h.held.lcd.Frame(h.held.last.LCD)
	if err != nil { // impossible: the firmware shows only what an LCD can
		panic("internal error: " + err.Error())
	}
	if h.upsideDown {
		return frame.Turned()
	}
	return frame
}

func (h *hand) reading() string { return h.frame().Reading() }

// take exchanges the token in the hand.
func (r *Rehearsal) take(serial string) error {
	f := r.hand.find(serial)
	if f == nil || f.away {
		return wrongAction("rehearsal.error.take", "serial", asTyped(serial))
	}
	r.up()
	r.hand.held, r.hand.back = f, false
	r.tell(Seen, Customer, sentence("rehearsal.seen.taken", "serial", f.Serial))
	if f == r.hand.assigned(r) {
		r.fact(FactTaken)
	}
	return nil
}
