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

// weight is one of the fonts that the program carries with it.
type weight int

const (
	regular weight = iota
	medium
	mono
)

var files = [...][]byte{regular: goregular.TTF, medium: gomedium.TTF, mono: gomono.TTF}

// style is how a text is written. Sizes are in pixels.
type style struct {
	weight weight
	size   float64
}

// letters has the letters that were needed so far, ready to be painted.
type letters struct {
	fonts     [len(files)]*opentype.Font
	alphabets map[style]*alphabet
}

// alphabet has the letters of one style.
type alphabet struct {
	face     font.Face
	glyphs   map[glyphKey]glyph
	advances map[rune]float64
}

// subpixels is how many places within a pixel a letter can begin at.
const subpixels = 4

type glyphKey struct {
	letter   rune
	subpixel int
}

// glyph is what a letter covers, around the point on the line that it begins at.
type glyph struct {
	where image.Rectangle
	mask  *image.Alpha
}

// alphabet gives the letters of a style. The fonts are part of the program: one that cannot be read is a mistake in it.
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
		// A letter that the font does not have is as wide as the box that stands for it.
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

// write writes a line of text that begins at x and stands on the line y, and tells where it ends.
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

// width is how wide a line of text is.
func (l *letters) width(s style, text string) float64 {
	alphabet, sum := l.alphabet(s), 0.0
	for _, letter := range text {
		sum += alphabet.advance(letter)
	}
	return sum
}
