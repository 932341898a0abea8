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

// line is one line of a transcript, and when it came.
type line struct {
	Time   time.Time
	Serial string
	LCD    string
	came   time.Time
}

// lcd6 is the LCD of all tokens here.
var lcd6, _ = display.NewLCD(display.MinCells)

// window is a running etokenpass-window.
type window struct {
	*testing.T
	on      screen
	home    string
	id      string // of the X window
	process *exec.Cmd
	out     io.Closer // of the transcript
	lines   chan line // closed at its end
	said    *bytes.Buffer
	assist  bool
	turned  bool
}

// open starts a window in a home of its own, or in that of another, and waits until it
// has appeared.
func open(t *testing.T, on screen, home string, args ...string) *window {
	t.Helper()
	w := start(t, on, home, args...)
	first := w.next()
	if first.LCD != "" {
		t.Fatalf("a new window shows %q", first.LCD)
	}
	until(t, "the window is there", func() bool {
		found, err := w.xdotool("search", "--onlyvisible", "--pid", strconv.Itoa(w.process.Process.Pid))
		w.id = strings.TrimSpace(found)
		return err == nil && w.id != ""
	})
	return w
}

// beside moves the window to the right or the left half of the screen.
func (w *window) beside(x string) *window {
	w.Helper()
	w.on.do(w.T, "windowmove", w.id, x, "100")
	until(w.T, "the window has moved", func() bool {
		return strings.Contains(w.on.do(w.T, "getwindowgeometry", w.id), "Position: "+x+",100")
	})
	return w
}

func start(t *testing.T, on screen, home string, args ...string) *window {
	t.Helper()
	w := &window{T: t, on: on, home: home, lines: make(chan line, 1000), said: &bytes.Buffer{}}
	w.process = exec.Command(filepath.Join(bin, "etokenpass-window"), append([]string{"--transcript", "-"}, args...)...)
	w.process.Env = on.environ(home)
	w.process.Dir = home
	w.process.Stderr = w.said
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

func (w *window) read(out io.Reader) {
	defer close(w.lines)
	for scanner := bufio.NewScanner(out); scanner.Scan(); {
		read := line{came: time.Now()}
		if err := json.Unmarshal(scanner.Bytes(), &read); err != nil {
			read.LCD = fmt.Sprintf("%q: %v", scanner.Text(), err) // for whoever waits for it
		}
		w.lines <- read
	}
}

// kill ends the window as the kernel does that runs out of memory.
func (w *window) kill() {
	_ = w.process.Process.Kill()
	_ = w.process.Wait()
}

// next is the next line of the transcript.
func (w *window) next() line {
	w.Helper()
	select {
	case next, ok := <-w.lines:
		if !ok {
			w.Fatalf("the window has ended: %v: %s", w.process.Wait(), w.said)
		}
		return next
	case <-time.After(patience):
		w.Fatal("the transcript has no next line")
	}
	return line{}
}

// shows checks the next screen, in the transcript and then segment by segment in the
// pixels.
func (w *window) shows(lcd string) line {
	w.Helper()
	next := w.next()
	if next.LCD != lcd {
		w.Fatalf("the transcript has %q, want %q", next.LCD, lcd)
	}
	until(w.T, fmt.Sprintf("the pixels show %q", lcd), func() bool { return w.sees(lcd) })
	return next
}

// sees tells whether the pixels of the LCD show a text, segment by segment.
func (w *window) sees(lcd string) bool {
	w.Helper()
	glass, err := lcd6.Frame(lcd)
	if err != nil {
		w.Fatal(err)
	}
	picture := w.on.shot(w.T, w.id)
	where := face.Arrange(sizeOf(picture), w.assist).LCD(display.MinCells, w.turned)
	lit := facetest.Read(picture, where, display.MinCells)
	return slices.Equal(lit, glass.Cells())
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
	x, y := face.Arrange(sizeOf(w.on.shot(w.T, w.id)), w.assist).ButtonCentre(w.turned)
	w.on.do(w.T, "mousemove", "--window", w.id, strconv.Itoa(int(x)), strconv.Itoa(int(y)))
}

// click is as short as a click can be.
func (w *window) click() {
	w.Helper()
	w.point()
	w.on.do(w.T, "mousedown", "1", "mouseup", "1")
}

// focus gives the window the keyboard.
func (w *window) focus() {
	w.Helper()
	w.on.do(w.T, "windowfocus", w.id)
	until(w.T, "the window has the keyboard", func() bool { return w.on.do(w.T, "getwindowfocus") == w.id })
}

// key presses keys, as xdotool names them, as fast as a person types: what is much
// faster is taken for a keyboard's repeats.
func (w *window) key(names ...string) {
	w.Helper()
	w.focus()
	w.on.do(w.T, append([]string{"key", "--delay", "60"}, names...)...)
}

// etokenpass runs the headless command in the window's home.
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
