package main_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"etokenpass/internal/peer"
)

// If a step of saving the counter fails, or the process is killed during it, no code is shown
// and the next press shows a new one. A code is skipped only if the new counter was already
// in place.
func TestDurableFaults(t *testing.T) {
	strace := strace(t)
	table := []struct {
		step, call string
		path       func(token testToken, state string) string // the path that strace filters by
		next       uint64                                     // the next press's moving factor
	}{
		{"fsync of the temporary file", "fsync", func(_ testToken, state string) string { return tempFile(state) }, 1},
		{"rename onto the state file", renames, func(token testToken, _ string) string { return token.state }, 1},
		{"fsync of the folder", "fsync", func(token testToken, _ string) string { return token.state }, 2},
	}
	for _, row := range table {
		for _, fault := range []string{"error=EIO", "signal=KILL"} {
			t.Run(row.step+", "+fault, func(t *testing.T) {
				token := newToken(t)
				token.press(t)
				_, state := token.saved(t)

				res := run(t, underStrace(strace, token.command(t, "press"), "-o", os.DevNull,
					"-P", row.path(token, state), "-e", "trace="+row.call, "-e", "inject="+row.call+":"+fault))
				if strings.HasPrefix(fault, "error") {
					res.checkRefused(t, "input/output error", "etokenpass: hint: ")
				} else if !res.killed || res.out != "" { // strace ends with the status of the traced process
					t.Errorf("got %+v, want killed and no code", res)
				}
				if next := token.press(t); next != row.next {
					t.Errorf("the next press shows moving factor %d, want %d", next, row.next)
				}
			})
		}
	}
}

// tempFile returns the temporary file that is written and then renamed to path.
func tempFile(path string) string {
	return filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".etokenpass-new")
}

// renames lists the rename system calls of all architectures. The question mark makes strace
// ignore a call that the architecture does not have.
const renames = "?rename,?renameat,?renameat2"

// strace returns the path of strace, or skips the test if it cannot trace a process.
func strace(t *testing.T) (path string) {
	t.Helper()
	path = peer.Need(t, "strace")
	if output, err := exec.CommandContext(timeoutContext(t), path, "-f", "-o", os.DevNull, "true").CombinedOutput(); err != nil {
		peer.SkipUnlessCI(t, "strace cannot trace: %v: %s", err, output)
	}
	return path
}

// underStrace makes a command run under strace.
func underStrace(strace string, cmd *exec.Cmd, options ...string) *exec.Cmd {
	cmd.Args = append(append([]string{strace, "-f"}, options...), append([]string{cmd.Path}, cmd.Args[1:]...)...)
	cmd.Path = strace
	return cmd
}

// A press whose system call fails, or that is killed during one, shows a code or an error,
// and the next press shows a new code.
func TestDurableEachSystemCall(t *testing.T) {
	const calls = "openat,newfstatat,fstat,fchmod,fcntl,flock,read,write,fsync,linkat,unlinkat,mkdirat,close," + renames
	strace := strace(t)
	count := func(token testToken) map[string]int {
		trace := filepath.Join(t.TempDir(), "trace")
		if res := run(t, underStrace(strace, token.command(t, "press"), "-o", trace, "-e", "trace="+calls)); res.status != 0 {
			t.Fatalf("a press under strace failed: %+v", res)
		}
		counts := map[string]int{}
		for _, call := range parseTrace(readFile(t, trace)) {
			name, _, _ := strings.Cut(call.text, "(")
			counts[name]++
		}
		return counts
	}
	for _, fresh := range []bool{true, false} {
		traced := newToken(t)
		if !fresh {
			traced.press(t)
		}
		counts := count(traced)
		if len(counts) < 8 || counts["fsync"] < 2 {
			t.Fatalf("too few system calls traced: %v", counts)
		}
		tried, failed := 0, 0
		for name, times := range counts {
			for _, fault := range []string{"error=EIO", "error=ENOSPC", "error=EACCES", "signal=KILL"} {
				// Every call when soaking, a few otherwise, starting with the last ones, which save.
				step := iterations(t, max(times/3, 1), 1)
				for when := times; when > 0; when -= step {
					token := newToken(t)
					var shown []uint64
					if !fresh {
						shown = append(shown, token.press(t))
					}
					res := run(t, underStrace(strace, token.command(t, "press", "--format", "json"), "-o", os.DevNull,
						"-e", "trace="+name, "-e", fmt.Sprintf("inject=%s:%s:when=%d", name, fault, when)))
					shown = append(shown, completedFactors(res)...)
					tried++
					if res.status != 0 || res.killed {
						failed++
					}
					next := run(t, token.command(t, "press", "--format", "json"))
					if next.status != 0 {
						t.Errorf("%s %s, call %d: the next press failed: %+v", name, fault, when, next)
						continue
					}
					shown = append(shown, next.movingFactors(t)...)
					checkIncreasing(t, shown)
					if t.Failed() {
						t.Fatalf("%s %s, call %d: %+v", name, fault, when, res)
					}
				}
			}
		}
		t.Logf("fresh token: %v; %d faults injected, %d presses failed", fresh, tried, failed)
		if failed == 0 {
			t.Error("no press failed, so nothing was tested")
		}
	}
}

// completedFactors returns the moving factors in the complete lines that a process wrote.
func completedFactors(res result) (shown []uint64) {
	for line := range strings.Lines(res.out) {
		var factor uint64
		_, rest, ok := strings.Cut(line, `"moving_factor":`)
		if _, err := fmt.Sscan(strings.FieldsFunc(rest+" ", func(r rune) bool { return r == ',' })[0], &factor); ok && err == nil && strings.HasSuffix(line, "}\n") {
			shown = append(shown, factor)
		}
	}
	return shown
}

// A code is printed only after the new counter has been saved durably. strace shows the order
// of the system calls and the paths of their file descriptors.
func TestDurableOrder(t *testing.T) {
	strace := strace(t)
	token := newToken(t)
	_, state := token.saved(t)
	name := filepath.Base(state)
	temp := "." + name + ".etokenpass-new"
	temporary, folder := regexp.QuoteMeta(filepath.Join(token.state, temp)), regexp.QuoteMeta(token.state)
	above := regexp.QuoteMeta(filepath.Dir(token.state))
	save := func(call string) []step {
		return []step{
			{"write to the temporary file", `^write\(\d+<` + temporary + `>`},
			{"fsync of the temporary file", `^fsync\(\d+<` + temporary + `>`},
			{call + " onto the state file", `^` + call + `.*<` + folder + `>, "` + regexp.QuoteMeta(temp) + `", .*<` + folder + `>, "` + regexp.QuoteMeta(name) + `"`},
			{"fsync of the folder", `^fsync\(\d+<` + folder + `>`},
			{"write of the code", `^write\(1<`},
		}
	}
	makeFolder := []step{
		{"creation of the folder", `^mkdirat\(\d+<` + above + `>, "` + regexp.QuoteMeta(filepath.Base(token.state)) + `"`},
		{"fsync of the parent folder", `^fsync\(\d+<` + above + `>`},
	}

	// The first press creates the folder and must sync its parent, or a power cut could remove
	// the folder and the counter in it. It links the new file into place instead of renaming it,
	// so that it cannot replace a file that another process has just created.
	for _, press := range []struct {
		name  string
		steps []step
	}{{"first press", append(makeFolder, save("linkat")...)}, {"later press", save("rename")}} {
		t.Run(press.name, func(t *testing.T) {
			trace := filepath.Join(t.TempDir(), "trace")
			res := run(t, underStrace(strace, token.command(t, "press"), "-y", "-s", "0",
				"-o", trace, "-e", "trace=write,fsync,mkdirat,linkat,"+renames))
			if res.status != 0 || res.out == "" {
				t.Fatalf("a press under strace failed: %+v", res)
			}
			checkOrder(t, press.steps, readFile(t, trace))
		})
	}
}

// step is one step of a command: a description, and a pattern for its system call.
type step struct{ what, call string }

// checkOrder checks that a trace contains each step exactly once and that each step begins
// after the previous one has returned.
func checkOrder(t *testing.T, steps []step, trace string) {
	t.Helper()
	calls := parseTrace(trace)
	last := systemCall{returned: -1}
	for _, step := range steps {
		call, times := systemCall{}, 0
		for _, each := range calls {
			if regexp.MustCompile(step.call).MatchString(each.text) {
				call = each
				times++
			}
		}
		switch {
		case times != 1:
			t.Fatalf("%d calls for the %s, want 1:\n%s", times, step.what, trace)
		case strings.HasPrefix(call.result, "-") || call.result == "?":
			t.Errorf("the %s failed with %s:\n%s", step.what, call.result, trace)
		case call.began < last.returned:
			t.Errorf("the %s began before the previous step had returned:\n%s", step.what, trace)
		}
		last = call
	}
}

// systemCall is a system call in a trace.
type systemCall struct {
	text            string // name and arguments
	result          string
	began, returned int // line numbers in the trace
}

var callWithResult = regexp.MustCompile(`^(.*)\)\s+= (\S+)`)

// parseTrace parses the output of "strace -f". A call that was interrupted by output about
// another thread takes two lines: "12 fsync(3 <unfinished ...>" and later
// "12 <... fsync resumed>) = 0".
func parseTrace(trace string) []systemCall {
	var calls []systemCall
	unfinished := map[string]systemCall{} // by thread
	for number, line := range strings.Split(trace, "\n") {
		thread, text, _ := strings.Cut(line, " ")
		call := systemCall{text: strings.TrimSpace(text), began: number}
		if _, rest, resumed := strings.Cut(call.text, " resumed>"); resumed {
			call = unfinished[thread]
			call.text += rest
		}
		if before, more := strings.CutSuffix(call.text, " <unfinished ...>"); more {
			call.text = before
			unfinished[thread] = call
			continue
		}
		if parts := callWithResult.FindStringSubmatch(call.text); parts != nil { // otherwise it is a signal or an exit
			call.text, call.result, call.returned = parts[1], parts[2], number
			calls = append(calls, call)
		}
	}
	return calls
}

// Each press opens the state file once for its locked update. Apart from that, the file is read
// once when the token is opened, and once more with --count, to check that enough codes are left.
func TestDurableStateFileOpens(t *testing.T) {
	strace := strace(t)
	token := newToken(t)
	token.press(t)
	_, state := token.saved(t)
	for _, row := range []struct {
		args           []string
		reads, updates int
	}{
		{[]string{"press"}, 1, 1},
		{[]string{"press", "--count", "3"}, 2, 3},
		{[]string{"counter"}, 2, 0}, // once to open the token, once for the counter screen
	} {
		trace := filepath.Join(t.TempDir(), "trace")
		res := run(t, underStrace(strace, token.command(t, row.args[0], row.args[1:]...), "-o", trace, "-e", "trace=openat"))
		if res.status != 0 {
			t.Fatalf("%v: %+v", row.args, res)
		}
		var reads, updates int
		for _, call := range parseTrace(readFile(t, trace)) {
			if strings.Contains(call.text, fmt.Sprintf("%q", filepath.Base(state))) {
				if strings.Contains(call.text, "O_RDWR") {
					updates++
				} else {
					reads++
				}
			}
		}
		if reads != row.reads || updates != row.updates {
			t.Errorf("%v opened the state file %d times to read it and %d times to update it, want %d and %d", row.args, reads, updates, row.reads, row.updates)
		}
	}
}
