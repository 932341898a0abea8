package main_test

import (
	"context"
	"encoding/csv"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"etokenpass/profiles"
)

// program is "etokenpass ARGS" in a folder, not yet started.
func program(t *testing.T, folder string, args ...string) *exec.Cmd {
	t.Helper()
	binary, err := builtBinary()
	if err != nil {
		t.Fatalf("the binary cannot be built: %v", err)
	}
	cmd := exec.CommandContext(untilPatienceEnds(t), "/proc/"+strconv.Itoa(os.Getpid())+"/fd/"+strconv.Itoa(int(binary.Fd())), args...)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "XDG_CONFIG_HOME="+filepath.Join(folder, "config"), "XDG_STATE_HOME="+filepath.Join(folder, "state"))
	return cmd
}

// took is how long a command takes that is not disturbed.
func took(t *testing.T, cmd *exec.Cmd) time.Duration {
	t.Helper()
	began := time.Now()
	if end := run(t, cmd); end.status != 0 {
		t.Fatalf("%v failed: %+v", cmd.Args, end)
	}
	return time.Since(began)
}

// leftovers are the files that kills left in a folder.
func leftovers(t *testing.T, folder string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, ".*.etokenpass-new"))
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

// Whenever an import is killed, each profile under its own name is whole, new or old; the
// next import removes what was left.
func TestDurableKilledImport(t *testing.T) {
	const tokens = 300
	for _, force := range []bool{false, true} {
		t.Run("force "+strconv.FormatBool(force), func(t *testing.T) {
			folder := t.TempDir()
			took(t, program(t, folder, "fleet", "--count", strconv.Itoa(tokens), "--random-seed", "1", "--as", "csv", "--output", "fleet.csv"))
			to := filepath.Join(folder, "profiles")
			args := []string{"import", "fleet.csv", "--to", to, "--force"}
			longest := took(t, program(t, folder, args...))
			died, left := 0, 0
			for range runsOf(t, 15, 300) {
				if !force {
					if err := os.RemoveAll(to); err != nil {
						t.Fatal(err)
					}
				}
				end := runAndKill(t, program(t, folder, args...), rand.N(longest))
				if end.killed {
					died++
				}
				left += len(leftovers(t, to))
				allWhole(t, to)
			}
			if died == 0 {
				t.Error("no import was killed, which shows nothing")
			}
			took(t, program(t, folder, args...))
			if files := leftovers(t, to); len(files) > 0 {
				t.Errorf("left behind: %v", files)
			}
			if whole := allWhole(t, to); whole != tokens {
				t.Errorf("%d profiles are there, want %d", whole, tokens)
			}
			t.Logf("%d imports were killed, which left %d files in the making", died, left)
		})
	}
}

// allWhole checks that each profile of a folder can be read, and counts them.
func allWhole(t *testing.T, folder string) (count int) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if _, err := profiles.Load(path); err != nil {
			t.Errorf("not whole: %v", err)
		}
	}
	return len(paths)
}

// Whenever a fleet is killed, its file is whole or not there, and the next command that
// writes into the folder removes what was left. One that is ended leaves nothing.
func TestDurableKilledOutput(t *testing.T) {
	const tokens = 100_000
	folder := t.TempDir()
	fleet := func(name string) *exec.Cmd {
		return program(t, folder, "fleet", "--count", strconv.Itoa(tokens), "--random-seed", "1", "--as", "csv", "--output", name)
	}
	longest := took(t, fleet("undisturbed.csv"))
	died, left := 0, 0
	for i := range runsOf(t, 20, 300) {
		name := strconv.Itoa(i) + ".csv"
		if runAndKill(t, fleet(name), rand.N(longest)).killed {
			died++
		}
		left += len(leftovers(t, folder))
		file, err := os.Open(filepath.Join(folder, name))
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if rows, err := csv.NewReader(file).ReadAll(); err != nil || len(rows) != tokens {
			t.Errorf("%s has %d rows, %v", name, len(rows), err)
		}
		_ = file.Close() // it was only read
		if err := os.Remove(file.Name()); err != nil {
			t.Fatal(err)
		}
	}
	if died == 0 || left == 0 {
		t.Errorf("%d were killed, which left %d files: that shows nothing", died, left)
	}
	took(t, program(t, folder, "export", "demo", "--as", "csv", "--output", "other.csv"))
	if files := leftovers(t, folder); len(files) > 0 {
		t.Errorf("left behind: %v", files)
	}
	t.Logf("%d of the commands were killed, which left %d files in the making", died, left)
}

// What is interrupted leaves no file, and says so.
func TestDurableInterruptedOutput(t *testing.T) {
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(signal.String(), func(t *testing.T) {
			folder := t.TempDir()
			cmd := program(t, folder, "fleet", "--count", "5000000", "--random-seed", "1", "--as", "csv", "--output", "fleet.csv")
			wait := start(t, cmd)
			waitFor(t, "the file in the making", func() bool { return len(leftovers(t, folder)) > 0 })
			if err := cmd.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			wait().refused(t, "interrupted; nothing was written")
			if entries, err := os.ReadDir(folder); err != nil || len(entries) > 0 {
				t.Errorf("left behind: %v, %v", entries, err)
			}
		})
	}
}

// waitFor waits until something is so.
func waitFor(t *testing.T, what string, is func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for ; !is(); time.Sleep(time.Millisecond) { // between two looks, not instead of them
		if ctx.Err() != nil {
			t.Fatalf("waited for %s in vain", what)
		}
	}
}

// A file has its name only when it is on the disk, and success is reported after that.
func TestDurableOutputOrder(t *testing.T) {
	strace := strace(t)
	folder, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	in, draft := regexp.QuoteMeta(folder), regexp.QuoteMeta(".out.etokenpass-new")
	for _, args := range [][]string{
		{"export", "demo", "--as", "csv", "--output", "out"},
		{"fleet", "--count", "3", "--as", "pskc", "--output", "out"},
		{"demo", "--picture", "out"},
	} {
		t.Run(args[0], func(t *testing.T) {
			if err := os.RemoveAll(filepath.Join(folder, "out")); err != nil {
				t.Fatal(err)
			}
			trace := filepath.Join(t.TempDir(), "trace")
			end := run(t, straced(strace, program(t, folder, args...), "-y", "-s", "0", "-o", trace, "-e", "trace=fsync,linkat,"+renames+",exit_group"))
			if end.status != 0 {
				t.Fatalf("failed under strace: %+v", end)
			}
			followOneAnother(t, []step{
				{"fsync of the temporary file", `^fsync\(\d+<` + in + "/" + draft + `>`},
				{"renaming", `^(linkat|rename).*"` + draft + `", .*"out"`},
				{"fsync of the folder", `^fsync\(\d+<` + in + `>`},
			}, contents(t, trace))
		})
	}
}

// A link in the place of an output is not followed, and what it points to stays.
func TestDurableOutputIsNoLink(t *testing.T) {
	folder := t.TempDir()
	precious := filepath.Join(folder, "precious")
	if err := os.WriteFile(precious, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(precious, filepath.Join(folder, "out.yaml")); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"export", "demo", "--as", "csv", "--output", "out.yaml"},
		{"fleet", "--as", "csv", "--output", "out.yaml"},
		{"demo", "--picture", "out.yaml"},
		{"profile", "new", "./out.yaml"},
	} {
		end := run(t, program(t, folder, args...))
		end.refused(t, "out.yaml is a symbolic link: refused")
		if text := contents(t, precious); text != "precious" {
			t.Errorf("%s: the file behind the link holds %q", args[0], text)
		}
	}
	if !strings.Contains(contents(t, precious), "precious") {
		t.Error("the file behind the link changed")
	}

	// A pipe is written to as it is.
	pipe := filepath.Join(folder, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	wait := start(t, program(t, folder, "demo", "--picture", "pipe"))
	drawing := contents(t, pipe)
	if end := wait(); end.status != 0 || !strings.HasPrefix(drawing, "<svg ") {
		t.Errorf("through a pipe came %q: %+v", drawing, end)
	}
}
