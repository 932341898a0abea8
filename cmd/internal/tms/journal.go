package tms

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/tms"
	"etokenpass/tms/wire"
)

type journalOptions struct {
	store    storeOptions
	serial   cli.Flag[string]
	user     cli.Flag[string]
	since    cli.Flag[time.Time]
	document cli.Flag[string]
	verify   bool
	format   cli.Flag[string]
}

func newJournalCommand(a *cli.App) *cobra.Command {
	var o journalOptions
	cmd := &cobra.Command{
		Use:   "journal",
		Short: "Print or verify the journal of all decisions and changes",
		Long: `Print the journal: every decision and every change, in order. --document selects the
entries about a document, which is recognised by its content (SHA-256), whatever its name.

--verify checks the whole journal instead, and compares it with the tokens and users: it
finds entries that were changed or removed, including the last ones or all of a token, and
records that were changed. It says where, and the exit status is 1. It cannot detect that
the whole store was replaced by an older copy: keep the number of the last entry elsewhere.

JSON, one object per entry: number, the fields of etokenpass tms verify, next_before,
reason, requester, channel, id (of the request). With --verify, one object per finding
(entry, serial, user, what), and one at the end: complete (true or false), entries,
tokens, findings (how many).`,
		Example: `  etokenpass tms journal
  etokenpass tms journal --user anna --since 2026-01-15 --format json
  etokenpass tms journal --verify`,
		Args: cli.Arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return runJournal(cmd.Context(), a, o) },
	}
	o.store.addFlags(cmd)
	cli.Add(cmd, &o.serial, cli.Word("SERIAL"), "serial", "only entries about this token")
	cli.Add(cmd, &o.user, cli.Word("NAME"), "user", "only entries about this user")
	cli.Add(cmd, &o.since, cli.Instant(), "since", "only entries from this time on")
	cli.Add(cmd, &o.document, cli.Word("FILE"), "document", "only entries about a document with this content")
	cmd.Flags().BoolVar(&o.verify, "verify", false, "check that nothing was changed or removed")
	cli.AddFormat(cmd, &o.format, cli.Text, cli.JSON)
	return cmd
}

func runJournal(ctx context.Context, a *cli.App, o journalOptions) error {
	if o.verify {
		if o.serial.Changed() || o.user.Changed() || o.since.Changed() || o.document.Changed() {
			return cli.Usagef("--verify checks the whole journal; it cannot be used with --serial, --user, --since or --document")
		}
		return verifyJournal(ctx, a, &o)
	}
	var hash string
	if o.document.Changed() {
		var err error
		if hash, err = hashFile(o.document.Value); err != nil {
			return err
		}
	}
	return o.store.read(ctx, a, func(_ *tms.Validator, view tms.View) error {
		out := bufio.NewWriterSize(a.Out, 64<<10)
		found, err := o.print(out, view, hash)
		if err != nil {
			return err
		}
		if err := out.Flush(); err != nil || found {
			return cli.OutputError(err)
		}
		return o.nothingFound(a, view)
	})
}

// print prints the entries that are selected, and reports whether there are any.
func (o *journalOptions) print(out io.Writer, view tms.View, hash string) (found bool, err error) {
	table := newTable(out, "NUMBER", "TIME", "REQUEST", "RESULT", "USER", "SERIAL", "DETAILS")
	for entry, err := range view.Journal(tms.Query{Serial: o.serial.Value, User: o.user.Value, Since: o.since.Value}) {
		if err != nil {
			return found, err
		}
		if hash != "" && entry.DocumentSHA256 != hash {
			continue
		}
		found = true
		if o.format.Value == cli.JSON {
			err = cli.PrintJSON(out, wire.EntryOf(&entry))
		} else {
			err = table.print(entryRow(&entry))
		}
		if err != nil {
			return found, err
		}
	}
	if found && o.format.Value == cli.Text {
		err = cli.OutputError(table.flush())
	}
	return found, err
}

// nothingFound says so, as an error if a serial is unknown.
func (o *journalOptions) nothingFound(a *cli.App, view tms.View) error {
	if o.serial.Changed() {
		if _, _, err := findOnly(view, tms.Key{Serial: o.serial.Value}); err != nil {
			return err
		}
	}
	a.Messagef("no such entries\n")
	return nil
}

func entryRow(entry *tms.Entry) []string {
	return []string{
		strconv.FormatUint(entry.Number, 10), entry.Time.UTC().Format(time.RFC3339), string(entry.Request), string(entry.Result),
		entry.User, entry.Serial, details(entry),
	}
}

// details returns what else an entry says.
func details(entry *tms.Entry) string {
	var all []string
	add := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	if entry.Matched {
		add("moving factor %d", entry.Factor)
	}
	switch {
	case entry.Result != tms.OutOfWindow:
	case entry.Ahead < 0: // a time token's clock
		add("%d behind", -entry.Ahead)
	default:
		add("%d ahead", entry.Ahead)
	}
	if entry.Before.Next != entry.After.Next {
		add("next %d", entry.After.Next)
	}
	if failures := entry.Failures(); failures > 0 {
		add("%s", cli.Count(failures, "failure", "failures"))
	}
	if state := entry.State(); state != tms.Active {
		add("%s", state)
	}
	if entry.Document != "" {
		add("document %s, SHA-256 %s", entry.Document, entry.DocumentSHA256)
	}
	if entry.Reason != "" {
		add("reason: %s", entry.Reason)
	}
	add("by %s (%s)", entry.Requester, entry.Channel)
	return strings.Join(all, ", ")
}
