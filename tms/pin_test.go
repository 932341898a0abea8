package tms_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"etokenpass/tms"
)

const pin = "Пароль 12"

// pinHash is the hash of pin, with a salt that is not random. Hashing takes long on purpose.
var pinHash = hashPIN(pin)

func hashPIN(pin string) tms.PINHash {
	hash, err := tms.HashPIN(pin, bytes.NewReader(make([]byte, 16)))
	if err != nil {
		panic(err)
	}
	return hash
}

func newPINDesk(t *testing.T, mode string, lines ...string) *desk {
	t.Helper()
	d := newDesk(t, event(0, 10), append(lines, "pin: "+mode)...)
	d.record.User.PIN = pinHash
	return d
}

func TestPINModes(t *testing.T) {
	code := hotp(10)
	typed := code[:3] + " " + code[3:] // understood wherever a code is
	for _, test := range []struct {
		mode, name string
		pin, code  string
		want       tms.Result
	}{
		{"none", "the code alone", "", typed, tms.Accepted},
		{"none", "a PIN that is not asked for", pin, code, tms.Malformed},
		{"none", "a PIN before the code", "", pin + code, tms.Malformed},

		{"separate", "right PIN", pin, typed, tms.Accepted},
		{"separate", "wrong PIN", "1", code, tms.WrongPIN},
		{"separate", "no PIN", "", code, tms.WrongPIN},
		{"separate", "other case", strings.ToUpper(pin), code, tms.WrongPIN},
		{"separate", "a space after the PIN", pin + " ", code, tms.WrongPIN},
		{"separate", "PIN and code in one field", "", pin + code, tms.Malformed},
		{"separate", "right PIN, wrong code", pin, wrongCode, tms.WrongCode},
		{"separate", "right PIN, used code", pin, hotp(9), tms.Replayed},
		{"separate", "right PIN, no code", pin, "", tms.Malformed},

		{"prefix", "PIN before the code", "", pin + code, tms.Accepted},
		{"prefix", "PIN before the code, with a space in the code", "", pin + typed, tms.Accepted},
		{"prefix", "with the end of the line", "", pin + code + "\r\n", tms.Accepted},
		{"prefix", "PIN after the code", "", code + pin, tms.Malformed},
		{"prefix", "a wrong PIN before the code", "", "1" + code, tms.WrongPIN},
		{"prefix", "the code alone", "", code, tms.WrongPIN},
		{"prefix", "the PIN alone", "", pin, tms.Malformed},
		{"prefix", "PIN in a field of its own", pin, code, tms.Accepted},
		{"prefix", "nothing", "", "", tms.Malformed},
		{"prefix", "five digits", "", "75522", tms.Malformed},
		{"prefix", "a dash after the PIN belongs to it", "", pin + "-" + code, tms.WrongPIN},
		{"prefix", "two spaces in the code", "", pin + code[:3] + "  " + code[3:], tms.Malformed},

		{"suffix", "PIN after the code", "", code + pin, tms.Accepted},
		{"suffix", "PIN after the code, with a space in the code", "", " " + typed + pin, tms.Accepted},
		{"suffix", "with the end of the line", "", code + pin + "\n", tms.Accepted},
		{"suffix", "PIN before the code", "", pin + code, tms.Malformed},
		{"suffix", "the code alone", "", code, tms.WrongPIN},

		{"compound", "the password before the code", "", pin + code, tms.Accepted},
		{"compound", "the password alone", "", pin, tms.Malformed},
		{"compound", "a wrong password", "", "password" + code, tms.WrongPIN},

		{"challenge", "PIN first", pin, "", tms.Challenge},
		{"challenge", "wrong PIN first", "1", "", tms.WrongPIN},
		{"challenge", "code first", "", code, tms.WrongPIN},
		{"challenge", "both at once", pin, code, tms.Accepted},
		{"challenge", "nothing", "", "", tms.Malformed},
	} {
		t.Run(test.mode+": "+test.name, func(t *testing.T) {
			d := newPINDesk(t, test.mode)
			d.enter(test.want, tms.Login{User: "anna", PIN: test.pin, Code: test.code}, "id")
			if test.want != tms.Accepted {
				d.next(10)
			}
			counted := 0
			if strings.HasPrefix(string(test.want), "wrong") || test.want == tms.Replayed {
				counted = 1
			}
			d.failures(counted)
		})
	}
}

// A PIN may end or begin with digits: the number of the code's digits decides.
func TestPINOfDigits(t *testing.T) {
	for mode, typed := range map[string]string{"prefix": "1234" + hotp(10), "suffix": hotp(10) + "1234"} {
		d := newPINDesk(t, mode)
		d.record.User.PIN = hashPIN("1234")
		d.enter(tms.Accepted, tms.Login{Code: typed}, "")
	}
}

// A wrong PIN is counted, and the code is not used up.
func TestWrongPIN(t *testing.T) {
	d := newPINDesk(t, "separate")
	d.enter(tms.WrongPIN, tms.Login{PIN: "1", Code: hotp(10)}, "")
	d.enter(tms.WrongPIN, tms.Login{PIN: "1", Code: wrongCode}, "") // says nothing of the code
	d.failures(2)
	d.enter(tms.Accepted, tms.Login{PIN: pin, Code: hotp(10)}, "")
	d.failures(0)
	for range 3 {
		d.enter(tms.WrongPIN, tms.Login{PIN: "1", Code: hotp(11)}, "")
	}
	d.enter(tms.Locked, tms.Login{PIN: pin, Code: hotp(11)}, "")

	d = newPINDesk(t, "separate", "count: [wrong_code]")
	d.enter(tms.WrongPIN, tms.Login{PIN: "1", Code: hotp(10)}, "")
	d.failures(0)
}

func TestUserWithoutPIN(t *testing.T) {
	for _, pin := range []string{"", "1"} {
		d := newPINDesk(t, "separate")
		d.record.User.PIN = ""
		d.enter(tms.WrongPIN, tms.Login{PIN: pin, Code: hotp(10)}, "")
		d.enter(tms.WrongPIN, tms.Login{PIN: pin, Code: hotp(10), Checked: tms.CheckPIN("", pin)}, "")
	}
}

// What was checked before counts only for the same PIN and the same user.
func TestCheckedPIN(t *testing.T) {
	other := hashPIN("other")
	for _, test := range []struct {
		name    string
		checked tms.CheckedPIN
		pin     string
		want    tms.Result
	}{
		{"right", tms.CheckPIN(pinHash, pin), pin, tms.Accepted},
		{"wrong", tms.CheckPIN(pinHash, "1"), "1", tms.WrongPIN},
		{"right for another PIN", tms.CheckPIN(pinHash, pin), "1", tms.WrongPIN},
		{"right for another user", tms.CheckPIN(other, "other"), "other", tms.WrongPIN},
		{"changed since: it was right", tms.CheckPIN(other, "other"), pin, tms.Accepted},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := newPINDesk(t, "separate")
			d.enter(test.want, tms.Login{PIN: test.pin, Code: hotp(10), Checked: test.checked}, "")
		})
	}
}

// meteredStore measures how much memory its updates allocate: argon2 needs 19 MiB.
type meteredStore struct {
	tms.Store
	allocated *uint64
}

func (s meteredStore) Update(ctx context.Context, changes ...tms.Change) (entries []tms.Entry, err error) {
	*s.allocated = allocatedBy(func() { entries, err = s.Store.Update(ctx, changes...) })
	return entries, err
}

func allocatedBy(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// A PIN takes long to compare. So it is compared before the store is held up, and just as long for
// a user who does not exist.
func TestPINIsComparedFirst(t *testing.T) {
	var inUpdate uint64
	v, ctx, call := newValidator(t, "pin: separate"), context.Background(), tms.Call{Time: noon}
	v.Store = meteredStore{v.Store, &inUpdate}
	must(t)(v.Import(ctx, call, false, eventToken("1", 0)))
	must(t)(v.Assign(ctx, call, "1", "anna", tms.Assignment{PIN: pinHash}))
	const argon2 = 19 << 20
	for _, user := range []string{"anna", "eve"} {
		inAll := allocatedBy(func() { must(t)(v.Verify(ctx, call, tms.Login{User: user, PIN: pin, Code: hotp(0)})) })
		if inAll < argon2 || inUpdate > argon2/2 {
			t.Errorf("%s: allocated %d bytes, %d of them in the update", user, inAll, inUpdate)
		}
	}
}

func TestChallenge(t *testing.T) {
	ask := func(t *testing.T) *desk {
		d := newPINDesk(t, "challenge")
		d.enter(tms.Challenge, tms.Login{PIN: pin}, "first")
		d.failures(0)
		return d
	}
	answer := func(id string) tms.Login { return tms.Login{ChallengeID: id, Code: hotp(10)} }
	for _, test := range []struct {
		name string
		wait time.Duration
		id   string
		want tms.Result
	}{
		{"at once", 0, "first", tms.Accepted},
		{"just in time", 2 * time.Minute, "first", tms.Accepted},
		{"too late", 2*time.Minute + time.Microsecond, "first", tms.Malformed},
		{"before it was asked", -time.Microsecond, "first", tms.Malformed},
		{"unknown", 0, "second", tms.Malformed},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := ask(t)
			d.wait(test.wait)
			d.enter(test.want, answer(test.id), "")
			d.failures(0)
		})
	}
	t.Run("used once", func(t *testing.T) {
		d := ask(t)
		d.enter(tms.Accepted, answer("first"), "")
		d.enter(tms.Malformed, tms.Login{ChallengeID: "first", Code: hotp(11)}, "")
	})
	t.Run("a wrong code ends it", func(t *testing.T) {
		d := ask(t)
		d.enter(tms.WrongCode, tms.Login{ChallengeID: "first", Code: wrongCode}, "")
		d.failures(1)
		d.enter(tms.Malformed, answer("first"), "")
	})
	t.Run("a malformed code does not", func(t *testing.T) {
		d := ask(t)
		d.enter(tms.Malformed, tms.Login{ChallengeID: "first", Code: "1"}, "")
		d.enter(tms.Malformed, tms.Login{ChallengeID: "first"}, "")
		d.enter(tms.Accepted, answer("first"), "")
	})
	t.Run("the second replaces the first", func(t *testing.T) {
		d := ask(t)
		d.enter(tms.Challenge, tms.Login{PIN: pin}, "second")
		d.enter(tms.Malformed, answer("first"), "")
		d.enter(tms.Malformed, answer("second"), "") // and a wrong answer ends it
	})
	t.Run("a PIN does not reset failures", func(t *testing.T) {
		d := newPINDesk(t, "challenge")
		for i := range 3 {
			id := fmt.Sprint(i)
			d.enter(tms.Challenge, tms.Login{PIN: pin}, id)
			d.enter(tms.WrongCode, tms.Login{ChallengeID: id, Code: wrongCode}, "")
		}
		d.state(tms.StateLocked)
	})
	t.Run("without an ID", func(t *testing.T) {
		d := newPINDesk(t, "challenge")
		d.enter(tms.Challenge, tms.Login{PIN: pin}, "")
		d.enter(tms.WrongPIN, tms.Login{Code: hotp(10)}, "")
	})
	t.Run("another PIN ends it", func(t *testing.T) {
		d := ask(t)
		d.record = tms.SetPIN(d.record, hashPIN("other"))
		d.enter(tms.Malformed, answer("first"), "")
	})
	t.Run("so does another token", func(t *testing.T) {
		d := ask(t)
		record, err := tms.Unassign(d.record)
		if err != nil {
			t.Fatal(err)
		}
		if d.record, err = tms.Assign(d.policy, record, "anna", tms.Assignment{}, noon); err != nil {
			t.Fatal(err)
		}
		d.enter(tms.Malformed, answer("first"), "")
	})
	t.Run("another policy has none", func(t *testing.T) {
		for _, mode := range []string{"none", "separate", "prefix", "suffix", "compound"} {
			d := ask(t)
			d.policy = policyOf(t, "pin: "+mode)
			d.enter(tms.Malformed, answer("first"), "")
			d.next(10)
		}
	})
	t.Run("locked meanwhile", func(t *testing.T) {
		d := ask(t)
		d.record.User.State = tms.StateLocked
		d.enter(tms.Locked, answer("first"), "")
	})
}

func TestHashPIN(t *testing.T) {
	salt := func() io.Reader { return bytes.NewReader(make([]byte, 16)) }
	for _, pin := range []string{"1", " ", "пароль", strings.Repeat("я", 100)} {
		if hash, err := tms.HashPIN(pin, salt()); err != nil || !strings.HasPrefix(string(hash), "$argon2id$v=19$m=19456,t=2,p=1$") {
			t.Errorf("%q: got %s, %v", pin, string(hash), err)
		}
	}
	for _, pin := range []string{"", strings.Repeat("1", 101), "12\n34", "\x00", "\xff", "\u200b"} {
		_, err := tms.HashPIN(pin, salt())
		if err == nil || err.Error() != "the PIN is empty or not printable: must have 1 to 100 characters" {
			t.Errorf("%q: got %v", pin, err)
		}
	}
	broken := errors.New("no randomness")
	if _, err := tms.HashPIN("1", iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

// A hash of another kind, or a damaged one, is of no PIN.
func TestStrangeHashes(t *testing.T) {
	right := string(pinHash)
	for _, hash := range []string{
		"", "1234", "$2a$10$abc", strings.Replace(right, "argon2id", "argon2i", 1), strings.Replace(right, "v=19", "v=16", 1),
		strings.Replace(right, "m=19456", "m=4294967295", 1), strings.Replace(right, "t=2", "t=0", 1), strings.Replace(right, "p=1", "p=0", 1),
		right[:strings.LastIndex(right, "$")+1], right + "!", right[:len(right)-1],
	} {
		d := newPINDesk(t, "separate")
		d.record.User.PIN = tms.PINHash(hash)
		d.enter(tms.WrongPIN, tms.Login{PIN: pin, Code: hotp(10)}, "")
	}
}

// However a record is printed, it shows neither secret nor hash.
func TestSecretsAreMasked(t *testing.T) {
	d := newPINDesk(t, "separate")
	texts := []string{fmt.Sprintf("%v %v", d.record.Token.Secret, d.record.User.PIN)}
	entered := []any{
		tms.Login{User: "anna", Code: "755224", PIN: pin, Checked: tms.CheckPIN(pinHash, pin)}, tms.CheckPIN(pinHash, pin),
		tms.CounterReport{Shown: 42, Code: "755224"},
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%q", "%d"} {
		texts = append(texts, fmt.Sprintf(verb, entered))
		texts = append(texts, fmt.Sprintf(verb, *d.record.Token)+fmt.Sprintf(verb, *d.record.User))
	}
	for _, value := range []any{d.record, d.record.Token, d.record.User} {
		text, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(text))
	}
	for _, text := range texts {
		for _, secret := range []string{rfcSecret, "3132333435", "49 50 51", "argon2", "MTIzNDU2", "755224", "373535323234", pin, fmt.Sprintf("%x", pin)} {
			if strings.Contains(strings.ToLower(text), strings.ToLower(secret)) {
				t.Errorf("%q shows %s", text, secret)
			}
		}
	}
	if want := "(a secret of 20 bytes) (a PIN)"; texts[0] != want {
		t.Errorf("got %q; want %q", texts[0], want)
	}
}
