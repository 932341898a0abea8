package tms

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/internal/shell"
	"etokenpass/tms"
)

type resyncOptions struct {
	store    storeOptions
	counter  cli.Flag[uint64]
	codeFile cli.Flag[string]
	force    bool
	codes    cli.Flag[string]
	at       cli.Flag[time.Time]
	format   cli.Flag[string]
}

func newResyncCommand(a *cli.App) *cobra.Command {
	var o resyncOptions
	cmd := &cobra.Command{
		Use:         "resync SERIAL",
		Short:       "Bring the validator back into step with a token",
		Annotations: cli.UnmetWhen("the resynchronisation was refused"),
		Long: `Bring the validator back into step with a token.

--counter is the telephone procedure: the caller reads out the serial on the token's back
and the counter screen, F and five digits. The validator takes it for the lowest counter
with these last digits that is not below its own. A counter that is below is taken for a
wrap after F99999, and needs a code of the token (--code-file) or --force. The code must
be one of the next two that the token shows after the counter screen.

--codes reads two codes that the token generated in a row, one on each line. This is the
only way for time tokens, whose counter screen shows the time step.

The validator's counter never goes back. A lock remains unless the policy says otherwise.

JSON, one object: that of verify. The result may also be wrapped, code_required or
not_allowed.`,
		Example: `  etokenpass tms resync 000000000000 --counter "$(etokenpass counter)"
  etokenpass press --count 2 | etokenpass tms resync 000000000000 --codes -`,
		Args:              withoutCode(1, "SERIAL"),
		ValidArgsFunction: o.store.complete(a, serials),
		RunE:              func(cmd *cobra.Command, args []string) error { return runResync(cmd.Context(), a, o, args[0]) },
	}
	o.store.addFlags(cmd)
	cli.Add(cmd, &o.counter, counterScreen(), "counter", "what the token's counter screen shows, like F00042")
	cli.Add(cmd, &o.codeFile, cli.Word("FILE"), "code-file", "with --counter, a file with a code pressed after the counter was read, or -")
	cmd.Flags().BoolVar(&o.force, "force", false, "with --counter, accept a lower one as a wrap after F99999")
	cli.Add(cmd, &o.codes, cli.Word("FILE"), "codes", "a file with two codes in a row, one on each line, or -")
	addAt(cmd, &o.at)
	cli.AddFormat(cmd, &o.format, cli.Text, cli.JSON)
	return cmd
}

// counterScreen is the five digits of a counter screen, with or without the F and the zeros.
func counterScreen() cli.Kind[uint64] {
	return cli.Kind[uint64]{
		Name: "F00042",
		Parse: func(text string, _ uint64) (uint64, error) {
			shown, ok := tms.ParseCounterScreen(text)
			if !ok {
				return 0, errors.New("must be F and five digits, like F00042; the F and zeros at the beginning may be missing")
			}
			return shown, nil
		},
		Print: func(uint64) string { return "" },
		Complete: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveNoFileComp
		},
	}
}

func (o *resyncOptions) check() error {
	switch {
	case o.counter.Changed() && o.codes.Changed():
		return cli.Usagef("--counter and --codes: choose one")
	case !o.counter.Changed() && !o.codes.Changed():
		return cli.Usagef("--counter F00042 or --codes FILE is missing")
	case o.codes.Changed() && o.codeFile.Changed():
		return cli.Usagef("--code-file is for --counter")
	case o.codes.Changed() && o.force:
		return cli.Usagef("--force is for --counter")
	}
	return nil
}

func runResync(ctx context.Context, a *cli.App, o resyncOptions, serial string) error {
	if err := o.check(); err != nil {
		return err
	}
	return o.store.use(ctx, a, func(validator *tms.Validator) error {
		before, err := tokenOf(ctx, validator, serial)
		if err != nil {
			return err
		}
		entry, err := o.resync(ctx, a, validator, serial)
		if err != nil {
			return err
		}
		r := resynced{o: &o, policy: validator.Policy, before: before, entry: &entry}
		if entry.Result != tms.Accepted {
			return refused(a, o.format.Value, &entry, r.refusal(), r.advice())
		}
		after, err := validator.Record(ctx, tms.Key{Serial: serial})
		if err != nil {
			return err
		}
		if err := printResult(a, o.format.Value, &entry, r.accepted(after.Token)); err != nil {
			return err
		}
		if entry.State() == tms.StateLocked {
			a.Hint("the lock remains; etokenpass tms unlock " + shell.Quote(cmp.Or(entry.User, serial)) + " ends it")
		}
		return nil
	})
}

// resync reads the codes that the flags name, and makes the request.
func (o *resyncOptions) resync(ctx context.Context, a *cli.App, validator *tms.Validator, serial string) (tms.Entry, error) {
	if o.codes.Changed() {
		codes, err := readTwoCodes(a, o.codes.Value)
		if err != nil {
			return tms.Entry{}, err
		}
		return validator.ResyncByCodes(ctx, call(a, o.at.Value), serial, codes)
	}
	report := tms.CounterReport{Shown: o.counter.Value, Force: o.force}
	if o.codeFile.Changed() {
		code, err := readCodeFile(a, o.codeFile.Value)
		if err != nil {
			return tms.Entry{}, err
		}
		report.Code = code
	}
	return validator.ResyncByCounter(ctx, call(a, o.at.Value), serial, report)
}

func readCodeFile(a *cli.App, name string) (string, error) {
	if name == "-" {
		return readCode(a)
	}
	return readOneLine(a, name, "the code")
}

// readTwoCodes reads two lines from a file, or from standard input or a terminal.
func readTwoCodes(a *cli.App, name string) (codes [2]string, err error) {
	if name == "-" && a.InIsTerminal {
		lines := bufio.NewReader(a.In)
		if codes[0], err = askLine(a, lines, "first code: "); err == nil {
			codes[1], err = askLine(a, lines, "second code: ")
		}
		return codes, err
	}
	lines, err := readLines(a, name)
	if err != nil {
		return codes, err
	}
	if len(lines) != 2 {
		return codes, fmt.Errorf("%s has %s: must be two, each with a code", cli.InputName(name), cli.Count(len(lines), "line", "lines"))
	}
	return [2]string(lines), nil
}

// resynced puts the result of a resynchronisation into words.
type resynced struct {
	o      *resyncOptions
	policy *tms.Policy
	before tms.Record
	entry  *tms.Entry
}

func (r *resynced) accepted(token *tms.Token) string {
	return fmt.Sprintf("token %s is in step: the validator accepts %s", token.Serial, acceptsWords(r.policy, token))
}

func (r *resynced) refusal() string {
	token := r.before.Token
	switch r.entry.Result {
	case tms.Disabled:
		return conditionWords(r.before.Condition())
	case tms.Wrapped:
		return fmt.Sprintf("the counter is below the validator's, F%05d: a mistake, or a wrap after F99999", token.Counter()%100_000)
	case tms.CodeRequired:
		return "policy " + r.policy.Name + " asks for a code with the counter"
	case tms.Malformed:
		return fmt.Sprintf("that is not a code of %d digits", token.Digits)
	case tms.NotAllowed:
		return r.notAllowed()
	case tms.OutOfWindow:
		return fmt.Sprintf("the codes are two in a row, but %s; the policy allows at most %d", distance(r.entry.Ahead, token.TimeStep()), r.policy.ResyncWindow)
	case tms.WrongCode:
		if r.o.codes.Changed() {
			return fmt.Sprintf("the codes are not two in a row among the %d moving factors that are tried", r.policy.ResyncWindow)
		}
		return fmt.Sprintf("the code is not one of the next two after F%05d", r.o.counter.Value)
	}
	return string(r.entry.Result)
}

func (r *resynced) notAllowed() string {
	token := r.before.Token
	switch {
	case token.Type == tms.Time:
		return "a resynchronisation by counter is for event tokens: the counter screen of a time token shows its time step"
	case r.policy.ResyncByCounter == tms.CounterNo:
		return "policy " + r.policy.Name + " does not allow a resynchronisation by counter"
	case token.Exhausted:
		return "the token is worn out: its last code is used"
	}
	return "the counter is beyond the last moving factor, 2^64-1"
}

func (r *resynced) advice() (advice string) {
	serial := shell.Quote(r.before.Token.Serial)
	switch r.entry.Result {
	case tms.Disabled:
		name := serial
		if user := r.before.User; user != nil && user.State == tms.StateDisabled {
			name = shell.Quote(user.Name)
		}
		advice = "etokenpass tms enable " + name + " ends that"
	case tms.Wrapped:
		advice = "have serial and counter read out again; after a wrap, --code-file - takes a code as proof, and --force needs none but cannot be undone"
	case tms.CodeRequired:
		advice = "--code-file - reads it: press the token after the counter screen"
	case tms.NotAllowed:
		if !r.before.Token.Exhausted {
			advice = "etokenpass tms resync " + serial + " --codes - reads two codes in a row instead"
		}
	case tms.OutOfWindow:
		if token := r.before.Token; token.Type == tms.Event && r.policy.ResyncByCounter != tms.CounterNo {
			advice = adviceToResync(r.policy, token)
		}
	case tms.WrongCode:
		advice = "press the token again and use the new codes; the serial must be the one on the token's back"
		if !r.o.codes.Changed() {
			advice = "have serial and counter read out again, then press the token and use that code"
		}
	}
	return advice
}
