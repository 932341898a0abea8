package seedfile

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strings"

	"etokenpass/internal/mask"
	"etokenpass/profiles"
)

// Protection sets the encryption of a file. The zero value means none. A password or key that
// is empty but not nil is an error, and so is having both.
type Protection struct {
	Password     []byte
	PreSharedKey []byte // 16, 24 or 32 bytes
}

func (p Protection) none() bool { return p.Password == nil && p.PreSharedKey == nil }

// CanEncrypt reports whether files of the format can be encrypted.
func (f Format) CanEncrypt() bool { return f == PSKC }

// formatWriter writes the tokens of one format.
type formatWriter interface {
	write(t Token) error
	finish() error // writes what follows the last token
}

// Writer writes the tokens of one seed file.
type Writer struct {
	format Format
	out    *bufio.Writer
	to     formatWriter
}

// NewWriter starts a seed file. It returns an error if the format is unknown or cannot be
// encrypted as p demands. The caller must call [Writer.Close].
func NewWriter(w io.Writer, f Format, p Protection) (*Writer, error) {
	out := bufio.NewWriterSize(w, 64<<10)
	writer := &Writer{format: f, out: out}
	if !p.none() && !f.CanEncrypt() {
		return nil, fmt.Errorf("%s cannot be encrypted: only %s can", f, PSKC)
	}
	var err error
	switch f {
	case SafeNet:
		writer.to, err = newSafeNetWriter(out)
	case SafeWord:
		writer.to = &safeWordWriter{out: out}
	case PSKC:
		writer.to, err = newPSKCWriter(out, p)
	case CSV:
		writer.to = &csvWriter{out: out}
	case OTPAuth:
		writer.to = &otpauthWriter{out: out}
	default:
		err = fmt.Errorf("unknown format %q", string(f))
	}
	return writer, err
}

// Write writes one token. If the format cannot represent it, Write returns the error of
// [Format.Check] and writes nothing.
func (w *Writer) Write(t Token) error {
	if err := w.format.Check(t); err != nil {
		return err
	}
	return w.to.write(t)
}

// Close writes what follows the last token and flushes the buffer. It does not close the
// underlying writer.
func (w *Writer) Close() error {
	if err := w.to.finish(); err != nil {
		return err
	}
	return w.out.Flush()
}

// Check returns an [*Error] if the format cannot represent a token, so that a reader would get
// a different one. Manufacturer, Model and Drift are not checked: they are written if possible.
func (f Format) Check(t Token) error {
	cannot := func(advice, format string, args ...any) error {
		return &Error{Serial: t.Serial, Advice: advice, Problem: fmt.Sprintf("%s cannot represent "+format, append([]any{f}, args...)...)}
	}
	if t.Type == profiles.Time {
		switch {
		case f == SafeNet:
			return cannot("use pskc, csv or otpauth", "tokens of type time")
		case !t.Epoch.Equal(f.Epoch()):
			return cannot(epochAdvice(f, t), "time steps that begin at %s, only at %s", t.Epoch.UTC().Format("2006-01-02T15:04:05Z"), f.Epoch().Format("2006-01-02T15:04:05Z"))
		}
	}
	repaired, _, problem := f.repaired(t.Serial)
	switch {
	case f.trims() && strings.Trim(t.Serial, " ") != t.Serial:
		return cannot("use csv or otpauth", "the serial %q, which begins or ends with a space: readers remove it", mask.Shorten(t.Serial))
	case areSwapped(t.Serial, t.Secret):
		return cannot("", "a serial of %d characters that could be a secret, with a secret of %d bytes: readers would assume that they are swapped", len(t.Serial), len(t.Secret.Key()))
	case problem != "" || repaired != t.Serial:
		return cannot("", "the serial %q: readers would assume that a spreadsheet has changed it", mask.Shorten(t.Serial))
	case f == PSKC && t.Type == profiles.Event && t.MovingFactor > math.MaxInt64: // RFC 6030 section 11: longDataType
		return cannot("use csv or otpauth", "the moving factor %d, only up to %d", t.MovingFactor, int64(math.MaxInt64))
	case f == SafeNet && t.Digits != profiles.DefaultDigits:
		return cannot("use pskc, csv, safeword or otpauth", "codes of %d digits, only of %d", t.Digits, profiles.DefaultDigits)
	case f == SafeNet && t.Algorithm != f.algorithm(len(t.Secret.Key())):
		return cannot("use pskc, csv, safeword or otpauth", "%s with a secret of %d bytes: it has no field for the hash, and readers assume SHA256 for 32 bytes and SHA1 otherwise", t.Algorithm, len(t.Secret.Key()))
	}
	return nil
}

// trims reports whether readers remove spaces around values.
func (f Format) trims() bool { return f == SafeNet || f == SafeWord || f == PSKC }

// epochAdvice returns the formats to try for a token whose epoch the format cannot represent.
func epochAdvice(f Format, t Token) string {
	if f != SafeWord && t.Epoch.Equal(safeWordEpoch) {
		return "use safeword"
	}
	if f == SafeWord && t.Epoch.Equal(PSKC.Epoch()) {
		return "use pskc, csv or otpauth"
	}
	return "no seed file format has a field for it"
}
