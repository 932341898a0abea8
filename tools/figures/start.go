package main

import (
	"context"
	"fmt"
	"time"
)

const (
	starts      = 200
	startFactor = 3.8 // target
)

// firstCode is what codes prints for the demo token (RFC 4226 appendix D).
const firstCode = "755224\n"

// measureStart compares codes with a Go program that does nothing, which takes
// the time of the system and the runtime.
func measureStart(ctx context.Context, w *workspace) (figure, error) {
	var ours, empty []time.Duration
	for range starts {
		took, err := w.runExpect(ctx, firstCode, w.etokenpass, "codes")
		if err != nil {
			return figure{}, err
		}
		ours = append(ours, took)
		took, err = w.runExpect(ctx, "", w.empty)
		if err != nil {
			return figure{}, err
		}
		empty = append(empty, took)
	}
	ratio := median(ours).Seconds() / median(empty).Seconds()
	return figure{
		what:    "codes, start to exit",
		ours:    formatDuration(median(ours)),
		against: "an empty Go program " + formatDuration(median(empty)),
		ratio:   formatRatio(ratio),
		goal:    fmt.Sprintf("at most %.1f times", startFactor),
		reached: yesNo(ratio <= startFactor),
		raw:     []string{"codes " + spread(ours), "an empty Go program " + spread(empty)},
	}, nil
}
