package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"
)

const (
	playPresses = 1_000_000
	playStep    = "press x1000000 every 28s"
	playRounds  = 3
	playLimit   = 2 * time.Second // target
)

// measurePlay plays a million presses on a virtual clock. There is no peer to
// compare with.
func measurePlay(ctx context.Context, w *workspace) (figure, error) {
	file := w.path("presses.scenario")
	if err := os.WriteFile(file, []byte(playStep+"\n"), 0o600); err != nil {
		return figure{}, err
	}
	generator, err := newGenerator()
	if err != nil {
		return figure{}, err
	}
	last := generator.Code(playPresses - 1)
	var ours []time.Duration
	for range playRounds {
		took, err := w.timePlay(ctx, file, last)
		if err != nil {
			return figure{}, err
		}
		ours = append(ours, took)
	}
	return figure{
		what:    "play of " + playStep,
		ours:    formatDuration(fastest(ours)),
		against: "324 virtual days",
		goal:    "below " + formatDuration(playLimit),
		reached: yesNo(fastest(ours) < playLimit),
		raw:     []string{"play " + formatDurations(ours) + "; the fastest counts"},
	}, nil
}

// timePlay checks that play prints one line, which begins with the time of the
// last release and ends with the last code. It ignores the columns in between.
func (w *workspace) timePlay(ctx context.Context, file, last string) (time.Duration, error) {
	var output strings.Builder
	took, err := w.run(ctx, func(_ int, piece []byte) { output.Write(piece) }, w.etokenpass, "play", file)
	if err != nil {
		return 0, err
	}
	const end = "27999972.200s" // the last press begins after 999,999 times 28 s and takes 200 ms
	fields := strings.Fields(output.String())
	if len(fields) < 2 || fields[0] != end || fields[len(fields)-1] != last {
		return 0, fmt.Errorf("play printed %q; want %s … %s", output.String(), end, last)
	}
	return took, nil
}
