package tms_test

import (
	"testing"

	"etokenpass/tms"
	"etokenpass/tms/storetest"
)

func newMemory(*testing.T) tms.Store { return tms.NewMemory(make([]byte, 32)) }

func TestStore(t *testing.T) { storetest.Run(t, newMemory) }

// Sixteen goroutines submit the same codes in order.
func TestNoMovingFactorIsAcceptedTwice(t *testing.T) {
	codes := 2000
	if storetest.Soaking() {
		codes = 1_000_000
	}
	storetest.Compete(t, newMemory(t), 16, codes)
}
