package seedfile

import (
	"bufio"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"encoding/base64"
	"errors"
	"fmt"
	"hash"
	"strings"
)

// What we encrypt with is what every reader knows: AES in CBC mode, PBKDF2 with
// HMAC-SHA1, and HMAC-SHA1 as MAC (RFC 6030, sections 6 and 7).
const (
	saltBytes    = 16
	macKeyBytes  = 16
	derivedBytes = 16
)

// pbkdf2Iterations is what OWASP advises for PBKDF2 with HMAC-SHA1 (1,300,000, 2023).
// Tests take fewer.
var pbkdf2Iterations = 1_300_000

// pskcGuard encrypts the secrets of a file.
type pskcGuard struct {
	key    []byte
	block  cipher.Block
	mac    hash.Hash
	macKey []byte
	from   *pbkdf2Key // nil for a pre-shared key
}

func newPSKCGuard(p Protection) (*pskcGuard, error) {
	g := &pskcGuard{key: p.PreSharedKey, macKey: random(macKeyBytes)}
	switch {
	case p.Password != nil && p.PreSharedKey != nil:
		return nil, errors.New("both a password and a pre-shared key: must be one")
	case p.Password != nil && len(p.Password) == 0:
		return nil, errors.New("the password is empty")
	case p.Password == nil && !IsKeyLength(len(p.PreSharedKey)):
		return nil, fmt.Errorf("the pre-shared key has %d bytes: must be 16, 24 or 32", len(p.PreSharedKey))
	}
	var err error
	if p.Password != nil {
		g.from = &pbkdf2Key{prf: sha1.New, salt: random(saltBytes), iterations: pbkdf2Iterations, length: derivedBytes}
		if g.key, err = g.from.key(p.Password); err != nil {
			return nil, err
		}
	}
	g.mac = hmac.New(sha1.New, g.macKey)
	g.block, err = aes.NewCipher(g.key)
	return g, err
}

func random(size int) []byte {
	bytes := make([]byte, size)
	_, _ = rand.Read(bytes) // never fails
	return bytes
}

// writeHead writes what a reader needs before the first package.
func (g *pskcGuard) writeHead(out *bufio.Writer) error {
	var b strings.Builder
	b.WriteString("  <pskc:EncryptionKey>\n")
	if g.from == nil {
		b.WriteString("    <ds:KeyName>Pre-shared-key</ds:KeyName>\n")
	} else {
		g.from.write(&b)
	}
	b.WriteString("  </pskc:EncryptionKey>\n  <pskc:MACMethod Algorithm=\"http://www.w3.org/2000/09/xmldsig#hmac-sha1\">\n    <pskc:MACKey>\n")
	g.cipherValue(&b, "      ", sealCBC(g.block, g.macKey))
	b.WriteString("    </pskc:MACKey>\n  </pskc:MACMethod>\n")
	_, err := out.WriteString(b.String())
	return err
}

// write leaves PRF empty, which stands for HMAC-SHA1.
func (k pbkdf2Key) write(b *strings.Builder) {
	fmt.Fprintf(b, `    <xenc11:DerivedKey>
      <xenc11:KeyDerivationMethod Algorithm="http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#pbkdf2">
        <pkcs5:PBKDF2-params>
          <Salt><Specified>%s</Specified></Salt>
          <IterationCount>%d</IterationCount>
          <KeyLength>%d</KeyLength>
          <PRF/>
        </pkcs5:PBKDF2-params>
      </xenc11:KeyDerivationMethod>
      <xenc11:MasterKeyName>Password</xenc11:MasterKeyName>
    </xenc11:DerivedKey>
`, base64.StdEncoding.EncodeToString(k.salt), k.iterations, k.length)
}

// cipherValue writes what is encrypted, with the name of the algorithm.
func (g *pskcGuard) cipherValue(b *strings.Builder, indent string, sealed []byte) {
	fmt.Fprintf(b, "%s<xenc:EncryptionMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#aes%d-cbc\"/>\n", indent, 8*len(g.key))
	fmt.Fprintf(b, "%s<xenc:CipherData><xenc:CipherValue>%s</xenc:CipherValue></xenc:CipherData>\n", indent, base64.StdEncoding.EncodeToString(sealed))
}

// macOf is the MAC of what is encrypted, initialisation vector and all.
func (g *pskcGuard) macOf(sealed []byte) string {
	g.mac.Reset()
	g.mac.Write(sealed)
	return base64.StdEncoding.EncodeToString(g.mac.Sum(nil))
}
