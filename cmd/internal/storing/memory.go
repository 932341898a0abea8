package storing

import (
	"crypto/rand"

	"etokenpass/tms"
)

// InMemory returns a new store in memory.
func InMemory() *tms.Memory { return tms.NewMemory(tms.JournalKey(rand.Text() + rand.Text())) }
