package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"etokenpass/cmd/internal/cli"
)

// A token and a validator that import the same seed file are in step: every press of the token
// logs in once, up to the last one in the window.
func TestBothSidesOfAFleetAreInStep(t *testing.T) {
	for _, fleet := range fleets {
		t.Run(fleet.format+" "+fleet.kind+" "+fleet.algorithm, func(t *testing.T) {
			folder := t.TempDir()
			file := filepath.Join(folder, "fleet")
			args := []string{"fleet", "--count", "5", "--prefix", "P", "--random-seed", "peers", "--as", fleet.format, "--type", fleet.kind,
				"--algorithm", fleet.algorithm, "--digits", fleet.digits, "--output", file}
			if fleet.kind == "event" {
				args = append(args, "--moving-factor", "4711")
			}
			mustRun(t, args...)
			mustRun(t, "import", file, "--to", folder)
			store := []string{"--store", filepath.Join(folder, "tms.db"), "--store-key", filepath.Join(folder, "tms.key")}
			serials := strings.Fields(mustRun(t, append([]string{"tms", "import", file}, store...)...))
			if len(serials) != 5 {
				t.Fatalf("imported %q, want five serials", serials)
			}
			serial := serials[4]
			mustRun(t, append([]string{"tms", "assign", serial, "anna"}, store...)...)
			p := pair{profile: profilePath(t, folder, serial), state: filepath.Join(folder, "state"), store: store}
			if fleet.kind == "time" {
				p.logInAtAnyTime(t)
			} else {
				p.logInAfterAnyPress(t)
			}
		})
	}
}

// pair is a token and the store of a validator, which has assigned it to anna.
type pair struct {
	profile, state string
	store          []string // flags
}

func (p pair) logInAfterAnyPress(t *testing.T) {
	t.Helper()
	first := p.press(t, peersAt, 1)
	p.verify(t, first, peersAt, "accepted", 4711)
	p.verify(t, first, peersAt, "replayed", 4711)
	p.verify(t, p.press(t, peersAt, 1), peersAt, "accepted", 4712)
	p.verify(t, p.press(t, peersAt, 10), peersAt, "accepted", 4722)
	p.verify(t, p.press(t, peersAt, 11), peersAt, "out_of_window", 4733)
}

func (p pair) logInAtAnyTime(t *testing.T) {
	t.Helper()
	at, err := time.Parse(time.RFC3339, peersAt)
	if err != nil {
		t.Fatal(err)
	}
	for hour := range 3 {
		now := at.Add(time.Duration(hour) * time.Hour).Format(time.RFC3339)
		code := p.press(t, now, 1)
		p.verify(t, code, now, "accepted", 0)
		p.verify(t, code, now, "replayed", 0)
	}
}

// press presses the token's button and returns the last code.
func (p pair) press(t *testing.T, at string, count int) string {
	t.Helper()
	codes := strings.Fields(mustRun(t, "press", "--profile", p.profile, "--state", p.state, "--at", at, "--count", fmt.Sprint(count)))
	return codes[len(codes)-1]
}

// verify checks a code. factor is the moving factor that it must match, or 0 for that of a time
// token.
func (p pair) verify(t *testing.T, code, at, result string, factor uint64) {
	t.Helper()
	a, out, errOut := terminal(code + "\n")
	a.InIsTerminal, a.ErrIsTerminal = false, false
	status := run(a, append([]string{"tms", "verify", "anna", "--at", at, "--format", "json"}, p.store...))
	want := cli.StatusUnmet
	if result == "accepted" {
		want = cli.StatusDone
	}
	var got struct {
		Result       string `json:"result"`
		MovingFactor uint64 `json:"moving_factor"`
	}
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatalf("%v in %q: %s", err, out, errOut)
	}
	if got.Result != result || status != want {
		t.Errorf("at %s: got %s with exit status %d, want %s with %d", at, got.Result, status, result, want)
	}
	if factor > 0 && got.MovingFactor != factor {
		t.Errorf("got moving factor %d, want %d", got.MovingFactor, factor)
	}
}
