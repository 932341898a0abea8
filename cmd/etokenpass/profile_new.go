package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"etokenpass/profiles"
)

type profileNewOptions struct {
	serial, model     string
	serialGiven       bool
	kind, algorithm   choice
	digits            int
	counter           wholeNumber
	firstMovingFactor wholeNumber
	secretFile        string
}

func newProfileNewCommand(a *app) *cobra.Command {
	var o profileNewOptions
	cmd := &cobra.Command{
		Use:   "new [NAME|FILE]",
		Short: "Make a profile with a random secret",
		Long: `Make a profile with a random secret of 20 bytes, or that of --secret-file, and
print its path. It goes into the profile folder as NAME.yaml (by default named
after its serial), or to FILE, which has a separator or ends in .yaml. The file is
readable by you alone; one that is there already is never written over.`,
		Example: `  etokenpass profile new anna
  etokenpass profile new --serial 000512345678 --digits 8
  etokenpass profile new ./token.yaml --secret-file seed.hex`,
		Args: arguments(0, 1, "NAME or FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.serialGiven = cmd.Flags().Changed("serial")
			return a.profileNew(o, args)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.serial, "serial", "", "the serial on the back (default 12 random digits)")
	flags.StringVar(&o.model, "model", profiles.DefaultModel, "the model on the case")
	addChoice(cmd, &o.kind, "type", "what its codes are made from", string(profiles.Event), string(profiles.Time))
	addChoice(cmd, &o.algorithm, "algorithm", "the hash", string(profiles.SHA1), string(profiles.SHA256), string(profiles.SHA512))
	flags.IntVar(&o.digits, "digits", profiles.DefaultDigits, "the digits of a code, 6 to 8")
	o.firstMovingFactor.value = profiles.DefaultFirstMovingFactor
	flags.Var(&o.firstMovingFactor, "first-moving-factor", "the moving factor of the first code")
	flags.Var(&o.counter, "counter", "codes generated before (default 0)")
	flags.StringVar(&o.secretFile, "secret-file", "", "a `FILE` with the secret in hex, or - (default a random secret)")
	return cmd
}

func (a *app) profileNew(o profileNewOptions, args []string) error {
	profile, err := o.profile(a)
	if err != nil {
		return err
	}
	path, err := a.newPath(profile.Serial, args)
	if err != nil {
		return err
	}
	if err := profile.Save(path); err != nil {
		return err
	}
	_, err = fmt.Fprintln(a.out, path)
	return written(err)
}

func (o profileNewOptions) profile(a *app) (*profiles.Profile, error) {
	if !o.serialGiven {
		number, err := rand.Int(rand.Reader, big.NewInt(1_000_000_000_000))
		if err != nil {
			return nil, err
		}
		o.serial = fmt.Sprintf("%012d", number)
	}
	secret, err := o.secret(a)
	if err != nil {
		return nil, err
	}
	profile := profiles.New(o.serial, secret)
	profile.Model = o.model
	profile.Type, profile.Algorithm = profiles.Type(o.kind.value), profiles.Algorithm(o.algorithm.value)
	profile.Digits = o.digits
	profile.FirstMovingFactor, profile.Counter = o.firstMovingFactor.value, o.counter.value

	// What the flags said is held to the rules of the file.
	if _, err := profiles.Parse("", profile.Encode(true)); err != nil {
		return nil, asFlags(err)
	}
	return profile, nil
}

// asFlags words what is wrong with a new profile in terms of the flags.
func asFlags(err error) error {
	var told *profiles.Error
	if !errors.As(err, &told) {
		return err
	}
	return usagef("--%s %s", strings.ReplaceAll(told.Field, "_", "-"), told.Problem)
}

func (o profileNewOptions) secret(a *app) (profiles.Secret, error) {
	if o.secretFile == "" {
		key := make([]byte, 20) // RFC 4226 R6 recommends 160 bits
		if _, err := rand.Read(key); err != nil {
			return profiles.Secret{}, err
		}
		return profiles.NewSecret(key)
	}
	return a.library().ReadSecret(o.secretFile)
}

var profileName = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9._-]*$`)

// newPath is where a new profile goes. A name or serial that would then fit two
// profiles is refused now.
func (a *app) newPath(serial string, args []string) (string, error) {
	if len(args) > 0 && profiles.IsPath(args[0]) {
		return args[0], nil
	}
	name := profiles.FileName(serial)
	if len(args) > 0 {
		name = args[0]
	}
	if !profileName.MatchString(name) {
		return "", usagef("%q is no name for a profile: must be letters, digits, dots, - and _", name)
	}
	entries, err := a.library().List()
	if err != nil {
		return "", err
	}
	for _, entry := range entries {
		switch {
		case entry.Name == name:
			return "", &hinted{fmt.Errorf("a profile called %s is there already (%s)", name, entry.Origin), "choose another name"}
		case !entry.Embedded && entry.Profile != nil && entry.Profile.Serial == serial:
			return "", &hinted{fmt.Errorf("a profile with the serial %s is there already: %s", serial, entry.Origin), "choose another serial"}
		}
	}
	return filepath.Join(profiles.DefaultFolder(), name+".yaml"), nil
}
