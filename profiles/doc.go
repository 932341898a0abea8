// Package profiles reads and writes profiles: YAML files that each describe one token, with
// its identity, secret, timing and battery life. docs/profile.md describes every field.
//
// The package contains the strict parser and the encoder, the profiles built into the
// program, the user's profile folder, and the mapping from serials to file names. It does
// not implement a token's behaviour and does not store its current counter: using a token
// never writes to its profile.
package profiles
