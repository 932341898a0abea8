package face

import (
	"image"
	"math"
)

// composeNotes returns what is written over the table: the badges and the message. Each is given the largest area it
// can need and paints only as much as its text requires.
func composeNotes(scene Scene, layout Layout) []placed {
	var notes []placed
	scale, area := layout.writing, layout.Area
	corners := area.Inset(int(8 * scale))
	corners.Max.Y = min(corners.Max.Y, corners.Min.Y+int(22*scale))
	middle := (area.Min.X + area.Max.X) / 2
	if scene.Pace != "" {
		corner := image.Rect(corners.Min.X, corners.Min.Y, middle, corners.Max.Y)
		notes = append(notes, placed{badge{scene.Pace, scale, left}, corner})
	}
	if scene.Position != "" {
		corner := image.Rect(middle, corners.Min.Y, layout.Mark().Min.X-int(markGap*scale), corners.Max.Y)
		notes = append(notes, placed{badge{scene.Position, scale, right}, corner})
	}
	if scene.Message.Text != "" {
		strip := image.Rect(area.Min.X, area.Max.Y-int(noteHeight*scale), area.Max.X, area.Max.Y)
		notes = append(notes, placed{note{scene.Message, scale}, strip.Intersect(area)})
	}
	return notes
}

// badge is a word or two in a corner.
type badge struct {
	text  string
	scale float64
	side  align
}

func (g badge) paint(b brush, where image.Rectangle) {
	size := style{medium, 11 * g.scale}
	pad := 8 * g.scale
	text := b.store.letters.fit(size, g.text, float64(where.Dx())-2*pad)
	width := b.store.letters.width(size, text) + 2*pad
	from := float64(where.Min.X)
	if g.side == right {
		from = float64(where.Max.X) - width
	}
	top, bottom := float64(where.Min.Y), float64(where.Max.Y)
	b.shape(where, box(from, top, from+width, bottom, (bottom-top)/2), 1, withAlpha(bezelFill, 0.85))
	b.line(size, text, from+pad, (top+bottom)/2, width, left, pale)
}

// note is the message. Its area has the height of the longest message.
type note struct {
	message Message
	scale   float64
}

// maxLines is the maximum number of lines of a message: enough for an error with its hint at the smallest size.
const maxLines = 8

// noteHeight is the height of the area of a message in logical pixels, with the space around it.
const noteHeight = 160

func (n note) paint(b brush, where image.Rectangle) {
	letters, size := &b.store.letters, style{regular, 12.5 * n.scale}
	gap, pad, leading := 8*n.scale, 12*n.scale, 17*n.scale
	lines := letters.wrap(size, n.message.Text, float64(where.Dx())-2*(gap+pad), maxLines)
	width := 0.0
	for _, line := range lines {
		width = max(width, letters.width(size, line))
	}
	middle := float64(where.Min.X+where.Max.X) / 2
	from, to := math.Floor(middle-width/2-pad), math.Ceil(middle+width/2+pad)
	bottom := math.Round(float64(where.Max.Y) - gap)
	top := math.Round(bottom - float64(len(lines))*leading - pad)

	fill, border, ink := noteFill, noteEdge, noteInk
	if n.message.Error {
		fill, border, ink = errorFill, errorEdge, errorInk
	}
	strip := box(from, top, to, bottom, 9*n.scale)
	b.shape(where, lowered(strip, 1.5*n.scale), 1+5*n.scale, withAlpha(shadowInk, 0.3))
	b.shape(where, strip, 1, fill)
	b.shape(where, edge(strip, max(n.scale, 1)), 1, border)
	for i, line := range lines {
		b.line(size, line, from+pad, top+pad/2+(float64(i)+0.5)*leading, width+1, left, ink)
	}
}
