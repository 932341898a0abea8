package tms

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"etokenpass/cmd/internal/cli"
	"etokenpass/internal/shell"
	"etokenpass/internal/value"
	"etokenpass/tms"
	"etokenpass/tms/wire"
)

// refusal explains to a help desk why a login was refused, and what to do.
type refusal struct {
	policy *tms.Policy
	entry  *tms.Entry
	record tms.Record // after the request
}

func newRefusal(ctx context.Context, validator *tms.Validator, entry *tms.Entry) (*refusal, error) {
	record, err := validator.Record(ctx, tms.Key{Serial: entry.Serial, User: entry.User}) // even if unassigned since
	return &refusal{validator.Policy, entry, record.At(validator.Policy, entry.Time)}, err
}

// words says why, in one line.
func (r *refusal) words() string {
	words := r.reason()
	switch counts := slices.Contains(r.policy.Count, r.entry.Result); {
	case counts && r.entry.State() == tms.StateLocked:
		words += fmt.Sprintf("; this was failure %d, and the %s is now locked", r.entry.Failures(), r.policy.Lock)
	case counts && r.policy.MaxFailures > 0:
		words += fmt.Sprintf("; this was failure %d of %d", r.entry.Failures(), r.policy.MaxFailures)
	}
	return words
}

func (r *refusal) reason() string {
	switch user := r.entry.User; r.entry.Result {
	case tms.WrongCode:
		return "the code is wrong"
	case tms.Replayed:
		return "the code was used already, or a later one was"
	case tms.OutOfWindow:
		return fmt.Sprintf("the code is %s; the policy accepts at most %s", distance(r.entry.Ahead, r.record.Token.TimeStep()), r.farthest())
	case tms.WrongPIN:
		return "the PIN is wrong"
	case tms.Locked, tms.Disabled, tms.ResyncRequired:
		return conditionWords(r.record.Condition())
	case tms.Throttled:
		left := min(r.record.ThrottledFor(r.policy, r.entry.Time), maxDuration)
		return "too soon after the last failure; the next attempt is possible in " + value.FormatDuration((left + time.Second - 1).Truncate(time.Second))
	case tms.NoToken:
		switch {
		case user == "": // not a name that is repeated
			return "there is no user of that name"
		case r.record.User == nil:
			return "there is no user " + user
		}
		return "no token is assigned to " + user
	case tms.Malformed:
		return "that is not " + r.expected()
	}
	return string(r.entry.Result)
}

// farthest returns how far ahead a code may be.
func (r *refusal) farthest() string {
	if r.record.Token.Type == tms.Time {
		return cli.Count(r.policy.Window, "time step", "time steps") + " before and after the token's clock"
	}
	return fmt.Sprintf("%d ahead", r.policy.Window-1)
}

// expected returns what the user should have entered.
func (r *refusal) expected() string {
	code := fmt.Sprintf("a code of %d digits", r.record.Token.Digits)
	switch r.policy.PIN {
	case tms.PINPrefix:
		return "a PIN followed by " + code
	case tms.PINSuffix:
		return code + " followed by a PIN"
	case tms.PINCompound:
		return "a password followed by " + code
	}
	return code
}

// advice says what the help desk can do.
func (r *refusal) advice() string {
	var clauses []string
	for _, advice := range []string{r.adviceOnResult(), r.adviceOnLock()} {
		if advice != "" {
			clauses = append(clauses, advice)
		}
	}
	return strings.Join(clauses, "; ")
}

func (r *refusal) adviceOnResult() (advice string) {
	user := shell.Quote(r.entry.User)
	switch r.entry.Result {
	case tms.WrongCode:
		advice = "etokenpass tms test " + shell.Quote(r.entry.Serial) + " shows what a code of the token matches"
	case tms.Replayed:
		advice = "press the token for the next code"
	case tms.OutOfWindow, tms.ResyncRequired:
		advice = adviceToResync(r.policy, r.record.Token)
	case tms.WrongPIN:
		advice = "etokenpass tms pin " + user + " --pin-file FILE sets another"
	case tms.Disabled:
		advice = "etokenpass tms enable " + shell.Quote(r.disabled()) + " ends that"
	case tms.NoToken:
		advice = "etokenpass tms list shows all tokens and users"
		if r.entry.User != "" {
			advice = "etokenpass tms assign SERIAL " + user + " assigns one; " + advice
		}
	}
	return advice
}

func (r *refusal) adviceOnLock() (advice string) {
	if r.entry.State() == tms.StateLocked {
		advice = "etokenpass tms unlock " + shell.Quote(r.entry.User) + " ends the lock"
	}
	return advice
}

// disabled returns the name of what is disabled: the user or the token.
func (r *refusal) disabled() string {
	if r.entry.After.User.State == tms.StateDisabled {
		return r.entry.User
	}
	return r.entry.Serial
}

// adviceToResync returns the command that brings a token back into step.
func adviceToResync(policy *tms.Policy, token *tms.Token) (advice string) {
	serial := shell.Quote(token.Serial)
	advice = "etokenpass tms resync " + serial + " --codes - reads two codes in a row and brings the token back into step"
	if token.Type == tms.Event && policy.ResyncByCounter != tms.CounterNo {
		advice = "etokenpass tms resync " + serial + " --counter F00042, with the token's own counter, brings it back into step"
	}
	if token.Type == tms.Event && policy.ResyncByCounter == tms.CounterWithCode {
		advice = "etokenpass tms resync " + serial + " --counter F00042 --code-file -, with the token's own counter and a code, brings it back into step"
	}
	return advice
}

// refused prints why a request was refused, or the entry as JSON, and returns the error for exit
// status 3.
func refused(a *cli.App, format string, entry *tms.Entry, words, advice string) error {
	if err := printResult(a, format, entry, "refused: "+words); err != nil {
		return err
	}
	a.Hint(advice)
	return &cli.Ended{Status: cli.StatusUnmet}
}

// printResult prints the result of a request in words, or its entry as JSON.
func printResult(a *cli.App, format string, entry *tms.Entry, words string) error {
	if format == cli.JSON {
		return cli.PrintJSON(a.Out, wire.CheckOf(entry))
	}
	_, err := fmt.Fprintln(a.Out, cli.Legible(words))
	return cli.OutputError(err)
}
