package cli

import (
	"errors"

	"github.com/spf13/cobra"

	"etokenpass/profiles"
)

// ProfilesOption is the flag that names the profiles of one or more tokens.
type ProfilesOption struct{ names Words }

// AddFlag adds --profile, which may be given several times.
func (o *ProfilesOption) AddFlag(cmd *cobra.Command, s *Streams) {
	o.names.Kind = "NAME"
	cmd.Flags().VarP(&o.names, profileFlag, "p",
		"a token: a name or serial, a path, or -; once for each (default $ETOKENPASS_PROFILE, or demo)")
	complete(cmd, profileFlag, s.ProfileNames)
}

// Open reads the profiles, in the order of the command line. Everything that is
// wrong with them is told at once.
func (o *ProfilesOption) Open(s *Streams) ([]*profiles.Profile, error) {
	if len(o.names.Texts) == 0 {
		profile, err := (&ProfileOption{}).Open(s)
		return []*profiles.Profile{profile}, err
	}
	var all []*profiles.Profile
	var problems []error
	first := map[string]string{} // under which name a serial came
	for _, name := range o.names.Texts {
		profile, err := (&ProfileOption{Word{Text: name}}).Open(s)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		if before, twice := first[profile.Serial]; twice {
			problems = append(problems, Usagef("the token %s is named twice: --profile %s and --profile %s", profile.Serial, before, name))
			continue
		}
		first[profile.Serial] = name
		all = append(all, profile)
	}
	return all, errors.Join(problems...)
}

// check tells what is wrong before anything is read.
func (o *ProfilesOption) check() error {
	inputs := 0
	for _, name := range o.names.Texts {
		if name == "-" {
			inputs++
		}
	}
	if inputs > 1 {
		return Usagef("--profile -: only one profile can be standard input")
	}
	return nil
}
