package tms

import (
	"bytes"
	"crypto/rand"
	"strings"
	"testing"

	"etokenpass/cmd/internal/cli"
	"etokenpass/firmware/oath"
	"etokenpass/tms"
)

const rfcSecret = "12345678901234567890" // RFC 4226 appendix D

// The first codes of the secret, by moving factor.
var codes = []string{"755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"}

// newValidator returns a validator in memory with one token, 1, of the user anna, whose PIN is 2468.
func newValidator(t *testing.T, policy *tms.Policy) *tms.Validator {
	t.Helper()
	validator := &tms.Validator{Store: tms.NewMemory(make([]byte, 32)), Policy: policy, Requester: "test", Channel: "cli"}
	token := tms.Token{Serial: "1", Secret: tms.Secret(rfcSecret), Type: tms.Event, Algorithm: oath.SHA1, Digits: 6}
	pin, err := tms.HashPIN("2468", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := validator.Import(t.Context(), tms.Call{Time: noon}, false, token); err != nil {
		t.Fatal(err)
	}
	if _, err := validator.Assign(t.Context(), tms.Call{Time: noon}, "1", "anna", tms.Assignment{PIN: pin}); err != nil {
		t.Fatal(err)
	}
	return validator
}

// withPIN returns the default policy with another way to give a PIN.
func withPIN(mode tms.PINMode) *tms.Policy {
	policy, _, _ := tms.EmbeddedPolicy(tms.DefaultPolicy)
	policy.PIN = mode
	return policy
}

// What standard input must have, for each way to give a PIN. An error never repeats it.
func TestLoginFromStandardInput(t *testing.T) {
	for _, row := range []struct {
		mode  tms.PINMode
		input string
		want  tms.Result // "" for an error
		err   string
	}{
		{tms.PINNone, "755224\n", tms.Accepted, ""},
		{tms.PINNone, "755 224\r\n\r\n", tms.Accepted, ""},
		{tms.PINNone, "755224", tms.Accepted, ""},
		{tms.PINNone, "\xff\xfe7\x005\x005\x002\x002\x004\x00", tms.Accepted, ""}, // UTF-16, from PowerShell
		{tms.PINNone, "75522x\n", tms.Malformed, ""},
		{tms.PINNone, "", "", "standard input has 0 lines: policy bank-guide asks for one line, the code"},
		{tms.PINNone, "2468\n755224\n", "", "standard input has 2 lines: policy bank-guide asks for one line, the code"},
		{tms.PINNone, strings.Repeat("7", 5000), "", "standard input is larger than 4096 bytes: is it the right file?"},
		{tms.PINSeparate, "2468\n755224\n", tms.Accepted, ""},
		{tms.PINSeparate, "2469\n755224\n", tms.WrongPIN, ""},
		{tms.PINSeparate, "2468755224\n", "", "standard input has 1 line: policy bank-guide asks for two lines, the PIN and the code"},
		{tms.PINChallenge, "2468\n755224\n", tms.Accepted, ""},
		{tms.PINChallenge, "2469\n755224\n", tms.WrongPIN, ""},
		{tms.PINChallenge, "2468\n000000\n", tms.WrongCode, ""},
		{tms.PINPrefix, "2468755224\n", tms.Accepted, ""},
		{tms.PINPrefix, "2468\n755224\n", tms.Accepted, ""},
		{tms.PINSuffix, "7552242468\n", tms.Accepted, ""},
		{tms.PINCompound, "2468755224\n", tms.Accepted, ""},
		{tms.PINCompound, "1\n2\n3\n", "", "standard input has 3 lines: policy bank-guide asks for one line: password and code; or two: the PIN and the code"},
	} {
		validator := newValidator(t, withPIN(row.mode))
		a := &cli.App{In: strings.NewReader(row.input), Out: new(bytes.Buffer), Err: new(bytes.Buffer)}
		entry, err := login(t.Context(), a, validator.Policy, "anna", func() tms.Call { return call(a, noon) }, validator.Verify)
		if entry.Result != row.want || row.err == "" && err != nil || row.err != "" && (err == nil || err.Error() != row.err) {
			t.Errorf("%s, %q: got %q, %v; want %q, %q", row.mode, row.input, entry.Result, err, row.want, row.err)
		}
	}
}

// On a terminal, each part is asked for on its own, the code of a challenge only if the PIN is
// right, and a PIN is not shown while it is typed.
func TestLoginOnTerminal(t *testing.T) {
	for _, row := range []struct {
		mode    tms.PINMode
		secret  string // what is typed without being shown
		typed   string
		prompts string
		want    tms.Result // "" for an error
	}{
		{tms.PINNone, "", "755224\n", "code: ", tms.Accepted},
		{tms.PINNone, "", "755224", "code: \n", tms.Accepted},
		{tms.PINNone, "", "\n", "code: ", ""},
		{tms.PINNone, "", "", "code: \n", ""},
		{tms.PINSeparate, "2468", "755224\n", "PIN: \ncode: ", tms.Accepted},
		{tms.PINSeparate, "", "755224\n", "PIN: \n", ""},
		{tms.PINChallenge, "2468", "755224\n", "PIN: \ncode: ", tms.Accepted},
		{tms.PINChallenge, "2469", "755224\n", "PIN: \n", tms.WrongPIN},
		{tms.PINPrefix, "2468755224", "", "PIN and code: \n", tms.Accepted},
		{tms.PINSuffix, "7552242468", "", "code and PIN: \n", tms.Accepted},
		{tms.PINCompound, "2468755224", "", "password and code: \n", tms.Accepted},
	} {
		validator := newValidator(t, withPIN(row.mode))
		var prompts bytes.Buffer
		a := &cli.App{
			In: strings.NewReader(row.typed), Out: new(bytes.Buffer), Err: &prompts, InIsTerminal: true,
			ReadPassword: func() ([]byte, error) { return []byte(row.secret), nil },
		}
		entry, err := login(t.Context(), a, validator.Policy, "anna", func() tms.Call { return call(a, noon) }, validator.Verify)
		if entry.Result != row.want || (err == nil) != (row.want != "") || prompts.String() != row.prompts {
			t.Errorf("%s: got %q, %v after %q; want %q after %q", row.mode, entry.Result, err, &prompts, row.want, row.prompts)
		}
	}
	a := &cli.App{In: strings.NewReader("755224\n"), Err: new(bytes.Buffer), InIsTerminal: true}
	if _, err := login(t.Context(), a, withPIN(tms.PINSeparate), "anna", nil, nil); err == nil || err.Error() != "there is no terminal to ask for the PIN" {
		t.Errorf("without a terminal for messages: %v", err)
	}
}
