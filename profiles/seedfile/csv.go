package seedfile

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"etokenpass/internal/mask"
	"etokenpass/profiles"
)

// fifthColumn is the last column that the rows of a file must have in common.
const fifthColumn = 5

// csvReader reads a table with one token per line. The file's first rows decide what separates
// the columns, what they hold, and how the secrets are written. Without a header, everything
// after the secret is optional. Lines that begin with # are comments.
type csvReader struct {
	lines   lines
	options Options
	table   table
	columns [][]byte // the columns of one line; reused
	before  shape    // of the previous row
	begun   bool     // a row was read
	inTable bool     // the header was read
}

// newCSVReader decides how to read the table. It fails if the header does not fit a table of
// tokens.
func newCSVReader(in *bufio.Reader, o Options) (records, error) {
	head, err := in.Peek(peek)
	if lines := contentLines(head, err != nil); len(lines) > 0 && isYubiKeyLog(strings.ToLower(string(lines[0]))) {
		return nil, broken(0, "use --from yubikey, or omit --from", "the file is a %s", YubiKey)
	}
	r := &csvReader{lines: lines{in: in}, options: o, table: tableOf(head, err != nil, o.Encoding)}
	if r.table.problem != "" {
		return nil, broken(0, r.table.advice, "%s", r.table.problem)
	}
	return r, nil
}

func (r *csvReader) layout() string { return r.table.name() }

func (r *csvReader) next() (record, error) {
	for {
		line, err := r.lines.next()
		if err != nil {
			return record{}, err
		}
		switch _, isDeclaration := declaredSeparator(line); {
		case isDeclaration:
		case r.lines.idle > 0: // an empty row or a comment
			if err := r.comment(bytes.TrimSpace(line)); err != nil {
				return record{}, err
			}
		case bytes.Equal(line, r.table.header): // again where files were joined
			r.inTable = true
		case r.table.header != nil && !r.inTable:
			return record{}, &Error{Line: r.lines.number, Problem: "ignored: comes before the header", Kind: Notice}
		default:
			return r.row(line)
		}
	}
}

// comment handles "# version: 2", which puts the owner's columns before the serial.
func (r *csvReader) comment(line []byte) error {
	if isSpreadsheetError(line) {
		return &Error{Line: r.lines.number, Problem: "begins with a spreadsheet error instead of a serial", Advice: spreadsheetAdvice}
	}
	text := bytes.TrimLeft(line, "#")
	if isCell := len(line)-len(text) > 1; isCell && bytes.HasPrefix(text, []byte{byte(r.table.separator)}) {
		return &Error{Line: r.lines.number, Problem: "the serial is ####, which a spreadsheet shows for a value that does not fit its column", Advice: "make the column wider and export it again"}
	}
	switch version, is := versionOf(line); {
	case !is, r.table.header != nil:
	case version == 1:
		r.table.layout = oathLayout
	case version == 2:
		r.table.layout = ownersLayout
	default:
		return broken(r.lines.number, "", "column layout version %d: must be 1, or 2 with user, resolver and realm before the serial", version)
	}
	return nil
}

func (r *csvReader) row(line []byte) (record, error) {
	row := record{line: r.lines.number}
	columns, ok := r.table.separator.split(r.columns[:0], line)
	r.columns = columns
	if !ok {
		return row, row.bad("", `malformed quoted column: must be "…", with quotes inside it doubled, followed by %s`, r.table.separator.one())
	}
	problem := r.fill(&row, columns)
	if problem == nil {
		problem = r.checkTruncated(&row, len(columns))
	}
	if problem != nil {
		return row, problem
	}
	return row, nil
}

// shape is the number of columns in a row, and the size of its secret in bytes, which matters
// if the secret is the last column.
type shape struct{ columns, secret int }

// checkTruncated examines the last row of a file that ends without a line ending: the row may
// be truncated, and the secret with it.
func (r *csvReader) checkTruncated(row *record, columns int) *Error {
	before, here := r.before, shape{columns, len(row.secret.Key())}
	r.before = here
	secretIsLast := columns == 1+slices.Index(r.table.layout.columns, secretRole)
	switch {
	case !r.lines.cut || before.columns == 0:
		return nil
	case here.columns < min(before.columns, fifthColumn) || secretIsLast && here.secret < before.secret:
		return row.bad("if it is complete, end it with a newline", "shorter than the previous line and without a line ending: the file seems to be truncated")
	}
	row.warn(lastLineWarning)
	return nil
}

// fill fills the record with the columns of a row.
func (r *csvReader) fill(row *record, columns [][]byte) *Error {
	c, extra := r.table.layout.cells(columns)
	row.serial = string(c[serialRole]) // cleaned up for every format elsewhere
	for i := range c {
		if role(i) != serialRole {
			c[i] = row.cell(c[i])
		}
	}
	r.noteTable(row)
	if len(c[typeRole]) == 0 && isTypeWord(c[hashRole]) { // multiOTP calls the type an algorithm
		c[typeRole], c[hashRole] = c[hashRole], nil
	}
	noSecret := r.takeSecret(row, c[secretRole])
	problem := r.takeVaryingType(row, &c)
	if problem == nil {
		problem = r.takeKind(row, c[typeRole])
	}
	switch {
	case problem != nil:
		return problem
	case noSecret != nil:
		return noSecret
	case extra != nil:
		return row.bad("", "%d columns: must be %s", len(columns), r.table.order())
	}
	row.model, row.manufacturer = string(c[modelRole]), string(c[manufacturerRole])
	return r.fillValues(row, &c)
}

// fillValues reads the values that codes are computed from, besides the secret.
func (r *csvReader) fillValues(row *record, c *cells) *Error {
	o := r.options.Overrides
	if problem := row.takeMoreDigits(string(c[digitsRole]), o); problem != nil {
		return problem
	}
	if problem := r.takeVarying(row, string(c[varyingRole])); problem != nil {
		return problem
	}
	if problem := row.takeCounterOrStep(string(c[counterRole]), string(c[stepRole]), o); problem != nil {
		return problem
	}
	return row.takeAlgorithm(string(c[hashRole]), o)
}

// takeCounterOrStep reads the one of two columns that concerns the type, and notes the other.
func (r *record) takeCounterOrStep(counter, step string, o Overrides) *Error {
	if r.countsCodes(o) {
		r.noteUnusedStep("time step", step)
		return r.takeCounter(counter, o)
	}
	r.noteUnusedCounter("counter", counter)
	return r.takeStep(step, o)
}

// noteTable notes, with the first row, what concerns the whole table.
func (r *csvReader) noteTable(row *record) {
	if r.begun {
		return
	}
	r.begun = true
	if len(r.table.layout.ignored) > 0 {
		row.note("columns", "columns ignored: %s", r.table.layout.ignoredNames())
	}
	if r.table.ambiguous {
		row.note("encoding", "every secret fits both hex and base32: read as %s; --encoding changes this", r.table.encoding)
	}
}

// takeVaryingType moves a number in the column of the type, where nothing follows it, to the
// column of counters and time steps (observed: PingID, Duo). Neither the file nor the number
// says which it is.
func (r *csvReader) takeVaryingType(row *record, c *cells) *Error {
	number := c[typeRole]
	if len(number) == 0 || len(c[digitsRole])+len(c[varyingRole]) > 0 || r.table.header != nil || !isNumber(number) {
		return nil
	}
	switch r.options.Overrides.Type {
	case profiles.Event:
		row.note("third", "the third column is read as the counter")
	case profiles.Time:
		row.note("third", "the third column is read as the time step")
	default:
		return row.bad("say which with --type event or --type time", "the third column is %s: a counter if the token is of type event, a time step if it is of type time", mask.SeedValue(string(number)))
	}
	c[typeRole], c[varyingRole] = nil, number
	return nil
}

// takeVarying reads the column whose meaning depends on the type and on the server.
func (r *csvReader) takeVarying(row *record, text string) *Error {
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

// takeSecret reads the secret. The usual hex is decoded without converting it to a string.
func (r *csvReader) takeSecret(row *record, text []byte) *Error {
	switch {
	case len(text) == 0 && r.table.header != nil:
		return row.bad("", "no secret: its column is empty")
	case len(text) == 0:
		return row.bad("", "no secret: the columns must be %s", r.table.order())
	}
	key := make([]byte, hex.DecodedLen(len(text)))
	_, notHex := hex.Decode(key, text)
	var err error
	if r.table.encoding == profiles.Hex && notHex == nil {
		row.secret, err = profiles.NewSecret(key)
	} else {
		row.secret, err = profiles.SecretFromText(string(text), r.table.encoding)
	}
	if err == nil {
		return nil
	}
	return row.bad(r.secretAdvice(string(text)), "secret: %v", err)
}

// secretAdvice returns what to try for a secret that cannot be decoded.
func (r *csvReader) secretAdvice(text string) string {
	if isScientific(text) {
		return spreadsheetAdvice
	}
	for _, other := range profiles.Encodings() {
		_, err := profiles.SecretFromText(text, other)
		if err != nil || other == r.table.encoding || other == profiles.Base64 && !mask.LooksSecret(text) { // most words are base64
			continue
		}
		if !r.table.detected {
			return fmt.Sprintf("is it %s? --encoding %[1]s reads it", other)
		}
		return fmt.Sprintf("is it %s? the file's other secrets are in %s, and all must be in one encoding", other, r.table.encoding)
	}
	return ""
}

// cell returns a column without spreadsheet marks. It examines the first and the last character
// before it converts the column to a string, since few columns have marks.
func (r *record) cell(c []byte) []byte {
	if len(c) == 0 || c[0] != '=' && c[0] != '\'' && c[0] < utf8.RuneSelf && c[len(c)-1] < utf8.RuneSelf {
		return c
	}
	text, notes := cell(string(c))
	r.notes = append(r.notes, notes...)
	return []byte(text)
}
