package tms

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/cmd/internal/seeds"
	"etokenpass/profiles/seedfile"
	"etokenpass/tms"
	"etokenpass/tms/intake"
)

type importOptions struct {
	seeds    seeds.ImportOptions
	profiles cli.Flag[[]string]
	store    storeOptions
	update   bool
	format   cli.Flag[string]
}

func newImportCommand(a *cli.App) *cobra.Command {
	var o importOptions
	cmd := &cobra.Command{
		Use:   "import FILE...",
		Short: "Import the tokens of seed files or profiles into the validator",
		Long: `Add each token in a seed file to the validator. The files, and the flags that say how to
read them, are those of etokenpass import. The moving factor in the file is the one that
the validator expects next; for a time token the file may record its clock error.
With --profile, the token is that of a profile, and next follows from the counter in the
profile: the validator does not know what was pressed since.

If one token is bad, or the validator has it already, every such token is reported and
nothing is imported. --update replaces what the validator knows of a token: secret, type,
algorithm and so on. Its user, its state and its failures stay, and next never falls.

The serials go to standard output, a summary to standard error. JSON, one object per
token: serial, type (event, time), algorithm, digits, next (the moving factor that is
expected next; for a time token the lowest time step not used, 0 if none is), and
first_moving_factor (event) or step_ms, epoch and drift (in steps; time).`,
		Example: `  etokenpass fleet --count 2 --random-seed 42 --as pskc --output new-tokens.pskcxml
  etokenpass tms import new-tokens.pskcxml --store ./validator.db
  etokenpass tms import --profile demo --dry-run --format json`,
		Args: func(cmd *cobra.Command, args []string) error {
			return cli.ArgumentsOr(func() bool { return len(o.profiles.Value) > 0 }, "FILE")(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error { return runImport(cmd.Context(), a, o, args) },
	}
	o.seeds.AddFlags(cmd)
	o.seeds.KeepDrift = true
	named := cli.Words("NAME")
	named.Complete = cli.CompleteProfiles(a, cli.NoLimit)
	cli.AddShort(cmd, &o.profiles, named, "profile", "p", "import the token of this profile; may be repeated")
	o.store.addFlags(cmd)
	cmd.Flags().BoolVar(&o.update, "update", false, "replace what the validator knows of tokens that it has already")
	cli.AddFormat(cmd, &o.format, cli.Text, cli.JSON)
	return cmd
}

func runImport(ctx context.Context, a *cli.App, o importOptions, files []string) error {
	if err := o.check(files); err != nil {
		return err
	}
	batch, err := o.read(a, files)
	if err != nil {
		return err
	}
	defer batch.Done()
	if err := batch.Refusal(); err != nil { // before a store is created
		return err
	}
	if o.seeds.DryRun {
		return rehearse(ctx, a, o, batch)
	}
	return importAll(ctx, a, o, batch)
}

func (o *importOptions) check(files []string) error {
	if len(o.profiles.Value) == 0 {
		return o.seeds.Check(files)
	}
	switch {
	case len(files) > 0:
		return cli.Usagef("%s and --profile: choose one", files[0])
	case o.seeds.Given():
		return cli.Usagef("--profile and flags that say how to read seed files: choose one")
	}
	return nil
}

// read reads the files or the profiles.
func (o *importOptions) read(a *cli.App, files []string) (*seeds.Batch, error) {
	if len(o.profiles.Value) == 0 {
		return seeds.Import(a, &o.seeds, files)
	}
	tokens, err := readProfiles(a, o.profiles.Value)
	return seeds.NewBatch(a, &o.seeds, tokens), err
}

// rehearse prints what would be imported. A store that does not exist is not created.
func rehearse(ctx context.Context, a *cli.App, o importOptions, batch *seeds.Batch) error {
	existing, err := findExistingNow(ctx, a, o, batch)
	if err != nil {
		return err
	}
	if !o.update {
		for _, token := range existing {
			batch.Warning(errExists(token))
		}
	}
	return o.finish(a, batch, nil, len(existing))
}

// importAll imports all tokens of a batch, or none.
func importAll(ctx context.Context, a *cli.App, o importOptions, batch *seeds.Batch) (err error) {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	validator, closeStore, err := o.store.open(ctx, a)
	if err != nil {
		return orInterrupted(ctx, err)
	}
	defer func() { err = errors.Join(err, closeStore()) }()
	if !o.update {
		if err := refuseExisting(ctx, validator, batch); err != nil {
			return orInterrupted(ctx, err)
		}
	}
	entries, err := importTokens(ctx, a, validator, o.update, batch.Tokens)
	if err != nil {
		return orInterrupted(ctx, err)
	}
	warnOfNext(batch, entries)
	return o.finish(a, batch, entries, countReplaced(entries))
}

// orInterrupted returns the error of a step of an import, or that of an interruption.
func orInterrupted(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return errors.New("interrupted; nothing was imported")
	}
	return err
}

// importTokens adds the tokens to the validator and returns their journal entries.
func importTokens(ctx context.Context, a *cli.App, validator *tms.Validator, update bool, tokens []*seedfile.Token) ([]tms.Entry, error) {
	progress := a.NewProgress("imported", true)
	defer progress.End()
	return intake.Import(ctx, validator, call(a, time.Time{}), update, tokens, progress.Count)
}
