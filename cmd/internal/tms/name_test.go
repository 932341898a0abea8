package tms

import (
	"testing"

	"etokenpass/firmware/oath"
	"etokenpass/tms"
)

// A name that is both a serial and the name of another token's user is refused: either could be
// meant.
func TestNameOfTokenOrUser(t *testing.T) {
	validator := newValidator(t, withPIN(tms.PINNone))
	for serial, user := range map[string]string{"anna": "boris", "clara": "clara"} {
		token := tms.Token{Serial: serial, Secret: tms.Secret(rfcSecret), Type: tms.Event, Algorithm: oath.SHA1, Digits: 6}
		if _, err := validator.Import(t.Context(), tms.Call{Time: noon}, false, token); err != nil {
			t.Fatal(err)
		}
		if _, err := validator.Assign(t.Context(), tms.Call{Time: noon}, serial, user, tms.Assignment{}); err != nil {
			t.Fatal(err)
		}
	}
	for _, row := range []struct {
		name string
		want tms.Key
		err  string
	}{
		{"1", tms.Key{Serial: "1"}, ""},
		{"boris", tms.Key{User: "boris"}, ""},
		{"clara", tms.Key{Serial: "clara"}, ""},
		{"anna", tms.Key{Serial: "anna"}, "anna is the serial of a token, and another token's user has this name too"},
		{"dora", tms.Key{Serial: "dora"}, "no token and no user is called dora"},
	} {
		err := validator.Store.View(t.Context(), func(view tms.View) error {
			key, _, err := findEither(view, row.name)
			if key != row.want {
				t.Errorf("%s: got %v, want %v", row.name, key, row.want)
			}
			return err
		})
		if row.err == "" && err != nil || row.err != "" && (err == nil || err.Error() != row.err) {
			t.Errorf("%s: got %v, want %q", row.name, err, row.err)
		}
	}
}
