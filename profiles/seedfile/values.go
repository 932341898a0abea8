package seedfile

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"

	"etokenpass/internal/mask"
	"etokenpass/internal/value"
	"etokenpass/profiles"
)

// The following methods read values of text formats. They ignore empty text and values that are
// overridden, and refuse 0 where a record uses 0 for absent values.
func (r *record) takeDigits(text string, o Overrides) *Error {
	if text == "" || o.Digits != 0 {
		return nil
	}
	n, err := strconv.ParseUint(text, 10, 64)
	switch {
	case err != nil:
		return r.bad("", "number of digits %s: must be %s", mask.SeedValue(text), profiles.DigitsAllowed)
	case n == 0:
		return r.bad("override it with --digits N", "codes have 0 digits: must be %s", profiles.DigitsAllowed)
	}
	r.digits = n
	return nil
}

// takeMoreDigits is like takeDigits for a record whose type may have said the number already.
func (r *record) takeMoreDigits(text string, o Overrides) *Error {
	said := r.digits
	problem := r.takeDigits(text, o)
	if problem == nil && said != 0 && r.digits != said && o.Digits == 0 {
		return r.bad("", "%d digits: the type says %d", r.digits, said)
	}
	return problem
}

func (r *record) takeStep(text string, o Overrides) *Error {
	if text == "" || o.Step != 0 {
		return nil
	}
	n, err := strconv.ParseUint(text, 10, 64)
	switch {
	case err != nil:
		return r.bad("", "time step %s: must be a whole number of seconds", mask.SeedValue(text))
	case n == 0:
		return r.bad("override it with --step 30s", "time step is 0 s: must be at least 1 s")
	}
	r.step = n
	return nil
}

func (r *record) takeCounter(text string, o Overrides) *Error {
	if text == "" || o.MovingFactor != nil {
		return nil
	}
	n, ok := value.ParseNumber(text, 0, math.MaxUint64)
	if !ok {
		return r.bad("", "counter %s: must be %s", mask.SeedValue(text), value.Numbers(0, math.MaxUint64))
	}
	r.movingFactor = &n
	return nil
}

func (r *record) takeAlgorithm(text string, o Overrides) *Error {
	var ok bool
	if text == "" || o.Algorithm != "" {
		return nil
	}
	if r.algorithm, ok = hashNamed(text); !ok {
		return r.bad("", "hash %s: must be %s", mask.SeedValue(text), profiles.AlgorithmsAllowed)
	}
	return nil
}

// hashNamed returns the hash with a name in any of the usual spellings.
func hashNamed(text string) (algorithm profiles.Algorithm, known bool) {
	algorithm, known = hashes()[hashName(text)]
	return algorithm, known
}

// hashes contains the algorithms by their [hashName].
var hashes = sync.OnceValue(func() map[string]profiles.Algorithm {
	hashes := map[string]profiles.Algorithm{}
	for _, algorithm := range profiles.Algorithms() {
		hashes[hashName(string(algorithm))] = algorithm
	}
	return hashes
})

// hashName normalises the spelling of a hash: HMAC-SHA256, HmacSHA256, sha-256 and SHA256 are
// all sha256.
func hashName(text string) string {
	return strings.TrimPrefix(separators.Replace(strings.ToLower(text)), "hmac")
}

var separators = strings.NewReplacer("-", "", "_", "", " ", "")

// countsCodes reports whether the token is an event token after overrides.
func (r *record) countsCodes(o Overrides) bool {
	return cmp.Or(o.Type, r.kind, profiles.Event) == profiles.Event
}

// isOneWord reports whether a text consists of at least shortest ASCII letters, digits and
// equals signs.
func isOneWord(text string, shortest int) bool {
	return len(text) >= shortest && !strings.ContainsFunc(text, func(c rune) bool {
		return (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '='
	})
}

// movingFactor reads a decimal number, which may have leading zeros.
func movingFactor(what, text string) (*uint64, error) {
	n, ok := value.ParseNumber(text, 0, math.MaxUint64)
	if !ok {
		return nil, fmt.Errorf("%s is %s: must be %s", what, mask.SeedValue(text), value.Numbers(0, math.MaxUint64))
	}
	return &n, nil
}

// positive reads a decimal number greater than 0: an explicit 0 is not the same as an absent
// value.
func positive(text string) (uint64, error) {
	value, err := strconv.ParseUint(text, 10, 64)
	if err == nil && value == 0 {
		err = strconv.ErrRange
	}
	return value, err
}

// secretInHex reads a secret in hex. Its errors do not show the secret.
func secretInHex(what, text string) (profiles.Secret, error) {
	secret, err := profiles.SecretFromHex(text)
	if err != nil {
		return profiles.Secret{}, fmt.Errorf("%s: %w", what, err)
	}
	return secret, nil
}

// typeNamed returns the type for hotp or totp, in lower case.
func typeNamed(word string) (kind profiles.Type, known bool) {
	switch word {
	case hotp:
		return profiles.Event, true
	case totp:
		return profiles.Time, true
	}
	return "", false
}

// typeName returns hotp or totp.
func typeName(kind profiles.Type) string {
	if kind == profiles.Time {
		return totp
	}
	return hotp
}

const (
	hotp = "hotp"
	totp = "totp"
)
