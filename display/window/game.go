package window

import (
	"image"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"etokenpass/display/window/face"
)

// game joins a window to ebiten: hands come from there, pictures go there.
type game struct {
	window  *Window
	painter face.Painter
	size    face.Size
	input   reader

	title     string
	assisting bool
	room      int       // that the window has for the panel
	drawn     time.Time // when; zero before the first picture
	appeared  bool
	pixels    []byte
}

// Update is one frame. It comes 60 times a second, whether anything is to be drawn or
// not.
func (g *game) Update() error {
	now := time.Now()
	input := g.input.read()
	if !g.appeared {
		input = Input{Focused: input.Focused} // what nobody can see, nobody can press
		g.appear(now)
	}
	g.window.Update(input, g.size, now)
	if g.window.Closed() {
		return ebiten.Termination
	}
	g.frame()
	return nil
}

// appear notes that the first picture is on the screen.
func (g *game) appear(now time.Time) {
	if !g.drawn.IsZero() {
		g.appeared = true
		g.window.Appear(now)
	}
}

// frame keeps what is around the picture: the title, and room for the panel.
func (g *game) frame() {
	if title := g.window.Title(); title != g.title {
		g.title = title
		ebiten.SetWindowTitle(title)
	}
	if assisting := g.window.Assisting(); assisting != g.assisting {
		g.assisting = assisting
		g.makeRoom()
	}
}

// makeRoom lets the window grow when the panel opens, and shrink by the same when it
// goes.
func (g *game) makeRoom() {
	if ebiten.IsFullscreen() || ebiten.IsWindowMaximized() {
		g.room = 0
		return
	}
	width, height := ebiten.WindowSize()
	if g.assisting {
		g.room = room(image.Pt(width, height))
		ebiten.SetWindowSize(width+g.room, height)
		return
	}
	ebiten.SetWindowSize(max(width-g.room, face.MinWidth), height)
}

// heartbeat is how often a pixel is drawn anew where nothing changes: that presents the
// whole screen again, which a window that was covered may have lost and which ebiten
// does not hear of.
const heartbeat = time.Second

// Draw paints what has changed. The screen keeps the rest from frame to frame.
func (g *game) Draw(screen *ebiten.Image) {
	picture, changed := g.painter.Paint(g.window.Scene(), g.size)
	now := time.Now()
	if changed.Empty() && now.Sub(g.drawn) >= heartbeat {
		changed = image.Rect(0, 0, 1, 1)
	}
	changed = changed.Intersect(screen.Bounds())
	if changed.Empty() {
		return
	}
	g.drawn = now
	part := screen.SubImage(changed).(*ebiten.Image) //nolint:forcetypeassert // ebiten promises that it is one
	part.WritePixels(g.packed(picture, changed))
}

// packed is a part of the picture without gaps between its rows.
func (g *game) packed(picture *image.RGBA, part image.Rectangle) []byte {
	g.pixels = g.pixels[:0]
	for y := part.Min.Y; y < part.Max.Y; y++ {
		from := picture.PixOffset(part.Min.X, y)
		g.pixels = append(g.pixels, picture.Pix[from:from+4*part.Dx()]...)
	}
	return g.pixels
}

// LayoutF makes a pixel of the picture a pixel of the screen, on high-density screens too.
func (g *game) LayoutF(width, height float64) (float64, float64) {
	density := 1.0
	if monitor := ebiten.Monitor(); monitor != nil {
		density = monitor.DeviceScaleFactor()
	}
	g.size = face.Size{Width: int(width*density + 0.5), Height: int(height*density + 0.5), Density: density}
	return float64(g.size.Width), float64(g.size.Height)
}

// Layout is not called, as there is a LayoutF; ebiten wants to see it.
func (g *game) Layout(width, height int) (int, int) { return width, height }
