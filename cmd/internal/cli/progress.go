package cli

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Progress shows on standard error how far long work has come and how long it will still take,
// like "imported 12,345 of 100,000, 8 s left". It shows nothing in the first second, and
// nothing if standard error is not a terminal.
type Progress struct {
	print func(format string, args ...any) // nil shows nothing
	now   func() time.Time
	verb  string
	began time.Time
	next  time.Time // when the line may be printed again
	shown int       // length of the line on the terminal

	end       time.Time // the estimated end; zero before the first estimate
	estimated time.Time // when it was estimated
}

const (
	progressAfter = time.Second
	progressEvery = 200 * time.Millisecond

	smoothing = 3 * time.Second // how long an estimate takes to follow most of a change
)

// NewProgress returns a progress display of work that begins now. The verb says what has been
// done with the part that is done: imported, read. Pass undisturbed as false if the result is
// printed to the same terminal meanwhile: nothing is shown then.
func (a *App) NewProgress(verb string, undisturbed bool) *Progress {
	now := a.Now()
	p := &Progress{now: a.Now, verb: verb, began: now, next: now.Add(progressAfter)}
	if a.ErrIsTerminal && undisturbed {
		p.print = a.Messagef
	}
	return p
}

// Count shows how many things are done, and of how many.
func (p *Progress) Count(done, total uint64) {
	p.show(float64(done)/float64(total), func() string { return grouped(done) + " of " + grouped(total) })
}

// Number shows how many things are done, of a number that is not known. It cannot say how long
// the rest takes.
func (p *Progress) Number(done uint64) {
	p.show(0, func() string { return grouped(done) })
}

// Share shows the fraction that is done, from 0 to 1, of work that has no number.
func (p *Progress) Share(done float64) {
	p.show(done, func() string { return fmt.Sprintf("%.0f %%", 100*done) })
}

// show prints the line if it is time to.
func (p *Progress) show(done float64, amount func() string) {
	if p.print == nil {
		return
	}
	now := p.now()
	if !now.After(p.next) {
		return
	}
	line := p.verb + " " + amount()
	if done > 0 {
		p.estimate(now, done)
		line += ", " + timeLeft(p.end.Sub(now)) + " left"
	}
	p.print("\r%-*s", p.shown, line) // padded, to overwrite a longer line
	p.next, p.shown = now.Add(progressEvery), max(p.shown, len(line))
}

// estimate estimates when the work ends, from its average speed. It moves the previous estimate
// gradually towards the new one, so that the time left does not jump.
func (p *Progress) estimate(now time.Time, done float64) {
	left := float64(now.Sub(p.began)) * (1 - done) / done
	end := now.Add(time.Duration(min(left, float64(longest))))
	if p.end.IsZero() {
		p.end = end
	}
	weight := 1 - math.Exp(-float64(now.Sub(p.estimated))/float64(smoothing))
	p.end = p.end.Add(time.Duration(weight * float64(end.Sub(p.end))))
	p.estimated = now
}

// longest limits an estimate; a [time.Duration] cannot hold more than 292 years.
const longest = 100 * 365 * 24 * time.Hour

// timeLeft returns a time in the largest unit that makes it at least 2, rounded up.
func timeLeft(left time.Duration) string {
	left = max(left, 0)
	unit, name := time.Second, "s"
	switch {
	case left > 48*time.Hour:
		unit, name = 24*time.Hour, "days"
	case left > 2*time.Hour:
		unit, name = time.Hour, "h"
	case left > 2*time.Minute:
		unit, name = time.Minute, "min"
	}
	return grouped(uint64((left+unit-1)/unit)) + " " + name
}

// grouped returns a number with a comma after each three digits.
func grouped(n uint64) string {
	digits := strconv.FormatUint(n, 10)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// End clears the line.
func (p *Progress) End() {
	if p.shown > 0 {
		p.print("\r%s\r", strings.Repeat(" ", p.shown))
		p.shown = 0
	}
}
