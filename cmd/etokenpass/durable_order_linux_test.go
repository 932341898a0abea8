package main_test

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The code is written only after everything that keeps it from being repeated has
// returned. strace shows each call, with the paths of its descriptors.
func TestDurableOrder(t *testing.T) {
	strace := strace(t)
	fob := newFob(t)
	_, state := fob.saved(t)
	name := filepath.Base(state)
	draft := "." + name + ".etokenpass-new"
	temporary, folder := regexp.QuoteMeta(filepath.Join(fob.state, draft)), regexp.QuoteMeta(fob.state)
	above := regexp.QuoteMeta(filepath.Dir(fob.state))
	save := func(call string) []step {
		return []step{
			{"write to the temporary file", `^write\(\d+<` + temporary + `>`},
			{"fsync of the temporary file", `^fsync\(\d+<` + temporary + `>`},
			{call + " to the state file", `^` + call + `.*<` + folder + `>, "` + regexp.QuoteMeta(draft) + `", .*<` + folder + `>, "` + regexp.QuoteMeta(name) + `"`},
			{"fsync of the folder", `^fsync\(\d+<` + folder + `>`},
			{"write of the code", `^write\(1<`},
		}
	}
	makeFolder := []step{
		{"making of the folder", `^mkdirat\(\d+<` + above + `>, "` + regexp.QuoteMeta(filepath.Base(fob.state)) + `"`},
		{"fsync of the folder above", `^fsync\(\d+<` + above + `>`},
	}

	// A power cut that takes the new folder away takes its counter with it. A new file is
	// linked, so that it replaces none that appears meanwhile.
	for _, press := range []struct {
		name  string
		steps []step
	}{{"first press", append(makeFolder, save("linkat")...)}, {"later press", save("rename")}} {
		t.Run(press.name, func(t *testing.T) {
			trace := filepath.Join(t.TempDir(), "trace")
			end := run(t, straced(strace, fob.command(t, "press"), "-y", "-s", "0",
				"-o", trace, "-e", "trace=write,fsync,mkdirat,linkat,"+renames))
			if end.status != 0 || end.out == "" {
				t.Fatalf("a press under strace failed: %+v", end)
			}
			followOneAnother(t, press.steps, contents(t, trace))
		})
	}
}

// step is something that a press does: in words, and as the pattern of a system
// call.
type step struct{ what, call string }

// followOneAnother checks that a trace has each step once, and that each begins
// after the one before has returned.
func followOneAnother(t *testing.T, steps []step, trace string) {
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
			t.Fatalf("there are %d calls for the %s, want 1:\n%s", times, step.what, trace)
		case strings.HasPrefix(call.result, "-") || call.result == "?":
			t.Errorf("the %s failed with %s:\n%s", step.what, call.result, trace)
		case call.began < last.returned:
			t.Errorf("the %s began before the step before it had returned:\n%s", step.what, trace)
		}
		last = call
	}
}

// systemCall is a call that strace saw.
type systemCall struct {
	text            string // its name and arguments
	result          string
	began, returned int // the lines of the trace
}

var callWithResult = regexp.MustCompile(`^(.*)\)\s+= (\S+)`)

// parseTrace reads what "strace -f" writes. A call during which there was
// something to tell of another thread takes two lines: "12 fsync(3 <unfinished ...>",
// and later "12 <... fsync resumed>) = 0".
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
		if parts := callWithResult.FindStringSubmatch(call.text); parts != nil { // or it is a signal, or an end
			call.text, call.result, call.returned = parts[1], parts[2], number
			calls = append(calls, call)
		}
	}
	return calls
}
