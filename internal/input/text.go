package input

import (
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Text returns the text in the content of a file. A byte order mark at its beginning is removed, and
// one of UTF-16 makes it UTF-8: Windows PowerShell writes UTF-16. Other content is returned as it is.
func Text(content []byte) []byte {
	text, _, err := transform.Bytes(unicode.BOMOverride(transform.Nop), content)
	if err != nil {
		return content
	}
	return text
}
