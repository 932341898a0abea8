package tms

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"etokenpass/internal/value"
)

// Validator checks codes and administers tokens: it applies a policy to the records of a store.
// It is safe for concurrent use as long as its fields are not changed.
type Validator struct {
	Store  Store
	Policy *Policy

	// Requester and Channel are recorded in the journal: who asked, and over which channel.
	Requester string
	Channel   string
}

// New returns a Validator with an embedded policy.
func New(store Store, policy string) (*Validator, error) {
	p, _, ok := EmbeddedPolicy(policy)
	if !ok {
		return nil, newError(fmt.Sprintf("unknown policy %q: must be %s", policy, value.Choice(EmbeddedPolicies()...)), "")
	}
	return &Validator{Store: store, Policy: p}, nil
}

// Call holds what all requests have in common.
type Call struct {
	Time time.Time // must not be zero; decisions use it in UTC, to the [Precision] of a store

	// ID identifies the request in the journal; see [Entry]. With pin: challenge it must be
	// unpredictable.
	ID string
}

// Verify checks a login. The returned entry is in the journal; the code is accepted if its
// Result is [Accepted]. An error means that nothing was decided.
func (v *Validator) Verify(ctx context.Context, call Call, login Login) (Entry, error) {
	return v.login(ctx, call, RequestVerify, login, Document{})
}

// Document is the document that a user signs.
type Document struct {
	Name   string
	SHA256 string // in hex
}

// Sign is like [Validator.Verify] but also records the document in the journal. The document's name
// must be one line: people read it there, as evidence.
func (v *Validator) Sign(ctx context.Context, call Call, login Login, document Document) (Entry, error) {
	if err := checkText("document's name", document.Name); err != nil {
		return Entry{}, err
	}
	return v.login(ctx, call, RequestSign, login, document)
}

// SelfLogin checks a login to the self-service; see [SelfLogin].
func (v *Validator) SelfLogin(ctx context.Context, call Call, login Login) (Entry, error) {
	return v.login(ctx, call, RequestSelfLogin, login, Document{})
}

func (v *Validator) login(ctx context.Context, call Call, request Request, login Login, document Document) (Entry, error) {
	verify := Verify
	if request == RequestSelfLogin {
		verify = SelfLogin
	}
	if err := v.precheckPIN(ctx, &login); err != nil {
		return Entry{}, err
	}
	return v.update(ctx, call, request, Key{User: login.User}, func(record Record, entry *Entry) (Record, error) {
		record, check := verify(v.Policy, record, login, call.ID, entry.Time)
		if isLine(login.User) { // no user has another name, and the journal is read on screens
			entry.User = login.User
		}
		entry.Document, entry.DocumentSHA256 = document.Name, document.SHA256
		entry.set(check)
		return record, nil
	})
}

// precheckPIN compares the PIN before the record is opened for writing, as it takes long.
func (v *Validator) precheckPIN(ctx context.Context, login *Login) error {
	if !v.Policy.NeedsPIN() || login.ChallengeID != "" {
		return nil
	}
	record, err := v.Record(ctx, Key{User: login.User})
	if err != nil {
		return err
	}
	digits, hash := len(noCode), PINHash("")
	if record.User != nil {
		hash = record.User.PIN
	}
	if record.Token != nil {
		digits = record.Token.Digits
	}
	in, _ := v.Policy.takeApart(*login, digits) // an unknown user takes as long, and so does a code of the wrong form
	login.Checked = CheckPIN(hash, in.pin)
	return nil
}

// Test reports what a code of a token matches, and records the request in the journal; see
// [Test].
func (v *Validator) Test(ctx context.Context, call Call, serial, code string) (Entry, error) {
	return v.onToken(ctx, call, RequestTest, serial, func(record Record, entry *Entry) (Record, error) {
		entry.set(Test(v.Policy, record.Token, code, entry.Time))
		return record, nil
	})
}

// ResyncByCounter resynchronises a token; see [ResyncByCounter].
func (v *Validator) ResyncByCounter(ctx context.Context, call Call, serial string, report CounterReport) (Entry, error) {
	return v.onToken(ctx, call, RequestResyncCounter, serial, func(record Record, entry *Entry) (Record, error) {
		record, check := ResyncByCounter(v.Policy, record, report, entry.Time)
		entry.set(check)
		return record, nil
	})
}

// ResyncByCodes resynchronises a token; see [ResyncByCodes].
func (v *Validator) ResyncByCodes(ctx context.Context, call Call, serial string, codes [2]string) (Entry, error) {
	return v.onToken(ctx, call, RequestResyncCodes, serial, func(record Record, entry *Entry) (Record, error) {
		record, check := ResyncByCodes(v.Policy, record, codes, entry.Time)
		entry.set(check)
		return record, nil
	})
}

// SelfResync resynchronises a token at the request of its user; see [SelfResync].
func (v *Validator) SelfResync(ctx context.Context, call Call, claim Claim) (Entry, error) {
	return v.claim(ctx, call, RequestSelfResync, claim, SelfResync)
}

// SelfAssign assigns a token to the user who proves to have it; see [SelfAssign].
func (v *Validator) SelfAssign(ctx context.Context, call Call, claim Claim) (Entry, error) {
	return v.claim(ctx, call, RequestSelfAssign, claim, SelfAssign)
}

// claim carries out a request that a claim proves. A name or a serial that is not one line belongs
// to no record.
func (v *Validator) claim(
	ctx context.Context, call Call, request Request, claim Claim, decide func(*Policy, Record, Claim, time.Time) (Record, Check),
) (Entry, error) {
	key := Key{Serial: claim.Serial, User: claim.User}
	if !isLine(claim.User) || !isLine(claim.Serial) {
		key = Key{}
	}
	return v.update(ctx, call, request, key, func(record Record, entry *Entry) (Record, error) {
		record, check := decide(v.Policy, record, claim, entry.Time)
		entry.User = key.User
		entry.set(check)
		return record, nil
	})
}

// Unlock unlocks a token and its user. The key may name either.
func (v *Validator) Unlock(ctx context.Context, call Call, key Key) (Entry, error) {
	return v.onEither(ctx, call, RequestUnlock, key, func(record Record, _ *Entry) (Record, error) {
		return Unlock(record), nil
	})
}

// Disable disables the token or the user that the key names.
func (v *Validator) Disable(ctx context.Context, call Call, key Key, reason string) (Entry, error) {
	if err := checkText("reason", reason); err != nil {
		return Entry{}, err
	}
	return v.onEither(ctx, call, RequestDisable, key, func(record Record, entry *Entry) (Record, error) {
		entry.Reason = reason
		return Disable(record, key.subject(), reason), nil
	})
}

// Enable enables a token or a user that was disabled with [Validator.Disable].
func (v *Validator) Enable(ctx context.Context, call Call, key Key) (Entry, error) {
	return v.onEither(ctx, call, RequestEnable, key, func(record Record, _ *Entry) (Record, error) {
		return Enable(record, key.subject()), nil
	})
}

func (k Key) subject() Subject {
	if k.Serial == "" {
		return LockUser
	}
	return LockToken
}

// Assign assigns a token to a user, who is created if there is none of that name; see [Assign].
func (v *Validator) Assign(ctx context.Context, call Call, serial, user string, details Assignment) (Entry, error) {
	if !isLine(user) {
		return Entry{}, newError("the user name is empty or not printable: must have 1 to 300 printable characters", "")
	}
	if err := cmp.Or(checkText("owner's name", details.Owner), checkText("organisation", details.Organisation)); err != nil {
		return Entry{}, err
	}
	key := Key{Serial: serial, User: user}
	return v.update(ctx, call, RequestAssign, key, func(record Record, entry *Entry) (Record, error) {
		if record.Token == nil {
			return record, UnknownToken(serial)
		}
		entry.Result = Done
		return Assign(v.Policy, record, user, details, entry.Time)
	})
}

// checkText returns an error if a text that people read, of a kind, is not one line. It may be empty.
func checkText(kind, text string) error {
	if text == "" || isLine(text) {
		return nil
	}
	return newError(fmt.Sprintf("the %s is not printable: must have 1 to 300 printable characters", kind), "")
}

// Unassign ends the assignment of a token; see [Unassign].
func (v *Validator) Unassign(ctx context.Context, call Call, serial string) (Entry, error) {
	return v.onToken(ctx, call, RequestUnassign, serial, func(record Record, entry *Entry) (Record, error) {
		entry.Result = Done
		return Unassign(record)
	})
}

// SetPIN replaces the PIN of a user.
func (v *Validator) SetPIN(ctx context.Context, call Call, user string, pin PINHash) (Entry, error) {
	return v.onEither(ctx, call, RequestPIN, Key{User: user}, func(record Record, _ *Entry) (Record, error) {
		return SetPIN(record, pin), nil
	})
}

// SetNext sets the moving factor expected next; see [SetNext].
func (v *Validator) SetNext(ctx context.Context, call Call, serial string, next uint64) (Entry, error) {
	return v.onToken(ctx, call, RequestSet, serial, func(record Record, entry *Entry) (Record, error) {
		entry.Result = Done
		return SetNext(record, next)
	})
}

// Import adds tokens, all or none of them; see [Import].
func (v *Validator) Import(ctx context.Context, call Call, update bool, tokens ...Token) ([]Entry, error) {
	changes := make([]Change, len(tokens))
	for i := range tokens {
		changes[i] = v.change(call, RequestImport, Key{Serial: tokens[i].Serial}, func(record Record, entry *Entry) (Record, error) {
			entry.Result = Done
			return Import(record, tokens[i], update)
		})
	}
	return v.Store.Update(ctx, changes...)
}

// RequireResync marks tokens as possibly ahead of the store, after a backup was restored.
func (v *Validator) RequireResync(ctx context.Context, call Call, serials ...string) ([]Entry, error) {
	changes := make([]Change, len(serials))
	for i, serial := range serials {
		changes[i] = v.change(call, RequestRestored, Key{Serial: serial}, func(record Record, entry *Entry) (Record, error) {
			if record.Token == nil {
				return record, UnknownToken(serial)
			}
			entry.Result = Done
			return RequireResync(record), nil
		})
	}
	return v.Store.Update(ctx, changes...)
}

// Record returns a record. Missing parts are nil.
func (v *Validator) Record(ctx context.Context, key Key) (record Record, err error) {
	err = v.Store.View(ctx, func(view View) error {
		record, err = view.Record(key)
		return err
	})
	return record, err
}

// UnknownToken returns the error for a serial that is not in the store.
func UnknownToken(serial string) error {
	return &Error{Problem: "unknown serial " + serial, Advice: "etokenpass tms list shows all tokens", Unknown: true}
}

// UnknownUser returns the error for a user who is not in the store.
func UnknownUser(name string) error {
	return &Error{Problem: "unknown user " + name, Advice: "etokenpass tms list shows all tokens and users", Unknown: true}
}

// decide makes a decision about a record, and completes its entry.
type decide func(Record, *Entry) (Record, error)

// onToken carries out a request about a token that must exist.
func (v *Validator) onToken(ctx context.Context, call Call, request Request, serial string, decide decide) (Entry, error) {
	return v.update(ctx, call, request, Key{Serial: serial}, func(record Record, entry *Entry) (Record, error) {
		if record.Token == nil {
			return record, UnknownToken(serial)
		}
		return decide(record, entry)
	})
}

// onEither carries out a change of the token or user that a key names, which must exist.
func (v *Validator) onEither(ctx context.Context, call Call, request Request, key Key, decide decide) (Entry, error) {
	return v.update(ctx, call, request, key, func(record Record, entry *Entry) (Record, error) {
		switch {
		case key.Serial != "" && record.Token == nil:
			return record, UnknownToken(key.Serial)
		case key == Key{}:
			return record, newError(fmt.Sprintf("%s without a serial or a user", request), "")
		case key.User != "" && record.User == nil:
			return record, UnknownUser(key.User)
		}
		entry.Result = Done
		return decide(record, entry)
	})
}

func (v *Validator) update(ctx context.Context, call Call, request Request, key Key, decide decide) (Entry, error) {
	entries, err := v.Store.Update(ctx, v.change(call, request, key, decide))
	if err != nil {
		return Entry{}, err
	}
	return entries[0], nil
}

// change returns the change that a request makes, with its journal entry.
func (v *Validator) change(call Call, request Request, key Key, decide decide) Change {
	return Change{Key: key, Decide: func(before Record) (Record, Entry, error) {
		entry := Entry{
			Time: call.Time.Truncate(Precision).UTC(), ID: call.ID, Request: request, Requester: v.Requester, Channel: v.Channel, Before: before.snapshot(),
		}
		if entry.Time.IsZero() { // in a record it means never
			return before, entry, newError(fmt.Sprintf("%s without a time", request), "")
		}
		after, err := decide(before.At(v.Policy, entry.Time), &entry)
		if err != nil {
			return before, entry, err
		}
		if after.Token != nil {
			entry.Serial = after.Token.Serial
		}
		if after.User != nil {
			entry.User = after.User.Name
		}
		entry.After = after.snapshot()
		return after, entry, nil
	}}
}

// set takes over the result of a check.
func (e *Entry) set(check Check) {
	e.Result, e.Matched, e.Factor, e.Ahead = check.Result, check.Matched, check.Factor, check.Ahead
}
