package firmware_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"etokenpass/firmware"
	"etokenpass/firmware/oath"
)

// ram is a volatile memory.
type ram struct {
	counter uint64
	err     error // if set, what Update fails with
}

func (r *ram) Update(f func(uint64) (uint64, error)) (uint64, error) {
	if r.err != nil {
		return 0, r.err
	}
	counter, err := f(r.counter)
	if err != nil {
		return 0, err
	}
	r.counter = counter
	return counter, nil
}

// rfc4226 is the token of RFC 4226 appendix D: its codes are 755224, 287082,
// 359152, 969429, … Each option changes it. Its LCD has one cell for each digit unless
// an option sets Cells.
func rfc4226(options ...func(*firmware.Config)) firmware.Config {
	config := firmware.Config{
		Kind: firmware.Event, Algorithm: oath.SHA1, Secret: []byte("12345678901234567890"), Digits: 6,
		Hold: 4 * time.Second, SyncPresses: 4, PressWhileLit: firmware.Ignore, Timeout: 27 * time.Second,
	}
	for _, option := range options {
		option(&config)
	}
	if config.Cells == 0 {
		config.Cells = config.Digits
	}
	return config
}

// start is the calendar time at which a script begins.
var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// play runs a script of words on a token:
//
//	down up      the edges of the button
//	press        down, 200ms, up
//	hold         down, 4s, up
//	27s 200ms    time passes
//	=755224      the LCD must show this; =off: nothing
//	!text        the next release must fail with an error that contains text; _ is a space
func play(t *testing.T, config firmware.Config, memory firmware.Memory, script string) {
	t.Helper()
	machine, err := firmware.New(config, memory)
	if err != nil {
		t.Fatal(err)
	}
	now, wantErr := start, ""
	advance := func(d time.Duration) {
		machine.Advance(d)
		now = now.Add(d)
	}
	up := func(at string) {
		t.Helper()
		err := machine.Up(now)
		switch {
		case wantErr == "" && err != nil:
			t.Fatalf("%s: %v", at, err)
		case wantErr != "" && (err == nil || !strings.Contains(err.Error(), wantErr)):
			t.Fatalf("%s: got error %v, want %q", at, err, wantErr)
		}
		wantErr = ""
	}
	for i, word := range strings.Fields(script) {
		at := fmt.Sprintf("%s (word %d, at %v)", word, i+1, now.Sub(start))
		switch {
		case word == "down":
			machine.Down()
		case word == "up":
			up(at)
		case word == "press":
			machine.Down()
			advance(200 * time.Millisecond)
			up(at)
		case word == "hold":
			machine.Down()
			advance(4 * time.Second)
			up(at)
		case word[0] == '!':
			wantErr = strings.ReplaceAll(word[1:], "_", " ")
		case word[0] == '=':
			if got := machine.Screen().LCD; got != strings.TrimPrefix(word[1:], "off") {
				t.Fatalf("%s: the LCD shows %q", at, got)
			}
		default:
			d, err := time.ParseDuration(word)
			if err != nil {
				t.Fatalf("%s: %v", at, err)
			}
			advance(d)
		}
	}
}
