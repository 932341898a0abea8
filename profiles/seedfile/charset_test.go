package seedfile

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/text/encoding/charmap"
)

// Text in a Windows code page is converted with a warning, wherever its first character beyond
// ASCII is.
func TestLegacyCharsets(t *testing.T) {
	long := strings.Repeat("A, 3132, hotp\n", 10_000)
	for _, c := range []struct {
		name, text string
		charset    *charmap.Charmap // nil for UTF-8
		want       string           // part of the warning; "" for none
	}{
		{"Cyrillic", "Ключ Анны, 3132, hotp\n", charmap.Windows1251, "read as Windows-1251"},
		{"Cyrillic late in the file", long + "Ключ Анны, 3132, hotp\n", charmap.Windows1251, "read as Windows-1251"},
		{"Cyrillic among other characters", "№ 5 – Ключ «Анны», 3132, hotp\n", charmap.Windows1251, "read as Windows-1251"},
		{"Western European", "Clé de Zoë n° 1, 3132, hotp\n", charmap.Windows1252, "read as Windows-1252"},
		{"Western European late in the file", long + "Schlüssel für Jörg, 3132, hotp\n", charmap.Windows1252, "read as Windows-1252"},
		{"UTF-8", "Ключ Zoë, 3132, hotp\n", nil, ""},
		{"UTF-8 with a replacement character", "\ufffd1, 3132, hotp\n", nil, ""},
		{"UTF-8 late in the file", long + "Ключ Zoë, 3132, hotp\n", nil, ""},
		{"ASCII", long, nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := c.text
			if c.charset != nil {
				var err error
				if file, err = c.charset.NewEncoder().String(c.text); err != nil {
					t.Fatal(err)
				}
			}
			for name, in := range map[string]io.Reader{"at once": strings.NewReader(file), "byte by byte": iotest.OneByteReader(strings.NewReader(file))} {
				var notices []string
				read, err := openInput(in, MaxSize, func(text string) { notices = append(notices, text) })
				if err != nil {
					t.Fatal(err)
				}
				text, err := io.ReadAll(read)
				if string(text) != c.text || err != nil {
					t.Errorf("%s: %d bytes, %v; want %d bytes", name, len(text), err, len(c.text))
				}
				if notice := strings.Join(notices, "; "); (c.want == "") != (notice == "") || !strings.Contains(notice, c.want) || len(notices) > 1 {
					t.Errorf("%s: notices %q; want %q", name, notices, c.want)
				}
			}
		})
	}
}

// What is neither UTF-8 nor plain text is refused, and so is UTF-8 with invalid bytes.
func TestNotLegacyCharset(t *testing.T) {
	for name, text := range map[string]string{
		"control characters":       "A\x01\xc6, 3132, hotp\n",
		"UTF-8 with invalid bytes": "Ключ, 3132, hotp\n\xc6, 3132, hotp\n",
	} {
		_, err := serials(strings.NewReader(text))
		if problem, is := errors.AsType[*Error](err); !is || problem.Kind != Broken || !strings.Contains(err.Error(), "not UTF-8 text") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// UTF-16 is recognised by the zero bytes beside its ASCII characters.
func TestUTF16WithoutMark(t *testing.T) {
	for name, c := range map[string]struct{ head, want string }{
		"little end first": {"A\x001\x00,\x003\x001\x00", "UTF-16LE"},
		"big end first":    {"\x00A\x001\x00,\x003\x001", "UTF-16BE"},
		"mostly Cyrillic":  {"\x1a\x04;\x04N\x04G\x04,\x00", ""},
		"some Cyrillic":    {"\x1a\x04;\x04N\x04,\x003\x001\x00", "UTF-16LE"},
		"a ZIP archive":    {"PK\x03\x04\x14\x00\x00\x00\x08\x00", ""},
		"ASCII":            {"A1,31", ""},
		"nothing":          {"", ""},
	} {
		order, is := utf16Order([]byte(c.head))
		got := ""
		if is {
			got = map[bool]string{true: "UTF-16LE", false: "UTF-16BE"}[bool(order)]
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}
