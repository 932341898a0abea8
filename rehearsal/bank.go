package rehearsal

import (
	"context"
	"fmt"
	"time"

	"etokenpass/profiles"
	"etokenpass/tms"
)

// bank is the bank: the validator, and the page of its system that the customer sees.
type bank struct {
	validator *tms.Validator
	page      Page
	calls     int       // of the validator
	decision  tms.Entry // the last one
	signed    bool      // whether a document is
	signedAt  time.Duration
	pin       string
}

// open makes the validator, with the tokens and users of the exercise.
func (b *bank) open(r *Rehearsal) error {
	validator, err := tms.New(tms.NewMemory(journalKey(r)), r.exercise.Policy)
	if err != nil {
		return err
	}
	b.validator, b.page = validator, r.exercise.Page
	validator.Channel = "rehearsal"
	pin, err := b.hashPIN(r)
	if err != nil {
		return err
	}
	ctx := context.Background()
	for _, fob := range r.hand.fobs {
		if _, err := validator.Import(ctx, r.call(), false, fob.record()); err != nil {
			return err
		}
		if fob.IsSpare() {
			continue
		}
		if _, err := validator.Assign(ctx, r.call(), fob.Serial, fob.Login, tms.Assignment{
			Owner: fob.Owner.In(r.options.Language), Organisation: r.exercise.Customer.Organisation.In(r.options.Language), PIN: pin,
		}); err != nil {
			return err
		}
	}
	return nil
}

// hashPIN returns the hash of the customer's PIN; "" if there is none. The other users get the
// same one, which is never used.
func (b *bank) hashPIN(r *Rehearsal) (tms.PINHash, error) {
	if b.pin = r.exercise.Customer.PIN; b.pin == "" {
		return "", nil
	}
	return tms.HashPIN(b.pin, r.chance)
}

func journalKey(r *Rehearsal) tms.JournalKey {
	key := hash("journal", r.exercise.Name, r.options.Seed)
	return key[:]
}

// record returns the validator's record of a token.
func (f *fob) record() tms.Token {
	p := f.token.Profile()
	token := tms.Token{
		Serial: p.Serial, Secret: p.Secret.Key(), Type: tms.Type(p.Type), Algorithm: p.Algorithm, Digits: p.Digits,
	}
	if p.Type == profiles.Time {
		token.Step, token.Epoch = p.Clock.Step, p.Clock.Epoch
		return token
	}
	token.FirstMovingFactor, token.Next = p.FirstMovingFactor, p.FirstMovingFactor+f.Expected
	return token
}

func (b *bank) call(now time.Time) tms.Call {
	b.calls++
	return tms.Call{Time: now, ID: fmt.Sprintf("rehearsal-%d", b.calls)}
}

// look returns the record of a token or a user. Missing parts are nil.
func (b *bank) look(key tms.Key) tms.Record {
	record, err := b.validator.Record(context.Background(), key)
	if err != nil { // impossible: the store is in memory
		panic("internal error: " + err.Error())
	}
	return record
}

func (b *bank) isAssigned(serial, login string) bool {
	token := b.look(tms.Key{Serial: serial}).Token
	return token != nil && token.User == login
}

// hasField reports whether a field for a code is shown.
func (b *bank) hasField() bool { return b.page == PageKey || b.page == PageSigning }

// customer returns the customer's record.
func (r *Rehearsal) customer() tms.Record {
	return r.bank.look(tms.Key{User: r.exercise.Customer.Login})
}

// enter carries out what the customer does in the bank's system.
func (r *Rehearsal) enter(action Action) error {
	switch action.Verb {
	case Cancel:
		return r.cancel()
	case Sign:
		return r.sign(action.Args)
	}
	return r.login(action.Args)
}

// login opens the field for the code, and enters the code if there is one.
func (r *Rehearsal) login(args []string) error {
	if r.bank.page != PageKey || len(args) == 0 {
		r.bank.page = PageKey
		r.tell(Bank, Customer, sentence("rehearsal.bank.field", "login", r.exercise.Customer.Login))
		r.fact(FactField)
	}
	if len(args) == 0 {
		return nil
	}
	result, err := r.check(tms.RequestVerify, args[0])
	if err != nil {
		return err
	}
	switch result {
	case tms.Accepted:
		r.bank.page = PageOpen
		r.tell(Bank, Customer, sentence("rehearsal.bank.signed_in"))
		r.judgeCode(args[0], result)
		r.fact(FactSignedIn)
	default:
		r.refuse(args[0], result)
	}
	return nil
}

// refuse tells the customer of a code that was not accepted. Wrong codes and locks are all that
// the person who signs in learns.
func (r *Rehearsal) refuse(code string, result tms.Result) {
	if result == tms.Malformed {
		r.tell(Bank, Customer, sentence("rehearsal.bank.malformed"))
		return
	}
	answer := sentence("rehearsal.bank.refused")
	locked := r.customer().State() == tms.StateLocked
	if locked {
		answer = sentence("rehearsal.bank.locked")
	}
	r.tell(Bank, Customer, answer)
	r.judgeCode(code, result)
	r.judgeCall()
	if locked {
		r.bank.leaveField()
	}
	r.fact(FactRefused)
	if locked {
		r.fact(FactLocked)
	}
}

// leaveField goes back to the page before the field.
func (b *bank) leaveField() {
	if b.page == PageSigning {
		b.page = PageOpen
		return
	}
	b.page = PageStart
}

// check asks the validator.
func (r *Rehearsal) check(request tms.Request, code string) (tms.Result, error) {
	login := tms.Login{User: r.exercise.Customer.Login, Code: code, PIN: r.bank.pin}
	ctx := context.Background()
	var entry tms.Entry
	var err error
	if request == tms.RequestSign {
		entry, err = r.bank.validator.Sign(ctx, r.call(), login, tms.Document{Name: "rehearsal"})
	} else {
		entry, err = r.bank.validator.Verify(ctx, r.call(), login)
	}
	entry, err = r.decided(entry, err)
	return entry.Result, err
}

// decided notes what the validator has decided.
func (r *Rehearsal) decided(entry tms.Entry, err error) (tms.Entry, error) {
	if err == nil {
		r.bank.decision = entry
	}
	return entry, err
}

// Decision returns the journal entry of what the validator has decided last, for the customer or
// for the help desk.
func (r *Rehearsal) Decision() tms.Entry { return r.bank.decision }

// Validator returns the validator of the rehearsal, for reading: what it is told to do directly is
// not judged.
func (r *Rehearsal) Validator() *tms.Validator { return r.bank.validator }

// cancel signs the customer in without a code, as the bank's guide describes.
func (r *Rehearsal) cancel() error {
	switch {
	case r.bank.page == PageSigning:
		r.bank.page = PageOpen
		r.tell(Bank, Customer, sentence("rehearsal.bank.not_signed"))
		return nil
	case r.bank.page != PageKey:
		return wrongAction("rehearsal.error.cancel")
	case r.customer().State() == tms.StateLocked:
		r.bank.page = PageStart
		r.tell(Bank, Customer, sentence("rehearsal.bank.locked"))
		r.fact(FactLocked)
		return nil
	}
	r.bank.page = PageReadOnly
	r.tell(Bank, Customer, sentence("rehearsal.bank.read_only"))
	if r.exercise.Reached == FactSigned {
		r.mistake(NoCode)
	}
	r.fact(FactReadOnly)
	return nil
}

// sign opens the field for the code that signs a document, and enters the code if there is one.
// If the code of the login is enough, it signs the document.
func (r *Rehearsal) sign(args []string) error {
	switch r.bank.page {
	case PageStart, PageKey:
		return wrongAction("rehearsal.error.signed_out")
	case PageReadOnly:
		r.tell(Bank, Customer, sentence("rehearsal.bank.cannot_sign"))
		r.fact(FactCannotSign)
		return nil
	case PageOpen:
		if r.exercise.Signing == SignInSession {
			return r.signInSession(args)
		}
	}
	if r.bank.page != PageSigning || len(args) == 0 {
		r.bank.page = PageSigning
		r.tell(Bank, Customer, sentence("rehearsal.bank.signing"))
		r.fact(FactField)
	}
	if len(args) == 0 {
		return nil
	}
	result, err := r.check(tms.RequestSign, args[0])
	if err != nil {
		return err
	}
	if result != tms.Accepted {
		r.refuse(args[0], result)
		return nil
	}
	r.bank.page = PageOpen
	r.noteSigned()
	r.judgeCode(args[0], result)
	r.fact(FactSigned)
	return nil
}

func (r *Rehearsal) signInSession(args []string) error {
	if len(args) > 0 {
		return wrongAction("rehearsal.error.sign_in_session")
	}
	r.noteSigned()
	r.fact(FactSigned)
	return nil
}

func (r *Rehearsal) noteSigned() {
	r.bank.signed, r.bank.signedAt = true, r.elapsed()
	r.tell(Bank, Customer, sentence("rehearsal.bank.signed"))
}
