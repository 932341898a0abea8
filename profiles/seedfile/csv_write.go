package seedfile

import (
	"bufio"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"etokenpass/profiles"
)

// csvWriter writes OATH CSV without a header; see [columnOrder].
type csvWriter struct {
	out  *bufio.Writer
	line []byte // reused
}

// write omits the hash if readers derive it from the length of the secret, since privacyIDEA
// does not support that column.
func (w *csvWriter) write(t Token) error {
	line := appendSerial(w.line[:0], t.Serial)
	line = append(line, ',')
	line = hex.AppendEncode(line, t.Secret.Key())
	line = append(line, ',')
	line = append(line, typeName(t.Type)...)
	line = append(line, ',')
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

// needsQuotes reports whether a serial without quotes would be read as something else: as two
// columns, as a comment or, on the first line, as the beginning of another format. Other
// serials are written without quotes, since some servers do not remove them.
func needsQuotes(serial string) bool {
	if isOneWord(serial, 1) { // the common case
		return false
	}
	lower := strings.ToLower(serial)
	return strings.ContainsAny(serial, `,"`) ||
		strings.TrimSpace(serial) != serial ||
		strings.IndexAny(serial, "#<-[{") == 0 ||
		strings.HasPrefix(lower, "otpauth") ||
		strings.HasPrefix(lower, "age-encryption.org") ||
		isSafeWordField(lower) || isProfileField(lower) || isYubiKeyLog(lower)
}
