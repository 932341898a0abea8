package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"etokenpass/internal/golden"
	"etokenpass/internal/peer"
)

// pane is a terminal of tmux, with a server of its own.
type pane struct {
	t      *testing.T
	tmux   string
	folder string // of the server's socket, and where the pane's programs run
}

// runOnPane runs a command on a new terminal. Like a shell, what starts it reads lines when it has
// ended. First it prints the exit status, and whether the terminal is as it was.
func runOnPane(t *testing.T, width, height int, command string) *pane {
	t.Helper()
	tmux := peer.Need(t, "tmux")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	folder, err := os.MkdirTemp("", "pane") // the path of a socket must be short
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, filepath.Join(folder, "etokenpass")); err != nil {
		t.Fatal(err)
	}
	script := `stty -a >before
PATH=.:$PATH
sh -c 'echo $$ >pid; exec ` + command + `'
echo "exit status $?"
stty -a >after
cmp before after && echo "the terminal is as it was"
while read -r line; do echo "read $line"; done
`
	p := &pane{t, tmux, folder}
	t.Cleanup(func() {
		_ = p.command(context.Background(), "kill-server").Run() // it may have ended
		_ = os.RemoveAll(folder)                                 // in the folder for temporary files
	})
	p.run("new-session", "-d", "-x", strconv.Itoa(width), "-y", strconv.Itoa(height), "-c", folder, script)
	return p
}

// command returns a command of tmux.
func (p *pane) command(ctx context.Context, arguments ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, p.tmux, append([]string{"-u", "-f", "/dev/null", "-L", "test"}, arguments...)...)
	cmd.Env = append(os.Environ(), "TMUX=", "TMUX_TMPDIR="+p.folder, "SHELL=/bin/sh")
	return cmd
}

func (p *pane) run(arguments ...string) string {
	p.t.Helper()
	var stderr bytes.Buffer
	cmd := p.command(p.t.Context(), arguments...)
	cmd.Stderr = &stderr
	output, err := cmd.Output()
	if err != nil {
		p.t.Fatalf("tmux %q: %v: %s", arguments, err, &stderr)
	}
	return string(output)
}

// types types keys: text, or the names that tmux has for keys, such as Enter.
func (p *pane) types(keys ...string) {
	p.t.Helper()
	p.run(append([]string{"send-keys"}, keys...)...)
}

// screen returns what the terminal shows.
func (p *pane) screen() string { return p.run(capture...) }

var capture = []string{"capture-pane", "-p"}

// process returns the process that the command runs in.
func (p *pane) process() *os.Process {
	p.t.Helper()
	data, err := os.ReadFile(filepath.Join(p.folder, "pid"))
	if err != nil {
		p.t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(data)))
	if err != nil {
		p.t.Fatal(err)
	}
	process, err := os.FindProcess(pid)
	if err != nil {
		p.t.Fatal(err)
	}
	return process
}

// hasEnded reports whether a process has ended, even if its parent does not know it yet.
func hasEnded(process *os.Process) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", process.Pid))
	_, state, _ := strings.Cut(string(stat), ") ")
	return err != nil || strings.HasPrefix(state, "Z")
}

// awaits waits until something is the case.
func (p *pane) awaits(what string, isSo func() bool) {
	p.t.Helper()
	const patience = 20 * time.Second
	ctx, cancel := context.WithTimeout(p.t.Context(), patience)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for !isSo() {
		select {
		case <-again.C:
		case <-ctx.Done():
			screen, _ := p.command(p.t.Context(), capture...).Output() // the terminal may be gone
			p.t.Fatalf("waited in vain for %s; the screen shows\n%s", what, screen)
		}
	}
}

// shows waits until the screen shows all of the texts, and returns what it shows.
func (p *pane) shows(texts ...string) (screen string) {
	p.t.Helper()
	p.awaits(fmt.Sprintf("%q", texts), func() bool {
		screen = p.screen()
		return containsAll(screen, texts)
	})
	return screen
}

// prompts waits until the screen shows all of the texts and, in its last line, a prompt.
func (p *pane) prompts(texts ...string) (screen string) {
	p.t.Helper()
	p.awaits(fmt.Sprintf("%q and a prompt", texts), func() bool {
		screen = p.screen()
		return strings.HasSuffix(strings.TrimRight(screen, "\n"), ">") && containsAll(screen, texts)
	})
	return screen
}

func containsAll(screen string, texts []string) bool {
	for _, text := range texts {
		if !strings.Contains(screen, text) {
			return false
		}
	}
	return true
}

const pocketPresses = "etokenpass rehearse pocket-presses --fast --random-seed test --lang "

// The screens in testdata/rehearse are how a rehearsal looks on a terminal.
func TestRehearsalOnTerminal(t *testing.T) {
	for _, size := range []struct{ width, height int }{{80, 24}, {120, 40}} {
		for _, play := range []struct {
			lang     string
			start    string      // what the first screen shows at the end
			commands [][2]string // each with a text that shows that it is done
			help     [2]string
			giveUp   string
		}{
			{
				"en", "in the bank's stock",
				[][2]string{{"login", "anna"}, {"press", "off in 27 s"}, {"login 237977", "Step done (1 of 9)"}, {"hold 3s", "MISTAKE"}, {"hold 4s", "Step done (2 of 9)"}},
				[2]string{"help", "this list"}, "give up",
			},
			{
				"ru", "на складе банка",
				[][2]string{{"войти", "anna"}, {"нажать", "погаснет через 27 с"}, {"войти 237977", "Шаг выполнен (1 из 9)"}, {"держать 3с", "ОШИБКА"}, {"держать 4с", "Шаг выполнен (2 из 9)"}},
				[2]string{"помощь", "этот список"}, "сдаюсь",
			},
		} {
			name := fmt.Sprintf("%s-%dx%d", play.lang, size.width, size.height)
			t.Run(name, func(t *testing.T) {
				p := runOnPane(t, size.width, size.height, pocketPresses+play.lang)
				check := func(what, screen string) {
					golden.Check(t, filepath.Join("testdata", "rehearse", name+"-"+what+".txt"), []byte(screen))
				}
				check("start", p.prompts(play.start))
				var screen string
				for _, command := range play.commands {
					p.types(command[0], "Enter")
					screen = p.prompts(command[1])
				}
				check("commands", screen)
				p.types(play.help[0], "Enter")
				check("help", p.prompts(play.help[1]))
				p.types(play.giveUp, "Enter")
				check("end", p.shows("exit status 3", "the terminal is as it was"))
			})
		}
	}
}

func TestRehearsalLeavesTerminalAsItWas(t *testing.T) {
	signal := func(signal os.Signal) func(p *pane) {
		return func(p *pane) {
			if err := p.process().Signal(signal); err != nil {
				p.t.Fatal(err)
			}
		}
	}
	for _, test := range []struct {
		name string
		end  func(p *pane)
		want []string
	}{
		{"give up", func(p *pane) { p.types("give up", "Enter") }, []string{"not solved", "exit status 3"}},
		{"Ctrl-C", func(p *pane) { p.types("C-c") }, []string{"> hol\n", "not solved", "exit status 3"}},
		{"Ctrl-D", func(p *pane) { p.types("C-u", "C-d") }, []string{"not solved", "exit status 3"}},
		{"SIGINT", signal(os.Interrupt), []string{"> hol\n", "etokenpass: error: the rehearsal was interrupted: interrupt", "exit status 1"}},
		{"SIGTERM", signal(syscall.SIGTERM), []string{"etokenpass: error: the rehearsal was interrupted: terminated", "exit status 1"}},
		{"SIGHUP", signal(syscall.SIGHUP), []string{"etokenpass: error: the rehearsal was interrupted: hangup", "exit status 1"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := runOnPane(t, 80, 50, pocketPresses+"en")
			p.prompts("in the bank's stock")
			p.types("hol")
			p.shows("> hol")
			if test.name == "give up" {
				p.types("C-u")
			}
			test.end(p)
			p.shows(append(test.want, "the terminal is as it was")...)
			p.types("typed", "Enter")
			p.shows("read typed")
		})
	}
}

func TestRehearsalEndsWithTerminal(t *testing.T) {
	p := runOnPane(t, 80, 24, pocketPresses+"en")
	p.prompts("in the bank's stock")
	process := p.process()
	p.run("kill-session")
	p.awaits("the end of the process", func() bool { return hasEnded(process) })
}

// What is typed too early is not lost.
func TestShellGetsWhatIsTypedAfterRehearsal(t *testing.T) {
	p := runOnPane(t, 80, 50, pocketPresses+"en")
	p.prompts("in the bank's stock")
	p.types("give up", "Enter", "who")
	p.shows("exit status 3", "the terminal is as it was")
	p.types("ami", "Enter")
	p.shows("read whoami")
}

// Time is real here, and so are the mistakes.
func TestHoldLastsUntilEnter(t *testing.T) {
	p := runOnPane(t, 80, 50, "etokenpass rehearse pocket-presses --random-seed test --lang en")
	p.prompts("in the bank's stock")
	p.types("hold", "Enter")
	p.prompts("button down 1 s>")
	p.types("Enter")
	p.prompts("MISTAKE: the button was released after 1")

	p.types("hol")
	seconds := regexp.MustCompile(`\d{6} · (\d+) s> hol\n`)
	first := ""
	p.awaits("a prompt that counts down", func() bool {
		match := seconds.FindStringSubmatch(p.screen())
		if match != nil && first == "" {
			first = match[1]
		}
		return match != nil && match[1] != first
	})
	p.types("Tab")
	p.shows(" s> hold\n")
}

func TestRehearsalOnPlainTerminal(t *testing.T) {
	for _, command := range []string{pocketPresses + "en --plain", "env TERM=dumb " + pocketPresses + "en"} {
		p := runOnPane(t, 80, 50, command)
		p.prompts("in the bank's stock")
		p.types("press", "Enter")
		p.prompts("off in 27 s\n\n>")
	}
}

func TestRehearsalOnResizedTerminal(t *testing.T) {
	p := runOnPane(t, 40, 24, pocketPresses+"ru")
	p.prompts("на складе банка")
	p.types("сказать 000500040815 F00056 Ромашка Иванова", "Home", "Right")
	p.shows("> сказать 000500040815 F00056 Ромашка Ив\nанова\n")
	p.run("resize-window", "-x", "120", "-y", "24")
	p.shows("> сказать 000500040815 F00056 Ромашка Иванова\n")
}
