package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"etokenpass/device"
	"etokenpass/profiles"
)

// profileOption is the flag that names the token's profile.
type profileOption struct{ name word }

func (o *profileOption) addFlag(cmd *cobra.Command, a *app) {
	o.name.kind = "NAME"
	cmd.Flags().VarP(&o.name, "profile", "p",
		"the token: a name or serial, a path, or - (default $ETOKENPASS_PROFILE, or demo)")
	complete(cmd, "profile", a.profileNames)
}

// profileVariable names the profile where no flag does.
const profileVariable = "ETOKENPASS_PROFILE"

// given is the name that the flag or else the environment gives; empty if neither.
func (o *profileOption) given() string {
	return cmp.Or(o.name.text, os.Getenv(profileVariable))
}

func (o *profileOption) open(a *app) (*profiles.Profile, error) {
	if o.given() == "" { // the embedded one, whatever the folder holds
		return profiles.Library{}.Open(profiles.DefaultName)
	}
	profile, err := a.library().Open(o.given())
	var missing *profiles.NotFound
	if o.name.text == "" && (errors.As(err, &missing) || errors.Is(err, fs.ErrNotExist)) {
		err = fmt.Errorf("$%s: %w", profileVariable, err)
	}
	return profile, err
}

func (a *app) library() profiles.Library {
	return profiles.Library{Folder: profiles.DefaultFolder(), Stdin: a.in}
}

// profileNames are what the shell completes: names with their serials, of the
// profiles that can be read.
func (a *app) profileNames(typed string) []string {
	entries, _ := a.library().List() // nobody can be told here
	var names []string
	for _, entry := range entries {
		if entry.Err != nil || legible(entry.Name) != entry.Name {
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

// stateOptions are the flags that say where the counter is remembered.
type stateOptions struct {
	folder    word
	ephemeral bool
}

func (o *stateOptions) addFlags(cmd *cobra.Command) {
	o.addFolderFlag(cmd)
	cmd.Flags().BoolVar(&o.ephemeral, "ephemeral", false, "keep the counter in memory only")
}

func (o *stateOptions) addFolderFlag(cmd *cobra.Command) {
	o.folder.kind = "DIR"
	cmd.Flags().Var(&o.folder, "state", "the folder for saved counters (default $XDG_STATE_HOME/etokenpass)")
}

func (o *stateOptions) store() (device.Store, error) {
	if o.folder.text != "" {
		return device.Store{Folder: o.folder.text}, nil
	}
	return device.DefaultStore()
}

func (o *stateOptions) memory(profile *profiles.Profile) (device.Memory, error) {
	switch {
	case o.ephemeral && o.folder.text != "":
		return nil, usagef("--ephemeral and --state: choose one")
	case o.ephemeral:
		return device.NewMemory(profile.Counter), nil
	}
	store, err := o.store()
	if err != nil {
		return nil, err
	}
	return store.Memory(profile), nil
}
