package desk

import (
	"etokenpass/tms"
)

// bsClientFacts returns what BS-Client's table eTokenKeys would say of a token, under that system's
// names, if the policy is that of BS-Client. Its manual documents the values of a key that is unlocked:
// no attempts, no date, status 1.
func (w words) bsClientFacts(record tms.Record) []fact {
	if w.policy.Names["max_failures"] != "InvalideTokenAttempt" || record.Token == nil {
		return nil
	}
	status, since := w.Text("console.bs.status.active"), w.Text("console.bs.date.none")
	if c := record.Condition(); c.Refuses() && c.Kind != tms.MustResync && c.Kind != tms.NoTokenAssigned {
		status = w.Text("console.bs.status.blocked")
		if !c.Since.IsZero() {
			since = w.timeOf(c.Since).Text
		}
	}
	return []fact{
		{Name: w.Text("console.bs.attempts"), Value: number(record.Failures()), Note: w.Text("console.bs.attempts.note", "most", number(w.policy.MaxFailures))},
		{Name: "eTokenBlockDate", Value: since},
		{Name: "eTokenStatusID", Value: status},
		{Name: "TokenCounterForCheck", Value: number(w.policy.Window - 1), Note: w.Text("console.bs.window.note")},
	}
}
