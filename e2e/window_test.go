//go:build e2e

package e2e_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"etokenpass/display"
	"etokenpass/display/face"
	"etokenpass/display/face/facetest"
)

// line is one line of a transcript.
type line struct {
	Time     time.Time // by the token's clock
	Serial   string
	LCD      string
	received time.Time // by the real clock
}

// lcd6 is the LCD of all tokens in these tests.
var lcd6, _ = display.NewLCD(display.MinCells)

// window is a running etokenpass-window.
type window struct {
	*testing.T
	on      screen
	home    string
	id      string // of the X window
	process *exec.Cmd
	out     io.Closer // the pipe of the transcript
	lines   chan line // the transcript; closed at its end
	stderr  *bytes.Buffer

	assist     bool // the assist panel is shown
	upsideDown bool
}

// open starts a window with a home folder, which another window may share, and waits
// until it is visible.
func open(t *testing.T, on screen, home string, args ...string) *window {
	t.Helper()
	w := start(t, on, home, args...)
	first := w.next()
	if first.LCD != "" {
		t.Fatalf("a new window shows %q", first.LCD)
	}
	until(t, "the window is visible", func() bool {
		found, err := w.xdotool("search", "--onlyvisible", "--pid", strconv.Itoa(w.process.Process.Pid))
		w.id = strings.TrimSpace(found)
		return err == nil && w.id != ""
	})
	return w
}

// moveTo moves the window horizontally, so that two windows can be side by side.
func (w *window) moveTo(x string) *window {
	w.Helper()
	w.on.do(w.T, "windowmove", w.id, x, "100")
	until(w.T, "the window has moved", func() bool {
		return strings.Contains(w.on.do(w.T, "getwindowgeometry", w.id), "Position: "+x+",100")
	})
	return w
}

// start starts the program, which is killed at the end of the test.
func start(t *testing.T, on screen, home string, args ...string) *window {
	t.Helper()
	w := &window{T: t, on: on, home: home, lines: make(chan line, 1000), stderr: &bytes.Buffer{}}
	w.process = exec.Command(filepath.Join(bin, "etokenpass-window"), append([]string{"--transcript", "-"}, args...)...)
	w.process.Env = on.environ(home)
	w.process.Dir = home
	w.process.Stderr = w.stderr
	out, err := w.process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := w.process.Start(); err != nil {
		t.Fatal(err)
	}
	w.out = out
	go w.read(out)
	t.Cleanup(w.kill)
	return w
}

// read sends the lines of the transcript to w.lines.
func (w *window) read(out io.Reader) {
	defer close(w.lines)
	for scanner := bufio.NewScanner(out); scanner.Scan(); {
		read := line{received: time.Now()}
		if err := json.Unmarshal(scanner.Bytes(), &read); err != nil {
			read.LCD = fmt.Sprintf("%q: %v", scanner.Text(), err) // fails the test that receives it
		}
		w.lines <- read
	}
}

// kill ends the window with SIGKILL, as the kernel does when memory runs out.
func (w *window) kill() {
	_ = w.process.Process.Kill()
	_ = w.process.Wait()
}

// next waits for the next line of the transcript and returns it.
func (w *window) next() line {
	w.Helper()
	select {
	case next, ok := <-w.lines:
		if !ok {
			w.Fatalf("the window has exited: %v: %s", w.process.Wait(), w.stderr)
		}
		return next
	case <-time.After(patience):
		w.Fatalf("no new line in the transcript within %v", patience)
	}
	return line{}
}

// shows waits for the next line of the transcript, checks its LCD text, and waits until
// the pixels show the same text.
func (w *window) shows(lcd string) line {
	w.Helper()
	next := w.next()
	if next.LCD != lcd {
		w.Fatalf("the transcript has %q, want %q", next.LCD, lcd)
	}
	until(w.T, fmt.Sprintf("the pixels show %q", lcd), func() bool { return w.sees(lcd) })
	return next
}

// sees reports whether the pixels of the LCD show a text. It compares every segment.
func (w *window) sees(lcd string) bool {
	w.Helper()
	want, err := lcd6.Frame(lcd)
	if err != nil {
		w.Fatal(err)
	}
	picture := w.on.shot(w.T, w.id)
	area := face.Arrange(sizeOf(picture), w.assist).LCD(display.MinCells, w.upsideDown)
	got := facetest.Read(picture, area, display.MinCells)
	return slices.Equal(got, want.Cells())
}

func sizeOf(picture image.Image) face.Size {
	bounds := picture.Bounds()
	return face.Size{Width: bounds.Dx(), Height: bounds.Dy(), Density: 1}
}

func (w *window) xdotool(args ...string) (string, error) {
	command := exec.Command("xdotool", args...)
	command.Env = w.on.environ(w.home)
	output, err := command.Output()
	return string(output), err
}

// point moves the mouse to the middle of the button.
func (w *window) point() {
	w.Helper()
	x, y := face.Arrange(sizeOf(w.on.shot(w.T, w.id)), w.assist).ButtonCentre(w.upsideDown)
	w.on.do(w.T, "mousemove", "--window", w.id, strconv.Itoa(int(x)), strconv.Itoa(int(y)))
}

// click clicks the button, for as short a time as possible.
func (w *window) click() {
	w.Helper()
	w.point()
	w.on.do(w.T, "mousedown", "1", "mouseup", "1")
}

// focus moves the keyboard focus to the window.
func (w *window) focus() {
	w.Helper()
	w.on.do(w.T, "windowfocus", w.id)
	until(w.T, "the window has the focus", func() bool { return w.on.do(w.T, "getwindowfocus") == w.id })
}

// key presses keys, by their xdotool names, at the speed of a typist: the window takes
// much faster ones for the keyboard's auto-repeat.
func (w *window) key(names ...string) {
	w.Helper()
	w.focus()
	w.on.do(w.T, append([]string{"key", "--delay", "60"}, names...)...)
}

// etokenpass runs the etokenpass command with the window's home folder and returns what
// it prints.
func (w *window) etokenpass(args ...string) string {
	w.Helper()
	command := exec.Command(filepath.Join(bin, "etokenpass"), args...)
	command.Env = w.on.environ(w.home)
	output, err := command.CombinedOutput()
	if err != nil {
		w.Fatalf("etokenpass %v: %v\n%s", args, err, output)
	}
	return strings.TrimSpace(string(output))
}
