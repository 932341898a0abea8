package rehearse

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"etokenpass/cmd/internal/cli"
	"etokenpass/internal/locale"
	"etokenpass/rehearsal"
)

// talk is a conversation with a clock that the test moves.
type talk struct {
	*conversation
	out bytes.Buffer
	now time.Time
}

func newTalk(t *testing.T, roles ...rehearsal.Role) *talk {
	t.Helper()
	exercise, ok := rehearsal.Find("pocket-presses")
	if !ok {
		t.Fatal("no such exercise")
	}
	return newTalkOf(t, exercise, roles...)
}

func newTalkOf(t *testing.T, exercise *rehearsal.Exercise, roles ...rehearsal.Role) *talk {
	t.Helper()
	engine, err := rehearsal.New(exercise, rehearsal.Options{Roles: roles, Difficulty: rehearsal.Easy, Seed: practiceSeed})
	if err != nil {
		t.Fatal(err)
	}
	var o options
	o.lang.Value, o.format.Value = string(locale.English), cli.Text
	k := &talk{now: time.Unix(1000, 0)}
	a := &cli.App{Now: func() time.Time { return k.now }, InIsTerminal: true}
	k.conversation = newConversation(a, &k.out, o, engine)
	k.out.Reset()
	return k
}

// untilLimit is the time until the time limit is over.
const untilLimit = -1

// after lets time pass, and checks the prompt and when something changes next.
func (k *talk) after(t *testing.T, d time.Duration, wantStatus string, wantIn time.Duration) {
	t.Helper()
	k.now = k.now.Add(d)
	if wantIn == untilLimit {
		wantIn = k.engine.Exercise().Limit - k.engine.View().At - max(d, 0)
	}
	if status, in := k.Tick(); status != wantStatus || in != wantIn {
		t.Errorf("at %s: status %q for %s, want %q for %s", k.engine.View().At, status, in, wantStatus, wantIn)
	}
}

// enter enters a line and checks that the output contains a text.
func (k *talk) enter(t *testing.T, line, want string) {
	t.Helper()
	k.out.Reset()
	if k.Line(line); k.Ended() {
		t.Errorf("%q ends the conversation", line)
	}
	if got := k.out.String(); !strings.Contains(got, want) {
		t.Errorf("%q prints %q, want %q", line, got, want)
	}
}

// Real time passes between lines: codes go off, and the prompt counts down.
func TestRealTime(t *testing.T) {
	k := newTalk(t, rehearsal.Customer)
	k.after(t, time.Second, "", untilLimit)
	k.enter(t, "press", "off in 27 s")
	k.after(t, 0, "545468 · 27 s", time.Second)
	k.after(t, 400*time.Millisecond, "545468 · 27 s", 600*time.Millisecond)
	k.after(t, 26*time.Second, "545468 · 1 s", 600*time.Millisecond)
	k.out.Reset()
	k.after(t, 600*time.Millisecond, "", untilLimit)
	if got := k.out.String(); got != "The LCD is off.\n" {
		t.Errorf("printed %q", got)
	}
	k.after(t, -time.Hour, "", untilLimit) // the system's clock is set back
	k.enter(t, "press", "off in 27 s")
}

// hold without a time lasts until the next line, so that the button can be released too early.
func TestHoldUntilEnter(t *testing.T) {
	for _, row := range []struct {
		held    time.Duration
		before  string
		in      time.Duration
		printed string
	}{
		{3900 * time.Millisecond, "button down 3 s", 100 * time.Millisecond, "MISTAKE: the button was released after 3.9 s"},
		{4 * time.Second, "888888 · button down 4 s", time.Second, ""},
		{30 * time.Second, "888888 · button down 30 s", time.Second, ""},
	} {
		k := newTalk(t, rehearsal.Customer)
		k.enter(t, "hold", "press Enter")
		k.after(t, row.held, row.before, row.in)
		k.enter(t, "", row.printed)
		if mistakes := k.engine.Summary().Mistakes; (len(mistakes) > 0) != (row.printed != "") {
			t.Errorf("held %s: mistakes %v", row.held, mistakes)
		}
		if k.engine.View().Token.Down {
			t.Errorf("held %s: the button is still down", row.held)
		}
	}
}

// A line that ends a hold is carried out too.
func TestLineEndsHold(t *testing.T) {
	k := newTalk(t, rehearsal.Customer)
	k.enter(t, "hold", "press Enter")
	k.after(t, 4*time.Second, "888888 · button down 4 s", time.Second)
	k.enter(t, "press 4", "F and five digits")
	k.after(t, 0, "F00056 · 27 s", time.Second)
}

// A goal can be reached because time has passed. What is entered after that has no effect.
func TestTimeEndsRehearsal(t *testing.T) {
	for _, row := range []struct {
		line    string
		reached rehearsal.Fact
		after   time.Duration
		next    func(*talk)
	}{
		{"press", rehearsal.FactDark, 27 * time.Second, func(k *talk) { k.Tick() }},
		{"press", rehearsal.FactDark, 30 * time.Second, func(k *talk) { k.Line("login") }},
		{"press", rehearsal.FactDark, 30 * time.Second, func(k *talk) { k.Line("foo") }},
		{"press", rehearsal.FactDark, 30 * time.Second, (*talk).GiveUp},
		{"hold", rehearsal.FactSelfTest, 4 * time.Second, func(k *talk) { k.Tick() }},
		{"hold", rehearsal.FactSelfTest, 5 * time.Second, func(k *talk) { k.Line("") }},
		{"hold", rehearsal.FactCode, 100 * time.Millisecond, func(k *talk) { k.Line("press") }},
	} {
		found, _ := rehearsal.Find("pocket-presses")
		exercise := *found
		exercise.Reached = row.reached
		k := newTalkOf(t, &exercise, rehearsal.Customer)
		k.enter(t, row.line, "")
		k.out.Reset()
		k.now = k.now.Add(row.after)
		row.next(k)
		if out := k.out.String(); !k.Ended() || k.err != nil || !k.engine.Summary().Solved || !strings.HasSuffix(out, "solved\n") {
			t.Errorf("%s, until %s: ended %t, solved %t, error %v, printed %q", row.line, row.reached, k.Ended(), k.engine.Summary().Solved, k.err, out)
		}
	}
}

// With the back up, the LCD cannot be seen; the help desk never sees it.
func TestUnseenLCD(t *testing.T) {
	k := newTalk(t, rehearsal.Customer)
	k.enter(t, "press", "off in")
	k.enter(t, "turn", "000500040815")
	k.after(t, 0, "", untilLimit)
	k.enter(t, "wait 27s", "Nothing visible has changed.") // although the LCD went off
	k = newTalk(t, rehearsal.Support)
	k.enter(t, "ask counter", "counter F00057")
	k.after(t, 0, "", untilLimit)
	if strings.Contains(k.out.String(), "off in") {
		t.Errorf("the help desk sees the LCD: %s", k.out.String())
	}
}

func TestCommandsAreCompleted(t *testing.T) {
	customer, support := newTalk(t, rehearsal.Customer), newTalk(t, rehearsal.Support)
	for _, row := range []struct {
		of   *talk
		line string
		want []string
	}{
		{customer, "st", []string{"status"}},
		{customer, "pr", []string{"press "}},
		{customer, "up", []string{"up", "upside down"}},
		{customer, "say 0", nil}, // the serial has not been read
		{customer, "ask ", nil},  // the other side's
		{support, "s", []string{"sync ", "sync-codes ", "status"}},
		{support, "ask ", []string{"ask organisation", "ask name", "ask serial", "ask counter", "ask codes"}},
		{support, "ask se", []string{"ask serial"}},
		{support, "sync 00050004", []string{"sync 000500040815", "sync 000500041623"}},
		{support, "sync 000500040815 0", nil},
		{support, "replace 000500040815 0005", []string{"replace 000500040815 000500040815", "replace 000500040815 000500041623"}},
		{support, "foo", nil},
	} {
		if got := row.of.Complete(row.line); !slices.Equal(got, row.want) {
			t.Errorf("Complete(%q) = %q, want %q", row.line, got, row.want)
		}
	}
	customer.enter(t, "turn", "000500040815")
	if got := customer.Complete("say 0"); !slices.Equal(got, []string{"say 000500040815"}) {
		t.Errorf("after the serial was read: %q", got)
	}
}

// Help about one command is help.
func TestHelpAboutACommand(t *testing.T) {
	newTalk(t, rehearsal.Customer).enter(t, "help press", "press [TIMES] — ")
}

// The commands fit on a screen of 24 lines, with an empty line and the prompt below them.
func TestHelpFitsOnAScreen(t *testing.T) {
	for _, language := range locale.Languages() {
		for _, roles := range [][]rehearsal.Role{{rehearsal.Customer}, {rehearsal.Support}, rehearsal.Roles()} {
			k := newTalk(t, roles...)
			(&textPrinter{w: &k.out, texts: locale.New(language), engine: k.engine}).help()
			lines := strings.Split(strings.TrimSuffix(k.out.String(), "\n"), "\n")
			if len(lines) > 22 {
				t.Errorf("%s, %s: %d lines", language, roles, len(lines))
			}
			for _, line := range lines {
				if n := utf8.RuneCountInString(line); n > width {
					t.Errorf("%s: %d characters: %s", language, n, line)
				}
			}
			for _, command := range commandsOf(k.engine, locale.New(language)) {
				if !strings.Contains(k.out.String(), command.Phrase) || !strings.Contains(k.out.String(), command.Does) {
					t.Errorf("%s, %s: no help about %s", language, roles, command.Phrase)
				}
			}
		}
	}
}

// The time limit is noticed when it is over, and not only with the next line.
func TestTimeLimit(t *testing.T) {
	for _, role := range rehearsal.Roles() {
		k := newTalk(t, role)
		limit := k.engine.Exercise().Limit
		k.after(t, time.Minute, "", untilLimit)
		k.after(t, limit-time.Minute, "", 0)
		if !strings.Contains(k.out.String(), "MISTAKE: the time limit of 15 min is over") {
			t.Errorf("%s: printed %q", role, k.out.String())
		}
	}
}
