package profiles

import "strings"

// plainInShell are the characters that a shell takes as they are.
const plainInShell = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+,:./=-"

// ShellWord writes a text as one word of a POSIX shell, so that a command in a hint can
// be pasted: as it is, or in single quotes if it needs them. A serial is any text, and
// must not run as a command of its own.
func ShellWord(text string) string {
	if text != "" && strings.Trim(text, plainInShell) == "" {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
