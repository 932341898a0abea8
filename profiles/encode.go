package profiles

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"etokenpass/internal/value"
)

// masked replaces a secret that is not shown. It is not valid hex, so that a masked profile
// is not mistaken for a complete one.
const masked = "(masked)"

// Encode returns the profile as YAML, including all defaults. With reveal, it contains the
// secret, and [Parse] reads it back as the same profile; without reveal, the secret is
// masked. A secret in a file or an environment variable is written as that reference,
// unless it has been read and reveal is set.
func (p *Profile) Encode(reveal bool) []byte {
	var b strings.Builder
	line := func(field, format string, args ...any) {
		fmt.Fprintf(&b, "%-9s "+format+"\n", append([]any{field + ":"}, args...)...)
	}
	line("model", "%s", strconv.Quote(p.Model))
	line("serial", "%s", strconv.Quote(p.Serial))
	line("type", "%s", p.Type)
	line("secret", "%s", p.Secret.encode(reveal))
	fmt.Fprintf(&b, "algorithm: %s\n", p.Algorithm)
	line("digits", "%d", p.Digits)
	fmt.Fprintf(&b, "first_moving_factor: %d\n", p.FirstMovingFactor)
	line("counter", "%d", p.Counter)
	line("button", "{hold: %s, sync_presses: %d, press_while_lit: %s}",
		value.FormatDuration(p.Button.Hold), p.Button.SyncPresses, quoteOff(p.Button.PressWhileLit))
	line("display", "{timeout: %s, dead_segments: [%s]}",
		value.FormatDuration(p.Display.Timeout), strings.Join(p.Display.DeadSegments, ", "))
	if p.Type == Time {
		line("time", "%s", p.Clock.encode())
	}
	if p.Battery != nil {
		line("battery", "%s", p.Battery.encode())
	}
	return []byte(b.String())
}

// quoteOff quotes the word off, which YAML 1.1 parsers read as false.
func quoteOff(word PressWhileLit) string {
	if word == TurnOff {
		return `"off"`
	}
	return string(word)
}

func (s Secret) encode(reveal bool) string {
	switch {
	case reveal && s.key != "":
		return fmt.Sprintf("{hex: %q}", hex.EncodeToString([]byte(s.key)))
	case s.elsewhere != nil && s.elsewhere.source == fromFile:
		return s.elsewhere.encode(strconv.Quote(s.elsewhere.reference))
	case s.elsewhere != nil:
		return s.elsewhere.encode(s.elsewhere.reference)
	}
	return fmt.Sprintf("{hex: %q}", masked)
}

func (e elsewhere) encode(reference string) string {
	if e.encoding == "" {
		return fmt.Sprintf("{%s: %s}", e.source, reference)
	}
	return fmt.Sprintf("{%s: %s, %s: %s}", e.source, reference, encodingField, e.encoding)
}

func (c Clock) encode() string {
	text := fmt.Sprintf("{step: %s, epoch: %s, offset: %s, drift_per_day: %s",
		value.FormatDuration(c.Step), c.Epoch.Format(time.RFC3339Nano), value.FormatDuration(c.Offset), value.FormatDuration(c.DriftPerDay))
	if !c.SetAt.IsZero() {
		text += ", set_at: " + c.SetAt.Format(time.RFC3339Nano)
	}
	return text + "}"
}

func (b *Battery) encode() string {
	var parts []string
	if b.Codes != 0 {
		parts = append(parts, fmt.Sprintf("codes: %d", b.Codes))
	}
	if b.Years != 0 {
		parts = append(parts, fmt.Sprintf("years: %d", b.Years))
	}
	if !b.Made.IsZero() {
		parts = append(parts, "made: "+b.Made.Format(time.RFC3339Nano))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}
