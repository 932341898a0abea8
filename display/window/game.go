package window

import (
	"image"
	"math"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"etokenpass/display/face"
)

// game joins a window to ebiten: hands come from there, pictures go there.
type game struct {
	window  *Window
	painter face.Painter
	size    face.Size
	input   reader

	frames *frames   // once the window has appeared
	last   time.Time // frame
	late   bool      // that frame was
	shown  time.Time // when something was drawn; zero before the first picture

	title     string
	assisting bool
	grown     growth // for the panel
	appeared  bool
	pixels    []byte
}

// Update is one frame. It comes when a hand does something, when the window is
// uncovered or resized, and when the frames goes off, but not more often than a screen
// shows pictures: a mouse that moves is a thousand events a second.
func (g *game) Update() error {
	time.Sleep(time.Until(g.last.Add(frameTime)))
	before := g.last
	g.last = time.Now()
	input := g.input.read()
	input.Late = g.isLate(before)
	if !g.appeared {
		input = Input{Focused: input.Focused, Late: input.Late} // what cannot be seen cannot be pressed
		g.appear()
	}
	g.window.Update(input, g.size, g.last)
	if g.window.Closed() {
		return ebiten.Termination
	}
	g.frame()
	return nil
}

// lateAfter is longer than frames are apart while the button is down, however busy the
// computer is, unless the program could not run at all.
const lateAfter = 100 * time.Millisecond

// isLate reports whether the program may have stood still since ebiten looked at the
// hands, which is before Update. The frame after such a one comes at once, and is not late.
func (g *game) isLate(before time.Time) bool {
	calendar := g.last.Round(0).Sub(before.Round(0)) // the other clock may stand still while a computer sleeps
	g.late = !g.late && max(calendar, g.last.Sub(before)) > lateAfter
	return g.late
}

// appear notes that the first picture is on the screen. Until then ebiten runs by
// itself.
func (g *game) appear() {
	if g.shown.IsZero() {
		return
	}
	g.appeared = true
	g.window.Appear()
	sleepBetweenFrames()
	g.frames = newFrameTimer()
}

// frame keeps what is around the picture: the title, and the width that the panel needs.
func (g *game) frame() {
	if title := g.window.Title(); title != g.title {
		g.title = title
		ebiten.SetWindowTitle(title)
	}
	if assisting := g.window.AssistOpen(); assisting != g.assisting {
		g.assisting = assisting
		g.resizeForPanel()
	}
}

// resizeForPanel lets the window grow when the panel opens, as far as the screen goes, and
// shrink by the same when it closes, unless somebody has resized it meanwhile.
func (g *game) resizeForPanel() {
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

// presentTime is how soon the screen is presented again where nothing has changed.
const presentTime = 200 * time.Millisecond

// Draw paints what has changed. The screen keeps the rest from frame to frame.
func (g *game) Draw(screen *ebiten.Image) {
	picture, changed := g.painter.Paint(g.window.Scene(), g.size)
	wake := heartbeat
	if changed.Empty() {
		changed, wake = g.presentAgain()
	}
	if changed = changed.Intersect(screen.Bounds()); !changed.Empty() {
		g.shown = g.last
		part := screen.SubImage(changed).(*ebiten.Image) //nolint:forcetypeassert // ebiten promises that it is one
		part.WritePixels(g.packed(picture, changed))
	}
	if g.appeared {
		g.frames.set(min(wake, g.window.MaxSleep(g.last)))
	}
}

// presentAgain is a pixel to be drawn where nothing has changed, as that presents the
// whole screen: a window that was covered may have lost it, which is an event, but
// ebiten does not tell which. Where that was done just now, it can wait.
func (g *game) presentAgain() (pixel image.Rectangle, wake time.Duration) {
	if g.last.Sub(g.shown) < presentTime {
		return image.Rectangle{}, presentTime
	}
	return image.Rect(0, 0, 1, 1), heartbeat
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
