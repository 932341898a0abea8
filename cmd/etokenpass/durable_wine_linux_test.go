package main_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// The program for Windows, under Wine: saved counters are shared and none is used twice,
// whatever is killed; files are replaced while others read them. That a rename is on a
// real disk when MoveFileEx returns cannot be seen here.
func TestDurableUnderWine(t *testing.T) {
	wine := newWine(t)
	state := `Z:` + strings.ReplaceAll(filepath.Join(t.TempDir(), "state"), "/", `\`)
	press := func(args ...string) *exec.Cmd {
		return wine.command(t, append([]string{"press", "--format", "json", "--state", state}, args...)...)
	}
	var shown []uint64

	const processes, times = 4, 10
	var waits []func() ending
	for range processes {
		waits = append(waits, start(t, press("--times", fmt.Sprint(times))))
	}
	for range 5 { // they are in each other's way when they replace and read
		if end := run(t, wine.command(t, "counter", "--state", state)); end.status != 0 {
			t.Errorf("a look failed: %+v", end)
		}
	}
	for _, wait := range waits {
		end := wait()
		if end.status != 0 {
			t.Errorf("the presses failed: %+v", end)
		}
		shown = append(shown, partial(end)...)
	}
	if len(shown) != processes*times {
		t.Errorf("%d codes were shown, want %d", len(shown), processes*times)
	}

	began := time.Now()
	shown = append(shown, partial(run(t, press()))...)
	longest := time.Since(began)
	died := 0
	for range runsOf(t, 15, 100) {
		end := runAndKill(t, press("--times", "20"), longest/2+rand.N(longest))
		if end.killed {
			died++
		}
		shown = append(shown, partial(end)...)
	}
	last := run(t, press())
	if last.status != 0 {
		t.Errorf("the last press failed: %+v", last)
	}
	shown = append(shown, partial(last)...)
	slices.Sort(shown)
	if different := len(slices.Compact(slices.Clone(shown))); different != len(shown) {
		t.Errorf("of %d moving factors, %d are different: %d", len(shown), different, shown)
	}
	if died == 0 {
		t.Error("no press was killed, which shows nothing")
	}

	for range 2 { // a new file, and then in its place
		end := run(t, wine.command(t, "import", "--to", `Z:`+strings.ReplaceAll(wine.folder, "/", `\`)+`\profiles`, "--force", wine.seeds))
		if end.status != 0 || allWhole(t, filepath.Join(wine.folder, "profiles")) != 1 {
			t.Errorf("an import failed: %+v", end)
		}
	}
	t.Logf("%d presses, %d processes killed", len(shown), died)
}

// wine runs the program for Windows in a prefix of its own.
type wine struct{ folder, binary, seeds string }

// newWine builds what is needed. Wine 8 (Debian 12) has no bcryptprimitives.dll, from
// which Go programs get random numbers: a library with that one function stands in for it.
func newWine(t *testing.T) wine {
	t.Helper()
	for _, program := range []string{"wine", "wineserver", "x86_64-w64-mingw32-gcc"} {
		if _, err := lookWine(program); err != nil {
			lacking(t, "%v", err)
		}
	}
	folder := t.TempDir()
	w := wine{folder: folder, binary: filepath.Join(folder, "etokenpass.exe"), seeds: filepath.Join(folder, "seeds.csv")}
	if err := os.WriteFile(w.seeds, []byte("W1, 3132333435363738393031323334353637383930, hotp, 6, 0\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	const prng = `#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T size) { return SystemFunction036(data, (ULONG)size); }
`
	source := filepath.Join(folder, "prng.c")
	if err := os.WriteFile(source, []byte(prng), 0o600); err != nil {
		t.Fatal(err)
	}
	build := exec.Command("go", "build", "-buildvcs=false", "-o", w.binary, ".")
	build.Env = append(os.Environ(), "GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=0")
	library := exec.Command("x86_64-w64-mingw32-gcc", "-shared", "-o", filepath.Join(folder, "bcryptprimitives.dll"), source, "-ladvapi32")
	for _, cmd := range []*exec.Cmd{build, library} {
		if output, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", cmd.Args, err, output)
		}
	}
	t.Cleanup(func() { // its server outlives the programs, and writes into the prefix
		server, err := lookWine("wineserver")
		if err == nil {
			end := exec.Command(server, "-k", "-w")
			end.Env = w.environment()
			err = end.Run()
		}
		t.Logf("Wine's server ended: %v", err)
	})
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute) // it makes a whole system folder
	defer cancel()
	boot := exec.CommandContext(ctx, "wine", "wineboot", "--init")
	boot.Env = w.environment()
	if err := boot.Run(); err != nil {
		lacking(t, "Wine does not start: %v", err)
	}
	w.keepUp(t)
	into := filepath.Join(folder, "prefix", "drive_c", "windows", "system32", "bcryptprimitives.dll")
	data, err := os.ReadFile(filepath.Join(folder, "bcryptprimitives.dll"))
	if err == nil {
		err = os.WriteFile(into, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// keepUp keeps Wine's services running. The first program starts them, and they would keep
// its standard output open for seconds after its end.
func (w wine) keepUp(t *testing.T) {
	t.Helper()
	shell := exec.Command("wine", "cmd")
	shell.Env = w.environment()
	in, err := shell.StdinPipe()
	if err == nil {
		err = shell.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close() // at the end of its input, the shell ends
		t.Logf("Wine's shell ended: %v", shell.Wait())
	})
}

// lookWine finds a program that Debian keeps beside Wine, and not on PATH.
func lookWine(program string) (string, error) {
	path, err := exec.LookPath(program)
	if err != nil && program == "wineserver" {
		return exec.LookPath("/usr/lib/wine/wineserver")
	}
	return path, err
}

func (w wine) environment() []string {
	return append(os.Environ(), "WINEPREFIX="+filepath.Join(w.folder, "prefix"), "WINEDEBUG=-all", "WINEDLLOVERRIDES=mscoree,mshtml=", "DISPLAY=")
}

func (w wine) command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(untilPatienceEnds(t), "wine", append([]string{w.binary}, args...)...)
	cmd.Dir, cmd.Env = w.folder, w.environment()
	return cmd
}
