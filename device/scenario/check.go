package scenario

import (
	"errors"
	"fmt"
	"time"

	"etokenpass/device"
	"etokenpass/profiles"
)

// Check checks the scenario against a profile without running it. Problems are button
// steps that are not possible, such as two downs in a row; screens that the LCD cannot
// show; and a scenario that lasts longer than 100 years. Check returns all problems
// joined, each an [*Error].
func (s *Scenario) Check(profile *profiles.Profile) error {
	c := checker{file: s.name, screens: device.ScreensOf(profile), hold: profile.Button.Hold}
	for _, step := range s.steps {
		c.button(step)
		c.expectation(step)
		c.time(step)
	}
	return errors.Join(c.problems...)
}

type checker struct {
	file    string
	screens device.Screens
	hold    time.Duration

	downSince int // the line number of the down step; 0 if the button is up
	total     time.Duration
	problems  []error
}

func (c *checker) wrong(s step, advice, format string, args ...any) {
	c.problems = append(c.problems, &Error{File: c.file, Line: s.line, Problem: fmt.Sprintf(format, args...), Advice: advice})
}

func (c *checker) button(s step) {
	switch s.verb {
	case "press", "hold", "down":
		if c.downSince > 0 {
			c.wrong(s, "add an up step before it", "%s: the button has been down since line %d", s.verb, c.downSince)
		}
	case "up":
		if c.downSince == 0 {
			c.wrong(s, "add a down step before it", "up: the button is not down")
		}
	}
	switch s.verb {
	case "down":
		c.downSince = s.line
	case "up":
		c.downSince = 0
	}
}

func (c *checker) expectation(s step) {
	if s.verb == "expect" && !c.screens.Include(s.want) {
		c.wrong(s, "", "expect %q: must be %v", s.want, c.screens)
	}
}

func (c *checker) time(s step) {
	before := c.total
	c.total += s.duration(c.hold)
	if before <= maxTime && c.total > maxTime {
		c.wrong(s, "", "by the end of this step, the scenario lasts longer than %s", maxTimeText)
	}
	c.total = min(c.total, maxTime+1)
}

// duration returns how long a step takes, or maxTime + 1 if that is longer than maxTime.
func (s step) duration(hold time.Duration) time.Duration {
	switch s.verb {
	case "press":
		if time.Duration(s.count-1) > maxTime/s.every {
			return maxTime + 1
		}
		return time.Duration(s.count-1)*s.every + device.PressTime
	case "hold":
		return s.holdTime(hold)
	case "wait":
		return s.time
	}
	return 0
}

// holdTime returns how long a hold keeps the button down: the step's duration or, if it has
// none, the profile's hold time.
func (s step) holdTime(profile time.Duration) time.Duration {
	if s.time == 0 {
		return profile
	}
	return s.time
}
