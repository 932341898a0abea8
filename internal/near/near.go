// Package near finds what a user meant to type.
package near

import (
	"strings"
	"unicode/utf8"
)

// Word returns the word that is closest to what was typed, the first of several, or "" if none
// is close enough to be what the user meant. Upper and lower case are the same.
func Word(typed string, words []string) string {
	best, least := "", 3 // a third of a word's letters may differ, and at most two
	for _, word := range words {
		if difference := length(typed) - length(word); difference <= -least || difference >= least {
			continue // most of very many words differ in length, which is quick to see
		}
		if d := distance(strings.ToLower(typed), strings.ToLower(word)); d < least && 3*d <= max(len(word), 3) {
			best, least = word, d
		}
	}
	return best
}

// most is how many letters of a word are compared.
const most = 64

func length(word string) int { return min(utf8.RuneCountInString(word), most) }

// distance returns how many letters have to be inserted, removed, replaced or swapped
// with their neighbour to turn one word into the other (optimal string
// alignment). Words are names: long ones are compared by their beginning.
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
