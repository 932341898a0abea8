package profiles_test

import (
	"errors"
	"fmt"
	"testing"

	"etokenpass/internal/errs"
	"etokenpass/profiles"
)

func TestDiffersByPrefix(t *testing.T) {
	for _, row := range []struct {
		a, b string
		want bool
	}{
		{"GALT10953554", "10953554", true},
		{"ubhe10000001", "10000001", true},
		{"1234ABCDEF", "ABCDEF", true},
		{"GALT10953554", "GALT10953554", false},
		{"GALT10953554", "10953555", false},
		{"GALT10953554", "ALT10953554", false},
		{"GAL-10953554", "10953554", false},
		{"GALT12345", "12345", false}, // too short
		{"GALTgalt10953554", "10953554", false},
		{"galt10953554", "GALT10953554", false},
		{"", "", false},
	} {
		if profiles.DiffersByPrefix(row.a, row.b) != row.want || profiles.DiffersByPrefix(row.b, row.a) != row.want {
			t.Errorf("%q and %q: want %v", row.a, row.b, row.want)
		}
	}
}

// A serial without its prefix, or with one, is not substituted: the error suggests the other.
func TestFindSuggestsPrefix(t *testing.T) {
	library := profiles.Library{Folder: t.TempDir()}
	for i, serial := range []string{"GALT10953554", "20953554", "AAAA30953554", "BBBB30953554", "it's 40953554", "X GALT50953554", "DDDD60953554", "CCCC60953554", "BBBB60953554", "AAAA60953554"} {
		if _, err := library.Create(fmt.Sprintf("n%d", i), newProfile(t, serial)); err != nil {
			t.Fatal(err)
		}
	}
	const prefix = "only the OATH prefix differs"
	for wanted, want := range map[string]string{
		"10953554":     "did you mean GALT10953554? " + prefix,
		"GALT20953554": "did you mean 20953554? " + prefix,
		"30953554":     "did you mean AAAA30953554 or BBBB30953554? " + prefix,
		"60953554":     "did you mean AAAA60953554 or BBBB60953554 or CCCC60953554? " + prefix, // at most three
		"40953554":     "etokenpass profile list shows all",
	} {
		_, err := library.FindSerial(wanted)
		if _, is := errors.AsType[*profiles.NotFound](err); !is || errs.Hint(err) != want {
			t.Errorf("%s: got %v with hint %q; want hint %q", wanted, err, errs.Hint(err), want)
		}
	}
}
