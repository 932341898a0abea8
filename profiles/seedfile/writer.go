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

// Protection is how a file is encrypted. The zero value is not at all; a password or a
// key that is there but empty is an error.
type Protection struct {
	Password     []byte
	PreSharedKey []byte // of [KeyLengths]
}

func (p Protection) none() bool { return p.Password == nil && p.PreSharedKey == nil }

// CanEncrypt tells whether files of the format can be encrypted.
func (f Format) CanEncrypt() bool { return f == PSKC }

// formatWriter writes the tokens of one format.
type formatWriter interface {
	write(t Token) error
	finish() error // what follows the last token
}

// Writer writes the tokens of one seed file.
type Writer struct {
	format Format
	out    *bufio.Writer
	to     formatWriter
}

// NewWriter begins a seed file. Only PSKC can be encrypted.
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

// Write writes one token. What the format cannot say of it is an error, and nothing
// of the token is written.
func (w *Writer) Write(t Token) error {
	if err := w.format.Check(t); err != nil {
		return err
	}
	return w.to.write(t)
}

// Close writes what follows the last token.
func (w *Writer) Close() error {
	if err := w.to.finish(); err != nil {
		return err
	}
	return w.out.Flush()
}

// Check tells what a format cannot say of a token: whoever read the file would have
// another token.
func (f Format) Check(t Token) error {
	cannot := func(advice, format string, args ...any) error {
		return &Error{Serial: t.Serial, Advice: advice, Problem: fmt.Sprintf("%s cannot represent "+format, append([]any{f}, args...)...)}
	}
	if t.Type == profiles.Time {
		switch {
		case f == SafeNet:
			return cannot("use pskc, csv or otpauth", "tokens of type time")
		case !t.Epoch.Equal(f.Epoch()):
			return cannot(othersSay(f, t), "time steps that begin at %s, only at %s", t.Epoch.UTC().Format("2006-01-02T15:04:05Z"), f.Epoch().Format("2006-01-02T15:04:05Z"))
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

// trims tells of formats in which blanks around a value do not belong to it.
func (f Format) trims() bool { return f == SafeNet || f == SafeWord || f == PSKC }

// othersSay is what to try for a token whose time steps begin elsewhere.
func othersSay(f Format, t Token) string {
	if f != SafeWord && t.Epoch.Equal(safeWordEpoch) {
		return "use safeword"
	}
	if f == SafeWord && t.Epoch.Equal(PSKC.Epoch()) {
		return "use pskc, csv or otpauth"
	}
	return "no seed file format has a field for it"
}
