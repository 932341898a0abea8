package rehearsal

import (
	"fmt"
	"strconv"
	"strings"

	"etokenpass/tms"
)

// counterModulus is what the five digits of the counter screen count to.
const counterModulus = 100_000

// parseCounter reads a counter as people say and write it: F00042, 00042, 42 or F 00042, with an
// F of either alphabet, and perhaps with the letter O for a zero.
func parseCounter(said string) (counter uint64, ok bool) {
	if strings.HasPrefix(said, "-") { // in F-00042 it does no harm
		return 0, false
	}
	digits := asCounter.Replace(strings.ToUpper(said))
	digits, _ = strings.CutPrefix(digits, "F")
	counter, err := strconv.ParseUint(digits, 10, 64)
	return counter, err == nil && len(digits) <= 5
}

var asCounter = strings.NewReplacer(" ", "", "\u00a0", "", "-", "", "Ф", "F", "O", "0", "О", "0")

func formatCounter(counter uint64) string { return fmt.Sprintf("F%05d", counter%counterModulus) }

// hasShown reports whether a token has shown a counter.
func (f *fob) hasShown(counter uint64) bool {
	for _, shown := range f.counters {
		if shown == formatCounter(counter) {
			return true
		}
	}
	return false
}

// distance returns how far the counter of a token is ahead of one that the bank would be
// resynchronised with; it is negative if the token is behind. ok is false if the bank refuses
// that counter, because it is lower than the stored one.
func (r *Rehearsal) distance(f *fob, counter uint64) (ahead int64, ok bool) {
	stored := r.bank.look(tms.Key{Serial: f.Serial}).Token.Counter()
	actual, _ := f.token.Counter() // the memory is in this process and cannot fail
	target := stored - stored%counterModulus + counter
	return int64(actual) - int64(target), target >= stored
}

// isClose reports whether the bank would accept the next code of a token after it was
// resynchronised with a counter.
func (r *Rehearsal) isClose(f *fob, counter uint64) bool {
	ahead, ok := r.distance(f, counter)
	return ok && uint64(ahead) < r.bank.validator.Policy.Window // a negative number becomes a huge one
}

// suffices reports whether a counter that the customer tells is right: it is the token's, or the
// one that the customer has read, and the codes since then are within what the bank looks ahead.
func (r *Rehearsal) suffices(f *fob, counter uint64) bool {
	return counter == f.counter() || f.hasShown(counter) && r.isClose(f, counter)
}
