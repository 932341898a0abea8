package rehearsal

import (
	"cmp"
	"context"

	"etokenpass/internal/locale"
	"etokenpass/profiles"
	"etokenpass/tms"
)

// atDesk carries out what the help desk does.
func (r *Rehearsal) atDesk(action Action) error {
	switch action.Verb {
	case Ask:
		return r.ask(action.Item)
	case Sync:
		return r.sync(action)
	case SyncCodes:
		return r.syncCodes(action)
	case Unlock:
		return r.unlock(action.Args[0])
	case Replace:
		return r.replace(action.Args[0], action.Args[1])
	}
	return r.hangUp(action.By)
}

// questions holds what the help desk says to ask for each item.
var questions = map[Item]Sentence{
	ItemSerial:       sentence("rehearsal.asks.serial"),
	ItemCounter:      sentence("rehearsal.asks.counter"),
	ItemCodes:        sentence("rehearsal.asks.codes"),
	ItemOrganisation: sentence("rehearsal.asks.organisation"),
	ItemName:         sentence("rehearsal.asks.name"),
}

func (r *Rehearsal) ask(item Item) error {
	if r.phone.call == nil {
		return wrongAction("rehearsal.error.no_call")
	}
	r.inquire(item)
	r.asked(item)
	return nil
}

// inquire says what the help desk says to ask for an item.
func (r *Rehearsal) inquire(item Item) {
	r.tell(SupportSays, "", questions[item])
	r.phone.asked = item
}

// asked notes what a person at the help desk has asked for.
func (r *Rehearsal) asked(item Item) {
	r.phone.asked = item
	if call := r.phone.call; (item == ItemName || item == ItemSerial) && r.differs(call) {
		r.fact(FactDifference)
	}
}

// differs reports whether the caller has said a name or an organisation that is not the token's.
func (r *Rehearsal) differs(call *Call) bool {
	user := r.userOf(call.Serial)
	return user != nil && (call.Name != "" && !r.isOwner(call.Name, user) || call.Organisation != "" && !r.isOrganisation(call.Organisation, user))
}

// sync resynchronises a token with the counter that it shows.
func (r *Rehearsal) sync(action Action) error {
	shown, ok := parseCounter(action.Args[1])
	if !ok {
		return wrongAction("rehearsal.error.counter", "value", asTyped(action.Args[1]))
	}
	token, err := r.deskToken(action.Args[0])
	if err != nil {
		return err
	}
	r.judgeIdentity(token)
	report := tms.CounterReport{Shown: shown, Code: action.Code, Force: action.Force}
	entry, err := r.decided(r.bank.validator.ResyncByCounter(context.Background(), r.call(), token.Serial, report))
	if err != nil {
		return err
	}
	r.judgeCounterTyped(token, shown, entry.Result)
	r.answerResync(token, entry, Support)
	return nil
}

// syncCodes resynchronises a token with two consecutive codes: the caller's at the desk, or the
// customer's own on the page of the bank's system for this.
func (r *Rehearsal) syncCodes(action Action) error {
	args := action.Args
	serial, codes := "", [2]string(args[len(args)-2:])
	if len(args) == 3 {
		serial = args[0]
	}
	atDesk := action.By == Support || action.By == "" && r.isAtDesk(serial)
	token, err := r.tokenToSync(serial, atDesk)
	if err != nil {
		return err
	}
	where := Customer
	if atDesk {
		where = Support
		r.judgeIdentity(token)
	} else {
		r.judgeCodes(token, codes)
	}
	entry, err := r.decided(r.bank.validator.ResyncByCodes(context.Background(), r.call(), token.Serial, codes))
	if err != nil {
		return err
	}
	if atDesk {
		r.judgeCodesTyped(token, codes, entry.Result)
	}
	r.answerResync(token, entry, where)
	return nil
}

// isAtDesk reports whether the user synchronises a token at the desk. A user who plays both sides
// does so during a call, or with a serial.
func (r *Rehearsal) isAtDesk(serial string) bool {
	return r.plays(Support) && (!r.plays(Customer) || r.phone.call != nil || serial != "")
}

// tokenToSync returns the token that two codes are for: at the desk the one with the serial that
// is given or was told; otherwise the customer's own, if the policy has a page for it.
func (r *Rehearsal) tokenToSync(serial string, atDesk bool) (*fob, error) {
	own := r.hand.assigned(r)
	switch {
	case atDesk:
		return r.deskToken(cmp.Or(serial, r.heardCall().Serial))
	case !r.bank.validator.Policy.SelfResync:
		return nil, wrongAction("rehearsal.error.self_resync")
	case serial != "" && !isSaid(serial, own.Serial):
		return nil, wrongAction("rehearsal.error.own_serial", "serial", serial)
	}
	return own, nil
}

// deskToken returns the token that the desk's system has under a serial.
func (r *Rehearsal) deskToken(serial string) (*fob, error) {
	f := r.hand.find(serial)
	if f == nil {
		return nil, wrongAction("rehearsal.error.serial", "serial", asTyped(serial))
	}
	return f, nil
}

// answerResync tells what came of a resynchronisation.
func (r *Rehearsal) answerResync(token *fob, entry tms.Entry, where Role) {
	if entry.Result != tms.Accepted {
		r.tell(Desk, where, sentence(resyncAnswers[entry.Result], "serial", token.Serial))
		return
	}
	if token.Type == profiles.Time {
		r.tell(Desk, where, sentence("rehearsal.desk.synchronised_time", "serial", token.Serial))
	} else {
		counter := r.bank.look(tms.Key{Serial: token.Serial}).Token.Counter()
		r.tell(Desk, where, sentence("rehearsal.desk.synchronised", "serial", token.Serial, "counter", formatCounter(counter)))
	}
	r.noteSynchronised(token)
	if token == r.hand.assigned(r) && r.isInStep(token) {
		r.fact(FactSynchronised)
	}
}

// isInStep reports whether the bank would accept the next code of a token.
func (r *Rehearsal) isInStep(f *fob) bool {
	record := r.bank.look(tms.Key{Serial: f.Serial}).Token
	if f.Type == profiles.Time {
		return r.isClockKnown(f, record)
	}
	counter, _ := f.token.Counter()
	next := f.token.Profile().FirstMovingFactor + counter
	return record.Next <= next && next-record.Next < r.bank.validator.Policy.Window
}

// isClockKnown reports whether the validator knows the error of a time token's clock well enough.
func (r *Rehearsal) isClockKnown(f *fob, record *tms.Token) bool {
	ahead := int64(f.Offset/f.token.Profile().Clock.Step) - record.Drift
	window := int64(r.bank.validator.Policy.Window)
	return -window <= ahead && ahead <= window
}

// resyncAnswers holds what the desk's system says of a resynchronisation that it refuses.
var resyncAnswers = map[tms.Result]locale.Key{
	tms.WrongCode:    "rehearsal.desk.wrong_codes",
	tms.Wrapped:      "rehearsal.desk.lower",
	tms.CodeRequired: "rehearsal.desk.code_required",
	tms.NotAllowed:   "rehearsal.desk.not_allowed",
	tms.Malformed:    "rehearsal.desk.malformed",
	tms.Disabled:     "rehearsal.desk.disabled",
	tms.NoToken:      "rehearsal.desk.no_token",
}

// Test checks a code of a token at the help desk, as its console can. That changes no counter, and is
// not judged. The error is one of [Rehearsal.Do] or a [*tms.Error]: nothing has happened then.
func (r *Rehearsal) Test(serial, code string) (tms.Entry, error) {
	switch {
	case r.ended:
		return tms.Entry{}, ErrEnded
	case !r.plays(Support):
		return tms.Entry{}, wrongAction("rehearsal.error.other_side")
	}
	return r.decided(r.bank.validator.Test(context.Background(), r.call(), serial, code))
}

func (r *Rehearsal) unlock(serial string) error {
	token, err := r.deskToken(serial)
	if err != nil {
		return err
	}
	r.judgeIdentity(token)
	before := r.bank.look(tms.Key{Serial: token.Serial}).State()
	if _, err := r.decided(r.bank.validator.Unlock(context.Background(), r.call(), tms.Key{Serial: token.Serial})); err != nil {
		return err
	}
	if before != tms.StateLocked {
		r.tell(Desk, Support, sentence("rehearsal.desk.was_not_locked", "serial", token.Serial))
		return nil
	}
	r.tell(Desk, Support, sentence("rehearsal.desk.unlocked", "serial", token.Serial))
	r.noteUnlocked()
	if token == r.hand.assigned(r) {
		r.fact(FactUnlocked)
	}
	return nil
}

// replace takes a token out of use and gives its user another one from the bank's stock. It is
// the way out if the validator's counter is too high, because nothing can lower it.
func (r *Rehearsal) replace(oldSerial, newSerial string) error {
	before, err := r.deskToken(oldSerial)
	if err != nil {
		return err
	}
	after, err := r.deskToken(newSerial)
	if err != nil {
		return err
	}
	record := r.bank.look(tms.Key{Serial: before.Serial})
	switch {
	case record.User == nil:
		return wrongAction("rehearsal.error.not_assigned", "serial", before.Serial)
	case !after.away:
		return wrongAction("rehearsal.error.not_spare", "serial", after.Serial)
	}
	r.judgeIdentity(before)
	isCustomers := before == r.hand.assigned(r)
	ctx := context.Background()
	v := r.bank.validator
	if _, err := v.Unassign(ctx, r.call(), before.Serial); err != nil {
		return err
	}
	if _, err := v.Disable(ctx, r.call(), tms.Key{Serial: before.Serial}, "replaced"); err != nil {
		return err
	}
	if _, err := r.decided(v.Assign(ctx, r.call(), after.Serial, record.User.Name, tms.Assignment{})); err != nil {
		return err
	}
	after.away = false
	r.tell(Desk, Support, sentence("rehearsal.desk.replaced", "old", before.Serial, "new", after.Serial))
	if call := r.phone.call; call != nil && r.hand.find(call.Serial) == before {
		call.Serial = after.Serial // from now on, the call is about this one
	}
	if isCustomers {
		r.fact(FactReplaced)
	}
	return nil
}

// hangUp ends the call.
func (r *Rehearsal) hangUp(by Role) error {
	switch {
	case r.phone.call == nil:
		return wrongAction("rehearsal.error.no_call")
	case by == Support, by == "" && r.plays(Support):
		r.tell(SupportSays, "", sentence("rehearsal.says.goodbye"))
	default:
		r.tell(CustomerSays, "", sentence("rehearsal.says.thanks"))
	}
	r.judgeCall()
	r.phone.call = nil
	return nil
}
