package tms_test

import (
	"strings"
	"testing"

	"etokenpass/tms"
)

func TestNormalizeCode(t *testing.T) {
	for _, test := range []struct {
		typed string
		want  string // "" if it is refused
	}{
		{"755224", "755224"},
		{"755 224", "755224"},
		{"755-224", "755224"},
		{"75-52-24", "755224"},
		{"7 5 5 2 2 4", "755224"},
		{" \t755224\r\n", "755224"},
		{"000000", "000000"},

		{"", ""},
		{" ", ""},
		{"75522", ""},
		{"7552244", ""},
		{"755224755224755224755224", ""},
		{"755  224", ""},
		{"755--224", ""},
		{"-755224", ""},
		{"755224-", ""},
		{"755_224", ""},
		{"755\t224", ""},
		{"755.224", ""},
		{"75522O", ""},
		{"+75522", ""},
		{"0x7552", ""},
		{"７５５２２４", ""},       // full-width
		{"٧٥٥٢٢٤", ""},       // Arabic
		{"755\u00a0224", ""}, // a space that does not break
		{"755‑224", ""},      // a dash that does not break
		{"75522\xff", ""},
		{"755\x00224", ""},
	} {
		if code, ok := tms.NormalizeCode(test.typed, 6); code != test.want || ok != (test.want != "") {
			t.Errorf("%q: got %q, %v; want %q", test.typed, code, ok, test.want)
		}
	}
	for _, digits := range []int{-1, 0, 5, 9, 100} {
		if code, ok := tms.NormalizeCode(strings.Repeat("1", max(digits, 0)), digits); ok && len(code) != digits {
			t.Errorf("%d digits: got %q", digits, code)
		}
	}
}

// A code that is understood has the digits that were typed, in their order, and no others.
func FuzzNormalizeCode(f *testing.F) {
	for _, typed := range []string{"755224", " 755-224\n", "7 5 5 2 2 4", "٧٥٥٢٢٤", "755--224", "84755224", "\xff"} {
		f.Add(typed, 6)
		f.Add(typed, 8)
	}
	f.Fuzz(func(t *testing.T, typed string, digits int) {
		code, ok := tms.NormalizeCode(typed, digits)
		if !ok {
			if code != "" {
				t.Fatalf("refused, but returned %q", code)
			}
			return
		}
		typedDigits := strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, typed)
		if code != typedDigits || len(code) != digits {
			t.Fatalf("%q: got %q for %d digits", typed, code, digits)
		}
		if again, ok := tms.NormalizeCode(code, digits); again != code || !ok {
			t.Fatalf("%q became %q", code, again)
		}
	})
}
