package main_test

import (
	"os"
	"testing"
)

// soaking is the environment variable with which "make soak" makes long runs of those
// that are short in the gate.
const soaking = "ETOKENPASS_SOAK"

// runsOf is how often something is tried: seldom in the gate, often when soaking.
func runsOf(t *testing.T, gate, soak int) int {
	t.Helper()
	if os.Getenv(soaking) != "" {
		return soak
	}
	if testing.Short() {
		return max(gate/5, 1)
	}
	return gate
}
