package seedfile_test

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"etokenpass/firmware/oath"
	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
)

func (c kitCase) compare(t *testing.T, got []seedfile.Token, times []int64) {
	t.Helper()
	if len(got) != len(c.Tokens) {
		t.Errorf("gives %d tokens, and has %d", len(got), len(c.Tokens))
		return
	}
	for i, want := range c.Tokens {
		if serials := want.serials(); !c.LabelMayDiffer && !c.SerialsMayDiffer && len(serials) > 0 && !slices.Contains(serials, got[i].Serial) {
			t.Errorf("token %d: serial %q, must be one of %q", i, got[i].Serial, serials)
		}
		want.compare(t, got[i], times)
	}
}

// compareGood compares what is read beside what is refused, as import --keep-going
// takes it.
func (c kitCase) compareGood(t *testing.T, got []seedfile.Token, times []int64) {
	t.Helper()
	for _, token := range got {
		at := slices.IndexFunc(c.Tokens, func(want kitToken) bool {
			return want.Secret == hex.EncodeToString(token.Secret.Key()) && (want.Serial == nil || *want.Serial == token.Serial)
		})
		if at < 0 {
			t.Errorf("token %s is none of the file's", token.Serial)
			continue
		}
		c.Tokens[at].compare(t, token, times)
	}
}

// serials are what may stand for the serial: in URIs it is the label.
func (k kitToken) serials() []string {
	switch {
	case k.Serial != nil:
		return []string{*k.Serial}
	case k.KeyID != "":
		return []string{k.KeyID}
	case k.Account != "" && k.Issuer != "":
		return []string{k.Issuer + ":" + k.Account, k.Account}
	case k.Account != "":
		return []string{k.Account}
	}
	return nil
}

// compare compares the token, and the codes of its profile.
func (k kitToken) compare(t *testing.T, got seedfile.Token, times []int64) {
	t.Helper()
	if secret := hex.EncodeToString(got.Secret.Key()); secret != k.Secret {
		t.Errorf("token %s: another secret, of %d bytes, must have %d", got.Serial, len(secret)/2, len(k.Secret)/2)
	}
	want := fmt.Sprint(k.Type, " ", k.Algorithm, " ", k.Digits, " ", k.Counter, " ", k.Step, " ", k.T0)
	kind := map[profiles.Type]string{profiles.Event: "hotp", profiles.Time: "totp"}[got.Type]
	var epoch int64
	if got.Type == profiles.Time {
		epoch = got.Epoch.Unix()
	}
	if is := fmt.Sprint(kind, " ", strings.ToLower(string(got.Algorithm)), " ", got.Digits, " ", got.MovingFactor, " ", int64(got.Step/time.Second), " ", epoch); is != want {
		t.Errorf("token %s is %s, must be %s", got.Serial, is, want)
	}
	if k.Manufacturer != "" && got.Manufacturer != k.Manufacturer {
		t.Errorf("token %s: manufacturer %q, must be %q", got.Serial, got.Manufacturer, k.Manufacturer)
	}
	for i, code := range codesOf(t, got.Profile(), times)[:len(k.Codes)] {
		if code != k.Codes[i].Code {
			t.Errorf("token %s: its code %d is %s, must be %s", got.Serial, i, code, k.Codes[i].Code)
		}
	}
}

// codesOf are the next codes of an event token, and the codes of a time token at some
// Unix times.
func codesOf(t *testing.T, p *profiles.Profile, times []int64) (codes []string) {
	t.Helper()
	algorithm := map[profiles.Algorithm]oath.Algorithm{
		profiles.SHA1: oath.SHA1, profiles.SHA256: oath.SHA256, profiles.SHA512: oath.SHA512,
	}[p.Algorithm]
	for i, at := range times {
		var code string
		var err error
		if p.Type == profiles.Event {
			code, err = oath.HOTP(algorithm, p.Secret.Key(), p.FirstMovingFactor+p.Counter+uint64(i), p.Digits)
		} else {
			code, err = oath.TOTP(algorithm, p.Secret.Key(), time.Unix(at, 0).Add(p.Clock.Offset), p.Clock.Epoch, p.Clock.Step, p.Digits)
		}
		if err != nil {
			t.Fatal(err)
		}
		codes = append(codes, code)
	}
	return codes
}

// checkRejected sees that what is no token is told of, and never becomes one.
func (c kitCase) checkRejected(t *testing.T, r kitResult) {
	t.Helper()
	for _, rejected := range c.Rejected {
		told := slices.ContainsFunc(r.problems, func(p *seedfile.Error) bool {
			return p.Whole || p.Serial == "" || rejected.Serial != nil && p.Serial == *rejected.Serial
		})
		if !told {
			t.Errorf("a key that is no token is dropped without a word: %v", r.problems)
		}
		secrets := rejected.MustNotYield
		if rejected.Secret != "" {
			secrets = append(secrets, kitSecret{rejected.Secret})
		}
		r.checkSecrets(t, secrets)
		if rejected.Secret == "" && rejected.Serial != nil && !c.lists(*rejected.Serial) && slices.ContainsFunc(r.tokens, func(got seedfile.Token) bool {
			return got.Serial == *rejected.Serial
		}) {
			t.Errorf("%s becomes a token", *rejected.Serial)
		}
	}
}

// lists tells whether a good token has a serial: a device may have another key beside.
func (c kitCase) lists(serial string) bool {
	return slices.ContainsFunc(c.Tokens, func(t kitToken) bool { return t.Serial != nil && *t.Serial == serial })
}

func (r kitResult) checkSecrets(t *testing.T, forbidden []kitSecret) {
	t.Helper()
	for _, token := range r.tokens {
		if slices.Contains(forbidden, kitSecret{hex.EncodeToString(token.Secret.Key())}) {
			t.Errorf("token %s has the secret of a wrong reading", token.Serial)
		}
	}
}

// checkForbidden sees that nothing shows that must not: what an entity refers to, or a
// secret.
func (c kitCase) checkForbidden(t *testing.T, r kitResult) {
	t.Helper()
	r.checkSecrets(t, c.MustNotYield)
	forbidden := slices.Clone(c.MustNotContain)
	for _, token := range c.Tokens {
		if len(token.Secret) >= 16 { // a shorter one may be in a serial
			forbidden = append(forbidden, token.Secret)
		}
	}
	var shown strings.Builder
	for _, problem := range r.problems {
		fmt.Fprintln(&shown, problem, problem.Hint())
	}
	for _, token := range r.tokens {
		fmt.Fprintln(&shown, token)
	}
	for _, text := range forbidden {
		if strings.Contains(strings.ToLower(shown.String()), strings.ToLower(text)) {
			t.Errorf("a message or a token shows what it must not")
		}
	}
}
