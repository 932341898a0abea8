package value

// Choice describes one of some words: "a, b or c". There must be at least one.
func Choice[T ~string](words ...T) string {
	text := string(words[0])
	for i, word := range words[1:] {
		separator := ", "
		if i == len(words)-2 {
			separator = " or "
		}
		text += separator + string(word)
	}
	return text
}
