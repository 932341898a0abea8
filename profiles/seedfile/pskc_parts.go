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

// pskcDeviceParts is what is known of a device. It says the serial.
var pskcDeviceParts = parts{children: []string{
	"Manufacturer", "SerialNo", "Model", "IssueNo", "DeviceBinding", "StartDate", "ExpiryDate", "UserId", "Extensions",
}}

// pskcPackageParts is what is known of a package, with its device and its keys.
var pskcPackageParts = parts{attrs: []string{"Id", "id"}, children: []string{"DeviceInfo", "DeviceId", "CryptoModuleInfo", "Key", "Extensions"}}

// noteUnknownParts goes through the key, its package and its device, and the root.
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
