package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"etokenpass/cmd/internal/cli"
)

// needPeer finds a program to compare with. CI installs every peer (make deps).
func needPeer(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("%s is missing, and CI must have it: run make deps", name)
		}
		t.Skipf("%s is not installed (make deps)", name)
	}
	return path
}

// needPyotp finds a Python that has pyotp: Debian's is not always the first on PATH.
func needPyotp(t *testing.T) string {
	t.Helper()
	for _, python := range []string{"python3", "/usr/bin/python3"} {
		if exec.CommandContext(t.Context(), python, "-c", "import pyotp").Run() == nil {
			return python
		}
	}
	if os.Getenv("CI") != "" {
		t.Fatal("pyotp is missing, and CI must have it: run make deps")
	}
	t.Skip("pyotp is not installed (make deps)")
	return ""
}

// answer runs a command that has to succeed.
func answer(t *testing.T, args ...string) string {
	t.Helper()
	a, out, told := terminal("")
	a.ErrIsTerminal = false
	if status := run(a, args); status != cli.StatusDone {
		t.Fatalf("%v: exit status %d: %s", args, status, told)
	}
	return out.String()
}

// fleets are made in a format, imported, and asked for codes.
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

// imported makes a fleet, imports it, and gives the tokens with three codes each, as
// the profiles make them.
func imported(t *testing.T, format, kind, algorithm, digits string) (tokens []tokenJSON, codes []string) {
	t.Helper()
	folder := t.TempDir()
	file := filepath.Join(folder, "fleet")
	args := []string{"fleet", "--count", "5", "--prefix", "P", "--random-seed", "peers", "--as", format, "--type", kind, "--algorithm", algorithm, "--digits", digits, "--output", file}
	if kind == "event" {
		args = append(args, "--moving-factor", "4711")
	}
	answer(t, args...)
	answer(t, "import", file, "--to", folder)
	decoder := json.NewDecoder(strings.NewReader(answer(t, "import", file, "--to", folder, "--dry-run", "--format", "json", "--reveal")))
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
		codes = append(codes, answer(t, args...))
	}
	if len(tokens) != 5 {
		t.Fatalf("%d tokens of %s", len(tokens), format)
	}
	return tokens, codes
}

func profilePath(t *testing.T, folder, serial string) string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, strings.ToLower(serial)+"-*.yaml"))
	if err != nil || len(paths) != 1 {
		t.Fatalf("profiles of %s: %v, %v", serial, paths, err)
	}
	return paths[0]
}

// Codes of imported tokens are oathtool's.
func TestCodesOfImportedTokensAgainstOathtool(t *testing.T) {
	oathtool := needPeer(t, "oathtool")
	for _, fleet := range fleets {
		if fleet.kind == "event" && fleet.algorithm != "SHA1" {
			continue // oathtool has no HOTP with another hash; pyotp has
		}
		t.Run(fleet.format+" "+fleet.kind+" "+fleet.algorithm, func(t *testing.T) {
			tokens, codes := imported(t, fleet.format, fleet.kind, fleet.algorithm, fleet.digits)
			for i, token := range tokens {
				args := []string{"-w", "2", "-d", fleet.digits}
				if token.MovingFactor != nil {
					args = append(args, "-c", fmt.Sprint(*token.MovingFactor))
				} else {
					// oathtool adds up steps from T0 itself.
					args = append(args, "--totp="+strings.ToLower(token.Algorithm), "-N", "2026-01-15 08:00:00 UTC",
						"-s", fmt.Sprintf("%ds", *token.StepMS/1000), "-S", strings.NewReplacer("T", " ", "Z", " UTC").Replace(token.Epoch))
				}
				want, err := exec.CommandContext(t.Context(), oathtool, append(args, token.Secret)...).Output()
				if err != nil {
					t.Fatal(err)
				}
				if codes[i] != string(want) {
					t.Errorf("%s: %q, oathtool says %q", token.Serial, codes[i], want)
				}
			}
		})
	}
}

// withPyotp reads tokens as import prints them, and prints three codes of each.
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

// Codes of imported tokens are pyotp's.
func TestCodesOfImportedTokensAgainstPyotp(t *testing.T) {
	python := needPyotp(t)
	at, err := time.Parse(time.RFC3339, peersAt)
	if err != nil {
		t.Fatal(err)
	}
	for _, fleet := range fleets {
		t.Run(fleet.format+" "+fleet.kind+" "+fleet.algorithm, func(t *testing.T) {
			tokens, codes := imported(t, fleet.format, fleet.kind, fleet.algorithm, fleet.digits)
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
			var ours strings.Builder
			for _, three := range codes {
				ours.WriteString(strings.Join(strings.Fields(three), " ") + "\n")
			}
			if ours.String() != string(output) {
				t.Errorf("ours\n%s\npyotp's\n%s", &ours, output)
			}
		})
	}
}
