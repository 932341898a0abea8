package tms

import (
	"fmt"
	"strconv"

	"etokenpass/tms"
)

// recordJSON is the JSON of a token and its user, in list and show.
type recordJSON struct {
	Serial       string `json:"serial"` // empty for a user without a token
	Type         string `json:"type,omitempty"`
	Algorithm    string `json:"algorithm,omitempty"`
	Digits       int    `json:"digits,omitempty"`
	StepMS       int64  `json:"step_ms,omitempty"`
	User         string `json:"user"` // empty for a token that is not assigned
	Owner        string `json:"owner"`
	Organisation string `json:"organisation"`
	AssignedAt   string `json:"assigned_at,omitempty"`
	State        string `json:"state"`
	Condition    string `json:"condition"`
	Ahead        *int64 `json:"ahead,omitempty"`     // out_of_step
	LockedAt     string `json:"locked_at,omitempty"` // locked
	Reason       string `json:"reason,omitempty"`    // disabled
	Failures     int    `json:"failures"`

	FirstMovingFactor *uint64 `json:"first_moving_factor,omitempty"` // event tokens
	Next              *uint64 `json:"next,omitempty"`
	Counter           *uint64 `json:"counter,omitempty"`      // event tokens: of next
	AcceptsFrom       *uint64 `json:"accepts_from,omitempty"` // event tokens: counters
	AcceptsTo         *uint64 `json:"accepts_to,omitempty"`
	Drift             *int64  `json:"drift,omitempty"` // time tokens: time steps
	HasPIN            bool    `json:"has_pin"`
}

func newRecordJSON(policy *tms.Policy, record tms.Record) recordJSON {
	c := conditionOf(record)
	r := recordJSON{
		State: string(record.State()), Condition: string(c.Kind), Reason: c.Reason,
		LockedAt: timeJSON(c.Since), Failures: record.Failures(),
	}
	if c.Kind == outOfStep {
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

func (r *recordJSON) addToken(policy *tms.Policy, token *tms.Token) {
	r.Serial, r.Type, r.Algorithm, r.Digits = token.Serial, string(token.Type), string(token.Algorithm), token.Digits
	r.AssignedAt, r.Next = timeJSON(token.AssignedAt), &token.Next
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

// row returns a record as the cells of a table: serial, user, owner, organisation, condition, next
// and the counters that are accepted.
func row(policy *tms.Policy, record tms.Record) []string {
	var serial, next, accepts, user, owner, organisation string
	if token := record.Token; token != nil {
		serial, next, accepts = token.Serial, strconv.FormatUint(token.Next, 10), acceptsCell(policy, token)
	}
	if record.User != nil {
		user, owner, organisation = record.User.Name, record.User.Owner, record.User.Organisation
	}
	return []string{serial, user, owner, organisation, conditionOf(record).words(), next, accepts}
}

// acceptsCell is [acceptsWords] in a table.
func acceptsCell(policy *tms.Policy, token *tms.Token) string {
	if token.Type == tms.Time {
		return fmt.Sprintf("±%d steps", policy.Window)
	}
	first, last, ok := policy.AcceptedCounters(token)
	if !ok {
		return "nothing"
	}
	return span(first, last)
}
