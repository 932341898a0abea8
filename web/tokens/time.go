package tokens

import (
	"errors"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"etokenpass/device"
	"etokenpass/internal/value"
)

// Duration is a time as text with its unit, like 27s.
type Duration struct{ time.Duration }

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
	return &huma.Schema{Type: huma.TypeString, MaxLength: new(32), Examples: []any{"27s"}, Description: "A time with its unit, like 1m30s."}
}

// Timestamp is a time as all our JSON has it; see [device.Timestamp].
type Timestamp time.Time

// MarshalText implements [encoding.TextMarshaler].
func (t Timestamp) MarshalText() ([]byte, error) { return device.Timestamp(t).MarshalText() }

// Schema implements [huma.SchemaProvider].
func (Timestamp) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "date-time", Examples: []any{"2026-01-01T00:00:00.000Z"}}
}
