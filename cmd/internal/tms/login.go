package tms

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"etokenpass/cmd/internal/cli"
	"etokenpass/internal/input"
	"etokenpass/tms"
)

// maxTyped is larger than any code, PIN or both, in bytes.
const maxTyped = 4 << 10

// check is a request with a login: verify or sign.
type check func(context.Context, tms.Call, tms.Login) (tms.Entry, error)

// login reads what the policy asks a user for, and checks it: a code, or a PIN and a code.
func login(ctx context.Context, a *cli.App, policy *tms.Policy, user string, newCall func() tms.Call, check check) (tms.Entry, error) {
	request := tms.Login{User: user}
	if a.InIsTerminal {
		return prompt(ctx, a, policy, request, newCall, check)
	}
	pin, code, err := readLogin(a, policy)
	if err != nil {
		return tms.Entry{}, err
	}
	request.PIN = pin
	if policy.PIN != tms.PINChallenge {
		request.Code = code
		return check(ctx, newCall(), request)
	}
	return challenged(ctx, request, newCall, check, func() (string, error) { return code, nil })
}

// prompt asks for PIN and code on the terminal. A PIN is not shown while it is typed.
func prompt(ctx context.Context, a *cli.App, policy *tms.Policy, request tms.Login, newCall func() tms.Call, check check) (entry tms.Entry, err error) {
	lines := bufio.NewReader(a.In)
	askCode := func() (string, error) { return askLine(a, lines, "code: ") }
	switch policy.PIN {
	case tms.PINNone:
		request.Code, err = askCode()
	case tms.PINSeparate, tms.PINChallenge:
		request.PIN, err = askSecretly(a, "PIN: ")
		if err == nil && policy.PIN == tms.PINSeparate {
			request.Code, err = askCode()
		}
	default:
		request.Code, err = askSecretly(a, pinAndCode(policy.PIN)+": ")
	}
	if err != nil {
		return entry, err
	}
	if policy.PIN != tms.PINChallenge {
		return check(ctx, newCall(), request)
	}
	return challenged(ctx, request, newCall, check, askCode)
}

// challenged checks the PIN first, and if it is right the code, which may be asked for only then.
func challenged(ctx context.Context, request tms.Login, newCall func() tms.Call, check check, code func() (string, error)) (tms.Entry, error) {
	first := newCall()
	entry, err := check(ctx, first, request)
	if err != nil || entry.Result != tms.Challenge {
		return entry, err
	}
	if request.Code, err = code(); err != nil {
		return tms.Entry{}, err
	}
	request.PIN, request.ChallengeID = "", first.ID
	return check(ctx, newCall(), request)
}

// pinAndCode names what is entered in one field.
func pinAndCode(mode tms.PINMode) string {
	switch mode {
	case tms.PINSuffix:
		return "code and PIN"
	case tms.PINCompound:
		return "password and code"
	}
	return "PIN and code"
}

func askSecretly(a *cli.App, question string) (string, error) {
	if a.ReadPassword == nil {
		return "", errors.New("there is no terminal to ask for the PIN")
	}
	answer, err := cli.Ask(a, question)
	return string(answer), err
}

// askLine prompts for a line that may be shown while it is typed.
func askLine(a *cli.App, lines *bufio.Reader, question string) (string, error) {
	a.Messagef("%s", question)
	line, err := lines.ReadString('\n')
	if err != nil {
		a.Messagef("\n") // the answer did not end the line
	}
	if line = strings.TrimRight(line, "\r\n"); line == "" {
		return "", errors.New("nothing was typed")
	}
	return line, nil
}

// neverAnArgument is the advice to a user who tries to give a code or a PIN on the command line.
const neverAnArgument = "a code or a PIN is never an argument, which other users can see; standard input or a prompt takes it"

// withoutCode is like [cli.Arguments], for commands that read a code or a PIN. It does not repeat an
// argument that is one too many, because that is probably the code.
func withoutCode(number int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) > number {
			return &cli.UsageError{Problem: "an argument is one too many: the command takes only " + what, Advice: neverAnArgument}
		}
		return cli.Arguments(number, number, what)(cmd, args)
	}
}

// readLogin reads the lines that the policy asks for from standard input.
func readLogin(a *cli.App, policy *tms.Policy) (pin, code string, err error) {
	lines, err := readLines(a, "-")
	if err != nil {
		return "", "", err
	}
	wants := "one line: " + pinAndCode(policy.PIN) + "; or two: the PIN and the code"
	switch policy.PIN {
	case tms.PINNone:
		if len(lines) == 1 {
			return "", lines[0], nil
		}
		wants = "one line, the code"
	case tms.PINSeparate, tms.PINChallenge:
		if len(lines) == 2 {
			return lines[0], lines[1], nil
		}
		wants = "two lines, the PIN and the code"
	default:
		switch len(lines) {
		case 1:
			return "", lines[0], nil
		case 2:
			return lines[0], lines[1], nil
		}
	}
	return "", "", fmt.Errorf("standard input has %s: policy %s asks for %s",
		cli.Count(len(lines), "line", "lines"), policy.Name, wants)
}

// readLines returns the lines of a file or, if its name is -, of standard input, without empty ones at
// the end. Its errors do not contain any of them.
func readLines(a *cli.App, name string) ([]string, error) {
	data, err := input.ReadFile(name, a.In, maxTyped)
	if err != nil {
		return nil, withoutName(name, err)
	}
	text := strings.TrimRight(string(input.Text(data)), "\r\n")
	if text == "" {
		return nil, nil
	}
	var lines []string
	for line := range bytes.SplitSeq([]byte(text), []byte("\n")) {
		lines = append(lines, strings.TrimSuffix(string(line), "\r"))
	}
	return lines, nil
}

// withoutName returns the error of opening a file. If there is none, and the name has no sign of a
// path, it is probably the code or the PIN itself, and the error does not repeat it.
func withoutName(name string, err error) error {
	if !errors.Is(err, fs.ErrNotExist) || strings.ContainsAny(name, `./\`) {
		return err
	}
	return cli.Hinted(errors.New("there is no file of that name, which may be a code or a PIN"), neverAnArgument)
}

// readOneLine reads a file with one line, which is called what in errors: a code or a PIN.
func readOneLine(a *cli.App, name, what string) (string, error) {
	lines, err := readLines(a, name)
	if err == nil && len(lines) != 1 {
		err = fmt.Errorf("%s has %s: must be one, %s", cli.InputName(name), cli.Count(len(lines), "line", "lines"), what)
	}
	if err != nil {
		return "", err
	}
	return lines[0], nil
}
