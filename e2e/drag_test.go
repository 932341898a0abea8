//go:build e2e

package e2e_test

import (
	"io"
	"net/url"
	"strconv"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// drag is the source of a drag and drop of files, as in a file manager. It implements
// XDND, version 5 (https://www.freedesktop.org/wiki/Specifications/XDND/).
type drag struct {
	*testing.T
	x              *xgb.Conn
	root           xproto.Window
	source, target xproto.Window
}

// drop drags files onto the window and drops them there.
func (w *window) drop(paths ...string) {
	w.Helper()
	w.on.do(w.T, "mousemove", "--window", w.id, "20", "20") // beside the button
	xgb.Logger.SetOutput(io.Discard)                        // it reports a missing .Xauthority, which Xvfb does not need
	x, err := xgb.NewConnDisplay(string(w.on))
	if err != nil {
		w.Fatal(err)
	}
	defer x.Close()
	defer time.AfterFunc(patience, x.Close).Stop() // ends every wait for an answer
	id, err := strconv.ParseUint(w.id, 10, 32)
	if err != nil {
		w.Fatal(err)
	}
	d := &drag{T: w.T, x: x, root: xproto.Setup(x).DefaultScreen(x).Root, target: xproto.Window(id)}
	d.begin()
	d.move()
	d.release(uriList(paths))
}

// uriList returns paths as a text/uri-list (RFC 2483, section 5).
func uriList(paths []string) []byte {
	var list []byte
	for _, path := range paths {
		uri := url.URL{Scheme: "file", Path: path}
		list = append(list, uri.String()+"\r\n"...)
	}
	return list
}

// begin creates the source window, which is never shown, and starts the drag.
func (d *drag) begin() {
	d.Helper()
	source, err := xproto.NewWindowId(d.x)
	if err != nil {
		d.Fatal(err)
	}
	d.source = source
	xproto.CreateWindow(d.x, 0, d.source, d.root, 0, 0, 1, 1, 0, xproto.WindowClassInputOnly, 0, 0, nil)
	xproto.SetSelectionOwner(d.x, d.source, d.atom("XdndSelection"), xproto.TimeCurrentTime)
	const version = 5 << 24
	d.send("XdndEnter", version, uint32(d.atom("text/uri-list")))
}

// move drags the files to the position of the mouse and waits until the target accepts
// them.
func (d *drag) move() {
	d.Helper()
	mouse, err := xproto.QueryPointer(d.x, d.root).Reply()
	if err != nil {
		d.Fatal(err)
	}
	at := uint32(mouse.RootX)<<16 | uint32(mouse.RootY)
	d.send("XdndPosition", 0, at, xproto.TimeCurrentTime, uint32(d.atom("XdndActionCopy")))
	if d.answer("XdndStatus")&1 == 0 {
		d.Fatal("the window does not accept files")
	}
}

// release drops the files: the target requests the list, receives it and confirms that.
func (d *drag) release(list []byte) {
	d.Helper()
	d.send("XdndDrop", 0, xproto.TimeCurrentTime)
	request := await[xproto.SelectionRequestEvent](d)
	if request.Target != d.atom("text/uri-list") {
		d.Fatalf("the window requests %+v", request)
	}
	xproto.ChangeProperty(d.x, xproto.PropModeReplace, request.Requestor, request.Property, request.Target,
		8, uint32(len(list)), list)
	notify := xproto.SelectionNotifyEvent{
		Time: request.Time, Requestor: request.Requestor, Selection: request.Selection, Target: request.Target, Property: request.Property,
	}
	xproto.SendEvent(d.x, false, request.Requestor, xproto.EventMaskNoEvent, string(notify.Bytes()))
	if d.answer("XdndFinished") == 0 { // success is bit 0, but ebiten sends the length of the list
		d.Fatal("the window did not receive the files")
	}
}

// send sends an XDND message to the target.
func (d *drag) send(message string, data ...uint32) {
	d.Helper()
	five := make([]uint32, 5)
	five[0] = uint32(d.source)
	copy(five[1:], data)
	event := xproto.ClientMessageEvent{
		Format: 32, Window: d.target, Type: d.atom(message), Data: xproto.ClientMessageDataUnionData32New(five),
	}
	xproto.SendEvent(d.x, false, d.target, xproto.EventMaskNoEvent, string(event.Bytes()))
}

// answer waits for a message from the target and returns the field with its result.
func (d *drag) answer(message string) uint32 {
	d.Helper()
	answer := await[xproto.ClientMessageEvent](d)
	if answer.Type != d.atom(message) {
		d.Fatalf("the window answers with %+v, want %s", answer, message)
	}
	return answer.Data.Data32[1]
}

// await returns the next event of a kind. It skips others, such as keyboard changes,
// which are sent to all programs.
func await[kind xgb.Event](d *drag) kind {
	d.Helper()
	for {
		event, err := d.x.WaitForEvent()
		if err != nil {
			d.Fatal(err)
		}
		if event == nil {
			d.Fatalf("the window did not accept the drop within %v", patience)
		}
		if awaited, ok := event.(kind); ok {
			return awaited
		}
	}
}

// atom returns the number of the X atom with a name.
func (d *drag) atom(name string) xproto.Atom {
	d.Helper()
	reply, err := xproto.InternAtom(d.x, false, uint16(len(name)), name).Reply()
	if err != nil {
		d.Fatal(err)
	}
	return reply.Atom
}
