package main_test

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// A state file that does not hold a counter for this token gives no code, and
// stays as it is. device/store_test.go has all the ways in which it can be wrong.
func TestDurableUnusableStateFile(t *testing.T) {
	others := anotherTokens(t)
	table := []struct {
		name  string
		spoil func(string) string
		tells string
	}{
		{"cut off", func(file string) string { return file[:len(file)/2] }, "is damaged"},
		{"empty", func(string) string { return "" }, "is damaged: it is empty"},
		{"from the future", func(file string) string { return strings.Replace(file, "version: 2", "version: 3", 1) }, "newer etokenpass"},
		{"another token's", func(string) string { return others }, "belongs to another token"},
	}
	for _, row := range table {
		t.Run(row.name, func(t *testing.T) {
			fob := newFob(t)
			fob.press(t)
			_, state := fob.saved(t)
			good := contents(t, state)
			spoiled := row.spoil(good)
			if spoiled == good {
				t.Fatalf("the row changes nothing in\n%s", good)
			}
			if err := os.WriteFile(state, []byte(spoiled), 0o600); err != nil {
				t.Fatal(err)
			}

			run(t, fob.command(t, "press")).refused(t, state, row.tells, "etokenpass: hint: ")
			if after := contents(t, state); after != spoiled {
				t.Errorf("the state file became\n%s", after)
			}
		})
	}
}

// anotherTokens is a state file of a token with the same serial and another secret.
func anotherTokens(t *testing.T) string {
	t.Helper()
	fob := newFob(t)
	profile := strings.Replace(contents(t, fob.profile), `hex: "31`, `hex: "41`, 1)
	if err := os.WriteFile(fob.profile, []byte(profile), 0o600); err != nil {
		t.Fatal(err)
	}
	fob.press(t)
	_, state := fob.saved(t)
	return contents(t, state)
}

// The battery ends in the middle of some presses: what it was good for is shown.
func TestDurableLastCodeOfABattery(t *testing.T) {
	fob := newFob(t, "battery: {codes: 2}")
	fob.press(t)

	end := run(t, fob.command(t, "press", "--times", "3", "--format", "json"))
	end.failed(t, "the battery is empty")
	if shown := end.movingFactors(t); !slices.Equal(shown, []uint64{1}) {
		t.Errorf("the last codes have the moving factors %d, want only 1", shown)
	}
	run(t, fob.command(t, "press")).refused(t, "the battery is empty")
	if counter, _ := fob.saved(t); counter != 2 {
		t.Errorf("the saved counter is %d, want 2", counter)
	}
}
