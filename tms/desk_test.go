package tms_test

import (
	"strings"
	"testing"
	"time"

	"etokenpass/firmware/oath"
	"etokenpass/tms"
)

// policyOf returns the default policy with some lines changed.
func policyOf(t testing.TB, lines ...string) *tms.Policy {
	t.Helper()
	policy, err := tms.ParsePolicy("test.yaml", []byte("name: test\n"+strings.Join(lines, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	return policy
}

// desk applies the pure functions to one record. It stands where a Validator and a store would.
type desk struct {
	*testing.T
	policy *tms.Policy
	record tms.Record
	now    time.Time
}

// newDesk returns a desk with a token that is assigned to anna, under the default policy with some
// lines changed.
func newDesk(t *testing.T, token tms.Token, lines ...string) *desk {
	t.Helper()
	d := &desk{T: t, policy: policyOf(t, lines...), now: noon}
	token.State = tms.Active
	user := tms.User{Name: "anna", Standing: tms.Standing{State: tms.Active}, Serial: token.Serial}
	token.User = user.Name
	d.record = tms.Record{Token: &token, User: &user}
	return d
}

// event returns an event token that has used the moving factors below next.
func event(first, next uint64) tms.Token {
	token := eventToken("1", first)
	token.Next = next
	return token
}

// hotp returns the code of a moving factor of the tests' token.
func hotp(factor uint64) string {
	code, err := oath.HOTP(oath.SHA1, []byte(rfcSecret), factor, 6)
	if err != nil {
		panic(err)
	}
	return code
}

func (d *desk) wait(duration time.Duration) { d.now = d.now.Add(duration) }

// login enters a code, and checks the result.
func (d *desk) login(want tms.Result, code string) tms.Check {
	d.Helper()
	return d.enter(want, tms.Login{User: "anna", Code: code}, "")
}

func (d *desk) enter(want tms.Result, login tms.Login, id string) (check tms.Check) {
	d.Helper()
	d.record, check = tms.Verify(d.policy, d.record, login, id, d.now)
	if check.Result != want {
		d.Fatalf("got %+v; want %s", check, want)
	}
	return check
}

// codes enters the codes of some moving factors, all with the same result.
func (d *desk) codes(want tms.Result, factors ...uint64) {
	d.Helper()
	for _, factor := range factors {
		if check := d.login(want, hotp(factor)); check.Matched && check.Factor != factor {
			d.Fatalf("the code of %d was taken for that of %d", factor, check.Factor)
		}
	}
}

// fail enters n codes that match no moving factor.
func (d *desk) fail(n int) {
	d.Helper()
	for range n {
		d.login(tms.WrongCode, wrongCode)
	}
}

// wrongCode is no code of the tests' token for moving factors that the tests come near to.
const wrongCode = "000000"

func (d *desk) byCounter(want tms.Result, report tms.CounterReport) (check tms.Check) {
	d.Helper()
	d.record, check = tms.ResyncByCounter(d.policy, d.record, report, d.now)
	if check.Result != want {
		d.Fatalf("got %+v; want %s", check, want)
	}
	return check
}

func (d *desk) byCodes(want tms.Result, first, second string) (check tms.Check) {
	d.Helper()
	d.record, check = tms.ResyncByCodes(d.policy, d.record, [2]string{first, second}, d.now)
	if check.Result != want {
		d.Fatalf("got %+v; want %s", check, want)
	}
	return check
}

func (d *desk) next(want uint64) {
	d.Helper()
	if got := d.record.Token.Next; got != want {
		d.Fatalf("next is %d; want %d", got, want)
	}
}

func (d *desk) failures(want int) {
	d.Helper()
	if got := d.record.Failures(); got != want {
		d.Fatalf("%d failures; want %d", got, want)
	}
}

func (d *desk) state(want tms.State) {
	d.Helper()
	if got := d.record.State(); got != want {
		d.Fatalf("%s; want %s", got, want)
	}
}
