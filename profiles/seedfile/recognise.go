package seedfile

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"

	"etokenpass/internal/mask"
)

const advice = "set the format with --from safenet, safeword, pskc, csv or otpauth"

// recognise detects the format from the beginning of a file.
func recognise(in *bufio.Reader) (Format, error) {
	head, err := in.Peek(peek)
	format, unknown := recogniseText(head)
	if unknown != nil && err != nil && !errors.Is(err, io.EOF) {
		return "", err // the head is incomplete
	}
	return format, unknown
}

func recogniseText(head []byte) (Format, error) {
	text := strings.TrimLeft(string(head), xmlSpace)
	switch {
	case text == "" && len(head) < peek:
		return "", broken(0, "", "the file contains only white space")
	case bytes.IndexByte(head, 0) >= 0:
		return "", broken(0, "if it is compressed or encrypted, decompress or decrypt it first", "not a text file: seed files are text")
	case strings.HasPrefix(text, "-----BEGIN ") || strings.HasPrefix(text, "age-encryption.org"):
		return "", broken(0, "decrypt it first: age -d FILE | etokenpass import -, or gpg -d FILE | etokenpass import -", "the whole file is encrypted")
	case strings.HasPrefix(text, "<"):
		return recogniseXML(text)
	}
	return recogniseLines(text)
}

// recogniseXML detects the format from the root element.
func recogniseXML(text string) (Format, error) {
	switch name := rootName(text); name {
	case "Tokens":
		return SafeNet, nil
	case "KeyContainer":
		return PSKC, nil
	case "":
		return "", broken(0, "", "XML that begins with neither Tokens (SafeNet) nor KeyContainer (PSKC)")
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

// recogniseLines detects the format from the first lines that are neither blank nor comments.
func recogniseLines(text string) (Format, error) {
	for line := range strings.Lines(text) {
		line = strings.ToLower(strings.TrimSpace(line))
		switch {
		case strings.HasPrefix(line, "#") && strings.Contains(line, "safeword authenticator records"), isSafeWordField(line):
			return SafeWord, nil
		case strings.HasPrefix(line, "otpauth://"):
			return OTPAuth, nil
		case strings.HasPrefix(line, "otpauth-migration:"):
			return "", broken(0, "export the accounts one by one", "a migration URI of an authenticator app, which holds several accounts in its own format")
		case line == "" || strings.HasPrefix(line, "#"):
			continue
		case isProfileField(line):
			return "", broken(0, "use it directly: etokenpass press --profile FILE", "a profile, not a seed file")
		case strings.Contains(line, ","):
			return CSV, nil
		case strings.Contains(line, ";"):
			return "", semicolonError(0)
		}
	}
	return "", broken(0, advice, "unknown format: must be SafeNet XML, SafeWord records, PSKC, OATH CSV or otpauth URIs")
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
	switch f {
	case SafeNet:
		return newSafeNetReader(in, o.Overrides)
	case SafeWord:
		return newSafeWordReader(lines{in: in}, o.Overrides), nil
	case PSKC:
		return newPSKCReader(in, o)
	case CSV:
		return &csvReader{lines: lines{in: in}, options: o}, nil
	case OTPAuth:
		return &otpauthReader{lines: lines{in: in}, overrides: o.Overrides}, nil
	}
	return nil, broken(0, advice, "unknown format %q", string(f))
}
