package tms

import (
	"fmt"
	"strconv"

	"etokenpass/tms"
)

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
	return []string{serial, user, owner, organisation, conditionWords(record.Condition()), next, accepts}
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
