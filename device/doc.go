// Package device is a token in use: a profile, a clock, a saved counter, and one firmware
// machine whose button can be pressed from any goroutine.
//
// Package firmware is pure: it is told how much time has passed, and asks a memory for
// the counter. This package connects it to a [Clock] and to a [Memory], which saves the
// counter durably before a code can be seen, and makes one consistent [Snapshot] of the
// LCD and the button. Any number of watchers can follow a token's screens; see
// [Token.Watch].
//
// With a [VirtualClock] nothing waits: an hour of token time takes microseconds, and every
// run shows the same codes. [Hold], [Presses] and [ShowCounter] are the gestures of a
// user, on such a clock.
//
// How an LCD is drawn, and what presses the button, is outside this package.
package device
