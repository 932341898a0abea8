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
	idleLimit    = 0.01 // of one core
)

// measureWindowStart measures the time until the transcript begins, which is when
// the first frame has been drawn.
func measureWindowStart(ctx context.Context, w *workspace) (figure, error) {
	f := figure{what: "the window, start to first frame", goal: "below " + formatDuration(windowLimit)}
	var all []time.Duration
	err := withXServer(&f, func(display string) error {
		for range windowStarts {
			start := time.Now()
			_, end, err := w.openWindow(ctx, display)
			if err != nil {
				return err
			}
			all = append(all, time.Since(start))
			end()
		}
		return nil
	})
	if err != nil || len(all) == 0 {
		return f, err
	}
	f.ours, f.reached = formatDuration(median(all)), yesNo(median(all) < windowLimit)
	f.raw = []string{"the window's start " + spread(all)}
	return f, nil
}

// measureWindowIdle measures the CPU time of a window without user input.
func measureWindowIdle(ctx context.Context, w *workspace) (figure, error) {
	f := figure{what: "the window at rest", goal: fmt.Sprintf("below %.0f %% of one core", idleLimit*100)}
	err := withXServer(&f, func(display string) error {
		pid, end, err := w.openWindow(ctx, display)
		if err != nil {
			return err
		}
		defer end()
		share, err := cpuShare(ctx, pid)
		if err != nil {
			return err
		}
		f.ours, f.reached = fmt.Sprintf("%.1f %% of one core", share*100), yesNo(share < idleLimit)
		return nil
	})
	return f, err
}

// withXServer calls measure with the display of an X server. If Xvfb is not
// installed, it records that in f instead; in CI that is an error.
func withXServer(f *figure, measure func(display string) error) error {
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

// openWindow starts the window and waits for its first frame. The caller must
// call end, which kills the process.
func (w *workspace) openWindow(ctx context.Context, display string) (pid int, end func(), err error) {
	cmd := exec.CommandContext(ctx, w.window, "--ephemeral", "--transcript", "-")
	cmd.Env = slices.Concat(w.env, []string{"DISPLAY=" + display})
	cmd.Stderr = w.stderr
	output, err := cmd.StdoutPipe()
	if err != nil {
		return 0, nil, err
	}
	if err := cmd.Start(); err != nil {
		return 0, nil, err
	}
	end = func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // always fails: the process was killed
	}
	if _, err := bufio.NewReader(output).ReadString('\n'); err != nil {
		end()
		return 0, nil, w.failed(ctx, err, w.window, nil)
	}
	return cmd.Process.Pid, end, nil
}

// cpuShare returns the share of one core that a process uses over idleTime.
func cpuShare(ctx context.Context, pid int) (share float64, err error) {
	before, err := cpuTime(pid)
	if err != nil {
		return 0, err
	}
	select {
	case <-time.After(idleTime):
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	after, err := cpuTime(pid)
	return (after - before).Seconds() / idleTime.Seconds(), err
}

// tick is the unit of the times in proc_pid_stat(5): 1/100 s on Linux.
const tick = 10 * time.Millisecond

// cpuTime returns the CPU time that a process has used, from Linux's /proc
// (proc_pid_stat(5), fields 14 and 15; the name in field 2 may contain spaces and
// ends with a bracket).
func cpuTime(pid int) (time.Duration, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0, fmt.Errorf("/proc/%d/stat has too few fields: %q", pid, stat)
	}
	user, errUser := strconv.Atoi(fields[11])
	system, errSystem := strconv.Atoi(fields[12])
	return time.Duration(user+system) * tick, errors.Join(errUser, errSystem)
}
