// Package scenario is a small language for working a token's button on a virtual clock:
// press, hold, wait, expect. docs/scenarios.md describes it.
//
// A scenario says when the button goes down and up, and what the LCD must show then. The
// package does not know where scenarios come from or how transcripts are printed, and
// nothing in it waits for real time.
package scenario
