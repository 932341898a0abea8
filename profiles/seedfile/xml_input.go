package seedfile

import (
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// xmlSpace is white space in XML. A blank of any other kind belongs to the text.
const xmlSpace = " \t\r\n"

func trimXML(text string) string { return strings.Trim(text, xmlSpace) }

// told says what ends an XML file early. Our own errors and those of reading stay what
// they are.
func (x *xmlReader) told(err error) error {
	var problem *Error
	syntax, isSyntax := errors.AsType[*xml.SyntaxError](err)
	switch {
	case errors.As(err, &problem):
		problem.Line = x.line()
		return problem
	case errors.Is(err, io.EOF) && x.ended:
		return io.EOF
	case errors.Is(err, io.EOF), isSyntax && strings.HasPrefix(syntax.Msg, "unexpected EOF"):
		return x.cutOff()
	case isSyntax:
		return broken(syntax.Line, "", "is not well-formed XML: %s", harmless(syntax.Msg))
	case strings.HasPrefix(err.Error(), "xml: "): // the version or the encoding
		return broken(x.line(), "", "is not XML that can be read: %s", strings.TrimPrefix(err.Error(), "xml: "))
	}
	return err
}

// harmless leaves out of Go's messages what they quote of the file: it may be a piece
// of a secret. The line tells where it is.
func harmless(message string) string {
	for begins, instead := range map[string]string{
		"invalid character entity": "an & that begins no entity of XML",
		"invalid XML name":         "a name with characters that no name has",
		"unexpected end element":   "an element ends that did not begin",
		"invalid characters betw":  "an element ends with more than its name",
		"element <":                "an element ends by another name than it began",
	} {
		if strings.HasPrefix(message, begins) {
			return instead
		}
	}
	return message
}

func (x *xmlReader) cutOff() *Error {
	if x.root == nil {
		return broken(x.line(), "", "is no XML: it has no element")
	}
	return broken(x.line(), "", "is cut off: </%s> is missing", x.root.name)
}

func hasDTD(line int) *Error {
	return broken(line, "take the <!DOCTYPE …> out, if its entities are not used", "has a document type definition: its entities are never expanded")
}

// budget ends a child that is too large, whatever it consists of.
type budget struct {
	in   *bufio.Reader
	left int
}

func (b *budget) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, broken(0, "", "one element is larger than %d KiB: no seed file is like that", maxChild>>10)
	}
	n, err := b.in.Read(p)
	b.left -= n
	return n, err
}

// charsetReader decodes what an XML declaration may name beside UTF-8. UTF-16 was
// decoded before, by its byte order mark.
func charsetReader(charset string, input io.Reader) (io.Reader, error) {
	switch strings.ToLower(charset) {
	case "us-ascii", "ascii", "utf8", "utf-16":
		return input, nil
	case "iso-8859-1", "latin1":
		return charmap.ISO8859_1.NewDecoder().Reader(input), nil
	case "windows-1252":
		return charmap.Windows1252.NewDecoder().Reader(input), nil
	case "windows-1251":
		return charmap.Windows1251.NewDecoder().Reader(input), nil
	}
	return nil, fmt.Errorf("the encoding %q: must be UTF-8, US-ASCII, UTF-16, ISO-8859-1, windows-1251 or windows-1252", shorten(charset))
}
