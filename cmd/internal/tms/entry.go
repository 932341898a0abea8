package tms

import (
	"time"

	"etokenpass/tms"
)

// checkJSON is the JSON of a check, a resynchronisation or a change. The names are the same in the
// journal and over HTTP.
type checkJSON struct {
	Time         string  `json:"time"`
	User         string  `json:"user"`   // empty if no user was concerned
	Serial       string  `json:"serial"` // empty if no token was concerned
	Request      string  `json:"request"`
	Result       string  `json:"result"`
	MovingFactor *uint64 `json:"moving_factor,omitempty"` // of the matching code
	Ahead        *int64  `json:"ahead,omitempty"`         // out_of_window
	Next         uint64  `json:"next"`
	Failures     int     `json:"failures"`
	State        string  `json:"state"`

	Document       string `json:"document,omitempty"`
	DocumentSHA256 string `json:"document_sha256,omitempty"`
}

func newCheckJSON(entry *tms.Entry) checkJSON {
	check := checkJSON{
		Time: timeJSON(entry.Time), User: entry.User, Serial: entry.Serial,
		Request: string(entry.Request), Result: string(entry.Result),
		Next: entry.After.Next, Failures: entry.Failures(), State: string(entry.State()),
		Document: entry.Document, DocumentSHA256: entry.DocumentSHA256,
	}
	if entry.Matched {
		check.MovingFactor = &entry.Factor
	}
	if entry.Result == tms.OutOfWindow {
		check.Ahead = &entry.Ahead
	}
	return check
}

// entryJSON is the JSON of a journal entry.
type entryJSON struct {
	Number uint64 `json:"number"`
	checkJSON
	NextBefore uint64 `json:"next_before"`
	Reason     string `json:"reason,omitempty"` // why a token or user was disabled
	Requester  string `json:"requester"`
	Channel    string `json:"channel"`
	ID         string `json:"id"` // of the request
}

func newEntryJSON(entry *tms.Entry) entryJSON {
	return entryJSON{
		Number: entry.Number, checkJSON: newCheckJSON(entry), NextBefore: entry.Before.Next, Reason: entry.Reason,
		Requester: entry.Requester, Channel: entry.Channel, ID: entry.ID,
	}
}

// timeJSON returns a time as RFC 3339 in UTC, with as many decimals as it has; "" if it is zero.
func timeJSON(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// timeText returns a time for people to read.
func timeText(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }
