package batch

import (
	"bufio"
	"fmt"
	"io"
	"runtime"
	"time"

	"etokenpass/cmd/internal/cli"
	"etokenpass/device"
	"etokenpass/firmware"
	"etokenpass/firmware/oath"
	"etokenpass/profiles"
)

// series is the consecutive codes of one token.
type series struct {
	config       firmware.Config
	first, count uint64                          // moving factors
	validFor     func(movingFactor uint64) int64 // see codeLine
}

// series returns the codes of a token from --from or else from at on.
func (o *codesOptions) series(profile *profiles.Profile, at time.Time) (s series, err error) {
	s = series{first: o.from.Value, count: o.count.Value}
	if s.config, err = device.FirmwareConfig(profile, at); err != nil || o.from.Changed() {
		return s, err
	}
	if profile.Type == profiles.Time {
		s.validFor = func(movingFactor uint64) int64 { return device.ValidFor(profile, movingFactor, at) }
	}
	s.first, err = s.config.NextMovingFactor(profile.Counter, at)
	return s, err
}

// enough returns an error if there are too few moving factors for the codes.
func (s series) enough() error {
	_, left, _ := oath.MovingFactor(s.first, 0)
	return cli.EnoughCodes(s.count, left, fmt.Sprintf("from moving factor %d to 2^64-1", s.first))
}

// print prints the codes.
func (s series) print(out *bufio.Writer, line codeLine) error {
	generator, err := s.config.Generator()
	if err != nil {
		return err
	}
	line.validFor = s.validFor
	for i := range s.count {
		if _, err := out.Write(line.append(out.AvailableBuffer(), generator, s.first+i)); err != nil {
			return cli.OutputError(err)
		}
	}
	return nil
}

// chunk is how many codes a worker computes at a time: some hundred kilobytes, enough to
// keep the workers busy in constant memory.
const chunk = 16_384

// printOnAllCores computes the codes on all cores and prints them in order. Worker i computes
// every chunk whose number is i modulo the number of workers, so reading one chunk from each in
// turn restores the order.
func (s series) printOnAllCores(w io.Writer, line codeLine, progress *cli.Progress) error {
	line.validFor = s.validFor
	chunks := (s.count-1)/chunk + 1
	workers := min(uint64(runtime.GOMAXPROCS(0)), chunks)
	lanes := make([]lane, workers)
	stop := make(chan struct{})
	defer close(stop)
	if _, err := s.config.Generator(); err != nil {
		return err
	}
	for i := range lanes {
		lanes[i] = newLane()
		go func() {
			// Made here, its memory is apart from that of the others: cores that write to the same
			// cache line wait for each other.
			generator, err := s.config.Generator()
			if err != nil { // the same call has just succeeded
				panic(fmt.Sprintf("internal error: %v", err))
			}
			for number := uint64(i); number < chunks; number += workers {
				first := number * chunk
				if !lanes[i].fill(generator, line, s.first+first, min(chunk, s.count-first), stop) {
					return
				}
			}
		}()
	}

	if line.format == cli.CSV {
		if _, err := io.WriteString(w, "moving_factor,code\n"); err != nil {
			return cli.OutputError(err)
		}
	}
	for number := range chunks {
		lane := lanes[number%workers]
		lines := <-lane.full
		if _, err := w.Write(lines); err != nil {
			return cli.OutputError(err)
		}
		lane.empty <- lines[:0]
		progress.Count(min((number+1)*chunk, s.count), s.count)
	}
	return nil
}

// lane connects a worker with the printer: two buffers circulate between them.
type lane struct{ full, empty chan []byte }

func newLane() lane {
	l := lane{full: make(chan []byte, 2), empty: make(chan []byte, 2)}
	l.empty <- nil
	l.empty <- nil
	return l
}

// fill fills a buffer with the lines of some codes. It reports whether the printer still
// takes them.
func (l lane) fill(generator *oath.Generator, line codeLine, from, count uint64, stop <-chan struct{}) bool {
	var lines []byte
	select {
	case lines = <-l.empty:
	case <-stop:
		return false
	}
	for i := range count {
		lines = line.append(lines, generator, from+i)
	}
	l.full <- lines // never blocks: the channel has room for both buffers
	return true
}
