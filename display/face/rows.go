package face

import (
	"image"
	"image/color"
	"math"
	"strconv"
	"time"

	"etokenpass/internal/locale"
)

// row is a row of the panel with its height in logical pixels.
type row struct {
	element element
	height  float64
}

// stateRows returns the panel's rows from the top. Rows contain their texts, so changing the language repaints them.
func stateRows(a Assist, texts *locale.Texts, scale float64) []row {
	state := stateRow{state: a.State, part: part(a.OffIn, a.Timeout), scale: scale}
	if a.OffIn > 0 {
		state.left = texts.Text("face.off_in", "time", Span(texts, a.OffIn))
	}
	hold := holdRow{name: texts.Text("face.hold"), down: a.Down, part: part(a.Held, a.Hold), scale: scale}
	if a.Held > 0 {
		hold.held = Span(texts, a.Held)
	}
	press := pressRow{name: texts.Text("face.presses"), needed: a.SyncPresses, scale: scale}
	if a.Counting {
		press.count = a.Presses
		press.text = texts.Text("face.presses_of", "count", strconv.Itoa(a.Presses), "needed", strconv.Itoa(a.SyncPresses))
	}
	caution := cautionRow{text: texts.Text("face.upside_down"), scale: scale}
	if a.UpsideDown != "" {
		caution.warns, caution.text = true, texts.Text("face.upside_down_reading", "reading", a.UpsideDown)
	}
	return []row{
		{state, 46},
		{hold, 21},
		{press, 21},
		{textRow{texts.Text("face.counter"), a.Counter, scale}, 21},
		{textRow{texts.Text("face.battery"), a.Battery, scale}, 21},
		{caution, 32},
	}
}

// part returns of/whole, from 0 to 1, rounded to steps too small to be visible, so that rows are not repainted for
// less.
func part(of, whole time.Duration) float64 {
	if whole <= 0 {
		return 0
	}
	return math.Round(clamp(of.Seconds()/whole.Seconds())*2000) / 2000
}

// Span formats a duration: in milliseconds if it is below one second, otherwise in seconds with one decimal, rounded
// down.
func Span(texts *locale.Texts, d time.Duration) string {
	if d < time.Second {
		return texts.Text("face.milliseconds", "time", strconv.FormatInt(d.Milliseconds(), 10))
	}
	return texts.Text("face.seconds", "time", texts.Decimal(d.Truncate(100*time.Millisecond).Seconds(), 1))
}

// stateRow shows the state of the LCD and the time until it goes off.
type stateRow struct {
	state, left string
	part, scale float64
}

func (r stateRow) paint(b brush, where image.Rectangle) {
	from, to := float64(where.Min.X), float64(where.Max.X)
	y := float64(where.Min.Y) + 13*r.scale
	width := to - from
	small := style{regular, 12 * r.scale}
	if r.left != "" {
		b.line(small, r.left, to, y+2*r.scale, width, right, paleDim)
		width -= b.store.letters.width(small, r.left) + 10*r.scale
	}
	b.line(style{medium, 19 * r.scale}, r.state, from, y, width, left, pale)
	b.bar(from, y+18*r.scale, to, r.part, 4*r.scale, accent)
}

// bar is a line that is filled up to a part.
func (b brush) bar(from, y, to, part, thick float64, ink color.NRGBA) {
	where := image.Rect(int(from), int(y-thick), int(to)+1, int(y+thick)+1)
	b.shape(where, box(from, y-thick/2, to, y+thick/2, thick/2), 1, panelLine)
	if part > 0 {
		b.shape(where, box(from, y-thick/2, from+max((to-from)*part, thick), y+thick/2, thick/2), 1, ink)
	}
}

const labelColumn = 74.0

// label writes a row's name and returns the extent of the rest of the row and its vertical centre.
func (b brush) label(text string, where image.Rectangle, scale float64, ink color.NRGBA) (from, y, to float64) {
	from, to = float64(where.Min.X), float64(where.Max.X)
	y = float64(where.Min.Y+where.Max.Y) / 2
	b.line(style{regular, 12 * scale}, text, from, y, labelColumn*scale, left, ink)
	return from + labelColumn*scale, y, to
}

// holdRow shows how long the button has been down.
type holdRow struct {
	name        string
	down        bool
	held        string
	part, scale float64
}

func (r holdRow) paint(b brush, where image.Rectangle) {
	ink := paleFaint
	if r.down {
		ink = paleDim
	}
	from, y, to := b.label(r.name, where, r.scale, ink)
	spanWidth := 42 * r.scale
	part := 0.0
	if r.down {
		part = r.part
		b.line(style{regular, 12 * r.scale}, r.held, to, y, spanWidth, right, pale)
	}
	b.bar(from, y, to-spanWidth, part, 4*r.scale, accent)
}

// pressRow shows how many presses count towards the counter screen.
type pressRow struct {
	name          string
	text          string // empty if presses are not being counted
	count, needed int
	scale         float64
}

// maxPips is the largest number of presses shown as dots.
const maxPips = 10

func (r pressRow) paint(b brush, where image.Rectangle) {
	ink := paleFaint
	if r.text != "" {
		ink = paleDim
	}
	from, y, to := b.label(r.name, where, r.scale, ink)
	b.line(style{regular, 12 * r.scale}, r.text, to, y, to-from, right, pale)
	if r.needed > maxPips {
		return
	}
	radius := 4 * r.scale
	for i := range r.needed {
		pip := disc(from+radius+float64(i)*3*radius, y, radius)
		if i < r.count {
			b.shape(where, pip, 1, accent)
		} else {
			b.shape(where, edge(pip, max(1.2*r.scale, 1)), 1, paleFaint)
		}
	}
}

// textRow is a name and a text.
type textRow struct {
	name, text string
	scale      float64
}

func (r textRow) paint(b brush, where image.Rectangle) {
	ink := paleDim
	if r.text == "" {
		ink = paleFaint
	}
	from, y, to := b.label(r.name, where, r.scale, ink)
	b.line(style{regular, 12 * r.scale}, r.text, from, y, to-from, left, pale)
}

// cautionRow warns that a code can be read upside down.
type cautionRow struct {
	warns bool
	text  string
	scale float64
}

func (r cautionRow) paint(b brush, where image.Rectangle) {
	if !r.warns {
		y := float64(where.Min.Y+where.Max.Y) / 2
		b.line(style{regular, 12 * r.scale}, r.text, float64(where.Min.X), y, float64(where.Dx()), left, paleFaint)
		return
	}
	strip := where.Inset(int(4 * r.scale))
	strip.Min.X, strip.Max.X = where.Min.X, where.Max.X
	b.shape(strip, boxIn(strip, 5*r.scale), 1, amber)
	b.line(style{medium, 12 * r.scale}, r.text, float64(strip.Min.X)+9*r.scale,
		float64(strip.Min.Y+strip.Max.Y)/2, float64(strip.Dx())-18*r.scale, left, amberInk)
}
