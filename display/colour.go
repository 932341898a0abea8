package display

import "fmt"

// Colour is an opaque colour, 0xRRGGBB. It implements [image/color.Color].
type Colour uint32

// The colours of a reflective LCD, dark on grey-green. Unlit segments (Ghost) and the shadows that lit segments cast on
// the reflector behind the glass (Shadow) are barely visible.
const (
	Glass  Colour = 0xc5cebb
	Ghost  Colour = 0xbac4b0
	Shadow Colour = 0xa8b29f
	Lit    Colour = 0x1d231f
)

// The frame around an LCD, and the edge of its glass.
const (
	Bezel     Colour = 0x39424c
	GlassEdge Colour = 0x20262d
)

// The other colours of a strip.
const (
	card       Colour = 0xf7f8f5
	cardEdge   Colour = 0xd9ddd5
	bezelRim   Colour = 0x59636e
	arrow      Colour = 0xa9b1aa
	heading    Colour = 0x1f262c
	captionInk Colour = 0x4a545c
)

// RGBA implements [image/color.Color].
func (c Colour) RGBA() (r, g, b, a uint32) {
	const widen = 0x101 // from 8 bits to 16
	return uint32(c>>16&0xff) * widen, uint32(c>>8&0xff) * widen, uint32(c&0xff) * widen, 0xffff
}

// String returns the colour as SVG and CSS write it: "#rrggbb".
func (c Colour) String() string { return fmt.Sprintf("#%06x", uint32(c)) }
