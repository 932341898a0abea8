package seedfile

import (
	"encoding/xml"
	"strings"
)

// escapeXML writes text so that it is the same between tags and in an attribute.
func escapeXML(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a Builder takes everything
	return b.String()
}

func quoteXML(text string) string { return `"` + escapeXML(text) + `"` }
