// Package firmware is the program inside the token: one button, a counter in
// non-volatile memory, and an LCD that switches itself off.
//
// A [Machine] is made from a [Config] and a [Memory]. Down and Up are the edges
// of its button, Advance lets time pass, and Screen returns what the LCD shows.
// The same calls always lead to the same screens, no matter how the time
// between them is divided into calls of Advance.
//
// The package reads no clock and has no input or output, goroutine or log. It does
// not know the time of day, where the counter is stored or where the screen is
// drawn. The calendar time, which Pass Time needs, is an argument of Up.
//
// Comments label behaviour with its evidence: "documented" (in docs/sources.md
// or an RFC), "observed" (in a public source, which is named) or "assumed". The
// values that a profile can change are labelled beside their defaults, in
// package profiles.
package firmware
