package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"etokenpass/profiles"
)

// ProfileOption holds the flags that name one token.
type ProfileOption struct{ Name, Serial Flag[string] }

// AddFlag adds --profile and --serial.
func (o *ProfileOption) AddFlag(cmd *cobra.Command, a *App) {
	AddShort(cmd, &o.Name, Word("NAME"), profileFlag, "p",
		"the token: a name or serial, a path, or - (default $ETOKENPASS_PROFILE, or demo)")
	complete(cmd, profileFlag, a.ProfileNames)
	o.AddSerialFlag(cmd, a)
}

// AddSerialFlag adds --serial alone.
func (o *ProfileOption) AddSerialFlag(cmd *cobra.Command, a *App) {
	Add(cmd, &o.Serial, Word("SERIAL"), serialFlag, "the token with this serial")
	completeSerials(cmd, a)
}

const (
	profileFlag = "profile"
	serialFlag  = "serial"
)

// profileVariable is the environment variable that names the default profile.
const profileVariable = "ETOKENPASS_PROFILE"

// Named reports whether a flag names the token.
func (o *ProfileOption) Named() bool { return o.Name.Value != "" || o.Serial.Value != "" }

// IsStdin reports whether the profile is read from standard input.
func (o *ProfileOption) IsStdin() bool { return o.Serial.Value == "" && o.given() == "-" }

// given returns the name from the flag or else from the environment; empty if neither is set.
func (o *ProfileOption) given() string {
	return cmp.Or(o.Name.Value, os.Getenv(profileVariable))
}

// Open reads the profile.
func (o *ProfileOption) Open(a *App) (*profiles.Profile, error) {
	profile, err := o.open(a)
	if err == nil {
		a.WarnOfProfile(profile)
	}
	return profile, err
}

func (o *ProfileOption) open(a *App) (*profiles.Profile, error) {
	switch {
	case o.Serial.Value != "" && o.Name.Value != "":
		return nil, errTwoNames
	case o.Serial.Value != "":
		return a.Library().OpenSerial(o.Serial.Value)
	case o.given() == "": // the built-in one, even if the folder has a demo.yaml
		return profiles.Library{}.Open(profiles.DefaultName)
	}
	profile, err := a.Library().Open(o.given())
	var missing *profiles.NotFound
	if o.Name.Value == "" && (errors.As(err, &missing) || errors.Is(err, fs.ErrNotExist)) {
		err = fmt.Errorf("$%s: %w", profileVariable, err)
	}
	return profile, err
}

var errTwoNames = &UsageError{Problem: "--serial and --profile: choose one"}

// Library returns the profiles that --profile and --serial find.
func (a *App) Library() profiles.Library {
	return profiles.Library{Folder: profiles.DefaultFolder(), Stdin: a.In}
}

// mostRead is how many profiles are read to complete a word. Reading more takes longer than a
// user waits.
const mostRead = 1000

// ProfileNames returns shell completions: the names and serials of all profiles that can be
// read, or only the names if there are too many to read.
func (a *App) ProfileNames(typed string) []string {
	all, _ := a.Library().Names() // completion has no place for errors
	if len(all) > mostRead {
		return slices.DeleteFunc(all, func(name string) bool { return !strings.HasPrefix(name, typed) || Legible(name) != name })
	}
	entries, _ := a.Library().List()
	var names []string
	for _, entry := range entries {
		if entry.Err != nil || Legible(entry.Name) != entry.Name {
			continue
		}
		if strings.HasPrefix(entry.Name, typed) {
			names = append(names, cobra.CompletionWithDesc(entry.Name, entry.Profile.Model+" "+entry.Profile.Serial))
		}
		serial := entry.Profile.Serial
		if typed != "" && !entry.Embedded && strings.HasPrefix(serial, typed) && profiles.IsSerialAlone(serial) {
			names = append(names, cobra.CompletionWithDesc(serial, entry.Name))
		}
	}
	return names
}

// completeSerials offers the serials of all profiles to --serial, unless there are too many to
// read.
func completeSerials(cmd *cobra.Command, a *App) {
	completeWith(cmd, serialFlag, func(_ *cobra.Command, _ []string, typed string) (serials []string, _ cobra.ShellCompDirective) {
		if all, _ := a.Library().Names(); len(all) > mostRead {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		entries, _ := a.Library().List() // completion has no place for errors
		for _, entry := range entries {
			if entry.Err == nil && strings.HasPrefix(entry.Profile.Serial, typed) {
				serials = append(serials, cobra.CompletionWithDesc(entry.Profile.Serial, Legible(entry.Name)))
			}
		}
		return serials, cobra.ShellCompDirectiveNoFileComp
	})
}
