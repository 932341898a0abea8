package main_test

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// A press with an unusable state file shows no code and leaves the file unchanged.
// device/store_test.go covers the other ways in which a state file can be invalid.
func TestDurableUnusableStateFile(t *testing.T) {
	otherState := otherTokenState(t)
	table := []struct {
		name  string
		spoil func(string) string
		want  string
	}{
		{"truncated", func(file string) string { return file[:len(file)/2] }, "is damaged"},
		{"empty", func(string) string { return "" }, "is damaged: it is empty"},
		{"newer version", func(file string) string { return strings.Replace(file, "version: 2", "version: 3", 1) }, "newer etokenpass"},
		{"another token", func(string) string { return otherState }, "belongs to another token"},
	}
	for _, row := range table {
		t.Run(row.name, func(t *testing.T) {
			token := newToken(t)
			token.press(t)
			_, state := token.saved(t)
			good := readFile(t, state)
			spoiled := row.spoil(good)
			if spoiled == good {
				t.Fatalf("this case does not change\n%s", good)
			}
			if err := os.WriteFile(state, []byte(spoiled), 0o600); err != nil {
				t.Fatal(err)
			}

			run(t, token.command(t, "press")).checkRefused(t, state, row.want, "etokenpass: hint: ")
			if after := readFile(t, state); after != spoiled {
				t.Errorf("the state file changed to\n%s", after)
			}
		})
	}
}

// otherTokenState returns the state file of a token with the same serial and another secret.
func otherTokenState(t *testing.T) string {
	t.Helper()
	token := newToken(t)
	profile := strings.Replace(readFile(t, token.profile), `hex: "31`, `hex: "41`, 1)
	if err := os.WriteFile(token.profile, []byte(profile), 0o600); err != nil {
		t.Fatal(err)
	}
	token.press(t)
	_, state := token.saved(t)
	return readFile(t, state)
}

// If the battery runs out during several presses, the codes before that are shown.
func TestDurableLastBatteryCode(t *testing.T) {
	token := newToken(t, "battery: {codes: 2}")
	token.press(t)

	res := run(t, token.command(t, "press", "--times", "3", "--format", "json"))
	res.checkFailed(t, "the battery is empty")
	if shown := res.movingFactors(t); !slices.Equal(shown, []uint64{1}) {
		t.Errorf("moving factors %d, want only 1", shown)
	}
	run(t, token.command(t, "press")).checkRefused(t, "the battery is empty")
	if counter, _ := token.saved(t); counter != 2 {
		t.Errorf("the saved counter is %d, want 2", counter)
	}
}
