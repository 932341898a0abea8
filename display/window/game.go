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
	scale   float64

	title     string
	assisting bool
	drawn     time.Time // when; zero before the first picture
	appeared  bool
	pixels    []byte
}

// Update is one frame. It comes 60 times a second, whether anything is to be drawn or
// not.
func (g *game) Update() error {
	now := time.Now()
	if !g.drawn.IsZero() && !g.appeared {
		g.appeared = true
		g.window.Appear(now)
	}
	g.window.Update(g.input.read(), g.size, now)
	if g.window.Closed() {
		return ebiten.Termination
	}
	g.frame()
	return nil
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

// makeRoom lets the window grow by the panel, so that the token keeps its size; and
// shrink when the panel goes.
func (g *game) makeRoom() {
	if ebiten.IsFullscreen() || ebiten.IsWindowMaximized() {
		return
	}
	width, height := ebiten.WindowSize()
	panel := int(face.PanelWidth * g.scale)
	if !g.assisting {
		panel = -panel
	}
	ebiten.SetWindowSize(max(width+panel, face.MinWidth), height)
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
	density := ebiten.Monitor().DeviceScaleFactor()
	g.size = face.Size{Width: int(width*density + 0.5), Height: int(height*density + 0.5), Density: density}
	return float64(g.size.Width), float64(g.size.Height)
}

// Layout is not called, as there is a LayoutF; ebiten wants to see it.
func (g *game) Layout(width, height int) (int, int) { return width, height }
