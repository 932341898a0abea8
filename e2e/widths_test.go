//go:build e2e

package e2e_test

import (
	"fmt"
	"os"
	"path/filepath"
)

// fitsAll checks that the page fits into windows of three widths, and keeps a picture of each in the
// folder $ETOKENPASS_PICTURES, if that is set: for people who want to look.
func (p *tab) fitsAll(where string) {
	p.browser.t.Helper()
	for _, width := range []int{360, 800, 1280} {
		p.show(view{width: width, height: 900, still: true})
		p.settled()
		if got := p.value(`document.documentElement.scrollWidth`); got != float64(width) {
			p.browser.t.Errorf("%s: the page is %v pixels wide in a window of %d", where, got, width)
		}
		if folder := os.Getenv("ETOKENPASS_PICTURES"); folder != "" {
			name := filepath.Join(folder, fmt.Sprintf("%s, %d.png", where, width))
			if err := os.WriteFile(name, p.picture(), 0o600); err != nil {
				p.browser.t.Fatal(err)
			}
		}
	}
}
