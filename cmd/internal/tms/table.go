package tms

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"etokenpass/cmd/internal/cli"
)

// table prints rows in columns. It aligns a block of rows at a time, so that a million rows need
// no more memory than one block.
type table struct {
	writer *tabwriter.Writer
	rows   int
}

// rowsOfBlock is how many rows have the same widths.
const rowsOfBlock = 1000

func newTable(out io.Writer, names ...string) *table {
	t := &table{writer: tabwriter.NewWriter(out, 0, 0, 3, ' ', 0)}
	fmt.Fprintln(t.writer, strings.Join(names, "\t"))
	return t
}

func (t *table) print(cells []string) error {
	fmt.Fprintln(t.writer, strings.Join(legible(cells), "\t"))
	if t.rows++; t.rows%rowsOfBlock == 0 {
		return cli.OutputError(t.writer.Flush())
	}
	return nil
}

func (t *table) flush() error { return t.writer.Flush() }

// legible makes the cells of a row safe to print on a terminal; an empty one becomes a dash, so
// that columns stay columns.
func legible(cells []string) []string {
	shown := make([]string, len(cells))
	for i, cell := range cells {
		if shown[i] = cli.Legible(cell); cell == "" {
			shown[i] = "-"
		}
	}
	return shown
}
