package desk

import (
	"fmt"
	"testing"
)

// What a caller says on the telephone is compared as a person would compare it.
func TestCompare(t *testing.T) {
	for _, test := range []struct {
		stated, stored string
		want           agreement
		ignored        string
		onlyStated     string
		onlyStored     string
	}{
		{"Example Ltd", "Example Ltd", matches, "[]", "[]", "[]"},
		{"example ltd", "Example Ltd", matches, "[case]", "[]", "[]"},
		{"Example", "Example Ltd", matches, "[form]", "[]", "[]"},
		{"Example Limited", "Example Ltd.", matches, "[punctuation]", "[]", "[]"},
		{"Example Inc", "Example Ltd", differs, "[]", "[inc]", "[ltd]"},
		{"Example Trading Ltd", "Example Ltd", differs, "[]", "[trading]", "[]"},
		{"Other", "Example", differs, "[]", "[other]", "[example]"},
		{"Ромашка", "ООО «Ромашка»", matches, "[form punctuation]", "[]", "[]"},
		{`OOO "Ромашка"`, "ООО «Ромашка»", matches, "[punctuation]", "[]", "[]"}, // Latin letters, and other quotes
		{"ЗАО Ромашка", "ООО Ромашка", differs, "[]", "[зао]", "[ооо]"},
		{"ООО", "ООО Ромашка", isPart, "[]", "[]", "[ромашка]"},
		{"ООО", "Ромашка", differs, "[]", "[ооо]", "[ромашка]"},
		{"Семенов", "Семёнов", matches, "[yo]", "[]", "[]"},
		{"семёнов", "Семенов Пётр", isPart, "[case yo]", "[]", "[петр]"},
		{"Anna Petrova", "Petrova, Anna", matches, "[punctuation order]", "[]", "[]"},
		{"Petrova", "Anna Petrova", isPart, "[]", "[]", "[anna]"},
		{"Petrov", "Anna Petrova", differs, "[]", "[petrov]", "[anna petrova]"},
		{"Anna Anna", "Anna", differs, "[]", "[anna]", "[]"},
		{"", "Example", notStated, "[]", "[]", "[]"},
		{"«»", "Example", notStated, "[]", "[]", "[]"},
		{"Example", "", notStored, "[]", "[]", "[]"},
	} {
		got := compare(test.stated, test.stored)
		if got.Agreement != test.want || fmt.Sprint(got.Ignored) != test.ignored ||
			fmt.Sprint(got.OnlyStated) != test.onlyStated || fmt.Sprint(got.OnlyStored) != test.onlyStored {
			t.Errorf("compare(%q, %q) = %+v, want %+v", test.stated, test.stored, got, test)
		}
	}
}
