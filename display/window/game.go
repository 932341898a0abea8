package window

import (
	"image"
	"math"
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

	alarm *alarm

	title     string
	assisting bool
	grown     growth // for the panel
	drawn     bool   // there was a first picture
	appeared  bool
	pixels    []byte
}

// Update is one frame. It comes when a hand does something, when the window is
// uncovered or resized, and when the alarm goes off.
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
	if g.appeared {
		g.alarm.set(g.window.Wake(now))
	} else {
		g.alarm.set(frameTime)
	}
	return nil
}

// appear notes that the first picture is on the screen.
func (g *game) appear(now time.Time) {
	if g.drawn {
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

// makeRoom lets the window grow when the panel opens, as far as the screen goes, and
// shrink by the same when it closes, unless somebody has resized it meanwhile.
func (g *game) makeRoom() {
	if ebiten.IsFullscreen() || ebiten.IsWindowMaximized() {
		g.grown = growth{}
		return
	}
	width, height := ebiten.WindowSize()
	now := image.Pt(width, height)
	if g.assisting {
		g.grown = grow(now, screenWidth())
		ebiten.SetWindowSize(g.grown.to.X, g.grown.to.Y)
	} else if now == g.grown.to {
		ebiten.SetWindowSize(g.grown.from.X, g.grown.from.Y)
	}
}

// screenWidth is in logical pixels, as windows are; without end where nobody knows.
func screenWidth() int {
	monitor := ebiten.Monitor()
	if monitor == nil {
		return math.MaxInt
	}
	width, _ := monitor.Size()
	return width
}

// Draw paints what has changed. The screen keeps the rest from frame to frame.
func (g *game) Draw(screen *ebiten.Image) {
	picture, changed := g.painter.Paint(g.window.Scene(), g.size)
	if changed.Empty() {
		// One pixel presents the whole screen again, which a window that was covered may
		// have lost: that is an event, but ebiten does not tell which.
		changed = image.Rect(0, 0, 1, 1)
	}
	changed = changed.Intersect(screen.Bounds())
	if changed.Empty() {
		return
	}
	g.drawn = true
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
