package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	ossignal "os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"etokenpass/internal/peer"
	"etokenpass/web"
)

// patience is far longer than any step of a test takes.
const patience = 30 * time.Second

// serverProcess is a process that runs the command serve or tms serve.
type serverProcess struct {
	process *exec.Cmd
	lines   *bufio.Reader // of its standard output
	errors  *strings.Builder
}

// startServer starts "etokenpass serve" with more arguments, in a folder of its own.
func startServer(t *testing.T, args ...string) *serverProcess {
	t.Helper()
	s := newServer(t, args...)
	if err := s.process.Start(); err != nil {
		t.Fatal(err)
	}
	return s
}

// newServer returns a server that is not started yet.
func newServer(t *testing.T, args ...string) *serverProcess {
	t.Helper()
	return newProcess(t, append([]string{"serve"}, args...)...)
}

// newProcess is newServer for any command that serves.
func newProcess(t *testing.T, args ...string) *serverProcess {
	t.Helper()
	self, err := os.Executable() // TestMain runs the program that matches the name of the link
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	program := filepath.Join(folder, "etokenpass")
	if err := os.Symlink(self, program); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	s := &serverProcess{exec.CommandContext(ctx, program, args...), nil, &strings.Builder{}}
	s.process.Dir, s.process.Stderr = folder, s.errors
	s.process.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // as if it were not in the terminal of the tests
	s.process.Env = append(os.Environ(), "PATH="+folder+":"+os.Getenv("PATH"), "ETOKENPASS_PROFILE=", "ETOKENPASS_STATE=")
	output, err := s.process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	s.lines = bufio.NewReader(output)
	return s
}

// socket returns the address of a server on a Unix socket s.sock once it answers.
func (s *serverProcess) socket(t *testing.T) string {
	t.Helper()
	limited, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	url := "unix:" + filepath.Join(s.process.Dir, "s.sock")
	if err := web.Wait(limited, url); err != nil {
		t.Fatalf("%v: %s", err, s.errors)
	}
	return url
}

// line returns the next line of standard output.
func (s *serverProcess) line(t *testing.T) string {
	t.Helper()
	line, err := s.lines.ReadString('\n')
	if err != nil {
		t.Fatalf("after %q: %v: %s", line, err, s.errors)
	}
	return strings.TrimSuffix(line, "\n")
}

// signal sends a signal.
func (s *serverProcess) signal(t *testing.T, signal os.Signal) {
	t.Helper()
	if err := s.process.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
}

// end waits for the end, and returns the rest of standard output and the exit status.
func (s *serverProcess) end(t *testing.T) (rest string, status int) {
	t.Helper()
	text, err := io.ReadAll(s.lines)
	if err != nil {
		t.Fatal(err)
	}
	err = s.process.Wait()
	if _, isExit := errors.AsType[*exec.ExitError](err); err != nil && !isExit {
		t.Fatal(err)
	}
	return string(text), s.process.ProcessState.ExitCode()
}

// The server listens before it prints its address, and ends cleanly at each of these signals.
func TestServeEndsAtSignals(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP} {
		if isIgnored(t, signal) {
			continue
		}
		s := startServer(t, "--listen", "127.0.0.1:0", "--log", "off")
		url := s.line(t)
		if err := web.Ready(t.Context(), url); err != nil {
			t.Errorf("%v: %v", signal, err)
		}
		s.signal(t, signal)
		if rest, status := s.end(t); rest != "" || status != 0 || s.errors.Len() > 0 {
			t.Errorf("%v: exit status %d, output %q, error output %s", signal, status, rest, s.errors)
		}
		if err := web.Ready(t.Context(), url); err == nil {
			t.Errorf("%v: the server still answers", signal)
		}
	}
}

// isIgnored reports whether a signal is ignored by this process, and so by all that it starts. Under
// nohup, a hang-up ends neither a server nor its command.
func isIgnored(t *testing.T, number syscall.Signal) bool {
	t.Helper()
	ignored := ossignal.Ignored(number)
	if ignored {
		t.Logf("not sent, because it is ignored here: %v", number)
	}
	return ignored
}

// A server gives its last requests time to finish. A second signal ends it at once.
func TestServeEndsAtSecondSignal(t *testing.T) {
	s := startServer(t, "--listen", "127.0.0.1:0", "--log", "off")
	address := strings.TrimPrefix(s.line(t), "http://")
	request, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer request.Close() //nolint:errcheck // the server has ended
	const head = "POST /api/v1/tokens HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n"
	if _, err := fmt.Fprintf(request, head, address); err != nil {
		t.Fatal(err)
	}
	const reading = "HTTP/1.1 100 Continue\r\n"
	if answer, err := bufio.NewReader(request).ReadString('\n'); err != nil || answer != reading {
		t.Fatalf("%q, %v", answer, err)
	}
	s.signal(t, syscall.SIGINT)
	for web.Ready(t.Context(), "http://"+address) == nil { // until the first signal has arrived
	}
	s.signal(t, syscall.SIGINT)
	_, status := s.end(t)
	if ended, ok := s.process.ProcessState.Sys().(syscall.WaitStatus); !ok || ended.Signal() != syscall.SIGINT {
		t.Errorf("exit status %d: %s", status, s.errors)
	}
}

// The log says why the server ends, and what it passes on.
func TestServeLogsSignals(t *testing.T) {
	for _, test := range []struct {
		command []string
		want    string
		status  int
	}{
		{nil, ` msg="shutting down" signal=terminated`, 0},
		{[]string{"--", "sh", "-c", "kill -TERM $PPID; exec cat /dev/zero >/dev/null"}, ` msg="signal passed on" signal=terminated`, 128 + int(syscall.SIGTERM)},
		{[]string{"--", "sh", "-c", "exit 7"}, ` msg="shutting down"`, 7},
	} {
		s := startServer(t, append([]string{"--listen", "unix:s.sock", "--log", "text"}, test.command...)...)
		if test.command == nil {
			s.socket(t)
			s.signal(t, syscall.SIGTERM)
		}
		if _, status := s.end(t); status != test.status || !strings.Contains(s.errors.String(), " level=INFO"+test.want+"\n") {
			t.Errorf("%v: exit status %d: %s", test.command, status, s.errors)
		}
	}
}

// A signal ends a server that waits for the reader of its ready file. Its command is then not run.
func TestServeEndsBeforeItIsAnnounced(t *testing.T) {
	for _, test := range []struct {
		command []string
		status  int
	}{
		{nil, 0},
		{[]string{"--", "echo", "started"}, 128 + int(syscall.SIGTERM)},
	} {
		s := newServer(t, append([]string{"--listen", "unix:s.sock", "--log", "off", "--ready-file", "fifo"}, test.command...)...)
		if err := unix.Mkfifo(filepath.Join(s.process.Dir, "fifo"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := s.process.Start(); err != nil {
			t.Fatal(err)
		}
		s.socket(t)
		s.signal(t, syscall.SIGTERM)
		if rest, status := s.end(t); rest != "" || status != test.status || s.errors.Len() > 0 {
			t.Errorf("%v: exit status %d, output %q, error output %s", test.command, status, rest, s.errors)
		}
	}
}

// A server runs on if its log cannot be written: on a full disk, or because its reader has ended.
func TestServeOutlivesItsLog(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer full.Close() //nolint:errcheck // nothing was written
	reader, broken, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer broken.Close() //nolint:errcheck // nothing was written
	if err := reader.Close(); err != nil {
		t.Fatal(err)
	}
	for name, log := range map[string]*os.File{"full": full, "broken": broken} {
		s := newServer(t, "--listen", "127.0.0.1:0", "--log", "text")
		s.process.Stderr = log
		if err := s.process.Start(); err != nil {
			t.Fatal(err)
		}
		url := s.line(t)
		for range 3 {
			if err := web.Ready(t.Context(), url); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		s.signal(t, syscall.SIGTERM)
		if _, status := s.end(t); status != 0 {
			t.Errorf("%s: exit status %d", name, status)
		}
	}
}

// A port that is taken is named, with what to do about it.
func TestServeOnTakenPort(t *testing.T) {
	other, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close() //nolint:errcheck // the test has ended
	address := other.Addr().String()
	_, port, _ := net.SplitHostPort(address)
	s := startServer(t, "--listen", address)
	rest, status := s.end(t)
	want := "etokenpass: error: cannot listen on " + address + ": another program listens on port " + port +
		"\netokenpass: hint: end that program, or take a free port with --listen 127.0.0.1:0\n"
	if rest != "" || status != 1 || s.errors.String() != want {
		t.Errorf("exit status %d, output %q, error output %s", status, rest, s.errors)
	}
}

// Signals are passed on to the command. The server answers until the command has ended, and exits
// with its status.
func TestServePassesSignalsOn(t *testing.T) {
	for _, signal := range []string{"TERM", "INT", "HUP", "QUIT", "USR1", "USR2"} {
		t.Run(signal, func(t *testing.T) {
			number := unix.SignalNum("SIG" + signal)
			if isIgnored(t, number) {
				return
			}
			const command = `mkfifo never; cat never >/dev/null 2>&1 & cat=$!
trap "etokenpass ready && echo got it; kill $cat; exit 5" %s
echo started; wait`
			s := startServer(t, "--listen", "127.0.0.1:0", "--", "sh", "-c", fmt.Sprintf(command, signal))
			if line := s.line(t); line != "started" {
				t.Fatalf("%q: %s", line, s.errors)
			}
			s.signal(t, number)
			if rest, status := s.end(t); rest != "got it\n" || status != 5 || s.errors.Len() > 0 {
				t.Errorf("exit status %d, output %q, error output %s", status, rest, s.errors)
			}
		})
	}
}

// A command that a signal ends has the exit status that a shell gives it.
func TestServeReportsSignalOfCommand(t *testing.T) {
	s := startServer(t, "--listen", "127.0.0.1:0", "--", "sh", "-c", "echo started; exec cat /dev/zero >/dev/null")
	s.line(t)
	s.signal(t, syscall.SIGTERM)
	if _, status := s.end(t); status != 128+int(syscall.SIGTERM) {
		t.Errorf("exit status %d: %s", status, s.errors)
	}
}

// Ctrl-C in a terminal reaches the command once: from the terminal, and not from the server too.
func TestCtrlCReachesCommandOnce(t *testing.T) {
	python := peer.Need(t, "python3")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	program := filepath.Join(folder, "etokenpass")
	if err := os.Symlink(self, program); err != nil {
		t.Fatal(err)
	}
	const command = `trap 'echo interrupted; etokenpass ready; etokenpass ready; exit 5' INT
stty -echo; printf 'started: '; mkfifo never; cat never`
	run := exec.Command(python, "-c", onTerminal, "\x03", program, "serve", "--listen", "127.0.0.1:0", "--", "sh", "-c", command)
	run.Dir = folder
	run.Env = append(os.Environ(), "PATH="+folder+":"+os.Getenv("PATH"), "ETOKENPASS_PROFILE=", "ETOKENPASS_STATE=")
	shown, err := run.CombinedOutput()
	if got := strings.Count(string(shown), "interrupted"); got != 1 || run.ProcessState.ExitCode() != 5 {
		t.Errorf("interrupted %d times: %v: %s", got, err, shown)
	}
}
