package sqlstore

import (
	"database/sql"
	"fmt"
	"strings"

	"etokenpass/tms"
)

// The columns of each table are listed in the order in which the functions below scan them and
// pass their values.

// Columns of a token that only an administrator changes, and those that a check changes. A check
// leaves the former alone, because two of them have an index.
const (
	tokenIdentity = "serial, secret, type, algorithm, digits, step, epoch, first_moving_factor, user_name, assigned_at"
	tokenProgress = "version, next, exhausted, drift, resync_required, sighting_factor, sighting_at, " +
		"state, failures, last_failure, locked_at, reason, last_number, last_mac"
	tokenColumns = tokenIdentity + ", " + tokenProgress

	userColumns = "name, owner, organisation, pin, serial, " +
		"version, challenge_id, challenge_at, state, failures, last_failure, locked_at, reason"

	entryColumns = "number, time, id, serial, user_name, request, result, matched, factor, ahead, " +
		"before_next, before_exhausted, before_resync_required, " +
		"before_token_state, before_token_failures, before_user_state, before_user_failures, " +
		"after_next, after_exhausted, after_resync_required, " +
		"after_token_state, after_token_failures, after_user_state, after_user_failures, " +
		"document, document_sha256, reason, requester, channel, previous, mac"
)

func columns(list string) []string { return strings.Split(list, ", ") }

// prefixed returns a list of columns of a table, for a join.
func prefixed(table, list string) string {
	return table + "." + strings.ReplaceAll(list, ", ", ", "+table+".")
}

// insertInto returns the statement that inserts a row.
func insertInto(table, list string) string {
	values := strings.Repeat(", ?", len(columns(list)))
	return fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s)", table, list, strings.TrimPrefix(values, ", "))
}

// update returns the statement that changes a row if its version is as expected. Its values are
// those of the columns, then the key and the expected version.
func update(table, list, key string) string {
	return fmt.Sprintf("UPDATE %s SET %s = ? WHERE %s = ? AND version = ?", table, strings.ReplaceAll(list, ", ", " = ?, "), key)
}

// tokenRow is a row of tokens, with the secret as it is stored.
type tokenRow struct {
	tms.Token
	encrypted []byte
}

// recordColumns is how many columns a token and a user have.
const recordColumns = 37

func (r *tokenRow) scan() []sql.Scanner {
	t := &r.Token
	return append(make([]sql.Scanner, 0, recordColumns),
		asText(&t.Serial), data{&r.encrypted}, asText(&t.Type), asText(&t.Algorithm), asInteger(&t.Digits),
		seconds{&t.Step}, instant{&t.Epoch}, asInteger(&t.FirstMovingFactor), asText(&t.User), instant{&t.AssignedAt},
		asInteger(&t.Version), asInteger(&t.Next), flag{&t.Exhausted}, asInteger(&t.Drift), flag{&t.ResyncRequired},
		asInteger(&t.Sighting.Factor), instant{&t.Sighting.At}, asText(&t.State), asInteger(&t.Failures),
		instant{&t.LastFailure}, instant{&t.LockedAt}, asText(&t.Reason), asInteger(&t.Last.Number), data{&t.Last.MAC},
	)
}

func (r *tokenRow) appendIdentity(values []any) []any {
	t := &r.Token
	return append(values,
		t.Serial, r.encrypted, string(t.Type), string(t.Algorithm), int64(t.Digits),
		int64(t.Step.Seconds()), micros(t.Epoch), int64(t.FirstMovingFactor), orNull(t.User), micros(t.AssignedAt),
	)
}

func (r *tokenRow) appendProgress(values []any) []any {
	t := &r.Token
	return append(values,
		int64(t.Version), int64(t.Next), t.Exhausted, t.Drift, t.ResyncRequired,
		int64(t.Sighting.Factor), micros(t.Sighting.At), string(t.State), int64(t.Failures),
		micros(t.LastFailure), micros(t.LockedAt), t.Reason, int64(t.Last.Number), t.Last.MAC,
	)
}

func scanUser(u *tms.User) []sql.Scanner {
	return []sql.Scanner{
		asText(&u.Name), asText(&u.Owner), asText(&u.Organisation), asText(&u.PIN), asText(&u.Serial),
		asInteger(&u.Version), asText(&u.Challenge.ID), instant{&u.Challenge.At}, asText(&u.State), asInteger(&u.Failures),
		instant{&u.LastFailure}, instant{&u.LockedAt}, asText(&u.Reason),
	}
}

func appendUser(values []any, u *tms.User) []any {
	return append(values,
		u.Name, u.Owner, u.Organisation, string(u.PIN), orNull(u.Serial),
		int64(u.Version), u.Challenge.ID, micros(u.Challenge.At), string(u.State), int64(u.Failures),
		micros(u.LastFailure), micros(u.LockedAt), u.Reason,
	)
}

func scanEntry(e *tms.Entry) []sql.Scanner {
	dest := []sql.Scanner{
		asInteger(&e.Number), instant{&e.Time}, asText(&e.ID), asText(&e.Serial), asText(&e.User),
		asText(&e.Request), asText(&e.Result), flag{&e.Matched}, asInteger(&e.Factor), asInteger(&e.Ahead),
	}
	for _, s := range []*tms.Snapshot{&e.Before, &e.After} {
		dest = append(dest, asInteger(&s.Next), flag{&s.Exhausted}, flag{&s.ResyncRequired},
			asText(&s.Token.State), asInteger(&s.Token.Failures), asText(&s.User.State), asInteger(&s.User.Failures))
	}
	return append(dest, asText(&e.Document), asText(&e.DocumentSHA256), asText(&e.Reason),
		asText(&e.Requester), asText(&e.Channel), asInteger(&e.Previous), data{&e.MAC})
}

func appendEntry(values []any, e *tms.Entry) []any {
	values = append(values,
		int64(e.Number), micros(e.Time), e.ID, orNull(e.Serial), orNull(e.User),
		string(e.Request), string(e.Result), e.Matched, int64(e.Factor), e.Ahead,
	)
	for _, s := range []*tms.Snapshot{&e.Before, &e.After} {
		values = append(values, int64(s.Next), s.Exhausted, s.ResyncRequired,
			string(s.Token.State), int64(s.Token.Failures), string(s.User.State), int64(s.User.Failures))
	}
	return append(values, e.Document, e.DocumentSHA256, e.Reason, e.Requester, e.Channel, int64(e.Previous), e.MAC)
}
