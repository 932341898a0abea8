package cli

import (
	"errors"

	"github.com/spf13/cobra"

	"etokenpass/profiles"
)

// ProfilesOption is the flags that name the profiles of one or more tokens.
type ProfilesOption struct{ names, serials Words }

// AddFlag adds --profile and --serial, which may be given several times.
func (o *ProfilesOption) AddFlag(cmd *cobra.Command, a *App) {
	o.names.Kind = "NAME"
	cmd.Flags().VarP(&o.names, profileFlag, "p",
		"a token: a name or serial, a path, or -; once for each (default $ETOKENPASS_PROFILE, or demo)")
	complete(cmd, profileFlag, a.ProfileNames)
	AddSerials(cmd, a, &o.serials)
}

// AddSerials adds --serial, which may be given several times.
func AddSerials(cmd *cobra.Command, a *App, into *Words) {
	into.Kind = "SERIAL"
	cmd.Flags().Var(into, serialFlag, "a token by its serial, whatever that looks like; once for each")
	completeSerials(cmd, a)
}

// Open reads the profiles, in the order of the command line. Everything that is
// wrong with them is told at once.
func (o *ProfilesOption) Open(a *App) ([]*profiles.Profile, error) {
	if len(o.names.Texts)+len(o.serials.Texts) == 0 {
		profile, err := (&ProfileOption{}).Open(a)
		return []*profiles.Profile{profile}, err
	}
	var all []*profiles.Profile
	var problems []error
	first := map[string]string{} // by which flag a serial came
	open := func(flag string, option ProfileOption) {
		profile, err := option.Open(a)
		if err != nil {
			problems = append(problems, err)
			return
		}
		if before, twice := first[profile.Serial]; twice {
			problems = append(problems, Usagef("the token %s is named twice: %s and %s", profile.Serial, before, flag))
			return
		}
		first[profile.Serial] = flag
		all = append(all, profile)
	}
	for _, name := range o.names.Texts {
		open("--profile "+name, ProfileOption{Name: Word{Text: name}})
	}
	for _, serial := range o.serials.Texts {
		open("--serial "+serial, ProfileOption{Serial: Word{Text: serial}})
	}
	return all, errors.Join(problems...)
}

// check tells what is wrong before anything is read.
func (o *ProfilesOption) check() error {
	if len(o.names.Texts) > 0 && len(o.serials.Texts) > 0 {
		return errTwoNames
	}
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
