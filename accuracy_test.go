package etokenpass_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"etokenpass/profiles"
)

// README's accuracy table says what the code does: each value that is a default
// of a profile is that default, and each evidence is one of the three words.
func TestTheAccuracyTableIsTrue(t *testing.T) {
	rows := accuracyTable(t)
	secret, err := profiles.NewSecret([]byte("secret"))
	if err != nil {
		t.Fatal(err)
	}
	profile := profiles.New("1", secret)
	for behaviour, want := range map[string]string{
		"a code has":                       fmt.Sprintf("%d digits", profile.Digits),
		"the algorithm is HOTP with":       string(profile.Algorithm),
		"the code is lit for":              profile.Display.Timeout.String(),
		"a press while a code is lit does": string(profile.Button.PressWhileLit),
		"888888 appears after a hold of":   profile.Button.Hold.String(),
		"the counter screen appears after": fmt.Sprintf("%d presses", profile.Button.SyncPresses),
		"888888 and F stay for":            profile.Display.Timeout.String(),
		"the first moving factor is":       fmt.Sprint(profile.FirstMovingFactor),
		"Pass Time has steps of":           profile.Clock.Step.String(),
		"Pass Time counts them from":       profile.Clock.Epoch.Format(time.DateOnly),
	} {
		row, there := rows[behaviour]
		if !there || row[0] != want {
			t.Errorf("%s: README says %q, the code %q", behaviour, row, want)
		}
	}
	for behaviour, row := range rows {
		if !slices.Contains([]string{"documented", "observed", "assumed"}, row[1]) {
			t.Errorf("%s: %q is no evidence", behaviour, row[1])
		}
	}
}

// accuracyTable is the table under "How true it is": behaviour to value and
// evidence.
func accuracyTable(t *testing.T) map[string][2]string {
	t.Helper()
	data, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(data), "\n## How true it is\n")
	section, _, _ = strings.Cut(section, "\n## ")
	rows := map[string][2]string{}
	for line := range strings.SplitSeq(section, "\n") {
		cells := strings.Split(strings.Trim(line, "| "), " | ")
		if len(cells) == 4 && cells[0] != "Behaviour" && cells[0] != "---" {
			rows[cells[0]] = [2]string{cells[1], cells[2]}
		}
	}
	if len(rows) < 15 {
		t.Fatalf("only %d rows were found", len(rows))
	}
	return rows
}
