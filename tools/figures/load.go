package main

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

const (
	loadTime        = 3 * time.Second // of a round
	loadConnections = 16              // for each core there are some that wait
)

//go:embed load.lua
var loadScript []byte

// load is what wrk measured in one round.
type load struct {
	requests uint64
	each     time.Duration // the time of the round, divided by the requests
	p99      time.Duration // 99 % of the answers took at most so long
}

func (l load) String() string {
	return fmt.Sprintf("%s, p99 %s", formatRate(perSecond(l.each)), formatDuration(l.p99))
}

// formatLoads lists the rounds.
func formatLoads(all []load) string {
	var each []string
	for _, l := range all {
		each = append(each, l.String())
	}
	return strings.Join(each, "; ") + "; the fastest counts"
}

// fastestLoad is for loads what [fastest] is for times.
func fastestLoad(all []load) load {
	best := all[0]
	for _, l := range all[1:] {
		if l.each < best.each {
			best = l
		}
	}
	return best
}

// sendLoad sends POST requests to a server for loadTime, from some connections, to the paths in a
// file, with the bodies that follow them. An answer that is not a success is an error.
func (w *workspace) sendLoad(ctx context.Context, url, paths string, connections int) (load, error) {
	script := w.path("load.lua")
	if err := os.WriteFile(script, loadScript, 0o600); err != nil {
		return load{}, err
	}
	var output strings.Builder
	if _, err := w.run(ctx, func(_ int, piece []byte) { output.Write(piece) }, w.wrk,
		"--threads", "1", "--connections", strconv.Itoa(connections), "--duration", loadTime.String(),
		"--script", script, url, "--", paths); err != nil {
		return load{}, err
	}
	return parseLoad(output.String())
}

// parseLoad parses the last line of wrk's output, which load.lua prints.
func parseLoad(output string) (load, error) {
	lines := strings.Split(strings.TrimSpace(output), "\n")
	var requests, duration, p99, failed uint64
	if _, err := fmt.Sscan(lines[len(lines)-1], &requests, &duration, &p99, &failed); err != nil {
		return load{}, fmt.Errorf("wrk printed %q: %w", output, err)
	}
	if failed > 0 || requests == 0 {
		return load{}, fmt.Errorf("wrk made %d requests, and %d failed:\n%s", requests, failed, output)
	}
	microseconds := func(n uint64) time.Duration { return time.Duration(n) * time.Microsecond }
	return load{requests, microseconds(duration) / time.Duration(requests), microseconds(p99)}, nil
}
