package seedfile

import (
	"time"

	"etokenpass/profiles"
)

// Format is a kind of seed file.
type Format string

// The formats.
const (
	SafeNet  Format = "safenet"  // SafeNet and Aladdin XML: Tokens/Token
	SafeWord Format = "safeword" // SafeWord authenticator records: sccTokenData
	PSKC     Format = "pskc"     // RFC 6030
	CSV      Format = "csv"      // OATH CSV: serial, secret, type, digits, counter or step
	OTPAuth  Format = "otpauth"  // otpauth:// URIs, one a line
)

// Formats are all of them.
func Formats() []Format { return []Format{SafeNet, SafeWord, PSKC, CSV, OTPAuth} }

// String names the format in words.
func (f Format) String() string {
	switch f {
	case SafeNet:
		return "SafeNet XML"
	case SafeWord:
		return "SafeWord records"
	case PSKC:
		return "PSKC"
	case CSV:
		return "OATH CSV"
	case OTPAuth:
		return "otpauth URIs"
	}
	return string(f)
}

// countsFromOne tells of formats in which vendors ship eToken PASS. Their tokens
// have generated one code less than the moving factor says (observed: the files
// carry MovingFactor 1 for a new token).
func (f Format) countsFromOne() bool { return f == SafeNet || f == SafeWord }

// algorithm is the hash of a token whose file names none. Where the field takes it
// from the length of the secret, so do we (observed: LinOTP and privacyIDEA).
func (f Format) algorithm(secretBytes int) profiles.Algorithm {
	byLength := f == SafeNet || f == SafeWord || f == CSV
	switch {
	case byLength && secretBytes == profiles.SHA256.Size():
		return profiles.SHA256
	case f == CSV && secretBytes == profiles.SHA512.Size():
		return profiles.SHA512
	}
	return profiles.SHA1
}

// safeWordEpoch is T0 of SafeWord's time tokens (observed: LinOTP, and a public
// generator of their codes).
var safeWordEpoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// Epoch is T0 of a time token whose file names none.
func (f Format) Epoch() time.Time {
	if f == SafeWord {
		return safeWordEpoch
	}
	return time.Unix(0, 0).UTC()
}
