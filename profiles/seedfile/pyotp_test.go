package seedfile_test

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"etokenpass/firmware/oath"
	"etokenpass/internal/peer"
	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

// pyotpCodes prints how pyotp parses URIs: issuer, name, and the codes for three counters or
// times.
const pyotpCodes = `
import json, sys, pyotp
def read(line):
    key = pyotp.parse_uri(line.strip())
    moments = [59, 1111111109, 2000000000] if isinstance(key, pyotp.TOTP) else [0, 1, 2]
    return [key.issuer or "", key.name] + [key.at(moment) for moment in moments]
json.dump([read(line) for line in sys.stdin], sys.stdout)
`

func TestPyotpReadsOurURIs(t *testing.T) {
	python := peer.NeedPython(t, "pyotp")
	var tokens []seedfile.Token
	var want [][]string
	for _, kind := range []profiles.Type{profiles.Event, profiles.Time} {
		for _, algorithm := range oath.Algorithms() {
			for digits := profiles.MinDigits; digits <= profiles.MaxDigits; digits++ {
				token := keyToken(t, "12345678901234567890")
				token.Serial, token.Type, token.Algorithm, token.Digits = "ACME Co:bob@x", kind, algorithm, digits
				movingFactors := []uint64{1<<32 - 1, 1 << 32, 1<<32 + 1}
				if kind == profiles.Time {
					token.Step, token.Epoch = time.Minute, time.Unix(0, 0)
					movingFactors = []uint64{0, 1111111109 / 60, 2000000000 / 60}
				} else {
					token.MovingFactor = movingFactors[0]
				}
				row := []string{"ACME Co", "bob@x"}
				for _, movingFactor := range movingFactors {
					code, err := oath.HOTP(algorithm, token.Secret.Key(), movingFactor, digits)
					if err != nil {
						t.Fatal(err)
					}
					row = append(row, code)
				}
				tokens, want = append(tokens, token), append(want, row)
			}
		}
	}
	command := exec.Command(python, "-c", pyotpCodes)
	command.Stdin = strings.NewReader(written(t, seedfile.OTPAuth, tokens...))
	output, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	var got [][]string
	if err := json.Unmarshal(output, &got); err != nil {
		t.Fatalf("%v in %s", err, output)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
