package profiles_test

import (
	"os/exec"
	"testing"

	"etokenpass/profiles"
)

// A word is quoted only if needed, and a shell reads it as the original text.
func TestShellWord(t *testing.T) {
	shell, err := exec.LookPath("sh")
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
		word := profiles.ShellWord(text)
		if word != want {
			t.Errorf("ShellWord(%q) = %s, want %s", text, word, want)
		}
		if err != nil { // no POSIX shell
			continue
		}
		if echoed, err := exec.Command(shell, "-c", "printf %s "+word).Output(); err != nil || string(echoed) != text {
			t.Errorf("%s is %q in a shell, %v; want %q", word, echoed, err, text)
		}
	}
}
