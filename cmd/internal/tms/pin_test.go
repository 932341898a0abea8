package tms

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"etokenpass/cmd/internal/cli"
)

// A new PIN is typed twice.
func TestNewPINIsTypedTwice(t *testing.T) {
	for _, row := range []struct {
		typed []string
		err   string
	}{
		{[]string{"2468", "2468"}, ""},
		{[]string{"2468", "2469"}, "the two PINs are not the same; nothing was changed"},
		{[]string{""}, "nothing was typed"},
		{nil, "the terminal is gone"},
	} {
		typed := slices.Clone(row.typed)
		a := &cli.App{Err: new(bytes.Buffer), ReadPassword: func() ([]byte, error) {
			if len(typed) == 0 {
				return nil, errors.New("the terminal is gone")
			}
			line := typed[0]
			typed = typed[1:]
			return []byte(line), nil
		}}
		pin, err := askPIN(a)
		if row.err == "" && (err != nil || pin == "") || row.err != "" && (err == nil || err.Error() != row.err) {
			t.Errorf("%q: got %v, want %q", row.typed, err, row.err)
		}
	}
}
