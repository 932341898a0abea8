package seedfile

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"

	"etokenpass/internal/mask"
	"etokenpass/internal/qrscan"
	"etokenpass/internal/value"
)

// recognise detects the format from the beginning of a file.
func recognise(in *bufio.Reader) (Format, error) {
	head, err := in.Peek(peek)
	format, unknown := recogniseText(head, err != nil)
	if unknown != nil && err != nil && !errors.Is(err, io.EOF) {
		return "", err // the head is incomplete
	}
	return format, unknown
}

// recogniseText detects the format from the beginning of a text, or from the whole.
func recogniseText(head []byte, whole bool) (Format, error) {
	text := strings.TrimLeft(string(head), xmlSpace)
	switch {
	case qrscan.Kind(head) != "":
		return OTPAuth, nil
	case text == "" && len(head) < peek:
		return "", broken(0, "", "the file contains only white space")
	case bytes.IndexByte(head, 0) >= 0, strings.HasPrefix(text, pdf):
		return "", notText(head)
	case strings.HasPrefix(text, "-----BEGIN PGP"), strings.HasPrefix(text, "-----BEGIN AGE"), strings.HasPrefix(text, "age-encryption.org"):
		return "", broken(0, "decrypt it first: age -d FILE | etokenpass import -, or gpg -d FILE | etokenpass import -", "the whole file is encrypted")
	case strings.HasPrefix(text, "-----BEGIN "):
		return "", broken(0, "", "a certificate or a key in PEM, not a seed file")
	case strings.HasPrefix(text, "<"):
		return recogniseXML(text)
	case isJSON(text):
		return JSON, nil
	}
	return recogniseLines(text, whole)
}

// recogniseXML detects the format from the root element.
func recogniseXML(text string) (Format, error) {
	switch name := rootName(text); name {
	case "Tokens":
		return SafeNet, nil
	case pskcRoot, strings.ToLower(pskcRoot):
		return PSKC, nil
	case "":
		return "", broken(0, "", "XML that begins with neither Tokens (SafeNet) nor KeyContainer (PSKC)")
	case "html":
		return "", broken(0, "", "a web page, not a seed file")
	case "!DOCTYPE", "!doctype":
		return "", dtdError(0)
	default:
		return "", broken(0, "", "XML root element is %s: must be Tokens (SafeNet) or KeyContainer (PSKC)", mask.SeedValue(name))
	}
}

// rootName returns the local name of the first element after comments and declarations, or ""
// if there is none.
func rootName(text string) string {
	for {
		text = strings.TrimLeft(text, xmlSpace)
		var ended bool
		switch {
		case strings.HasPrefix(text, "<!--"):
			_, text, ended = strings.Cut(text, "-->")
		case strings.HasPrefix(text, "<?"):
			_, text, ended = strings.Cut(text, "?>")
		case strings.HasPrefix(text, "<"):
			name, _, _ := strings.Cut(text[1:], ">")
			return localName(name)
		}
		if !ended {
			return ""
		}
	}
}

// localName returns the name at the beginning of a tag, without its prefix.
func localName(tag string) string {
	if end := strings.IndexAny(tag, xmlSpace+"/"); end >= 0 {
		tag = tag[:end]
	}
	_, local, prefixed := strings.Cut(tag, ":")
	if prefixed {
		return local
	}
	return tag
}

// recogniseLines detects the format from the first line that says it, or from the table that
// the lines are.
func recogniseLines(text string, whole bool) (Format, error) {
	for line := range strings.Lines(text) {
		line = strings.ToLower(strings.TrimSpace(line))
		switch {
		case strings.HasPrefix(line, "#") && strings.Contains(line, "safeword authenticator records"), isSafeWordField(line):
			return SafeWord, nil
		case strings.HasPrefix(line, otpauthScheme), strings.HasPrefix(line, migrationScheme):
			return OTPAuth, nil
		case line == "" || strings.HasPrefix(line, "#"):
			continue
		case isProfileField(line):
			return "", broken(0, "use it directly: etokenpass press --profile FILE", "a profile, not a seed file")
		case isYubiKeyLog(line):
			return YubiKey, nil
		}
		if strings.ContainsAny(line, ",;\t") { // a row of a table
			break
		}
	}
	t := tableOf([]byte(text), whole, "")
	if t.isRecognised() {
		return CSV, nil
	}
	return "", unrecognised(text, &t)
}

// isProfileField reports whether a line begins with a field of a profile: profiles are YAML,
// which may contain commas like CSV.
func isProfileField(line string) bool {
	for _, field := range []string{"model:", "serial:", "type:", "secret:"} {
		if strings.HasPrefix(line, field) {
			return true
		}
	}
	return false
}

// open returns the reader for a format. It refuses XML for the other formats, which would
// report an error for every line.
func open(f Format, in *bufio.Reader, o Options) (records, error) {
	head, _ := in.Peek(peek) // a read error is reported by the next read
	if isXML := strings.HasPrefix(strings.TrimLeft(string(head), xmlSpace), "<"); isXML && f != SafeNet && f != PSKC {
		return nil, broken(0, "use --from safenet or --from pskc, or omit --from", "the file is XML, which %s is not", f)
	}
	if o.Encoding != "" && f != CSV {
		return nil, broken(0, "omit --encoding", "%s sets the encoding of its secrets: --encoding is for CSV", f)
	}
	if kind := qrscan.Kind(head); kind != "" {
		if f != OTPAuth {
			return nil, broken(0, "use --from otpauth, or omit --from", "the file is a picture, which %s is not", f)
		}
		return newPictureReader(in, kind, o)
	}
	switch f {
	case SafeNet:
		return newSafeNetReader(in, o.Overrides)
	case SafeWord:
		return newSafeWordReader(lines{in: in}, o.Overrides), nil
	case PSKC:
		return newPSKCReader(in, o)
	case CSV:
		return newCSVReader(in, o)
	case YubiKey:
		return newYubiKeyReader(lines{in: in}, o.Overrides), nil
	case OTPAuth:
		return newOTPAuthReader(in, o), nil
	case JSON:
		return newBackupReader(in, o.Overrides)
	}
	return nil, broken(0, "", "unknown format %q: must be %s", string(f), value.Choice(Formats()...))
}
