package window

import (
	"etokenpass/device"
	"etokenpass/display/face"
	"etokenpass/internal/locale"
)

// copied is the result of copying a text to the clipboard.
type copied struct {
	text string
	err  error
}

// copyLCD copies the LCD's text to the clipboard.
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

// reportCopies shows the result of a copy that has finished.
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

// save saves a screenshot of the window, without the current message.
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
