// Package device is a token in use: a profile, a clock, a saved counter, and one firmware
// machine whose button can be pressed from any goroutine.
//
// Package firmware is pure: its caller says how much time has passed and provides a memory
// for the counter. This package connects it to a [Clock] and to a [Memory], which saves the
// counter durably before a code can be seen. A [Snapshot] is a consistent view of the LCD
// and the button. Any number of watchers can follow a token's screens; see [Token.Watch].
//
// With a [VirtualClock] nothing waits: an hour of token time takes microseconds, and every
// run shows the same codes. [Token.Hold], [Token.Presses] and [Token.ShowCounter] are a
// user's gestures on such a clock.
//
// This package does not draw the LCD and does not read user input.
package device
