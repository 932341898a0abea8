package seedfile

import (
	"crypto/pbkdf2"
	"hash"
	"strconv"
)

// maxIterations is more than a minute of work on a slow machine. Public advice is at
// about a million, so a file above is a mistake, or made to stop us.
const maxIterations = 10_000_000

// pbkdf2Key derives a key from a password (RFC 6030, section 6.1.2; RFC 8018, section
// 5.2).
type pbkdf2Key struct {
	prf        func() hash.Hash
	salt       []byte
	iterations int
	length     int
}

// readPBKDF2 reads the parameters. Files disagree on their namespaces: RFC 6030 has
// them in two.
func readPBKDF2(derived *element) (k pbkdf2Key, err error) {
	method := derived.child("KeyDerivationMethod")
	if algorithm := method.attr("Algorithm"); uriTail(algorithm) != "pbkdf2" {
		return k, broken(derived.line, "", "its key is derived from a password by %q: must be PBKDF2", shortenURI(algorithm))
	}
	params := method.child("PBKDF2-params")
	if params == nil {
		return k, broken(method.line, "", "its KeyDerivationMethod has no PBKDF2-params")
	}
	if k.salt, err = fromBase64(params.at("Salt", "Specified").value()); err != nil || len(k.salt) == 0 {
		return k, broken(params.line, "", "the Salt of its PBKDF2-params must be Specified, in base64")
	}
	if k.iterations, err = pbkdf2Number(params, "IterationCount", maxIterations); err != nil {
		return k, err
	}
	if k.length, err = pbkdf2Number(params, "KeyLength", 32); err != nil {
		return k, err
	}
	if !IsKeyLength(k.length) {
		return k, broken(params.line, "", "the KeyLength of its PBKDF2-params is %d: must be 16, 24 or 32", k.length)
	}
	return k, k.readPRF(params.child("PRF"))
}

// readPRF reads the hash, SHA-1 where nothing is said. Some write it as text instead
// of as an attribute (observed: python-pskc 1.2).
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
		return broken(prf.line, "", "the PRF of its PBKDF2-params is %q: must be hmac-sha1, hmac-sha224, hmac-sha256, hmac-sha384 or hmac-sha512", shortenURI(name))
	}
	return nil
}

func pbkdf2Number(params *element, name string, most uint64) (int, error) {
	e := params.child(name)
	if e == nil {
		return 0, broken(params.line, "", "its PBKDF2-params have no %s", name)
	}
	number, err := strconv.ParseUint(e.text, 10, 31)
	if err != nil || number == 0 || number > most {
		return 0, broken(e.line, "", "the %s of its PBKDF2-params is %q: must be a whole number from 1 to %d", name, shorten(e.text), most)
	}
	return int(number), nil
}

func (k pbkdf2Key) key(password []byte) ([]byte, error) {
	return pbkdf2.Key(k.prf, string(password), k.salt, k.iterations, k.length)
}
