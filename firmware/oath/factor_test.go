package oath_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"etokenpass/firmware/oath"
)

func TestMovingFactor(t *testing.T) {
	const last = math.MaxUint64
	for _, row := range []struct {
		first, counter, factor, left uint64
		ok                           bool
	}{
		{0, 0, 0, last, true},
		{1, 0, 1, last, true},
		{2, 0, 2, last - 1, true},
		{1, 41, 42, last - 41, true},
		{last, 0, last, 1, true},
		{last, 1, 0, 0, false},
		{1, last - 1, last, 1, true},
		{1, last, 0, 0, false},
		{0, last - 1, last - 1, 1, true},
		{0, last, last, 0, true}, // the counter is exhausted, but the moving factor is not
		{last, last, 0, 0, false},
	} {
		factor, left, ok := oath.MovingFactor(row.first, row.counter)
		if factor != row.factor || left != row.left || ok != row.ok {
			t.Errorf("first %d, counter %d: got %d, %d left, %v", row.first, row.counter, factor, left, ok)
		}
	}
}

// Each code leaves one less. After the last one, either the moving factor or the counter is
// exhausted.
func TestMovingFactorCountsDown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first, counter := rapid.Uint64().Draw(t, "first"), rapid.Uint64().Draw(t, "counter")
		factor, left, ok := oath.MovingFactor(first, counter)
		if !ok || left == 0 {
			if ok && counter != math.MaxUint64 {
				t.Fatal("no code is left, but the counter is not exhausted")
			}
			return
		}
		if next, after, ok := oath.MovingFactor(first, counter+1); ok && (next != factor+1 || after != left-1) {
			t.Fatalf("after %d with %d left came %d with %d left", factor, left, next, after)
		}
		if next, after, ok := oath.MovingFactor(first, counter+left); ok && after != 0 {
			t.Fatalf("after the last code came %d with %d left", next, after)
		}
		if _, after, ok := oath.MovingFactor(first, counter+left-1); !ok || after != 1 {
			t.Fatalf("before the last code, %d are left, %v", after, ok)
		}
	})
}
