package seedfile

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/text/encoding/unicode"
)

const oneToken = `<Tokens><Token serial="Ж1"><Seed>0f</Seed></Token></Tokens>`

// serials returns the serials of a file.
func serials(in io.Reader) (serials []string, err error) {
	reader, err := NewReader(in, "file", Options{})
	for err == nil {
		var token Token
		token, err = reader.Next()
		if isNotice(err) {
			err = nil
			continue
		}
		if err == nil {
			serials = append(serials, token.Serial)
		}
	}
	if errors.Is(err, io.EOF) {
		return serials, nil
	}
	return serials, err
}

func zipped(text string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write([]byte(text)) // a Buffer never fails
	_ = w.Close()
	return b.Bytes()
}

func utf16(order unicode.Endianness, text string) string {
	encoded, err := unicode.UTF16(order, unicode.UseBOM).NewEncoder().String(text)
	if err != nil {
		panic(err)
	}
	return encoded
}

// Compression, encoding and byte order marks do not matter.
func TestInputIsUnpacked(t *testing.T) {
	declared := `<?xml version="1.0" encoding="utf-16"?>` + oneToken
	for name, file := range map[string]string{
		"plain":                     oneToken,
		"gzip":                      string(zipped(oneToken)),
		"gzip in two pieces":        string(zipped(oneToken[:20])) + string(zipped(oneToken[20:])),
		"a byte order mark":         "\ufeff" + oneToken,
		"a byte order mark in gzip": string(zipped("\ufeff" + oneToken)),
		"UTF-16, little end first":  utf16(unicode.LittleEndian, declared),
		"UTF-16, big end first":     utf16(unicode.BigEndian, declared),
		"UTF-16 in gzip":            string(zipped(utf16(unicode.LittleEndian, declared))),
		"declared as windows-1251":  `<?xml version="1.0" encoding="windows-1251"?>` + strings.Replace(oneToken, "Ж", "\xc6", 1),
		"declared as UTF8":          `<?xml version="1.0" encoding="utf8"?>` + oneToken,
	} {
		t.Run(name, func(t *testing.T) {
			for name, in := range map[string]io.Reader{"at once": strings.NewReader(file), "byte by byte": iotest.OneByteReader(strings.NewReader(file))} {
				if got, err := serials(in); err != nil || len(got) != 1 || got[0] != "Ж1" {
					t.Errorf("%s: %q, %v", name, got, err)
				}
			}
		})
	}
}

func TestUnreadableInput(t *testing.T) {
	packed := zipped(oneToken)
	wrongSum := bytes.Clone(packed)
	wrongSum[len(wrongSum)-5] ^= 1
	for name, test := range map[string]struct {
		in   io.Reader
		want string
	}{
		"one byte":                 {strings.NewReader("<"), "file: XML that begins with neither"},
		"two bytes":                {strings.NewReader("ab"), "file: not recognised as a seed file"},
		"not gzip":                 {strings.NewReader("\x1f\x8bsomething else"), "file: looks like gzip, but is not"},
		"gzip of nothing":          {bytes.NewReader(zipped("")), "file: the file is empty"},
		"gzip with a wrong sum":    {bytes.NewReader(wrongSum), "file: cannot be read: gzip: invalid checksum"},
		"gzip with trailing data":  {bytes.NewReader(append(bytes.Clone(packed), "and more than a header"...)), "file: cannot be read: gzip: invalid header"},
		"a read error":             {io.MultiReader(strings.NewReader(oneToken[:30]), iotest.ErrReader(errors.New("input/output error"))), "file: cannot be read: input/output error"},
		"XML that is not UTF-8":    {strings.NewReader(strings.Replace(oneToken, "Ж", "\xc6", 1)), "file:1: not well-formed XML: invalid UTF-8"},
		"lines that are not UTF-8": {strings.NewReader("dn: \x01\xc6\n"), "file:1: not UTF-8 text"},
		"a mainframe encoding":     {strings.NewReader(`<?xml version="1.0" encoding="cp037"?>` + oneToken), `encoding "cp037": must be UTF-8,`},
		"XML of another version":   {strings.NewReader(`<?xml version="2.0"?>` + oneToken), `file:1: unsupported XML: unsupported version "2.0"`},
		"a line of 65 KiB":         {strings.NewReader("dn: A\nsccTokenData: " + strings.Repeat("0", 65<<10)), "file:2: the line is longer than 64 KiB"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := serials(test.in)
			problem, isProblem := errors.AsType[*Error](err)
			if !isProblem || problem.Kind != Broken || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%q, %v; want an error for the whole file: %s", got, err, test.want)
			}
		})
	}
}

// A truncated gzip file is an error wherever it ends, even if all tokens were decompressed.
func TestTruncatedGzip(t *testing.T) {
	for _, file := range []string{strings.Replace(oneToken, "Ж", "", 1), "dn: sccAuthenticatorId=A\nsccTokenData: sccKey=0f;\n"} {
		packed := zipped(file)
		for end := 2; end < len(packed); end++ {
			if _, err := serials(bytes.NewReader(packed[:end])); err == nil || !strings.Contains(err.Error(), "file: truncated: the file ends too early") {
				t.Fatalf("cut off after %d of %d bytes: %v", end, len(packed), err)
			}
		}
	}
}

// Endless input is read up to the limit and refused.
func TestInputHasALimit(t *testing.T) {
	const most = 1 << 20
	endless := &repeating{pattern: []byte("<Token serial='A'><Seed>0f</Seed></Token>\n")}
	in, err := openInput(io.MultiReader(strings.NewReader("<Tokens>\n"), endless), most, nil)
	if err != nil {
		t.Fatal(err)
	}
	reader, err := newSafeNetReader(in, Overrides{})
	for err == nil {
		_, err = reader.next()
	}
	if err == nil || !strings.Contains(err.Error(), "larger than 1 MiB") || endless.read > 2*most {
		t.Errorf("after %d bytes: %v; want an error after %d", endless.read, err, most)
	}
	for _, size := range []int{most, most + 1} {
		in, err := openInput(strings.NewReader(strings.Repeat("a", size)), most, nil)
		if err == nil {
			_, err = io.Copy(io.Discard, in)
		}
		if (err == nil) != (size == most) {
			t.Errorf("%d bytes, with a limit of %d: %v", size, most, err)
		}
	}
}

// repeating repeats a pattern endlessly.
type repeating struct {
	pattern []byte
	read    int
}

func (r *repeating) Read(p []byte) (n int, err error) {
	for n < len(p) {
		n += copy(p[n:], r.pattern[(r.read+n)%len(r.pattern):])
	}
	r.read += n
	return n, nil
}

// A small file that expands to a large one is refused early, and so is a file that continues
// without tokens. A batch of similar tokens is accepted.
func TestInputThatExpands(t *testing.T) {
	var batch strings.Builder
	batch.WriteString("<Tokens>\n")
	for i := range 50_000 {
		sum := sha256.Sum256(fmt.Append(nil, i))
		fmt.Fprintf(&batch, "<Token serial=\"%08d\">\n<CaseModel>5</CaseModel>\n<Model>101</Model>\n<ProductionDate>02/19/2009</ProductionDate>\n<ProductName>eToken PASS</ProductName>\n"+
			"<Applications>\n<Application ConnectorID=\"{a61c4073-2fc8-4170-99d1-9f5b70a2cec6}\">\n<Seed>%X</Seed>\n<MovingFactor>1</MovingFactor>\n</Application>\n</Applications>\n</Token>\n", i, sum[:20])
	}
	batch.WriteString("</Tokens>\n")
	const good, blanks = "A,3132,hotp\n", "\n\n\n\n\n\n\n\n\n\n"
	for name, c := range map[string]struct {
		file   string
		tokens int
		want   string // "" if the file is valid
	}{
		"a batch":                        {string(zipped(batch.String())), 50_000, ""},
		"the same rows again and again":  {string(zipped(strings.Repeat(good, 1<<20))), -1, "expands to more than 200 times its size"},
		"blank lines":                    {good + strings.Repeat(blanks, 10_001), 1, "file:100002: 100001 lines without a token: is it the right file?"},
		"blank lines, and a token":       {good + strings.Repeat(blanks, 9_999) + good, 2, ""},
		"comments":                       {good + strings.Repeat("# "+strings.Repeat("x", 998)+"\n", 1001), 1, "file:1002: 1001 lines without a token"},
		"empty rows":                     {good + strings.Repeat(",,,,\n", 100_001), 1, "100001 lines without a token"},
		"blank lines among URIs":         {"otpauth://totp/A?secret=GEZA\n" + strings.Repeat(blanks, 10_001), 1, "100001 lines without a token"},
		"blank lines between records":    {"sccAuthenticatorId: A\nsccTokenData: sccKey=3132;\n" + strings.Repeat(blanks, 10_001), 1, "100001 lines without a token"},
		"blank lines in XML":             {"<Tokens><Token serial='A'><Seed>0f</Seed></Token>" + strings.Repeat(blanks, 300_000) + "</Tokens>", 1, "an element is larger than 1024 KiB"},
		"comments in XML":                {"<Tokens><Token serial='A'><Seed>0f</Seed></Token>" + strings.Repeat("<!--"+blanks+"-->", 200_000) + "</Tokens>", 1, "KiB without a token"},
		"comments after XML":             {"<Tokens><Token serial='A'><Seed>0f</Seed></Token></Tokens>" + strings.Repeat("<!--"+blanks+"-->", 200_000), 1, "KiB without a token"},
		"PSKC without packages":          {"<KeyContainer>" + strings.Repeat("<Extensions>"+blanks+"</Extensions>", 100_000) + "</KeyContainer>", 0, "KiB without a token"},
		"PSKC with unknown elements":     {"<KeyContainer>" + strings.Repeat("<X>"+blanks+"</X>", 200_000) + "</KeyContainer>", 0, "KiB without a token"},
		"gzip in gzip":                   {string(zipped(string(zipped(good)))), 0, "not a text file"},
		"gzip in gzip, of a large batch": {string(zipped(string(zipped(batch.String())))), 0, "not a text file"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := serials(strings.NewReader(c.file))
			if c.tokens >= 0 && len(got) != c.tokens || (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %d tokens, %v; want %d, %q", len(got), err, c.tokens, c.want)
			}
		})
	}
}
