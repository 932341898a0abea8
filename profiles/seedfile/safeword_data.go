package seedfile

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"etokenpass/profiles"
)

// What a directory exports is under the key of the server that it comes from.
const (
	locked       = "it is the export of a server, whose keys are encrypted under a key of that server, and cannot be read"
	lockedAdvice = "the file that the tokens came with has their keys in plain"
)

// safeWordName is what sccTokenData may say, in upper and lower case of any kind.
type safeWordName struct {
	name string
	read func(r *record, value string) error // nil says nothing of the codes

	overridden func(Overrides) bool // somebody knows better; nil is never
}

var safeWordNames = map[string]safeWordName{
	"scckey":    {name: "sccKey", read: readSafeWordKey},
	"sccmode":   {name: "sccMode", read: readSafeWordMode, overridden: func(o Overrides) bool { return o.Type != "" }},
	"sccpwlen":  {name: "sccPwLen", read: readSafeWordDigits, overridden: func(o Overrides) bool { return o.Digits != 0 }},
	"scctick":   {name: "sccTick", read: readSafeWordStep, overridden: func(o Overrides) bool { return o.Step != 0 }},
	"sccseq":    {name: "sccSeq", read: readSafeWordSeq, overridden: func(o Overrides) bool { return o.MovingFactor != nil }},
	"crypto":    {name: "crypto", read: readSafeWordHash, overridden: func(o Overrides) bool { return o.Algorithm != "" }},
	"sccver":    {name: "sccVer"},
	"sccprtime": {name: "sccPrTime"}, // when it was made (assumed): T0 is the same in all files
}

// otherSafeWordNames say nothing of the codes either (observed: files that multiOTP reads).
var otherSafeWordNames = []string{"casemodel", "productiondate"}

// readSafeWordData reads sccTokenData: names and values between semicolons. What a part
// holds is shown only where it cannot be a piece of the secret.
func readSafeWordData(r *record, data string, o Overrides) error {
	seen := map[string]bool{}
	number := 0
	for part := range strings.SplitSeq(data, ";") {
		number++
		name, value, isPair := strings.Cut(part, "=")
		name, value = strings.ToLower(trimBlanks(name)), trimBlanks(value)
		known, isKnown := safeWordNames[name]
		switch {
		case isBlankLine(part):
			continue
		case !isPair:
			return r.bad("", "part %d of its sccTokenData has no =: must be a name, =, a value", number)
		case isKnown && strings.Contains(value, "="):
			return r.bad("", "its %s has another =: is the semicolon before it missing?", known.name)
		case isKnown && seen[name]:
			return r.bad("", "its sccTokenData has %s twice", known.name)
		case isProductName(name):
			if value != "" {
				r.model = value
			}
		case known.overridden != nil && known.overridden(o):
		case known.read != nil:
			if err := known.read(r, value); err != nil {
				return r.bad("", "%v", err)
			}
		case !isKnown && !slices.Contains(otherSafeWordNames, name):
			r.note("data "+name, "sccTokenData has %s, which is not known: left out", shownName(name))
		}
		seen[name] = true
	}
	if !seen["scckey"] {
		return r.bad("", "its sccTokenData has no sccKey")
	}
	r.leaveOutOfOtherType(o)
	return nil
}

// leaveOutOfOtherType takes care of a number that tokens of its type do not have.
func (r *record) leaveOutOfOtherType(o Overrides) {
	if r.countsCodes(o) {
		if r.step != 0 {
			r.noteUnusedStep("sccTick", strconv.FormatUint(r.step, 10))
		}
		return
	}
	if r.movingFactor != nil {
		r.noteUnusedCounter("sccSeq", strconv.FormatUint(*r.movingFactor, 10))
	}
}

// isProductName knows the misspelt one too (observed: files that multiOTP reads).
func isProductName(name string) bool { return name == "productname" || name == "prtoductname" }

func readSafeWordKey(r *record, value string) (err error) {
	if strings.HasPrefix(value, "(") { // (AES:hex) and (DES:hex), observed: scripts that migrate servers
		return errors.New("its sccKey is in parentheses: " + locked)
	}
	if value == "" {
		return errors.New("its sccKey is empty")
	}
	r.secret, err = secretInHex("its sccKey", value)
	return err
}

func readSafeWordMode(r *record, value string) error {
	switch strings.ToUpper(value) {
	case "E":
		r.kind = profiles.Event
	case "T":
		r.kind = profiles.Time
	default:
		return fmt.Errorf("its sccMode is %s: must be E (event) or T (time)", shown(value))
	}
	return nil
}

func readSafeWordDigits(r *record, value string) (err error) {
	r.digits, err = positive(value)
	if err != nil {
		return fmt.Errorf("its sccPwLen is %s: must be 6, 7 or 8", shown(value))
	}
	return nil
}

func readSafeWordStep(r *record, value string) (err error) {
	r.step, err = positive(value)
	if err != nil {
		return fmt.Errorf("its sccTick is %s: must be 1 to %.0f s", shown(value), profiles.MaxStep.Seconds())
	}
	return nil
}

func readSafeWordSeq(r *record, value string) (err error) {
	r.movingFactor, err = movingFactor("its sccSeq", value)
	return err
}

func readSafeWordHash(r *record, value string) error {
	var known bool
	if r.algorithm, known = hashNamed(value); !known {
		return fmt.Errorf("its crypto is %s: must be HmacSHA1, HmacSHA256 or HmacSHA512", shown(value))
	}
	return nil
}

// safeWordHash is the name of a hash in these files.
func safeWordHash(a profiles.Algorithm) string { return "Hmac" + string(a) }

// positive reads a number that cannot be 0: a file that says 0 does not leave it open.
func positive(text string) (uint64, error) {
	value, err := strconv.ParseUint(text, 10, 64)
	if err == nil && value == 0 {
		err = strconv.ErrRange
	}
	return value, err
}

// secretInHex reads a secret, which its errors do not show.
func secretInHex(what, text string) (profiles.Secret, error) {
	secret, err := profiles.SecretFromHex(text)
	if err != nil {
		return profiles.Secret{}, fmt.Errorf("%s: %w", what, err)
	}
	return secret, nil
}

// shownName shows the name of a field. Words are longer there than among values.
func shownName(name string) string {
	const longest = 40
	isWord := func(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }
	if len(name) <= longest && strings.TrimFunc(name, isWord) == "" && !profiles.HoldsSecret(name) {
		return strconv.Quote(name)
	}
	return shown(name)
}
