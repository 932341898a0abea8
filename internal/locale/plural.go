package locale

// The plural categories of the languages, as in the Unicode CLDR.
const (
	one   = "one"
	few   = "few"
	many  = "many"
	other = "other"
)

// categories lists each language's categories for whole numbers.
var categories = map[Language][]string{
	English: {one, other},
	Russian: {one, few, many},
}

// category returns the plural category of a whole number.
func (l Language) category(n uint64) string {
	if l == Russian {
		switch {
		case n%10 == 1 && n%100 != 11:
			return one
		case n%10 >= 2 && n%10 <= 4 && (n%100 < 12 || n%100 > 14):
			return few
		}
		return many
	}
	if n == 1 {
		return one
	}
	return other
}
