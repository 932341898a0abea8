package desk

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"etokenpass/internal/locale"
	"etokenpass/internal/value"
	"etokenpass/tms"
)

// words puts what the validator knows into words.
type words struct {
	texts  *locale.Texts
	policy *tms.Policy
	now    time.Time
}

// Text and Count return texts in the language of the page.
func (w words) Text(key locale.Key, values ...string) string { return w.texts.Text(key, values...) }
func (w words) Count(key locale.Key, n uint64, values ...string) string {
	return w.texts.Count(key, n, values...)
}

func clean(text string) string { return strings.TrimSpace(text) }

func number[T uint64 | int | int64](n T) string { return fmt.Sprint(n) }

// badge is a condition or a result: words, with a colour for those who see it.
type badge struct{ Kind, Text string }

// conditionNames are the names of conditions, for lists and filters.
var conditionNames = map[tms.ConditionKind]locale.Key{
	tms.InStep: "console.condition.in_step", tms.OutOfStep: "console.condition.out_of_step", tms.LockedOut: "console.condition.locked",
	tms.TokenDisabled: "console.condition.disabled", tms.UserDisabled: "console.condition.user_disabled",
	tms.MustResync: "console.condition.resync_required", tms.WornOut: "console.condition.worn_out", tms.NoTokenAssigned: "console.condition.no_token",
}

// conditionBadge returns the name of a condition.
func (w words) conditionBadge(c tms.Condition) badge {
	kind := bad
	switch c.Kind {
	case tms.InStep:
		kind = good
	case tms.OutOfStep, tms.MustResync:
		kind = warn
	case tms.NoTokenAssigned:
		kind = mild
	case tms.LockedOut, tms.TokenDisabled, tms.UserDisabled, tms.WornOut:
	}
	return badge{kind, w.Text(conditionNames[c.Kind])}
}

// conditionDetails says more about a condition: why, since when, how far. Of a locked token it also
// says whether it is out of step, because a help desk has to end both.
func (w words) conditionDetails(record tms.Record) (all []string) {
	c := record.Condition()
	switch c.Kind {
	case tms.LockedOut:
		all = append(all, w.Count("console.condition.locked.since", uint64(c.Failures), "time", w.timeOf(c.Since).Text))
		if record.Token != nil {
			if ahead, ok := record.Token.OutOfStep(); ok {
				all = append(all, w.Text("console.condition.last_seen", "distance", w.distance(ahead, record.Token.TimeStep())))
			}
		}
	case tms.OutOfStep:
		all = append(all, w.Text("console.condition.last_seen", "distance", w.distance(c.Ahead, c.Step)))
	case tms.TokenDisabled, tms.UserDisabled:
		if c.Reason != "" {
			all = append(all, w.Text("console.condition.reason", "reason", c.Reason))
		}
	case tms.MustResync:
		all = append(all, w.Text("console.condition.restored"))
	case tms.InStep, tms.WornOut, tms.NoTokenAssigned:
	}
	return all
}

// distance returns how far ahead a token is: in codes, or in time steps if step is set.
func (w words) distance(ahead int64, step time.Duration) string {
	n := uint64(ahead)
	if ahead < 0 {
		n = -n
	}
	switch {
	case step == 0 && ahead < 0:
		return w.Count("console.behind", n)
	case step == 0:
		return w.Count("console.ahead", n)
	case ahead < 0:
		return w.Count("console.steps_behind", n)
	}
	return w.Count("console.steps_ahead", n)
}

// accepts returns which codes of a token are accepted now: for an event token as the counters that its
// counter screen shows afterwards.
func (w words) accepts(token *tms.Token) string {
	if token.Type == tms.Time {
		return w.Count("console.accepts.steps", w.policy.Window)
	}
	first, last, ok := w.policy.AcceptedCounters(token)
	switch {
	case !ok:
		return w.Text("console.accepts.nothing")
	case first == last:
		return w.Text("console.accepts.one", "counter", screen(first))
	}
	return w.Text("console.accepts.counters", "first", screen(first), "last", screen(last))
}

// screen returns the counter screen of a counter.
func screen(counter uint64) string { return fmt.Sprintf("F%05d", counter%100_000) }

// requestNames are the names of requests.
var requestNames = map[tms.Request]locale.Key{
	tms.RequestVerify: "console.request.verify", tms.RequestSign: "console.request.sign", tms.RequestTest: "console.request.test",
	tms.RequestResyncCounter: "console.request.resync_counter", tms.RequestResyncCodes: "console.request.resync_codes",
	tms.RequestSelfResync: "console.request.self_resync", tms.RequestSelfAssign: "console.request.self_assign", tms.RequestSelfLogin: "console.request.self_login",
	tms.RequestUnlock: "console.request.unlock", tms.RequestDisable: "console.request.disable", tms.RequestEnable: "console.request.enable",
	tms.RequestAssign: "console.request.assign", tms.RequestUnassign: "console.request.unassign", tms.RequestPIN: "console.request.pin",
	tms.RequestSet: "console.request.set", tms.RequestImport: "console.request.import", tms.RequestRestored: "console.request.restored",
}

// requests lists all requests, in the order of the filter.
var requests = []tms.Request{
	tms.RequestVerify, tms.RequestSign, tms.RequestTest, tms.RequestResyncCounter, tms.RequestResyncCodes, tms.RequestUnlock, tms.RequestAssign,
	tms.RequestUnassign, tms.RequestDisable, tms.RequestEnable, tms.RequestPIN, tms.RequestImport, tms.RequestSet, tms.RequestRestored,
	tms.RequestSelfLogin, tms.RequestSelfResync, tms.RequestSelfAssign,
}

// resultNames are the names of results.
var resultNames = map[tms.Result]locale.Key{
	tms.Accepted: "console.result.accepted", tms.WrongCode: "console.result.wrong_code", tms.Replayed: "console.result.replayed",
	tms.OutOfWindow: "console.result.out_of_window", tms.WrongPIN: "console.result.wrong_pin", tms.Locked: "console.result.locked",
	tms.Disabled: "console.result.disabled", tms.Throttled: "console.result.throttled", tms.ResyncRequired: "console.result.resync_required",
	tms.Challenge: "console.result.challenge", tms.NoToken: "console.result.no_token", tms.Malformed: "console.result.malformed",
	tms.Wrapped: "console.result.wrapped", tms.CodeRequired: "console.result.code_required", tms.NotAllowed: "console.result.not_allowed",
	tms.Done: "console.result.done",
}

func (w words) resultBadge(result tms.Result) badge {
	kind := bad
	switch result {
	case tms.Accepted, tms.Done:
		kind = good
	case tms.Challenge:
		kind = mild
	case tms.OutOfWindow, tms.Throttled, tms.ResyncRequired, tms.Wrapped, tms.CodeRequired, tms.Malformed:
		kind = warn
	case tms.WrongCode, tms.Replayed, tms.WrongPIN, tms.Locked, tms.Disabled, tms.NoToken, tms.NotAllowed:
	}
	return badge{kind, w.Text(resultNames[result])}
}

// channelNames are the names of channels.
var channelNames = map[string]locale.Key{
	"cli": "console.channel.cli", "http": "console.channel.http", "radius": "console.channel.radius", "bank": "console.channel.bank", "rehearsal": "console.channel.rehearsal",
}

// channel returns the name of a channel.
func (w words) channel(name string) string {
	if key, ok := channelNames[name]; ok {
		return w.Text(key)
	}
	return name
}

// entryView is a journal entry on a page.
type entryView struct {
	Number       uint64
	Time         timeOf
	Serial       string
	User         string
	TokenAddress string
	UserAddress  string
	Request      string
	Result       badge
	Details      []string
	By           string
}

func (w words) entry(e *tms.Entry) entryView {
	view := entryView{
		Number: e.Number, Time: w.timeOf(e.Time), Serial: e.Serial, User: e.User,
		Request: w.Text(requestNames[e.Request]), Result: w.resultBadge(e.Result), Details: w.entryDetails(e),
		By: w.by(e),
	}
	if e.Serial != "" {
		view.TokenAddress = tokenAddress(e.Serial)
	}
	if e.User != "" {
		view.UserAddress = userAddress(e.User)
	}
	return view
}

// by says who asked for a decision, and how. In a rehearsal, the latter says all.
func (w words) by(e *tms.Entry) string {
	if e.Requester == "" {
		return w.channel(e.Channel)
	}
	return w.Text("console.entry.by", "requester", e.Requester, "channel", w.channel(e.Channel))
}

// entryDetails says what an entry changed, and why.
func (w words) entryDetails(e *tms.Entry) (all []string) {
	add := func(key locale.Key, values ...string) { all = append(all, w.Text(key, values...)) }
	if e.Matched {
		add("console.entry.matched", "factor", number(e.Factor))
	}
	if e.Result == tms.OutOfWindow {
		all = append(all, w.far(e.Ahead))
	}
	if e.Before.Next != e.After.Next {
		add("console.entry.next", "before", number(e.Before.Next), "after", number(e.After.Next))
	}
	if after := e.Failures(); after > 0 {
		all = append(all, w.Count("console.entry.failures", uint64(after)))
	}
	if e.State() == tms.StateLocked {
		add("console.entry.locked")
	}
	if e.Reason != "" {
		add("console.condition.reason", "reason", e.Reason)
	}
	if e.Document != "" {
		add("console.entry.document", "name", e.Document)
	}
	return all
}

// fact is one line about a token, a user or a policy.
type fact struct {
	Name, Value, Note string
	Address           string // of a page about the value; "" if there is none
}

// facts returns what the validator knows of a token and its user.
func (w words) facts(record tms.Record) (all []fact) {
	add := func(key locale.Key, value string) {
		if value != "" {
			all = append(all, fact{Name: w.Text(key), Value: value})
		}
	}
	token, user := record.Token, record.User
	if user != nil {
		all = append(all, fact{Name: w.Text("console.user"), Value: user.Name, Address: userAddress(user.Name)})
		add("console.owner", user.Owner)
		add("console.organisation", user.Organisation)
	}
	if token != nil {
		all = append(all, fact{Name: w.Text("console.serial"), Value: token.Serial, Address: tokenAddress(token.Serial)})
		add("console.type", w.typeOf(token))
		add("console.assigned_at", w.timeOf(token.AssignedAt).Text)
		add("console.accepts", w.accepts(token))
		add("console.next", w.next(token))
		if token.Drift != 0 {
			add("console.drift", w.distance(token.Drift, token.Step))
		}
	}
	add("console.failures", w.failures(record))
	if wait := record.ThrottledFor(w.policy, w.now); wait > 0 {
		add("console.throttled", value.FormatDuration((wait + time.Second - 1).Truncate(time.Second)))
	}
	if user != nil && (w.policy.NeedsPIN() || user.PIN != "") {
		add("console.pin", w.pinState(user))
	}
	return all
}

func (w words) pinState(user *tms.User) string {
	if user.PIN == "" {
		return w.Text("console.pin.none")
	}
	return w.Text("console.pin.set")
}

func (w words) typeOf(token *tms.Token) string {
	algorithm, digits := string(token.Algorithm), strconv.Itoa(token.Digits)
	if token.Type == tms.Time {
		return w.Text("console.type.time", "algorithm", algorithm, "digits", digits, "step", value.FormatDuration(token.Step))
	}
	return w.Text("console.type.event", "algorithm", algorithm, "digits", digits)
}

func (w words) next(token *tms.Token) string {
	if token.Type == tms.Time {
		return w.Text("console.next.step", "next", number(token.Next))
	}
	return w.Text("console.next.counter", "next", number(token.Next), "counter", screen(token.Counter()))
}

func (w words) failures(record tms.Record) string {
	if w.policy.MaxFailures > 0 {
		return w.Text("console.failures.of", "failures", number(record.Failures()), "most", number(w.policy.MaxFailures))
	}
	return number(record.Failures())
}

// far returns how far ahead of what was expected an entry's code was: of which kind the token is, the
// journal does not say.
func (w words) far(ahead int64) string {
	if ahead < 0 {
		return w.Text("console.far_behind", "n", number(-uint64(ahead)))
	}
	return w.Text("console.far_ahead", "n", number(ahead))
}
