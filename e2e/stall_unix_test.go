//go:build e2e && unix

package e2e_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// If the program is stopped for a while, as on a busy machine, a press that ended in that
// time is a press, no matter how long the program was stopped.
func TestPressReadLate(t *testing.T) {
	for speed, stall := range map[string]time.Duration{"10": 500 * time.Millisecond, "1": 4500 * time.Millisecond} {
		t.Run("speed "+speed, func(t *testing.T) {
			w := open(t, newScreen(t), t.TempDir(), "--ephemeral", "--speed", speed)
			w.focus()
			before := w.still()
			w.on.do(t, "keydown", "space")
			until(t, "the button is drawn pressed", func() bool { return !alike(before, w.on.shot(t, w.id)) })
			w.signal(syscall.SIGSTOP)
			until(t, "the process is stopped", w.stopped)
			w.on.do(t, "keyup", "space")
			<-time.After(stall) // the stall is what the test is about, not a wait
			w.signal(syscall.SIGCONT)
			if next := w.next(); next.LCD != "755224" {
				t.Errorf("the transcript has %q, want a code", next.LCD)
			}
		})
	}
}

// A button that is held down while the program is stopped becomes a hold.
func TestHoldDuringStall(t *testing.T) {
	w := open(t, newScreen(t), t.TempDir(), "--ephemeral")
	w.quiet()
	w.focus()
	before := w.still()
	w.on.do(t, "keydown", "space")
	until(t, "the button is drawn pressed", func() bool { return !alike(before, w.on.shot(t, w.id)) })
	w.signal(syscall.SIGSTOP)
	until(t, "the process is stopped", w.stopped)
	<-time.After(4 * time.Second) // the stall is what the test is about, not a wait
	w.signal(syscall.SIGCONT)
	w.shows("888888")
	w.on.do(t, "keyup", "space")
}

func (w *window) signal(signal syscall.Signal) {
	w.Helper()
	if err := w.process.Process.Signal(signal); err != nil {
		w.Fatal(err)
	}
}

// stopped reports whether the process is stopped, from /proc/PID/stat: "PID (NAME) T ...".
func (w *window) stopped() bool {
	w.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", w.process.Process.Pid))
	if err != nil {
		w.Fatal(err)
	}
	return strings.HasPrefix(string(stat[bytes.LastIndexByte(stat, ')')+1:]), " T")
}
