package seedfile

import (
	"encoding/base64"
	"math"
	"strconv"
	"strings"

	"etokenpass/profiles"
)

// pskcValue is what an element of Data holds: text that is in the file as it is, or
// bytes that were encrypted.
type pskcValue struct {
	raw       []byte
	encrypted bool
}

// value reads PlainValue or EncryptedValue (RFC 6030, section 4.2).
func (k *pskcKey) value(e *element) (pskcValue, error) {
	plain, encrypted := e.child("PlainValue"), e.child("EncryptedValue")
	switch {
	case plain != nil && encrypted != nil:
		return pskcValue{}, wrongIn(e, "", "its %s has both PlainValue and EncryptedValue: must be one", e.name)
	case plain != nil && len(plain.children) > 0:
		return pskcValue{}, wrongIn(plain, "", "the PlainValue of its %s has elements in it: must be text alone", e.name)
	case plain != nil:
		return pskcValue{raw: []byte(plain.text)}, nil
	case encrypted == nil:
		return pskcValue{}, wrongIn(e, "", "its %s has no value: must have PlainValue or EncryptedValue", e.name)
	}
	raw, authentic, err := k.vault.decrypt(e, encrypted)
	if err != nil {
		return pskcValue{}, err
	}
	if !authentic {
		k.warn("its encrypted %s has no MAC that could be checked: somebody may have changed it", e.name)
	}
	return pskcValue{raw: raw, encrypted: true}, nil
}

// unsigned reads one number of Data; nil where there is none.
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
		return nil, wrongIn(e, "", "its %s is %s: must be a whole number, at least 0", name, shownNumber(string(value.raw)))
	}
	return &number, nil
}

// signed reads one number of Data that may be negative; 0 where there is none. All such
// are ints of 32 bits in the schema. The upper half of 32 bits without a sign is
// negative too (observed: pskctool writes -4 as 4294967292).
func (k *pskcKey) signed(name string) (int64, error) {
	e, value, err := k.number(name)
	if e == nil || err != nil {
		return 0, err
	}
	number := int64(bigEndian(value.raw))
	if !value.encrypted {
		if number, err = strconv.ParseInt(string(value.raw), 10, 64); err != nil {
			return 0, wrongIn(e, "", "its %s is %s: must be a whole number", name, shownNumber(string(value.raw)))
		}
	}
	if number > math.MaxInt32 && number <= math.MaxUint32 {
		number -= 1 << 32
	}
	return number, nil
}

// number reads a value that is no secret. Encrypted ones are bytes, the highest first:
// as few as will do, or the 4 or 8 of the schema's types (observed: python-pskc and
// multiOTP write few).
func (k *pskcKey) number(name string) (*element, pskcValue, error) {
	e := k.key.at("Data", name)
	if e == nil {
		return nil, pskcValue{}, nil
	}
	value, err := k.value(e)
	if err == nil && value.encrypted && (len(value.raw) < 1 || len(value.raw) > 8) {
		err = wrongIn(e, "", "its encrypted %s has %d bytes: must be 1 to 8", name, len(value.raw))
	}
	return e, value, err
}

// shownNumber is what should have been a number, as errors show it: the secret stands
// beside the numbers, and may have been written in the place of one.
func shownNumber(text string) string {
	const date, longest = 10, 20 // characters
	if len(text) > longest || len(text) > date && strings.Trim(text, "0123456789") != "" {
		return profiles.Hidden
	}
	return strconv.Quote(text)
}

func bigEndian(raw []byte) (number uint64) {
	for _, b := range raw {
		number = number<<8 | uint64(b)
	}
	return number
}

// fromBase64 decodes base64 in which there may be white space. Its error holds
// nothing of the text.
func fromBase64(text string) ([]byte, error) {
	return base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
}
