package window

import (
	"etokenpass/device"
	"etokenpass/display/face"
	"etokenpass/internal/locale"
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
		w.showMessage(w.texts.Text("window.nothing_to_copy"))
		return
	}
	text := seen.LCD
	w.copying++
	w.host.Copy(text, func(err error) { w.copies <- copied{text, err} })
}

// reportCopies says how copying went, when it is known.
func (w *Window) reportCopies() {
	select {
	case done := <-w.copies:
		w.copying--
		if done.err != nil {
			w.showError(locale.NewError("window.cannot_copy", done.err))
			return
		}
		w.showMessage(w.texts.Text("window.copied", "text", done.text))
	default:
	}
}

// save takes a picture of the window, without what it says just now.
func (w *Window) save(size face.Size) {
	path, err := w.picture(size)
	if err != nil {
		w.showError(locale.NewError("window.cannot_save", err))
		return
	}
	w.showMessage(w.texts.Text("window.saved", "path", path))
}

func (w *Window) picture(size face.Size) (path string, err error) {
	if size.Width < 1 || size.Height < 1 {
		return "", locale.NewError("window.no_size", nil)
	}
	scene := w.Scene()
	scene.Message = face.Message{}
	var painter face.Painter
	picture, _ := painter.Paint(scene, size)
	return w.host.Save(picture, w.token().serial())
}
