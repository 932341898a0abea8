package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

const (
	presses     = 100
	pressFactor = 1.25 // the target is the sum itself; a quarter is for the lock, the read and noise
)

// stateSize is the approximate size of a saved counter's file, in bytes.
const stateSize = 150

// measurePress compares press with the least it must do: a start, as measured
// with codes, and a durable write. The three are measured alternately.
func measurePress(ctx context.Context, w *workspace) (figure, error) {
	generator, err := newGenerator()
	if err != nil {
		return figure{}, err
	}
	folder := w.path("state/etokenpass") // where press saves the counter; the first press creates it
	var ours, start, disk []time.Duration
	for i := range uint64(presses) {
		press, err := w.runExpect(ctx, generator.Code(i)+"\n", w.etokenpass, "press")
		if err != nil {
			return figure{}, err
		}
		codes, err := w.runExpect(ctx, firstCode, w.etokenpass, "codes")
		if err != nil {
			return figure{}, err
		}
		write, err := timeDurableWrite(filepath.Join(folder, "baseline"))
		if err != nil {
			return figure{}, err
		}
		ours, start, disk = append(ours, press), append(start, codes), append(disk, write)
	}
	sum := median(start) + median(disk)
	ratio := median(ours).Seconds() / sum.Seconds()
	return figure{
		what:    "press with its durable write, start to exit",
		ours:    formatDuration(median(ours)),
		against: fmt.Sprintf("codes %s + the disk %s", formatDuration(median(start)), formatDuration(median(disk))),
		ratio:   formatRatio(ratio),
		goal:    fmt.Sprintf("that sum (at most %v times)", pressFactor),
		reached: yesNo(ratio <= pressFactor),
		raw:     []string{"press " + spread(ours), "codes " + spread(start), "a durable write " + spread(disk)},
	}, nil
}

// timeDurableWrite times a minimal durable write: a new file with its fsync, a
// rename, and an fsync of the folder.
func timeDurableWrite(target string) (time.Duration, error) {
	contents := bytes.Repeat([]byte{'\n'}, stateSize)

	start := time.Now()
	file, err := os.OpenFile(target+".tmp", os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return 0, err
	}
	_, writeErr := file.Write(contents)
	if err := errors.Join(writeErr, file.Sync(), file.Close()); err != nil {
		return 0, err
	}
	if err := os.Rename(target+".tmp", target); err != nil {
		return 0, err
	}
	opened, err := os.Open(filepath.Dir(target))
	if err != nil {
		return 0, err
	}
	err = errors.Join(opened.Sync(), opened.Close())
	return time.Since(start), err
}
