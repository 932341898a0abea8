package segment_test

import (
	"testing"

	"etokenpass/internal/segment"
)

func TestParse(t *testing.T) {
	for _, test := range []struct {
		text         string
		cells        int
		cell, letter int
		ok           bool
	}{
		{"1a", 6, 0, 0, true},
		{"1g", 6, 0, 6, true},
		{"6d", 6, 5, 3, true},
		{"8d", 8, 7, 3, true},
		{"7d", 6, 0, 0, false},
		{"0a", 6, 0, 0, false},
		{"1h", 6, 0, 0, false},
		{"1G", 6, 0, 0, false},
		{"g1", 6, 0, 0, false},
		{"1", 6, 0, 0, false},
		{"1gg", 6, 0, 0, false},
		{"", 6, 0, 0, false},
	} {
		cell, letter, ok := segment.Parse(test.text, test.cells)
		if cell != test.cell || letter != test.letter || ok != test.ok {
			t.Errorf("Parse(%q, %d) = %d, %d, %t; want %d, %d, %t",
				test.text, test.cells, cell, letter, ok, test.cell, test.letter, test.ok)
		}
	}
}
