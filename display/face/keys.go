package face

import (
	"image"
	"math"
)

// keyList is the list of keys. It covers the window, which remains dimly visible.
type keyList struct {
	keys  *Keys
	scale float64
}

func (k keyList) paint(b brush, where image.Rectangle) {
	b.fill(where, withAlpha(dimming, 0.62))
	if len(*k.keys) == 0 {
		return
	}
	plan := k.plan(&b.store.letters, where)
	card := plan.card
	b.shape(card, boxIn(card, 10*plan.scale), 1, noteFill)
	for i, key := range *k.keys {
		column, line := i/plan.rows, i%plan.rows
		if column >= plan.columns {
			break
		}
		x := float64(card.Min.X) + plan.margin + float64(column)*plan.columnWidth
		y := float64(card.Min.Y) + plan.margin + (float64(line)+0.5)*plan.leading
		plan.write(b, key, x, y)
	}
}

// The gaps between a key and its description and between two columns, in logical pixels.
const (
	keyGap    = 10.0
	columnGap = 16.0
)

// keyPlan is the layout of the list.
type keyPlan struct {
	scale, margin, leading float64
	rows, columns          int
	keyWidth, columnWidth  float64
	card                   image.Rectangle
}

// plan returns the layout with the largest type at which everything fits, in one column if possible.
func (k keyList) plan(l *letters, where image.Rectangle) keyPlan {
	for scale := k.scale; ; scale *= 0.93 {
		for columns := 1; columns <= 2; columns++ {
			plan := k.measure(l, where, scale, columns)
			if plan.card.In(where.Inset(int(4 * scale))) {
				return plan
			}
			if scale < 0.5*k.scale && columns == 2 {
				return plan.squeezed(where)
			}
		}
	}
}

// squeezed returns the plan for a window that is too small for the list: what does not fit is left out.
func (p keyPlan) squeezed(where image.Rectangle) keyPlan {
	p.card = p.card.Intersect(where)
	p.columnWidth = (float64(p.card.Dx()) - 2*p.margin + columnGap*p.scale) / float64(p.columns)
	return p
}

func (k keyList) measure(l *letters, where image.Rectangle, scale float64, columns int) keyPlan {
	plan := keyPlan{scale: scale, margin: 14 * scale, leading: 20 * scale, columns: columns}
	plan.rows = (len(*k.keys) + columns - 1) / columns
	meaning := 0.0
	for _, key := range *k.keys {
		plan.keyWidth = max(plan.keyWidth, l.width(plan.keyStyle(), printable(key[0])))
		meaning = max(meaning, l.width(plan.meaningStyle(), printable(key[1])))
	}
	plan.keyWidth += 12 * scale
	plan.columnWidth = plan.keyWidth + meaning + (keyGap+columnGap)*scale
	width := plan.columnWidth*float64(columns) - columnGap*scale + 2*plan.margin
	height := plan.leading*float64(plan.rows) + 2*plan.margin
	size := image.Pt(int(math.Ceil(width)), int(math.Ceil(height)))
	corner := where.Min.Add(where.Size().Sub(size).Div(2))
	plan.card = image.Rectangle{Min: corner, Max: corner.Add(size)}
	return plan
}

func (p keyPlan) keyStyle() style     { return style{medium, 11.5 * p.scale} }
func (p keyPlan) meaningStyle() style { return style{regular, 12.5 * p.scale} }

// write writes one key, on a key cap, and its description.
func (p keyPlan) write(b brush, key [2]string, x, y float64) {
	top, bottom := math.Round(y-8.5*p.scale), math.Round(y+8.5*p.scale)
	cap := box(x, top, x+p.keyWidth, bottom, 4*p.scale)
	where := image.Rect(int(x), int(top), int(x+p.keyWidth)+2, int(bottom)+1)
	b.shape(where, cap, 1, keyFill)
	b.shape(where, edge(cap, max(p.scale, 1)), 1, keyEdge)
	b.line(p.keyStyle(), key[0], x+p.keyWidth/2, y, p.keyWidth, centre, noteInk)
	width := p.columnWidth - p.keyWidth - (keyGap+columnGap)*p.scale + 1
	b.line(p.meaningStyle(), key[1], x+p.keyWidth+keyGap*p.scale, y, width, left, noteInk)
}
