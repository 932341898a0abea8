package etokenpass_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"etokenpass/display/window"
	"etokenpass/internal/locale"
)

// The table of keys in docs/window.md agrees with the window's bindings.
func TestKeysTable(t *testing.T) {
	var table strings.Builder
	table.WriteString("| Key | Action |\n| --- | --- |\n")
	for _, binding := range window.Bindings {
		label, means := binding.In(locale.New(locale.English))
		fmt.Fprintf(&table, "| %s | %s |\n", label, means)
	}
	document, err := os.ReadFile("docs/window.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(document), "\n\n"+table.String()+"\n") {
		t.Errorf("docs/window.md does not contain this table:\n%s", table.String())
	}
}
