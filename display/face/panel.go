package face

import (
	"image"
	"math"

	"etokenpass/internal/locale"
)

// composePanel returns the assist panel: its background and as many rows, from the top, as fit. Rows without a value
// are kept, so that nothing moves when values appear.
func composePanel(assist Assist, texts *locale.Texts, layout Layout) []placed {
	if layout.Panel.Empty() {
		return nil
	}
	all := []placed{{panelGround{}, layout.Panel}}
	scale := layout.panel
	margin := int(16 * scale)
	column := layout.Panel.Inset(margin)
	second := column
	split := layout.Panel.Dx() >= int(440*scale)
	if split {
		middle := (column.Min.X + column.Max.X) / 2
		column.Max.X, second.Min.X = middle-margin/2, middle+margin/2
	}
	rest := column.Min.Y
	for _, row := range stateRows(assist, texts, scale) {
		bottom := rest + int(math.Round(row.height*scale))
		if bottom > column.Max.Y {
			break
		}
		all = append(all, placed{row.element, image.Rect(column.Min.X, rest, column.Max.X, bottom)})
		rest = bottom
	}
	if !split {
		rest += margin / 4
		all = append(all, placed{rule{}, image.Rect(column.Min.X, rest, column.Max.X, rest+max(int(scale), 1))})
		second.Min.Y = rest + margin/2
	}
	return append(all, composeEvents(assist.Events, second, scale)...)
}

// panelGround is the background of the rows.
type panelGround struct{}

func (panelGround) paint(b brush, where image.Rectangle) { b.fill(where, panelFill) }

// rule is a line between rows.
type rule struct{}

func (rule) paint(b brush, where image.Rectangle) { b.fill(where, panelLine) }

// composeEvents returns as many events as fit.
func composeEvents(events [MaxEvents]Event, where image.Rectangle, scale float64) []placed {
	var all []placed
	height := int(math.Round(16 * scale))
	for _, e := range events {
		row := image.Rect(where.Min.X, where.Min.Y, where.Max.X, where.Min.Y+height)
		if height < 1 || row.Max.Y > where.Max.Y {
			break
		}
		if e.Text != "" {
			all = append(all, placed{eventRow{e, scale}, row})
		}
		where.Min.Y += height
	}
	return all
}

type eventRow struct {
	event Event
	scale float64
}

func (e eventRow) paint(b brush, where image.Rectangle) {
	y := float64(where.Min.Y+where.Max.Y) / 2
	from, to := float64(where.Min.X), float64(where.Max.X)
	time := style{mono, 10.5 * e.scale}
	from = b.write(time, b.store.letters.fit(time, e.event.Time, (to-from)/2), from, y+time.size*capHeight/2, paleDim)
	from += 8 * e.scale
	b.line(style{regular, 11.5 * e.scale}, e.event.Text, from, y, to-from, left, pale)
}
