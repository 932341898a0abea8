package profiles

import "strings"

// plainInShell contains the characters that need no quoting in a shell.
const plainInShell = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+,:./=-"

// ShellWord quotes text as one word for a POSIX shell, so that a command in a hint can be
// pasted. It adds single quotes only if they are needed. Serials may be any text, and must
// not be run as commands.
func ShellWord(text string) string {
	if text != "" && strings.Trim(text, plainInShell) == "" {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
