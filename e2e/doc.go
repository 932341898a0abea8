// Package e2e tests the programs from end to end. It runs the real window on a separate X display,
// operates it with mouse and keyboard, and checks its transcript and the pixels on the screen. It
// runs a real server, opens its page in a headless Chromium, checks its accessibility with axe-core
// (the folder axe), and runs the example project in the folder playwright. make e2e runs the tests;
// plain go test does not, because they need an X server and a browser, and take minutes. Tests that use
// browsers alone, and in which real time does not matter, run in parallel: they wait more than they work.
package e2e
