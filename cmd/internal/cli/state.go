package cli

import (
	"github.com/spf13/cobra"

	"etokenpass/device"
	"etokenpass/profiles"
)

// StateOptions holds the flags that say where the counter is saved.
type StateOptions struct {
	Folder    Flag[string]
	ephemeral bool
	kept      map[token]device.Memory // of --ephemeral
}

const stateFlag = "state"

// token identifies the token that a counter belongs to.
type token struct{ serial, secret string }

// AddFlags adds --state and --ephemeral.
func (o *StateOptions) AddFlags(cmd *cobra.Command) {
	o.AddFolderFlag(cmd)
	cmd.Flags().BoolVar(&o.ephemeral, "ephemeral", false, "keep the counter in memory only")
}

// AddFolderFlag adds --state alone.
func (o *StateOptions) AddFolderFlag(cmd *cobra.Command) {
	Add(cmd, &o.Folder, Word("DIR"), stateFlag, "the folder for saved counters (default $XDG_STATE_HOME/etokenpass)")
}

// Ephemeral reports whether the counter is kept in memory only.
func (o *StateOptions) Ephemeral() bool { return o.ephemeral }

// Store returns the folder of saved counters.
func (o *StateOptions) Store() (device.Store, error) {
	if o.Folder.Value != "" {
		return device.Store{Folder: o.Folder.Value}, nil
	}
	return device.DefaultStore()
}

// Memory returns the memory of one token: durable, or with --ephemeral in this process.
func (o *StateOptions) Memory(profile *profiles.Profile) (device.Memory, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	if o.ephemeral {
		return o.keep(profile), nil
	}
	store, err := o.Store()
	if err != nil {
		return nil, err
	}
	return store.Memory(profile), nil
}

// keep returns the memory of a token whose counter is not saved. It returns the same one on
// each call, so that no code repeats as long as the program runs.
func (o *StateOptions) keep(profile *profiles.Profile) device.Memory {
	id := token{profile.Serial, string(profile.Secret.Key())}
	if o.kept[id] == nil {
		if o.kept == nil {
			o.kept = map[token]device.Memory{}
		}
		o.kept[id] = device.NewMemory(profile.Counter)
	}
	return o.kept[id]
}

func (o *StateOptions) check() error {
	if o.ephemeral && o.Folder.Value != "" {
		return Usagef("--ephemeral and --state: choose one")
	}
	return nil
}
