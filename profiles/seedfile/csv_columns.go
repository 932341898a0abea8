package seedfile

import (
	"bytes"
	"slices"
	"strings"
)

// splitColumns cuts a line at its commas and appends the columns, without the blanks
// around them. The line's own bytes are used again where quotes are taken off.
func splitColumns(columns [][]byte, line []byte) ([][]byte, bool) {
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

// unquote reads up to the quote that closes a column; two quotes are one in it
// (RFC 4180 section 2).
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

// bySemicolons is what about a file of multiOTP's, for one.
func bySemicolons(line int) *Error {
	return broken(line, "", "has columns set apart by semicolons: must be commas, in the order %s", columnOrder)
}

// otherLayout knows the columns of others, or a header, by a row that is no token.
// It is "" for what is none of them.
func otherLayout(columns [][]byte) string {
	named := func(words ...string) bool {
		return slices.ContainsFunc(columns, func(c []byte) bool {
			return slices.ContainsFunc(words, func(w string) bool { return strings.EqualFold(w, string(c)) })
		})
	}
	const secretAt = 3 // in a line that ykman and its predecessor log
	switch {
	case named("upn"):
		return "is an upload file of Microsoft Entra, with secrets in base32"
	case named("OATH-HOTP", "OATH-TOTP", "Yubico OTP", "Static Password", "Challenge-Response"),
		len(columns) > secretAt && len(columns[1]) == 0 && isOneWord(string(columns[secretAt]), 32):
		return "is a log of Yubico's personalization tool"
	case named("serial", "serial number", "serialnumber") && named("secret", "secret key", "secretkey", "seed", "key", "otpkey"):
		return "begins with a header, which this format does not have"
	}
	return ""
}

// isDelimiterLine knows the line with which Excel is told that commas set columns
// apart. With another character it is told of as a file that has that.
func isDelimiterLine(line []byte) bool { return bytes.EqualFold(line, []byte("sep=,")) }
