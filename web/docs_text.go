package web

import (
	"iter"
	"strings"
)

// docSpan is a part of a description, in which code is between backticks, as in Markdown.
type docSpan struct {
	Text string
	Code bool
}

// spansOf returns the parts of a description.
func spansOf(description string) iter.Seq[docSpan] {
	return func(yield func(docSpan) bool) {
		code := false
		for text := range strings.SplitSeq(description, "`") {
			if !yield(docSpan{text, code}) {
				return
			}
			code = !code
		}
	}
}
