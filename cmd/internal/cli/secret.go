package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"etokenpass/profiles"
)

// SecretOption holds the flags that name a file with the secret of one token.
type SecretOption struct{ file, encoding Flag[string] }

// AddFlags adds --secret-file, with the given help, and --encoding.
func (o *SecretOption) AddFlags(cmd *cobra.Command, usage string) {
	Add(cmd, &o.file, Word("FILE"), "secret-file", usage)
	AddEncoding(cmd, &o.encoding, "how the secret is written (default hex or base32, whichever it fits)")
}

// AddEncoding adds --encoding, with the given help.
func AddEncoding(cmd *cobra.Command, into *Flag[string], usage string) {
	AddOption(cmd, into, "encoding", usage, Texts(profiles.Encodings())...)
}

// Given reports whether --secret-file names a file.
func (o *SecretOption) Given() bool { return o.file.Value != "" }

// Encoding returns the encoding that --encoding names; empty if the text decides.
func (o *SecretOption) Encoding() profiles.Encoding { return profiles.Encoding(o.encoding.Value) }

// Check refuses --encoding without a file.
func (o *SecretOption) Check() error {
	if o.Encoding() != "" && !o.Given() {
		return Usagef("--encoding is for --secret-file")
	}
	return nil
}

// Read reads the secret. It warns if the secret fits two encodings.
func (o *SecretOption) Read(a *App) (profiles.Secret, error) {
	secret, err := a.Library().ReadSecret(o.file.Value, o.Encoding())
	if err != nil {
		return secret, err
	}
	a.warnOf(guessWarning(secret, "--secret-file "+o.file.Value, "--encoding hex or --encoding base32 decides"))
	return secret, nil
}

// WarnOfProfile prints the warning of a profile, if there is one.
func (a *App) WarnOfProfile(profile *profiles.Profile) { a.warnOf(ProfileWarning(profile)) }

// ProfileWarning returns a warning if the secret of a profile fits two encodings.
func ProfileWarning(profile *profiles.Profile) error {
	return guessWarning(profile.Secret, profile.Origin, "add encoding: hex or encoding: base32 to the secret in the profile")
}

// guessWarning returns a warning if a secret was read as hex but may be base32.
func guessWarning(secret profiles.Secret, source, advice string) error {
	if !secret.Ambiguous() {
		return nil
	}
	return Hinted(fmt.Errorf("%s: the secret fits both hex and base32, and was read as hex", source), advice)
}

func (a *App) warnOf(warning error) {
	if warning != nil {
		a.NewReporter().Warning(warning)
	}
}
