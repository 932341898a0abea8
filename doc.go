// Package etokenpass is the door of the house: it holds no code, only this map
// and the tests that concern the whole project.
//
//	assets                 artwork, icons, desktop entries and texts
//	cmd/etokenpass         the headless command line
//	cmd/etokenpass-window  the window's own program
//	cmd/internal/cli                the manners of both: errors, exit statuses, flags, help
//	cmd/internal/cli/clitest        runs the scripts that test them
//	device                 a token in the hand: profile, clock, saved counter
//	device/scenario        a language for the button, run on a virtual clock
//	display                how an LCD looks: text, SVG, image
//	display/golden         compares drawings with golden files, for tests
//	display/window         the virtual token in a window
//	display/face    how the virtual token looks; facetest reads it in a picture
//	e2e                    tests the window on a display
//	profiles               a token's facts in a YAML file
//	profiles/seedfile      the batch files that tokens ship with, read and written
//	firmware               the program inside the token; pure
//	firmware/oath          HOTP (RFC 4226) and TOTP (RFC 6238)
//	internal/locale        texts in English and Russian, from assets
//	tools/artwork          draws what is in assets from the geometry in display/face
//
// Which room may import which is a table in imports_test.go.
package etokenpass
