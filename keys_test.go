package etokenpass_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"etokenpass/display/window"
	"etokenpass/internal/locale"
)

// README's table of keys is the window's own.
func TestTheKeysTableIsTrue(t *testing.T) {
	var table strings.Builder
	table.WriteString("| Key | Does |\n| --- | --- |\n")
	for _, binding := range window.Bindings {
		label, means := binding.In(locale.New(locale.English))
		fmt.Fprintf(&table, "| %s | %s |\n", label, means)
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), "\n\n"+table.String()+"\n") {
		t.Errorf("README does not have this table:\n%s", table.String())
	}
}
