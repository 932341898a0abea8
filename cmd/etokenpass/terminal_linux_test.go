package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"etokenpass/internal/peer"
)

// onTerminal is a Python program that runs a command on a new terminal, answers the first prompt
// and prints what the terminal shows.
const onTerminal = `
import os, pty, sys, termios, time
child, terminal = pty.fork()
if child == 0:
    os.execv(sys.argv[2], sys.argv[2:])
shown = b""
answered = False
while True:
    try:
        piece = os.read(terminal, 1024)
    except OSError:
        break
    if not piece:
        break
    shown += piece
    if not answered and shown.endswith(b": "):
        answered = True
        while termios.tcgetattr(terminal)[3] & termios.ECHO: # wait until the program has turned echo off
            time.sleep(0.001)
        os.write(terminal, sys.argv[1].encode())
sys.stdout.write(shown.decode())
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
`

// Without a password file, import prompts for the password on the terminal, even if standard
// input is the seed file, and does not echo it.
func TestPasswordPrompt(t *testing.T) {
	python := peer.Need(t, "python3")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	program, file := filepath.Join(folder, "etokenpass"), filepath.Join(folder, "locked.pskcxml")
	if err := os.Symlink(self, program); err != nil {
		t.Fatal(err)
	}
	password := filepath.Join(folder, "password")
	if err := os.WriteFile(password, []byte("correct horse\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	a, _, errOut := terminal("")
	if status := run(a, []string{"export", "demo", "--as", "pskc", "--password-file", password, "--output", file, "--state", folder}); status != 0 {
		t.Fatalf("export: exit status %d: %s", status, errOut)
	}
	for _, row := range []struct {
		typed, want string
		ok          bool
		command     string
	}{
		{"correct horse\n", "1 token would be imported", true, "exec etokenpass import --dry-run locked.pskcxml"},
		{"correct horse\n", "1 token would be imported", true, "etokenpass import --dry-run - < locked.pskcxml"},
		{"wrong horse\n", "etokenpass: error: locked.pskcxml", false, "exec etokenpass import --dry-run locked.pskcxml"},
		{"\n", "nothing was typed", false, "exec etokenpass import --dry-run locked.pskcxml"},
		{"\x03", "password: ", false, "exec etokenpass import --dry-run locked.pskcxml"},
	} {
		cmd := exec.CommandContext(t.Context(), python, "-c", onTerminal, row.typed, "/bin/sh", "-c", row.command)
		cmd.Dir = folder
		cmd.Env = append(os.Environ(), "PATH="+folder+":"+os.Getenv("PATH"), "XDG_CONFIG_HOME="+filepath.Join(folder, "config"))
		output, err := cmd.CombinedOutput()
		shown := string(output)
		if (err == nil) != row.ok || !strings.Contains(shown, row.want) || !strings.HasPrefix(shown, "format: PSKC\r\npassword: ") {
			t.Errorf("%q: %v: %q", row.typed, err, shown)
		}
		if strings.Contains(shown, strings.TrimSpace(row.typed)) && strings.TrimSpace(row.typed) != "" {
			t.Errorf("the typed password is echoed: %q", shown)
		}
	}
}
