// Package near suggests corrections for mistyped words.
package near

import (
	"strings"
	"unicode/utf8"
)

// Word returns the word that is closest to typed, the first one if several are equally close,
// or "" if none is close enough. It ignores case.
func Word(typed string, words []string) string {
	best, least := "", 3 // at most two letters, and a third of the word, may differ
	for _, word := range words {
		if difference := length(typed) - length(word); difference <= -least || difference >= least {
			continue // a fast check that excludes most of many words
		}
		if d := distance(strings.ToLower(typed), strings.ToLower(word)); d < least && 3*d <= max(len(word), 3) {
			best, least = word, d
		}
	}
	return best
}

// most is the number of letters of a word that are compared.
const most = 64

// length returns the number of letters of a word that are compared.
func length(word string) int { return min(utf8.RuneCountInString(word), most) }

// distance returns the number of letters to insert, delete, replace or swap with a neighbour to
// turn one word into the other (optimal string alignment distance). It compares the first 64
// letters.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	x, y = x[:min(len(x), most)], y[:min(len(y), most)]

	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		for j := 1; j <= len(y); j++ {
			replace := last[j-1]
			if x[i-1] != y[j-1] {
				replace++
			}
			row[j] = min(last[j]+1, row[j-1]+1, replace)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}
