package seedfile

import (
	"encoding/base64"
	"math"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"etokenpass/internal/mask"
	"etokenpass/profiles"
)

// migrationScheme begins the URIs in which Google Authenticator exports accounts, in QR codes.
// Their parameter data is a message of Protocol Buffers. The app documents no part of it; the
// numbers below are those that other apps read (observed: Aegis, google_auth.proto).
const migrationScheme = "otpauth-migration://"

// The fields of the message.
const (
	fieldAccount = 1 // repeated
	fieldVersion = 2
	fieldSize    = 3 // how many parts the export has
	fieldIndex   = 4 // of this part, from 0
	fieldID      = 5 // of the export
)

// newestMigration is the newest known version of the message.
const newestMigration = 2

// The fields of an account.
const (
	fieldSecret    = 1
	fieldName      = 2
	fieldIssuer    = 3
	fieldAlgorithm = 4
	fieldDigits    = 5
	fieldType      = 6
	fieldCounter   = 7
	fieldUniqueID  = 8 // only identifies the account in the app
)

// The values of an account's enumerations. Their value 0 is that of an absent field.
var (
	migrationAlgorithms = map[uint64]string{1: "SHA1", 2: "SHA256", 3: "SHA512", 4: "MD5"}
	migrationDigits     = map[uint64]string{1: "6", 2: "8"}
	migrationTypes      = map[uint64]string{1: hotp, 2: totp}
)

// migration is the content of one URI: a part of an export.
type migration struct {
	accounts    [][]byte
	size, index uint64
	id          int64
	message     []byte
}

// isMigration reports whether a line is a migration URI.
func isMigration(line string) bool { return hasFoldedPrefix(line, migrationScheme) }

// hasFoldedPrefix is strings.HasPrefix without regard to case. prefix is ASCII.
func hasFoldedPrefix(text, prefix string) bool {
	return len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix)
}

// takeMigration reads a migration URI into m. The notes of r concern the URI.
func (r *record) takeMigration(text string, m *migration) *Error {
	message, problem := r.migrationData(text)
	if problem != nil {
		return problem
	}
	fields, err := protoFields(message)
	if err != nil {
		return r.bad("", "parameter data: %v", err)
	}
	m.message = message
	for _, field := range fields {
		wire := wireVarint
		switch field.number {
		case fieldAccount:
			wire = wireBytes
			m.accounts = append(m.accounts, field.bytes)
		case fieldVersion:
			if field.value > newestMigration {
				r.note("version", "version %d of the migration URI is newer than %d, the newest that is known: check the codes", field.value, newestMigration)
			}
		case fieldSize:
			m.size = field.value
		case fieldIndex:
			m.index = field.value
		case fieldID:
			m.id = int64(field.value) //nolint:gosec // negative numbers are written so
		default:
			wire = field.wire
			r.note("field "+strconv.FormatUint(field.number, 10), "unknown field %d of a migration URI ignored", field.number)
		}
		if field.wire != wire {
			return r.wrongWire(field)
		}
	}
	if len(m.accounts) == 0 {
		return r.bad("", "the migration URI has no accounts")
	}
	return nil
}

func (r *record) wrongWire(field protoField) *Error {
	return r.bad("", "parameter data: field %d has the wire type %d: the data is damaged", field.number, field.wire)
}

// migrationData returns the message in a migration URI. It is in base64, percent-encoded or
// not; programs that decode + as a space, and those that use the alphabet for URLs or omit the
// padding, change nothing that cannot be restored.
func (r *record) migrationData(text string) ([]byte, *Error) {
	_, query, _ := strings.Cut(text, "?")
	data, found := "", false
	for part := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(part, "=")
		switch {
		case part == "":
		case name != "data":
			r.note("parameter "+name, "unknown parameter %s ignored", mask.SeedName(name))
		case found:
			return nil, r.bad("", "duplicate parameter data: must occur once")
		default:
			data, found = value, true
		}
	}
	data, err := url.PathUnescape(data)
	if err != nil {
		return nil, r.bad("", "parameter data has a %% without two hex digits after it: is it cut off?")
	}
	if data == "" {
		return nil, r.bad("", "no parameter data: must be %soffline?data=…", migrationScheme)
	}
	message, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(standardBase64.Replace(data), "="))
	if err != nil {
		return nil, r.bad("", "parameter data is not base64: is it cut off?")
	}
	return message, nil
}

// standardBase64 replaces what stands for + and / elsewhere.
var standardBase64 = strings.NewReplacer(" ", "+", "-", "+", "_", "/")

// takeMigrated reads an account of a migration URI. The app has no other time step than the
// usual one, and does not write a counter of 0.
func (r *record) takeMigrated(message []byte, o Overrides) *Error {
	fields, err := protoFields(message)
	if err != nil {
		return r.bad("", "%v", err)
	}
	account, problem := r.migratedFields(fields)
	if problem != nil {
		return problem
	}
	name, issuer := string(account[fieldName].bytes), string(account[fieldIssuer].bytes)
	if !utf8.ValidString(name) || !utf8.ValidString(issuer) {
		return r.bad("", "the name is not UTF-8 text")
	}
	if problem := r.takeLabel(name, issuer); problem != nil {
		return problem
	}
	if problem := r.takeMigratedType(account[fieldType].value); problem != nil {
		return problem
	}
	if r.secret, err = profiles.NewSecret(account[fieldSecret].bytes); err != nil {
		return r.bad("", "%v", err)
	}
	return r.takeMigratedNumbers(account, o)
}

// migratedFields returns the fields of an account by number.
func (r *record) migratedFields(fields []protoField) (map[uint64]protoField, *Error) {
	account := map[uint64]protoField{}
	for _, field := range fields {
		wire := wireVarint
		switch field.number {
		case fieldSecret, fieldName, fieldIssuer, fieldUniqueID:
			wire = wireBytes
		case fieldAlgorithm, fieldDigits, fieldType, fieldCounter:
		default:
			r.note("account "+strconv.FormatUint(field.number, 10), "unknown field %d of an account in a migration URI ignored", field.number)
			continue
		}
		if field.wire != wire {
			return nil, r.wrongWire(field)
		}
		if _, twice := account[field.number]; twice {
			return nil, r.bad("", "field %d occurs twice: must occur once", field.number)
		}
		account[field.number] = field
	}
	return account, nil
}

func (r *record) takeMigratedType(number uint64) *Error {
	name, known := migrationTypes[number]
	switch {
	case number == 0:
		r.assumeTime()
		return nil
	case !known:
		name = strconv.FormatUint(number, 10)
	}
	return r.takeAccountKind(name, "")
}

func (r *record) takeMigratedNumbers(account map[uint64]protoField, o Overrides) *Error {
	algorithm, digits, counter := account[fieldAlgorithm].value, account[fieldDigits].value, account[fieldCounter].value
	values := map[string]string{
		"algorithm": migrationAlgorithms[algorithm],
		"digits":    migrationDigits[digits],
		"counter":   strconv.FormatUint(counter, 10),
	}
	switch {
	case values["algorithm"] == "" && algorithm != 0:
		values["algorithm"] = strconv.FormatUint(algorithm, 10)
	case values["digits"] == "" && digits != 0 && o.Digits == 0:
		return r.bad("override it with --digits N", "unknown number of digits: kind %d, where 1 means 6 and 2 means 8", digits)
	case counter > math.MaxInt64 && r.countsCodes(o) && o.MovingFactor == nil:
		return r.bad("set it with --moving-factor N", "the counter is negative")
	}
	return r.takeNumbers("field", values, o)
}
