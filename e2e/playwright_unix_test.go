//go:build e2e && unix

package e2e_test

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"etokenpass/internal/peer"
)

// The commands in docs/end-to-end-tests.md run the tests in e2e/playwright. Both need the npm
// registry or npm's cache.
func TestPlaywright(t *testing.T) {
	t.Parallel()
	peer.Need(t, "npm")
	chromium := peer.Need(t, "chromium")
	document, err := os.ReadFile("../docs/end-to-end-tests.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(document), "\n```text\n")[1:]
	project := t.TempDir()
	if err := os.CopyFS(project, os.DirFS("playwright")); err != nil {
		t.Fatal(err)
	}
	for i, command := range []string{"etokenpass serve ", "etokenpass bank "} {
		lines, _, _ := strings.Cut(blocks[i], "```\n")
		if !strings.Contains(lines, command) || !strings.Contains(lines, "-- npx playwright test") {
			t.Fatalf("the commands in the document do not run Playwright with %s:\n%s", command, lines)
		}
		output, err := run(t, project, strings.ReplaceAll(lines, "/usr/bin/chromium", chromium))
		if err != nil || !strings.Contains(output, "3 passed") {
			t.Errorf("%v\n%s", err, output)
		}
	}
}

// run runs lines of a shell in a project.
func run(t *testing.T, project, lines string) (output string, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	shell := exec.CommandContext(ctx, "sh", "-ec", lines)
	shell.Dir = project
	shell.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"),
		"PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1", "npm_config_prefer_offline=true", "ETOKENPASS_PROFILE=", "ETOKENPASS_STATE=")
	shell.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	shell.Cancel = func() error { return syscall.Kill(-shell.Process.Pid, syscall.SIGKILL) } // with Node.js and Chromium
	combined, err := shell.CombinedOutput()
	return string(combined), err
}
