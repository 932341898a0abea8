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
	"time"

	"etokenpass/profiles"
)

// pskcHead uses the prefixes of RFC 6030, figure 7: some readers look for them, or for the
// elements of PBKDF2 without a namespace, as in that figure.
const pskcHead = `<?xml version="1.0" encoding="UTF-8"?>
<pskc:KeyContainer Version="1.0"
    xmlns:pskc="urn:ietf:params:xml:ns:keyprov:pskc"
    xmlns:ds="http://www.w3.org/2000/09/xmldsig#"
    xmlns:xenc="http://www.w3.org/2001/04/xmlenc#"
    xmlns:xenc11="http://www.w3.org/2009/xmlenc11#"
    xmlns:pkcs5="http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#">
`

// pskcWriter writes PSKC (RFC 6030), with the elements in the order of its schema.
type pskcWriter struct {
	out       *bufio.Writer
	encrypter *pskcEncrypter // nil to write secrets in plain text
}

func newPSKCWriter(out *bufio.Writer, p Protection) (formatWriter, error) {
	w := &pskcWriter{out: out}
	if !p.none() {
		var err error
		if w.encrypter, err = newPSKCEncrypter(p); err != nil {
			return nil, err
		}
	}
	if _, err := out.WriteString(pskcHead); err != nil || w.encrypter == nil {
		return w, err
	}
	return w, w.encrypter.writeHead(out)
}

// write writes one package. The buffer keeps a write error until it is flushed.
func (w *pskcWriter) write(t Token) error {
	var b strings.Builder
	b.WriteString("  <pskc:KeyPackage>\n    <pskc:DeviceInfo>\n")
	label(&b, "Manufacturer", t.Manufacturer)
	label(&b, "SerialNo", t.Serial)
	label(&b, "Model", t.Model)
	b.WriteString("    </pskc:DeviceInfo>\n")
	w.key(&b, t)
	b.WriteString("  </pskc:KeyPackage>\n")
	_, err := w.out.WriteString(b.String())
	return err
}

func (w *pskcWriter) finish() error {
	_, err := w.out.WriteString("</pskc:KeyContainer>\n")
	return err
}

// label writes a text about the device, unless it begins or ends with white space, which
// readers trim.
func label(b *strings.Builder, name, text string) {
	if text != "" && trimXML(text) == text {
		fmt.Fprintf(b, "      <pskc:%s>%s</pskc:%[1]s>\n", name, escapeXML(text))
	}
}

// key writes a Key. It writes Suite only if the hash is not SHA-1, since some readers do not
// support Suite.
func (w *pskcWriter) key(b *strings.Builder, t Token) {
	fmt.Fprintf(b, "    <pskc:Key Id=%s Algorithm=\"urn:ietf:params:xml:ns:keyprov:pskc:%s\">\n", quoteXML(t.Serial), typeName(t.Type))
	b.WriteString("      <pskc:AlgorithmParameters>\n")
	if t.Algorithm != profiles.SHA1 {
		fmt.Fprintf(b, "        <pskc:Suite>HMAC-%s</pskc:Suite>\n", t.Algorithm)
	}
	fmt.Fprintf(b, "        <pskc:ResponseFormat Encoding=\"DECIMAL\" Length=\"%d\"/>\n", t.Digits)
	b.WriteString("      </pskc:AlgorithmParameters>\n      <pskc:Data>\n        <pskc:Secret>\n")
	w.secret(b, t.Secret.Key())
	b.WriteString("        </pskc:Secret>\n")
	if t.Type == profiles.Time {
		number(b, "Time", 0)
		number(b, "TimeInterval", int64(t.Step/time.Second))
		if t.Drift != 0 {
			number(b, "TimeDrift", int64(t.Drift))
		}
	} else {
		number(b, "Counter", int64(t.MovingFactor))
	}
	b.WriteString("      </pskc:Data>\n      <pskc:Policy><pskc:KeyUsage>OTP</pskc:KeyUsage></pskc:Policy>\n    </pskc:Key>\n")
}

func (w *pskcWriter) secret(b *strings.Builder, key []byte) {
	if w.encrypter == nil {
		fmt.Fprintf(b, "          <pskc:PlainValue>%s</pskc:PlainValue>\n", base64.StdEncoding.EncodeToString(key))
		return
	}
	sealed := sealCBC(w.encrypter.block, key)
	b.WriteString("          <pskc:EncryptedValue>\n")
	w.encrypter.cipherValue(b, "            ", sealed)
	fmt.Fprintf(b, "          </pskc:EncryptedValue>\n          <pskc:ValueMAC>%s</pskc:ValueMAC>\n", w.encrypter.macOf(sealed))
}

func number(b *strings.Builder, name string, value int64) {
	fmt.Fprintf(b, "        <pskc:%s><pskc:PlainValue>%d</pskc:PlainValue></pskc:%[1]s>\n", name, value)
}

// Encryption uses what every reader supports: AES in CBC mode, PBKDF2 with HMAC-SHA1, and
// HMAC-SHA1 as the MAC (RFC 6030, sections 6 and 7).
const (
	saltBytes    = 16
	macKeyBytes  = 16
	derivedBytes = 16
)

// pbkdf2Iterations is the number that OWASP recommends for PBKDF2 with HMAC-SHA1 (1,300,000,
// 2023). Tests use fewer.
var pbkdf2Iterations = 1_300_000

// pskcEncrypter encrypts the secrets of a file.
type pskcEncrypter struct {
	key        []byte
	block      cipher.Block
	mac        hash.Hash
	macKey     []byte
	derivation *pbkdf2Key // nil for a pre-shared key
}

func newPSKCEncrypter(p Protection) (*pskcEncrypter, error) {
	e := &pskcEncrypter{key: p.PreSharedKey, macKey: random(macKeyBytes)}
	switch {
	case p.Password != nil && p.PreSharedKey != nil:
		return nil, errors.New("both a password and a pre-shared key: must be one")
	case p.Password != nil && len(p.Password) == 0:
		return nil, errors.New("the password is empty")
	case p.Password == nil && !IsKeyLength(len(p.PreSharedKey)):
		return nil, fmt.Errorf("the pre-shared key has %d bytes: must be "+KeyLengths, len(p.PreSharedKey))
	}
	var err error
	if p.Password != nil {
		e.derivation = &pbkdf2Key{prf: sha1.New, salt: random(saltBytes), iterations: pbkdf2Iterations, length: derivedBytes}
		if e.key, err = e.derivation.key(p.Password); err != nil {
			return nil, err
		}
	}
	e.mac = hmac.New(sha1.New, e.macKey)
	e.block, err = aes.NewCipher(e.key)
	return e, err
}

func random(size int) []byte {
	bytes := make([]byte, size)
	_, _ = rand.Read(bytes) // never fails
	return bytes
}

// writeHead writes the encryption parameters, which precede the first package.
func (e *pskcEncrypter) writeHead(out *bufio.Writer) error {
	var b strings.Builder
	b.WriteString("  <pskc:EncryptionKey>\n")
	if e.derivation == nil {
		b.WriteString("    <ds:KeyName>Pre-shared-key</ds:KeyName>\n")
	} else {
		e.derivation.write(&b)
	}
	b.WriteString("  </pskc:EncryptionKey>\n  <pskc:MACMethod Algorithm=\"http://www.w3.org/2000/09/xmldsig#hmac-sha1\">\n    <pskc:MACKey>\n")
	e.cipherValue(&b, "      ", sealCBC(e.block, e.macKey))
	b.WriteString("    </pskc:MACKey>\n  </pskc:MACMethod>\n")
	_, err := out.WriteString(b.String())
	return err
}

// write leaves PRF empty, which means HMAC-SHA1.
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

// cipherValue writes a ciphertext and the name of its algorithm.
func (e *pskcEncrypter) cipherValue(b *strings.Builder, indent string, sealed []byte) {
	fmt.Fprintf(b, "%s<xenc:EncryptionMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#aes%d-cbc\"/>\n", indent, 8*len(e.key))
	fmt.Fprintf(b, "%s<xenc:CipherData><xenc:CipherValue>%s</xenc:CipherValue></xenc:CipherData>\n", indent, base64.StdEncoding.EncodeToString(sealed))
}

// macOf returns the MAC over the ciphertext, including the initialisation vector, in base64.
func (e *pskcEncrypter) macOf(sealed []byte) string {
	e.mac.Reset()
	e.mac.Write(sealed)
	return base64.StdEncoding.EncodeToString(e.mac.Sum(nil))
}
