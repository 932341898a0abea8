package cli_test

import (
	"testing"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
)

// HintFor drops a clause with a flag that the command does not have, or says which command has
// it.
func TestHintFor(t *testing.T) {
	root := &cobra.Command{Use: "etokenpass"}
	press, codes, batch := &cobra.Command{Use: "press"}, &cobra.Command{Use: "codes", Annotations: cli.SameFilesAs("import")}, &cobra.Command{Use: "import"}
	root.AddCommand(press, codes, batch)
	press.Flags().Bool("ephemeral", false, "")
	for _, cmd := range []*cobra.Command{press, codes} {
		cli.Add(cmd, new(cli.Flag[string]), cli.Word("NAME"), "profile", "")
		cli.Add(cmd, new(cli.Flag[string]), cli.Word("DIR"), "state", "")
	}
	cli.Add(codes, new(cli.Flag[uint64]), cli.AnyNumber(), "from", "")
	cli.Add(batch, new(cli.Flag[uint64]), cli.AnyNumber(), "digits", "")
	var from cli.Flag[string]
	cli.AddChoice(batch, &from, "from", "", "auto", "csv")

	for _, row := range []struct {
		command    *cobra.Command
		hint, want string
	}{
		{press, "try again", "try again"},
		{press, "--state DIR keeps it elsewhere; --ephemeral in memory only", "--state DIR keeps it elsewhere; --ephemeral in memory only"},
		{codes, "--state DIR keeps it elsewhere; --ephemeral in memory only", "--state DIR keeps it elsewhere"},
		{codes, "--ephemeral keeps it in memory", ""},
		{batch, "--ephemeral keeps it in memory; try again", "try again"},
		{batch, "use press; or etokenpass press --ephemeral, which keeps nothing", "use press; or etokenpass press --ephemeral, which keeps nothing"},
		{press, "etokenpass import --ephemeral", ""},
		{press, "etokenpass press, play or demo need no window", "etokenpass press, play or demo need no window"},
		{codes, "--digits N says it", "with etokenpass import, --digits N says it"},
		{codes, "try again; --digits N says it", "try again; with etokenpass import, --digits N says it"},
		{press, "--digits N says it", ""},
		{codes, "--from N sets the first moving factor", "--from N sets the first moving factor"},
		{codes, "--from 17 begins there", "--from 17 begins there"},
		{codes, "--from csv says what it is", "with etokenpass import, --from csv says what it is"},
		{codes, "--from csv, or without --from", "with etokenpass import, --from csv, or without --from"},
		{batch, "--from csv says what it is", "--from csv says what it is"},
		{batch, "--from FORMAT says what it is", "--from FORMAT says what it is"},
		{batch, "--from safenet says what it is", ""},
		{press, "did you mean --profile 'x; --digits y'? try it; --digits N", "did you mean --profile 'x; --digits y'? try it"},
		{press, `did you mean --profile 'O'\''Brien; --digits'?`, `did you mean --profile 'O'\''Brien; --digits'?`},
		{press, "the token's own; --digits N; Debian's", "the token's own; Debian's"},
		{nil, "--anything goes", "--anything goes"},
	} {
		if got := cli.HintFor(row.command, row.hint); got != row.want {
			t.Errorf("%q becomes %q, want %q", row.hint, got, row.want)
		}
	}
	// A hint that names another command repeats the flags that select the token.
	counter := &cobra.Command{Use: "counter"}
	root.AddCommand(counter)
	for _, flag := range []string{"profile", "serial", "state", "set"} {
		cli.Add(counter, new(cli.Flag[string]), cli.Word("TEXT"), flag, "")
	}
	const useCounter = "set it back; or etokenpass counter --serial 'T 1' --set 4 continues"
	if got := cli.HintFor(press, useCounter); got != useCounter {
		t.Errorf("without flags, the hint becomes %q", got)
	}
	if err := press.ParseFlags([]string{"--profile", "my token.yaml", "--state", "here"}); err != nil {
		t.Fatal(err)
	}
	for hint, want := range map[string]string{
		useCounter: "set it back; or etokenpass counter --profile 'my token.yaml' --state here --set 4 continues",
		"etokenpass counter --profile other --set 4 goes on": "etokenpass counter --profile other --set 4 goes on",
		"etokenpass press, play or demo need no window":      "etokenpass press, play or demo need no window",
		"etokenpass import reads it":                         "etokenpass import reads it",
	} {
		if got := cli.HintFor(press, hint); got != want {
			t.Errorf("%q becomes %q, want %q", hint, got, want)
		}
	}
	// One that names a command of the validator repeats those that name the store and the rules.
	validator, unlock, verify := &cobra.Command{Use: "tms"}, &cobra.Command{Use: "unlock"}, &cobra.Command{Use: "verify"}
	root.AddCommand(validator)
	validator.AddCommand(unlock, verify)
	for _, cmd := range []*cobra.Command{unlock, verify} {
		for _, flag := range []string{cli.StoreFlag, cli.StoreKeyFlag, cli.PolicyFlag, "serial"} {
			cli.Add(cmd, new(cli.Flag[string]), cli.Word("TEXT"), flag, "")
		}
	}
	t.Setenv("ETOKENPASS_PROFILE", "anna")
	const useUnlock = "etokenpass tms unlock --serial 1 ends the lock"
	if got := cli.HintFor(verify, useUnlock); got != useUnlock {
		t.Errorf("without flags, the hint becomes %q", got)
	}
	if err := verify.ParseFlags([]string{"--policy", "tms", "--store", "my store.db"}); err != nil {
		t.Fatal(err)
	}
	if got, want := cli.HintFor(verify, useUnlock), "etokenpass tms unlock --store 'my store.db' --policy tms --serial 1 ends the lock"; got != want {
		t.Errorf("the hint becomes %q, want %q", got, want)
	}
	t.Setenv("ETOKENPASS_PROFILE", "")

	window := &cobra.Command{Use: "etokenpass-window"}
	cli.Add(window, new(cli.Flag[[]string]), cli.Words("NAME"), "profile", "")
	cli.Add(window, new(cli.Flag[string]), cli.Word("DIR"), "state", "")
	if err := window.ParseFlags([]string{"--profile", "./m.yaml", "--state", "here"}); err != nil {
		t.Fatal(err)
	}
	if got, want := cli.HintFor(window, useCounter), "set it back; or etokenpass counter --profile ./m.yaml --state here --set 4 continues"; got != want {
		t.Errorf("the window's hint becomes %q, want %q", got, want)
	}
	if hint := "etokenpass counter --set N goes on from there"; cli.HintFor(window, hint) != hint {
		t.Errorf("in a program without the counter command, the hint becomes %q", cli.HintFor(window, hint))
	}
}
