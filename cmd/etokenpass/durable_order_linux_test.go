package main_test

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

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
