package cli

import (
	"errors"

	"github.com/spf13/cobra"

	"etokenpass/profiles"
)

// ProfilesOption holds the flags that name one or more tokens.
type ProfilesOption struct{ names, serials Flag[[]string] }

// AddFlag adds --profile and --serial, which may be repeated.
func (o *ProfilesOption) AddFlag(cmd *cobra.Command, a *App) {
	AddShort(cmd, &o.names, Words("NAME"), profileFlag, "p",
		"a token: a name or serial, a path, or -; may be repeated (default $ETOKENPASS_PROFILE, or demo)")
	complete(cmd, profileFlag, a.ProfileNames)
	AddSerials(cmd, a, &o.serials)
}

// AddSerials adds --serial, which may be repeated.
func AddSerials(cmd *cobra.Command, a *App, into *Flag[[]string]) {
	Add(cmd, into, Words("SERIAL"), serialFlag, "a token with this serial; may be repeated")
	completeSerials(cmd, a)
}

// Open reads the profiles, in the order of the command line. All problems are reported
// at once.
func (o *ProfilesOption) Open(a *App) ([]*profiles.Profile, error) {
	if len(o.names.Value)+len(o.serials.Value) == 0 {
		profile, err := (&ProfileOption{}).Open(a)
		return []*profiles.Profile{profile}, err
	}
	return OpenProfiles(a, "--profile ", o.names.Value, o.serials.Value)
}

// OpenProfiles reads the profiles of several tokens, by name and by serial, and refuses a
// token that is named twice. An error shows a name after the flag that it was given with.
// All problems are reported at once; the profiles are those without one.
func OpenProfiles(a *App, flag string, names, serials []string) ([]*profiles.Profile, error) {
	var all []*profiles.Profile
	var problems []error
	first := map[string]string{} // by serial, how the token was named first
	add := func(named string, profile *profiles.Profile, err error) {
		if err == nil && first[profile.Serial] != "" {
			err = Usagef("the token %s is given twice: %s and %s", profile.Serial, first[profile.Serial], named)
		}
		if err != nil {
			problems = append(problems, err)
			return
		}
		a.WarnOfProfile(profile)
		first[profile.Serial] = named
		all = append(all, profile)
	}
	for _, name := range names {
		profile, err := a.Library().Open(name)
		add(flag+name, profile, err)
	}
	for _, serial := range serials {
		profile, err := a.Library().OpenSerial(serial)
		add("--serial "+serial, profile, err)
	}
	return all, errors.Join(problems...)
}

// check reports errors that show before anything is read.
func (o *ProfilesOption) check() error {
	if len(o.names.Value) > 0 && len(o.serials.Value) > 0 {
		return errTwoNames
	}
	inputs := 0
	for _, name := range o.names.Value {
		if name == "-" {
			inputs++
		}
	}
	if inputs > 1 {
		return Usagef("--profile -: only one profile can be standard input")
	}
	return nil
}
