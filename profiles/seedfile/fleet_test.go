package seedfile_test

import (
	"encoding/hex"
	"testing"

	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

// Fleets must never change. These secrets were computed with Python's hmac and hashlib.
func TestFleetIsTheSameEverywhere(t *testing.T) {
	for _, row := range []struct {
		algorithm profiles.Algorithm
		secrets   []string
	}{
		{profiles.SHA1, []string{"0118fb323bc1866cd55caa5973b43ae9e14a76fc", "c4766be384b98435ba8b61ea31974eaab9b43816"}},
		{profiles.SHA256, []string{"0118fb323bc1866cd55caa5973b43ae9e14a76fc26b60d55635aede89036fec8"}},
		{profiles.SHA512, []string{"0118fb323bc1866cd55caa5973b43ae9e14a76fc26b60d55635aede89036fec8e058a8c0bc1d2c9de516166d5e48dba33be8365c8458bc72df108b0c9242cb09"}},
	} {
		fleet := seedfile.Fleet{Prefix: "CI", Seed: "42", Like: seedfile.Token{Traits: &seedfile.Traits{Type: profiles.Event, Algorithm: row.algorithm, Digits: 6}}}
		i := 0
		for token, err := range fleet.Tokens(len(row.secrets)) {
			if err != nil {
				t.Fatal(err)
			}
			if got := hex.EncodeToString(token.Secret.Key()); got != row.secrets[i] {
				t.Errorf("%s %s: secret %s, not %s", row.algorithm, token.Serial, got, row.secrets[i])
			}
			i++
			if want := "CI0000000" + string(rune('0'+i)); token.Serial != want {
				t.Errorf("serial %s, not %s", token.Serial, want)
			}
		}
	}
}

func TestFleetsOfOtherSeedsDiffer(t *testing.T) {
	seen := map[string]string{}
	for _, seed := range []string{"", "1", "2", "1 "} {
		for token, err := range (seedfile.Fleet{Seed: seed, Like: seedfile.Token{Traits: &seedfile.Traits{Algorithm: profiles.SHA1}}}).Tokens(100) {
			if err != nil {
				t.Fatal(err)
			}
			id := string(token.Secret.Key())
			if before, again := seen[id]; again {
				t.Fatalf("%s of seed %q has the secret of %s", token.Serial, seed, before)
			}
			seen[id] = token.Serial + " of seed " + seed
		}
	}
}
