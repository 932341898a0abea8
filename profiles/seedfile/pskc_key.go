package seedfile

import (
	"cmp"
	"strconv"
	"strings"

	"etokenpass/profiles"
)

// pskcKinds are the keys that can be tokens, by the end of their algorithm's URI.
// RFC 6030, sections 10.1 and 10.2, have a colon before it, drafts a hash sign. A key
// may have no algorithm.
var pskcKinds = map[string]profiles.Type{"": "", "hotp": profiles.Event, "totp": profiles.Time}

// pskcKey reads one Key into its record.
type pskcKey struct {
	record
	key     *element
	root    *element // of the file, without its children
	pack    *element // that the key is in
	device  *element // nil where the package has none
	options *Options
	vault   *pskcVault
}

func (k *pskcKey) read() error {
	algorithm := k.key.attr("Algorithm", "KeyAlgorithm")
	kind, known := pskcKinds[uriTail(algorithm)]
	if !known || kind == "" && algorithm != "" {
		return skipped(k.line, k.serial, "is a key for %q: must be for hotp or totp", shortenURI(algorithm))
	}
	k.kind = kind
	if err := k.checkShape(); err != nil {
		return err
	}
	for _, read := range []func() error{k.noteUnknownParts, k.readSuite, k.readFormat, k.readSecret, k.readNumbers} {
		if err := read(); err != nil {
			return err
		}
	}
	if k.key.at("Policy", "PINPolicy") != nil {
		k.warn("its PIN policy is left out: the PIN is for the server")
	}
	return nil
}

// checkShape sees that nothing is there twice, of which one would be left out without a
// word, and that a key without an algorithm does not look like one for time tokens.
func (k *pskcKey) checkShape() error {
	if twice := k.key.repeated(); twice != nil {
		return wrongIn(twice, "", "has %s twice: must be there once", twice.name)
	}
	if interval := k.key.at("Data", "TimeInterval"); interval != nil && k.kind == "" && k.options.Overrides.Type == "" {
		return wrongIn(interval, "--type time says what it is", "has a TimeInterval and no Algorithm")
	}
	return nil
}

// readSuite reads the hash. RFC 6030 leaves open what a Suite looks like; files say
// HMAC-SHA256, sha256 and the like, in an attribute too (observed: privacyIDEA).
func (k *pskcKey) readSuite() error {
	suite := k.key.at("AlgorithmParameters", "Suite")
	if suite == nil || k.options.Overrides.Algorithm != "" {
		return nil
	}
	inText, inAttribute := suite.value(), suite.attr("hashalgo")
	name := cmp.Or(inText, inAttribute)
	algorithm, known := hashNamed(name)
	switch {
	case len(suite.children) > 0:
		return wrongIn(suite, algorithmAdvice, "its Suite has elements in it: must be text alone")
	case !known && name != "":
		return wrongIn(suite, algorithmAdvice, "its Suite is %s: must be HMAC-SHA1, HMAC-SHA256 or HMAC-SHA512", shown(name))
	case inText != "" && inAttribute != "" && hashName(inText) != hashName(inAttribute):
		return wrongIn(suite, algorithmAdvice, "its Suite is %s, and its attribute hashalgo %s: must be the same", shown(inText), shown(inAttribute))
	}
	k.algorithm = algorithm
	return nil
}

const algorithmAdvice = "--algorithm SHA1 says which"

// readFormat reads what its codes look like. Drafts have it elsewhere.
func (k *pskcKey) readFormat() error {
	format := k.key.at("AlgorithmParameters", "ResponseFormat")
	if format == nil {
		format = k.key.at("Usage", "ResponseFormat")
	}
	if encoding := format.attr("Encoding", "Format"); encoding != "" && !strings.EqualFold(encoding, "DECIMAL") {
		return wrongIn(format, "", "the Encoding of its codes is %s: must be DECIMAL", shown(encoding))
	}
	switch check := format.attr("CheckDigits"); check {
	case "", "false", "0":
	case "true", "1":
		return wrongIn(format, "", "its codes have a check digit (CheckDigits): an eToken PASS shows none")
	default:
		return wrongIn(format, "", "its CheckDigits is %s: must be true or false", shown(check))
	}
	return k.readLength(format)
}

func (k *pskcKey) readLength(format *element) error {
	length := format.attr("Length")
	if length == "" || k.options.Overrides.Digits != 0 {
		return nil
	}
	digits, err := strconv.ParseUint(length, 10, 32)
	if err != nil || digits == 0 {
		return wrongIn(format, "--digits N says it is another number", "the Length of its codes is %s: must be 6, 7 or 8", shown(length))
	}
	k.digits = digits
	return nil
}

func (k *pskcKey) readSecret() error {
	secret := k.key.at("Data", "Secret")
	if secret == nil {
		for _, name := range []string{"KeyReference", "KeyProfileId"} {
			if elsewhere := k.key.child(name); elsewhere != nil {
				return wrongIn(elsewhere, "", "has no secret: its %s names a key that is elsewhere", name)
			}
		}
		return wrongIn(k.key, "", "has no secret")
	}
	value, err := k.value(secret)
	if err != nil {
		return err
	}
	raw := value.raw
	if !value.encrypted {
		if err := k.checkPlain(secret); err != nil {
			return err
		}
		if raw, err = fromBase64(string(raw)); err != nil {
			return wrongIn(secret, "", "its secret is not base64: is it cut off?")
		}
	}
	if k.secret, err = profiles.NewSecret(raw); err != nil {
		return wrongIn(secret, "", "%v", err)
	}
	return nil
}

// checkPlain refuses a secret in plain where the others are encrypted: whoever can
// change the file could put one of his own there, and no MAC would tell.
func (k *pskcKey) checkPlain(secret *element) error {
	switch {
	case k.vault.encryptionKey == nil:
		return nil
	case !k.options.AcceptUnauthenticated:
		return wrongIn(secret, unauthenticatedAdvice, "its secret is in plain, in a file whose secrets are encrypted: somebody may have changed it")
	}
	k.warn("its secret is in plain, in a file whose secrets are encrypted: somebody may have changed it")
	return nil
}

// readNumbers reads the numbers that tokens of its type have.
func (k *pskcKey) readNumbers() (err error) {
	overrides := k.options.Overrides
	if cmp.Or(overrides.Type, k.kind, profiles.Event) == profiles.Event {
		if overrides.MovingFactor == nil {
			k.movingFactor, err = k.unsigned("Counter")
		}
		k.noteUnused("event tokens", map[string]string{"Time": "0", "TimeInterval": usualStep, "TimeDrift": "0"})
		return err
	}
	k.noteUnused("time tokens", map[string]string{"Counter": "0"})
	var step *uint64
	if overrides.Step == 0 {
		step, err = k.unsigned("TimeInterval")
	}
	switch {
	case err != nil:
		return err
	case step != nil && *step == 0:
		return wrongIn(k.key.at("Data", "TimeInterval"), "--step 30s says it is another", "its TimeInterval is 0: must be 1 to %d s", profiles.MaxStep/1e9)
	case step != nil:
		k.step = *step
	}
	seen, err := k.signed("Time")
	if err != nil {
		return err
	}
	if seen != 0 {
		k.warn("its Time is left out: it is the step that the server saw last, and a token needs only its clock")
	}
	k.drift, err = k.signed("TimeDrift")
	return err
}
