package face

import (
	"image/color"
	"math"

	"etokenpass/display"
)

// hex returns an opaque colour, given as 0xRRGGBB.
func hex(c display.Colour) color.NRGBA {
	return color.NRGBA{R: uint8(c >> 16), G: uint8(c >> 8), B: uint8(c), A: 0xff}
}

// withAlpha returns the colour with an opacity from 0 (transparent) to 1 (opaque).
func withAlpha(c color.NRGBA, alpha float64) color.NRGBA {
	c.A = uint8(alpha*255 + 0.5)
	return c
}

// mixed interpolates between two opaque colours; part is 0 for the first and 1 for the second.
func mixed(first, second color.NRGBA, part float64) color.NRGBA {
	mix := func(from, to uint8) uint8 {
		return uint8(math.Round(float64(from) + part*(float64(to)-float64(from))))
	}
	return color.NRGBA{mix(first.R, second.R), mix(first.G, second.G), mix(first.B, second.B), 0xff}
}

// The colours of the fob. Those of its plastic are computed from the light, and those of its LCD are in package display.
var (
	bezelFill   = hex(display.Bezel)
	bezelEdge   = hex(0x2b323a)
	glassEdge   = hex(display.GlassEdge)
	collarFill  = hex(0x7f8d9c)
	buttonGap   = hex(0x333c46)
	buttonShade = hex(0x12161b)
	printInk    = hex(0x5b6875)
	labelFill   = hex(0xfafaf7)
	labelInk    = hex(0x23292f)
	labelDim    = hex(0x59636e)
	shine       = hex(0xffffff)
	shadowInk   = hex(0x1b2026)
)

// The colours around and over the fob.
var (
	tableTop    = hex(0xeceae5)
	tableBottom = hex(0xd6d4ce)
	noteFill    = hex(0xfdfdfb)
	noteEdge    = hex(0xb3b7b5)
	noteInk     = hex(0x262c33)
	errorFill   = hex(0xfbe3df)
	errorEdge   = hex(0xc7493a)
	errorInk    = hex(0x7c1d12)
	dimming     = hex(0x14181c)
	keyFill     = hex(0xeef0ee)
	keyEdge     = hex(0xc3c8c6)

	menuSelected = hex(0xdde3e8)
	menuFaint    = hex(0xb0b5b8)
)

// The colours of the icon's tile.
var (
	tileTop    = hex(0x3f6390)
	tileBottom = hex(0x1d3354)
)

// The colours of the panel.
var (
	panelFill = hex(0x262c33)
	panelLine = hex(0x3f4851)
	pale      = hex(0xe9ece6)
	paleDim   = hex(0x98a2ab)
	paleFaint = hex(0x65707a)
	accent    = hex(0xb9cfa6)
	amber     = hex(0xf0b649)
	amberInk  = hex(0x2b1f05)
)
