package seedfile

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"hash"
)

// cbcKeys are how many bytes the key of an algorithm has, by the end of its URI in XML
// Encryption, section 5.2.
var cbcKeys = map[string]int{"aes128-cbc": 16, "aes192-cbc": 24, "aes256-cbc": 32}

// IsKeyLength tells whether a pre-shared key can have so many bytes: those of AES.
func IsKeyLength(size int) bool { return size == 16 || size == 24 || size == 32 }

// hmacHashes are the hashes under HMAC, as hashName gives them.
var hmacHashes = map[string]func() hash.Hash{
	"sha1": sha1.New, "sha224": sha256.New224, "sha256": sha256.New, "sha384": sha512.New384, "sha512": sha512.New,
}

// openCBC decrypts whole blocks, the first being the initialisation vector. Their last
// byte counts the bytes of padding (XML Encryption, section 5.2), of which the others
// may be anything. Strict padding repeats the count in each: a wrong key then shows
// better, where no MAC can tell.
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

// sealCBC encrypts what openCBC decrypts, with a vector of its own.
func sealCBC(block cipher.Block, plain []byte) []byte {
	count := aes.BlockSize - len(plain)%aes.BlockSize
	sealed := make([]byte, aes.BlockSize, aes.BlockSize+len(plain)+count)
	_, _ = rand.Read(sealed) // never fails
	sealed = append(append(sealed, plain...), padOf(count)...)
	cipher.NewCBCEncrypter(block, sealed[:aes.BlockSize]).CryptBlocks(sealed[aes.BlockSize:], sealed[aes.BlockSize:])
	return sealed
}

func padOf(count int) []byte { return bytes.Repeat([]byte{byte(count)}, count) }
