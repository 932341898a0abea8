package tms_test

import (
	"context"
	"fmt"
	"math"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"etokenpass/firmware/oath"
	"etokenpass/tms"
)

// However requests follow one another, and wherever the clock goes: no moving factor is accepted
// twice, next never falls, failures never pass the limit, and the journal leads to the records.
func TestRandomRequests(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := newPractice(t)
		t.Repeat(map[string]func(*rapid.T){
			"":                 p.check,
			"verify":           p.verify,
			"verify again":     p.verify, // more often than the others
			"sign":             p.sign,
			"test":             p.test,
			"resync counter":   p.resyncCounter,
			"resync codes":     p.resyncCodes,
			"unlock":           p.unlock,
			"disable":          p.disable,
			"enable":           p.enable,
			"assign":           p.assign,
			"unassign":         p.unassign,
			"set":              p.set,
			"import":           p.importAgain,
			"restored":         p.restored,
			"change the clock": p.changeClock,
			"change policy":    p.changePolicy,
		})
	})
}

// practice is a validator, and what is known of its tokens.
type practice struct {
	ctx       context.Context
	validator *tms.Validator
	now       time.Time
	lowest    map[string]uint64 // the lowest moving factor that may still be accepted
	exhausted map[string]bool
	next      map[string]uint64 // after the last request
	failures  int               // the most that a token or user had before the last request
}

var (
	serials = []string{"1", "2", "3"}
	users   = []string{"anna", "bob"}
)

func newPractice(t *rapid.T) *practice {
	p := &practice{
		ctx: context.Background(), now: noon, lowest: map[string]uint64{}, exhausted: map[string]bool{}, next: map[string]uint64{},
		validator: &tms.Validator{Store: strictStore{tms.NewMemory(make([]byte, 32)), t}},
	}
	p.changePolicy(t)
	for _, serial := range serials {
		token := p.seed(t, serial)
		p.lowest[serial], p.next[serial] = token.Next, token.Next
		must(t)(p.validator.Import(p.ctx, p.call(), false, token))
	}
	p.assign(t)
	return p
}

// must returns a function that fails the test if a request fails.
func must(t interface {
	Helper()
	Fatal(...any)
}) func(any, error) {
	return func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
}

func (p *practice) call() tms.Call { return tms.Call{Time: p.now} }

// seed draws a token, as a seed file would describe it.
func (p *practice) seed(t *rapid.T, serial string) tms.Token {
	token := eventToken(serial, rapid.SampledFrom([]uint64{0, 1}).Draw(t, "first moving factor"))
	switch rapid.SampledFrom([]string{"new", "used", "F99998", "exhausted soon", "time"}).Draw(t, "token") {
	case "used":
		token.Next += rapid.Uint64Range(0, 50).Draw(t, "next")
	case "F99998":
		token.Next += 99_998
	case "exhausted soon":
		token.Next = math.MaxUint64 - rapid.Uint64Range(0, 3).Draw(t, "left")
	case "time":
		token.Type, token.Step, token.FirstMovingFactor, token.Next = tms.Time, 30*time.Second, 0, 0
		token.Epoch = time.Date(2026, 1, 15, 0, 0, 0, 0, time.UTC)
	}
	return token
}

func (p *practice) changePolicy(t *rapid.T) {
	pick := func(field string, values ...string) string {
		return field + ": " + rapid.SampledFrom(values).Draw(t, field)
	}
	text := ""
	for _, line := range []string{
		"name: random",
		pick("window", "1", "2", "10"),
		pick("max_failures", "off", "1", "3"),
		pick("lock", "user", "token"),
		pick("unlock_after", "never", "1m"),
		pick("throttle", "0s", "5s"),
		pick("count", "[wrong_code, replayed, out_of_window]", "[wrong_code]", "[]"),
		pick("resync_window", "1", "20"),
		pick("resync_by_counter", "yes", "with_code", "no"),
		pick("auto_resync", "off", "1m"),
		pick("resync_unlocks", "yes", "no"),
	} {
		text += line + "\n"
	}
	policy, err := tms.ParsePolicy("random.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	p.validator.Policy = policy
}

// changeClock moves the clock both ways.
func (p *practice) changeClock(t *rapid.T) {
	p.now = p.now.Add(time.Duration(rapid.Int64Range(-100, 200).Draw(t, "seconds")) * time.Second)
}

func (p *practice) record(t *rapid.T, key tms.Key) tms.Record {
	record, err := p.validator.Record(p.ctx, key)
	if err != nil {
		t.Fatal(err)
	}
	return record
}

// factor draws a moving factor near those that a token can use.
func (p *practice) factor(t *rapid.T, token *tms.Token) uint64 {
	near := token.Next
	if token.Type == tms.Time {
		if now, err := oath.TimeStep(p.now, token.Epoch, token.Step); err == nil {
			near = now + uint64(token.Drift)
		}
	}
	return near + uint64(rapid.Int64Range(-3, 25).Draw(t, "distance")) // may pass the last one, and begin again
}

func (p *practice) code(t *rapid.T, token *tms.Token) string {
	if token == nil || rapid.IntRange(0, 9).Draw(t, "kind of code") == 0 {
		return rapid.SampledFrom([]string{"000000", "12345", "abc", "709847"}).Draw(t, "code")
	}
	return hotp(p.factor(t, token))
}

func (p *practice) verify(t *rapid.T) { p.login(t, tms.RequestVerify) }
func (p *practice) sign(t *rapid.T)   { p.login(t, tms.RequestSign) }

func (p *practice) login(t *rapid.T, request tms.Request) {
	user := rapid.SampledFrom(append(users, "eve")).Draw(t, "user")
	login := tms.Login{User: user, Code: p.code(t, p.record(t, tms.Key{User: user}).Token)}
	var entry tms.Entry
	var err error
	if request == tms.RequestSign {
		entry, err = p.validator.Sign(p.ctx, p.call(), login, tms.Document{Name: "document"})
	} else {
		entry, err = p.validator.Verify(p.ctx, p.call(), login)
	}
	must(t)(entry, err)
	p.use(t, entry)
}

// use notes the moving factor that a request used up, which must not have been used before.
func (p *practice) use(t *rapid.T, entry tms.Entry) {
	if entry.Result != tms.Accepted || !entry.Matched {
		return
	}
	if entry.Factor < p.lowest[entry.Serial] || p.exhausted[entry.Serial] {
		t.Fatalf("%s of token %s accepted the moving factor %d; those below %d are used", entry.Request, entry.Serial, entry.Factor, p.lowest[entry.Serial])
	}
	if entry.Factor == math.MaxUint64 {
		p.exhausted[entry.Serial] = true
		return
	}
	p.lowest[entry.Serial] = entry.Factor + 1
}

func drawSerial(t *rapid.T) string { return rapid.SampledFrom(serials).Draw(t, "serial") }

func drawKey(t *rapid.T) tms.Key {
	if rapid.Bool().Draw(t, "token") {
		return tms.Key{Serial: drawSerial(t)}
	}
	return tms.Key{User: rapid.SampledFrom(users).Draw(t, "user")}
}

func (p *practice) test(t *rapid.T) {
	serial := drawSerial(t)
	before := p.record(t, tms.Key{Serial: serial})
	call := p.call()
	must(t)(p.validator.Test(p.ctx, call, serial, p.code(t, before.Token)))
	after := p.record(t, tms.Key{Serial: serial})
	before = before.At(p.validator.Policy, call.Time) // any request ends a lock whose time is over
	before.Token.Version, before.Token.Last = after.Token.Version, after.Token.Last
	if before.User != nil {
		before.User.Version = after.User.Version
	}
	if !reflect.DeepEqual(before, after) {
		t.Fatalf("a test changed %+v to %+v", before, after)
	}
}

func (p *practice) resyncCounter(t *rapid.T) {
	serial := drawSerial(t)
	token := p.record(t, tms.Key{Serial: serial}).Token
	report := tms.CounterReport{
		Shown: (token.Counter() + 100_000 + uint64(rapid.Int64Range(-2, 5).Draw(t, "distance"))) % 100_000,
		Force: rapid.Bool().Draw(t, "force"),
	}
	if rapid.Bool().Draw(t, "with a code") {
		report.Code = p.code(t, token)
	}
	entry, err := p.validator.ResyncByCounter(p.ctx, p.call(), serial, report)
	must(t)(entry, err)
	p.use(t, entry)
	if entry.Result == tms.Accepted && entry.After.Next == entry.Before.Next && entry.Matched && !entry.After.Exhausted {
		t.Fatal("the code was not used up")
	}
}

func (p *practice) resyncCodes(t *rapid.T) {
	serial := drawSerial(t)
	factor := p.factor(t, p.record(t, tms.Key{Serial: serial}).Token)
	codes := [2]string{hotp(factor), hotp(factor + 1)}
	if rapid.IntRange(0, 4).Draw(t, "other codes") == 0 {
		codes[1] = "000000"
	}
	entry, err := p.validator.ResyncByCodes(p.ctx, p.call(), serial, codes)
	must(t)(entry, err)
	if entry.Result == tms.Accepted && entry.Factor-1 < p.lowest[serial] {
		t.Fatalf("the first code, of the moving factor %d, was used before", entry.Factor-1)
	}
	p.use(t, entry)
}

// known carries out a request about a token or user, if it exists: users come with their first
// token.
func (p *practice) known(t *rapid.T, request func(tms.Key) (tms.Entry, error)) {
	key := drawKey(t)
	record := p.record(t, key)
	_, err := request(key)
	if exists := record.Token != nil || record.User != nil; exists != (err == nil) {
		t.Fatalf("%+v: got %v", key, err)
	}
}

func (p *practice) unlock(t *rapid.T) {
	p.known(t, func(key tms.Key) (tms.Entry, error) { return p.validator.Unlock(p.ctx, p.call(), key) })
}

func (p *practice) disable(t *rapid.T) {
	p.known(t, func(key tms.Key) (tms.Entry, error) { return p.validator.Disable(p.ctx, p.call(), key, "lost") })
}

func (p *practice) enable(t *rapid.T) {
	p.known(t, func(key tms.Key) (tms.Entry, error) { return p.validator.Enable(p.ctx, p.call(), key) })
}

func (p *practice) assign(t *rapid.T) {
	serial, user := drawSerial(t), rapid.SampledFrom(users).Draw(t, "user")
	token, owner := p.record(t, tms.Key{Serial: serial}), p.record(t, tms.Key{User: user})
	_, err := p.validator.Assign(p.ctx, p.call(), serial, user, tms.Assignment{})
	if free := token.User == nil && owner.Token == nil; free != (err == nil) {
		t.Fatalf("token %s to %s: got %v", serial, user, err)
	}
}

func (p *practice) unassign(t *rapid.T) {
	serial := drawSerial(t)
	assigned := p.record(t, tms.Key{Serial: serial}).User != nil
	if _, err := p.validator.Unassign(p.ctx, p.call(), serial); assigned != (err == nil) {
		t.Fatalf("token %s: got %v", serial, err)
	}
}

func (p *practice) set(t *rapid.T) {
	serial := drawSerial(t)
	token := p.record(t, tms.Key{Serial: serial}).Token
	next := token.Next + uint64(rapid.Int64Range(-3, 20).Draw(t, "distance"))
	_, err := p.validator.SetNext(p.ctx, p.call(), serial, next)
	if allowed := next >= token.Next && !token.Exhausted; allowed != (err == nil) {
		t.Fatalf("token %s, next %d instead of %d: got %v", serial, next, token.Next, err)
	}
}

func (p *practice) importAgain(t *rapid.T) {
	serial := drawSerial(t)
	if _, err := p.validator.Import(p.ctx, p.call(), false, p.seed(t, serial)); err == nil {
		t.Fatal("imported a token that exists")
	}
	must(t)(p.validator.Import(p.ctx, p.call(), true, p.seed(t, serial)))
}

func (p *practice) restored(t *rapid.T) {
	must(t)(p.validator.RequireResync(p.ctx, p.call(), serials...))
}

// check checks what holds after every request.
func (p *practice) check(t *rapid.T) {
	limit, before := p.validator.Policy.MaxFailures, p.failures
	p.failures = 0
	rebuild := tms.NewRebuild()
	must(t)(nil, p.validator.Store.View(p.ctx, func(view tms.View) error {
		for entry, err := range view.Journal(tms.Query{}) {
			must(t)(nil, err)
			rebuild.Add(&entry)
		}
		return tms.Audit(view, func(f tms.Finding) { t.Fatalf("the audit found: %s", f) }, nil)
	}))
	for _, serial := range serials {
		token := p.record(t, tms.Key{Serial: serial}).Token
		if token.Next < p.next[serial] {
			t.Fatalf("next of token %s fell from %d to %d", serial, p.next[serial], token.Next)
		}
		if token.Next < p.lowest[serial] || token.Exhausted != p.exhausted[serial] {
			t.Fatalf("token %s: next is %d, exhausted %v; %d is the lowest unused", serial, token.Next, token.Exhausted, p.lowest[serial])
		}
		p.next[serial] = token.Next
		p.checkStanding(t, token.Standing, limit, before)
		got := rebuild.Tokens[serial]
		if got.Next != token.Next || got.Exhausted != token.Exhausted || got.ResyncRequired != token.ResyncRequired ||
			got.Status != (tms.Status{State: token.State, Failures: token.Failures}) || got.User != token.User {
			t.Fatalf("the journal leads to %+v; the token is %+v", got, token)
		}
	}
	for _, name := range users {
		user := p.record(t, tms.Key{User: name}).User
		if user == nil {
			continue
		}
		p.checkStanding(t, user.Standing, limit, before)
		if got := rebuild.Users[name]; got != (tms.Status{State: user.State, Failures: user.Failures}) {
			t.Fatalf("the journal leads to %+v; the user is %+v", got, user)
		}
	}
}

func (p *practice) checkStanding(t *rapid.T, standing tms.Standing, limit, before int) {
	if limit > 0 && standing.Failures > max(limit, before) { // another policy may have allowed more before
		t.Fatalf("%d failures; the limit is %d", standing.Failures, limit)
	}
	if standing.State == tms.StateLocked && standing.LockedAt.IsZero() {
		t.Fatal("locked at no time")
	}
	p.failures = max(p.failures, standing.Failures)
}

// strictStore is a store that makes each decision twice, as a store may, and checks that both are
// the same and that neither changes the record that it was given.
type strictStore struct {
	tms.Store
	t *rapid.T
}

func (s strictStore) Update(ctx context.Context, changes ...tms.Change) ([]tms.Entry, error) {
	strict := make([]tms.Change, len(changes))
	for i, change := range changes {
		strict[i] = tms.Change{Key: change.Key, Decide: func(record tms.Record) (tms.Record, tms.Entry, error) {
			given := fmt.Sprintf("%+v %+v", record.Token, record.User)
			first, entry, err := change.Decide(record)
			second, entry2, err2 := change.Decide(record)
			if !reflect.DeepEqual(first, second) || !reflect.DeepEqual(entry, entry2) || fmt.Sprint(err) != fmt.Sprint(err2) {
				s.t.Fatalf("decided %+v, %v, then %+v, %v", entry, err, entry2, err2)
			}
			if now := fmt.Sprintf("%+v %+v", record.Token, record.User); now != given {
				s.t.Fatalf("a decision changed\n%s to\n%s", given, now)
			}
			return first, entry, err
		}}
	}
	return s.Store.Update(ctx, strict...)
}
