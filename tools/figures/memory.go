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
	memoryGrowth = 1.1      // two runs of the same length differ by a few per cent
)

// measureMemory compares the peak memory of a million codes with that of ten
// million.
//
// The peak is read while the process runs. Maxrss of a process that has ended is
// at least the memory of its parent if the two share memory until exec, as with
// Go on Linux, and this program uses more memory than the one it measures.
func measureMemory(ctx context.Context, w *workspace) (figure, error) {
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
	f.ours = formatMiB(after)
	f.against = fmt.Sprintf("%d codes: %s", short, formatMiB(before))
	f.ratio = formatRatio(ratio)
	f.reached = yesNo(ratio <= memoryGrowth && after < memoryLimit)
	f.raw = []string{fmt.Sprintf("%d KiB at %d codes, %d KiB at %d", before, short, after, sequence)}
	return f, nil
}

var errNoPeak = errors.New("peak memory is measured on Linux only")

// peak returns the peak memory, in KiB, of printing count codes. It reads the
// memory after each piece of output, the last time when all but the contents of
// the pipe has been generated.
func (w *workspace) peak(ctx context.Context, count int) (kib int, err error) {
	_, err = w.run(ctx, func(pid int, _ []byte) {
		if seen, ok := peakMemory(pid); ok {
			kib = max(kib, seen)
		}
	}, w.etokenpass, "codes", "--count", strconv.Itoa(count))
	if err == nil && kib == 0 {
		err = errNoPeak
	}
	return kib, err
}

// peakMemory returns the peak memory of a running process in KiB, from Linux's
// /proc (VmHWM in proc_pid_status(5)). On other systems ok is false.
func peakMemory(pid int) (kib int, ok bool) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, false
	}
	_, peak, _ := strings.Cut(string(status), "\nVmHWM:")
	number, _, _ := strings.Cut(strings.TrimSpace(peak), " kB")
	kib, err = strconv.Atoi(number)
	return kib, err == nil
}

func formatMiB(kib int) string { return fmt.Sprintf("%.1f MiB", float64(kib)/1024) }
