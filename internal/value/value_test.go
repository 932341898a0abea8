package value_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"etokenpass/internal/value"
)

func TestNumbers(t *testing.T) {
	for _, row := range []struct {
		text        string
		least, most uint64
		want        uint64
		ok          bool
	}{
		{"6", 6, 8, 6, true},
		{"8", 6, 8, 8, true},
		{"5", 6, 8, 5, false},
		{"9", 6, 8, 9, false},
		{"0007", 6, 8, 7, true},
		{"18446744073709551615", 0, math.MaxUint64, math.MaxUint64, true},
		{"18446744073709551616", 0, math.MaxUint64, math.MaxUint64, false},
		{"", 0, 8, 0, false},
		{"+6", 6, 8, 0, false},
		{"0x6", 6, 8, 0, false},
		{"6.0", 6, 8, 0, false},
	} {
		if got, ok := value.ParseNumber(row.text, row.least, row.most); ok != row.ok || ok && got != row.want {
			t.Errorf("ParseNumber(%q, %d, %d) = %d, %v; want %d, %v", row.text, row.least, row.most, got, ok, row.want, row.ok)
		}
	}
	if got, want := value.Numbers(6, 8), "a whole number from 6 to 8"; got != want {
		t.Errorf("Numbers(6, 8) = %q, want %q", got, want)
	}
	if got, want := value.Numbers(0, math.MaxUint64), "a whole number from 0 to 2^64-1"; got != want {
		t.Errorf("Numbers(0, 2^64-1) = %q, want %q", got, want)
	}
}

func TestChoice(t *testing.T) {
	type word string
	for want, words := range map[string][]word{"a": {"a"}, "a or b": {"a", "b"}, "a, b or c": {"a", "b", "c"}} {
		if got := value.Choice(words...); got != want {
			t.Errorf("Choice(%q) = %q, want %q", words, got, want)
		}
	}
}

func TestParseDuration(t *testing.T) {
	for text, want := range map[string]time.Duration{"27s": 27 * time.Second, "1h30m": 90 * time.Minute, "-0.5s": -500 * time.Millisecond} {
		if got, err := value.ParseDuration(text); got != want || err != nil {
			t.Errorf("ParseDuration(%q) = %v, %v; want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"0", "27", "1.5"} {
		if got, err := value.ParseDuration(text); !errors.Is(err, value.ErrNoUnit) {
			t.Errorf("ParseDuration(%q) = %v, %v; want ErrNoUnit", text, got, err)
		}
	}
	for _, text := range []string{"", "soon", "27 s", "1d"} {
		if got, err := value.ParseDuration(text); err == nil || errors.Is(err, value.ErrNoUnit) {
			t.Errorf("ParseDuration(%q) = %v, %v; want another error than ErrNoUnit", text, got, err)
		}
	}
}

func TestFormatDuration(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0s", 27 * time.Second: "27s", time.Minute: "1m", 90 * time.Second: "1m30s", 24 * time.Hour: "24h",
		time.Hour + time.Second: "1h0m1s", 100 * time.Millisecond: "100ms", 10 * time.Minute: "10m", -168 * time.Hour: "-168h",
	} {
		got := value.FormatDuration(d)
		if back, err := value.ParseDuration(got); got != want || err != nil || back != d {
			t.Errorf("%v is %s, which is %v (%v); want %s", d, got, back, err, want)
		}
	}
}

func TestParseInstant(t *testing.T) {
	for text, want := range map[string]time.Time{
		"2026-01-15":                time.Date(2026, 1, 15, 0, 0, 0, 0, time.UTC),
		"2026-01-15T08:00:00Z":      time.Date(2026, 1, 15, 8, 0, 0, 0, time.UTC),
		"2026-01-15T08:00:00+03:00": time.Date(2026, 1, 15, 5, 0, 0, 0, time.UTC),
	} {
		if got, ok := value.ParseInstant(text); !ok || !got.Equal(want) {
			t.Errorf("ParseInstant(%q) = %v, %v; want %v", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "noon", "2026-01-15 08:00:00", "2026-02-30", "20260115", "0000-12-31", "9999-12-31T23:59:59-01:00"} {
		if got, ok := value.ParseInstant(text); ok {
			t.Errorf("ParseInstant(%q) = %v; want none", text, got)
		}
	}
}
