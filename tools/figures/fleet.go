package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strconv"
	"time"
)

const (
	fleetSize       = 1_000_000
	fleetTime       = 5 * time.Second // the figures to reach
	fleetMemory     = 64 << 10        // KiB
	fleetReadMemory = 128 << 10       // KiB
	fleetRounds     = 3
)

// measureFleet makes a million tokens as CSV. It has no peer: nobody else makes them.
func measureFleet(ctx context.Context, w *workshop) (figure, error) {
	var took []time.Duration
	most := 0
	for range fleetRounds {
		each, peak, err := w.makeFleet(ctx)
		if err != nil {
			return figure{}, err
		}
		took, most = append(took, each), max(most, peak)
	}
	return figure{
		what:    "fleet of a million tokens as CSV",
		ours:    shown(best(took)) + ", " + memoryOf(most),
		goal:    fmt.Sprintf("%s and %d MiB, or less", shown(fleetTime), fleetMemory>>10),
		reached: verdict(best(took) <= fleetTime && most <= fleetMemory),
		raw:     []string{"fleet " + listed(took) + "; the best counts, and the most memory"},
	}, nil
}

// makeFleet writes the fleet's file, from the pipe, and wants as many lines.
func (w *workshop) makeFleet(ctx context.Context) (took time.Duration, peak int, err error) {
	file, err := os.Create(w.path("fleet.csv"))
	if err != nil {
		return 0, 0, err
	}
	defer file.Close() //nolint:errcheck // what is missing shows when it is read
	lines := 0
	took, err = w.run(ctx, func(pid int, piece []byte) {
		lines += bytes.Count(piece, []byte("\n"))
		_, _ = file.Write(piece)
		if seen, ok := peakOf(pid); ok {
			peak = max(peak, seen)
		}
	}, w.etokenpass, "fleet", "--count", strconv.Itoa(fleetSize), "--random-seed", "42", "--as", "csv")
	if err == nil && lines != fleetSize {
		err = fmt.Errorf("fleet printed %d lines; want %d", lines, fleetSize)
	}
	return took, peak, err
}

// measureFleetImport reads the file of measureFleet back.
func measureFleetImport(ctx context.Context, w *workshop) (figure, error) {
	lines, peak := 0, 0
	took, err := w.run(ctx, func(pid int, piece []byte) {
		lines += bytes.Count(piece, []byte("\n"))
		if seen, ok := peakOf(pid); ok {
			peak = max(peak, seen)
		}
	}, w.etokenpass, "import", "--dry-run", "--format", "json", w.path("fleet.csv"))
	if err == nil && lines != fleetSize {
		err = fmt.Errorf("import printed %d lines; want %d", lines, fleetSize)
	}
	return figure{
		what:    "  read back with import --dry-run",
		ours:    shown(took) + ", " + memoryOf(peak),
		goal:    fmt.Sprintf("%d MiB or less", fleetReadMemory>>10),
		reached: verdict(peak <= fleetReadMemory),
	}, err
}

func memoryOf(kib int) string {
	if kib == 0 {
		return errNoPeak.Error()
	}
	return mebibytes(kib)
}
