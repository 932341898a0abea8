package window

import (
	"errors"
	"fmt"
	"image"
	"os"
	"runtime"
	"strings"

	"github.com/hajimehoshi/ebiten/v2"

	"etokenpass/display/face"
)

// Errors of [Run], which wraps them with details. Compare with [errors.Is].
var (
	ErrNoDisplay = errors.New("there is no display")
	ErrNoWindow  = errors.New("cannot open the window")
)

// Run opens a window and returns when it is closed. It must be called on the main goroutine. The error wraps
// [ErrNoDisplay] or [ErrNoWindow] if the window could not be opened, or is the transcript's error.
func Run(options Options) error {
	w, err := New(options)
	if err != nil {
		return err
	}
	if err := noDisplay(); err != nil {
		return err
	}
	g := &game{window: w, title: w.Title()}
	size := firstSize(options.Scale)
	ebiten.SetWindowTitle(g.title)
	ebiten.SetWindowSize(size.Width, size.Height)
	ebiten.SetWindowSizeLimits(face.MinWidth, face.MinHeight, -1, -1)
	ebiten.SetWindowResizingMode(ebiten.WindowResizingModeEnabled)
	ebiten.SetWindowClosingHandled(true)
	ebiten.SetWindowIcon(icons())
	ebiten.SetScreenClearedEveryFrame(false) // only changes are drawn
	ebiten.SetRunnableOnUnfocused(true)      // a token's time keeps passing
	ebiten.SetTPS(ebiten.SyncWithFPS)        // one Update per frame, at irregular intervals
	err = ebiten.RunGameWithOptions(g, &ebiten.RunGameOptions{X11ClassName: "etokenpass", X11InstanceName: "etokenpass"})
	switch {
	case err != nil && strings.Contains(err.Error(), "failed to open display"):
		return fmt.Errorf("%w: cannot connect to $DISPLAY (%s)", ErrNoDisplay, os.Getenv("DISPLAY"))
	case err != nil && !g.appeared:
		return fmt.Errorf("%w: %w", ErrNoWindow, err)
	case err != nil:
		return err
	}
	return w.Err()
}

// noDisplay returns an error if there is no display. It is called before ebiten starts, which would otherwise look for
// a console's frame buffer.
func noDisplay() error {
	switch runtime.GOOS {
	case "windows", "darwin":
		return nil
	}
	if os.Getenv("DISPLAY") == "" {
		return fmt.Errorf("%w: $DISPLAY is not set", ErrNoDisplay)
	}
	return nil
}

// Picture returns the first frame of a window without opening one.
func Picture(options Options) (image.Image, error) {
	w, err := New(options)
	if err != nil {
		return nil, err
	}
	var painter face.Painter
	picture, _ := painter.Paint(w.Scene(), firstSize(options.Scale))
	return picture, nil
}
