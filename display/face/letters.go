package face

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gomedium"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// weight is one of the embedded fonts.
type weight int

const (
	regular weight = iota
	medium
	mono
)

var files = [...][]byte{regular: goregular.TTF, medium: gomedium.TTF, mono: gomono.TTF}

// style is a font and a size in pixels.
type style struct {
	weight weight
	size   float64
}

// letters caches rasterised letters.
type letters struct {
	fonts     [len(files)]*opentype.Font
	alphabets map[style]*alphabet
}

// alphabet caches the letters of one style.
type alphabet struct {
	face     font.Face
	glyphs   map[glyphKey]glyph
	advances map[rune]float64
}

// subpixels is the number of horizontal positions within a pixel at which a letter can begin.
const subpixels = 4

type glyphKey struct {
	letter   rune
	subpixel int
}

// glyph is the coverage of a letter, relative to its origin on the baseline.
type glyph struct {
	where image.Rectangle
	mask  *image.Alpha
}

// alphabet returns the letters of a style. It panics if an embedded font cannot be parsed, which is a bug.
func (l *letters) alphabet(s style) *alphabet {
	s.size = max(math.Round(s.size*subpixels)/subpixels, 1)
	if kept, ok := l.alphabets[s]; ok {
		return kept
	}
	if l.fonts[s.weight] == nil {
		parsed, err := opentype.Parse(files[s.weight])
		if err != nil {
			panic(err)
		}
		l.fonts[s.weight] = parsed
	}
	face, err := opentype.NewFace(l.fonts[s.weight], &opentype.FaceOptions{Size: s.size, DPI: 72})
	if err != nil {
		panic(err)
	}
	if l.alphabets == nil {
		l.alphabets = map[style]*alphabet{}
	}
	made := &alphabet{face, map[glyphKey]glyph{}, map[rune]float64{}}
	l.alphabets[s] = made
	return made
}

func (a *alphabet) advance(letter rune) float64 {
	kept, ok := a.advances[letter]
	if !ok {
		// For a missing letter, this is the width of the box drawn in its place.
		advance, _ := a.face.GlyphAdvance(letter)
		kept = float64(advance) / 64
		a.advances[letter] = kept
	}
	return kept
}

func (a *alphabet) glyph(key glyphKey) glyph {
	kept, ok := a.glyphs[key]
	if !ok {
		dot := fixed.Point26_6{X: fixed.Int26_6(key.subpixel * 64 / subpixels)}
		where, mask, corner, _, _ := a.face.Glyph(dot, key.letter)
		if mask != nil {
			kept = glyph{where, image.NewAlpha(where)}
			draw.Draw(kept.mask, where, mask, corner, draw.Src)
		}
		a.glyphs[key] = kept
	}
	return kept
}

// write writes a line of text that begins at x on the baseline y, and returns the x at which it ends.
func (b brush) write(s style, text string, x, y float64, ink color.NRGBA) float64 {
	alphabet, source := b.store.letters.alphabet(s), image.NewUniform(ink)
	line := int(math.Round(y))
	for _, letter := range text {
		whole := math.Floor(x)
		glyph := alphabet.glyph(glyphKey{letter, int((x - whole) * subpixels)})
		if glyph.mask != nil {
			where := glyph.where.Add(image.Pt(int(whole), line))
			draw.DrawMask(b.picture, where, source, image.Point{}, glyph.mask, glyph.where.Min, draw.Over)
		}
		x += alphabet.advance(letter)
	}
	return x
}

// width returns the width of a line of text, in pixels.
func (l *letters) width(s style, text string) float64 {
	alphabet, sum := l.alphabet(s), 0.0
	for _, letter := range text {
		sum += alphabet.advance(letter)
	}
	return sum
}
