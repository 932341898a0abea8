package seedfile

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"etokenpass/profiles"
)

// pskcHead has its prefixes as RFC 6030 has in figure 7: some readers look for
// them, or for the elements of PBKDF2 that are in no namespace there.
const pskcHead = `<?xml version="1.0" encoding="UTF-8"?>
<pskc:KeyContainer Version="1.0"
    xmlns:pskc="urn:ietf:params:xml:ns:keyprov:pskc"
    xmlns:ds="http://www.w3.org/2000/09/xmldsig#"
    xmlns:xenc="http://www.w3.org/2001/04/xmlenc#"
    xmlns:xenc11="http://www.w3.org/2009/xmlenc11#"
    xmlns:pkcs5="http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#">
`

// pskcWriter writes RFC 6030, the elements in the order of its schema.
type pskcWriter struct {
	out   *bufio.Writer
	guard *pskcGuard // nil writes secrets as they are
}

func newPSKCWriter(out *bufio.Writer, p Protection) (formatWriter, error) {
	w := &pskcWriter{out: out}
	if !p.none() {
		var err error
		if w.guard, err = newPSKCGuard(p); err != nil {
			return nil, err
		}
	}
	if _, err := out.WriteString(pskcHead); err != nil || w.guard == nil {
		return w, err
	}
	return w, w.guard.writeHead(out)
}

// write writes one package. An error of the buffer stays until it is flushed.
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

// label writes a text about the device. One that a reader would trim is left out.
func label(b *strings.Builder, name, text string) {
	if text != "" && trimXML(text) == text {
		fmt.Fprintf(b, "      <pskc:%s>%s</pskc:%[1]s>\n", name, escapeXML(text))
	}
}

// key writes a Key. Its hash is said only where it is not SHA-1, since some readers
// know no Suite.
func (w *pskcWriter) key(b *strings.Builder, t Token) {
	kind := "hotp"
	if t.Type == profiles.Time {
		kind = "totp"
	}
	fmt.Fprintf(b, "    <pskc:Key Id=%s Algorithm=\"urn:ietf:params:xml:ns:keyprov:pskc:%s\">\n", quoteXML(t.Serial), kind)
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
	if w.guard == nil {
		fmt.Fprintf(b, "          <pskc:PlainValue>%s</pskc:PlainValue>\n", base64.StdEncoding.EncodeToString(key))
		return
	}
	sealed := sealCBC(w.guard.block, key)
	b.WriteString("          <pskc:EncryptedValue>\n")
	w.guard.cipherValue(b, "            ", sealed)
	fmt.Fprintf(b, "          </pskc:EncryptedValue>\n          <pskc:ValueMAC>%s</pskc:ValueMAC>\n", w.guard.macOf(sealed))
}

func number(b *strings.Builder, name string, value int64) {
	fmt.Fprintf(b, "        <pskc:%s><pskc:PlainValue>%d</pskc:PlainValue></pskc:%[1]s>\n", name, value)
}
