package sqlstore

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"

	"etokenpass/tms"
)

const keySize = 32

// Keys are the keys of a store: one that encrypts the secrets of tokens, and one that seals the
// journal. Whoever has them and the database has the tokens. Formatting or marshaling masks them.
type Keys struct {
	secrets [keySize]byte // AES-256-GCM
	journal [keySize]byte // HMAC-SHA-256
}

const masked = "(the keys of a store)"

// String masks the keys.
func (k Keys) String() string { return masked }

// Format implements [fmt.Formatter]. It masks the keys for every verb.
func (k Keys) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, masked) }

// MarshalText implements [encoding.TextMarshaler]. It masks the keys.
func (k Keys) MarshalText() ([]byte, error) { return []byte(masked), nil }

// NewKeys returns new keys from a source of random bytes, usually [crypto/rand.Reader].
func NewKeys(random io.Reader) (Keys, error) {
	var keys Keys
	for _, key := range [][]byte{keys.secrets[:], keys.journal[:]} {
		if _, err := io.ReadFull(random, key); err != nil {
			return Keys{}, fmt.Errorf("cannot make a key: %w", err)
		}
	}
	return keys, nil
}

// box encrypts the secrets of tokens. It is safe for concurrent use.
type box struct{ cipher cipher.AEAD }

func (k Keys) box() (box, error) {
	block, err := aes.NewCipher(k.secrets[:])
	if err != nil {
		return box{}, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	return box{aead}, err
}

// encrypt encrypts a secret. The serial is associated data: for another serial, decrypt fails.
func (b box) encrypt(secret []byte, serial string) []byte {
	return b.cipher.Seal(nil, nil, secret, []byte("token "+serial))
}

var errNotDecrypted = errors.New("it was changed, or belongs to another token")

func (b box) decrypt(encrypted []byte, serial string) (tms.Secret, error) {
	secret, err := b.cipher.Open(nil, nil, encrypted, []byte("token "+serial))
	if err != nil {
		return nil, errNotDecrypted
	}
	return secret, nil
}

// keyCheck returns what a new store keeps to recognise its keys and its policy: the encrypted MAC
// of the policy.
func (k Keys) keyCheck(policy string) ([]byte, error) {
	box, err := k.box()
	if err != nil {
		return nil, err
	}
	return box.cipher.Seal(nil, nil, k.policyMAC(policy), []byte("key check")), nil
}

var (
	errWrongKey      = errors.New("the key file is not the one that the store was created with")
	errChangedPolicy = errors.New("the policy in the store was changed")
)

// check compares the keys and the policy with what keyCheck returned.
func (k Keys) check(keyCheck []byte, policy string) error {
	box, err := k.box()
	if err != nil {
		return err
	}
	mac, err := box.cipher.Open(nil, nil, keyCheck, []byte("key check"))
	if err != nil {
		return errWrongKey
	}
	if !hmac.Equal(mac, k.policyMAC(policy)) {
		return errChangedPolicy
	}
	return nil
}

func (k Keys) policyMAC(policy string) []byte {
	mac := hmac.New(sha256.New, k.journal[:])
	mac.Write([]byte("policy\x00" + policy)) // no journal entry begins so: its first byte is 1
	return mac.Sum(nil)
}
