package profiles

import (
	"encoding/hex"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"etokenpass/firmware/oath"
	"etokenpass/internal/mask"
	"etokenpass/internal/segment"
)

// The ranges of what a profile can say. A hold has to be longer than the 200 ms
// of a press, or there would be no presses; the others only keep slips of the
// pen out.
const (
	minHold, maxHold       = 250 * time.Millisecond, time.Minute
	minTimeout, maxTimeout = 100 * time.Millisecond, 24 * time.Hour
	maxSyncPresses         = 99
	maxDrift               = 23 * time.Hour
	maxYears               = 100
	maxYear                = 9999 // the last that RFC 3339 can write

	// maxSerial is generous: a serial is opaque text, and has to fit on a line.
	maxSerial = 1000
	maxModel  = 100
)

// The ranges that seed files have to keep too.
const (
	MinDigits = oath.MinDigits
	MaxDigits = oath.MaxDigits

	DigitsAllowed = oath.DigitsAllowed // the range of digits, for messages

	MinStep   = time.Second
	MaxStep   = 7 * 24 * time.Hour
	MaxOffset = 10 * 365 * 24 * time.Hour // either way
)

// Parse reads a profile; name stands in its errors. A secret in a file or in the
// environment is named but not read ([Load] reads it). All problems are told at
// once, joined, each an [*Error] with file, line, field and what is allowed.
func Parse(name string, data []byte) (*Profile, error) {
	return parse(name, data, func(*Secret) error { return nil })
}

// parse reads a profile, and its secret with what is given for it.
func parse(name string, data []byte, fetch func(*Secret) error) (*Profile, error) {
	root, err := parseDocument(name, data)
	if err != nil {
		return nil, err
	}
	if root.Kind != yaml.MappingNode {
		return nil, &Error{File: name, Line: root.Line, Problem: "not a profile: must be a mapping with fields like serial and secret"}
	}
	var problems problems
	profile := New("", Secret{})
	profile.Origin = name
	profile.read(fieldsOf(name, "", false, root, &problems), fetch)
	if err := problems.joined(); err != nil {
		return nil, err
	}
	return profile, nil
}

func (p *Profile) read(f *fields, fetch func(*Secret) error) {
	if model, ok := f.text("model", fmt.Sprintf("1 to %d printable characters", maxModel), printable(maxModel)); ok {
		p.Model = model
	}
	p.readSerial(f)
	choice(f, "type", &p.Type, Event, Time)
	p.readSecret(f, fetch)
	choice(f, "algorithm", &p.Algorithm, oath.Algorithms()...)
	number(f, "digits", &p.Digits, MinDigits, MaxDigits)
	number(f, "first_moving_factor", &p.FirstMovingFactor, 0, math.MaxUint64)
	number(f, "counter", &p.Counter, 0, math.MaxUint64)
	p.readButton(f)
	p.readDisplay(f)
	p.readClock(f)
	p.readBattery(f)
	f.finish()
}

func (p *Profile) readSerial(f *fields) {
	allowed := fmt.Sprintf("1 to %d printable characters", maxSerial)
	if !f.has("serial") {
		f.take("serial")
		f.wrong(f.line, "serial", "", "is missing: must be the text on the back of the token")
		return
	}
	if serial, ok := f.text("serial", allowed, printable(maxSerial)); ok {
		p.Serial = serial
	}
}

// ValidSerial tells whether a text can be a serial: 1 to 1000 characters, all
// of them printable. Nothing else is asked of it.
func ValidSerial(serial string) bool { return printable(maxSerial)(serial) }

// printable accepts what fits on a line: no control characters, which would
// reach terminals, and nothing invisible that changes how the rest reads.
func printable(most int) func(string) bool {
	return func(s string) bool {
		return strings.TrimSpace(s) != "" && utf8.RuneCountInString(s) <= most &&
			!strings.ContainsFunc(s, func(r rune) bool { return r == utf8.RuneError || !unicode.IsGraphic(r) })
	}
}

func (p *Profile) readButton(f *fields) {
	b, ok := f.inner("button")
	if !ok {
		return
	}
	b.duration("hold", &p.Button.Hold, minHold, maxHold)
	number(b, "sync_presses", &p.Button.SyncPresses, 1, maxSyncPresses)
	choice(b, "press_while_lit", &p.Button.PressWhileLit, Ignore, Next, TurnOff)
	b.finish()
}

func (p *Profile) readDisplay(f *fields) {
	d, ok := f.inner("display")
	if !ok {
		return
	}
	d.duration("timeout", &p.Display.Timeout, minTimeout, maxTimeout)
	p.Display.DeadSegments = d.texts("dead_segments", len(segment.Letters)*p.Cells(),
		fmt.Sprintf("a cell from 1 to %d and a segment from a to g, like 1g", p.Cells()),
		func(s string) bool { _, _, ok := segment.Parse(s, p.Cells()); return ok })
	d.finish()
}

func (p *Profile) readClock(f *fields) {
	c, ok := f.inner("time")
	if !ok {
		return
	}
	if p.Type != Time {
		f.wrong(c.line, "time", "", "is for type: time, and this token is type: %s", p.Type)
	}
	c.duration("step", &p.Clock.Step, MinStep, MaxStep)
	if p.Clock.Step%time.Second != 0 {
		c.invalid("step", p.Clock.Step.String(), "whole seconds")
	}
	c.instant("epoch", &p.Clock.Epoch)
	c.duration("offset", &p.Clock.Offset, -MaxOffset, MaxOffset)
	c.duration("drift_per_day", &p.Clock.DriftPerDay, -maxDrift, maxDrift)
	c.instant("set_at", &p.Clock.SetAt)
	if p.Clock.DriftPerDay != 0 && !c.has("set_at") {
		c.wrong(c.lineOf("drift_per_day"), "drift_per_day", "add set_at: 2026-01-01T00:00:00Z",
			"%s needs set_at: since when the clock drifts", p.Clock.DriftPerDay)
	}
	c.finish()
}

func (p *Profile) readBattery(f *fields) {
	b, ok := f.inner("battery")
	if !ok {
		return
	}
	p.Battery = &Battery{}
	number(b, "codes", &p.Battery.Codes, 1, math.MaxUint64)
	number(b, "years", &p.Battery.Years, 1, maxYears)
	b.instant("made", &p.Battery.Made)
	if p.Battery.Years > 0 && !b.has("made") {
		b.wrong(b.lineOf("years"), "years", "add made: 2026-01-15", "%s needs made: the day the token was made", strconv.Itoa(p.Battery.Years))
	}
	b.finish()
	if end, ends := p.Battery.Ends(); ends && end.Year() > maxYear {
		b.wrong(b.lineOf("years"), "years", "", "the battery lasts until the year %d: must end by %d", end.Year(), maxYear)
	}
	if len(b.order) == 0 {
		f.wrong(b.line, "battery", "", "is empty: must have codes, or years and made")
	}
}

const secretForms = "{hex: …}, {base32: …}, {file: …} or {env: …}"

func (p *Profile) readSecret(f *fields, fetch func(*Secret) error) {
	node, ok := f.take("secret")
	switch {
	case !ok:
		f.wrong(f.line, "secret", "", "is missing: must be %s", secretForms)
		return
	case node.Kind != yaml.MappingNode:
		f.wrong(node.Line, "secret", `write secret: {hex: "…"}`, "must be %s", secretForms)
		return
	}
	s := fieldsOf(f.file, "secret.", true, node, f.problems)
	if len(s.order) != 1 {
		f.wrong(node.Line, "secret", "", "has %d fields: must be one of %s", len(s.order), secretForms)
	}
	p.readKey(s, fromHex, "hexadecimal text", parseHex)
	p.readKey(s, fromBase32, "base32 text", parseBase32)
	if path, ok := s.text(string(fromFile), "the path of a file with hex text", func(s string) bool { return s != "" && !standsForSecret(s) }); ok {
		p.Secret = Secret{source: fromFile, reference: path}
	}
	if name, ok := s.text(string(fromEnv), "the name of an environment variable with hex text: letters, digits and _",
		func(s string) bool { return environmentName.MatchString(s) && !standsForSecret(s) }); ok {
		p.Secret = Secret{source: fromEnv, reference: name}
	}
	s.finish()
	if err := fetch(&p.Secret); err != nil {
		s.wrong(node.Line, string(p.Secret.source), "", "%v", err)
	}
}

// standsForSecret reports whether a secret stands where a file or a variable should be
// named: the name would be shown.
func standsForSecret(name string) bool {
	_, err := hex.DecodeString(name)
	return err == nil && len(name) >= 16 || mask.LooksSecret(name)
}

var environmentName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

func (p *Profile) readKey(s *fields, source secretSource, allowed string, decode func(string) ([]byte, error)) {
	text, ok := s.text(string(source), allowed, anyText)
	if !ok {
		return
	}
	key, err := decode(text)
	if err != nil {
		advice := ""
		if _, isBase32 := parseBase32(text); source == fromHex && isBase32 == nil && strings.IndexFunc(text, isNot(hexDigits)) >= 0 {
			advice = `is it base32? write secret: {base32: "…"}`
		}
		s.wrong(s.lineOf(string(source)), string(source), advice, "%v", err)
		return
	}
	p.Secret = Secret{key: key, source: fromHex}
}

func anyText(string) bool { return true }
