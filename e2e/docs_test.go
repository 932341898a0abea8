//go:build e2e

package e2e_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The commands in docs/window.md that need a display do what the document says.
func TestDocumentedCommands(t *testing.T) {
	document, err := os.ReadFile("../docs/window.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(document), "\n```text\n")
	lines, _, found := strings.Cut(rest, "```\n")
	if !found {
		t.Fatal("docs/window.md has no commands to run")
	}
	on, home := newScreen(t), t.TempDir()
	shell := exec.Command("sh", "-c", lines+"wait")
	shell.Dir = home
	shell.Env = append(on.environ(home), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	if err := shell.Start(); err != nil {
		t.Fatal(err)
	}
	until(t, "the transcript has the code", func() bool {
		shown, err := os.ReadFile(filepath.Join(home, "shown.jsonl"))
		return err == nil && strings.Contains(string(shown), `"lcd":"755224"`)
	})
	on.do(t, "key", "--delay", "60", "q")
	if err := shell.Wait(); err != nil {
		t.Error(err)
	}
}
