// Package shell writes and reads words of command lines for a POSIX shell. Hints contain
// command lines that users paste.
package shell

import "strings"

// plain contains the characters that need no quoting in a shell.
const plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+,:./=-"

// quote is a single quote inside a word in single quotes.
const quote = `'\''`

// Quote returns text as one word. It adds single quotes only if they are needed. Serials may
// be any text, and must not be run as commands.
func Quote(text string) string {
	if text != "" && strings.Trim(text, plain) == "" {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", quote) + "'"
}

// NextWord splits text after its first word, which may be one that [Quote] put in quotes. It
// returns the word as it is written, and the text after the space that follows it.
func NextWord(text string) (word, rest string) {
	end := 0
	if strings.HasPrefix(text, "'") {
		end = endOfQuoted(text)
	}
	if space := strings.IndexByte(text[end:], ' '); space >= 0 {
		return text[:end+space], text[end+space+1:]
	}
	return text, ""
}

// endOfQuoted returns the end of the quoted word at the start of text.
func endOfQuoted(text string) int {
	for at := 1; ; {
		next := strings.IndexByte(text[at:], '\'')
		if next < 0 {
			return len(text)
		}
		at += next
		if !strings.HasPrefix(text[at:], quote) {
			return at + 1
		}
		at += len(quote)
	}
}
