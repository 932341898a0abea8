// Package scenario implements a small language that operates a token's button on a virtual
// clock: press, hold, wait, expect. docs/scenarios.md describes it.
//
// A scenario says when the button goes down and up, and what the LCD must show. This
// package does not find scenario files or print transcripts, and it never waits for real
// time.
package scenario
