package seedfile

import (
	"crypto/aes"
	"crypto/hmac"
	"errors"
	"hash"
)

// pskcVault opens the encrypted values of a file. It asks for the password or the key
// when the first value needs it.
type pskcVault struct {
	keys                  Keys
	acceptUnauthenticated bool

	encryptionKey *element // nil where the file has none
	macMethod     *element // nil where the file has none

	key     []byte
	derived bool      // the key, from a password
	mac     hash.Hash // nil: MACs cannot be checked
	proved  bool      // a MAC matched, so that the key is right
}

// take keeps one of the elements that come before the packages.
func (v *pskcVault) take(e *element, place **element) error {
	if *place != nil || v.key != nil {
		return broken(e.line, "", "%s must be there once, before the first KeyPackage", e.name)
	}
	*place = e
	return nil
}

// open fetches the key and what MACs are made with.
func (v *pskcVault) open() (err error) {
	if v.key != nil {
		return nil
	}
	if v.key, err = v.fetchKey(); err != nil {
		return err
	}
	return v.openMAC()
}

// decrypt gives the plain bytes of an EncryptedValue, which stands in value. They are
// authentic if a MAC says so. What is without a MAC is refused, unless it was asked
// for; what does not match its MAC is refused always.
func (v *pskcVault) decrypt(value, encrypted *element) (plain []byte, authentic bool, err error) {
	if v.encryptionKey == nil {
		return nil, false, wrongIn(value, "", "its %s is encrypted, and no EncryptionKey came before it", value.name)
	}
	if err := v.open(); err != nil {
		return nil, false, err
	}
	sealed, err := v.sealed(encrypted)
	if err != nil {
		problem := wrongIn(value, "", "its %s %v", value.name, err)
		_, problem.Whole = errors.AsType[*misfitError](err) // it would not fit the others either
		return nil, false, problem
	}
	if authentic, err = v.check(value, encrypted, sealed); err != nil {
		return nil, false, err
	}
	block, err := aes.NewCipher(v.key)
	if err != nil {
		return nil, false, err
	}
	plain, ok := openCBC(block, sealed, !authentic)
	if !ok {
		return nil, false, wrongIn(value, "", "its %s cannot be decrypted: the %s is wrong, or the value was changed", value.name, v.keyName())
	}
	return plain, authentic, nil
}

// check compares a value with its MAC, before it is decrypted. RFC 6030, section 6.2:
// the MAC is over all of CipherValue, as bytes.
func (v *pskcVault) check(value, encrypted *element, sealed []byte) (authentic bool, err error) {
	given := value.child("ValueMAC")
	if given == nil {
		given = encrypted.child("ValueMAC") // observed: a draft's example
	}
	switch {
	case given == nil && v.acceptUnauthenticated, v.mac == nil && v.acceptUnauthenticated:
		return false, nil
	case v.mac == nil:
		return false, wrongIn(value, unauthenticatedAdvice, "its encrypted %s cannot be checked: the file has no MACMethod", value.name)
	case given == nil:
		return false, wrongIn(value, unauthenticatedAdvice, "its encrypted %s cannot be checked: it has no ValueMAC", value.name)
	}
	want, err := fromBase64(given.text)
	if err != nil {
		return false, wrongIn(given, "", "the ValueMAC of its %s is not base64", value.name)
	}
	v.mac.Reset()
	v.mac.Write(sealed)
	switch {
	case hmac.Equal(v.mac.Sum(nil), want):
		v.proved = true
		return true, nil
	case v.proved: // the key opened others
		return false, wrongIn(value, "", "the MAC of its %s does not match: the value was changed", value.name)
	}
	return false, wrongIn(value, "", "the MAC of its %s does not match: the %s is wrong, or the value was changed", value.name, v.keyName())
}

const unauthenticatedAdvice = "--accept-unauthenticated takes it as it is"

// keyName is what to call the key in messages.
func (v *pskcVault) keyName() string {
	if v.derived {
		return "password"
	}
	return "key"
}
