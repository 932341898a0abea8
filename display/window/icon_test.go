package window

import "testing"

// The window's icons are embedded and have the sizes that their names state.
func TestIcons(t *testing.T) {
	for i, picture := range icons() {
		if size := picture.Bounds().Size(); size.X != iconSizes[i] || size.Y != iconSizes[i] {
			t.Errorf("the icon for size %d has size %v", iconSizes[i], size)
		}
	}
}
