package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"etokenpass/tools/xvfb"
)

const (
	windowStarts = 10
	windowLimit  = time.Second // from start to first frame
	idleTime     = 10 * time.Second
	idleLimit    = 0.05 // of one core
)

// measureWindowStart takes the time until the transcript begins, which is when the
// first frame has been drawn.
func measureWindowStart(ctx context.Context, w *workshop) (figure, error) {
	f := figure{what: "the window, start to first frame", goal: "below " + shown(windowLimit)}
	var all []time.Duration
	err := onScreen(&f, func(display string) error {
		for range windowStarts {
			begun := time.Now()
			_, end, err := w.openWindow(ctx, display)
			if err != nil {
				return err
			}
			all = append(all, time.Since(begun))
			end()
		}
		return nil
	})
	if err != nil || len(all) == 0 {
		return f, err
	}
	f.ours, f.reached = shown(median(all)), verdict(median(all) < windowLimit)
	f.raw = []string{"the window's start " + spread(all)}
	return f, nil
}

// measureWindowIdle takes the processor's time of a window that nobody touches.
func measureWindowIdle(ctx context.Context, w *workshop) (figure, error) {
	f := figure{what: "the window at rest", goal: fmt.Sprintf("below %.0f %% of one core", idleLimit*100)}
	err := onScreen(&f, func(display string) error {
		pid, end, err := w.openWindow(ctx, display)
		if err != nil {
			return err
		}
		defer end()
		share, err := load(ctx, pid)
		if err != nil {
			return err
		}
		f.ours, f.reached = fmt.Sprintf("%.1f %% of one core", share*100), verdict(share < idleLimit)
		return nil
	})
	return f, err
}

// onScreen gives a measurement an X server, or says in the figure that there is none.
func onScreen(f *figure, measure func(display string) error) error {
	server, err := xvfb.Start()
	if errors.Is(err, exec.ErrNotFound) && os.Getenv("CI") == "" {
		f.ours = "Xvfb is not installed (make deps)"
		return nil
	}
	if err != nil {
		return err
	}
	defer server.Stop()
	return measure(server.Display)
}

// openWindow starts the window and returns when its first frame is there.
func (w *workshop) openWindow(ctx context.Context, display string) (pid int, end func(), err error) {
	cmd := exec.CommandContext(ctx, w.window, "--ephemeral", "--transcript", "-")
	cmd.Env = slices.Concat(w.env, []string{"DISPLAY=" + display})
	cmd.Stderr = w.complaints
	output, err := cmd.StdoutPipe()
	if err != nil {
		return 0, nil, err
	}
	if err := cmd.Start(); err != nil {
		return 0, nil, err
	}
	end = func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // it was killed, and says so
	}
	if _, err := bufio.NewReader(output).ReadString('\n'); err != nil {
		end()
		return 0, nil, w.failed(ctx, err, w.window, nil)
	}
	return cmd.Process.Pid, end, nil
}

// load is which part of one core a process uses.
func load(ctx context.Context, pid int) (share float64, err error) {
	before, err := processorTime(pid)
	if err != nil {
		return 0, err
	}
	select {
	case <-time.After(idleTime):
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	after, err := processorTime(pid)
	return (after - before).Seconds() / idleTime.Seconds(), err
}

// tick is the unit of proc_pid_stat(5): the clock ticks of Linux are hundredths.
const tick = 10 * time.Millisecond

// processorTime is what a process has used, as Linux tells it (proc_pid_stat(5),
// fields 14 and 15; the name in field 2 may have spaces, and ends with a bracket).
func processorTime(pid int) (time.Duration, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0, fmt.Errorf("the system tells of process %d only %q", pid, stat)
	}
	user, errUser := strconv.Atoi(fields[11])
	system, errSystem := strconv.Atoi(fields[12])
	return time.Duration(user+system) * tick, errors.Join(errUser, errSystem)
}
