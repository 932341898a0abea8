package device

import (
	"fmt"
	"math"
	"strconv"
)

// nextFactor is the moving factor that an event token uses next. All below it count as
// used, whichever profile they were used with.
type nextFactor struct {
	factor uint64
	over   bool // 2^64-1 is used too: there is no next one
}

// nextAfter returns the moving factor of the next code after counter codes, where the
// first code had the moving factor first.
func nextAfter(first, counter uint64) nextFactor {
	if counter > math.MaxUint64-first {
		return nextFactor{over: true}
	}
	return nextFactor{factor: first + counter}
}

// below reports whether going on from n would use moving factors again.
func (n nextFactor) below(other nextFactor) bool {
	if n.over || other.over {
		return !n.over
	}
	return n.factor < other.factor
}

func (n nextFactor) max(other nextFactor) nextFactor {
	if n.below(other) {
		return other
	}
	return n
}

// counter returns the counter of a token whose next moving factor is n and whose first
// one is first.
func (n nextFactor) counter(first uint64) (counter uint64, ok bool) {
	if n.over || n.factor < first {
		return 0, false
	}
	return n.factor - first, true
}

const noNextFactor = "none"

func (n nextFactor) String() string {
	if n.over {
		return noNextFactor
	}
	return strconv.FormatUint(n.factor, 10)
}

// used describes the moving factors that are used.
func (n nextFactor) used() string {
	if n.over {
		return "all up to 2^64-1"
	}
	return fmt.Sprintf("all below %d", n.factor)
}

func parseNextFactor(text string) (nextFactor, error) {
	if text == noNextFactor {
		return nextFactor{over: true}, nil
	}
	factor, err := strconv.ParseUint(text, 10, 64)
	return nextFactor{factor: factor}, err
}
