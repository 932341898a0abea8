// Package e2e tests the window from end to end: it runs the real program on a separate
// X display, operates it with mouse and keyboard, and checks its transcript and the
// pixels on the screen. make e2e runs the tests; plain go test does not, because they
// need an X server and take a minute.
package e2e
