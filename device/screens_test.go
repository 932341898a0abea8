package device_test

import (
	"fmt"
	"testing"
	"time"

	"etokenpass/device"
)

// Everything that a token shows is one of its screens.
func TestScreensIncludeWhatATokenShows(t *testing.T) {
	for digits := 6; digits <= 8; digits++ {
		profile := demo(t, fmt.Sprintf("digits: %d", digits), "counter: 42")
		token, clock := newToken(t, profile)
		screens := device.ScreensOf(profile)
		seen := map[device.State]bool{}
		look := func() {
			snapshot := token.Snapshot()
			seen[snapshot.State] = true
			if !screens.Include(snapshot.Shown()) {
				t.Errorf("%d digits: %q is none of %v", digits, snapshot.Shown(), screens)
			}
		}
		look()
		press(t, token)
		look()
		token.Down()
		clock.Advance(4 * time.Second)
		look()
		for range 5 {
			press(t, token)
			look()
		}
		if len(seen) != 4 {
			t.Errorf("%d digits: the token showed only %v", digits, seen)
		}
	}
}

func TestScreens(t *testing.T) {
	six, eight := device.ScreensOf(demo(t)), device.ScreensOf(demo(t, "digits: 8"))
	for _, row := range []struct {
		shown      string
		six, eight bool
	}{
		{"off", true, true},
		{"", false, false},
		{"Off", false, false},
		{"755224", true, false},
		{"84755224", false, true},
		{"7552245", false, false},
		{"75522a", false, false},
		{"٧٥٥", false, false}, // six bytes
		{"888888", true, false},
		{"88888888", false, true},
		{"F00042", true, true},
		{"F0042", false, false},
		{"F000042", false, false},
		{"F0000x", false, false},
		{"f00042", false, false},
	} {
		if six.Include(row.shown) != row.six || eight.Include(row.shown) != row.eight {
			t.Errorf("%q: got %v with six digits and %v with eight", row.shown, six.Include(row.shown), eight.Include(row.shown))
		}
	}
	if want := "off, a code of 8 digits, 88888888, or F and five digits"; eight.String() != want {
		t.Errorf("got %q", eight)
	}
}
