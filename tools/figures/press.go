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
	pressFactor = 1.25 // the figure is the sum itself; a quarter is for the lock, the reading and the noise
)

// stateSize is about what the file of a saved counter has, in bytes.
const stateSize = 150

// measurePress compares press with what cannot be had for less: a start, as
// codes has it, and a durable write, both in turns with it.
func measurePress(ctx context.Context, w *workshop) (figure, error) {
	generator, err := newGenerator()
	if err != nil {
		return figure{}, err
	}
	folder := w.path("state/etokenpass") // where press saves, which the first press makes
	var ours, start, disk []time.Duration
	for i := range uint64(presses) {
		press, err := w.runFor(ctx, generator.Code(i)+"\n", w.etokenpass, "press")
		if err != nil {
			return figure{}, err
		}
		codes, err := w.runFor(ctx, firstCode, w.etokenpass, "codes")
		if err != nil {
			return figure{}, err
		}
		write, err := timeDurableWrite(folder)
		if err != nil {
			return figure{}, err
		}
		ours, start, disk = append(ours, press), append(start, codes), append(disk, write)
	}
	sum := median(start) + median(disk)
	ratio := median(ours).Seconds() / sum.Seconds()
	return figure{
		what:    "press with its durable write, start to exit",
		ours:    shown(median(ours)),
		against: fmt.Sprintf("codes %s + the disk %s", shown(median(start)), shown(median(disk))),
		ratio:   times(ratio),
		goal:    fmt.Sprintf("that sum (at most %v times)", pressFactor),
		reached: verdict(ratio <= pressFactor),
		raw:     []string{"press " + spread(ours), "codes " + spread(start), "a durable write " + spread(disk)},
	}, nil
}

// timeDurableWrite times what the disk has to do for one press: both fsyncs,
// and the least around them that makes them mean something.
func timeDurableWrite(folder string) (time.Duration, error) {
	target := filepath.Join(folder, "yardstick")
	contents := bytes.Repeat([]byte{'\n'}, stateSize)

	begun := time.Now()
	file, err := os.OpenFile(target+".tmp", os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return 0, err
	}
	_, writing := file.Write(contents)
	if err := errors.Join(writing, file.Sync(), file.Close()); err != nil {
		return 0, err
	}
	if err := os.Rename(target+".tmp", target); err != nil {
		return 0, err
	}
	opened, err := os.Open(folder)
	if err != nil {
		return 0, err
	}
	err = errors.Join(opened.Sync(), opened.Close())
	return time.Since(begun), err
}
