package device

import (
	"fmt"
	"strconv"

	"etokenpass/profiles"
)

// nextFactor is the moving factor that an event token uses next. All lower ones count as
// used, whichever profile they were used with.
type nextFactor struct {
	factor    uint64
	exhausted bool // 2^64-1 is used too, so there is no next one
}

// nextAfter returns the next moving factor of a token that has generated counter codes, the
// first of them with the moving factor first.
func nextAfter(first, counter uint64) nextFactor {
	profile := profiles.Profile{FirstMovingFactor: first}
	factor, _, ok := profile.MovingFactor(counter)
	return nextFactor{factor: factor, exhausted: !ok}
}

// below reports whether n is lower than other, so that continuing from n would reuse moving
// factors.
func (n nextFactor) below(other nextFactor) bool {
	if n.exhausted || other.exhausted {
		return !n.exhausted
	}
	return n.factor < other.factor
}

func (n nextFactor) max(other nextFactor) nextFactor {
	if n.below(other) {
		return other
	}
	return n
}

// counter returns the counter of a token whose next moving factor is n and whose first one
// is first. If there is no such counter, ok is false.
func (n nextFactor) counter(first uint64) (counter uint64, ok bool) {
	if n.exhausted || n.factor < first {
		return 0, false
	}
	return n.factor - first, true
}

const noNextFactor = "none"

func (n nextFactor) String() string {
	if n.exhausted {
		return noNextFactor
	}
	return strconv.FormatUint(n.factor, 10)
}

// used describes the used moving factors, for messages.
func (n nextFactor) used() string {
	if n.exhausted {
		return "all up to 2^64-1"
	}
	return fmt.Sprintf("all below %d", n.factor)
}

func parseNextFactor(text string) (nextFactor, error) {
	if text == noNextFactor {
		return nextFactor{exhausted: true}, nil
	}
	factor, err := strconv.ParseUint(text, 10, 64)
	return nextFactor{factor: factor}, err
}
