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

// program returns "etokenpass ARGS" with its working, configuration and state folders in
// folder, not yet started.
func program(t *testing.T, folder string, args ...string) *exec.Cmd {
	t.Helper()
	binary, err := builtBinary()
	if err != nil {
		t.Fatalf("cannot build the binary: %v", err)
	}
	cmd := exec.CommandContext(timeoutContext(t), "/proc/"+strconv.Itoa(os.Getpid())+"/fd/"+strconv.Itoa(int(binary.Fd())), args...)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "XDG_CONFIG_HOME="+filepath.Join(folder, "config"), "XDG_STATE_HOME="+filepath.Join(folder, "state"), "ETOKENPASS_STATE=")
	return cmd
}

// timeRun runs a command, which must succeed, and returns how long it took.
func timeRun(t *testing.T, cmd *exec.Cmd) time.Duration {
	t.Helper()
	began := time.Now()
	if res := run(t, cmd); res.status != 0 {
		t.Fatalf("%v failed: %+v", cmd.Args, res)
	}
	return time.Since(began)
}

// tempFiles returns the temporary files that killed commands left in a folder.
func tempFiles(t *testing.T, folder string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, ".*.etokenpass-new"))
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

// After a killed import, every profile in the folder is complete, either old or new. The next
// import removes the temporary files.
func TestDurableKilledImport(t *testing.T) {
	const tokens = 300
	for _, force := range []bool{false, true} {
		t.Run("force="+strconv.FormatBool(force), func(t *testing.T) {
			folder := t.TempDir()
			timeRun(t, program(t, folder, "fleet", "--count", strconv.Itoa(tokens), "--random-seed", "1", "--as", "csv", "--output", "fleet.csv"))
			to := filepath.Join(folder, "profiles")
			args := []string{"import", "fleet.csv", "--to", to, "--force"}
			longest := timeRun(t, program(t, folder, args...))
			killed, left := 0, 0
			for range iterations(t, 15, 300) {
				if !force {
					if err := os.RemoveAll(to); err != nil {
						t.Fatal(err)
					}
				}
				res := runAndKill(t, program(t, folder, args...), rand.N(longest))
				if res.killed {
					killed++
				}
				left += len(tempFiles(t, to))
				checkProfiles(t, to)
			}
			if killed == 0 {
				t.Error("no import was killed, so nothing was tested")
			}
			timeRun(t, program(t, folder, args...))
			if files := tempFiles(t, to); len(files) > 0 {
				t.Errorf("temporary files left behind: %v", files)
			}
			if count := checkProfiles(t, to); count != tokens {
				t.Errorf("%d profiles in the folder, want %d", count, tokens)
			}
			t.Logf("%d imports killed, %d temporary files left", killed, left)
		})
	}
}

// checkProfiles checks that every profile in a folder can be loaded, and returns their number.
func checkProfiles(t *testing.T, folder string) (count int) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if _, err := profiles.Load(path); err != nil {
			t.Errorf("incomplete profile: %v", err)
		}
	}
	return len(paths)
}

// After a killed fleet, the output file is either complete or missing. The next command that
// writes into the folder removes the temporary files.
func TestDurableKilledOutput(t *testing.T) {
	const tokens = 100_000
	folder := t.TempDir()
	fleet := func(name string) *exec.Cmd {
		return program(t, folder, "fleet", "--count", strconv.Itoa(tokens), "--random-seed", "1", "--as", "csv", "--output", name)
	}
	longest := timeRun(t, fleet("complete.csv"))
	killed, left := 0, 0
	for i := range iterations(t, 20, 300) {
		name := strconv.Itoa(i) + ".csv"
		if runAndKill(t, fleet(name), rand.N(longest)).killed {
			killed++
		}
		left += len(tempFiles(t, folder))
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
		_ = file.Close() // opened for reading only
		if err := os.Remove(file.Name()); err != nil {
			t.Fatal(err)
		}
	}
	if killed == 0 || left == 0 {
		t.Errorf("%d commands killed and %d temporary files left, want some of both", killed, left)
	}
	timeRun(t, program(t, folder, "export", "demo", "--as", "csv", "--output", "other.csv"))
	if files := tempFiles(t, folder); len(files) > 0 {
		t.Errorf("temporary files left behind: %v", files)
	}
	t.Logf("%d commands killed, %d temporary files left", killed, left)
}

// An interrupted command leaves no file behind and reports that it wrote nothing.
func TestDurableInterruptedOutput(t *testing.T) {
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(signal.String(), func(t *testing.T) {
			folder := t.TempDir()
			cmd := program(t, folder, "fleet", "--count", "5000000", "--random-seed", "1", "--as", "csv", "--output", "fleet.csv")
			wait := start(t, cmd)
			waitFor(t, "the temporary file", func() bool { return len(tempFiles(t, folder)) > 0 })
			if err := cmd.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			wait().checkRefused(t, "interrupted; nothing was written")
			if entries, err := os.ReadDir(folder); err != nil || len(entries) > 0 {
				t.Errorf("left behind: %v, %v", entries, err)
			}
		})
	}
}

// waitFor polls a condition until it holds; what describes it.
func waitFor(t *testing.T, what string, holds func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), timeout)
	defer cancel()
	for ; !holds(); time.Sleep(time.Millisecond) { // polling interval
		if ctx.Err() != nil {
			t.Fatalf("timed out waiting for %s", what)
		}
	}
}

// An output file is synced before it gets its name, and the folder is synced after that.
func TestDurableOutputOrder(t *testing.T) {
	strace := strace(t)
	folder, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	in, temp := regexp.QuoteMeta(folder), regexp.QuoteMeta(".out.etokenpass-new")
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
			res := run(t, underStrace(strace, program(t, folder, args...), "-y", "-s", "0", "-o", trace, "-e", "trace=fsync,linkat,"+renames+",exit_group"))
			if res.status != 0 {
				t.Fatalf("failed under strace: %+v", res)
			}
			checkOrder(t, []step{
				{"fsync of the temporary file", `^fsync\(\d+<` + in + "/" + temp + `>`},
				{"rename onto the output file", `^(linkat|rename).*"` + temp + `", .*"out"`},
				{"fsync of the folder", `^fsync\(\d+<` + in + `>`},
			}, readFile(t, trace))
		})
	}
}

// Commands refuse to write through a symbolic link and leave its target unchanged.
func TestDurableOutputRefusesSymlink(t *testing.T) {
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
		res := run(t, program(t, folder, args...))
		res.checkRefused(t, "out.yaml is a symbolic link: refused")
		if text := readFile(t, precious); text != "precious" {
			t.Errorf("%s: the target of the link contains %q", args[0], text)
		}
	}
	if !strings.Contains(readFile(t, precious), "precious") {
		t.Error("the target of the link changed")
	}

	// A named pipe is written to directly.
	pipe := filepath.Join(folder, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	wait := start(t, program(t, folder, "demo", "--picture", "pipe"))
	drawing := readFile(t, pipe)
	if res := wait(); res.status != 0 || !strings.HasPrefix(drawing, "<svg ") {
		t.Errorf("the pipe received %q: %+v", drawing, res)
	}
}
