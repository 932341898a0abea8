package web

import (
	"encoding"
	"errors"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"etokenpass/internal/value"
)

// Duration is a time as text with its unit, like 27s.
type Duration struct{ time.Duration }

var (
	_ encoding.TextMarshaler   = Duration{}
	_ encoding.TextUnmarshaler = (*Duration)(nil)
	_ encoding.TextMarshaler   = Timestamp{}
	_ encoding.TextUnmarshaler = (*Timestamp)(nil)
)

// MarshalText implements [encoding.TextMarshaler].
func (d Duration) MarshalText() ([]byte, error) { return []byte(value.FormatDuration(d.Duration)), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]. Its error does not contain the text.
func (d *Duration) UnmarshalText(text []byte) error {
	parsed, err := value.ParseDuration(string(text))
	if err != nil {
		return errors.New("must be a duration with its unit, like 27s")
	}
	d.Duration = parsed
	return nil
}

// Schema implements [huma.SchemaProvider].
func (Duration) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		Type: huma.TypeString, MaxLength: new(32), Pattern: `^[+-]?([0-9]+(\.[0-9]+)?(h|m|s|ms|us|µs|ns))+$`,
		PatternDescription: "a duration with its unit, like 27s", Examples: []any{"27s"}, Description: "A time with its unit, like 1m30s.",
	}
}

// Timestamp is a time as all our JSON has it: RFC 3339 in UTC, rounded to milliseconds.
type Timestamp time.Time

// MarshalText implements [encoding.TextMarshaler].
func (t Timestamp) MarshalText() ([]byte, error) {
	return value.AppendTimestamp(nil, time.Time(t)), nil
}

// UnmarshalText implements [encoding.TextUnmarshaler]: it reads RFC 3339, so that clients in Go can decode what the
// server sends. Its error does not contain the text.
func (t *Timestamp) UnmarshalText(text []byte) error {
	parsed, err := time.Parse(time.RFC3339, string(text))
	if err != nil {
		return errors.New("must be a date and time, like 2026-01-15T10:00:00Z")
	}
	*t = Timestamp(parsed)
	return nil
}

// Schema implements [huma.SchemaProvider].
func (Timestamp) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "date-time", Examples: []any{"2026-01-01T00:00:00.000Z"}}
}
