package main_test

import (
	"os"
	"testing"
)

// soakEnv is the environment variable that "make soak" sets for longer test runs.
const soakEnv = "ETOKENPASS_SOAK"

// iterations returns how often a test repeats something: soak times under "make soak", fewer
// than gate times with -short, and gate times otherwise.
func iterations(t *testing.T, gate, soak int) int {
	t.Helper()
	if os.Getenv(soakEnv) != "" {
		return soak
	}
	if testing.Short() {
		return max(gate/5, 1)
	}
	return gate
}
