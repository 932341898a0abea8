package main

import (
	"os"
	"strings"

	"github.com/spf13/cobra"

	"etokenpass/device"
	"etokenpass/profiles"
)

// profileOption is the flag that names the token's profile.
type profileOption struct{ name string }

func (o *profileOption) addFlag(cmd *cobra.Command, a *app) {
	cmd.Flags().StringVarP(&o.name, "profile", "p", "",
		"the token: a `NAME` or serial, a path, or - (default $ETOKENPASS_PROFILE, or demo)")
	complete(cmd, "profile", a.profileNames)
}

func (o *profileOption) open(a *app) (*profiles.Profile, error) {
	return a.library().Open(o.orDefault())
}

func (o *profileOption) orDefault() string {
	for _, name := range []string{o.name, os.Getenv("ETOKENPASS_PROFILE")} {
		if name != "" {
			return name
		}
	}
	return profiles.DefaultName
}

func (a *app) library() profiles.Library {
	return profiles.Library{Folder: profiles.DefaultFolder(), Stdin: a.in}
}

// profileNames are what the shell completes: names with their serials, of the
// profiles that can be read.
func (a *app) profileNames(typed string) []string {
	entries, err := a.library().List()
	if err != nil {
		return nil
	}
	var names []string
	for _, entry := range entries {
		if entry.Err == nil && strings.HasPrefix(entry.Name, typed) {
			names = append(names, cobra.CompletionWithDesc(entry.Name, entry.Profile.Model+" "+entry.Profile.Serial))
		}
	}
	return names
}

// stateOptions are the flags that say where the counter is remembered.
type stateOptions struct {
	folder    string
	ephemeral bool
}

func (o *stateOptions) addFlags(cmd *cobra.Command) {
	o.addFolderFlag(cmd)
	cmd.Flags().BoolVar(&o.ephemeral, "ephemeral", false, "keep the counter in memory only")
}

func (o *stateOptions) addFolderFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.folder, "state", "", "the `DIR` for saved counters (default $XDG_STATE_HOME/etokenpass)")
}

func (o *stateOptions) store() device.Store {
	if o.folder != "" {
		return device.Store{Folder: o.folder}
	}
	return device.DefaultStore()
}

func (o *stateOptions) memory(profile *profiles.Profile) (device.Memory, error) {
	switch {
	case o.ephemeral && o.folder != "":
		return nil, usagef("--ephemeral and --state: choose one")
	case o.ephemeral:
		return device.NewMemory(profile.Counter), nil
	}
	return o.store().Memory(profile), nil
}
