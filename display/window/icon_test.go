package window

import "testing"

// A window's icons are the embedded ones, in their sizes.
func TestIcons(t *testing.T) {
	for i, picture := range icons() {
		if size := picture.Bounds().Size(); size.X != iconSizes[i] || size.Y != iconSizes[i] {
			t.Errorf("the icon of %d pixels is %v", iconSizes[i], size)
		}
	}
}
