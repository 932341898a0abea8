// Package e2e tests the window from end to end: the real program on a display of its
// own, driven with a mouse and a keyboard, read from its transcript and from the
// pixels of the screen. make e2e runs it; go test alone does not, since it wants an X
// server and takes a minute.
package e2e
