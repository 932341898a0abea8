//go:build e2e

package e2e_test

import (
	"testing"

	"etokenpass/internal/golden"
)

// The picture at the top of README is a screenshot of the real window.
func TestThePictureInReadme(t *testing.T) {
	w := open(t, newScreen(t), t.TempDir())
	w.quiet()
	w.click()
	w.shows("755224")
	golden.Check(t, "../docs/window.png", golden.PNG(t, w.still()))
}
