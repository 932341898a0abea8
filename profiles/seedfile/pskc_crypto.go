package seedfile

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"errors"
	"fmt"
	"hash"
	"strconv"

	"etokenpass/internal/mask"
)

// pskcDecrypter decrypts the values of a file. It requests the password or the key when the
// first value needs it.
type pskcDecrypter struct {
	keys                  Keys
	acceptUnauthenticated bool

	encryptionKey *element // nil if the file has none
	macMethod     *element // nil if the file has none

	key     []byte
	derived bool      // the key is derived from a password
	mac     hash.Hash // nil if MACs cannot be checked
	proved  bool      // a MAC matched, so the key is correct
}

// take stores one of the elements that come before the packages.
func (d *pskcDecrypter) take(e *element, place **element) error {
	if *place != nil || d.key != nil {
		return broken(e.line, "", "%s must appear once, before the first KeyPackage", e.name)
	}
	*place = e
	return nil
}

// open obtains the key and sets up the MAC.
func (d *pskcDecrypter) open() (err error) {
	if d.key != nil {
		return nil
	}
	if d.key, err = d.fetchKey(); err != nil {
		return err
	}
	return d.openMAC()
}

// decrypt returns the plaintext of an EncryptedValue inside the element value. authentic
// reports whether a MAC matched. A value without a MAC is refused unless the caller accepts it;
// a value whose MAC does not match is always refused.
func (d *pskcDecrypter) decrypt(value, encrypted *element) (plain []byte, authentic bool, err error) {
	if d.encryptionKey == nil {
		return nil, false, elementError(value, "", "%s is encrypted, but no EncryptionKey comes before it", value.name)
	}
	if err := d.open(); err != nil {
		return nil, false, err
	}
	sealed, err := d.sealed(encrypted)
	if err != nil {
		problem := elementError(value, "", "%s %v", value.name, err)
		if _, misfit := errors.AsType[*misfitError](err); misfit {
			problem.Kind = Broken // the key does not fit the other values either
		}
		return nil, false, problem
	}
	if authentic, err = d.check(value, encrypted, sealed); err != nil {
		return nil, false, err
	}
	block, err := aes.NewCipher(d.key)
	if err != nil {
		return nil, false, err
	}
	plain, ok := openCBC(block, sealed, !authentic)
	if !ok {
		return nil, false, elementError(value, "", "%s cannot be decrypted: the %s is wrong, or the value was modified", value.name, d.keyName())
	}
	return plain, authentic, nil
}

// check verifies the MAC of a value before decryption. The MAC covers the decoded CipherValue
// (RFC 6030, section 6.2).
func (d *pskcDecrypter) check(value, encrypted *element, sealed []byte) (authentic bool, err error) {
	given := value.child("ValueMAC")
	if given == nil {
		given = encrypted.child("ValueMAC") // observed: a draft's example
	}
	switch {
	case given == nil && d.acceptUnauthenticated, d.mac == nil && d.acceptUnauthenticated:
		return false, nil
	case d.mac == nil:
		return false, elementError(value, unauthenticatedAdvice, "encrypted %s cannot be authenticated: the file has no MACMethod", value.name)
	case given == nil:
		return false, elementError(value, unauthenticatedAdvice, "encrypted %s cannot be authenticated: it has no ValueMAC", value.name)
	}
	want, err := fromBase64(given.text)
	if err != nil {
		return false, elementError(given, "", "ValueMAC of %s is not base64", value.name)
	}
	d.mac.Reset()
	d.mac.Write(sealed)
	switch {
	case hmac.Equal(d.mac.Sum(nil), want):
		d.proved = true
		return true, nil
	case d.proved: // the key decrypted another value
		return false, elementError(value, "", "MAC of %s does not match: the value was modified", value.name)
	}
	return false, elementError(value, "", "MAC of %s does not match: the %s is wrong, or the value was modified", value.name, d.keyName())
}

const unauthenticatedAdvice = "use --accept-unauthenticated to accept it unchecked"

// keyName returns the name of the key for messages.
func (d *pskcDecrypter) keyName() string {
	if d.derived {
		return "password"
	}
	return "key"
}

// fetchKey returns the key that the values are encrypted with. EncryptionKey describes either a
// password or a pre-shared key. The name of a pre-shared key is only informative.
func (d *pskcDecrypter) fetchKey() ([]byte, error) {
	e := d.encryptionKey
	for _, child := range e.children {
		switch child.name {
		case "DerivedKey":
			return d.fromPassword(child)
		case "X509Data", "PGPData", "SPKIData", "KeyValue", "EncryptedKey", "AgreementMethod", "RetrievalMethod":
			return nil, broken(child.line, "ask the vendor for a file encrypted with a password or a pre-shared key", "encrypted to a public key or certificate (%s): only passwords and pre-shared keys are supported", child.name)
		}
	}
	if d.keys.PreSharedKey == nil {
		return nil, broken(e.line, "give the key with --key-file FILE", "encrypted with a pre-shared key, %s",
			missing(d.keys.Password != nil, "not with a password"))
	}
	key, err := d.keys.PreSharedKey()
	switch {
	case err != nil:
		return nil, broken(0, "", "encrypted with a pre-shared key: %v", err)
	case !IsKeyLength(len(key)):
		return nil, broken(e.line, "", "the pre-shared key has %d bytes: must be "+KeyLengths, len(key))
	}
	return key, nil
}

func (d *pskcDecrypter) fromPassword(derived *element) ([]byte, error) {
	derivation, err := readPBKDF2(derived)
	if err != nil {
		return nil, err
	}
	if d.keys.Password == nil {
		return nil, broken(derived.line, "give the password with --password-file FILE", "encrypted with a password, %s",
			missing(d.keys.PreSharedKey != nil, "not with a pre-shared key"))
	}
	password, err := d.keys.Password()
	switch {
	case err != nil:
		return nil, broken(0, "", "encrypted with a password: %v", err)
	case len(password) == 0:
		return nil, broken(derived.line, "", "the password is empty")
	}
	d.derived = true
	return derivation.key(password)
}

func missing(hasOther bool, other string) string {
	if hasOther {
		return other
	}
	return "but none was given"
}

// openMAC sets up the MAC. Its key is itself encrypted. Drafts have no MAC key and use the
// encryption key (observed: python-pskc).
func (d *pskcDecrypter) openMAC() error {
	method := d.macMethod
	algorithm := method.attr("Algorithm")
	if algorithm == "" {
		return nil // no MACMethod
	}
	newHash, known := hmacHashes[hashName(uriTail(algorithm))]
	if !known {
		return broken(method.line, "", "MACMethod is %q: must be "+hmacNames, mask.ShortenStart(algorithm))
	}
	if reference := method.child("MACKeyReference"); reference != nil {
		return broken(reference.line, "", "MACKeyReference refers to a key outside the file: must be MACKey")
	}
	key := d.key
	if encrypted := method.child("MACKey"); encrypted != nil {
		var err error
		if key, err = d.macKey(encrypted); err != nil {
			return err
		}
	}
	d.mac = hmac.New(newHash, key)
	return nil
}

// macKey decrypts a MACKey. Only a matching MAC proves that it is correct, but a wrong key
// mostly shows in the padding.
func (d *pskcDecrypter) macKey(e *element) ([]byte, error) {
	if inner := e.child("EncryptedValue"); inner != nil {
		e = inner
	}
	sealed, err := d.sealed(e)
	if err != nil {
		return nil, broken(e.line, "", "MACKey %v", err)
	}
	block, err := aes.NewCipher(d.key)
	if err != nil {
		return nil, err
	}
	key, ok := openCBC(block, sealed, false)
	if !ok {
		return nil, broken(e.line, "", "the %s is wrong: MACKey cannot be decrypted", d.keyName())
	}
	return key, nil
}

// misfitError reports a key that is too short or too long for the algorithm.
type misfitError struct{ algorithm, key string }

func (e *misfitError) Error() string {
	return fmt.Sprintf("is encrypted with %s, but %s", e.algorithm, e.key)
}

// sealed returns the ciphertext of an element after checking that it can be decrypted. The text
// of its error follows the name of the element.
func (d *pskcDecrypter) sealed(e *element) ([]byte, error) {
	method := e.child("EncryptionMethod")
	algorithm := method.attr("Algorithm")
	if uriTail(algorithm) == "pbes2" { // observed: drafts
		algorithm = method.child("EncryptionScheme").attr("Algorithm")
	}
	if algorithm == "" {
		return nil, fmt.Errorf("has no EncryptionMethod with an Algorithm: must be " + cbcNames)
	}
	need, known := cbcKeys[uriTail(algorithm)]
	switch {
	case !known:
		return nil, fmt.Errorf("is encrypted with %q: must be "+cbcNames, mask.ShortenStart(algorithm))
	case need != len(d.key):
		return nil, &misfitError{uriTail(algorithm), d.misfit(need)}
	}
	sealed, err := fromBase64(e.at("CipherData", "CipherValue").value())
	if err != nil {
		return nil, fmt.Errorf("has a CipherValue that is not base64: is it truncated?")
	}
	if len(sealed) < 2*aes.BlockSize || len(sealed)%aes.BlockSize != 0 {
		return nil, fmt.Errorf("has a CipherValue of %d bytes: must be at least two whole blocks of %d", len(sealed), aes.BlockSize)
	}
	return sealed, nil
}

// misfit describes a key whose length is not need bytes.
func (d *pskcDecrypter) misfit(need int) string {
	if d.derived {
		return fmt.Sprintf("the KeyLength is %d: must be %d", len(d.key), need)
	}
	return fmt.Sprintf("the pre-shared key has %d bytes: must have %d", len(d.key), need)
}

// maxIterations takes more than a minute on a slow machine. Current advice is about a million,
// so a file with more is a mistake or an attack.
const maxIterations = 10_000_000

// pbkdf2Key derives a key from a password (RFC 6030, section 6.1.2; RFC 8018, section 5.2).
type pbkdf2Key struct {
	prf        func() hash.Hash
	salt       []byte
	iterations int
	length     int
}

// readPBKDF2 reads the parameters, ignoring namespaces: files disagree on them, and RFC 6030
// itself uses two.
func readPBKDF2(derived *element) (k pbkdf2Key, err error) {
	method := derived.child("KeyDerivationMethod")
	if algorithm := method.attr("Algorithm"); uriTail(algorithm) != "pbkdf2" {
		return k, broken(derived.line, "", "the key is derived from a password by %q: must be PBKDF2", mask.ShortenStart(algorithm))
	}
	params := method.child("PBKDF2-params")
	if params == nil {
		return k, broken(method.line, "", "KeyDerivationMethod has no PBKDF2-params")
	}
	if k.salt, err = fromBase64(params.at("Salt", "Specified").value()); err != nil || len(k.salt) == 0 {
		return k, broken(params.line, "", "Salt of PBKDF2-params must be Specified, in base64")
	}
	if k.iterations, err = pbkdf2Number(params, "IterationCount", maxIterations); err != nil {
		return k, err
	}
	if k.length, err = pbkdf2Number(params, "KeyLength", 32); err != nil {
		return k, err
	}
	if !IsKeyLength(k.length) {
		return k, broken(params.line, "", "KeyLength of PBKDF2-params is %d: must be "+KeyLengths, k.length)
	}
	return k, k.readPRF(params.child("PRF"))
}

// readPRF reads the hash, by default SHA-1. Some programs write it as text instead of an
// attribute (observed: python-pskc 1.2).
func (k *pbkdf2Key) readPRF(prf *element) error {
	name := prf.attr("Algorithm")
	if name == "" {
		name = prf.value()
	}
	if name == "" {
		name = "hmac-sha1"
	}
	var known bool
	if k.prf, known = hmacHashes[hashName(uriTail(name))]; !known {
		return broken(prf.line, "", "PRF of PBKDF2-params is %q: must be "+hmacNames, mask.ShortenStart(name))
	}
	return nil
}

func pbkdf2Number(params *element, name string, most uint64) (int, error) {
	e := params.child(name)
	if e == nil {
		return 0, broken(params.line, "", "PBKDF2-params has no %s", name)
	}
	number, err := strconv.ParseUint(e.text, 10, 31)
	if err != nil || number == 0 || number > most {
		return 0, broken(e.line, "", "%s of PBKDF2-params is %q: must be a whole number from 1 to %d", name, mask.Shorten(e.text), most)
	}
	return int(number), nil
}

func (k pbkdf2Key) key(password []byte) ([]byte, error) {
	return pbkdf2.Key(k.prf, string(password), k.salt, k.iterations, k.length)
}

// cbcKeys maps the last part of an algorithm's URI (XML Encryption, section 5.2) to the length
// of its key in bytes. cbcNames lists the algorithms for messages.
var cbcKeys = map[string]int{"aes128-cbc": 16, "aes192-cbc": 24, "aes256-cbc": 32}

const cbcNames = "aes128-cbc, aes192-cbc or aes256-cbc"

// IsKeyLength reports whether a pre-shared key can have size bytes, the key sizes of AES: 16,
// 24 or 32.
func IsKeyLength(size int) bool { return size == 16 || size == 24 || size == 32 }

// KeyLengths are the allowed lengths of a pre-shared key in bytes, for messages.
const KeyLengths = "16, 24 or 32"

// hmacHashes are the hashes for HMAC by the names that hashName returns. hmacNames lists them
// for messages.
var hmacHashes = map[string]func() hash.Hash{
	"sha1": sha1.New, "sha224": sha256.New224, "sha256": sha256.New, "sha384": sha512.New384, "sha512": sha512.New,
}

const hmacNames = "hmac-sha1, hmac-sha224, hmac-sha256, hmac-sha384 or hmac-sha512"

// openCBC decrypts whole blocks, the first of which is the initialisation vector. The last byte
// is the number of padding bytes, and the other padding bytes are arbitrary (XML Encryption,
// section 5.2). With strict, every padding byte must repeat the number, which detects more
// wrong keys if there is no MAC.
func openCBC(block cipher.Block, sealed []byte, strict bool) (plain []byte, ok bool) {
	iv, padded := sealed[:aes.BlockSize], bytes.Clone(sealed[aes.BlockSize:])
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(padded, padded)
	count := int(padded[len(padded)-1])
	if count < 1 || count > aes.BlockSize {
		return nil, false
	}
	plain, padding := padded[:len(padded)-count], padded[len(padded)-count:]
	if strict && !bytes.Equal(padding, padOf(count)) {
		return nil, false
	}
	return plain, true
}

// sealCBC encrypts plain for openCBC, with a random initialisation vector.
func sealCBC(block cipher.Block, plain []byte) []byte {
	count := aes.BlockSize - len(plain)%aes.BlockSize
	sealed := make([]byte, aes.BlockSize, aes.BlockSize+len(plain)+count)
	_, _ = rand.Read(sealed) // never fails
	sealed = append(append(sealed, plain...), padOf(count)...)
	cipher.NewCBCEncrypter(block, sealed[:aes.BlockSize]).CryptBlocks(sealed[aes.BlockSize:], sealed[aes.BlockSize:])
	return sealed
}

func padOf(count int) []byte { return bytes.Repeat([]byte{byte(count)}, count) }
