// Package seedfile reads and writes seed files: the batches of serials and secrets that vendors
// ship with tokens and that administrators import into a server.
//
// [NewReader] detects the format from the content and returns one [Token] at a time, so a file
// is never held in memory as a whole. [NewWriter] writes one token at a time. The defaults of a
// [Format] fill in what a file leaves open; [Overrides] replace what a file contains.
// [Token.Profile] converts a token to a profile, and [FromProfile] converts a profile to a
// token.
//
// Tokens, and the files that a Writer writes, contain secrets. Errors never do.
package seedfile
