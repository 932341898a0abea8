package seedfile

import (
	"time"

	"etokenpass/profiles"
)

// Format is a kind of seed file.
type Format string

// The supported formats.
const (
	SafeNet  Format = "safenet"  // SafeNet and Aladdin XML: Tokens/Token
	SafeWord Format = "safeword" // SafeWord authenticator records: sccTokenData
	PSKC     Format = "pskc"     // RFC 6030
	CSV      Format = "csv"      // tables, such as OATH CSV: serial, secret, type, digits, counter or step
	OTPAuth  Format = "otpauth"  // otpauth:// URIs, one per line
	YubiKey  Format = "yubikey"  // logs of the YubiKey personalization tool
	JSON     Format = "json"     // backups of authenticator apps
)

// Formats returns the formats that can be read.
func Formats() []Format { return append(WrittenFormats(), YubiKey, JSON) }

// WrittenFormats returns the formats that can be written too.
func WrittenFormats() []Format { return []Format{SafeNet, SafeWord, PSKC, CSV, OTPAuth} }

// String returns the name of the format for messages.
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
	case YubiKey:
		return "YubiKey log"
	case JSON:
		return "JSON backup of an authenticator app"
	}
	return string(f)
}

// FirstMovingFactor returns the first moving factor that readers of the format assume for an event
// token, given the moving factor of its next code: no format has a field for the first. It is 1
// in the formats in which vendors ship the eToken PASS (observed: MovingFactor is 1 for a new
// token). Such a token has generated one code less than its moving factor.
func (f Format) FirstMovingFactor(next uint64) uint64 {
	if (f == SafeNet || f == SafeWord) && next > 0 {
		return 1
	}
	return 0
}

// algorithm returns the hash of a token whose file names none. In formats where servers derive
// it from the length of the secret in bytes, it does the same (observed: LinOTP and
// privacyIDEA).
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

// safeWordEpoch is T0 of SafeWord's time tokens (observed: LinOTP, and a public generator of
// their codes).
var safeWordEpoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// Epoch returns T0 (RFC 6238, section 4) of time tokens whose file does not set it.
func (f Format) Epoch() time.Time {
	if f == SafeWord {
		return safeWordEpoch
	}
	return time.Unix(0, 0).UTC()
}
