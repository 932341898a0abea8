// Package oath computes the one-time passwords of the Initiative for Open
// Authentication: HOTP (RFC 4226) and TOTP (RFC 6238).
//
// It models arithmetic only. A code is a function of a secret, an algorithm, a
// number of digits and a moving factor; a time step is a function of two
// instants and a step. The package knows no clock, no counter that must
// survive, no button and no file: whoever calls it says which moving factor,
// and keeps the promise that no moving factor is used twice.
package oath
