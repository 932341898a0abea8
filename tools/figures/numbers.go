package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// best is the fastest: everything that disturbs a measurement makes it slower.
func best[T cmp.Ordered](all []T) T { return slices.Min(all) }

// median is for many short runs, where the fastest would be a lucky one.
func median(all []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}

// spread tells how far to trust a median.
func spread(all []time.Duration) string {
	sorted := slices.Sorted(slices.Values(all))
	return fmt.Sprintf("%s median of %d, %s to %s",
		shown(median(all)), len(all), shown(sorted[0]), shown(sorted[len(sorted)-1]))
}

func listed(all []time.Duration) string {
	var each []string
	for _, d := range all {
		each = append(each, shown(d))
	}
	return strings.Join(each, ", ")
}

// shown has as many digits as a measurement deserves.
func shown(d time.Duration) string {
	switch {
	case d >= time.Second:
		return fmt.Sprintf("%.2f s", d.Seconds())
	case d >= time.Millisecond:
		return fmt.Sprintf("%.2f ms", d.Seconds()*1e3)
	}
	return fmt.Sprintf("%.0f µs", d.Seconds()*1e6)
}

func times(ratio float64) string { return fmt.Sprintf("%.2f", ratio) }

func verdict(reached bool) string {
	if reached {
		return "yes"
	}
	return "NO"
}
