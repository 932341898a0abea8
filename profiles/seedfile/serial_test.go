package seedfile_test

import (
	"encoding/base32"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"etokenpass/profiles/seedfile"
)

// inFormats returns a file of each format with one token.
func inFormats(serial string, secret []byte) map[seedfile.Format]string {
	return map[seedfile.Format]string{
		seedfile.CSV:      fmt.Sprintf("%s,%x,hotp,6,0\n", serial, secret),
		seedfile.SafeNet:  fmt.Sprintf(`<Tokens><Token serial="%s"><Seed>%x</Seed></Token></Tokens>`, serial, secret),
		seedfile.SafeWord: fmt.Sprintf("sccAuthenticatorId: %s\nsccTokenData: sccKey=%x;\n", serial, secret),
		seedfile.PSKC:     strings.Replace(plainPSKC("hotp", "", "", ""), "<SerialNo>A</SerialNo>", "<SerialNo>"+serial+"</SerialNo>", 1),
		seedfile.OTPAuth:  "otpauth://hotp/" + serial + "?counter=0&secret=" + base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret) + "\n",
	}
}

// A serial that a spreadsheet or mail program has changed is corrected or refused.
func TestSpreadsheetSerials(t *testing.T) {
	const zeroWidth = "U+200B (a zero-width space)"
	for _, c := range []struct {
		what, serial string
		only         seedfile.Format // "" for all
		want, notice string
		problem      string
	}{
		{"plain", "000512", "", "000512", "", ""},
		{"scientific", "5.12346E+11", "", "", "", `serial "5.12346E+11" is a number shortened by a spreadsheet: its last digits are lost`},
		{"scientific, of even digits", "5E+11", "", "", "", "its last digits are lost"},
		{"scientific, with a small e", "5.12346e11", "", "", "", "its last digits are lost"},
		{"texts that a formula joins", `="000"&"512"`, seedfile.CSV, "", "", "is a spreadsheet formula"},
		{"hex that looks like it", "5E11", "", "5E11", "", ""},
		{"a formula", `="000512"`, seedfile.CSV, "000512", `values are spreadsheet formulas, ="…", which keep leading zeros: read as the text in the quotes`, ""},
		{"a formula in quotes", `"=""000512"""`, seedfile.CSV, "000512", `values are spreadsheet formulas`, ""},
		{"another formula", `=A1`, seedfile.CSV, "", "", `serial "=A1" is a spreadsheet formula`},
		{"an apostrophe", "'000512", seedfile.CSV, "000512", "values begin with an apostrophe", ""},
		{"in apostrophes", "'000512'", seedfile.CSV, "000512", "values begin with an apostrophe", ""},
		{"no-break spaces around", "\u00a0000512\u00a0", "", "000512", "values begin or end with the invisible character U+00A0 (a no-break space): removed", ""},
		{"a narrow no-break space", "000512\u202f", "", "000512", "U+202F (a narrow no-break space)", ""},
		{"a zero-width space before", "\u200b000512", "", "000512", zeroWidth, ""},
		{"several after", "000512\u200d \u2060\ufeff", "", "000512", "U+FEFF", ""},
		{"within", "000\u200b512", "", "", "", `serial "000\u200b512" contains the invisible character ` + zeroWidth + " at position 4: remove it"},
		{"a formula, and a space in it", `="000512` + "\u00a0" + `"`, seedfile.CSV, "000512", "values are spreadsheet formulas", ""},
		{"a no-break space within", "000\u00a0512", seedfile.CSV, "", "", "at position 4"},
		{"a no-break space within a name", "Acme\u00a0Inc", seedfile.OTPAuth, "Acme\u00a0Inc", "", ""},
		{"only an invisible character", "\u200b", "", "", "", "no serial"},
	} {
		for format, file := range inFormats(c.serial, []byte("12")) {
			if c.only != "" && format != c.only {
				continue
			}
			read := readAll(t, file, seedfile.Options{Format: format})
			problems, notices := strings.Join(read.texts(), "; "), strings.Join(read.notices, "; ")
			if !strings.Contains(problems, c.problem) || (problems == "") != (c.problem == "") {
				t.Errorf("%s, %s: got %q; want %q", c.what, format, problems, c.problem)
			}
			if c.problem == "" && (len(read.tokens) != 1 || read.tokens[0].Serial != c.want || !strings.Contains(notices, c.notice) || (notices == "") != (c.notice == "")) {
				t.Errorf("%s, %s: got %v, notices %q; want %q, %q", c.what, format, read.tokens, notices, c.want, c.notice)
			}
		}
	}
}

// A spreadsheet may mark any column of a CSV. A secret that has lost digits is refused.
func TestSpreadsheetColumns(t *testing.T) {
	for file, want := range map[string]string{
		`A,="3132",="hotp",'6,="7"` + "\n":            "A 3132 event SHA1 6 7",
		"A,\u00a03132\u00a0,hotp\u200b,6,7\n":         "A 3132 event SHA1 6 7",
		"sep=,\nA,3132,hotp,6,7\n":                    "A 3132 event SHA1 6 7",
		"A,3132,hotp,6,7\r\n\x1a":                     "A 3132 event SHA1 6 7",
		"A,3132,hotp,6,7\x1a":                         "A 3132 event SHA1 6 7",
		"A,3.13233E+39,hotp\n":                        "f:1: token A: secret: character 2 is not a hex digit: must be 0-9, a-f, without blanks (format the column as text in the spreadsheet and export it again)",
		"sep=;\nA;3132;hotp\n":                        "A 3132 event SHA1 6 0",
		"A,3132,hotp,6,7\nA\x1a,3132,hotp,6,7\nC,31,": "A 3132 event SHA1 6 7; f:2: token \"A\\x1a\": serial \"A\\x1a\": must be 1 to 1000 printable characters; f:3: token C: shorter than the previous line and without a line ending: the file seems to be truncated (if it is complete, end it with a newline)",
	} {
		checkLines(t, "a spreadsheet", file, want)
	}
}

// A secret in place of the serial is never shown, in any encoding: neither in errors nor as the
// serial of a token.
func TestSwappedSerialAndSecret(t *testing.T) {
	key := []byte("\xb0\x9c\xdb\xe8\x47\x5e\xcc\xa8\x11\x5b\x0c\x99\x7f\x3e\x5d\x02\x61\xa4\x8d\x3c")
	hexKey := fmt.Sprintf("%x", key)
	for what, secret := range map[string]string{
		"hex":                  hexKey,
		"hex in capitals":      strings.ToUpper(hexKey),
		"hex of odd length":    hexKey[:39],
		"hex after 0x":         "0x" + hexKey,
		"base32":               base32.StdEncoding.EncodeToString(key),
		"base32 in small":      strings.ToLower(base32.StdEncoding.EncodeToString(key)),
		"base64":               base64.StdEncoding.EncodeToString(key),
		"base64, cut off":      base64.StdEncoding.EncodeToString(key)[:25],
		"base32 with a hyphen": "WCON-X2CH-L3GK-QEK3",
	} {
		for format, file := range inFormats(secret, []byte("\x00\x04\x00\x08\xcf\xa5")) {
			for _, damage := range []func(string) string{
				func(file string) string { return file },
				func(file string) string { return strings.Replace(file, "00040008cfa5", "SERIAL-1", 1) },
				func(file string) string { return strings.Replace(file, "hotp,6,0", "hotp,9,0", 1) },
				func(file string) string { return strings.Replace(file, "counter=0", "counter=x", 1) },
				func(file string) string { return strings.Replace(file, "MTI=", "SERIAL-1", 1) },
			} {
				read := readAll(t, damage(file), seedfile.Options{Format: format})
				if len(read.tokens) > 0 {
					t.Errorf("%s, %s: got a token %s", what, format, read.tokens[0].Serial)
				}
				var all strings.Builder
				for _, problem := range read.problems {
					all.WriteString(problem.Error() + problem.Hint())
				}
				if all.Len() == 0 || strings.Contains(strings.ToLower(all.String()), strings.ToLower(secret[2:12])) {
					t.Errorf("%s, %s: %s", what, format, all.String())
				}
			}
		}
	}
}
