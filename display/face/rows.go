package face

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"time"
)

// row is a row of the panel, and how high it is at scale 1.
type row struct {
	element element
	height  float64
}

func stateRows(a Assist, scale float64) []row {
	return []row{
		{stateRow{a.State, span(a.OffIn), part(a.OffIn, a.Timeout), scale}, 46},
		{holdRow{a.Down, span(a.Held), part(a.Held, a.Hold), scale}, 21},
		{pressRow{a.Counting, a.Presses, a.SyncPresses, scale}, 21},
		{textRow{"Counter", a.Counter, scale}, 21},
		{textRow{"Battery", a.Battery, scale}, 21},
		{cautionRow{a.UpsideDown, scale}, 32},
	}
}

// part is how much of the whole is there, in steps that are just too small to be seen, so that rows are not painted
// again for less.
func part(of, whole time.Duration) float64 {
	if whole <= 0 {
		return 0
	}
	return math.Round(within(of.Seconds()/whole.Seconds())*2000) / 2000
}

// span is a time as [Span] writes it; empty where there is none.
func span(d time.Duration) string {
	if d <= 0 {
		return ""
	}
	return Span(d)
}

// Span writes a time in tenths of a second, and one below a second in milliseconds.
func Span(d time.Duration) string {
	if d < time.Second {
		return fmt.Sprintf("%d ms", d.Milliseconds())
	}
	return fmt.Sprintf("%.1f s", d.Truncate(100*time.Millisecond).Seconds())
}

// stateRow is what the LCD shows, and for how much longer.
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
		text := "off in " + r.left
		b.line(small, text, to, y+2*r.scale, width, right, paleDim)
		width -= b.store.letters.width(small, text) + 10*r.scale
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

// label writes a row's name and gives the rest of the row.
func (b brush) label(text string, where image.Rectangle, scale float64, ink color.NRGBA) (from, y, to float64) {
	from, to = float64(where.Min.X), float64(where.Max.X)
	y = float64(where.Min.Y+where.Max.Y) / 2
	b.line(style{regular, 12 * scale}, text, from, y, labelColumn*scale, left, ink)
	return from + labelColumn*scale, y, to
}

// holdRow is for how long the button has been down.
type holdRow struct {
	down        bool
	held        string
	part, scale float64
}

func (r holdRow) paint(b brush, where image.Rectangle) {
	ink := paleFaint
	if r.down {
		ink = paleDim
	}
	from, y, to := b.label("Hold", where, r.scale, ink)
	room := 42 * r.scale
	part := 0.0
	if r.down {
		part = r.part
		b.line(style{regular, 12 * r.scale}, r.held, to, y, room, right, pale)
	}
	b.bar(from, y, to-room, part, 4*r.scale, accent)
}

// pressRow is how many presses count towards the counter screen.
type pressRow struct {
	counting      bool
	count, needed int
	scale         float64
}

// mostPips is how many presses are shown one by one.
const mostPips = 10

func (r pressRow) paint(b brush, where image.Rectangle) {
	ink, count := paleFaint, 0
	if r.counting {
		ink, count = paleDim, r.count
	}
	from, y, to := b.label("Presses", where, r.scale, ink)
	if r.counting {
		b.line(style{regular, 12 * r.scale}, fmt.Sprintf("%d of %d", r.count, r.needed), to, y, to-from, right, pale)
	}
	if r.needed > mostPips {
		return
	}
	radius := 4 * r.scale
	for i := range r.needed {
		pip := disc(from+radius+float64(i)*3*radius, y, radius)
		if i < count {
			b.shape(where, pip, 1, accent)
		} else {
			b.shape(where, edge(pip, max(1.2*r.scale, 1)), 1, paleFaint)
		}
	}
}

// textRow is something that is just told.
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

// cautionRow warns of a code that can be read upside down.
type cautionRow struct {
	reading string
	scale   float64
}

func (r cautionRow) paint(b brush, where image.Rectangle) {
	if r.reading == "" {
		b.label("Upside down", where, r.scale, paleFaint)
		return
	}
	strip := where.Inset(int(4 * r.scale))
	strip.Min.X, strip.Max.X = where.Min.X, where.Max.X
	b.shape(strip, boxIn(strip, 5*r.scale), 1, amber)
	b.line(style{medium, 12 * r.scale}, "upside down: "+r.reading, float64(strip.Min.X)+9*r.scale,
		float64(strip.Min.Y+strip.Max.Y)/2, float64(strip.Dx())-18*r.scale, left, amberInk)
}
