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
	fleetSize    = 1_000_000
	fleetTime    = 5 * time.Second  // target
	fleetMemory  = 64 << 10         // target, in KiB
	importTime   = 10 * time.Second // target
	importMemory = 512 << 10        // target, in KiB
	fleetRounds  = 3
)

// measureFleet generates a million tokens as CSV. There is no peer to compare with.
func measureFleet(ctx context.Context, w *workspace) (figure, error) {
	var took []time.Duration
	most := 0
	for range fleetRounds {
		each, peak, err := w.generateFleet(ctx)
		if err != nil {
			return figure{}, err
		}
		took, most = append(took, each), max(most, peak)
	}
	return figure{
		what:    "fleet of a million tokens as CSV",
		ours:    formatDuration(fastest(took)) + ", " + formatMemory(most),
		goal:    fmt.Sprintf("at most %s and %d MiB", formatDuration(fleetTime), fleetMemory>>10),
		reached: yesNo(fastest(took) <= fleetTime && most <= fleetMemory),
		raw:     []string{"fleet " + formatDurations(took) + "; the shortest time and the highest memory use count"},
	}, nil
}

// generateFleet runs fleet, writes its output to fleet.csv and checks the number
// of lines. peak is the program's peak memory in KiB, or 0 if it is unknown.
func (w *workspace) generateFleet(ctx context.Context) (took time.Duration, peak int, err error) {
	file, err := os.Create(w.path("fleet.csv"))
	if err != nil {
		return 0, 0, err
	}
	defer file.Close() //nolint:errcheck // measureFleetImport would find a line missing
	lines := 0
	took, err = w.run(ctx, func(pid int, piece []byte) {
		lines += bytes.Count(piece, []byte("\n"))
		_, _ = file.Write(piece)
		if seen, ok := peakMemory(pid); ok {
			peak = max(peak, seen)
		}
	}, w.etokenpass, "fleet", "--count", strconv.Itoa(fleetSize), "--random-seed", "42", "--as", "csv")
	if err == nil && lines != fleetSize {
		err = fmt.Errorf("fleet printed %d lines; want %d", lines, fleetSize)
	}
	return took, peak, err
}

// measureFleetImport imports the file that measureFleet has written.
func measureFleetImport(ctx context.Context, w *workspace) (figure, error) {
	lines, peak := 0, 0
	took, err := w.run(ctx, func(pid int, piece []byte) {
		lines += bytes.Count(piece, []byte("\n"))
		if seen, ok := peakMemory(pid); ok {
			peak = max(peak, seen)
		}
	}, w.etokenpass, "import", "--dry-run", "--format", "json", w.path("fleet.csv"))
	if err == nil && lines != fleetSize {
		err = fmt.Errorf("import printed %d lines; want %d", lines, fleetSize)
	}
	return figure{
		what:    "  imported with import --dry-run",
		ours:    formatDuration(took) + ", " + formatMemory(peak),
		goal:    fmt.Sprintf("at most %s and %d MiB", formatDuration(importTime), importMemory>>10),
		reached: yesNo(took <= importTime && peak <= importMemory),
	}, err
}

func formatMemory(kib int) string {
	if kib == 0 {
		return errNoPeak.Error()
	}
	return formatMiB(kib)
}
