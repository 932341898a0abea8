package seedfile

import (
	"bufio"
	"cmp"
	"encoding/base64"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"etokenpass/internal/mask"
	"etokenpass/profiles"
)

// pskcDraft is the namespace of a draft that predates RFC 6030 and has other elements
// (observed: ActivIdentity).
const pskcDraft = "urn:ietf:params:xml:ns:keyprov:container:1.0"

// pskcReader reads PSKC (RFC 6030, section 4): a KeyContainer that holds the encryption
// parameters, followed by one KeyPackage per device.
type pskcReader struct {
	xml       *xmlReader
	options   Options
	decrypter pskcDecrypter
	pack      *element   // the current package
	device    *element   // its DeviceInfo
	keys      []*element // the keys of the current package that were not returned yet
	notice    error      // about the file, to be returned first; nil if there is none
}

// pskcRoot is the name of the root.
const pskcRoot = "KeyContainer"

// lowerCaseNotice is reported for a file whose names are in lower case. privacyIDEA 3 exports
// such files, through an HTML parser (observed).
const lowerCaseNotice = "all names are in lower case, as privacyIDEA exports them, and were read as those of PSKC"

func newPSKCReader(in *bufio.Reader, o Options) (records, error) {
	x, err := newXMLReader(in)
	if err != nil {
		return nil, err
	}
	root := x.root
	r := &pskcReader{xml: x, options: o, decrypter: pskcDecrypter{keys: o.Keys, acceptUnauthenticated: o.AcceptUnauthenticated}}
	if root.name == strings.ToLower(pskcRoot) {
		r.notice = &Error{Line: root.line, Problem: lowerCaseNotice, Kind: Notice}
		x.proper = pskcSpelling()
		if err := x.proper.apply(root); err != nil {
			return nil, err
		}
	}
	version, hasVersion := root.attrs["Version"]
	switch {
	case root.name != pskcRoot:
		return nil, broken(root.line, "", "XML root element is %s: must be "+pskcRoot, mask.SeedValue(root.name))
	case root.space == pskcDraft:
		return nil, broken(root.line, "ask the vendor for a file that follows RFC 6030", "a PSKC draft that predates RFC 6030 (%s)", pskcDraft)
	case hasVersion && strings.TrimSpace(version) != "1.0":
		return nil, broken(root.line, "", "the KeyContainer has Version %q: must be 1.0", mask.Shorten(version))
	}
	return r, nil
}

// next returns the next key. A device may have several.
func (r *pskcReader) next() (record, error) {
	if notice := r.notice; notice != nil {
		r.notice = nil
		return record{}, notice
	}
	for len(r.keys) == 0 {
		child, err := r.xml.next()
		if err == nil {
			err = r.open(child)
		}
		if err != nil {
			return record{}, err
		}
	}
	r.xml.found()
	key := r.keys[0]
	r.keys = r.keys[1:]
	return r.record(key)
}

// open processes one child of the container.
func (r *pskcReader) open(child *element) error {
	switch child.name {
	case "EncryptionKey":
		return r.decrypter.take(child, &r.decrypter.encryptionKey)
	case "MACMethod":
		return r.decrypter.take(child, &r.decrypter.macMethod)
	case "KeyPackage", "Device": // Device: drafts, and files of Feitian
		return r.openPackage(child)
	case "Signature":
		return &Error{Line: child.line, Problem: "the file is signed: the signature was not checked", Kind: Notice}
	case "Extensions":
	default:
		return &Error{Line: child.line, Problem: fmt.Sprintf("unknown element %q in KeyContainer ignored", mask.Shorten(child.name)), Kind: Notice}
	}
	return nil
}

// openPackage prepares to read the keys of one device.
func (r *pskcReader) openPackage(e *element) error {
	r.pack, r.device = e, e.child("DeviceInfo")
	keys, twice := e.all("Key"), r.device.repeated()
	if infos := e.all("DeviceInfo"); len(infos) > 1 {
		twice = infos[1]
	}
	switch {
	case len(keys) == 0:
		return withSerial(r.device.child("SerialNo").value(), elementError(e, "", "%s has no Key", e.name))
	case twice != nil:
		return withSerial(r.device.child("SerialNo").value(), elementError(twice, "", "duplicate %s: must occur once", twice.name))
	}
	r.keys = keys
	return nil
}

// record reads one key of the device.
func (r *pskcReader) record(key *element) (record, error) {
	k := pskcKey{key: key, root: r.xml.root, pack: r.pack, device: r.device, options: &r.options, decrypter: &r.decrypter}
	k.line = key.line
	k.serial = r.device.child("SerialNo").value()
	if k.serial == "" {
		k.serial = key.attr("Id", "KeyId")
	}
	k.manufacturer = r.device.child("Manufacturer").value()
	k.model = r.device.child("Model").value()
	if err := k.read(); err != nil {
		return record{}, withSerial(k.serial, err)
	}
	return k.record, nil
}

// uriTail returns the last part of a URI in lower case. Programs agree on that part of an
// algorithm's name, but not always on the rest.
func uriTail(uri string) string {
	return strings.ToLower(uri[strings.LastIndexAny(uri, "#:")+1:])
}

// pskcKey reads one Key into its record.
type pskcKey struct {
	record
	key       *element
	root      *element // the root of the file, without its children
	pack      *element // the package of the key
	device    *element // the DeviceInfo of the package, or nil
	options   *Options
	decrypter *pskcDecrypter
}

func (k *pskcKey) read() error {
	// The type is the end of the algorithm's URI. RFC 6030, sections 10.1 and 10.2, has a
	// colon before it, drafts have a hash sign. A key may have no algorithm.
	algorithm := k.key.attr("Algorithm", "KeyAlgorithm")
	kind, known := typeNamed(uriTail(algorithm))
	if !known && algorithm != "" {
		return skipped(k.line, k.serial, "the key is for %q: must be for hotp or totp", mask.ShortenStart(algorithm))
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
		k.warn("PIN policy ignored: the PIN is for the server")
	}
	return nil
}

// checkShape refuses repeated elements, all but one of which would be ignored, and a key
// without an algorithm that looks like one for time tokens.
func (k *pskcKey) checkShape() error {
	if twice := k.key.repeated(); twice != nil {
		return elementError(twice, "", "duplicate %s: must occur once", twice.name)
	}
	if interval := k.key.at("Data", "TimeInterval"); interval != nil && k.kind == "" && k.options.Overrides.Type == "" {
		return elementError(interval, "set it with --type time", "TimeInterval without an Algorithm")
	}
	return nil
}

// readSuite reads the hash. RFC 6030 does not define the format of Suite. Files contain
// HMAC-SHA256, sha256 and the like, also in an attribute (observed: privacyIDEA).
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
		return elementError(suite, algorithmAdvice, "Suite contains elements: must be text only")
	case !known && name != "":
		return elementError(suite, algorithmAdvice, "Suite is %s: must be HMAC-SHA1, HMAC-SHA256 or HMAC-SHA512", mask.SeedValue(name))
	case inText != "" && inAttribute != "" && hashName(inText) != hashName(inAttribute):
		return elementError(suite, algorithmAdvice, "Suite is %s, but its attribute hashalgo is %s: must be the same", mask.SeedValue(inText), mask.SeedValue(inAttribute))
	}
	k.algorithm = algorithm
	return nil
}

const algorithmAdvice = "override it with --algorithm SHA1"

// readFormat reads the format of the codes. Drafts have it in another element.
func (k *pskcKey) readFormat() error {
	format := k.key.at("AlgorithmParameters", "ResponseFormat")
	if format == nil {
		format = k.key.at("Usage", "ResponseFormat")
	}
	if encoding := format.attr("Encoding", "Format"); encoding != "" && !strings.EqualFold(encoding, "DECIMAL") {
		return elementError(format, "", "Encoding of the codes is %s: must be DECIMAL", mask.SeedValue(encoding))
	}
	switch check := format.attr("CheckDigits"); check {
	case "", "false", "0":
	case "true", "1":
		return elementError(format, "", "codes have a check digit (CheckDigits): an eToken PASS shows none")
	default:
		return elementError(format, "", "CheckDigits is %s: must be true or false", mask.SeedValue(check))
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
		return elementError(format, "override it with --digits N", "Length of the codes is %s: must be %s", mask.SeedValue(length), profiles.DigitsAllowed)
	}
	k.digits = digits
	return nil
}

func (k *pskcKey) readSecret() error {
	secret := k.key.at("Data", "Secret")
	if secret == nil {
		for _, name := range []string{"KeyReference", "KeyProfileId"} {
			if elsewhere := k.key.child(name); elsewhere != nil {
				return elementError(elsewhere, "", "no secret: %s refers to a key outside the file", name)
			}
		}
		return elementError(k.key, "", "no secret")
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
			return elementError(secret, "", "secret is not base64: is it truncated?")
		}
	}
	if k.secret, err = profiles.NewSecret(raw); err != nil {
		return elementError(secret, "", "%v", err)
	}
	return nil
}

// checkPlain refuses a plaintext secret in a file with encrypted secrets: an attacker could
// replace a secret without being detected by a MAC.
func (k *pskcKey) checkPlain(secret *element) error {
	switch {
	case k.decrypter.encryptionKey == nil:
		return nil
	case !k.options.AcceptUnauthenticated:
		return elementError(secret, unauthenticatedAdvice, "plaintext secret in a file with encrypted secrets: it may have been tampered with")
	}
	k.warn("plaintext secret in a file with encrypted secrets: it may have been tampered with")
	return nil
}

// readNumbers reads the numbers that apply to the type of the token.
func (k *pskcKey) readNumbers() (err error) {
	overrides := k.options.Overrides
	if k.countsCodes(overrides) {
		if overrides.MovingFactor == nil {
			k.movingFactor, err = k.unsigned("Counter")
		}
		k.noteUnused("event tokens", map[string][]string{"Time": {"0"}, "TimeInterval": {"0", usualStep}, "TimeDrift": {"0"}})
		return err
	}
	k.noteUnused("time tokens", map[string][]string{"Counter": {"0"}})
	var step *uint64
	if overrides.Step == 0 {
		step, err = k.unsigned("TimeInterval")
	}
	switch {
	case err != nil:
		return err
	case step != nil && *step == 0:
		return elementError(k.key.at("Data", "TimeInterval"), "override it with --step 30s", "TimeInterval is 0: must be 1 to %d s", maxStepSeconds)
	case step != nil:
		k.step = *step
	}
	seen, err := k.signed("Time")
	if err != nil {
		return err
	}
	if seen != 0 {
		k.warn("Time ignored: it is the last step that the server saw, and a token needs only its clock")
	}
	return k.readDrift()
}

// decimalNumber matches a number that is not written as an integer.
var decimalNumber = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[+-]?[0-9]+(\.[0-9]+([eE][+-]?[0-9]+)?|[eE][+-]?[0-9]+)$`)
})

// readDrift reads how many steps the clock is ahead: a whole number (RFC 6030, section 4.1).
// A decimal number is in seconds (observed: privacyIDEA).
func (k *pskcKey) readDrift() error {
	e, value, err := k.number("TimeDrift")
	text := string(value.raw)
	if err != nil || value.encrypted || !decimalNumber().MatchString(text) {
		k.drift, err = k.signed("TimeDrift")
		return err
	}
	const largest = 1e9 // seconds, more than the longest offset of a clock
	seconds, err := strconv.ParseFloat(text, 64)
	step := cmp.Or(k.options.Overrides.Step, time.Duration(k.step)*time.Second, profiles.DefaultStep).Seconds()
	switch {
	case seconds == 0:
	case !k.options.Overrides.Drift:
		k.warn("TimeDrift %s ignored, so the codes are those of the correct time: a decimal number is the seconds that a server measured", mask.SeedNumber(text))
	case err != nil || math.Abs(seconds) > largest || math.Mod(seconds, step) != 0:
		return elementError(e, "omit --time-drift, so that the clock is right", "TimeDrift is %s, in seconds because it is a decimal number: must be a multiple of the time step, %.0f s", mask.SeedNumber(text), step)
	default:
		k.drift = int64(seconds / step)
	}
	return nil
}

// pskcValue is the value of an element of Data: text as it is in the file, or decrypted bytes.
type pskcValue struct {
	raw       []byte
	encrypted bool
}

// value reads PlainValue or EncryptedValue (RFC 6030, section 4.2).
func (k *pskcKey) value(e *element) (pskcValue, error) {
	plain, encrypted := e.child("PlainValue"), e.child("EncryptedValue")
	switch {
	case plain != nil && encrypted != nil:
		return pskcValue{}, elementError(e, "", "%s has both PlainValue and EncryptedValue: must have one", e.name)
	case plain != nil && len(plain.children) > 0:
		return pskcValue{}, elementError(plain, "", "PlainValue of %s contains elements: must be text only", e.name)
	case plain != nil:
		return pskcValue{raw: []byte(plain.text)}, nil
	case encrypted == nil:
		return pskcValue{}, elementError(e, "", "%s has no value: must have PlainValue or EncryptedValue", e.name)
	}
	raw, authentic, err := k.decrypter.decrypt(e, encrypted)
	if err != nil {
		return pskcValue{}, err
	}
	if !authentic {
		k.warn("encrypted %s is not authenticated by a MAC: it may have been tampered with", e.name)
	}
	return pskcValue{raw: raw, encrypted: true}, nil
}

// unsigned reads an unsigned number of Data, or returns nil if it is absent.
func (k *pskcKey) unsigned(name string) (*uint64, error) {
	e, value, err := k.number(name)
	if e == nil || err != nil {
		return nil, err
	}
	if value.encrypted {
		number := bigEndian(value.raw)
		return &number, nil
	}
	number, err := strconv.ParseUint(string(value.raw), 10, 64)
	if err != nil {
		return nil, elementError(e, "", "%s is %s: must be a whole number, at least 0", name, mask.SeedNumber(string(value.raw)))
	}
	return &number, nil
}

// signed reads a number of Data that may be negative, or returns 0 if it is absent. In the
// schema these are 32-bit integers. Some programs write negative ones as unsigned numbers
// (observed: pskctool writes -4 as 4294967292).
func (k *pskcKey) signed(name string) (int64, error) {
	e, value, err := k.number(name)
	if e == nil || err != nil {
		return 0, err
	}
	number := int64(bigEndian(value.raw))
	if !value.encrypted {
		if number, err = strconv.ParseInt(string(value.raw), 10, 64); err != nil {
			return 0, elementError(e, "", "%s is %s: must be a whole number", name, mask.SeedNumber(string(value.raw)))
		}
	}
	if number > math.MaxInt32 && number <= math.MaxUint32 {
		number -= 1 << 32
	}
	return number, nil
}

// number reads a value other than the secret. Encrypted numbers are big-endian bytes: as few as
// possible (observed: python-pskc and multiOTP), or 4 or 8 as in the schema.
func (k *pskcKey) number(name string) (*element, pskcValue, error) {
	e := k.key.at("Data", name)
	if e == nil {
		return nil, pskcValue{}, nil
	}
	value, err := k.value(e)
	if err == nil && value.encrypted && (len(value.raw) < 1 || len(value.raw) > 8) {
		err = elementError(e, "", "encrypted %s has %d bytes: must be 1 to 8", name, len(value.raw))
	}
	return e, value, err
}

func bigEndian(raw []byte) (number uint64) {
	for _, b := range raw {
		number = number<<8 | uint64(b)
	}
	return number
}

// fromBase64 decodes base64, ignoring white space. Its error does not contain the text.
func fromBase64(text string) ([]byte, error) {
	return base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
}

// pskcParts are the known elements inside a Key (RFC 6030, section 4; KeyId, KeyAlgorithm,
// Usage and the dates are from drafts).
var pskcParts = knownParts{
	"Key": {
		attrs:    []string{"Id", "Algorithm", "KeyId", "KeyAlgorithm"},
		children: []string{"Issuer", "AlgorithmParameters", "FriendlyName", "Data", "UserId", "Policy", "Usage", "StartDate", "ExpiryDate"},
	},
	"AlgorithmParameters": {children: []string{"Suite", "ResponseFormat"}},
	"Suite":               {attrs: []string{"hashalgo"}},
	"Usage":               {attrs: []string{"OTP"}, children: []string{"ResponseFormat"}},
	"ResponseFormat":      {attrs: []string{"Length", "Encoding", "CheckDigits", "Format"}},
	"Data":                {children: []string{"Secret", "Counter", "Time", "TimeInterval", "TimeDrift"}},
	"Secret":              pskcValueParts,
	"Counter":             pskcValueParts,
	"Time":                pskcValueParts,
	"TimeInterval":        pskcValueParts,
	"TimeDrift":           pskcValueParts,
	"PlainValue":          {},
}

var pskcValueParts = parts{children: []string{"PlainValue", "EncryptedValue", "ValueMAC"}}

// pskcDeviceParts are the known elements of a DeviceInfo.
var pskcDeviceParts = parts{children: []string{
	"Manufacturer", "SerialNo", "Model", "IssueNo", "DeviceBinding", "StartDate", "ExpiryDate", "UserId", "Extensions",
}}

// pskcPackageParts are the known attributes and elements of a KeyPackage.
var pskcPackageParts = parts{attrs: []string{"Id", "id"}, children: []string{"DeviceInfo", "DeviceId", "CryptoModuleInfo", "Key", "Extensions"}}

// pskcOtherNames are the known names that the tables above lack.
var pskcOtherNames = []string{
	pskcRoot, "Version", "KeyPackage", "Device", "Signature", "PINPolicy", "KeyReference", "KeyProfileId",
	"EncryptionKey", "KeyName", "X509Data", "PGPData", "SPKIData", "KeyValue", "EncryptedKey", "AgreementMethod", "RetrievalMethod",
	"DerivedKey", "KeyDerivationMethod", "PBKDF2-params", "Salt", "Specified", "IterationCount", "KeyLength", "PRF",
	"MACMethod", "MACKey", "MACKeyReference", "EncryptionMethod", "EncryptionScheme", "CipherData", "CipherValue",
}

// pskcSpelling returns all known names.
func pskcSpelling() spelling {
	s := spelling{}
	s.add(pskcOtherNames...)
	for _, known := range append(slices.Collect(maps.Values(pskcParts)), pskcPackageParts, pskcDeviceParts) {
		s.add(known.attrs...)
		s.add(known.children...)
	}
	return s
}

// noteUnknownParts checks the root, the package, the device and the key for unknown parts.
func (k *pskcKey) noteUnknownParts() error {
	around := []struct {
		e     *element
		known parts
	}{{k.root, rootParts}, {k.pack, pskcPackageParts}, {k.device, pskcDeviceParts}}
	for _, each := range around {
		if each.e == nil {
			continue
		}
		if err := k.noteUnknown(each.e, each.known); err != nil {
			return err
		}
	}
	return k.noteUnknownIn(k.key)
}

func (k *pskcKey) noteUnknownIn(e *element) error {
	if err := k.noteUnknown(e, pskcParts[e.name]); err != nil {
		return err
	}
	for _, child := range e.children {
		if _, known := pskcParts[child.name]; known {
			if err := k.noteUnknownIn(child); err != nil {
				return err
			}
		}
	}
	return nil
}

// noteUnused notes numbers that do not apply to the type of the token, unless they have a neutral
// value, which some programs write into every key (observed: privacyIDEA, multiOTP).
func (k *pskcKey) noteUnused(tokens string, neutral map[string][]string) {
	for _, name := range slices.Sorted(maps.Keys(neutral)) {
		_, value, err := k.number(name)
		text := string(value.raw)
		if value.encrypted {
			text = strconv.FormatUint(bigEndian(value.raw), 10)
		}
		number, notNumber := strconv.ParseFloat(text, 64)
		switch {
		case err == nil && text == "":
		case err == nil && notNumber == nil && slices.Contains(neutral[name], strconv.FormatFloat(number, 'f', -1, 64)):
		case err != nil || notNumber != nil:
			k.note("unused "+name, "%s ignored: %s have none", name, tokens)
		default:
			k.note("unused "+name, "%s %s ignored: %s have none", name, mask.SeedNumber(text), tokens)
		}
	}
}
