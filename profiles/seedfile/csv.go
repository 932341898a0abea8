package seedfile

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"etokenpass/internal/mask"
	"etokenpass/profiles"
)

// fifthColumn is the last column that the rows of a file must have in common.
const fifthColumn = 5

const columnOrder = "serial, secret in hex, type, digits, counter or step, hash"

// csvReader reads OATH CSV, one token per line: serial, secret in hex, type, digits, counter or
// step, hash. Everything after the secret is optional. Lines that begin with # are comments.
// (Observed: LinOTP, which has the hash; privacyIDEA, which has counters.)
type csvReader struct {
	lines     lines
	options   Options
	columns   [][]byte // the columns of one line; reused
	before    shape    // of the previous row
	userFirst bool     // user, resolver and realm come before the serial
}

func (r *csvReader) next() (record, error) {
	for {
		line, err := r.lines.next()
		if err != nil {
			return record{}, err
		}
		line = bytes.Trim(line, " \t")
		switch {
		case r.lines.number == 1 && isDelimiterLine(line):
		case isSpreadsheetError(line):
			return record{}, &Error{Line: r.lines.number, Problem: "begins with a spreadsheet error instead of a serial", Advice: spreadsheetAdvice}
		case len(line) > 0 && line[0] == '#':
			if err := r.comment(line); err != nil {
				return record{}, err
			}
		case len(bytes.Trim(line, ", \t")) > 0: // spreadsheets write empty rows as commas
			return r.row(line)
		}
	}
}

// comment handles "# version: 2", which puts the owner's columns before the serial (observed:
// privacyIDEA).
func (r *csvReader) comment(line []byte) error {
	text := bytes.TrimLeft(line, "#")
	if isCell := len(line)-len(text) > 1; isCell && bytes.HasPrefix(text, []byte(",")) {
		return &Error{Line: r.lines.number, Problem: "the serial is ####, which a spreadsheet shows for a value that does not fit its column", Advice: "make the column wider and export it again"}
	}
	name, value, _ := bytes.Cut(text, []byte(":"))
	version, notNumber := strconv.Atoi(string(bytes.TrimSpace(value)))
	switch {
	case !bytes.EqualFold(bytes.TrimSpace(name), []byte("version")) || notNumber != nil:
	case version == 1 || version == 2:
		r.userFirst = version == 2
	default:
		return broken(r.lines.number, "", "column layout version %d: must be 1, or 2 with user, resolver and realm before the serial", version)
	}
	return nil
}

func (r *csvReader) row(line []byte) (record, error) {
	row := record{line: r.lines.number}
	columns, ok := splitColumns(r.columns[:0], line)
	r.columns = columns
	switch {
	case !ok:
		return row, row.bad("", `malformed quoted column: must be "…", with quotes inside it doubled, followed by a comma`)
	case len(columns) == 1 && bytes.IndexByte(columns[0], ';') >= 0:
		return row, semicolonError(r.lines.number)
	}
	problem := r.fill(&row, columns)
	if problem == nil {
		problem = r.checkTruncated(&row, len(columns))
	}
	if problem == nil {
		return row, nil
	}
	return row, r.explain(problem, columns)
}

// shape is the number of columns in a row, and the size of its secret in bytes, which matters
// if the secret is the last column.
type shape struct{ columns, secret int }

// checkTruncated examines the last row of a file that ends without a line ending: the row may
// be truncated, and the secret with it.
func (r *csvReader) checkTruncated(row *record, columns int) *Error {
	const upToSecret = 2
	before, here := r.before, shape{columns, len(row.secret.Key())}
	r.before = here
	switch {
	case !r.lines.cut || before.columns == 0:
		return nil
	case here.columns < min(before.columns, fifthColumn) || here.columns <= upToSecret && here.secret < before.secret:
		return row.bad("if it is complete, end it with a newline", "shorter than the previous line and without a line ending: the file seems to be truncated")
	}
	row.warn(lastLineWarning)
	return nil
}

// explain returns a better reason than the first wrong column, if there is one.
func (r *csvReader) explain(problem *Error, columns [][]byte) *Error {
	if problem.Kind != Skipped {
		if other := otherLayout(columns); other != "" {
			return broken(problem.Line, "", "%s: must be %s", other, columnOrder)
		}
	}
	return problem
}

func (r *csvReader) fill(row *record, columns [][]byte) *Error {
	if r.userFirst {
		columns = r.leaveOutUser(row, columns)
	}
	for i := 1; i < len(columns); i++ { // serials are cleaned up for every format elsewhere
		row.takeCell(&columns[i])
	}
	column := func(i int) []byte {
		if i < len(columns) {
			return columns[i]
		}
		return nil
	}
	row.serial = string(column(0))
	noSecret := row.takeHex(column(1))
	if problem := row.takeKind(column(2), r.options.Overrides); problem != nil {
		return problem
	}
	if noSecret != nil {
		return noSecret
	}
	if problem := row.takeDigits(string(column(3)), r.options.Overrides); problem != nil {
		return problem
	}
	if problem := r.fifth(row, string(column(4))); problem != nil {
		return problem
	}
	if len(columns) > 6 && slices.ContainsFunc(columns[6:], func(c []byte) bool { return len(c) > 0 }) {
		return row.bad("", "%d columns: must be %s", len(columns), columnOrder)
	}
	return row.takeAlgorithm(string(column(5)), r.options.Overrides)
}

// fifth reads the fifth column, whose meaning depends on the type and on the server.
func (r *csvReader) fifth(row *record, text string) *Error {
	other := r.options.Overrides.Type
	switch {
	case other != "" && row.kind != "" && other != row.kind && text != "":
		row.note("fifth", "fifth column %s ignored: it is for type %s", mask.SeedValue(text), row.kind)
	case !row.countsCodes(r.options.Overrides):
		return row.takeStep(text, r.options.Overrides)
	case !r.options.FifthIsStep:
		return row.takeCounter(text, r.options.Overrides)
	case text != "":
		row.note("fifth", "fifth column %s ignored: it is read as a time step, which event tokens do not have", mask.SeedValue(text))
	}
	return nil
}

func (r *csvReader) leaveOutUser(row *record, columns [][]byte) [][]byte {
	const users = 3
	row.note("users", "columns user, resolver and realm ignored")
	return columns[min(users, len(columns)):]
}

// splitColumns splits a line at its commas and appends the columns, without surrounding spaces,
// to columns. Unquoting overwrites the bytes of the line. ok is false if a quoted column is
// malformed.
func splitColumns(columns [][]byte, line []byte) (all [][]byte, ok bool) {
	for {
		line = bytes.TrimLeft(line, " \t")
		var column []byte
		if len(line) > 0 && line[0] == '"' {
			var closed bool
			column, line, closed = unquote(line[1:])
			line = bytes.TrimLeft(line, " \t")
			if !closed || len(line) > 0 && line[0] != ',' {
				return columns, false
			}
		} else {
			end := bytes.IndexByte(line, ',')
			if end < 0 {
				end = len(line)
			}
			column, line = bytes.TrimRight(line[:end], " \t"), line[end:]
		}
		columns = append(columns, column)
		if len(line) == 0 {
			return columns, true
		}
		line = line[1:]
	}
}

// unquote reads up to the quote that closes a column. Two quotes stand for one (RFC 4180,
// section 2).
func unquote(text []byte) (column, rest []byte, closed bool) {
	column = text[:0]
	for i := 0; i < len(text); i++ {
		if text[i] == '"' {
			if i+1 == len(text) || text[i+1] != '"' {
				return column, text[i+1:], true
			}
			i++
		}
		column = append(column, text[i])
	}
	return nil, nil, false
}

// semicolonError is the error for a file with semicolons between its columns, such as
// multiOTP's.
func semicolonError(line int) *Error {
	return broken(line, "", "columns are separated by semicolons: must be commas, in the order %s", columnOrder)
}

// otherLayout recognises a header or another program's columns in a row that is not a token. It
// returns "" if it recognises none.
func otherLayout(columns [][]byte) string {
	named := func(words ...string) bool {
		return slices.ContainsFunc(columns, func(c []byte) bool {
			return slices.ContainsFunc(words, func(w string) bool { return strings.EqualFold(w, string(c)) })
		})
	}
	const secretAt = 3 // column of the secret in the logs of ykman and its predecessor
	switch {
	case named("upn"):
		return "a Microsoft Entra upload file, with secrets in base32"
	case named("OATH-HOTP", "OATH-TOTP", "Yubico OTP", "Static Password", "Challenge-Response"),
		len(columns) > secretAt && len(columns[1]) == 0 && isOneWord(string(columns[secretAt]), 32):
		return "a log of Yubico's personalization tool"
	case named("serial", "serial number", "serialnumber") && named("secret", "secret key", "secretkey", "seed", "key", "otpkey"):
		return "begins with a header, which this format does not have"
	}
	return ""
}

// isDelimiterLine reports whether a line says, for Excel, that commas separate the columns. A file
// that names another separator fails as a file with that separator.
func isDelimiterLine(line []byte) bool { return bytes.EqualFold(line, []byte("sep=,")) }

func (r *record) takeKind(word []byte, o Overrides) *Error {
	is := func(known string) bool { return bytes.EqualFold(word, []byte(known)) }
	kind, known := typeNamed(strings.ToLower(string(word)))
	switch {
	case len(word) == 0:
		if o.Type == "" {
			r.note("type", "no type given, hotp assumed: set another with import --type")
		}
	case known:
		r.kind = kind
	case is("hmac"): // LinOTP's word
		r.kind = profiles.Event
	case slices.ContainsFunc(otherKinds, is):
		return skipped(r.line, r.serial, "type %s is not supported: an eToken PASS is hotp or totp", word)
	case o.Type == "":
		return r.bad("", "type %s: must be hotp or totp", mask.SeedValue(string(word)))
	case len(bytes.Trim(word, "0123456789")) == 0:
		return r.bad("put counters and time steps in the fifth column", "the third column is %s: must be a type, even with --type", mask.SeedValue(string(word)))
	default:
		r.note("type", "type %s ignored: --type overrides it", mask.SeedValue(string(word)))
	}
	return nil
}

// otherKinds are types of keys that servers import from the same files, but that no eToken PASS
// has (observed: LinOTP, privacyIDEA).
var otherKinds = []string{
	"ocra", "ocra2", "motp", "spass", "pw", "yubikey", "sms", "email", "remote", "radius",
}

// takeHex reads the secret without converting it to a string, except to report an error.
func (r *record) takeHex(text []byte) *Error {
	if len(text) == 0 {
		return r.bad("", "no secret: the columns must be %s", columnOrder)
	}
	var err error
	key := make([]byte, hex.DecodedLen(len(text)))
	if _, wrong := hex.Decode(key, text); wrong == nil {
		r.secret, err = profiles.NewSecret(key)
	} else {
		r.secret, err = profiles.SecretFromHex(string(text)) // its error names the position
	}
	if err == nil {
		return nil
	}
	advice := ""
	if isScientific(string(text)) {
		advice = spreadsheetAdvice
	} else if _, notBase32 := profiles.SecretFromBase32(string(text)); notBase32 == nil {
		advice = "is it base32? the column must be in hex"
	}
	return r.bad(advice, "secret: %v", err)
}

// takeCell removes spreadsheet marks from a column.
func (r *record) takeCell(column *[]byte) {
	c := *column
	if len(c) == 0 || c[0] != '=' && c[0] != '\'' && c[0] < utf8.RuneSelf && c[len(c)-1] < utf8.RuneSelf {
		return
	}
	text, notes := cell(string(c))
	*column = []byte(text)
	r.notes = append(r.notes, notes...)
}

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
		strings.IndexAny(serial, "#<-") == 0 ||
		strings.HasPrefix(lower, "otpauth") ||
		strings.HasPrefix(lower, "age-encryption.org") ||
		isSafeWordField(lower) || isProfileField(lower)
}
