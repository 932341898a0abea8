package tms

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/internal/shell"
	"etokenpass/tms"
)

// nameOptions holds the ways to name a token or a user: by an argument that may be either, or by
// a flag.
type nameOptions struct{ serial, user cli.Flag[string] }

func (o *nameOptions) addFlags(cmd *cobra.Command) {
	serial := cli.Word("SERIAL")
	serial.Complete = cobra.NoFileCompletions
	cli.Add(cmd, &o.serial, serial, "serial", "the token with this serial, also if a user has the same name")
	user := cli.Word("NAME")
	user.Complete = cobra.NoFileCompletions
	cli.Add(cmd, &o.user, user, "user", "the user with this name, also if a token has the same serial")
}

// arguments accepts one name, unless a flag gives it.
func (o *nameOptions) arguments(cmd *cobra.Command, args []string) error {
	switch given := len(args) > 0; {
	case o.serial.Changed() && o.user.Changed():
		return cli.Usagef("--serial and --user: choose one")
	case given && (o.serial.Changed() || o.user.Changed()):
		return cli.Usagef("%q, --serial and --user: choose one", args[0])
	case o.serial.Changed() || o.user.Changed():
		return nil
	}
	return cli.Arguments(1, 1, "SERIAL or USER")(cmd, args)
}

// find returns the key and the record of the token or user that is named.
func (o *nameOptions) find(view tms.View, args []string) (tms.Key, tms.Record, error) {
	switch {
	case o.serial.Changed():
		return findOnly(view, tms.Key{Serial: o.serial.Value})
	case o.user.Changed():
		return findOnly(view, tms.Key{User: o.user.Value})
	}
	return findEither(view, args[0])
}

func findOnly(view tms.View, key tms.Key) (tms.Key, tms.Record, error) {
	record, err := view.Record(key)
	switch {
	case err != nil:
	case key.Serial != "" && record.Token == nil:
		err = tms.UnknownToken(key.Serial)
	case key.User != "" && record.User == nil:
		err = tms.UnknownUser(key.User)
	}
	return key, record, err
}

// findEither finds a token or a user. If there are both, and the token is not that user's, it is
// not known which is meant.
func findEither(view tms.View, name string) (tms.Key, tms.Record, error) {
	token, user := tms.Key{Serial: name}, tms.Key{User: name}
	ofToken, err := view.Record(token)
	if err != nil {
		return token, ofToken, err
	}
	ofUser, err := view.Record(user)
	switch {
	case err != nil:
	case ofToken.Token == nil && ofUser.User == nil:
		err = cli.Hinted(fmt.Errorf("no token and no user is called %s", name),
			"etokenpass tms list shows all tokens and users; etokenpass tms list --owner NAME finds a user by the owner's name")
	case ofToken.Token == nil:
		return user, ofUser, nil
	case ofUser.User != nil && ofToken.Token.User != name:
		err = cli.Hinted(fmt.Errorf("%s is the serial of a token, and another token's user has this name too", name),
			"--serial SERIAL names the token; --user NAME names the user")
	}
	return token, ofToken, err
}

// record finds the token or user that is named.
func (o *nameOptions) record(ctx context.Context, validator *tms.Validator, args []string) (key tms.Key, record tms.Record, err error) {
	err = validator.Store.View(ctx, func(view tms.View) error {
		key, record, err = o.find(view, args)
		return err
	})
	return key, record, err
}

// tokenOf returns the record of a token, for a command that takes only a serial.
func tokenOf(ctx context.Context, validator *tms.Validator, serial string) (record tms.Record, err error) {
	err = validator.Store.View(ctx, func(view tms.View) error {
		if record, err = view.Record(tms.Key{Serial: serial}); err != nil || record.Token != nil {
			return err
		}
		ofUser, err := view.Record(tms.Key{User: serial})
		switch {
		case err != nil:
			return err
		case ofUser.User == nil:
			return tms.UnknownToken(serial)
		}
		return cli.Hinted(fmt.Errorf("%s is a user: the command takes the serial of a token", serial),
			"etokenpass tms show "+shell.Quote(serial)+" shows the serial of the user's token")
	})
	return record, err
}

// subject names what a key names.
func subject(key tms.Key) string {
	if key.Serial != "" {
		return "token " + key.Serial
	}
	return "user " + key.User
}

// other names the token or user of an entry that the key does not name.
func other(key tms.Key, entry *tms.Entry) string {
	if key.Serial != "" {
		return subject(tms.Key{User: entry.User})
	}
	return subject(tms.Key{Serial: entry.Serial})
}

// statusOf returns the status, in the part of a record that the journal keeps, of what a key
// names.
func statusOf(key tms.Key, snapshot *tms.Snapshot) tms.Status {
	if key.Serial != "" {
		return snapshot.Token
	}
	return snapshot.User
}

// subjects names the user and the token of an entry.
func subjects(entry *tms.Entry) string {
	switch {
	case entry.User == "":
		return "token " + entry.Serial
	case entry.Serial == "":
		return "user " + entry.User
	}
	return fmt.Sprintf("%s, token %s,", entry.User, entry.Serial)
}
