package seedfile

import (
	"maps"
	"slices"
	"strconv"
)

// pskcParts are the elements of a Key that can change its codes (RFC 6030, section 4;
// KeyId, KeyAlgorithm, Usage and the dates are those of drafts).
var pskcParts = knownParts{
	"Key": {
		attrs:    []string{"Id", "Algorithm", "KeyId", "KeyAlgorithm"},
		children: []string{"Issuer", "AlgorithmParameters", "KeyProfileId", "KeyReference", "FriendlyName", "Data", "UserId", "Policy", "Usage", "StartDate", "ExpiryDate"},
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

// pskcDeviceParts is what is known of a device. It says the serial.
var pskcDeviceParts = parts{children: []string{
	"Manufacturer", "SerialNo", "Model", "IssueNo", "DeviceBinding", "StartDate", "ExpiryDate", "UserId", "Extensions",
}}

// noteUnknownParts goes through the key and its device.
func (k *pskcKey) noteUnknownParts() error {
	if k.device != nil {
		if err := k.noteUnknown(k.device, pskcDeviceParts); err != nil {
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

// noteUnused is for numbers that tokens of its type do not have, unless they say
// nothing: files have them in every key (observed: privacyIDEA, multiOTP).
func (k *pskcKey) noteUnused(tokens string, neutral map[string]string) {
	for _, name := range slices.Sorted(maps.Keys(neutral)) {
		_, value, err := k.number(name)
		text := string(value.raw)
		if value.encrypted {
			text = strconv.FormatUint(bigEndian(value.raw), 10)
		}
		number, notNumber := strconv.ParseFloat(text, 64)
		switch {
		case err == nil && text == "":
		case err == nil && notNumber == nil && strconv.FormatFloat(number, 'f', -1, 64) == neutral[name]:
		case err != nil || notNumber != nil:
			k.note("unused "+name, "the %s is left out: %s have none", name, tokens)
		default:
			k.note("unused "+name, "the %s %s is left out: %s have none", name, shownNumber(text), tokens)
		}
	}
}
