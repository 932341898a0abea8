package token

import (
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/internal/errs"
	"etokenpass/profiles"
)

type profileNewOptions struct {
	serial, model     cli.Flag[string]
	kind, algorithm   cli.Flag[string]
	digits            cli.Flag[uint64]
	counter           cli.Flag[uint64]
	firstMovingFactor cli.Flag[uint64]
	secret            cli.SecretOption
}

func newProfileNewCommand(a *cli.App) *cobra.Command {
	var o profileNewOptions
	cmd := &cobra.Command{
		Use:   "new [NAME|FILE]",
		Short: "Create a profile with a random secret",
		Long: `Create a profile with a random secret of 20 bytes, or with that of --secret-file, and
print its path. The profile is saved in the profile folder as NAME.yaml (by default named
after its serial) or as FILE, if the argument has a path separator or ends in .yaml. Only
you can read the file, and an existing file is never overwritten.

The file of --secret-file has one secret in hex or base32, which may be written in groups.
It is read as hex if it has only hex digits; if it fits base32 too, a warning says so.`,
		Example: `  etokenpass profile new anna
  etokenpass profile new --serial 000512345690 --digits 8
  printf 3132333435363738393031323334353637383930 | etokenpass profile new ./token.yaml --secret-file -
  printf 'GEZD GNBV GY3T QOJQ' | etokenpass profile new ./grouped.yaml --secret-file -`,
		Args: cli.Arguments(0, 1, "NAME or FILE"),
		RunE: func(_ *cobra.Command, args []string) error { return runProfileNew(a, o, args) },
	}
	cli.Add(cmd, &o.serial, cli.FreeText(), "serial", "the serial (default 12 random digits)")
	o.model.Value = profiles.DefaultModel
	cli.Add(cmd, &o.model, cli.FreeText(), "model", "the model printed on the case")
	o.kind.Value = string(profiles.Event)
	cli.AddType(cmd, &o.kind, "")
	o.algorithm.Value = string(profiles.DefaultAlgorithm)
	cli.AddAlgorithm(cmd, &o.algorithm, "")
	o.digits.Value = profiles.DefaultDigits
	cli.AddDigits(cmd, &o.digits, "")
	o.firstMovingFactor.Value = profiles.DefaultFirstMovingFactor
	cli.Add(cmd, &o.firstMovingFactor, cli.AnyNumber(), "first-moving-factor", "moving factor of the first code")
	cli.Add(cmd, &o.counter, cli.AnyNumber(), "counter", "codes already generated (default 0)")
	o.secret.AddFlags(cmd, "a file with the secret, or - (default a random secret)")
	return cmd
}

func runProfileNew(a *cli.App, o profileNewOptions, args []string) error {
	profile, err := o.profile(a)
	if err != nil {
		return err
	}
	path, err := create(a, profile, args)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(a.Out, path)
	return cli.OutputError(err)
}

func (o profileNewOptions) profile(a *cli.App) (*profiles.Profile, error) {
	serial := o.serial.Value
	if serial == "" {
		number, err := rand.Int(rand.Reader, big.NewInt(1_000_000_000_000))
		if err != nil {
			return nil, err
		}
		serial = fmt.Sprintf("%012d", number)
	}
	if !profiles.ValidSerial(serial) {
		return nil, cli.Usagef("--serial %q: must be 1 to %d printable characters", serial, profiles.MaxSerial)
	}
	secret, err := o.newSecret(a)
	if err != nil {
		return nil, err
	}
	profile := profiles.New(serial, secret)
	profile.Model = o.model.Value
	profile.Type, profile.Algorithm = profiles.Type(o.kind.Value), profiles.Algorithm(o.algorithm.Value)
	profile.Digits = int(o.digits.Value)
	profile.FirstMovingFactor, profile.Counter = o.firstMovingFactor.Value, o.counter.Value

	// The flags must meet the rules for profile files.
	profile, err = profiles.Parse("", profile.Encode(true))
	return profile, asFlags(err)
}

// asFlags turns errors about profile fields into errors about flags.
func asFlags(err error) error {
	if err == nil {
		return nil
	}
	var problems []error
	for _, problem := range errs.Split(err) {
		var field *profiles.Error
		if errors.As(problem, &field) {
			problem = cli.Usagef("--%s %s", strings.ReplaceAll(field.Field, "_", "-"), field.Problem)
		}
		problems = append(problems, problem)
	}
	return errors.Join(problems...)
}

func (o profileNewOptions) newSecret(a *cli.App) (profiles.Secret, error) {
	if err := o.secret.Check(); err != nil {
		return profiles.Secret{}, err
	}
	if !o.secret.Given() {
		key := make([]byte, 20) // RFC 4226 R6 recommends 160 bits
		if _, err := rand.Read(key); err != nil {
			return profiles.Secret{}, err
		}
		return profiles.NewSecret(key)
	}
	return o.secret.Read(a)
}

var profileName = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_-]*$`)
})

// create saves a profile at the path in args or in the profile folder, and returns its path.
func create(a *cli.App, profile *profiles.Profile, args []string) (string, error) {
	name := profiles.FileName(profile.Serial)
	if len(args) > 0 {
		name = args[0]
	}
	if profiles.IsPath(name) {
		inFolder, is := nameInFolder(name)
		if !is {
			return name, createAt(name, profile)
		}
		name = inFolder
	}
	if profiles.DefaultFolder() == "" {
		return "", noFolder()
	}
	if !profileName().MatchString(name) {
		return "", cli.Usagef("%q is not a valid profile name: use letters, digits, - and _; a path has a separator or ends in .yaml", name)
	}
	path, err := a.Library().Create(name, profile)
	if taken, ok := errors.AsType[*profiles.Taken](err); ok {
		advice := "choose another name; --serial sets the serial"
		if taken.IsSerial {
			advice = "choose another --serial"
		}
		err = cli.Hinted(err, advice)
	}
	return path, err
}

// nameInFolder returns the name of a profile whose path is in the profile folder. Such a
// profile is created like one that is given by its name.
func nameInFolder(path string) (name string, is bool) {
	name, is = strings.CutSuffix(filepath.Base(path), ".yaml")
	return name, is && filepath.Dir(path) == profiles.DefaultFolder()
}

// createAt saves a profile at a path outside the profile folder.
func createAt(path string, profile *profiles.Profile) error {
	if err := profile.Save(path); err != nil {
		return fmt.Errorf("the profile was not created: %w", err)
	}
	return nil
}

// noFolder is the error of commands for which the path of a profile would do.
func noFolder() error { return cli.Hinted(profiles.ErrNoFolder, "name a profile by its path") }
