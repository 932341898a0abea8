package batch

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"os"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/cmd/internal/seeds"
	"etokenpass/device"
	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

type exportOptions struct {
	all     bool
	serials cli.Flag[[]string]
	keys    seeds.KeyOptions
	as      cli.Flag[string]
	state   cli.StateOptions
	output  cli.Flag[string]
}

func newExportCommand(a *cli.App) *cobra.Command {
	var o exportOptions
	cmd := &cobra.Command{
		Use:   "export PROFILE|DIR... --as FORMAT",
		Short: "Write tokens to a seed file for a server to import",
		Long: `Write tokens to a seed file: safenet (SafeNet XML), safeword (SafeWord records), pskc
(RFC 6030), csv (OATH CSV) or otpauth (one URI per line); or as QR codes of otpauth
URIs: qr draws them in the terminal, png writes a picture for one token. The next moving
factor comes from the saved counter, so that the server is in step with the token.

A folder stands for the profiles in it, unless a profile has the same name; --all
exports those in the profile folder. Built-in profiles are exported only by name.

The file contains the secrets. A PSKC file can be encrypted with --password-file or
--key-file (AES and HMAC-SHA1, as in RFC 6030), and --output makes a file that only you
can read. If the format cannot represent a property of a token, every such token is
reported and nothing is written.`,
		Example: `  etokenpass export demo --as otpauth
  etokenpass export demo pass-event --as pskc --output batch.pskcxml
  etokenpass fleet --count 2 --as csv | etokenpass import -
  etokenpass export --all --as csv --output all.csv
  etokenpass export demo --as qr
  printf 'correct horse' | etokenpass export pass-event --as pskc --password-file - > encrypted.pskcxml`,
		Args:              cli.ArgumentsOr(func() bool { return o.all || len(o.serials.Value) > 0 }, "PROFILE"),
		Annotations:       cli.TakesProfiles(),
		ValidArgsFunction: cli.CompleteProfiles(a, cli.NoLimit),
		RunE:              func(_ *cobra.Command, args []string) error { return runExport(a, o, args) },
	}
	cmd.Flags().BoolVar(&o.all, "all", false, "export all profiles in the profile folder")
	cli.AddSerials(cmd, a, &o.serials)
	seeds.AddAsFlag(cmd, &o.as, qrFormat, pngFormat)
	o.keys.AddFlags(cmd)
	o.state.AddFolderFlag(cmd)
	seeds.AddOutputFlag(cmd, &o.output)
	return cmd
}

func runExport(a *cli.App, o exportOptions, args []string) error {
	if o.all && len(args)+len(o.serials.Value) > 0 {
		return cli.Usagef("--all and PROFILE or --serial: choose one")
	}
	if o.as.Value == "" {
		return cli.Usagef("--as FORMAT is missing: must be %s", o.as.Type())
	}
	if err := o.keys.Check(args...); err != nil {
		return err
	}
	if o.as.Value == pngFormat && a.OutIsTerminal && (o.output.Value == "" || o.output.Value == "-") {
		return &cli.UsageError{
			Problem: "--as png writes a picture, which a terminal cannot show",
			Advice:  "--output FILE writes it to a file; --as qr draws it in the terminal",
		}
	}
	protection, err := o.keys.Protection(a, o.format())
	if err != nil {
		return err
	}
	names, err := o.names(a, args)
	if err != nil {
		return err
	}
	tokens, err := exported(a, o, names)
	if err != nil {
		return err
	}
	progress := a.NewProgress("exported", !a.OutIsTerminal || o.output.Value != "")
	defer progress.End()
	return cli.WriteOutput(a, o.output.Value, func(w io.Writer) error {
		switch o.as.Value {
		case qrFormat:
			return exportQR(a, w, tokens)
		case pngFormat:
			return exportPNG(w, tokens)
		}
		return seeds.Write(w, seedfile.Format(o.as.Value), protection, each(tokens), len(tokens), progress)
	})
}

// exported reads the tokens with their counters. All problems are reported at once.
func exported(a *cli.App, o exportOptions, names []string) ([]seedfile.Token, error) {
	store, err := o.state.Store()
	if err != nil {
		return nil, err
	}
	progress := a.NewProgress("read", true)
	defer progress.End()
	reporter := a.NewReporter()
	defer reporter.Done()
	warning := func(err error) {
		progress.End()
		reporter.Warning(err)
	}
	var tokens []seedfile.Token
	var problems []error
	total := len(names) + len(o.serials.Value)
	for profile, err := range a.OpenProfiles("", names, o.serials.Value) {
		var token seedfile.Token
		if err == nil {
			token, err = exportedToken(o.format(), profile, store.Memory(profile), warning)
		}
		problems = append(problems, err)
		tokens = append(tokens, token)
		progress.Count(uint64(len(tokens)), uint64(total))
	}
	return tokens, errors.Join(problems...)
}

// names returns the names and paths of the profiles to export. A folder stands for the profiles
// in it.
func (o *exportOptions) names(a *cli.App, args []string) ([]string, error) {
	if o.all {
		if profiles.DefaultFolder() == "" {
			return nil, cli.Hinted(profiles.ErrNoFolder, "name a folder")
		}
		return profilesIn(profiles.DefaultFolder())
	}
	var names []string
	for _, arg := range args {
		if !isFolder(a, arg) {
			names = append(names, arg)
			continue
		}
		paths, err := profilesIn(arg)
		if err != nil {
			return nil, err
		}
		names = append(names, paths...)
	}
	return names, nil
}

// isFolder reports whether an argument is a folder. A name that could be that of a profile is a
// folder only if there is no such profile.
func isFolder(a *cli.App, arg string) bool {
	info, err := os.Stat(arg)
	if err != nil || !info.IsDir() {
		return false
	}
	if profiles.IsPath(arg) {
		return true
	}
	_, err = a.Library().Find(arg)
	_, missing := errors.AsType[*profiles.NotFound](err)
	return missing
}

// profilesIn returns the paths of the profiles in a folder.
func profilesIn(folder string) ([]string, error) {
	paths, err := profiles.Library{Folder: folder}.Paths()
	if err == nil && len(paths) == 0 {
		err = cli.Hinted(fmt.Errorf("the folder %s contains no profiles", folder), "the name of a profile ends in .yaml or .yml")
	}
	return paths, err
}

// format returns the format of the seed file; a QR code contains an otpauth URI.
func (o *exportOptions) format() seedfile.Format {
	if o.as.Value == qrFormat || o.as.Value == pngFormat {
		return seedfile.OTPAuth
	}
	return seedfile.Format(o.as.Value)
}

// each yields the tokens, without errors.
func each(tokens []seedfile.Token) iter.Seq2[seedfile.Token, error] {
	return func(yield func(seedfile.Token, error) bool) {
		for _, token := range tokens {
			if !yield(token, nil) {
				return
			}
		}
	}
}

// warnOfOmissions reports what an export leaves out that affects codes. Timing of the button
// and the like belongs to the emulated token and is of no use to a server.
func warnOfOmissions(warning func(error), p *profiles.Profile, t seedfile.Token, f seedfile.Format) {
	if p.Type != profiles.Time {
		return
	}
	if p.Clock.Offset != 0 && (f != seedfile.PSKC || t.Drift == 0) {
		warning(fmt.Errorf("token %s: %s cannot represent its clock offset of %s: omitted", p.Serial, f, p.Clock.Offset))
	}
	if p.Clock.DriftPerDay != 0 {
		warning(fmt.Errorf("token %s: no seed file can represent its clock drift of %s a day: omitted", p.Serial, p.Clock.DriftPerDay))
	}
}

// exportedToken returns a token with its saved counter, as the format expresses it.
func exportedToken(format seedfile.Format, profile *profiles.Profile, saved *device.Saved, warning func(error)) (seedfile.Token, error) {
	counter, err := saved.Counter()
	if err == nil {
		err = saved.Check() // otherwise the file would offer used moving factors
	}
	if err != nil {
		return seedfile.Token{}, err
	}
	token, ok := seedfile.FromProfile(profile, counter)
	if !ok {
		return seedfile.Token{}, fmt.Errorf("token %s has generated its last code: there is no next moving factor", profile.Serial)
	}
	if err := format.Check(token); err != nil {
		return seedfile.Token{}, err
	}
	if guess := cli.ProfileWarning(profile); guess != nil {
		warning(guess)
	}
	warnOfOmissions(warning, profile, token, format)
	return token, nil
}
