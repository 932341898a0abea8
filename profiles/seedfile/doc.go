// Package seedfile reads and writes the batch files that tokens ship with: serials
// and secrets, which an administrator imports into the server.
//
// [NewReader] recognises the format from the content and gives one [Token] at a time,
// so that a file is never in memory whole. [NewWriter] writes one token at a time.
// What a format leaves open is filled in by the rules of [Format]; what a caller
// knows better goes into [Overrides]. A token becomes a profile with
// [Token.Profile], and comes out of one with [FromProfile].
//
// Secrets are in tokens and in what a Writer writes, never in an error.
package seedfile
