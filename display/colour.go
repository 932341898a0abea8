package display

import "fmt"

// Colour is an opaque colour, 0xRRGGBB. It is a [image/color.Color], and its String is what SVG and CSS take.
type Colour uint32

// The colours of an LCD: a reflective one, dark on grey-green, whose unlit segments and whose digits' shadows on the
// reflector behind the glass can just be seen.
const (
	Glass  Colour = 0xc5cebb
	Ghost  Colour = 0xbac4b0
	Shadow Colour = 0xa8b29f
	Lit    Colour = 0x1d231f
)

// The colours around it, in a story strip.
const (
	card       Colour = 0xf7f8f5
	cardEdge   Colour = 0xd9ddd5
	bezel      Colour = 0x39424c
	bezelEdge  Colour = 0x59636e
	glassEdge  Colour = 0x20262d
	arrow      Colour = 0xa9b1aa
	heading    Colour = 0x1f262c
	captionInk Colour = 0x4a545c
)

// RGBA makes Colour a color.Color.
func (c Colour) RGBA() (r, g, b, a uint32) {
	const widen = 0x101 // from 8 bits to 16
	return uint32(c>>16&0xff) * widen, uint32(c>>8&0xff) * widen, uint32(c&0xff) * widen, 0xffff
}

// String gives "#rrggbb".
func (c Colour) String() string { return fmt.Sprintf("#%06x", uint32(c)) }
