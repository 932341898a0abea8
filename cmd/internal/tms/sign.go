package tms

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/internal/input"
	"etokenpass/tms"
)

type signOptions struct {
	store  storeOptions
	at     cli.Flag[time.Time]
	format cli.Flag[string]
}

func newSignCommand(a *cli.App) *cobra.Command {
	var o signOptions
	cmd := &cobra.Command{
		Use:         "sign USER DOCUMENT",
		Short:       "Check a code with which a user signs a document",
		Annotations: cli.UnmetWhen("the code was refused"),
		Long: `Check a code like verify, and record the name and the SHA-256 of a document in the
journal with it: evidence that the user signed this document with a code of this token. A
document that cannot be read is an error before any code is used. The document itself is
not stored; journal --document finds the entries of a file.

JSON, one object: that of verify, with document (the file's name) and document_sha256.`,
		Example: `  echo 'Pay 100 to Boris' > order.txt
  etokenpass press | etokenpass tms sign anna order.txt`,
		Args:              withoutCode(2, "USER or DOCUMENT"),
		ValidArgsFunction: o.store.complete(a, users, files),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runSign(cmd.Context(), a, o, args[0], args[1])
		},
	}
	o.store.addFlags(cmd)
	addAt(cmd, &o.at)
	cli.AddFormat(cmd, &o.format, cli.Text, cli.JSON)
	return cmd
}

func runSign(ctx context.Context, a *cli.App, o signOptions, user, path string) error {
	document, err := readDocument(path)
	if err != nil {
		return err
	}
	return o.store.use(ctx, a, func(validator *tms.Validator) error {
		newCall := func() tms.Call { return call(a, o.at.Value) }
		sign := func(ctx context.Context, call tms.Call, login tms.Login) (tms.Entry, error) {
			return validator.Sign(ctx, call, login, document)
		}
		entry, err := login(ctx, a, validator.Policy, user, newCall, sign)
		if err != nil {
			return err
		}
		words := fmt.Sprintf("accepted: %s signed %s with token %s, SHA-256 %s", entry.User, entry.Document, entry.Serial, entry.DocumentSHA256)
		return printLogin(ctx, a, o.format.Value, validator, &entry, words)
	})
}

// readDocument returns the name and the hash of a file.
func readDocument(path string) (tms.Document, error) {
	if path == "-" {
		return tms.Document{}, cli.Usagef("the document must be a file: standard input is for the code")
	}
	hash, err := hashFile(path)
	return tms.Document{Name: filepath.Base(path), SHA256: hash}, err
}

// hashFile returns the SHA-256 of a file, in hex.
func hashFile(path string) (string, error) {
	file, err := input.Open(path, nil)
	if err != nil && strings.Trim(path, "0123456789 -") == "" {
		return "", withoutName(path, err) // a code in the place of the document
	}
	if err != nil {
		return "", fmt.Errorf("the document cannot be read: %w", err)
	}
	defer file.Close() //nolint:errcheck // opened only for reading
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return "", fmt.Errorf("the document cannot be read: %w", err)
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}
