package tms

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/cmd/internal/seeds"
	"etokenpass/profiles/seedfile"
	"etokenpass/tms"
	"etokenpass/tms/intake"
)

type exportOptions struct {
	serials cli.Flag[[]string]
	store   storeOptions
	keys    seeds.KeyOptions
	as      cli.Flag[string]
	output  cli.Flag[string]
}

func newExportCommand(a *cli.App) *cobra.Command {
	var o exportOptions
	cmd := &cobra.Command{
		Use:   "export --as FORMAT",
		Short: "Write the validator's tokens to a seed file",
		Long: `Write all tokens, or those of --serial, to a seed file; the formats are those of
etokenpass export. The moving factor in the file is the one that the validator expects
next, so that another validator (tms import) or a profile (etokenpass import) that takes
the tokens over is in step.

The file contains the secrets. A PSKC file can be encrypted with --password-file or
--key-file (AES and HMAC-SHA1, as in RFC 6030), and --output makes a file that only you
can read. If the format cannot represent a property of a token that its codes depend on,
every such token is reported and nothing is written; a warning says what else is left
out. No seed file names users, or the time steps that a time token has used: another
validator may accept a code of the last minutes again.`,
		Example: `  etokenpass tms export --as pskc --output all.pskcxml
  etokenpass tms export --serial 000000000000 --as csv`,
		Args: cli.Arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return runExport(cmd.Context(), a, o) },
	}
	serial := cli.Words("SERIAL")
	serial.Complete = o.store.complete(a, serials)
	cli.Add(cmd, &o.serials, serial, "serial", "export only this token; may be repeated")
	o.store.addFlags(cmd)
	o.keys.AddFlags(cmd)
	seeds.AddAsFlag(cmd, &o.as)
	seeds.AddOutputFlag(cmd, &o.output)
	return cmd
}

func runExport(ctx context.Context, a *cli.App, o exportOptions) error {
	if err := o.check(); err != nil {
		return err
	}
	protection, err := o.keys.Protection(a, o.format())
	if err != nil {
		return err
	}
	return o.store.read(ctx, a, func(_ *tms.Validator, view tms.View) error {
		total, err := checkExport(a, o, view)
		if err != nil {
			return err
		}
		progress := a.NewProgress("exported", !a.OutIsTerminal || o.output.Value != "")
		defer progress.End()
		return cli.WriteOutput(a, o.output.Value, func(w io.Writer) error {
			return seeds.Write(w, o.format(), protection, o.seeds(view), total, progress)
		})
	})
}

func (o *exportOptions) format() seedfile.Format { return seedfile.Format(o.as.Value) }

func (o *exportOptions) check() error {
	if o.as.Value == "" {
		return cli.Usagef("--as FORMAT is missing: must be %s", o.as.Type())
	}
	for i, serial := range o.serials.Value {
		if slices.Contains(o.serials.Value[:i], serial) {
			return cli.Usagef("--serial %s is given twice", serial)
		}
	}
	return o.keys.Check()
}

// checkExport returns the number of tokens, if the format can represent all of them. It reports
// all problems. The tokens are read twice, so that they need not be in memory at once.
func checkExport(a *cli.App, o exportOptions, view tms.View) (total int, err error) {
	reporter, bad := a.NewReporter(), 0
	defer reporter.Done()
	for token, err := range o.tokens(view) {
		if err == nil {
			for _, omission := range intake.Omissions(token, o.format()) {
				reporter.Warning(omission)
			}
			err = intake.CheckExport(token, o.format())
		}
		if err != nil {
			bad++
			reporter.Error(err)
		}
		total++
	}
	switch {
	case bad > 0:
		return total, fmt.Errorf("nothing was exported because of %s", cli.Count(bad, "problem", "problems"))
	case total == 0:
		return 0, cli.Hinted(errors.New("the validator has no tokens"), "etokenpass tms import adds some")
	}
	return total, nil
}

// tokens yields the tokens that are exported.
func (o *exportOptions) tokens(view tms.View) iter.Seq2[*tms.Token, error] {
	return func(yield func(*tms.Token, error) bool) {
		if len(o.serials.Value) == 0 {
			for record, err := range view.Records("") {
				if !yield(record.Token, err) {
					return
				}
			}
			return
		}
		for _, serial := range o.serials.Value {
			record, err := view.Record(tms.Key{Serial: serial})
			if err == nil && record.Token == nil {
				err = tms.UnknownToken(serial)
			}
			if !yield(record.Token, err) {
				return
			}
		}
	}
}

// seeds yields what a seed file says of the tokens that are exported.
func (o *exportOptions) seeds(view tms.View) iter.Seq2[seedfile.Token, error] {
	return func(yield func(seedfile.Token, error) bool) {
		for record, err := range o.tokens(view) {
			var token seedfile.Token
			if err == nil {
				token, err = intake.SeedOf(record)
			}
			if !yield(token, err) {
				return
			}
		}
	}
}
