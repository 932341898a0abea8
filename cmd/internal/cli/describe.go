package cli

import (
	"time"

	"github.com/spf13/cobra"

	"etokenpass/profiles"
)

// The following functions add the flags that describe new tokens or override what a file says
// about them. If a flag has no default value, fallback says in its help what applies without it.

// AddType adds --type.
func AddType(cmd *cobra.Command, into *Flag[string], fallback string) {
	AddOption(cmd, into, "type", withDefault("the type of token", fallback), Texts(profiles.Types())...)
}

// AddAlgorithm adds --algorithm.
func AddAlgorithm(cmd *cobra.Command, into *Flag[string], fallback string) {
	AddOption(cmd, into, "algorithm", withDefault("the hash", fallback), Texts(profiles.Algorithms())...)
}

// AddDigits adds --digits.
func AddDigits(cmd *cobra.Command, into *Flag[uint64], fallback string) {
	Add(cmd, into, Number(profiles.MinDigits, profiles.MaxDigits), "digits",
		withDefault("digits of a code, "+profiles.DigitsAllowed, fallback))
}

// AddStep adds --step.
func AddStep(cmd *cobra.Command, into *Flag[time.Duration], fallback string) {
	Add(cmd, into, Seconds(profiles.MinStep, profiles.MaxStep), "step", withDefault("the time step of time tokens, like 60s", fallback))
}

// AddEpoch adds --epoch.
func AddEpoch(cmd *cobra.Command, into *Flag[time.Time], fallback string) {
	Add(cmd, into, Instant(), "epoch", withDefault("T0 of time tokens, like 2000-01-01", fallback))
}

// AddMovingFactor adds --moving-factor.
func AddMovingFactor(cmd *cobra.Command, into *Flag[uint64], fallback string) {
	Add(cmd, into, AnyNumber(), "moving-factor", withDefault("the next moving factor of event tokens", fallback))
}

// withDefault appends a default to the help of a flag.
func withDefault(usage, fallback string) string {
	if fallback == "" {
		return usage
	}
	return usage + " (default " + fallback + ")"
}

// Texts returns words as texts, for a flag whose values they are.
func Texts[T ~string](words []T) (texts []string) {
	for _, word := range words {
		texts = append(texts, string(word))
	}
	return texts
}
