package tms

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// A table is written in blocks, so that a million rows need no more memory than a block.
func TestTableIsWrittenInBlocks(t *testing.T) {
	var out bytes.Buffer
	table := newTable(&out, "SERIAL", "USER")
	for i := range rowsOfBlock {
		if out.Len() > 0 {
			t.Fatalf("written after %d rows", i)
		}
		if err := table.print([]string{fmt.Sprint(i), ""}); err != nil {
			t.Fatal(err)
		}
	}
	if lines := strings.Count(out.String(), "\n"); lines != rowsOfBlock+1 {
		t.Errorf("%d lines after the first block", lines)
	}
	if err := table.print([]string{"last", "x\x1by"}); err != nil {
		t.Fatal(err)
	}
	if err := table.flush(); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(out.String(), "SERIAL   USER\n0        -\n") || !strings.HasSuffix(out.String(), "999      -\nlast   x\\x1by\n") {
		t.Errorf("got\n%s", &out)
	}
}
