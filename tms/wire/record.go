package wire

import "etokenpass/tms"

// Record is a token and its user, or one of them alone.
type Record struct {
	Serial       string `json:"serial" doc:"Empty for a user without a token." example:"000512345690"`
	Type         string `json:"type,omitempty" enum:"event,time" doc:"Whether codes come from a counter or from the time."`
	Algorithm    string `json:"algorithm,omitempty" doc:"The hash function of the HMAC." example:"SHA1"`
	Digits       int    `json:"digits,omitempty" doc:"The number of digits of a code." example:"6"`
	StepMS       int64  `json:"step_ms,omitempty" doc:"Time tokens: how long a code is valid, in milliseconds."`
	User         string `json:"user" doc:"The login name. Empty for a token that is not assigned." example:"anna"`
	Owner        string `json:"owner" doc:"The user's name, which a help desk asks for." example:"Anna Petrova"`
	Organisation string `json:"organisation" example:"Example Ltd"`
	AssignedAt   string `json:"assigned_at,omitempty" format:"date-time" doc:"When the token was assigned."`
	State        string `json:"state" enum:"active,locked,disabled" doc:"Whether token and user may be used."`
	Condition    string `json:"condition" enum:"in_step,out_of_step,locked,disabled,user_disabled,resync_required,worn_out,no_token" doc:"What a help desk says first."`
	Ahead        *int64 `json:"ahead,omitempty" doc:"With out_of_step: how many codes, or time steps, it was ahead when it was last seen; negative if it was behind."`
	LockedAt     string `json:"locked_at,omitempty" format:"date-time" doc:"When the lock began."`
	Reason       string `json:"reason,omitempty" doc:"Why it is disabled."`
	Failures     int    `json:"failures" doc:"Failures in a row."`

	FirstMovingFactor *uint64 `json:"first_moving_factor,omitempty" doc:"Event tokens: the moving factor of the first code."`
	Next              *uint64 `json:"next,omitempty" doc:"The moving factor expected next; for a time token the lowest unused time step."`
	Counter           *uint64 `json:"counter,omitempty" doc:"Event tokens: the counter that corresponds to next."`
	AcceptsFrom       *uint64 `json:"accepts_from,omitempty" doc:"Event tokens: the lowest counter that the counter screen may show after a code that is accepted."`
	AcceptsTo         *uint64 `json:"accepts_to,omitempty" doc:"Event tokens: the highest such counter."`
	Drift             *int64  `json:"drift,omitempty" doc:"Time tokens: how many time steps the clock is ahead."`
	HasPIN            bool    `json:"has_pin" doc:"Whether the user has a PIN."`
}

// RecordOf returns the JSON of a record as [tms.Record.At] returns it.
func RecordOf(policy *tms.Policy, record tms.Record) Record {
	c := record.Condition()
	r := Record{
		State: string(record.State()), Condition: string(c.Kind), Reason: c.Reason,
		LockedAt: timeText(c.Since), Failures: record.Failures(),
	}
	if c.Kind == tms.OutOfStep {
		r.Ahead = &c.Ahead
	}
	if user := record.User; user != nil {
		r.User, r.Owner, r.Organisation, r.HasPIN = user.Name, user.Owner, user.Organisation, user.PIN != ""
	}
	if record.Token != nil {
		r.addToken(policy, record.Token)
	}
	return r
}

func (r *Record) addToken(policy *tms.Policy, token *tms.Token) {
	r.Serial, r.Type, r.Algorithm, r.Digits = token.Serial, string(token.Type), string(token.Algorithm), token.Digits
	r.AssignedAt, r.Next = timeText(token.AssignedAt), &token.Next
	if token.Type == tms.Time {
		r.StepMS, r.Drift = token.Step.Milliseconds(), &token.Drift
		return
	}
	counter := token.Counter()
	r.FirstMovingFactor, r.Counter = &token.FirstMovingFactor, &counter
	if first, last, ok := policy.AcceptedCounters(token); ok {
		r.AcceptsFrom, r.AcceptsTo = &first, &last
	}
}
