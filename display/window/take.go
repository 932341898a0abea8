package window

import (
	"errors"
	"fmt"

	"etokenpass/device"
	"etokenpass/display/face"
)

// copied is a text that was to go to the clipboard.
type copied struct {
	text string
	err  error
}

// copyLCD takes what the LCD shows to the clipboard.
func (w *Window) copyLCD() {
	seen := w.token().device.Snapshot()
	if seen.State == device.Off {
		w.say("nothing to copy: the LCD is off")
		return
	}
	text := seen.LCD
	w.copying++
	w.host.Copy(text, func(err error) { w.copies <- copied{text, err} })
}

// hearOfCopies says how copying went, when it is known.
func (w *Window) hearOfCopies() {
	select {
	case done := <-w.copies:
		w.copying--
		if done.err != nil {
			w.complain(fmt.Errorf("cannot copy: %w", done.err))
			return
		}
		w.say("copied " + done.text)
	default:
	}
}

// save takes a picture of the window, without what it says just now.
func (w *Window) save(size face.Size) {
	path, err := w.picture(size)
	if err != nil {
		w.complain(fmt.Errorf("no picture was saved: %w", err))
		return
	}
	w.say("saved " + path)
}

func (w *Window) picture(size face.Size) (path string, err error) {
	if size.Width < 1 || size.Height < 1 {
		return "", errors.New("the window has no size")
	}
	scene := w.Scene()
	scene.Message = face.Message{}
	var painter face.Painter
	picture, _ := painter.Paint(scene, size)
	return w.host.Save(picture, w.token().serial())
}
