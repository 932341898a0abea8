package profiles

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"etokenpass/firmware/oath"
	"etokenpass/internal/mask"
	"etokenpass/internal/segment"
	"etokenpass/internal/strictyaml"
	"etokenpass/internal/value"
)

// The ranges of profile fields. The hold time must be longer than a press, which takes
// 200 ms. The other limits only catch typing errors.
const (
	minHold, maxHold       = 250 * time.Millisecond, time.Minute
	minTimeout, maxTimeout = 100 * time.Millisecond, 24 * time.Hour
	maxSyncPresses         = 99
	maxDrift               = 23 * time.Hour
)

// The ranges that also apply to seed files.
const (
	// MaxSerial is generous, because a serial is opaque text.
	MaxSerial = 1000 // characters
	MaxModel  = 100  // characters

	MinDigits = oath.MinDigits
	MaxDigits = oath.MaxDigits

	DigitsAllowed = oath.DigitsAllowed // the allowed numbers of digits, for messages

	MinStep   = time.Second
	MaxStep   = 7 * 24 * time.Hour
	MaxOffset = 10 * 365 * 24 * time.Hour // in either direction
)

// Error is one problem in a profile, with its position. It never contains a secret.
type Error = strictyaml.Error

// document describes a profile in error messages.
var document = strictyaml.Kind{Name: "a profile", Fields: "serial and secret", Advice: "etokenpass profile new creates one"}

// Parse parses a profile; name is the file name for errors. It does not read a secret that
// is in a file or an environment variable ([Load] does). Parse returns all problems
// joined, each an [*Error] with the file, line, field and allowed values.
func Parse(name string, data []byte) (*Profile, error) {
	return parse(name, data, func(*Secret) error { return nil })
}

// ParseDraft parses a profile like [Parse], but the serial or the secret may be missing. The
// Serial is then "", and the secret's Key is empty. missing reports whether there is no secret,
// neither here nor elsewhere.
func ParseDraft(name string, data []byte) (draft *Profile, missing bool, err error) {
	draft = New("", Secret{})
	draft.Origin = name
	err = document.Parse(name, data, func(m *strictyaml.Mapping) {
		missing = !m.Has("secret")
		draft.read(m, false, func(*Secret) error { return nil })
	})
	if err != nil {
		return nil, false, err
	}
	return draft, missing, nil
}

// parse parses a profile and calls fetch to read its secret.
func parse(name string, data []byte, fetch func(*Secret) error) (*Profile, error) {
	profile := New("", Secret{})
	profile.Origin = name
	if err := document.Parse(name, data, func(m *strictyaml.Mapping) { profile.read(m, true, fetch) }); err != nil {
		return nil, err
	}
	return profile, nil
}

// read reads all fields. If the profile is to be complete, the serial and the secret are required.
func (p *Profile) read(m *strictyaml.Mapping, complete bool, fetch func(*Secret) error) {
	if model, ok := m.Text("model", fmt.Sprintf("1 to %d printable characters", MaxModel), printable(MaxModel)); ok {
		p.Model = model
	}
	p.readSerial(m, complete)
	strictyaml.Choice(m, "type", &p.Type, Types()...)
	p.readSecret(m, complete, fetch)
	strictyaml.Choice(m, "algorithm", &p.Algorithm, Algorithms()...)
	strictyaml.Number(m, "digits", &p.Digits, MinDigits, MaxDigits)
	strictyaml.Number(m, "first_moving_factor", &p.FirstMovingFactor, 0, math.MaxUint64)
	strictyaml.Number(m, "counter", &p.Counter, 0, math.MaxUint64)
	m.Mapping("button", p.readButton)
	m.Mapping("display", p.readDisplay)
	p.readClock(m)
	p.readBattery(m)
}

func (p *Profile) readSerial(m *strictyaml.Mapping, required bool) {
	if required && !m.Require("serial", "the text on the back of the token") {
		return
	}
	if serial, ok := m.Text("serial", fmt.Sprintf("1 to %d printable characters", MaxSerial), printable(MaxSerial)); ok {
		p.Serial = serial
	}
}

// ValidSerial reports whether serial is valid: 1 to 1000 printable characters, not all of
// them spaces.
func ValidSerial(serial string) bool { return printable(MaxSerial)(serial) }

// ValidModel reports whether model is valid: 1 to 100 printable characters, not all of them
// spaces.
func ValidModel(model string) bool { return printable(MaxModel)(model) }

// printable returns a function that accepts one line of 1 to limit characters. It rejects
// control characters, which would reach terminals, and invisible characters that change how
// the rest of the text is displayed.
func printable(limit int) func(string) bool {
	return func(s string) bool {
		return strings.TrimSpace(s) != "" && utf8.RuneCountInString(s) <= limit &&
			!strings.ContainsFunc(s, func(r rune) bool { return r == utf8.RuneError || !unicode.IsGraphic(r) })
	}
}

func (p *Profile) readButton(m *strictyaml.Mapping) {
	m.Duration("hold", &p.Button.Hold, minHold, maxHold)
	strictyaml.Number(m, "sync_presses", &p.Button.SyncPresses, 1, maxSyncPresses)
	strictyaml.Choice(m, "press_while_lit", &p.Button.PressWhileLit, Ignore, Next, TurnOff)
}

func (p *Profile) readDisplay(m *strictyaml.Mapping) {
	m.Duration("timeout", &p.Display.Timeout, minTimeout, maxTimeout)
	p.Display.DeadSegments = m.Texts("dead_segments", len(segment.Letters)*p.Cells(),
		fmt.Sprintf("a cell from 1 to %d and a segment from a to g, like 1g", p.Cells()),
		func(s string) bool { _, _, ok := segment.Parse(s, p.Cells()); return ok })
}

func (p *Profile) readClock(m *strictyaml.Mapping) {
	m.Mapping("time", func(c *strictyaml.Mapping) {
		if p.Type != Time {
			m.Problem("time", "", "is only for type: time, but this token is type: %s", p.Type)
		}
		c.Duration("step", &p.Clock.Step, MinStep, MaxStep)
		if p.Clock.Step%time.Second != 0 {
			c.Invalid("step", p.Clock.Step.String(), "whole seconds")
		}
		c.Instant("epoch", &p.Clock.Epoch)
		c.Duration("offset", &p.Clock.Offset, -MaxOffset, MaxOffset)
		c.Duration("drift_per_day", &p.Clock.DriftPerDay, -maxDrift, maxDrift)
		c.Instant("set_at", &p.Clock.SetAt)
		if p.Clock.DriftPerDay != 0 && !c.Has("set_at") {
			c.Problem("drift_per_day", "add set_at: 2026-01-01T00:00:00Z",
				"%s needs set_at: the time from which the clock drifts", p.Clock.DriftPerDay)
		}
	})
}

func (p *Profile) readBattery(m *strictyaml.Mapping) {
	m.Mapping("battery", func(b *strictyaml.Mapping) {
		p.Battery = &Battery{}
		strictyaml.Number(b, "codes", &p.Battery.Codes, 1, math.MaxUint64)
		strictyaml.Number(b, "years", &p.Battery.Years, 1, MaxBatteryYears)
		b.Instant("made", &p.Battery.Made)
		if p.Battery.Years > 0 && !b.Has("made") {
			b.Problem("years", "add made: 2026-01-15", "%d needs made: the date on which the token was made", p.Battery.Years)
		}
		if end, ends := p.Battery.Ends(); ends && end.Year() > value.MaxYear {
			b.Problem("years", "", "the battery lasts until the year %d: must end by %d", end.Year(), value.MaxYear)
		}
		if b.Len() == 0 {
			m.Problem("battery", "", "is empty: must have codes, or years and made")
		}
	})
}

const secretForms = "{hex: …}, {base32: …}, {file: …} or {env: …}"

func (p *Profile) readSecret(m *strictyaml.Mapping, required bool, fetch func(*Secret) error) {
	if required && !m.Require("secret", secretForms) {
		return
	}
	m.Private("secret", secretForms, `write secret: {hex: "…"}`, func(s *strictyaml.Mapping) {
		forms := s.Len()
		if s.Has(encodingField) {
			forms--
		}
		if forms != 1 {
			m.Problem("secret", "", "has %d fields: must be one of %s", forms, secretForms)
		}
		p.readKey(s, fromHex, "hexadecimal text", SecretFromHex)
		p.readKey(s, fromBase32, "base32 text", SecretFromBase32)
		if path, ok := s.Text(string(fromFile), "the path of a file that holds the secret", isPath); ok {
			p.Secret = Secret{elsewhere: &elsewhere{source: fromFile, reference: path}}
		}
		if name, ok := s.Text(string(fromEnv), "the name of an environment variable that holds the secret: letters, digits and _", isVariable); ok {
			p.Secret = Secret{elsewhere: &elsewhere{source: fromEnv, reference: name}}
		}
		p.readEncoding(s)
		if err := fetch(&p.Secret); err != nil {
			advice := ""
			if _, is := errors.AsType[*encodingError](err); is {
				advice = "for base64, add encoding: base64"
			}
			s.Problem(string(p.Secret.elsewhere.source), advice, "%v", err)
		}
	})
}

const encodingField = "encoding"

// readEncoding reads the encoding of a secret that is elsewhere.
func (p *Profile) readEncoding(s *strictyaml.Mapping) {
	var encoding Encoding
	strictyaml.Choice(s, encodingField, &encoding, Encodings()...)
	switch {
	case p.Secret.elsewhere != nil:
		p.Secret.elsewhere.encoding = encoding
	case s.Has(encodingField) && (s.Has(string(fromHex)) || s.Has(string(fromBase32))):
		s.Problem(encodingField, "", "is only for {file: …} and {env: …}")
	}
}

func isPath(text string) bool { return text != "" && !mask.NameLooksSecret(text) }

func isVariable(text string) bool {
	return environmentName().MatchString(text) && !mask.NameLooksSecret(text)
}

var environmentName = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
})

func (p *Profile) readKey(s *strictyaml.Mapping, source secretSource, allowed string, decode func(string) (Secret, error)) {
	text, ok := s.Text(string(source), allowed, anyText)
	if !ok {
		return
	}
	secret, err := decode(text)
	if err != nil {
		advice := ""
		if _, notBase32 := SecretFromBase32(text); source == fromHex && notBase32 == nil && firstOther(text, hexDigits) > 0 {
			advice = `is it base32? write secret: {base32: "…"}`
		}
		s.Problem(string(source), advice, "%v", err)
		return
	}
	p.Secret = secret
}

func anyText(string) bool { return true }
