// Package oath computes the one-time passwords of the Initiative for Open
// Authentication: HOTP (RFC 4226) and TOTP (RFC 6238).
//
// It models arithmetic only. A code is a function of a secret, an algorithm, a
// number of digits and a moving factor; a time step is a function of two
// instants and a step. The package has no clock, no stored counter, no button
// and no file. The caller supplies the moving factor and ensures that none is
// used twice.
package oath
