//go:build e2e

package e2e_test

import (
	"bytes"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestUpsideDownAndBack(t *testing.T) {
	w := open(t, newScreen(t), t.TempDir())
	w.click()
	w.shows("755224")
	w.key("u")
	w.upsideDown = true
	until(t, "the code is upside down", func() bool { return w.sees("755224") })
	w.key("u", "b")
	picture := filepath.Join(w.home, "back.png")
	until(t, "the barcode on the back scans as the serial", func() bool {
		var back bytes.Buffer
		if err := png.Encode(&back, w.on.shot(t, w.id)); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(picture, back.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		scanned, err := exec.Command("zbarimg", "--quiet", "--raw", picture).Output()
		return err == nil && strings.TrimSpace(string(scanned)) == "000000000000"
	})
}

func TestClipboard(t *testing.T) {
	w := open(t, newScreen(t), t.TempDir())
	w.click()
	w.shows("755224")
	w.key("c")
	until(t, "the clipboard has the code", func() bool {
		paste := exec.Command("xclip", "-out", "-selection", "clipboard")
		paste.Env = w.on.environ(w.home)
		pasted, err := paste.Output()
		return err == nil && string(pasted) == "755224"
	})
}

// A saved picture is what the window shows.
func TestSavePicture(t *testing.T) {
	w := open(t, newScreen(t), t.TempDir())
	w.quiet()
	w.click()
	w.shows("755224")
	before := w.still()
	w.key("s")
	var saved []string
	until(t, "a picture has been saved", func() bool {
		saved, _ = filepath.Glob(filepath.Join(w.home, "*.png"))
		return len(saved) == 1
	})
	until(t, "it is complete and matches the window", func() bool {
		data, err := os.ReadFile(saved[0])
		if err != nil {
			t.Fatal(err)
		}
		picture, err := png.Decode(bytes.NewReader(data))
		return err == nil && alike(before, picture)
	})
}

func TestTime(t *testing.T) {
	w := open(t, newScreen(t), t.TempDir())
	w.click()
	lit := w.shows("755224")
	w.key("p", "Right")
	dark := w.shows("")
	if skipped := dark.Time.Sub(lit.Time); skipped.Round(1e6).Seconds() != 27 {
		t.Errorf("the skip was %v, want 27s", skipped)
	}
	w.click()
	w.shows("287082")
	w.key("plus", "plus", "plus", "plus", "p") // resume at 60 times real speed
	w.shows("")
}

func TestSeveralTokens(t *testing.T) {
	w := open(t, newScreen(t), t.TempDir(), "--profile", "demo", "--profile", "pass-event")
	if second := w.next(); second.Serial != "000512345678" {
		t.Fatalf("the second token is %+v", second)
	}
	w.key("n")
	w.titled("000512345678")
	w.click()
	w.shows("287082")
	w.key("shift+n")
	w.click()
	if next := w.shows("755224"); next.Serial != "000000000000" {
		t.Errorf("after shift+n and a click the transcript has %+v", next)
	}
}

func TestQ(t *testing.T) {
	w := open(t, newScreen(t), t.TempDir())
	w.key("q")
	for next := range w.lines {
		t.Errorf("the transcript has %+v", next)
	}
	if err := w.process.Wait(); err != nil {
		t.Errorf("%v: %s", err, w.stderr)
	}
}

// The window repaints an area that another window has covered.
func TestCovered(t *testing.T) {
	on := newScreen(t)
	w := open(t, on, t.TempDir())
	w.quiet()
	w.click()
	w.shows("755224")
	before := w.still()
	other := open(t, on, t.TempDir())
	other.on.do(t, "windowraise", other.id)
	other.kill()
	until(t, "the window looks as before", func() bool { return alike(before, w.on.shot(t, w.id)) })
}
