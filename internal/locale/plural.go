package locale

// The plural categories of the languages, as in Unicode's CLDR.
const (
	one   = "one"
	few   = "few"
	many  = "many"
	other = "other"
)

// categories are the ones that a language has for whole numbers.
var categories = map[Language][]string{
	English: {one, other},
	Russian: {one, few, many},
}

// category is the one of a whole number.
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
