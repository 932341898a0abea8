package shell_test

import (
	"os/exec"
	"strings"
	"testing"

	"etokenpass/internal/shell"
)

// A word is quoted only if needed, and a shell reads it as the original text.
func TestQuote(t *testing.T) {
	sh, err := exec.LookPath("sh")
	for text, want := range map[string]string{
		"000512345678":                         "000512345678",
		"/x/000512345678-0123456789abcdef.yml": "/x/000512345678-0123456789abcdef.yml",
		"-":                                    "-",
		"":                                     "''",
		"two words":                            "'two words'",
		"9;touch pwned;echo":                   "'9;touch pwned;echo'",
		"O'Brien's":                            `'O'\''Brien'\''s'`,
		"'":                                    `''\'''`,
		"$HOME `id` \\ ~ * ! # & | < > ( ) \"": "'$HOME `id` \\ ~ * ! # & | < > ( ) \"'",
		"~root":                                "'~root'",
		"é":                                    "'é'",
	} {
		word := shell.Quote(text)
		if word != want {
			t.Errorf("Quote(%q) = %s, want %s", text, word, want)
		}
		if err != nil { // no POSIX shell
			continue
		}
		if echoed, err := exec.Command(sh, "-c", "printf %s "+word).Output(); err != nil || string(echoed) != text {
			t.Errorf("%s is %q in a shell, %v; want %q", word, echoed, err, text)
		}
	}
}

// NextWord finds the end of a word that Quote wrote, whatever is in it.
func TestNextWord(t *testing.T) {
	for _, word := range []string{"plain", "two words", "O'Brien's; --digits", "'", "''", "a ' b", "x'"} {
		quoted := shell.Quote(word)
		for _, after := range []string{"", " and 'more'"} {
			got, rest := shell.NextWord(quoted + after)
			if want := strings.TrimPrefix(after, " "); got != quoted || rest != want {
				t.Errorf("NextWord(%q) = %q, %q; want %q, %q", quoted+after, got, rest, quoted, want)
			}
		}
	}
	for text, want := range map[string][2]string{
		"":                  {"", ""},
		" a":                {"", "a"},
		"token's own; b":    {"token's", "own; b"},
		"'a b'? c":          {"'a b'?", "c"},
		"'not closed a":     {"'not closed a", ""},
		`'ends in one'\'' `: {`'ends in one'\'' `, ""},
	} {
		if word, rest := shell.NextWord(text); word != want[0] || rest != want[1] {
			t.Errorf("NextWord(%q) = %q, %q; want %q, %q", text, word, rest, want[0], want[1])
		}
	}
}
