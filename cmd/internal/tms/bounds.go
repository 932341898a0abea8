package tms

import (
	"fmt"

	"etokenpass/cmd/internal/cli"
	"etokenpass/internal/value"
	"etokenpass/tms"
)

// acceptsWords returns which codes of a token would be accepted now: for an event token as the
// counters that its F screen shows afterwards, because products count their windows differently.
func acceptsWords(policy *tms.Policy, token *tms.Token) string {
	if token.Type == tms.Time {
		words := fmt.Sprintf("%s before and after the token's clock", cli.Count(policy.Window, "time step", "time steps"))
		if token.Drift != 0 {
			words += ", which is " + distance(token.Drift, token.Step)
		}
		return words
	}
	first, last, ok := policy.AcceptedCounters(token)
	if !ok {
		return "nothing: its last code is used"
	}
	word := "counters"
	if first == last {
		word = "counter"
	}
	return fmt.Sprintf("%s %s (%s)", word, span(first, last), screens(first, last))
}

func span(first, last uint64) string {
	if first == last {
		return fmt.Sprint(first)
	}
	return fmt.Sprintf("%d to %d", first, last)
}

// screens returns the F screens of two counters.
func screens(first, last uint64) string {
	const modulus = 100_000
	if first == last {
		return fmt.Sprintf("F%05d", first%modulus)
	}
	return fmt.Sprintf("F%05d to F%05d", first%modulus, last%modulus)
}

// stepWords returns the time step of a token.
func stepWords(token *tms.Token) string { return value.FormatDuration(token.Step) }
