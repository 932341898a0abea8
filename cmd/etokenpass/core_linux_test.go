package main

import (
	"fmt"
	"os"
	"regexp"
	"testing"

	"golang.org/x/sys/unix"

	"etokenpass/web"
)

// A server leaves no core dump, which would contain its secrets.
func TestServersLeaveNoCoreDumps(t *testing.T) {
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_CORE, &limit); err != nil {
		t.Fatal(err)
	}
	if limit.Max == 0 {
		t.Skip("cannot run here: no process of this session may leave core dumps (ulimit -H -c)")
	}
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{Cur: limit.Max, Max: limit.Max}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := unix.Setrlimit(unix.RLIMIT_CORE, &limit); err != nil {
			t.Error(err)
		}
	})
	for _, command := range [][]string{{"serve"}, {"tms", "serve", "--in-memory"}} {
		s := newProcess(t, append(command, "--listen", "127.0.0.1:0", "--log", "off")...)
		if err := s.process.Start(); err != nil {
			t.Fatal(err)
		}
		url := s.line(t)
		if err := web.Ready(t.Context(), url); err != nil {
			t.Fatal(err)
		}
		limits, err := os.ReadFile(fmt.Sprintf("/proc/%d/limits", s.process.Process.Pid))
		if err != nil {
			t.Fatal(err)
		}
		if soft := regexp.MustCompile(`Max core file size +(\S+)`).FindSubmatch(limits); soft == nil || string(soft[1]) != "0" {
			t.Errorf("%v: %s", command, limits)
		}
		s.signal(t, unix.SIGTERM)
		if _, status := s.end(t); status != 0 {
			t.Errorf("%v: exit status %d: %s", command, status, s.errors)
		}
	}
}
