// Package device is a token in the hand: a profile, a clock, a counter that is
// remembered, and one firmware machine whose button can be pressed from any
// goroutine.
//
// It models what lies between the pure firmware and the world: it asks a clock
// how much time has passed, stores the counter durably before a code can be
// seen, and gives one consistent [Snapshot] of what the LCD shows. It refuses to
// know how an LCD is drawn, and who presses the button and why.
//
// With a [VirtualClock] nothing ever waits: an hour of token time costs
// microseconds, and every run gives the same codes.
package device
