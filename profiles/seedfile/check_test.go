package seedfile_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

// A property that the format cannot represent, and that affects the codes, is refused with a
// message that names it and the formats that can.
func TestCheckRefuses(t *testing.T) {
	event := func(change func(*seedfile.Token)) seedfile.Token {
		token := seedfile.Token{Serial: "A", Secret: secretOf(make([]byte, 20)), MovingFactor: 1, Traits: &seedfile.Traits{Type: profiles.Event, Algorithm: profiles.SHA1, Digits: 6}}
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
		"SafeNet: time":     {seedfile.SafeNet, clock(unix), "SafeNet XML cannot represent tokens of type time", "use pskc, csv or otpauth"},
		"SafeNet: 8 digits": {seedfile.SafeNet, event(func(token *seedfile.Token) { token.Digits = 8 }), "codes of 8 digits, only of 6", "use pskc, csv, safeword or otpauth"},
		"SafeNet: SHA512":   {seedfile.SafeNet, event(func(token *seedfile.Token) { token.Algorithm = profiles.SHA512 }), "SHA512 with a secret of 20 bytes", "use pskc, csv, safeword or otpauth"},
		"SafeNet: SHA1 with the length of SHA256": {seedfile.SafeNet, event(func(token *seedfile.Token) { token.Secret = secretOf(make([]byte, 32)) }),
			"SHA1 with a secret of 32 bytes", "use pskc, csv, safeword or otpauth"},
		"SafeNet: a space":  {seedfile.SafeNet, event(func(token *seedfile.Token) { token.Serial = " A" }), `the serial " A", which begins or ends with a space`, "use csv or otpauth"},
		"SafeWord: a space": {seedfile.SafeWord, event(func(token *seedfile.Token) { token.Serial = "A " }), `the serial "A ", which begins or ends with a space`, "use csv or otpauth"},
		"PSKC: a space":     {seedfile.PSKC, event(func(token *seedfile.Token) { token.Serial = "A " }), `the serial "A ", which begins or ends with a space`, "use csv or otpauth"},
		"PSKC: 2 to the 63rd": {seedfile.PSKC, event(func(token *seedfile.Token) { token.MovingFactor = 1 << 63 }),
			"the moving factor 9223372036854775808, only up to 9223372036854775807", "use csv or otpauth"},
		"SafeWord: since 1970": {seedfile.SafeWord, clock(unix), "time steps that begin at 1970-01-01T00:00:00Z, only at 2000-01-01T00:00:00Z", "use pskc, csv or otpauth"},
		"PSKC: since 2000":     {seedfile.PSKC, clock(century), "time steps that begin at 2000-01-01T00:00:00Z, only at 1970-01-01T00:00:00Z", "use safeword"},
		"CSV: since 2000":      {seedfile.CSV, clock(century), "time steps that begin at 2000-01-01T00:00:00Z", "use safeword"},
		"as if swapped": {seedfile.CSV, event(func(token *seedfile.Token) { token.Serial, token.Secret = rfcSecret, secretOf([]byte{1, 2}) }),
			"a serial of 40 characters that could be a secret, with a secret of 2 bytes", ""},
		"CSV: a formula":            {seedfile.CSV, event(func(token *seedfile.Token) { token.Serial = `="1"` }), `the serial "=\"1\""`, ""},
		"CSV: an apostrophe":        {seedfile.CSV, event(func(token *seedfile.Token) { token.Serial = "'1" }), `the serial "'1"`, ""},
		"CSV: scientific":           {seedfile.CSV, event(func(token *seedfile.Token) { token.Serial = "5.1E+11" }), `the serial "5.1E+11"`, ""},
		"otpauth: a no-break space": {seedfile.OTPAuth, event(func(token *seedfile.Token) { token.Serial = "A\u00a0" }), `the serial "A\u00a0"`, ""},
		"otpauth: since 2000":       {seedfile.OTPAuth, clock(century), "time steps that begin at 2000-01-01T00:00:00Z", "use safeword"},
		"PSKC: since 1970 and 1s":   {seedfile.PSKC, clock(unix.Add(time.Second)), "time steps that begin at 1970-01-01T00:00:01Z", "no seed file format has a field for it"},
	} {
		t.Run(name, func(t *testing.T) {
			refused := test.format.Check(test.token)
			problem, isProblem := errors.AsType[*seedfile.Error](refused)
			if !isProblem || !strings.Contains(problem.Problem, test.want) || problem.Hint() != test.advice || problem.Serial != test.token.Serial {
				t.Errorf("%v (%s); want %s (%s)", refused, problem.Hint(), test.want, test.advice)
			}
		})
	}
	for _, f := range seedfile.WrittenFormats() {
		if err := f.Check(event(func(*seedfile.Token) {})); err != nil {
			t.Errorf("%s refuses the most ordinary token: %v", f, err)
		}
	}
}
