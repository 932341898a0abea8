package cli

import "fmt"

// EnoughCodes returns an error if fewer than count codes are left; which says which codes
// those are, like "up to moving factor 2^64-1".
func EnoughCodes(count, left uint64, which string) error {
	if count <= left {
		return nil
	}
	if left == 1 {
		return fmt.Errorf("only 1 code is left %s", which)
	}
	return fmt.Errorf("only %d codes are left %s", left, which)
}
