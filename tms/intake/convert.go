package intake

import (
	"fmt"

	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
	"etokenpass/tms"
)

// TokenOf returns the validator's record of a new token.
func TokenOf(seed *seedfile.Token) tms.Token {
	token := tms.Token{
		Serial: seed.Serial, Secret: seed.Secret.Key(), Type: tms.Type(seed.Type), Algorithm: seed.Algorithm, Digits: seed.Digits,
	}
	if seed.Type == profiles.Event {
		token.FirstMovingFactor, token.Next = seed.FirstMovingFactor, seed.MovingFactor
		return token
	}
	token.Step, token.Epoch, token.Drift = seed.Step, seed.Epoch, int64(seed.Drift)
	return token
}

// SeedOf returns what a seed file says of a token. It returns an error if the token has generated
// its last code, because no seed file can say that.
func SeedOf(token *tms.Token) (seedfile.Token, error) {
	if token.Exhausted {
		return seedfile.Token{}, errLastCode(token.Serial)
	}
	secret, err := profiles.NewSecret(token.Secret)
	if err != nil {
		return seedfile.Token{}, fmt.Errorf("token %s: %w", token.Serial, err)
	}
	seed := seedfile.Token{
		Serial: token.Serial, Secret: secret,
		Traits: &seedfile.Traits{Type: profiles.Type(token.Type), Algorithm: token.Algorithm, Digits: token.Digits},
	}
	if token.Type == tms.Event {
		seed.FirstMovingFactor, seed.MovingFactor = token.FirstMovingFactor, token.Next
		return seed, nil
	}
	seed.Step, seed.Epoch, seed.Drift = token.Step, token.Epoch, int(token.Drift)
	return seed, nil
}

// SeedOfProfile returns what of a profile concerns a validator, at the counter that the profile
// names. The error of its clock does not: a validator does not know it until the first code.
func SeedOfProfile(profile *profiles.Profile) (*seedfile.Token, error) {
	seed, ok := seedfile.FromProfile(profile, profile.Counter)
	if !ok {
		return nil, errLastCode(profile.Serial)
	}
	seed.Drift = 0
	return &seed, nil
}

func errLastCode(serial string) error {
	return fmt.Errorf("token %s has generated its last code: there is no next moving factor", serial)
}
