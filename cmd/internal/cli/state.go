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
	kept      *device.EphemeralStore // of --ephemeral
}

const stateFlag = "state"

// AddFlags adds --state and --ephemeral.
func (o *StateOptions) AddFlags(cmd *cobra.Command) {
	o.AddFolderFlag(cmd)
	o.kept = device.NewEphemeralStore()
	cmd.Flags().BoolVar(&o.ephemeral, "ephemeral", false, "keep the counter in memory only")
}

// AddFolderFlag adds --state alone.
func (o *StateOptions) AddFolderFlag(cmd *cobra.Command) {
	Add(cmd, &o.Folder, Folder(), stateFlag, "the folder for saved counters (default $ETOKENPASS_STATE, or $XDG_STATE_HOME/etokenpass)")
}

// AddOptionalFlag adds --state[=DIR], for a command that saves counters only if asked to. Saved
// reports whether it is.
func (o *StateOptions) AddOptionalFlag(cmd *cobra.Command) {
	kind := Folder()
	kind.Name = "" // it is optional, so help shows it as [=DIR]
	kind.Parse = func(text, _ string) (string, error) {
		if text != unnamedFolder {
			return Folder().Parse(text, "")
		}
		store, err := device.DefaultStore()
		return store.Folder, err
	}
	Add(cmd, &o.Folder, kind, stateFlag, "save counters in a folder (default $ETOKENPASS_STATE, or $XDG_STATE_HOME/etokenpass)")
	cmd.Flags().Lookup(stateFlag).NoOptDefVal = unnamedFolder
}

// unnamedFolder is what pflag sets an optional flag to if no folder follows it.
const unnamedFolder = "DIR"

// Saved reports whether the flag of AddOptionalFlag is given.
func (o *StateOptions) Saved() bool { return o.Folder.Changed() }

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
		return o.kept.Memory(profile), nil
	}
	store, err := o.Store()
	if err != nil {
		return nil, err
	}
	return store.Memory(profile), nil
}

func (o *StateOptions) check() error {
	if o.ephemeral && o.Folder.Value != "" {
		return Usagef("--ephemeral and --state: choose one")
	}
	return nil
}
