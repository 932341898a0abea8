package seeds

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/profiles/seedfile"
)

// KeyOptions holds the flags that name the password or key of an encrypted seed file. They
// name files, because other users can see a process's arguments.
type KeyOptions struct{ passwordFile, keyFile cli.Flag[string] }

// AddFlags adds --password-file and --key-file.
func (o *KeyOptions) AddFlags(cmd *cobra.Command) {
	cli.Add(cmd, &o.passwordFile, cli.Word("FILE"), "password-file", "a file with the password of an encrypted PSKC, or -")
	cli.Add(cmd, &o.keyFile, cli.Word("FILE"), "key-file", "a file with the pre-shared key of an encrypted PSKC, in hex, base64 or raw, or -")
}

// Given reports whether any of the flags is set.
func (o *KeyOptions) Given() bool { return o.passwordFile.Value != "" || o.keyFile.Value != "" }

// Check refuses standard input for two files, these or others of the command.
func (o *KeyOptions) Check(others ...string) error {
	readers := 0
	for _, name := range append(others, o.passwordFile.Value, o.keyFile.Value) {
		if name == "-" {
			readers++
		}
	}
	if readers > 1 {
		return cli.Usagef("-: only one file can be standard input")
	}
	return nil
}

// Keyring opens encrypted files and records which of its keys were needed.
type Keyring struct {
	seedfile.Keys
	options                     *KeyOptions
	usedPassword, usedSharedKey bool
}

// Keys returns the keyring. Keys come from the files that the flags name, or else from a
// prompt on the terminal. Files are read at once, so that a wrong path is an error even if
// the input needs no key; standard input and the prompt wait until a key is needed.
func (o *KeyOptions) Keys(a *cli.App) (*Keyring, error) {
	k := &Keyring{options: o}
	password := once(func() ([]byte, error) { return o.password(a) })
	sharedKey := once(func() ([]byte, error) { return o.preSharedKey(a) })
	if o.passwordFile.Value != "" || a.ReadPassword != nil {
		k.Password = func() ([]byte, error) { k.usedPassword = true; return password() }
	}
	if o.keyFile.Value != "" || a.ReadPassword != nil {
		k.PreSharedKey = func() ([]byte, error) { k.usedSharedKey = true; return sharedKey() }
	}
	return k, errors.Join(readNow(o.passwordFile.Value, password), readNow(o.keyFile.Value, sharedKey))
}

func readNow(name string, read func() ([]byte, error)) error {
	if name == "" || name == "-" {
		return nil
	}
	_, err := read()
	return err
}

// WarnOfUnused warns about a file that no input needed.
func (k *Keyring) WarnOfUnused(warning func(error)) {
	if name := k.options.passwordFile.Value; name != "" && !k.usedPassword {
		warning(fmt.Errorf("--password-file %s: no input is encrypted with a password", name))
	}
	if name := k.options.keyFile.Value; name != "" && !k.usedSharedKey {
		warning(fmt.Errorf("--key-file %s: no input is encrypted with a pre-shared key", name))
	}
}

// Protection returns how to encrypt a file that is written in a format: not at all unless a
// flag says so.
func (o *KeyOptions) Protection(a *cli.App, format seedfile.Format) (p seedfile.Protection, err error) {
	if o.Given() && !format.CanEncrypt() {
		return p, cli.Usagef("--password-file and --key-file are for pskc; %s cannot be encrypted", format)
	}
	if o.passwordFile.Value != "" && o.keyFile.Value != "" {
		return p, cli.Usagef("--password-file and --key-file: choose one")
	}
	if o.passwordFile.Value != "" {
		p.Password, err = o.password(a)
	}
	if o.keyFile.Value != "" {
		p.PreSharedKey, err = o.preSharedKey(a)
	}
	return p, err
}

// once caches an answer, so that several files need only one prompt.
func once(f func() ([]byte, error)) func() ([]byte, error) {
	var answer []byte
	var err error
	asked := false
	return func() ([]byte, error) {
		if !asked {
			answer, err = f()
			asked = true
		}
		return answer, err
	}
}

func (o *KeyOptions) password(a *cli.App) ([]byte, error) {
	if o.passwordFile.Value == "" {
		return cli.Ask(a, "password: ")
	}
	text, err := cli.ReadSecret(a, o.passwordFile.Value)
	if err != nil {
		return nil, fmt.Errorf("the password file: %w", err)
	}
	password := seedfile.ParsePassword(text)
	if len(password) == 0 {
		return nil, fmt.Errorf("the password file: %s is empty", o.passwordFile.Value)
	}
	return password, nil
}

func (o *KeyOptions) preSharedKey(a *cli.App) ([]byte, error) {
	if o.keyFile.Value == "" {
		text, err := cli.Ask(a, "pre-shared key, in hex or base64: ")
		if err != nil {
			return nil, err
		}
		return parseKey(a, text, "")
	}
	text, err := cli.ReadSecret(a, o.keyFile.Value)
	if err != nil {
		return nil, fmt.Errorf("the key file: %w", err)
	}
	return parseKey(a, text, o.keyFile.Value+": ")
}

// parseKey parses a pre-shared key, and warns if its text can be read in two ways. Messages
// begin with place.
func parseKey(a *cli.App, text []byte, place string) ([]byte, error) {
	key, doubt, err := seedfile.ParseKey(text)
	if err != nil {
		return nil, fmt.Errorf("%s%w", place, err)
	}
	if doubt != "" {
		a.NewReporter().Warning(cli.Hinted(errors.New(place+doubt), "write the key in hex, which can be read in one way only"))
	}
	return key, nil
}
