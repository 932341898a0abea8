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

	"etokenpass/internal/peer"
)

// The Windows program under Wine: several processes share a saved counter and a crash never
// repeats a code; files are replaced while other processes read them. Whether a rename is on
// disk when MoveFileEx returns cannot be tested here.
func TestDurableUnderWine(t *testing.T) {
	wine := newWine(t)
	state := `Z:` + strings.ReplaceAll(filepath.Join(t.TempDir(), "state"), "/", `\`)
	press := func(args ...string) *exec.Cmd {
		return wine.command(t, append([]string{"press", "--format", "json", "--state", state}, args...)...)
	}
	var shown []uint64

	const processes, times = 4, 10
	var waits []func() result
	for range processes {
		waits = append(waits, start(t, press("--count", fmt.Sprint(times))))
	}
	for range 5 { // these reads compete with the replacements
		if res := run(t, wine.command(t, "counter", "--state", state)); res.status != 0 {
			t.Errorf("counter failed: %+v", res)
		}
	}
	for _, wait := range waits {
		res := wait()
		if res.status != 0 {
			t.Errorf("press failed: %+v", res)
		}
		shown = append(shown, completedFactors(res)...)
	}
	if len(shown) != processes*times {
		t.Errorf("%d codes shown, want %d", len(shown), processes*times)
	}

	began := time.Now()
	shown = append(shown, completedFactors(run(t, press()))...)
	longest := time.Since(began)
	killed := 0
	for range iterations(t, 15, 100) {
		res := runAndKill(t, press("--count", "20"), longest/2+rand.N(longest))
		if res.killed {
			killed++
		}
		shown = append(shown, completedFactors(res)...)
	}
	last := run(t, press())
	if last.status != 0 {
		t.Errorf("the last press failed: %+v", last)
	}
	shown = append(shown, completedFactors(last)...)
	slices.Sort(shown)
	if distinct := len(slices.Compact(slices.Clone(shown))); distinct != len(shown) {
		t.Errorf("%d distinct moving factors, want %d: %d", distinct, len(shown), shown)
	}
	if killed == 0 {
		t.Error("no press was killed, so nothing was tested")
	}

	for range 2 { // first create the profile, then replace it
		res := run(t, wine.command(t, "import", "--to", `Z:`+strings.ReplaceAll(wine.folder, "/", `\`)+`\profiles`, "--force", wine.seeds))
		if res.status != 0 || checkProfiles(t, filepath.Join(wine.folder, "profiles")) != 1 {
			t.Errorf("an import failed: %+v", res)
		}
	}
	t.Logf("%d presses, %d processes killed", len(shown), killed)
}

// wine runs the Windows program in its own Wine prefix.
type wine struct{ folder, binary, seeds string }

// newWine builds the program and sets up the prefix. Go programs get random numbers from
// bcryptprimitives.dll, which Wine 8 (Debian 12) lacks, so a library with that one function
// replaces it.
func newWine(t *testing.T) wine {
	t.Helper()
	for _, program := range []string{"wine", "x86_64-w64-mingw32-gcc"} {
		peer.Need(t, program)
	}
	server, err := wineserver()
	if err != nil {
		peer.SkipUnlessCI(t, "%v", err)
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
	t.Cleanup(func() { // the server outlives the programs and writes into the prefix
		stop := exec.Command(server, "-k", "-w")
		stop.Env = w.environment()
		t.Logf("wineserver stopped: %v", stop.Run())
		// The prefix names the server's folder in /tmp, which Wine leaves behind.
		if name, err := os.ReadFile(filepath.Join(folder, "prefix", "wineserver")); err == nil && strings.HasPrefix(string(name), "wine-") {
			t.Logf("the server's folder is removed: %v", os.RemoveAll(filepath.Join("/tmp", filepath.Base(string(name)))))
		}
	})
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute) // it creates a whole system folder
	defer cancel()
	boot := exec.CommandContext(ctx, "wine", "wineboot", "--init")
	boot.Env = w.environment()
	if err := boot.Run(); err != nil {
		peer.SkipUnlessCI(t, "cannot start Wine: %v", err)
	}
	w.keepRunning(t)
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

// keepRunning keeps Wine's services running until the test ends. Otherwise the first program
// starts them, and they hold its standard output open for seconds after it has exited.
func (w wine) keepRunning(t *testing.T) {
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
		_ = in.Close() // the shell exits at the end of its input
		t.Logf("the Wine shell exited: %v", shell.Wait())
	})
}

// wineserver returns the path of Wine's server, on PATH or where Debian installs it.
func wineserver() (string, error) {
	if path, err := exec.LookPath("wineserver"); err == nil {
		return path, nil
	}
	return exec.LookPath("/usr/lib/wine/wineserver")
}

// environment returns the environment of programs that run in the prefix.
func (w wine) environment() []string {
	return append(os.Environ(), "WINEPREFIX="+filepath.Join(w.folder, "prefix"), "WINEDEBUG=-all", "WINEDLLOVERRIDES=mscoree,mshtml=", "DISPLAY=")
}

// command returns the Windows program with arguments, not yet started.
func (w wine) command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(timeoutContext(t), "wine", append([]string{w.binary}, args...)...)
	cmd.Dir, cmd.Env = w.folder, w.environment()
	return cmd
}
