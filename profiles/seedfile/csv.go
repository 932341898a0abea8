package seedfile

import (
	"bytes"
	"slices"
	"strconv"
)

// fifthColumn is the last that rows need to have in common.
const fifthColumn = 5

const columnOrder = "serial, secret in hex, type, digits, counter or step, hash"

// csvReader reads OATH CSV, a token a line: serial, secret in hex, type, digits,
// counter or step, hash. What follows the secret may be missing. Lines with # are
// comments. (Observed: LinOTP, which has the hash; privacyIDEA, which has counters.)
type csvReader struct {
	lines     lines
	options   Options
	columns   [][]byte // room for those of one line
	before    shape    // of the last row
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
			return record{}, &Error{Line: r.lines.number, Problem: "begins with an error of a spreadsheet, and has no serial", Advice: spreadsheetAdvice}
		case len(line) > 0 && line[0] == '#':
			if err := r.comment(line); err != nil {
				return record{}, err
			}
		case len(bytes.Trim(line, ", \t")) > 0: // spreadsheets write empty rows as commas
			return r.row(line)
		}
	}
}

// comment looks for "# version: 2", which says that the owner comes first (observed:
// privacyIDEA).
func (r *csvReader) comment(line []byte) error {
	text := bytes.TrimLeft(line, "#")
	if isCell := len(line)-len(text) > 1; isCell && bytes.HasPrefix(text, []byte(",")) {
		return &Error{Line: r.lines.number, Problem: "its serial is ####, as a spreadsheet shows what does not fit into a column", Advice: "make the column wider, and export it again"}
	}
	name, value, _ := bytes.Cut(text, []byte(":"))
	version, notNumber := strconv.Atoi(string(bytes.TrimSpace(value)))
	switch {
	case !bytes.EqualFold(bytes.TrimSpace(name), []byte("version")) || notNumber != nil:
	case version == 1 || version == 2:
		r.userFirst = version == 2
	default:
		return broken(r.lines.number, "", "has version %d of the columns: must be 1, or 2 with user, resolver and realm before the serial", version)
	}
	return nil
}

func (r *csvReader) row(line []byte) (record, error) {
	row := record{line: r.lines.number}
	columns, ok := splitColumns(r.columns[:0], line)
	r.columns = columns
	switch {
	case !ok:
		return row, row.bad("", `a quoted column does not end where it should: must be "…", with quotes in it doubled, and then a comma`)
	case len(columns) == 1 && bytes.IndexByte(columns[0], ';') >= 0:
		return row, bySemicolons(r.lines.number)
	}
	problem := r.fill(&row, columns)
	if problem == nil {
		problem = r.checkCut(&row, len(columns))
	}
	if problem == nil {
		return row, nil
	}
	return row, r.explain(problem, columns)
}

// shape is how much stands in a row; the secret counts where it is the last.
type shape struct{ columns, secret int }

// checkCut looks at the last row of a file that ends without a line end: it may be cut
// off there, and the secret with it.
func (r *csvReader) checkCut(row *record, columns int) *Error {
	const upToSecret = 2
	before, here := r.before, shape{columns, len(row.secret.Key())}
	r.before = here
	switch {
	case !r.lines.cut || before.columns == 0:
		return nil
	case here.columns < min(before.columns, fifthColumn) || here.columns <= upToSecret && here.secret < before.secret:
		return row.bad("if it is whole, end it with a line break", "has less in it than the line before, and no line end: the file seems to be cut off")
	}
	row.warn("is in the last line, which has no line end: is the file cut off?")
	return nil
}

// explain gives a better reason than the first wrong column, where there is one.
func (r *csvReader) explain(problem *Error, columns [][]byte) *Error {
	if !problem.Skipped {
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
	for i := 1; i < len(columns); i++ { // the serial is looked at in every format
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
		return row.bad("", "has %d columns: must be %s", len(columns), columnOrder)
	}
	return row.takeAlgorithm(string(column(5)), r.options.Overrides)
}

// fifth takes the column that means different things to different readers, and for
// different types.
func (r *csvReader) fifth(row *record, text string) *Error {
	other := r.options.Overrides.Type
	switch {
	case other != "" && row.kind != "" && other != row.kind && text != "":
		row.note("fifth", "the fifth column %s is left out: it is for type %s", shown(text), row.kind)
	case !row.countsCodes(r.options.Overrides):
		return row.takeStep(text, r.options.Overrides)
	case !r.options.FifthIsStep:
		return row.takeCounter(text, r.options.Overrides)
	case text != "":
		row.note("fifth", "the fifth column %s is left out: it is read as a time step, which event tokens do not have", shown(text))
	}
	return nil
}

func (r *csvReader) leaveOutUser(row *record, columns [][]byte) [][]byte {
	const users = 3
	row.note("users", "the columns user, resolver and realm are left out")
	return columns[min(users, len(columns)):]
}
