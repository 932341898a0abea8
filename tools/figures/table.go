package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"runtime"
	"strings"
	"text/tabwriter"
)

// figure is a row of the table. A value that was not measured is empty.
type figure struct {
	what    string
	ours    string
	against string // of the peer or the baseline
	ratio   string
	goal    string // the target
	reached string
	raw     []string // the measurements behind the row
}

// printFigures prints the table, the measurements and a description of the machine.
func printFigures(w io.Writer, figures []figure) error {
	var page bytes.Buffer
	table := tabwriter.NewWriter(&page, 0, 0, 2, ' ', 0)
	printRow(table, "WHAT", "OURS", "AGAINST", "RATIO", "TARGET", "REACHED")
	for _, f := range figures {
		printRow(table, f.what, f.ours, f.against, f.ratio, f.goal, f.reached)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(&page)
	for _, f := range figures {
		for _, line := range f.raw {
			fmt.Fprintf(&page, "measured: %s\n", line)
		}
	}
	fmt.Fprintf(&page, "\n%d cores, %s, %s/%s. The figures are those of this run on this machine; expect noise.\n",
		runtime.NumCPU(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	_, err := page.WriteTo(w)
	return err
}

func printRow(table *tabwriter.Writer, cells ...string) {
	for i := range cells {
		cells[i] = cmp.Or(cells[i], "-")
	}
	fmt.Fprintln(table, strings.Join(cells, "\t"))
}
