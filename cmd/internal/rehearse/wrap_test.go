package rehearse

import (
	"strings"
	"testing"
)

func TestWrap(t *testing.T) {
	word := strings.Repeat("ю", 38)
	long := strings.Repeat("x", width+1)
	for _, test := range []struct{ text, want string }{
		{"", ""},
		{"one  two\tthree", "one two three\n"},
		{word + " " + word + "ю", word + " " + word + "ю\n"}, // exactly the width
		{word + " " + word + "юю", word + "\n  " + word + "юю\n"},
		{"a " + long + " b", "a\n  " + long + "\n  b\n"}, // a word that does not fit anywhere is not broken
		{"one\ntwo", "one\ntwo\n"},
	} {
		if got := wrap(test.text, "  "); got != test.want {
			t.Errorf("wrap(%q) = %q, want %q", test.text, got, test.want)
		}
	}
}
