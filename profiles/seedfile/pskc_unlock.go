package seedfile

import (
	"crypto/aes"
	"crypto/hmac"
	"fmt"
)

// fetchKey gets the key that a file's values are encrypted with. EncryptionKey tells
// of a password or of a key that both sides have; the names of keys are for people.
func (v *pskcVault) fetchKey() ([]byte, error) {
	e := v.encryptionKey
	for _, child := range e.children {
		switch child.name {
		case "DerivedKey":
			return v.fromPassword(child)
		case "X509Data", "PGPData", "SPKIData", "KeyValue", "EncryptedKey", "AgreementMethod", "RetrievalMethod":
			return nil, broken(child.line, "ask the vendor for a file with a password or a pre-shared key", "is encrypted to a public key or certificate (%s): only a password and a pre-shared key are known", child.name)
		}
	}
	if v.keys.PreSharedKey == nil {
		return nil, broken(e.line, "--key-file FILE says where the key is", "is encrypted with a pre-shared key, %s",
			missing(v.keys.Password != nil, "not with a password"))
	}
	key, err := v.keys.PreSharedKey()
	switch {
	case err != nil:
		return nil, broken(0, "", "is encrypted with a pre-shared key: %v", err)
	case !IsKeyLength(len(key)):
		return nil, broken(e.line, "", "the pre-shared key has %d bytes: must be 16, 24 or 32", len(key))
	}
	return key, nil
}

func (v *pskcVault) fromPassword(derived *element) ([]byte, error) {
	derivation, err := readPBKDF2(derived)
	if err != nil {
		return nil, err
	}
	if v.keys.Password == nil {
		return nil, broken(derived.line, "--password-file FILE says where the password is", "is encrypted with a password, %s",
			missing(v.keys.PreSharedKey != nil, "not with a pre-shared key"))
	}
	password, err := v.keys.Password()
	switch {
	case err != nil:
		return nil, broken(0, "", "is encrypted with a password: %v", err)
	case len(password) == 0:
		return nil, broken(derived.line, "", "the password is empty")
	}
	v.derived = true
	return derivation.key(password)
}

func missing(hasOther bool, other string) string {
	if hasOther {
		return other
	}
	return "and none was given"
}

// openMAC gets ready what MACs are made with. The key of the MAC is encrypted itself;
// drafts have none and take the encryption key (observed: python-pskc).
func (v *pskcVault) openMAC() error {
	method := v.macMethod
	algorithm := method.attr("Algorithm")
	if algorithm == "" {
		return nil // there is no MACMethod that would say anything
	}
	newHash, known := hmacHashes[hashName(uriTail(algorithm))]
	if !known {
		return broken(method.line, "", "its MACMethod is %q: must be hmac-sha1, hmac-sha224, hmac-sha256, hmac-sha384 or hmac-sha512", shortenURI(algorithm))
	}
	if reference := method.child("MACKeyReference"); reference != nil {
		return broken(reference.line, "", "its MACKeyReference names a key that is elsewhere: must be MACKey")
	}
	key := v.key
	if encrypted := method.child("MACKey"); encrypted != nil {
		var err error
		if key, err = v.macKey(encrypted); err != nil {
			return err
		}
	}
	v.mac = hmac.New(newHash, key)
	return nil
}

// macKey decrypts a MACKey. Nothing proves that it is right until the first MAC
// matches, but mostly a wrong key shows in the padding.
func (v *pskcVault) macKey(e *element) ([]byte, error) {
	if inner := e.child("EncryptedValue"); inner != nil {
		e = inner
	}
	sealed, err := v.sealed(e)
	if err != nil {
		return nil, broken(e.line, "", "its MACKey %v", err)
	}
	block, err := aes.NewCipher(v.key)
	if err != nil {
		return nil, err
	}
	key, ok := openCBC(block, sealed, false)
	if !ok {
		return nil, broken(e.line, "", "the %s is wrong: its MACKey cannot be decrypted", v.keyName())
	}
	return key, nil
}

// misfitError is a key that is too short or too long for an algorithm.
type misfitError struct{ algorithm, key string }

func (e *misfitError) Error() string {
	return fmt.Sprintf("is encrypted with %s, and %s", e.algorithm, e.key)
}

// sealed gives the bytes of what is encrypted, having seen that we can decrypt them.
// The error goes on after the element's name.
func (v *pskcVault) sealed(e *element) ([]byte, error) {
	method := e.child("EncryptionMethod")
	algorithm := method.attr("Algorithm")
	if uriTail(algorithm) == "pbes2" { // observed: drafts
		algorithm = method.child("EncryptionScheme").attr("Algorithm")
	}
	if algorithm == "" {
		return nil, fmt.Errorf("has no EncryptionMethod with an Algorithm: must be aes128-cbc, aes192-cbc or aes256-cbc")
	}
	need, known := cbcKeys[uriTail(algorithm)]
	switch {
	case !known:
		return nil, fmt.Errorf("is encrypted with %q: must be aes128-cbc, aes192-cbc or aes256-cbc", shortenURI(algorithm))
	case need != len(v.key):
		return nil, &misfitError{uriTail(algorithm), v.misfit(need)}
	}
	sealed, err := fromBase64(e.at("CipherData", "CipherValue").value())
	if err != nil {
		return nil, fmt.Errorf("has a CipherValue that is not base64: is it cut off?")
	}
	if len(sealed) < 2*aes.BlockSize || len(sealed)%aes.BlockSize != 0 {
		return nil, fmt.Errorf("has a CipherValue of %d bytes: must be whole blocks of %d, two at least", len(sealed), aes.BlockSize)
	}
	return sealed, nil
}

// misfit tells that the key has another length than is needed.
func (v *pskcVault) misfit(need int) string {
	if v.derived {
		return fmt.Sprintf("the KeyLength is %d: must be %d", len(v.key), need)
	}
	return fmt.Sprintf("the pre-shared key has %d bytes: must have %d", len(v.key), need)
}
