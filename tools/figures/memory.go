package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
)

const (
	memoryLimit  = 40 << 10 // KiB
	memoryGrowth = 1.1      // two runs of one length differ by some per cent
)

// measureMemory compares the peak memory of a million codes and of ten million.
//
// The peak is asked from the running process. The other way, Maxrss of an ended
// one, gives at least the memory of whoever started it where the start shares
// memory until exec, as Go's does on Linux; and we are bigger than what we
// measure.
func measureMemory(ctx context.Context, w *workshop) (figure, error) {
	const short = sequence / 10
	f := figure{
		what: "  its peak memory",
		goal: fmt.Sprintf("constant (at most %v times) and below %d MiB", memoryGrowth, memoryLimit>>10),
	}
	before, err := w.peak(ctx, short)
	if errors.Is(err, errNoPeak) {
		f.ours = errNoPeak.Error()
		return f, nil
	}
	if err != nil {
		return figure{}, err
	}
	after, err := w.peak(ctx, sequence)
	if err != nil {
		return figure{}, err
	}
	ratio := float64(after) / float64(before)
	f.ours = mebibytes(after)
	f.against = fmt.Sprintf("at %d codes %s", short, mebibytes(before))
	f.ratio = times(ratio)
	f.reached = verdict(ratio <= memoryGrowth && after < memoryLimit)
	f.raw = []string{fmt.Sprintf("%d KiB at %d codes, %d KiB at %d", before, short, after, sequence)}
	return f, nil
}

var errNoPeak = errors.New("peak memory is measured on Linux only")

// peak is the peak memory, in KiB, of printing so many codes. It looks at each
// piece of output, so the last look comes when all but a pipe's worth is made.
func (w *workshop) peak(ctx context.Context, count int) (kib int, err error) {
	_, err = w.run(ctx, func(pid int, _ []byte) {
		if seen, ok := peakOf(pid); ok {
			kib = max(kib, seen)
		}
	}, w.etokenpass, "codes", "--count", strconv.Itoa(count))
	if err == nil && kib == 0 {
		err = errNoPeak
	}
	return kib, err
}

// peakOf reads what Linux tells of a process that has not ended (proc_pid_status(5)).
func peakOf(pid int) (kib int, ok bool) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, false
	}
	_, peak, _ := strings.Cut(string(status), "\nVmHWM:")
	number, _, _ := strings.Cut(strings.TrimSpace(peak), " kB")
	kib, err = strconv.Atoi(number)
	return kib, err == nil
}

func mebibytes(kib int) string { return fmt.Sprintf("%.1f MiB", float64(kib)/1024) }
