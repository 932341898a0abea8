package cli

import (
	"errors"
	"iter"

	"github.com/spf13/cobra"

	"etokenpass/profiles"
)

// ProfilesOption holds the flags that name one or more tokens.
type ProfilesOption struct {
	names, serials Flag[[]string]
	optional       bool
}

// AddFlag adds --profile and --serial, which may be repeated.
func (o *ProfilesOption) AddFlag(cmd *cobra.Command, a *App) { o.addFlag(cmd, a, "demo") }

// AddOptionalFlag adds the same flags to a command that does not need a token.
func (o *ProfilesOption) AddOptionalFlag(cmd *cobra.Command, a *App) {
	o.optional = true
	o.addFlag(cmd, a, "none")
}

func (o *ProfilesOption) addFlag(cmd *cobra.Command, a *App, fallback string) {
	AddShort(cmd, &o.names, Words("NAME"), profileFlag, "p",
		"a token: a name or serial, a path, or -; may be repeated (default $ETOKENPASS_PROFILE, or "+fallback+")")
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
		byDefault := &ProfileOption{}
		if o.optional && byDefault.given() == "" {
			return nil, nil
		}
		profile, err := byDefault.Open(a)
		return []*profiles.Profile{profile}, err
	}
	var all []*profiles.Profile
	var problems []error
	for profile, err := range a.OpenProfiles("--profile ", o.names.Value, o.serials.Value) {
		if err == nil {
			a.WarnOfProfile(profile)
		}
		problems = append(problems, err)
		all = append(all, profile)
	}
	return all, errors.Join(problems...)
}

// OpenProfiles yields the profiles of several tokens, by name and by serial, or the error of
// each that cannot be read. A token that is named twice is an error too. An error shows a name
// after the flag that it was given with. Warnings are left to the caller; see [ProfileWarning].
func (a *App) OpenProfiles(flag string, names, serials []string) iter.Seq2[*profiles.Profile, error] {
	return func(yield func(*profiles.Profile, error) bool) {
		first := map[string]string{} // by serial, how the token was named first
		opened := func(named string, profile *profiles.Profile, err error) bool {
			switch {
			case err != nil:
			case first[profile.Serial] != "":
				err = Usagef("the token %s is given twice: %s and %s", profile.Serial, first[profile.Serial], named)
			default:
				first[profile.Serial] = named
			}
			return yield(profile, err)
		}
		library := a.Library()
		for _, name := range names {
			if profile, err := library.Open(name); !opened(flag+name, profile, err) {
				return
			}
		}
		for _, serial := range serials {
			if profile, err := library.OpenSerial(serial); !opened("--serial "+serial, profile, err) {
				return
			}
		}
	}
}

// Check reports errors that show before anything is read.
func (o *ProfilesOption) Check() error {
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
