package window

import (
	"image"
	"math"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"etokenpass/display/face"
)

// game connects a window to ebiten, which supplies the input and shows the pictures.
type game struct {
	window  *Window
	painter face.Painter
	size    face.Size
	input   reader

	frames *frameTimer // set once the window has appeared
	last   time.Time   // time of the last frame
	late   bool        // whether that frame was late
	shown  time.Time   // when something was last drawn; zero before the first picture

	title     string
	assisting bool
	grown     growth // applied for the panel
	appeared  bool
	pixels    []byte
}

// Update runs one frame. ebiten calls it on input, when the window is uncovered or resized, and when the frame timer
// fires. It runs at most once per frameTime, since a moving mouse produces a thousand events a second.
func (g *game) Update() error {
	time.Sleep(time.Until(g.last.Add(frameTime)))
	before := g.last
	g.last = time.Now()
	input := g.input.read()
	input.Late = g.isLate(before)
	if !g.appeared {
		input = Input{Focused: input.Focused, Late: input.Late} // ignore input until the window is visible
		g.appear()
	}
	g.window.Update(input, g.size, g.last)
	if g.window.Closed() {
		return ebiten.Termination
	}
	g.frame()
	return nil
}

// lateAfter is more than the interval between frames while the button is down, even on a busy computer. A longer
// interval means that the program could not run.
const lateAfter = 100 * time.Millisecond

// isLate reports whether the program may have been stopped since ebiten read the input, which it does before Update.
// The frame after a late one follows at once and is not late.
func (g *game) isLate(before time.Time) bool {
	calendar := g.last.Round(0).Sub(before.Round(0)) // the monotonic clock may stop while the computer sleeps
	g.late = !g.late && max(calendar, g.last.Sub(before)) > lateAfter
	return g.late
}

// appear notes that the first picture is on the screen. Until then, ebiten runs frames continuously.
func (g *game) appear() {
	if g.shown.IsZero() {
		return
	}
	g.appeared = true
	g.window.Appear()
	sleepBetweenFrames()
	g.frames = newFrameTimer()
}

// frame updates the window's title and, for the panel, its width.
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

// resizeForPanel widens the window when the panel opens, as far as the screen allows, and restores its size when the
// panel closes, unless the user has resized it in the meantime.
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

// screenWidth returns the screen's width in logical pixels, or math.MaxInt if it is unknown.
func screenWidth() int {
	monitor := ebiten.Monitor()
	if monitor == nil {
		return math.MaxInt
	}
	width, _ := monitor.Size()
	return width
}

// presentTime is the minimum interval between presentations of an unchanged screen.
const presentTime = 200 * time.Millisecond

// Draw paints what has changed. The screen keeps the rest between frames.
func (g *game) Draw(screen *ebiten.Image) {
	picture, changed := g.painter.Paint(g.window.Scene(), g.size)
	sleep := heartbeat
	if changed.Empty() {
		changed, sleep = g.presentAgain()
	}
	if changed = changed.Intersect(screen.Bounds()); !changed.Empty() {
		g.shown = g.last
		part := screen.SubImage(changed).(*ebiten.Image) //nolint:forcetypeassert // documented by ebiten
		part.WritePixels(g.packed(picture, changed))
	}
	if g.appeared {
		g.frames.set(min(sleep, g.window.MaxSleep(g.last)))
	}
}

// presentAgain returns a pixel to redraw when nothing has changed, which makes ebiten present the whole screen: a
// window that was covered may have lost its contents, and ebiten does not report why a frame was run. If the screen was
// presented just now, the pixel is empty and the next attempt can wait.
func (g *game) presentAgain() (pixel image.Rectangle, sleep time.Duration) {
	if g.last.Sub(g.shown) < presentTime {
		return image.Rectangle{}, presentTime
	}
	return image.Rect(0, 0, 1, 1), heartbeat
}

// packed returns a part of the picture without gaps between its rows.
func (g *game) packed(picture *image.RGBA, part image.Rectangle) []byte {
	g.pixels = g.pixels[:0]
	for y := part.Min.Y; y < part.Max.Y; y++ {
		from := picture.PixOffset(part.Min.X, y)
		g.pixels = append(g.pixels, picture.Pix[from:from+4*part.Dx()]...)
	}
	return g.pixels
}

// LayoutF maps one pixel of the picture to one physical pixel of the screen.
func (g *game) LayoutF(width, height float64) (float64, float64) {
	density := 1.0
	if monitor := ebiten.Monitor(); monitor != nil {
		density = monitor.DeviceScaleFactor()
	}
	g.size = face.Size{Width: int(width*density + 0.5), Height: int(height*density + 0.5), Density: density}
	return float64(g.size.Width), float64(g.size.Height)
}

// Layout is required by ebiten but not called, because there is a LayoutF.
func (g *game) Layout(width, height int) (int, int) { return width, height }
