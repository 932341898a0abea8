package seedfile

import (
	"bufio"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"etokenpass/profiles"
)

type csvWriter struct {
	out  *bufio.Writer
	line []byte // room for one
}

// write writes the hash only where readers would take another from the length of the
// secret: privacyIDEA does not know the column.
func (w *csvWriter) write(t Token) error {
	line := appendSerial(w.line[:0], t.Serial)
	line = append(line, ',')
	line = hex.AppendEncode(line, t.Secret.Key())
	if t.Type == profiles.Time {
		line = append(line, ",totp,"...)
	} else {
		line = append(line, ",hotp,"...)
	}
	line = strconv.AppendInt(line, int64(t.Digits), 10)
	line = append(line, ',')
	if t.Type == profiles.Time {
		line = strconv.AppendInt(line, int64(t.Step/time.Second), 10)
	} else {
		line = strconv.AppendUint(line, t.MovingFactor, 10)
	}
	if t.Algorithm != CSV.algorithm(len(t.Secret.Key())) {
		line = append(line, ',')
		line = append(line, strings.ToLower(string(t.Algorithm))...)
	}
	line = append(line, '\n')
	w.line = line
	_, err := w.out.Write(line)
	return err
}

func (w *csvWriter) finish() error { return nil }

func appendSerial(line []byte, serial string) []byte {
	if !needsQuotes(serial) {
		return append(line, serial...)
	}
	line = append(line, '"')
	line = append(line, strings.ReplaceAll(serial, `"`, `""`)...)
	return append(line, '"')
}

// needsQuotes tells of a serial that would be read as something else: as two columns,
// as a comment, or, in the first line, as the beginning of another format. The others
// stand bare, since not all servers take quotes off.
func needsQuotes(serial string) bool {
	if isOneWord(serial, 1) { // letters and digits alone, as nearly all are
		return false
	}
	lower := strings.ToLower(serial)
	return strings.ContainsAny(serial, `,"`) ||
		strings.TrimSpace(serial) != serial ||
		strings.IndexAny(serial, "#<-") == 0 ||
		strings.HasPrefix(lower, "otpauth") ||
		strings.HasPrefix(lower, "age-encryption.org") ||
		isSafeWordField(lower) || isProfileField(lower)
}
