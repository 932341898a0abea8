package wire

import (
	"time"

	"etokenpass/tms"
)

// Check is a check, a resynchronisation or a change, as its journal entry says.
type Check struct {
	Time         string  `json:"time" format:"date-time" doc:"When it was decided."`
	User         string  `json:"user" doc:"The login name. Empty if no user was concerned." example:"anna"`
	Serial       string  `json:"serial" doc:"Empty if no token was concerned." example:"000512345690"`
	Request      string  `json:"request" doc:"What was asked for." example:"verify"`
	Result       string  `json:"result" doc:"The outcome; docs/validator.md describes each." example:"accepted"`
	MovingFactor *uint64 `json:"moving_factor,omitempty" doc:"The moving factor whose code matched. Absent if none did."`
	Ahead        *int64  `json:"ahead,omitempty" doc:"With out_of_window: how many codes, or time steps, the token is ahead of what is expected; negative if it is behind."`
	Next         uint64  `json:"next" doc:"The moving factor expected next, after the decision."`
	Failures     int     `json:"failures" doc:"Failures in a row, after the decision."`
	State        string  `json:"state" enum:"active,locked,disabled" doc:"Whether token and user may be used, after the decision."`

	Document       string `json:"document,omitempty" doc:"With sign: the name of the document."`
	DocumentSHA256 string `json:"document_sha256,omitempty" doc:"With sign: the hash of the document, in hex."`
}

// CheckOf returns the JSON of a decision.
func CheckOf(entry *tms.Entry) Check {
	check := Check{
		Time: timeText(entry.Time), User: entry.User, Serial: entry.Serial,
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

// Entry is a journal entry.
type Entry struct {
	Number uint64 `json:"number" doc:"From 1, in the order of the decisions."`
	Check
	NextBefore uint64 `json:"next_before" doc:"The moving factor that was expected before the decision."`
	Reason     string `json:"reason,omitempty" doc:"Why a token or user was disabled."`
	Requester  string `json:"requester" doc:"Who asked."`
	Channel    string `json:"channel" doc:"How: cli, http, radius or bank." example:"http"`
	ID         string `json:"id" doc:"The request's id."`
}

// EntryOf returns the JSON of a journal entry.
func EntryOf(entry *tms.Entry) Entry {
	return Entry{
		Number: entry.Number, Check: CheckOf(entry), NextBefore: entry.Before.Next, Reason: entry.Reason,
		Requester: entry.Requester, Channel: entry.Channel, ID: entry.ID,
	}
}

// timeText returns a time as RFC 3339 in UTC, with as many decimals as it has; "" if it is zero.
func timeText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}
