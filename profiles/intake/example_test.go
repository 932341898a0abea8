package intake_test

import (
	"context"
	"fmt"
	"os"

	"etokenpass/profiles"
	"etokenpass/profiles/intake"
	"etokenpass/profiles/seedfile"
)

func Example() {
	folder, err := os.MkdirTemp("", "profiles")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder) //nolint:errcheck // an example

	// A batch of two tokens. A real program would read it from a seed file.
	var batch []*seedfile.Token
	fleet := seedfile.Fleet{Prefix: "CI", Seed: "42", Like: seedfile.Token{Traits: &seedfile.Traits{Type: profiles.Event, Algorithm: profiles.SHA1, Digits: 6}}}
	for token, err := range fleet.Tokens(2) {
		if err != nil {
			panic(err)
		}
		batch = append(batch, &token)
	}

	fmt.Println(intake.Import(context.Background(), folder, batch, intake.Options{}))
	profile, err := profiles.Library{Folder: folder}.OpenSerial("CI00000002")
	fmt.Println(profile.Serial, profile.Secret, err)

	// A second import of the same batch would be refused.
	taken, err := intake.Taken(folder, batch, false)
	fmt.Println(len(taken), taken[0].Kind == intake.Existing, err)

	// Output:
	// <nil>
	// CI00000002 (a secret of 20 bytes) <nil>
	// 2 true <nil>
}
