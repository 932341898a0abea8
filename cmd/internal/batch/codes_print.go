package batch

import (
	"io"
	"runtime"
	"strconv"

	"etokenpass/cmd/internal/cli"
	"etokenpass/firmware"
	"etokenpass/firmware/oath"
)

// chunk is how many codes one worker makes at a time: some hundred kilobytes,
// which keeps memory constant and the workers busy.
const chunk = 16_384

// printCodes makes codes on all cores and writes them in order. Worker i makes
// every chunk whose number is i modulo the workers, so reading one chunk from
// each in turn gives the order back.
func printCodes(w io.Writer, config firmware.Config, format string, from, count uint64, progress *cli.Progress) error {
	chunks := (count-1)/chunk + 1
	workers := min(uint64(runtime.GOMAXPROCS(0)), chunks)
	lanes := make([]lane, workers)
	stop := make(chan struct{})
	defer close(stop)
	for i := range lanes {
		generator, err := config.Generator()
		if err != nil {
			return err
		}
		lanes[i] = newLane()
		go func() {
			for number := uint64(i); number < chunks; number += workers {
				first := number * chunk
				if !lanes[i].fill(generator, format, from+first, min(chunk, count-first), stop) {
					return
				}
			}
		}()
	}

	if format == cli.CSV {
		if _, err := io.WriteString(w, "moving_factor,code\n"); err != nil {
			return cli.Written(err)
		}
	}
	for number := range chunks {
		lane := lanes[number%workers]
		lines := <-lane.full
		if _, err := w.Write(lines); err != nil {
			return cli.Written(err)
		}
		lane.empty <- lines[:0]
		progress.Show(float64(number+1) / float64(chunks))
	}
	return nil
}

// lane is one worker's way to the printer: two buffers that go round.
type lane struct{ full, empty chan []byte }

func newLane() lane {
	l := lane{full: make(chan []byte, 2), empty: make(chan []byte, 2)}
	l.empty <- nil
	l.empty <- nil
	return l
}

// fill fills a buffer with the lines of some codes. It reports whether somebody
// still wants them.
func (l lane) fill(generator *oath.Generator, format string, from, count uint64, stop <-chan struct{}) bool {
	var lines []byte
	select {
	case lines = <-l.empty:
	case <-stop:
		return false
	}
	for i := range count {
		lines = appendCode(lines, generator, format, from+i)
	}
	l.full <- lines // never waits: there are no more buffers than places
	return true
}

func appendCode(line []byte, generator *oath.Generator, format string, movingFactor uint64) []byte {
	switch format {
	case cli.JSON:
		line = append(line, `{"moving_factor":`...)
		line = strconv.AppendUint(line, movingFactor, 10)
		line = append(line, `,"code":"`...)
		line = generator.Append(line, movingFactor)
		return append(line, "\"}\n"...)
	case cli.CSV:
		line = strconv.AppendUint(line, movingFactor, 10)
		line = append(line, ',')
	}
	line = generator.Append(line, movingFactor)
	return append(line, '\n')
}
