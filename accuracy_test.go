package etokenpass_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"etokenpass/profiles"
	"etokenpass/tms"
)

// The tables in docs/accuracy.md agree with the code: the values are the defaults of profiles and
// of the bank's policy, and the evidence is one of the three words.
func TestAccuracyTable(t *testing.T) {
	rows := accuracyRows(t)
	policy, _, _ := tms.EmbeddedPolicy(tms.DefaultPolicy)
	secret, err := profiles.NewSecret([]byte("secret"))
	if err != nil {
		t.Fatal(err)
	}
	profile := profiles.New("1", secret)
	for behaviour, want := range map[string]string{
		"Length of a code":                 fmt.Sprintf("%d digits", profile.Digits),
		"Hash of HOTP":                     string(profile.Algorithm),
		"A code stays lit for":             profile.Display.Timeout.String(),
		"A press while a code is lit":      string(profile.Button.PressWhileLit),
		"888888 appears after a hold of":   profile.Button.Hold.String(),
		"The counter screen appears after": fmt.Sprintf("%d presses", profile.Button.SyncPresses),
		"888888 and F stay lit for":        profile.Display.Timeout.String(),
		"First moving factor":              fmt.Sprint(profile.FirstMovingFactor),
		"Time step of Pass Time":           profile.Clock.Step.String(),
		"Time steps count from":            profile.Clock.Epoch.Format(time.DateOnly),

		"Session keys that are tried":             fmt.Sprint(policy.Window),
		"Failures in a row that lock the account": fmt.Sprint(policy.MaxFailures),
	} {
		if row, ok := rows[behaviour]; !ok || row.value != want {
			t.Errorf("%s: docs/accuracy.md says %q, the code %q", behaviour, row.value, want)
		}
	}
	for behaviour, row := range rows {
		if !slices.Contains([]string{"documented", "observed", "assumed"}, row.evidence) {
			t.Errorf("%s: unknown evidence %q", behaviour, row.evidence)
		}
	}
}

type accuracyRow struct{ value, evidence string }

// accuracyRows returns the rows of the tables in docs/accuracy.md by behaviour.
func accuracyRows(t *testing.T) map[string]accuracyRow {
	t.Helper()
	data, err := os.ReadFile("docs/accuracy.md")
	if err != nil {
		t.Fatal(err)
	}
	tables := strings.Split(string(data), "\n| Behaviour | Value | Evidence | Source |\n| --- | --- | --- | --- |\n")[1:]
	rows := map[string]accuracyRow{}
	for line := range strings.SplitSeq(strings.Join(tables, ""), "\n") {
		if !strings.HasPrefix(line, "|") {
			continue
		}
		inner, isRow := strings.CutSuffix(strings.TrimPrefix(line, "| "), " |")
		cells := strings.Split(inner, " | ")
		if !isRow || len(cells) != 4 || slices.Contains(cells, "") {
			t.Errorf("docs/accuracy.md: want four cells: %s", line)
			continue
		}
		if _, repeated := rows[cells[0]]; repeated {
			t.Errorf("docs/accuracy.md: two rows for %q", cells[0])
		}
		rows[cells[0]] = accuracyRow{value: cells[1], evidence: cells[2]}
	}
	if len(rows) < 15 {
		t.Fatalf("found only %d rows", len(rows))
	}
	return rows
}
