package scenario_test

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"etokenpass/device"
	"etokenpass/device/scenario"
	"etokenpass/profiles"
)

func demo(t testing.TB, more ...string) *profiles.Profile {
	t.Helper()
	profile, err := profiles.Parse("demo", []byte("serial: \"000000000000\"\nfirst_moving_factor: 0\n"+
		"secret: {hex: \"3132333435363738393031323334353637383930\"}\n"+strings.Join(more, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	return profile
}

// play runs a scenario and returns its transcript, one line per step.
func play(t testing.TB, profile *profiles.Profile, text string) (string, error) {
	t.Helper()
	clock := device.NewVirtualClock(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	token, err := device.New(profile, clock, device.NewMemory(profile.Counter))
	if err != nil {
		t.Fatal(err)
	}
	s, err := scenario.Parse("test", strings.NewReader(text))
	if err != nil {
		return "", err
	}
	var transcript strings.Builder
	err = s.Run(token, scenario.Observer{Step: func(r scenario.Result) error {
		fmt.Fprintf(&transcript, "%d %v %s: %s%s\n", r.Line, r.At, r.Step, r.Seen.LCD, r.Dead)
		return nil
	}})
	return transcript.String(), err
}

func TestScenarioInTheDocumentation(t *testing.T) {
	transcript, err := play(t, demo(t), `# rehearse the counter screen
press                  # down, 200 ms, up
expect 755224
wait 27s
expect off
hold 4s                # down, 4 s, up
expect 888888
press x4               # four presses, one every 500 ms
expect F00001
show
wait 27s
down
wait 1234ms
up
`)
	if err != nil {
		t.Error(err)
	}
	want := `2 200ms press: 755224
3 200ms expect 755224: 755224
4 27.2s wait 27s: 
5 27.2s expect off: 
6 31.2s hold 4s: 888888
7 31.2s expect 888888: 888888
8 32.9s press x4: F00001
9 32.9s expect F00001: F00001
10 32.9s show: F00001
11 59.9s wait 27s: 
12 59.9s down: 
13 1m1.134s wait 1234ms: 
14 1m1.134s up: 287082
`
	if diff := cmp.Diff(want, transcript); diff != "" {
		t.Error(diff)
	}
}

func TestSteps(t *testing.T) {
	table := []struct{ name, more, text, last string }{
		{"a hold without duration lasts the profile's hold time", "button: {hold: 2s}", "hold", "1 2s hold: 888888"},
		{"a short hold is a press", "", "hold 3s", "1 3s hold 3s: 755224"},
		{"press every", "", "press x3 every 28s", "1 56.2s press x3 every 28s: 359152"},
		{"press every, spaces", "", "  press   x3    every  28s   # comment", "1 56.2s press x3 every 28s: 359152"},
		{"press x1", "", "press x1", "1 200ms press x1: 755224"},
		{"Windows line endings", "", "press\r\nexpect 755224\r\n", "2 200ms expect 755224: 755224"},
		{"byte order mark", "", "\ufeffpress", "1 200ms press: 755224"},
		{"no newline at the end", "", "press\nshow", "2 200ms show: 755224"},
		{"blank lines and comments count", "", "\n# nothing\n\npress", "4 200ms press: 755224"},
		{"eight digits", "digits: 8", "press\nexpect 84755224\nhold\nexpect 88888888\npress x4\nexpect F00001", "6 5.9s expect F00001: F00001"},
		{"a dead token", "battery: {codes: 1}", "press x2 every 28s", "1 28.2s press x2 every 28s: the battery is empty: 1 of 1 codes used"},
		{"an expected dead token", "battery: {codes: 1}", "press\nwait 27s\npress\nexpect off", "4 27.4s expect off: "},
		{"ends with the button down", "", "down\nwait 4s", "2 4s wait 4s: 888888"},
	}
	for _, row := range table {
		transcript, err := play(t, demo(t, row.more), row.text)
		if err != nil {
			t.Errorf("%s: %v", row.name, err)
		}
		lines := strings.Split(strings.TrimSuffix(transcript, "\n"), "\n")
		if got := lines[len(lines)-1]; got != row.last {
			t.Errorf("%s: got  %s\nwant %s", row.name, got, row.last)
		}
	}
}

func TestBadScenarios(t *testing.T) {
	table := []struct{ name, text, want string }{
		{"empty", "", "test:1: no steps: is it the right file?"},
		{"only comments", "# press\n\n", "test:2: no steps: is it the right file?"},
		{"unknown verb", "press\npush", `test:2: unknown step "push": must be press, hold, wait, expect, show, down or up`},
		{"press x0", "press x0", "test:1: press \"x0\": must be x followed by a number from 1 to 1000000000"},
		{"press x-1", "press x-1", "test:1: press \"x-1\": must be x followed by a number from 1 to 1000000000"},
		{"press x", "press x", "test:1: press \"x\": must be x followed by a number from 1 to 1000000000"},
		{"press x004", "press x004", "test:1: press \"x004\": must be x followed by a number from 1 to 1000000000"},
		{"escapes", "press x1\x1b[31m", "test:1: press \"x1\\x1b[31m\": must be x followed by a number from 1 to 1000000000"},
		{"too many lines", strings.Repeat("show\n", 100_001), "test:100001: more than 100000 lines: press x1000 presses a thousand times"},
		{"press 4", "press 4", "test:1: \"press 4\": must be press, press x4 or press x4 every 1s"},
		{"press every", "press every", "test:1: \"press every\": must be press, press x4 or press x4 every 1s"},
		{"press faster than a press takes", "press x2 every 200ms", "test:1: 200ms: must be from 201ms to 100 years"},
		{"no unit", "wait 27", "test:1: 27 has no unit: must be a duration like 27s or 1500ms"},
		{"missing duration", "wait", "test:1: wait needs a duration, like 27s"},
		{"bad duration", "wait long", `test:1: "long" is not a duration: must be like 27s or 1500ms`},
		{"zero duration", "wait 0s", "test:1: 0s: must be from 1ms to 100 years"},
		{"negative duration", "wait -1s", "test:1: -1s: must be from 1ms to 100 years"},
		{"microseconds", "wait 1500us", "test:1: 1500us: must be whole milliseconds"},
		{"too many arguments", "hold 4s 5s", `test:1: hold: unexpected "5s"`},
		{"two steps on a line", "show press", `test:1: show: unexpected "press"`},
		{"expect without a screen", "expect", "test:1: expect needs a screen: a code, 888888, F and five digits, or off"},
		{"expect a word", "expect hello", `test:1: expect "hello": must be off, a code of 6 digits, 888888, or F and five digits`},
		{"expect seven digits", "expect 1234567", `test:1: expect "1234567": must be off, a code of 6 digits, 888888, or F and five digits`},
		{"expect a short counter", "expect F0001", `test:1: expect "F0001": must be off, a code of 6 digits, 888888, or F and five digits`},
		{"down twice", "down\ndown", "test:2: down: the button has been down since line 1"},
		{"press while down", "down\npress", "test:2: press: the button has been down since line 1"},
		{"up without down", "press\nup", "test:2: up: the button is not down"},
		{"longer than a lifetime", "wait 876000h\nwait 1ms\nwait 1ms", "test:2: by the end of this step, the scenario lasts longer than 100 years"},
		{"more presses than fit in a lifetime", "press x1000000000 every 876000h", "test:1: by the end of this step, the scenario lasts longer than 100 years"},
		{"all problems at once", "push\nwait\nshow", "test:1: unknown step \"push\": must be press, hold, wait, expect, show, down or up\ntest:2: wait needs a duration, like 27s"},
		{"binary", "press\n\x00\x01", "test:2: not text: a scenario is a UTF-8 text file"},
		{"a long line", "show\n" + strings.Repeat("x", 5000), "test:2: line longer than 1000 bytes: is this a scenario?"},
	}
	for _, row := range table {
		transcript, err := play(t, demo(t), row.text)
		if err == nil || err.Error() != row.want {
			t.Errorf("%s: got  %v\nwant %s", row.name, err, row.want)
		}
		if transcript != "" {
			t.Errorf("%s: steps ran: %s", row.name, transcript)
		}
	}
}

func TestUnmetExpectationEndsTheRun(t *testing.T) {
	transcript, err := play(t, demo(t), "press\nexpect 000000\npress\n")
	var unmet *scenario.Unmet
	if !errors.As(err, &unmet) || err.Error() != "test:2: expected 000000, but the LCD shows 755224" {
		t.Errorf("got error %v", err)
	}
	if want := "1 200ms press: 755224\n2 200ms expect 000000: 755224\n"; transcript != want {
		t.Errorf("got %s", transcript)
	}
	if _, err := play(t, demo(t), "expect 000000"); err == nil || err.Error() != "test:1: expected 000000, but the LCD shows off" {
		t.Errorf("got error %v", err)
	}
}

// refusing is a memory that fails after a number of updates.
type refusing struct{ left int }

func (r *refusing) Update(f func(uint64) (uint64, error)) (uint64, error) {
	if r.left--; r.left < 0 {
		return 0, errors.New("no space left on device")
	}
	return f(0)
}

func (r *refusing) Counter() (uint64, error) { return 0, nil }

func TestFailingMemoryEndsTheRun(t *testing.T) {
	clock := device.NewVirtualClock(time.Unix(0, 0))
	token, err := device.New(demo(t), clock, &refusing{left: 2})
	if err != nil {
		t.Fatal(err)
	}
	s, err := scenario.Parse("test", strings.NewReader("show\npress x5 every 28s\nshow"))
	if err != nil {
		t.Fatal(err)
	}
	steps := 0
	err = s.Run(token, scenario.Observer{Step: func(scenario.Result) error { steps++; return nil }})
	if err == nil || err.Error() != "test:2: no space left on device" || steps != 1 {
		t.Errorf("after %d steps: error %v", steps, err)
	}
}

func TestRunNeedsAClockThatCanBeMoved(t *testing.T) {
	token, err := device.New(demo(t), device.RealClock{}, device.NewMemory(0))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"show\nwait 1s", "show\npress x9", "show\nhold"} {
		s, err := scenario.Parse("test", strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		err = s.Run(token, scenario.Observer{})
		if !errors.Is(err, device.ErrFixedClock) || !strings.HasPrefix(err.Error(), "test:2: ") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// A month of token time passes in a moment, and the run reports its progress.
func TestLongRuns(t *testing.T) {
	clock := device.NewVirtualClock(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	token, err := device.New(demo(t), clock, device.NewMemory(0))
	if err != nil {
		t.Fatal(err)
	}
	s, err := scenario.Parse("test", strings.NewReader("press x100000 every 28s\nwait 27s\nhold\npress x4\nexpect F00000"))
	if err != nil {
		t.Fatal(err)
	}
	reports := 0
	err = s.Run(token, scenario.Observer{Progress: func(now, end time.Duration) {
		reports++
		if now <= 0 || now > end {
			t.Errorf("%v of %v", now, end)
		}
	}})
	if err != nil || reports != 10 {
		t.Errorf("%d progress reports, %v", reports, err)
	}
}

var manyPresses = regexp.MustCompile(`x\d{4}`)

// FuzzScenario checks that no text makes the parser or the run panic or take long, and that
// every error has its position.
func FuzzScenario(f *testing.F) {
	profile := demo(f)
	for _, seed := range []string{
		"press\nexpect 755224\nwait 27s\nexpect off\nhold 4s\nexpect 888888\npress x4 every 1s\nexpect F00001\nshow\ndown\nwait 1234ms\nup\n",
		"press x0", "hold 3s # press", "\ufeffpress\r\nup", "wait 27", "press x9 every 28s", "\x00",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if manyPresses.MatchString(text) || strings.Count(text, "x") > 20 {
			return // thousands of presses are valid, but too slow here
		}
		_, err := play(t, profile, text)
		if err == nil {
			return
		}
		for line := range strings.SplitSeq(err.Error(), "\n") {
			if !strings.HasPrefix(line, "test:") {
				t.Errorf("an error without a position: %q", line)
			}
		}
	})
}
