package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// fastest is for a few long runs: any disturbance makes a run slower.
func fastest[T cmp.Ordered](all []T) T { return slices.Min(all) }

// median is for many short runs, where the fastest may be an outlier.
func median(all []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}

// percentile99 returns the time that 99 % of the runs took at most.
func percentile99(all []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[(len(sorted)*99-1)/100]
}

// spread returns a median with its range, which shows how reliable it is.
func spread(all []time.Duration) string {
	sorted := slices.Sorted(slices.Values(all))
	return fmt.Sprintf("%s median of %d, %s to %s",
		formatDuration(median(all)), len(all), formatDuration(sorted[0]), formatDuration(sorted[len(sorted)-1]))
}

func formatDurations(all []time.Duration) string {
	var each []string
	for _, d := range all {
		each = append(each, formatDuration(d))
	}
	return strings.Join(each, ", ")
}

// formatDuration formats a duration with as many digits as are significant.
func formatDuration(d time.Duration) string {
	switch {
	case d >= time.Second:
		return fmt.Sprintf("%.2f s", d.Seconds())
	case d >= time.Millisecond:
		return fmt.Sprintf("%.2f ms", d.Seconds()*1e3)
	}
	return fmt.Sprintf("%.0f µs", d.Seconds()*1e6)
}

func formatRatio(ratio float64) string { return fmt.Sprintf("%.2f", ratio) }

func yesNo(reached bool) string {
	if reached {
		return "yes"
	}
	return "NO"
}

// perSecond returns how many operations of this time fit into a second.
func perSecond(each time.Duration) float64 { return float64(time.Second) / float64(each) }

func formatRate(rate float64) string { return fmt.Sprintf("%.0f/s", rate) }

func formatNanoseconds(all []time.Duration) (list string) {
	for i, each := range all {
		if i > 0 {
			list += ", "
		}
		list += fmt.Sprintf("%d ns", each.Nanoseconds())
	}
	return list
}
