package seedfile

import (
	"bytes"
	"slices"
	"strings"

	"etokenpass/internal/mask"
	"etokenpass/profiles"
)

// yubiKeyReader reads the logs of the YubiKey personalization tool, in its traditional format
// and in Yubico's (observed: yubikeylogger.cpp of that tool; multiOTP, which takes other
// separators too). Only OATH-HOTP makes codes that a token can have.
type yubiKeyReader struct {
	lines     lines
	separator separator
	overrides Overrides
}

func newYubiKeyReader(in lines, o Overrides) records {
	head, err := in.in.Peek(peek)
	return &yubiKeyReader{lines: in, separator: separatorOf(contentLines(head, err != nil)), overrides: o}
}

// The columns of the traditional format, of which there are yubiKeyColumns.
const (
	yubiKeyEvent      = 0
	yubiKeyIdentifier = 3 // typed before the code
	yubiKeySecret     = 5 // in hex
	yubiKeyDigits     = 11
	yubiKeyCounter    = 12
	yubiKeyColumns    = 18
)

// The columns of Yubico's format. What yubicoNumber holds depends on the kind of key: the
// counter of OATH-HOTP, a private identity of 12 hex digits, 0 or nothing.
const (
	yubicoSerial     = 0
	yubicoNumber     = 2
	yubicoSecret     = 3 // in hex
	yubicoTime       = 5
	yubicoColumns    = 6
	hotpSecretDigits = 40 // a secret of 20 bytes; the AES keys of Yubico OTP have 16
)

// yubiKeyEvents are the first columns of the traditional format, in lower case.
var yubiKeyEvents = []string{
	"oath-hotp", "yubico otp", "static password", "static password: short", "static password: scan code",
	"challenge-response: yubico otp", "challenge-response: hmac-sha1", "configuration update", "configuration swap",
}

const loggingStart = "logging start"

// isYubiKeyLog reports whether a line, in lower case, is one of a log of the personalization
// tool.
func isYubiKeyLog(line string) bool {
	if strings.HasPrefix(line, loggingStart) {
		return true
	}
	for _, s := range []separator{comma, semicolon, tab} {
		columns, ok := s.split(nil, []byte(line))
		if ok && (len(columns) >= yubiKeyColumns && slices.Contains(yubiKeyEvents, string(columns[yubiKeyEvent])) || isYubicoRow(columns)) {
			return true
		}
	}
	return false
}

// isYubicoRow reports whether the columns are those of Yubico's format. They end with a time
// such as 2023-11-12T11:12:00.
func isYubicoRow(columns [][]byte) bool {
	if len(columns) < yubicoColumns || !isNumber(columns[yubicoSerial]) || len(columns[yubicoSecret]) == 0 {
		return false
	}
	date, clock, _ := bytes.Cut(bytes.ToLower(columns[yubicoTime]), []byte("t"))
	return bytes.Count(date, []byte("-")) == 2 && bytes.Count(clock, []byte(":")) == 2
}

func (r *yubiKeyReader) next() (record, error) {
	for {
		line, err := r.lines.next()
		if err != nil {
			return record{}, err
		}
		if isEmptyRow(line) || isComment(line) || bytes.HasPrefix(bytes.ToLower(line), []byte(loggingStart)) {
			continue
		}
		row := record{line: r.lines.number, kind: profiles.Event}
		if problem := r.fill(&row, line); problem != nil {
			return row, problem
		}
		if r.lines.cut {
			row.warn(lastLineWarning)
		}
		return row, nil
	}
}

func (r *yubiKeyReader) fill(row *record, line []byte) *Error {
	columns, ok := r.separator.split(nil, line)
	switch {
	case ok && isYubicoRow(columns):
		return row.takeYubico(columns, r.overrides)
	case ok && len(columns) >= yubiKeyColumns:
		return row.takeTraditional(columns, r.overrides)
	}
	return row.bad("", "%d columns: must be %d or, in Yubico's format, %d", len(columns), yubiKeyColumns, yubicoColumns)
}

// takeTraditional reads a row of the traditional format. The time, whose form is that of the
// computer's language, may contain separators, so columns after it are counted from the end.
func (r *record) takeTraditional(columns [][]byte, o Overrides) *Error {
	at := func(i int) string { return string(columns[len(columns)-yubiKeyColumns+i]) }
	r.serial = at(yubiKeyIdentifier)
	if event := string(columns[yubiKeyEvent]); !strings.EqualFold(event, yubiKeyEvents[0]) {
		shown := mask.SeedValue(event)
		if slices.Contains(yubiKeyEvents, strings.ToLower(event)) {
			shown = event
		}
		return skipped(r.line, r.serial, "%s is not supported: an eToken PASS makes codes of OATH-HOTP only", shown)
	}
	if r.serial == "" {
		return r.bad("write serial and secret into a CSV", "no token identifier: nothing else in the log could be the serial")
	}
	r.note("identifier", "the key types its token identifier before each code: it is used as the serial and omitted from the codes")
	if problem := r.takeYubiKeySecret(at(yubiKeySecret)); problem != nil {
		return problem
	}
	if problem := r.takeDigits(at(yubiKeyDigits), o); problem != nil {
		return problem
	}
	return r.takeCounter(at(yubiKeyCounter), o)
}

// takeYubico reads a row of Yubico's format, which does not say what kind of key it is.
func (r *record) takeYubico(columns [][]byte, o Overrides) *Error {
	r.serial = string(columns[yubicoSerial])
	number, secret := columns[yubicoNumber], columns[yubicoSecret]
	if len(number) == 0 || !isNumber(number) || len(secret) != hotpSecretDigits {
		return skipped(r.line, r.serial, "not a key for OATH-HOTP: an eToken PASS makes no other codes")
	}
	if o.Digits == 0 {
		r.note("digits", "the log does not say how many digits the codes have: 6 assumed; override it with --digits N")
	}
	if len(bytes.Trim(number, "0")) == 0 {
		r.note("kind", "the log does not tell challenge-response keys from unused OATH-HOTP keys: all are read as OATH-HOTP")
	}
	if problem := r.takeYubiKeySecret(string(secret)); problem != nil {
		return problem
	}
	return r.takeCounter(string(number), o)
}

func (r *record) takeYubiKeySecret(text string) *Error {
	secret, err := secretInHex("secret", text)
	if err != nil {
		return r.bad("", "%v", err)
	}
	r.secret = secret
	return nil
}
