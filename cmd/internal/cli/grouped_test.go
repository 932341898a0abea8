package cli_test

import (
	"testing"

	"etokenpass/cmd/internal/cli"
)

func TestGrouped(t *testing.T) {
	for n, want := range map[int]string{0: "0", 7: "7", 999: "999", 1000: "1,000", 12345: "12,345", 3_999_980: "3,999,980", -1000: "-1,000", -100: "-100"} {
		if got := cli.Grouped(n); got != want {
			t.Errorf("Grouped(%d) = %s, want %s", n, got, want)
		}
	}
}
