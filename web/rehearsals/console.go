package rehearsals

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"etokenpass/rehearsal"
	"etokenpass/tms"
	"etokenpass/web/desk"
)

// newConsole returns the console of a group: that of the validator, over the records of the
// rehearsal. What the help desk does there goes through the rehearsal, which judges it.
func (m *group) newConsole(policy *tms.Policy) http.Handler {
	options := desk.ConsoleOptions{
		Base: m.server.options.Base + "/" + m.code + deskPath, Version: m.server.options.Version,
		Store: records{m}, Policy: policy, Now: m.time, Log: m.server.options.Log,
		Acts: console{m}, Replace: console{m}.replace,
	}
	if m.opening.Telephone == RealTelephone {
		options.Heard = m.heard
	}
	return desk.NewConsole(options)
}

const deskPath = "/desk"

func (m *group) validator() *tms.Validator {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.play.Validator()
}

// records are those of the rehearsal, for reading. It implements [tms.Store].
type records struct{ *group }

// View implements [tms.Store].
func (r records) View(ctx context.Context, read func(tms.View) error) error {
	return r.use(func() error { return r.play.Validator().Store.View(ctx, read) })
}

// Update implements [tms.Store]: only the rehearsal changes its records.
func (records) Update(context.Context, ...tms.Change) ([]tms.Entry, error) {
	return nil, errors.New("internal error: the console has changed a record without the rehearsal")
}

// Close implements [tms.Store].
func (records) Close() error { return nil }

// console carries out what a help desk does in the console.
type console struct{ *group }

// Test implements [desk.Acts].
func (c console) Test(_ context.Context, _ tms.Call, serial, code string) (tms.Entry, error) {
	return c.decide(test(serial, code))
}

// Unlock implements [desk.Acts].
func (c console) Unlock(ctx context.Context, _ tms.Call, key tms.Key) (tms.Entry, error) {
	serial, err := c.serialOf(ctx, key)
	if err != nil {
		return tms.Entry{}, err
	}
	return c.decide(verb(rehearsal.Unlock, serial))
}

// serialOf returns the serial of a token, or of the one that a user has.
func (c console) serialOf(ctx context.Context, key tms.Key) (string, error) {
	record, err := c.validator().Record(ctx, key)
	switch {
	case err != nil:
		return "", err
	case record.Token == nil:
		return "", tms.UnknownToken(key.Serial)
	}
	return record.Token.Serial, nil
}

// ResyncByCounter implements [desk.Acts].
func (c console) ResyncByCounter(_ context.Context, _ tms.Call, serial string, report tms.CounterReport) (tms.Entry, error) {
	return c.decide(action(rehearsal.Action{
		Verb: rehearsal.Sync, Args: []string{serial, fmt.Sprintf("F%05d", report.Shown)}, Code: report.Code, Force: report.Force,
	}))
}

// ResyncByCodes implements [desk.Acts].
func (c console) ResyncByCodes(_ context.Context, _ tms.Call, serial string, codes [2]string) (tms.Entry, error) {
	return c.decide(action(rehearsal.Action{
		Verb: rehearsal.SyncCodes, Args: []string{serial, codes[0], codes[1]}, By: rehearsal.Support,
	}))
}

// replace gives the user of a token another one.
func (c console) replace(_ context.Context, serial, spare string) (tms.Entry, error) {
	return c.decide(verb(rehearsal.Replace, serial, spare))
}

// decide does something, and returns what the validator has decided.
func (c console) decide(d deed) (entry tms.Entry, err error) {
	err = c.doAnd(d, func() { entry = c.play.Decision() })
	return entry, err
}

// heard notes what the help desk has heard on a real telephone, as what the caller has said.
func (m *group) heard(_ context.Context, said desk.Statement) error {
	return m.do(verb(rehearsal.Say, said.Serial, said.Counter, said.Organisation, said.Name))
}
