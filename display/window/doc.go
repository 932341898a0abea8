// Package window is the virtual token in a window: hands go in as [Input], what is to
// be seen comes out as a [face.Scene], and the token in between is a
// [device.Token]. [Window] is plain Go on plain data; only [Run], with the game
// around it, needs a display.
package window
