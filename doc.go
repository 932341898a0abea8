// Package etokenpass is the door of the house: it holds no code, only this map
// and the tests that concern the whole project.
//
//	cmd/etokenpass     the headless command line
//	device             a token in the hand: profile, clock, saved counter
//	device/scenario    a language for the button, run on a virtual clock
//	display            how an LCD looks: text, SVG, image
//	profiles           a token's facts in a YAML file
//	firmware           the program inside the token; pure
//	firmware/oath      HOTP (RFC 4226) and TOTP (RFC 6238)
//
// Which room may import which is a table in house_test.go.
package etokenpass
