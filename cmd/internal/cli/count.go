package cli

import "fmt"

// Count returns a number with a word in the singular or plural: "1 token", "2 tokens".
func Count[N int | uint64](n N, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
