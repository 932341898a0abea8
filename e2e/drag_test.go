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

// drag is the source of a drag and drop of files: what a file manager does by the
// protocol XDND, version 5 (https://www.freedesktop.org/wiki/Specifications/XDND/).
type drag struct {
	*testing.T
	x              *xgb.Conn
	root           xproto.Window
	source, target xproto.Window
}

// drop drags files onto the window and lets them go there.
func (w *window) drop(paths ...string) {
	w.Helper()
	w.on.do(w.T, "mousemove", "--window", w.id, "20", "20") // beside the button
	xgb.Logger.SetOutput(io.Discard)                        // it misses an .Xauthority, which Xvfb does not want
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
	d.letGo(uriList(paths))
}

// uriList is the form that dragged files have (RFC 2483, section 5).
func uriList(paths []string) []byte {
	var list []byte
	for _, path := range paths {
		uri := url.URL{Scheme: "file", Path: path}
		list = append(list, uri.String()+"\r\n"...)
	}
	return list
}

// begin makes the window that the files come from. Nobody needs to see it.
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

// move brings the files to where the mouse is, and waits until they are welcome there.
func (d *drag) move() {
	d.Helper()
	mouse, err := xproto.QueryPointer(d.x, d.root).Reply()
	if err != nil {
		d.Fatal(err)
	}
	at := uint32(mouse.RootX)<<16 | uint32(mouse.RootY)
	d.send("XdndPosition", 0, at, xproto.TimeCurrentTime, uint32(d.atom("XdndActionCopy")))
	if d.answer("XdndStatus")&1 == 0 {
		d.Fatal("the window does not want files")
	}
}

// letGo drops the files: the target asks for the list, gets it and says that it has it.
func (d *drag) letGo(list []byte) {
	d.Helper()
	d.send("XdndDrop", 0, xproto.TimeCurrentTime)
	asked := await[xproto.SelectionRequestEvent](d)
	if asked.Target != d.atom("text/uri-list") {
		d.Fatalf("the window asks for %+v", asked)
	}
	xproto.ChangeProperty(d.x, xproto.PropModeReplace, asked.Requestor, asked.Property, asked.Target,
		8, uint32(len(list)), list)
	given := xproto.SelectionNotifyEvent{
		Time: asked.Time, Requestor: asked.Requestor, Selection: asked.Selection, Target: asked.Target, Property: asked.Property,
	}
	xproto.SendEvent(d.x, false, asked.Requestor, xproto.EventMaskNoEvent, string(given.Bytes()))
	if d.answer("XdndFinished") == 0 { // yes is bit 0, but ebiten tells the length of the list
		d.Fatal("the window says that it did not get the files")
	}
}

// send sends the target a message of the protocol.
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

// answer waits for a message of the target, and gives the field that says yes or no.
func (d *drag) answer(message string) uint32 {
	d.Helper()
	answer := await[xproto.ClientMessageEvent](d)
	if answer.Type != d.atom(message) {
		d.Fatalf("the window does not answer with %s, but with %+v", message, answer)
	}
	return answer.Data.Data32[1]
}

// await is the next event of a kind. Others may come between, such as news of the
// keyboard, which all programs get.
func await[kind xgb.Event](d *drag) kind {
	d.Helper()
	for {
		event, problem := d.x.WaitForEvent()
		if problem != nil {
			d.Fatal(problem)
		}
		if event == nil {
			d.Fatalf("in %v the window did not take what was dropped", patience)
		}
		if awaited, ok := event.(kind); ok {
			return awaited
		}
	}
}

func (d *drag) atom(name string) xproto.Atom {
	d.Helper()
	reply, err := xproto.InternAtom(d.x, false, uint16(len(name)), name).Reply()
	if err != nil {
		d.Fatal(err)
	}
	return reply.Atom
}
