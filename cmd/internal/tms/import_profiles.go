package tms

import (
	"errors"

	"etokenpass/cmd/internal/cli"
	"etokenpass/profiles/seedfile"
	"etokenpass/tms/intake"
)

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
		token, err := intake.SeedOfProfile(profile)
		problems = append(problems, err)
		tokens = append(tokens, token)
	}
	return tokens, errors.Join(problems...)
}
