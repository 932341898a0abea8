package tms

import (
	"testing"

	"etokenpass/tms"
)

// What the journal says of an entry besides its columns.
func TestDetailsOfAnEntry(t *testing.T) {
	by := func(entry tms.Entry) tms.Entry {
		entry.Requester, entry.Channel = "root", "cli"
		return entry
	}
	failed := tms.Snapshot{Next: 5, User: tms.Status{State: tms.StateLocked, Failures: 3}}
	for want, entry := range map[string]tms.Entry{
		"by root (cli)": by(tms.Entry{Result: tms.Done}),
		"moving factor 4, next 5, by root (cli)": by(tms.Entry{
			Result: tms.Accepted, Matched: true, Factor: 4, Before: tms.Snapshot{Next: 4}, After: tms.Snapshot{Next: 5},
		}),
		"moving factor 18, 13 ahead, 3 failures, locked, by root (cli)": by(tms.Entry{
			Result: tms.OutOfWindow, Matched: true, Factor: 18, Ahead: 13, Before: failed, After: failed,
		}),
		"moving factor 80, 20 behind, by root (cli)": by(tms.Entry{Result: tms.OutOfWindow, Matched: true, Factor: 80, Ahead: -20}),
		"document a.txt, SHA-256 00ff, by root (cli)": by(tms.Entry{
			Result: tms.WrongCode, Document: "a.txt", DocumentSHA256: "00ff",
		}),
		"disabled, reason: lost, by root (cli)": by(tms.Entry{
			Result: tms.Done, After: tms.Snapshot{Token: tms.Status{State: tms.StateDisabled}}, Reason: "lost",
		}),
	} {
		if got := details(&entry); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
