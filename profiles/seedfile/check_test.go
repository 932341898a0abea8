package seedfile_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

// What a format has no field for, and the codes need, is refused: by its name, and with
// what can say it.
func TestCheckRefuses(t *testing.T) {
	event := func(change func(*seedfile.Token)) seedfile.Token {
		token := seedfile.Token{Serial: "A", Type: profiles.Event, Algorithm: profiles.SHA1, Digits: 6, Secret: secretOf(make([]byte, 20)), MovingFactor: 1}
		change(&token)
		return token
	}
	clock := func(epoch time.Time) seedfile.Token {
		return event(func(token *seedfile.Token) {
			token.Type, token.MovingFactor, token.Step, token.Epoch = profiles.Time, 0, 30*time.Second, epoch
		})
	}
	unix, century := time.Unix(0, 0).UTC(), time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		format       seedfile.Format
		token        seedfile.Token
		want, advice string
	}{
		"SafeNet: time":     {seedfile.SafeNet, clock(unix), "SafeNet XML cannot say that it is of type time", "pskc, csv and otpauth can"},
		"SafeNet: 8 digits": {seedfile.SafeNet, event(func(token *seedfile.Token) { token.Digits = 8 }), "its codes have 8 digits, only 6", "pskc, csv, safeword and otpauth can"},
		"SafeNet: SHA512":   {seedfile.SafeNet, event(func(token *seedfile.Token) { token.Algorithm = profiles.SHA512 }), "it uses SHA512 with a secret of 20 bytes", "pskc, csv, safeword and otpauth can"},
		"SafeNet: SHA1 with the length of SHA256": {seedfile.SafeNet, event(func(token *seedfile.Token) { token.Secret = secretOf(make([]byte, 32)) }),
			"it uses SHA1 with a secret of 32 bytes", "pskc, csv, safeword and otpauth can"},
		"SafeNet: a blank":  {seedfile.SafeNet, event(func(token *seedfile.Token) { token.Serial = " A" }), `the serial " A" begins or ends with a blank`, "csv and otpauth can"},
		"SafeWord: a blank": {seedfile.SafeWord, event(func(token *seedfile.Token) { token.Serial = "A " }), `the serial "A " begins or ends with a blank`, "csv and otpauth can"},
		"PSKC: a blank":     {seedfile.PSKC, event(func(token *seedfile.Token) { token.Serial = "A " }), `the serial "A " begins or ends with a blank`, "csv and otpauth can"},
		"PSKC: 2 to the 63rd": {seedfile.PSKC, event(func(token *seedfile.Token) { token.MovingFactor = 1 << 63 }),
			"its moving factor is 9223372036854775808, only up to 9223372036854775807", "csv and otpauth can"},
		"SafeWord: since 1970": {seedfile.SafeWord, clock(unix), "its time steps begin at 1970-01-01T00:00:00Z, only 2000-01-01T00:00:00Z", "pskc, csv and otpauth can"},
		"PSKC: since 2000":     {seedfile.PSKC, clock(century), "its time steps begin at 2000-01-01T00:00:00Z, only 1970-01-01T00:00:00Z", "safeword can"},
		"CSV: since 2000":      {seedfile.CSV, clock(century), "its time steps begin at 2000-01-01T00:00:00Z", "safeword can"},
		"as if swapped": {seedfile.CSV, event(func(token *seedfile.Token) { token.Serial, token.Secret = rfcSecret, secretOf([]byte{1, 2}) }),
			"its serial is a text of 40 characters that could be a secret, and its secret has 2 bytes", ""},
		"CSV: a formula":            {seedfile.CSV, event(func(token *seedfile.Token) { token.Serial = `="1"` }), `the serial is "=\"1\""`, ""},
		"CSV: an apostrophe":        {seedfile.CSV, event(func(token *seedfile.Token) { token.Serial = "'1" }), `the serial is "'1"`, ""},
		"CSV: scientific":           {seedfile.CSV, event(func(token *seedfile.Token) { token.Serial = "5.1E+11" }), `the serial is "5.1E+11"`, ""},
		"otpauth: a no-break space": {seedfile.OTPAuth, event(func(token *seedfile.Token) { token.Serial = "A\u00a0" }), `the serial is "A\u00a0"`, ""},
		"otpauth: since 2000":       {seedfile.OTPAuth, clock(century), "its time steps begin at 2000-01-01T00:00:00Z", "safeword can"},
		"PSKC: since 1970 and 1s":   {seedfile.PSKC, clock(unix.Add(time.Second)), "its time steps begin at 1970-01-01T00:00:01Z", "no seed file has a field for it"},
	} {
		t.Run(name, func(t *testing.T) {
			refused := test.format.Check(test.token)
			problem, isProblem := errors.AsType[*seedfile.Error](refused)
			if !isProblem || !strings.Contains(problem.Problem, test.want) || problem.Hint() != test.advice || problem.Serial != test.token.Serial {
				t.Errorf("%v (%s); want %s (%s)", refused, problem.Hint(), test.want, test.advice)
			}
		})
	}
	for _, f := range seedfile.Formats() {
		if err := f.Check(event(func(*seedfile.Token) {})); err != nil {
			t.Errorf("%s refuses the most ordinary token: %v", f, err)
		}
	}
}
