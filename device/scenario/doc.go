// Package scenario is a small language for working a token's button, run on a
// virtual clock: press, hold, wait, expect. docs/scenarios.md describes it.
//
// It models the hand and the eye: when the button goes down and up, and what the
// LCD must show then. It refuses to know where scenarios come from, how
// transcripts are printed, and the real time.
package scenario
