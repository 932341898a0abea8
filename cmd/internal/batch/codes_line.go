package batch

import (
	"strconv"
	"strings"

	"etokenpass/cmd/internal/cli"
	"etokenpass/firmware/oath"
)

// codeLine is the line of one code: what comes before the moving factor, between it and
// the code, and after the code.
type codeLine struct {
	format                 string
	before, between, after string
	validFor               func(movingFactor uint64) int64 // valid_for_ms in JSON; nil if it is omitted
}

func newCodeLine(format string) codeLine {
	switch format {
	case cli.JSON:
		return codeLine{format: format, before: `{"moving_factor":`, between: `,"code":"`, after: `"`}
	case cli.CSV:
		return codeLine{format: format, between: ","}
	}
	return codeLine{format: format}
}

// of returns the line that also names the token.
func (l codeLine) of(serial string) codeLine {
	switch l.format {
	case cli.JSON:
		quoted, err := cli.JSONText(serial)
		if err != nil {
			panic("internal error: " + err.Error()) // a string always encodes
		}
		l.before = `{"serial":` + quoted + `,"moving_factor":`
	case cli.CSV:
		if strings.ContainsAny(serial, "\",") || strings.TrimSpace(serial) != serial {
			serial = `"` + strings.ReplaceAll(serial, `"`, `""`) + `"`
		}
		l.before = serial + ","
	default:
		l.before = serial + " "
	}
	return l
}

// append appends the line of a code.
func (l codeLine) append(lines []byte, generator *oath.Generator, movingFactor uint64) []byte {
	lines = append(lines, l.before...)
	if l.format != cli.Text {
		lines = strconv.AppendUint(lines, movingFactor, 10)
	}
	lines = append(lines, l.between...)
	lines = generator.Append(lines, movingFactor)
	lines = append(lines, l.after...)
	if l.format == cli.JSON {
		if l.validFor != nil {
			lines = append(lines, `,"valid_for_ms":`...)
			lines = strconv.AppendInt(lines, l.validFor(movingFactor), 10)
		}
		lines = append(lines, '}')
	}
	return append(lines, '\n')
}
