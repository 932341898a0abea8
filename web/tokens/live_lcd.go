package tokens

import (
	"encoding/json"
	"fmt"
	"image"
	"strings"
	"sync"

	"etokenpass/display"
	"etokenpass/display/face"
)

// LiveLCD is what a page needs to draw LCDs on fobs: the segments of each size of LCD, and which of them each
// character lights.
type LiveLCD struct {
	Sizes          []lcdSize
	Glyphs         string // JSON: {"1": "bc", …}
	Glass          image.Rectangle
	Ink            lcdInk
	ShadowMove     string // the transformation of a lit segment into its shadow
	ModelX, ModelY int    // the middle of the model's baseline
}

// lcdSize is an LCD with a number of cells.
type lcdSize struct {
	Cells    int
	Place    string // the transformation that puts it on the fob
	Segments []display.SegmentPath
}

// Ghosts returns all segments as one path.
func (l lcdSize) Ghosts() string {
	var path strings.Builder
	for _, segment := range l.Segments {
		path.WriteString(segment.Data)
	}
	return path.String()
}

// lcdInk are the colours of an LCD, as SVG writes them.
type lcdInk struct{ Fill, Ghost, Shadow, Lit string }

// modelGap is the distance from the glass to the baseline of the model, in pixels of the drawing.
const modelGap = 24

// TheLiveLCD returns it. It must not be changed.
var TheLiveLCD = sync.OnceValue(newLiveLCD)

func newLiveLCD() LiveLCD {
	glyphs, err := json.Marshal(display.Glyphs())
	if err != nil {
		panic("internal error: " + err.Error())
	}
	glass := face.GlassInSVG()
	live := LiveLCD{
		Glyphs: string(glyphs), Glass: glass,
		Ink:        lcdInk{display.Glass.String(), display.Ghost.String(), display.Shadow.String(), display.Lit.String()},
		ShadowMove: fmt.Sprintf("translate(%[1]g %[1]g)", display.ShadowOffset),
		ModelX:     (glass.Min.X + glass.Max.X) / 2, ModelY: glass.Min.Y - modelGap,
	}
	for cells := display.MinCells; cells <= display.MaxCells; cells++ {
		live.Sizes = append(live.Sizes, lcdSize{cells, lcdPlace(cells), display.SegmentPaths(cells)})
	}
	return live
}

// lcdPlace returns the transformation that puts an LCD on the fob.
func lcdPlace(cells int) string {
	x, y, scale := face.LCDInSVG(cells)
	return fmt.Sprintf("translate(%s %s) scale(%.6g)", display.SVGNumber(x), display.SVGNumber(y), scale)
}
