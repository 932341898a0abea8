// Package window is the virtual token in a window. User input goes in as [Input], a [face.Scene] comes out, and the
// token in between is a [device.Token]. [Window] is plain Go on plain data; only [Run] and the ebiten game behind it
// need a display.
package window
