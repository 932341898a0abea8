package tms

import (
	"errors"
	"fmt"

	"etokenpass/cmd/internal/cli"
	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
	"etokenpass/tms"
)

// recordOf returns the validator's record of a new token.
func recordOf(t *seedfile.Token) tms.Token {
	record := tms.Token{
		Serial: t.Serial, Secret: t.Secret.Key(), Type: tms.Type(t.Type), Algorithm: t.Algorithm, Digits: t.Digits,
	}
	if t.Type == profiles.Event {
		record.FirstMovingFactor, record.Next = t.FirstMovingFactor, t.MovingFactor
		return record
	}
	record.Step, record.Epoch, record.Drift = t.Step, t.Epoch, int64(t.Drift)
	return record
}

// seedOf returns what a seed file says of a token.
func seedOf(t *tms.Token) (seedfile.Token, error) {
	if t.Exhausted {
		return seedfile.Token{}, fmt.Errorf("token %s has generated its last code: there is no next moving factor", t.Serial)
	}
	secret, err := profiles.NewSecret(t.Secret)
	if err != nil {
		return seedfile.Token{}, fmt.Errorf("token %s: %w", t.Serial, err)
	}
	token := seedfile.Token{
		Serial: t.Serial, Secret: secret,
		Traits: &seedfile.Traits{Type: profiles.Type(t.Type), Algorithm: t.Algorithm, Digits: t.Digits},
	}
	if t.Type == tms.Event {
		token.FirstMovingFactor, token.MovingFactor = t.FirstMovingFactor, t.Next
		return token, nil
	}
	token.Step, token.Epoch, token.Drift = t.Step, t.Epoch, int(t.Drift)
	return token, nil
}

// readProfiles returns the tokens of profiles, at the counters that the profiles name. All
// problems are reported at once.
func readProfiles(a *cli.App, names []string) ([]*seedfile.Token, error) {
	reporter := a.NewReporter()
	defer reporter.Done()
	var tokens []*seedfile.Token
	var problems []error
	for profile, err := range a.OpenProfiles("--profile ", names, nil) {
		if err != nil {
			problems = append(problems, err)
			continue
		}
		if guess := cli.ProfileWarning(profile); guess != nil {
			reporter.Warning(guess)
		}
		token, err := ofProfile(profile)
		problems = append(problems, err)
		tokens = append(tokens, token)
	}
	return tokens, errors.Join(problems...)
}

// ofProfile returns what of a profile concerns the validator. The error of its clock does not: a
// validator does not know it until the first code.
func ofProfile(profile *profiles.Profile) (*seedfile.Token, error) {
	token, ok := seedfile.FromProfile(profile, profile.Counter)
	if !ok {
		return nil, fmt.Errorf("token %s has generated its last code: there is no next moving factor", profile.Serial)
	}
	token.Drift = 0
	return &token, nil
}
