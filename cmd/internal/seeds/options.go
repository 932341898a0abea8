package seeds

import (
	"slices"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

// ImportOptions holds the flags of a command that imports the tokens of seed files.
type ImportOptions struct {
	// DryRun is the value of --dry-run: nothing is written.
	DryRun bool

	// Battery is that of every token, which no file describes.
	Battery profiles.Battery

	// KeepDrift keeps the clock error that a file records, as --time-drift does.
	KeepDrift bool

	file      FileOptions
	overrides overrideOptions
	encoding  cli.Flag[string]
	from      cli.Flag[string]
	only      cli.Flag[[]string]
	keepGoing bool
}

// fromAuto is the value of --from for a format that is recognised from the content.
const fromAuto = "auto"

// AddFlags adds the flags that all such commands have.
func (o *ImportOptions) AddFlags(cmd *cobra.Command) {
	cli.AddChoice(cmd, &o.from, "from", "the format of the file", append([]string{fromAuto}, cli.Texts(seedfile.Formats())...)...)
	o.file.AddFlags(cmd)
	cli.AddEncoding(cmd, &o.encoding, "how the secrets of a CSV are written (default hex or base32, whichever they fit)")
	o.overrides.addFlags(cmd)
	cli.Add(cmd, &o.only, cli.Words("SERIAL"), "only", "import only this token; may be repeated")
	cmd.Flags().BoolVarP(&o.DryRun, "dry-run", "n", false, "write nothing; print what would be imported")
	cmd.Flags().BoolVar(&o.keepGoing, "keep-going", false, "import the good tokens even if others are bad (the exit status is then 1)")
}

// AddTimeDriftFlag adds --time-drift. Without it, clocks are taken to be exact.
func (o *ImportOptions) AddTimeDriftFlag(cmd *cobra.Command) { o.overrides.addTimeDriftFlag(cmd) }

// Given reports whether any of the flags is set that say how to read seed files.
func (o *ImportOptions) Given() bool {
	return o.file.Given() || o.overrides.given() || o.encoding.Changed() || o.from.Changed() || len(o.only.Value) > 0 || o.keepGoing
}

// Check reports errors that show before anything is read.
func (o *ImportOptions) Check(files []string) error {
	if err := o.file.Check(files...); err != nil {
		return err
	}
	for i, file := range files {
		if slices.Contains(files[:i], file) {
			return cli.Usagef("%s is given twice", file)
		}
	}
	return o.overrides.check()
}

// reading returns how to read the files.
func (o *ImportOptions) reading(keys *Keyring) seedfile.Options {
	options := o.file.Options(keys)
	options.Encoding = profiles.Encoding(o.encoding.Value)
	options.Overrides = o.overrides.overrides()
	options.Overrides.Battery = o.Battery
	options.Overrides.Drift = options.Overrides.Drift || o.KeepDrift
	options.Exports = &seedfile.Exports{}
	if o.from.Value != fromAuto {
		options.Format = seedfile.Format(o.from.Value)
	}
	return options
}

// was returns the verb for what an import did or, with --dry-run, would do.
func (o *ImportOptions) was() string {
	if o.DryRun {
		return "would be"
	}
	return "was"
}
