package rehearsal_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"etokenpass/device"
	"etokenpass/internal/locale"
	"etokenpass/profiles"
	"etokenpass/rehearsal"
	"etokenpass/tms"
)

// The mistakes of the side that the program plays never prevent a careful user from reaching the
// goal without a mistake.
func TestCarefulUsersReachTheGoal(t *testing.T) {
	t.Parallel()
	for _, exercise := range rehearsal.Exercises() {
		for _, role := range exercise.Roles {
			for _, difficulty := range rehearsal.Difficulties() {
				t.Run(fmt.Sprintf("%s as %s, %s", exercise.Name, role, difficulty), func(t *testing.T) {
					t.Parallel()
					for seed := range seedsOf(exercise, difficulty) {
						u := newUser(t, exercise, rehearsal.Options{
							Roles: []rehearsal.Role{role}, Difficulty: difficulty, Seed: fmt.Sprint(seed), Language: locale.English,
						})
						u.play()
						if u.check(); t.Failed() {
							return
						}
					}
				})
			}
		}
	}
}

// The other side makes mistakes at the higher difficulties, and none at the lowest.
func TestDifficulty(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		exercise string
		role     rehearsal.Role
	}{
		{"pocket-presses", rehearsal.Support}, {"clock-drift", rehearsal.Support},
		{"pocket-presses", rehearsal.Customer}, {"clock-drift", rehearsal.Customer}, {"wrong-code", rehearsal.Customer},
	} {
		var slips [3]int
		for i, difficulty := range rehearsal.Difficulties() {
			for seed := range 20 {
				u := newUser(t, find(t, test.exercise), rehearsal.Options{
					Roles: []rehearsal.Role{test.role}, Difficulty: difficulty, Seed: fmt.Sprint(seed),
				})
				u.play()
				slips[i] += len(u.r.Summary().OtherSlips)
			}
		}
		if slips[0] != 0 || slips[1] == 0 || slips[2] <= slips[1] {
			t.Errorf("%s as %s: %v mistakes of the other side at easy, normal and hard", test.exercise, test.role, slips)
		}
	}
}

// seedsOf returns how many seeds are tried. At easy, they lead to other codes and the same conversation.
// Each comparison of a PIN takes about 20 ms.
func seedsOf(exercise *rehearsal.Exercise, difficulty rehearsal.Difficulty) int {
	switch {
	case exercise.Customer.PIN != "":
		return 2
	case difficulty == rehearsal.Easy:
		return 20
	}
	return 200
}

func find(t *testing.T, name string) *rehearsal.Exercise {
	t.Helper()
	exercise, ok := rehearsal.Find(name)
	if !ok {
		t.Fatalf("no exercise %s", name)
	}
	return exercise
}

// user plays one role with care.
type user struct {
	t        *testing.T
	exercise *rehearsal.Exercise
	r        *rehearsal.Rehearsal
	lines    []string // the commands so far
}

func newUser(t *testing.T, exercise *rehearsal.Exercise, options rehearsal.Options) *user {
	t.Helper()
	r, err := rehearsal.New(exercise, options)
	if err != nil {
		t.Fatal(err)
	}
	return &user{t: t, exercise: exercise, r: r}
}

// maxTurns is more than any user needs: of calls, and of answers in one call.
const maxTurns = 12

func (u *user) play() {
	u.t.Helper()
	for range maxTurns {
		if u.r.Ended() {
			return
		}
		if slices.Contains(u.r.Options().Roles, rehearsal.Customer) {
			u.customer()
		} else {
			u.desk()
		}
	}
}

// check fails the test if the goal was not reached, or if the user made a mistake.
func (u *user) check() {
	u.t.Helper()
	if summary := u.r.Summary(); !summary.Solved || len(summary.Mistakes) > 0 {
		u.t.Errorf("seed %s: solved %v, mistakes %v\n%s", summary.Options.Seed, summary.Solved, summary.Mistakes, strings.Join(u.story(), "\n"))
	}
}

// do carries out a command. Words with spaces are in quotes.
func (u *user) do(format string, args ...any) {
	u.t.Helper()
	if u.r.Ended() {
		return
	}
	line := fmt.Sprintf(format, args...)
	u.lines = append(u.lines, line)
	action, ok, err := rehearsal.ParseAction(line)
	if err == nil && ok {
		err = u.r.Do(action)
	}
	if err != nil || !ok {
		u.t.Fatalf("%s: %v\n%s", line, err, strings.Join(u.story(), "\n"))
	}
}

// heard returns the last text of a kind, in English; "" if there is none.
func (u *user) heard(kind rehearsal.EventKind) string {
	for _, event := range slices.Backward(u.r.Events()) {
		if event.Kind == kind {
			return event.Text.In(locale.New(locale.English))
		}
	}
	return ""
}

func (u *user) story() []string {
	return append(story(u.r), u.lines...)
}

// story returns what has happened, for failures.
func story(r *rehearsal.Rehearsal) (lines []string) {
	texts := locale.New(locale.English)
	for _, event := range r.Events() {
		lines = append(lines, fmt.Sprintf("%6.1f %-13s %s", event.At.Seconds(), event.Kind, event.Text.In(texts)+event.Screen.LCD))
	}
	return lines
}

// desk takes one call: it asks for everything, compares, resynchronises and unlocks.
func (u *user) desk() {
	u.t.Helper()
	u.do("ask organisation")
	u.do("ask name")
	u.do("ask serial")
	row, ok := u.compare()
	for range maxTurns {
		if ok {
			break
		}
		u.do("ask serial")
		row, ok = u.compare()
	}
	locked := row.State == tms.StateLocked
	u.do("ask counter")
	u.bringIntoStep()
	if locked {
		u.do("unlock %s", u.call().Serial)
	}
	u.do("hang up")
}

func (u *user) call() rehearsal.Call {
	if call := u.r.View().Call; call != nil {
		return *call
	}
	return rehearsal.Call{}
}

// compare looks the caller's serial up. ok is false if it belongs to another person.
func (u *user) compare() (row rehearsal.DeskRow, ok bool) {
	call := u.call()
	for _, row := range u.r.View().Desk {
		if row.Serial == call.Serial {
			return row, row.Owner == call.Name && row.Organisation == call.Organisation
		}
	}
	return row, false
}

var counterPattern = regexp.MustCompile(`^F\d{5}$`)

// bringIntoStep resynchronises, and does what the desk's system says if it refuses. A counter
// that stays lower than the bank's means that the bank's is too high: the token is replaced.
func (u *user) bringIntoStep() {
	u.t.Helper()
	lower := 0
	for range maxTurns {
		call := u.call()
		switch {
		case strings.Contains(u.heard(rehearsal.CustomerSays), "stays dark"), lower == 2:
			u.do("replace %s %s", call.Serial, u.spare())
			return
		case call.Codes[0] != "":
			u.do("sync-codes %s %s %s", call.Serial, call.Codes[0], call.Codes[1])
		case !counterPattern.MatchString(call.Counter):
			u.do("ask counter")
			continue
		default:
			u.do("sync %s %s", call.Serial, call.Counter)
		}
		switch said := u.heard(rehearsal.Desk); {
		case strings.Contains(said, "is synchronised"):
			return
		case strings.Contains(said, "two consecutive"):
			u.do("ask codes")
		case strings.Contains(said, "lower"):
			lower++
			u.do("ask counter")
		default:
			u.t.Fatalf("the desk's system says %q", said)
		}
	}
}

// spare returns a token in stock.
func (u *user) spare() string {
	for _, row := range u.r.View().Desk {
		if row.Login == "" && row.State == tms.Active {
			return row.Serial
		}
	}
	return "-"
}

// customer answers the help desk, or signs in and calls it if that fails.
func (u *user) customer() {
	u.t.Helper()
	if u.r.View().Call == nil {
		if len(u.lines) == 0 && u.exercise.Steps[0].Done == rehearsal.FactLocked {
			u.lock()
		}
		u.enterCode()
		if u.r.Ended() {
			return
		}
		u.tellAll()
	}
	for range maxTurns {
		if u.r.View().Call == nil {
			break
		}
		u.answer()
	}
	for _, serial := range u.r.View().Others {
		if u.isReplacedBy(serial) {
			u.do("take %s", serial)
		}
	}
}

// isReplacedBy reports whether the help desk has replaced the token in the hand by another.
func (u *user) isReplacedBy(serial string) bool {
	return slices.ContainsFunc(u.r.Events(), func(event rehearsal.Event) bool {
		return event.Kind == rehearsal.SupportSays && strings.Contains(event.Text.In(locale.New(locale.English)), serial)
	})
}

// lock carries out an exercise that begins with wrong codes.
func (u *user) lock() {
	u.t.Helper()
	for range 3 {
		u.do("login 000000")
	}
}

// enterCode signs in, or signs a document, with the true code on the LCD.
func (u *user) enterCode() {
	u.t.Helper()
	verb := "login"
	if page := u.r.View().Page; page == rehearsal.PageOpen || page == rehearsal.PageSigning {
		verb = "sign"
	}
	if u.r.View().UpsideDown {
		u.do("upside down")
	}
	u.waitForNextCode()
	u.do("%s", verb)
	u.do("press")
	if token := u.r.View().Token; token.State == device.Code {
		u.do("%s %s", verb, token.LCD)
	}
	if u.exercise.Signing == rehearsal.SignInSession && u.exercise.Reached == rehearsal.FactSigned {
		u.do("sign")
	}
}

// waitForNextCode waits until the LCD is dark and, at a time token, until its time step is over.
func (u *user) waitForNextCode() {
	u.t.Helper()
	if in := u.r.View().Token.OffIn; in > 0 {
		u.do("wait %v", in)
	}
	if u.isTime() {
		u.do("wait %v", 30*time.Second)
	}
}

func (u *user) isTime() bool { return u.exercise.Tokens[0].Type == profiles.Time }

// tellAll tells the help desk everything that the guide asks for.
func (u *user) tellAll() {
	u.t.Helper()
	u.do("hold")
	u.do("press 4")
	counter := u.r.View().Token.LCD
	if counter == "" {
		counter = "-"
	}
	u.do("turn")
	u.do("say %s %s Romashka Ivanova", u.r.View().Token.Serial, counter)
}

// answer does what the help desk asks for.
func (u *user) answer() {
	u.t.Helper()
	switch said := u.heard(rehearsal.SupportSays); {
	case strings.Contains(said, "organisation do you represent"):
		u.do("say - - Romashka Ivanova")
	case strings.Contains(said, "not what we have"):
		u.do("take %s", u.r.View().Others[0])
		u.tellAll()
	case strings.Contains(said, "two session keys"), strings.Contains(said, "two consecutive"):
		u.tellCodes()
	default:
		u.tellAll()
	}
}

func (u *user) tellCodes() {
	u.t.Helper()
	u.waitForNextCode()
	u.do("press")
	first := u.r.View().Token.LCD
	if u.isTime() {
		u.do("wait %v", 30*time.Second-device.PressTime)
	} else {
		u.waitForNextCode()
	}
	u.do("press")
	u.do("say-codes %s %s %s Romashka Ivanova", u.r.View().Token.Serial, first, u.r.View().Token.LCD)
}
