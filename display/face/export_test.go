package face

// Shortened reports whether a painter has painted an ellipsis, that is, whether a text did not fit.
func Shortened(p *Painter) bool {
	for _, alphabet := range p.store.letters.alphabets {
		for key := range alphabet.glyphs {
			if string(key.letter) == ellipsis {
				return true
			}
		}
	}
	return false
}

// Unknown returns the letters of a text that are missing from the fonts.
func Unknown(text string) string {
	var unknown []rune
	for _, w := range []weight{regular, medium} {
		var l letters
		l.alphabet(style{w, 12})
		for _, letter := range text {
			if index, err := l.fonts[w].GlyphIndex(nil, letter); err != nil || index == 0 {
				unknown = append(unknown, letter)
			}
		}
	}
	return string(unknown)
}
