// Package firmware is the program inside the token: one button, a counter in
// non-volatile memory, an LCD that switches itself off.
//
// A [Machine] is made from a [Config] and a [Memory]. Its button is worked with
// Down and Up, time passes only when Advance says so, and Screen tells what the
// LCD shows. The same calls always give the same screens, however the time
// between them is sliced.
//
// The package refuses to know what the hour is, where the counter is stored and
// who looks at the LCD: it has no clock, no input or output, no goroutine and no
// log. The calendar, which Pass Time needs, comes as the argument of Up.
//
// Behaviour carries its evidence in the comments: "documented" (docs/sources.md
// or an RFC), "observed" (a public source, named) or "assumed". The values that
// a profile can change have theirs beside the defaults, in package profiles.
package firmware
