package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"etokenpass/profiles"
)

// ProfileOption is the flag that names the token's profile.
type ProfileOption struct{ Name Word }

// AddFlag adds --profile.
func (o *ProfileOption) AddFlag(cmd *cobra.Command, s *Streams) {
	o.Name.Kind = "NAME"
	cmd.Flags().VarP(&o.Name, profileFlag, "p",
		"the token: a name or serial, a path, or - (default $ETOKENPASS_PROFILE, or demo)")
	complete(cmd, profileFlag, s.ProfileNames)
}

const profileFlag = "profile"

// profileVariable names the profile where no flag does.
const profileVariable = "ETOKENPASS_PROFILE"

// Given is the name that the flag or else the environment gives; empty if neither.
func (o *ProfileOption) Given() string {
	return cmp.Or(o.Name.Text, os.Getenv(profileVariable))
}

// Open reads the profile.
func (o *ProfileOption) Open(s *Streams) (*profiles.Profile, error) {
	if o.Given() == "" { // the embedded one, whatever the folder holds
		return profiles.Library{}.Open(profiles.DefaultName)
	}
	profile, err := s.Library().Open(o.Given())
	var missing *profiles.NotFound
	if o.Name.Text == "" && (errors.As(err, &missing) || errors.Is(err, fs.ErrNotExist)) {
		err = fmt.Errorf("$%s: %w", profileVariable, err)
	}
	return profile, err
}

// Library is where profiles are found.
func (s *Streams) Library() profiles.Library {
	return profiles.Library{Folder: profiles.DefaultFolder(), Stdin: s.In}
}

// ProfileNames are what the shell completes: names with their serials, of the
// profiles that can be read.
func (s *Streams) ProfileNames(typed string) []string {
	entries, _ := s.Library().List() // nobody can be told here
	var names []string
	for _, entry := range entries {
		if entry.Err != nil || Legible(entry.Name) != entry.Name {
			continue
		}
		if strings.HasPrefix(entry.Name, typed) {
			names = append(names, cobra.CompletionWithDesc(entry.Name, entry.Profile.Model+" "+entry.Profile.Serial))
		}
		if serial := entry.Profile.Serial; typed != "" && !entry.Embedded && strings.HasPrefix(serial, typed) {
			names = append(names, cobra.CompletionWithDesc(serial, entry.Name))
		}
	}
	return names
}
