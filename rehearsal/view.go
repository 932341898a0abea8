package rehearsal

import (
	"slices"
	"time"

	"etokenpass/device"
	"etokenpass/display"
	"etokenpass/profiles"
	"etokenpass/tms"
)

// View is what can be seen at a moment.
type View struct {
	At time.Duration // since the start

	// The customer's side.
	Token      device.Snapshot   // of the token in the hand
	Profile    *profiles.Profile // of that token; it must not be changed
	LCD        display.Frame     // as the customer sees it: with dead segments, and turned
	Back       bool              // the back is up, with the serial
	UpsideDown bool
	Others     []string // serials of the other tokens within reach
	Page       Page
	Signed     bool          // whether a document was signed
	SignedAt   time.Duration // when, since the start

	// The telephone.
	Call *Call // nil if the line is free

	// The help desk's side: the records that the desk looks at.
	Desk []DeskRow

	Steps []StepState
}

// Call is a call or a letter, as far as it has come.
type Call struct {
	ByMail bool

	// What the caller has said; "" for what is still missing.
	Serial, Counter, Organisation, Name string
	Codes                               [2]string
}

// DeskRow is the validator's record of a token, as the help desk sees it.
type DeskRow struct {
	Serial       string
	Login        string // "" if it is not assigned
	Owner        string
	Organisation string
	Counter      uint64 // for event tokens: codes that the validator knows of
	Ahead        int64  // how far the last refused code was from the expected one; see OutOfStep
	OutOfStep    bool   // whether there was such a code
	Failures     int
	MaxFailures  int // 0: never locks
	State        tms.State
}

// StepState is a step and whether it is done.
type StepState struct {
	By   Role
	Text Words
	Done bool
	At   time.Duration // when it was done
}

// View returns what can be seen now.
func (r *Rehearsal) View() View {
	h := &r.hand
	v := View{
		At:    r.elapsed(),
		Token: h.held.token.Snapshot(), Profile: h.held.token.Profile(), LCD: h.frame(), Back: h.back, UpsideDown: h.upsideDown, Page: r.bank.page, Signed: r.bank.signed, SignedAt: r.bank.signedAt,
		Steps: slices.Clone(r.steps),
	}
	for _, f := range h.fobs {
		if f != h.held && !f.away {
			v.Others = append(v.Others, f.Serial)
		}
		v.Desk = append(v.Desk, r.deskRow(f))
	}
	if r.phone.call != nil {
		call := *r.phone.call
		v.Call = &call
	}
	return v
}

func (r *Rehearsal) deskRow(f *fob) DeskRow {
	record := r.bank.look(tms.Key{Serial: f.Serial})
	row := DeskRow{
		Serial: f.Serial, Counter: record.Token.Counter() % counterModulus, MaxFailures: r.bank.validator.Policy.MaxFailures,
		Failures: record.Failures(), State: record.State(),
	}
	row.Ahead, row.OutOfStep = record.Token.OutOfStep()
	if record.User != nil {
		row.Login, row.Owner, row.Organisation = record.User.Name, record.User.Owner, record.User.Organisation
	}
	return row
}
