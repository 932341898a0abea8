package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"etokenpass/cmd/internal/cli"
	"etokenpass/internal/peer"
)

// mustRun runs a command, which must succeed, and returns its standard output.
func mustRun(t *testing.T, args ...string) string {
	t.Helper()
	a, out, errOut := terminal("")
	a.ErrIsTerminal = false
	if status := run(a, args); status != cli.StatusDone {
		t.Fatalf("%v: exit status %d: %s", args, status, errOut)
	}
	return out.String()
}

// fleets are the kinds of tokens that are generated in a seed-file format, imported, and compared
// with the peers' codes.
var fleets = []struct{ format, kind, algorithm, digits string }{
	{"safenet", "event", "SHA1", "6"},
	{"safenet", "event", "SHA256", "6"},
	{"csv", "event", "SHA512", "8"},
	{"safeword", "event", "SHA1", "8"},
	{"safeword", "time", "SHA256", "6"},
	{"pskc", "event", "SHA1", "7"},
	{"pskc", "time", "SHA512", "8"},
	{"csv", "event", "SHA1", "6"},
	{"csv", "time", "SHA256", "8"},
	{"otpauth", "event", "SHA1", "8"},
	{"otpauth", "time", "SHA1", "6"},
}

const peersAt = "2026-01-15T08:00:00Z"

// tokenJSON holds the fields of import's JSON that the peers need.
type tokenJSON struct {
	Serial       string  `json:"serial"`
	Type         string  `json:"type"`
	Algorithm    string  `json:"algorithm"`
	Digits       int     `json:"digits"`
	Secret       string  `json:"secret"`
	MovingFactor *uint64 `json:"moving_factor"`
	StepMS       *int64  `json:"step_ms"`
	Epoch        string  `json:"epoch"`
}

// importFleet generates a fleet, imports it, and returns its tokens and, for each of them, three
// codes from the imported profile.
func importFleet(t *testing.T, format, kind, algorithm, digits string) (tokens []tokenJSON, codes []string) {
	t.Helper()
	folder := t.TempDir()
	file := filepath.Join(folder, "fleet")
	args := []string{"fleet", "--count", "5", "--prefix", "P", "--random-seed", "peers", "--as", format, "--type", kind, "--algorithm", algorithm, "--digits", digits, "--output", file}
	if kind == "event" {
		args = append(args, "--moving-factor", "4711")
	}
	mustRun(t, args...)
	mustRun(t, "import", file, "--to", folder)
	decoder := json.NewDecoder(strings.NewReader(mustRun(t, "import", file, "--to", folder, "--dry-run", "--format", "json", "--reveal")))
	for {
		var token tokenJSON
		if err := decoder.Decode(&token); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		profile := profilePath(t, folder, token.Serial)
		args := []string{"codes", "--profile", profile, "--count", "3"}
		if kind == "time" {
			args = append(args, "--at", peersAt)
		}
		tokens = append(tokens, token)
		codes = append(codes, mustRun(t, args...))
	}
	if len(tokens) != 5 {
		t.Fatalf("got %d tokens from %s, want 5", len(tokens), format)
	}
	return tokens, codes
}

// profilePath returns the path of the profile with a serial.
func profilePath(t *testing.T, folder, serial string) string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, strings.ToLower(serial)+"-*.yaml"))
	if err != nil || len(paths) != 1 {
		t.Fatalf("profiles of %s: %v, %v", serial, paths, err)
	}
	return paths[0]
}

// Imported tokens generate the same codes as oathtool.
func TestImportedCodesMatchOathtool(t *testing.T) {
	oathtool := peer.Need(t, "oathtool")
	for _, fleet := range fleets {
		if fleet.kind == "event" && fleet.algorithm != "SHA1" {
			continue // oathtool supports only SHA1 for HOTP; pyotp covers the others
		}
		t.Run(fleet.format+" "+fleet.kind+" "+fleet.algorithm, func(t *testing.T) {
			tokens, codes := importFleet(t, fleet.format, fleet.kind, fleet.algorithm, fleet.digits)
			for i, token := range tokens {
				args := []string{"-w", "2", "-d", fleet.digits}
				if token.MovingFactor != nil {
					args = append(args, "-c", fmt.Sprint(*token.MovingFactor))
				} else {
					// oathtool counts the time steps from T0 itself.
					args = append(args, "--totp="+strings.ToLower(token.Algorithm), "-N", "2026-01-15 08:00:00 UTC",
						"-s", fmt.Sprintf("%ds", *token.StepMS/1000), "-S", strings.NewReplacer("T", " ", "Z", " UTC").Replace(token.Epoch))
				}
				want, err := exec.CommandContext(t.Context(), oathtool, append(args, token.Secret)...).Output()
				if err != nil {
					t.Fatal(err)
				}
				if codes[i] != string(want) {
					t.Errorf("%s: got %q, oathtool prints %q", token.Serial, codes[i], want)
				}
			}
		})
	}
}

// codes --secret-file computes the same codes as oathtool from the same text.
func TestSecretFileMatchesOathtool(t *testing.T) {
	oathtool := peer.Need(t, "oathtool")
	for _, row := range []struct{ secret, ours, theirs string }{
		{"3132333435363738393031323334353637383930", "", ""},
		{"3132333435363738393031323334353637383930", "--from 4711 --count 3 --digits 8", "-c 4711 -w 2 -d 8"},
		{"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "--count 2", "-b -w 1"},
		{"gezd gnbv gy3t qojq gezd gnbv gy3t qojq", "--digits 7", "-b -d 7"},
		{"JBSWY3DPEHPK3PXP", "--type time --at 2026-01-15T08:00:29Z", "-b --totp -N @1768464029"},
		{"JBSWY3DPEHPK3PXP", "--type time --at 2026-01-15T08:00:30Z --digits 8 --algorithm SHA256 --count 3", "-b --totp=sha256 -d 8 -w 2 -N @1768464030"},
		{"JBSWY3DPEHPK3PX=", "--type time --at 2026-01-15T08:00:00Z --algorithm SHA512 --step 60s", "-b --totp=sha512 -s 60s -N @1768464000"},
		{"cafe0123", "--type time --at 2026-01-15T08:00:00Z --epoch 2000-01-01", "--totp -S @946684800 -N @1768464000"},
	} {
		a, out, errOut := terminal(row.secret + "\n")
		args := append([]string{"codes", "--secret-file", "-"}, strings.Fields(row.ours)...)
		if status := run(a, args); status != cli.StatusDone || errOut.Len() > 0 {
			t.Errorf("%v: exit status %d: %s", args, status, errOut)
			continue
		}
		theirs := append(strings.Fields(row.theirs), row.secret)
		want, err := exec.CommandContext(t.Context(), oathtool, theirs...).Output()
		if err != nil {
			t.Fatalf("oathtool %v: %v", theirs, err)
		}
		if out.String() != string(want) {
			t.Errorf("%v: got %q, oathtool %v prints %q", args, out, theirs, want)
		}
	}
}

// withPyotp is a Python program that reads tokens as import prints them and prints three codes
// for each.
const withPyotp = `
import base64, hashlib, json, pyotp, sys
at = int(sys.argv[1])
for line in sys.stdin:
    token = json.loads(line)
    secret = base64.b32encode(bytes.fromhex(token["secret"])).decode()
    common = dict(digits=token["digits"], digest=getattr(hashlib, token["algorithm"].lower()))
    if token["type"] == "event":
        codes = [pyotp.HOTP(secret, **common).at(token["moving_factor"] + i) for i in range(3)]
    else:
        step = token["step_ms"] // 1000
        t0 = 946684800 if token["epoch"].startswith("2000-01-01T00:00:00Z") else 0
        codes = [pyotp.TOTP(secret, interval=step, **common).at(at - t0, i) for i in range(3)]
    print(*codes)
`

// Imported tokens generate the same codes as pyotp.
func TestImportedCodesMatchPyotp(t *testing.T) {
	python := peer.NeedPython(t, "pyotp")
	at, err := time.Parse(time.RFC3339, peersAt)
	if err != nil {
		t.Fatal(err)
	}
	for _, fleet := range fleets {
		t.Run(fleet.format+" "+fleet.kind+" "+fleet.algorithm, func(t *testing.T) {
			tokens, codes := importFleet(t, fleet.format, fleet.kind, fleet.algorithm, fleet.digits)
			var lines bytes.Buffer
			for _, token := range tokens {
				if err := json.NewEncoder(&lines).Encode(token); err != nil {
					t.Fatal(err)
				}
			}
			cmd := exec.CommandContext(t.Context(), python, "-c", withPyotp, fmt.Sprint(at.Unix()))
			cmd.Stdin = &lines
			output, err := cmd.Output()
			if err != nil {
				t.Fatal(err)
			}
			var got strings.Builder
			for _, three := range codes {
				got.WriteString(strings.Join(strings.Fields(three), " ") + "\n")
			}
			if got.String() != string(output) {
				t.Errorf("got\n%s\npyotp prints\n%s", &got, output)
			}
		})
	}
}
