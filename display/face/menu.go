package face

import (
	"image"
	"image/color"
	"math"
)

// The dimensions of the menu and of its mark, in logical pixels. At the right edge of the initial window, the menu ends
// where the LCD does.
const (
	menuWidth   = 164.0
	menuMargin  = 4.0  // to the window's edges
	menuPadding = 4.0  // above the first item and below the last
	menuLeading = 24.0 // the height of an item if there is enough space
	menuText    = 10.75
	menuIndent  = 18.0 // from the left edge to the text; the tick of what is switched on is in it
	menuGap     = 5.0  // between text and key
	menuEnd     = 8.0  // from the key to the right edge

	markSize   = 22.0
	markMargin = 8.0 // to the window's edges
	markGap    = 6.0 // to the badge beside it
)

// Mark returns the position of the mark that opens the menu: the upper right corner of the fob's area.
func (l Layout) Mark() image.Rectangle {
	size, margin := int(markSize*l.writing), int(markMargin*l.writing)
	corner := image.Pt(l.Area.Max.X-margin, l.Area.Min.Y+margin)
	return image.Rect(corner.X-size, corner.Y, corner.X, corner.Y+size)
}

// OnMark reports whether a point of the window is on the mark or near enough for a finger.
func (l Layout) OnMark(x, y float64) bool {
	return contains(l.Mark().Inset(-int(markMargin*l.writing)), x, y)
}

// MenuLayout is the position of a menu, in physical pixels of the window. Get one from [Layout.Menu].
type MenuLayout struct {
	Card image.Rectangle

	items   int
	scale   float64
	leading float64
}

// Menu returns the position of a menu with the given number of items. It is below the mark, at the side where it covers
// least of the LCD.
func (l Layout) Menu(items int, turned bool) MenuLayout {
	scale := l.writing
	margin, width := int(menuMargin*scale), int(menuWidth*scale)
	top := l.Mark().Max.Y + margin
	free := float64(l.Window.Max.Y-margin-top) - 2*menuPadding*scale
	leading := min(menuLeading*scale, max(free, 0)/float64(items))
	height := int(math.Round(leading*float64(items) + 2*menuPadding*scale))
	at := func(left int) image.Rectangle { return image.Rect(left, top, left+width, top+height) }

	lcd := l.placeRectangle(l.fob.glass(), turned).Inset(int(bezel / 2 * l.fob.scale))
	card := at(l.Area.Max.X - margin - width)
	for _, left := range []int{l.Area.Min.X + margin, l.Window.Max.X - margin - width} {
		if other := at(left); extent(other.Intersect(lcd)) < extent(card.Intersect(lcd)) {
			card = other
		}
	}
	return MenuLayout{card, items, scale, leading}
}

// extent returns the number of pixels in a rectangle.
func extent(r image.Rectangle) int { return r.Dx() * r.Dy() }

// Item returns the position of an item.
func (m MenuLayout) Item(i int) image.Rectangle {
	y := func(i int) int {
		return m.Card.Min.Y + int(math.Round(menuPadding*m.scale+float64(i)*m.leading))
	}
	return image.Rect(m.Card.Min.X, y(i), m.Card.Max.X, y(i+1))
}

// At returns the item at a point of the window, or -1 if there is none.
func (m MenuLayout) At(x, y float64) int {
	for i := range m.items {
		if contains(m.Item(i), x, y) {
			return i
		}
	}
	return -1
}

// Contains reports whether a point of the window is on the menu.
func (m MenuLayout) Contains(x, y float64) bool { return contains(m.Card, x, y) }

func contains(r image.Rectangle, x, y float64) bool {
	return image.Pt(int(math.Floor(x)), int(math.Floor(y))).In(r)
}

// composeMenu returns the elements of the mark and, if it is open, of the menu.
func composeMenu(menu Menu, turned bool, layout Layout) []placed {
	items := menu.items()
	all := []placed{{mark{open: len(items) > 0}, layout.Mark()}}
	if len(items) == 0 {
		return all
	}
	plan := layout.Menu(len(items), turned)
	all = append(all, placed{menuCard{plan.scale}, plan.Card.Inset(-int(menuMargin * plan.scale))})
	for i, item := range items {
		all = append(all, placed{menuRow{item, plan.scale, plan.leading}, plan.Item(i)})
	}
	return all
}

// mark is three dots.
type mark struct{ open bool }

func (m mark) paint(b brush, where image.Rectangle) {
	middle, step := float64(where.Min.Y+where.Max.Y)/2, float64(where.Dx())/markSize
	if m.open {
		b.shape(where, boxIn(where, float64(where.Dx())/2), 1, withAlpha(noteInk, 0.12))
	}
	for i := range 3 {
		x := float64(where.Min.X) + (markSize/2+6*float64(i-1))*step
		b.shape(where, disc(x, middle, max(1.6*step, 1)), 1, withAlpha(noteInk, 0.6))
	}
}

// menuCard is the background of the items. Its area includes its shadow.
type menuCard struct{ scale float64 }

func (c menuCard) paint(b brush, where image.Rectangle) {
	card := boxIn(where.Inset(int(menuMargin*c.scale)), 7*c.scale)
	b.shape(where, lowered(card, 1.5*c.scale), 1+5*c.scale, withAlpha(shadowInk, 0.3))
	b.shape(where, card, 1, noteFill)
	b.shape(where, edge(card, max(c.scale, 1)), 1, noteEdge)
}

// menuRow is an item.
type menuRow struct {
	item           MenuItem
	scale, leading float64
}

func (r menuRow) paint(b brush, where image.Rectangle) {
	from, to, y := float64(where.Min.X), float64(where.Max.X), float64(where.Min.Y+where.Max.Y)/2
	ink, dim := noteInk, labelDim
	if r.item.Disabled {
		ink, dim = menuFaint, menuFaint
	}
	if r.item.Selected {
		inside := where.Inset(int(max(r.scale, 1)))
		inside.Min.X, inside.Max.X = where.Min.X+int(menuPadding*r.scale), where.Max.X-int(menuPadding*r.scale)
		b.shape(inside, boxIn(inside, 4*r.scale), 1, menuSelected)
	}
	if r.item.On {
		b.tick(from+(menuIndent/2+1)*r.scale, y, r.scale, ink)
	}
	text := style{regular, min(menuText*r.scale, 0.65*r.leading)}
	key := style{medium, text.size * 0.86}
	from, to = from+menuIndent*r.scale, to-menuEnd*r.scale
	b.line(key, r.item.Key, to, y, to-from, right, dim)
	to -= b.store.letters.width(key, r.item.Key) + menuGap*r.scale
	b.line(text, r.item.Text, from, y, to-from, left, ink)
}

// tick paints a tick around a point.
func (b brush) tick(x, y, scale float64, ink color.NRGBA) {
	reach := int(5 * scale)
	where := image.Rect(int(x)-reach, int(y)-reach, int(x)+reach+1, int(y)+reach+1)
	down := stroke(x-3.5*scale, y, x-scale, y+2.5*scale, 1.5*scale)
	up := stroke(x-scale, y+2.5*scale, x+3.5*scale, y-3*scale, 1.5*scale)
	b.shape(where, func(x, y float64) float64 { return min(down(x, y), up(x, y)) }, 1, ink)
}
