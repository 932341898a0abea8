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

// Why no window can be opened. The error that [Run] returns says more; compare with
// errors.Is.
var (
	ErrNoDisplay = errors.New("there is no display")
	ErrNoWindow  = errors.New("the window cannot be opened")
)

// Run opens a window and returns when it is closed. It has to be called on the main
// goroutine. The error says why there is no window, or why the transcript is not whole.
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
	ebiten.SetScreenClearedEveryFrame(false) // what is drawn stays, so that nothing has to be drawn where nothing moves
	ebiten.SetRunnableOnUnfocused(true)      // a token's time goes on
	ebiten.SetTPS(ebiten.SyncWithFPS)        // one Update a frame, however long it is since the last one
	err = ebiten.RunGameWithOptions(g, &ebiten.RunGameOptions{X11ClassName: "etokenpass", X11InstanceName: "etokenpass"})
	switch {
	case err != nil && strings.Contains(err.Error(), "failed to open display"):
		return fmt.Errorf("%w: $DISPLAY is %s, and nobody is there", ErrNoDisplay, os.Getenv("DISPLAY"))
	case err != nil && !g.appeared:
		return fmt.Errorf("%w: %w", ErrNoWindow, err)
	case err != nil:
		return err
	}
	return w.Err()
}

// noDisplay tells why no window can be opened, before ebiten looks for a console's
// frame buffer to draw on.
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

// Picture is the first frame of a window, without a window.
func Picture(options Options) (image.Image, error) {
	w, err := New(options)
	if err != nil {
		return nil, err
	}
	var painter face.Painter
	picture, _ := painter.Paint(w.Scene(), firstSize(options.Scale))
	return picture, nil
}
