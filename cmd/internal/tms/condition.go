package tms

import (
	"fmt"
	"time"

	"etokenpass/cmd/internal/cli"
	"etokenpass/internal/value"
	"etokenpass/tms"
)

// conditionKind is what a help desk says about a token first.
type conditionKind string

// The kinds, in the order in which the first that applies is reported.
const (
	userDisabled   conditionKind = "user_disabled"
	tokenDisabled  conditionKind = "disabled"
	tokenLocked    conditionKind = "locked"
	resyncRequired conditionKind = "resync_required"
	wornOut        conditionKind = "worn_out"
	outOfStep      conditionKind = "out_of_step"
	inStep         conditionKind = "in_step"
	noToken        conditionKind = "no_token" // a user without one
)

func conditionKinds() []conditionKind {
	return []conditionKind{inStep, outOfStep, tokenLocked, tokenDisabled, userDisabled, resyncRequired, wornOut, noToken}
}

// condition is the condition of a token, or of a user without one, as data. [condition.words]
// puts it into English.
type condition struct {
	Kind     conditionKind
	Reason   string        // disabled; may be empty
	Since    time.Time     // locked
	Failures int           // locked: how many led to the lock
	Ahead    int64         // out_of_step: codes, or time steps if Step is set; negative if it is behind
	Step     time.Duration // of time tokens
}

// conditionOf returns the condition of a record as [tms.Record.At] returns it.
func conditionOf(record tms.Record) condition {
	token, user := record.Token, record.User
	if user != nil && user.State == tms.StateDisabled {
		return condition{Kind: userDisabled, Reason: user.Reason}
	}
	if token != nil && token.State == tms.StateDisabled {
		return condition{Kind: tokenDisabled, Reason: token.Reason}
	}
	if record.State() == tms.StateLocked {
		return condition{Kind: tokenLocked, Since: lockedSince(record), Failures: record.Failures()}
	}
	if token == nil {
		return condition{Kind: noToken}
	}
	ahead, isOutOfStep := token.OutOfStep()
	switch {
	case token.ResyncRequired:
		return condition{Kind: resyncRequired}
	case token.Exhausted:
		return condition{Kind: wornOut}
	case isOutOfStep:
		return condition{Kind: outOfStep, Ahead: ahead, Step: stepOf(token)}
	}
	return condition{Kind: inStep}
}

// lockedSince returns when the first lock of a token or its user began.
func lockedSince(record tms.Record) (since time.Time) {
	if record.Token != nil && record.Token.State == tms.StateLocked {
		since = record.Token.LockedAt
	}
	if user := record.User; user != nil && user.State == tms.StateLocked && (since.IsZero() || user.LockedAt.Before(since)) {
		since = user.LockedAt
	}
	return since
}

// stepOf returns the time step of a time token, and 0 for others.
func stepOf(token *tms.Token) time.Duration {
	if token.Type == tms.Time {
		return token.Step
	}
	return 0
}

// refuses reports whether every code is refused in this condition.
func (c condition) refuses() bool {
	switch c.Kind {
	case userDisabled, tokenDisabled, tokenLocked, resyncRequired, wornOut, noToken:
		return true
	case outOfStep, inStep:
	}
	return false
}

// words returns the condition in plain words.
func (c condition) words() string {
	switch c.Kind {
	case userDisabled:
		return withReason("user disabled", c.Reason)
	case tokenDisabled:
		return withReason("disabled", c.Reason)
	case tokenLocked:
		return fmt.Sprintf("locked since %s after %s", timeText(c.Since), cli.Count(c.Failures, "failure", "failures"))
	case resyncRequired:
		return "must be resynchronised: the store was restored"
	case wornOut:
		return "worn out: its last code is used"
	case outOfStep:
		return outOfStepWords(c.Ahead, c.Step)
	case noToken:
		return "no token"
	}
	return "in step"
}

func outOfStepWords(ahead int64, step time.Duration) string {
	return distance(ahead, step) + " when last seen"
}

func withReason(words, reason string) string {
	if reason == "" {
		return words
	}
	return words + ": " + reason
}

// distance returns how far ahead a token is: in codes, or in time steps if step is set.
func distance(ahead int64, step time.Duration) string {
	direction, n := "ahead", uint64(ahead)
	if ahead < 0 {
		direction, n = "behind", -n
	}
	if step == 0 {
		return fmt.Sprintf("%s %s", cli.Count(n, "code", "codes"), direction)
	}
	if n > uint64(maxDuration/step) {
		return fmt.Sprintf("%s %s", cli.Count(n, "time step", "time steps"), direction)
	}
	return fmt.Sprintf("%s (%s) %s", cli.Count(n, "time step", "time steps"), value.FormatDuration(time.Duration(n)*step), direction)
}

// maxDuration is the longest time that is worth showing.
const maxDuration = 100 * 365 * 24 * time.Hour
