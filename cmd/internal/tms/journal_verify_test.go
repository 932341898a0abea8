package tms

import (
	"bytes"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/tms"
	"etokenpass/tms/wire"
)

// tampered is a view of a store whose journal was changed.
type tampered struct {
	tms.View
	tamper func([]tms.Entry) []tms.Entry
}

func (v tampered) Journal(query tms.Query) iter.Seq2[tms.Entry, error] {
	var all []tms.Entry
	return func(yield func(tms.Entry, error) bool) {
		for entry, err := range v.View.Journal(query) {
			if err != nil {
				yield(entry, err)
				return
			}
			all = append(all, entry)
		}
		for _, entry := range v.tamper(all) {
			if !yield(entry, nil) {
				return
			}
		}
	}
}

// LastNumber implements [tms.Gapless].
func (v tampered) LastNumber() (uint64, error) { return v.View.(tms.Gapless).LastNumber() }

// without removes entries by their numbers.
func without(numbers ...uint64) func([]tms.Entry) []tms.Entry {
	return func(all []tms.Entry) []tms.Entry {
		return slices.DeleteFunc(all, func(e tms.Entry) bool { return slices.Contains(numbers, e.Number) })
	}
}

// verified runs the verification and returns what it prints.
func verified(t *testing.T, validator *tms.Validator, format string, tamper func([]tms.Entry) []tms.Entry) (out, stderr string, result wire.Audit) {
	t.Helper()
	var stdout, messages bytes.Buffer
	a := &cli.App{Out: &stdout, Err: &messages, Now: func() time.Time { return noon }}
	o := journalOptions{}
	o.format.Value = format
	status := a.Run(nil, func() *cobra.Command {
		root := &cobra.Command{Use: "etokenpass", RunE: func(*cobra.Command, []string) error {
			return validator.Store.View(t.Context(), func(view tms.View) (err error) {
				result, err = audit(a, &o, tampered{view, tamper})
				return err
			})
		}}
		cli.SetUp(root, a)
		return root
	})
	if status != cli.StatusDone {
		t.Fatalf("exit status %d: %s", status, &messages)
	}
	return stdout.String(), messages.String(), result
}

// Every way to tamper with the journal is found, and the message says where.
func TestTamperedJournal(t *testing.T) {
	validator := newValidator(t, withPIN(tms.PINNone)) // entries 1, import, and 2, assign
	for _, code := range codes[:3] {
		if _, err := validator.Verify(t.Context(), tms.Call{Time: noon}, tms.Login{User: "anna", Code: code}); err != nil {
			t.Fatal(err)
		}
	}
	for name, row := range map[string]struct {
		tamper func([]tms.Entry) []tms.Entry
		want   string
	}{
		"nothing": {without(), ""},
		"a changed entry": {func(all []tms.Entry) []tms.Entry {
			all[3].User = "boris"
			return all
		}, "error: entry 4, token 1: was changed"},
		"one removed from the middle": {without(4), "error: entry 5, token 1: entry 4, which came before it, is missing"},
		"a gap in the numbers":        {without(4), "error: entry 4 is missing\n"},
		"the last one removed":        {without(5), "error: token 1: entries after 4 are missing, up to entry 5"},
		"a whole history removed":     {without(1, 2, 3, 4, 5), "error: token 1: all entries are missing, up to entry 5"},
	} {
		out, stderr, result := verified(t, validator, cli.Text, row.tamper)
		if out != "" || (row.want == "") != (stderr == "") || !strings.Contains(stderr, row.want) || (result.Findings > 0) != (row.want != "") {
			t.Errorf("%s: got %+v, %q and %q; want %q", name, result, out, stderr, row.want)
		}
		if result.Tokens != 1 {
			t.Errorf("%s: %d tokens", name, result.Tokens)
		}
		out, stderr, result = verified(t, validator, cli.JSON, row.tamper)
		if lines := uint64(strings.Count(out, "\n")); stderr != "" || lines != result.Findings {
			t.Errorf("%s: JSON %q and %q for %d findings", name, out, stderr, result.Findings)
		}
	}
}

// However many findings there are, twenty are printed, and all are in JSON.
func TestFindingsAreBounded(t *testing.T) {
	validator := newValidator(t, withPIN(tms.PINNone))
	for range 30 {
		if _, err := validator.Test(t.Context(), tms.Call{Time: noon}, "1", codes[0]); err != nil {
			t.Fatal(err)
		}
	}
	forged := func(all []tms.Entry) []tms.Entry {
		for i := range all {
			all[i].Requester = "carol"
		}
		return all
	}
	_, stderr, result := verified(t, validator, cli.Text, forged)
	if want := fmt.Sprintf("etokenpass: error: and %d more\n", result.Findings-20); result.Findings < 30 || !strings.HasSuffix(stderr, want) {
		t.Errorf("%d findings: %s", result.Findings, stderr)
	}
	if out, _, _ := verified(t, validator, cli.JSON, forged); uint64(strings.Count(out, "\n")) != result.Findings {
		t.Errorf("%d findings in JSON:\n%s", result.Findings, out)
	}
}
