package cli

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// WholeNumber is a flag with a number in decimal.
type WholeNumber struct {
	Value uint64
	Least uint64
	Most  uint64 // 0 is 2^64-1
	Given bool
}

func (w *WholeNumber) String() string {
	if w.Value == 0 {
		return ""
	}
	return strconv.FormatUint(w.Value, 10)
}

// Type is what help calls it.
func (w *WholeNumber) Type() string { return "N" }

// Set parses what the command line says.
func (w *WholeNumber) Set(text string) error {
	value, err := strconv.ParseUint(text, 10, 64)
	switch {
	case w.Most == 0 && (err != nil || value < w.Least):
		return fmt.Errorf("must be a whole number from %d to 2^64-1", w.Least)
	case w.Most > 0 && (err != nil || value < w.Least || value > w.Most):
		return fmt.Errorf("must be a whole number from %d to %d", w.Least, w.Most)
	}
	w.Value, w.Given = value, true
	return nil
}

// Instant is a flag with a time (RFC 3339) or a date (midnight in UTC).
type Instant struct {
	Value time.Time
	Given bool
}

func (i *Instant) String() string {
	if i.Value.IsZero() {
		return ""
	}
	return i.Value.Format(time.RFC3339)
}

// Type is what help calls it.
func (i *Instant) Type() string { return "TIME" }

// Set parses what the command line says.
func (i *Instant) Set(text string) error {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			i.Value, i.Given = t, true
			return nil
		}
	}
	return fmt.Errorf("must be like 2026-01-15T08:00:00Z or 2026-01-15")
}

// Decimal is a flag with a decimal number: neither 1e1 nor inf.
type Decimal struct {
	Value       float64
	Least, Most float64
}

func (d *Decimal) String() string { return strconv.FormatFloat(d.Value, 'f', -1, 64) }

// Type is what help calls it.
func (d *Decimal) Type() string { return "X" }

// Set parses what the command line says.
func (d *Decimal) Set(text string) error {
	value, err := strconv.ParseFloat(text, 64)
	if err != nil || strings.Trim(text, "0123456789.") != "" || value < d.Least || value > d.Most {
		return fmt.Errorf("must be a decimal number from %g to %g", d.Least, d.Most)
	}
	d.Value = value
	return nil
}

// Seconds is a flag with a duration in whole seconds.
type Seconds struct {
	Value       time.Duration
	Least, Most time.Duration
	Given       bool
}

func (s *Seconds) String() string {
	if s.Value == 0 {
		return ""
	}
	return s.Value.String()
}

// Type is what help calls it.
func (s *Seconds) Type() string { return "DURATION" }

// Set parses what the command line says.
func (s *Seconds) Set(text string) error {
	value, err := time.ParseDuration(text)
	if err != nil || value < s.Least || value > s.Most || value%time.Second != 0 {
		return fmt.Errorf("must be whole seconds with their unit, like 30s, from %s to %s", s.Least, s.Most)
	}
	s.Value, s.Given = value, true
	return nil
}
