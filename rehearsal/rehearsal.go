package rehearsal

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"etokenpass/device"
	"etokenpass/internal/locale"
	"etokenpass/tms"
)

// ErrEnded is the error of an action after the end.
var ErrEnded error = locale.NewError("rehearsal.error.ended", nil)

// Options are the settings of a rehearsal.
type Options struct {
	// Roles are the sides that the user plays; empty for all that the exercise has.
	Roles []Role

	Difficulty Difficulty      // of the side that the program plays
	Seed       string          // the same seed leads to the same codes and to the same behaviour
	Language   locale.Language // of names: the same person has a name in each language
}

// Difficulty says how many mistakes the side makes that the program plays.
type Difficulty string

// The difficulties.
const (
	Easy   Difficulty = "easy"   // none
	Normal Difficulty = "normal" // some
	Hard   Difficulty = "hard"   // many
)

// Difficulties returns all difficulties.
func Difficulties() []Difficulty { return []Difficulty{Easy, Normal, Hard} }

// Rehearsal is an exercise being played. It is not safe for concurrent use.
type Rehearsal struct {
	exercise *Exercise
	options  Options
	chance   *chance

	start time.Time
	clock *device.VirtualClock

	hand  hand
	bank  bank
	phone phone

	steps    []StepState
	hints    int
	mistakes []MadeMistake
	partner  partner
	ended    bool
	solved   bool
	muted    bool // while the commands before the beginning are carried out

	events   []Event
	watchers []*func(Event)
}

// MadeMistake is a mistake that was made.
type MadeMistake struct {
	Mistake Mistake
	At      time.Duration
	Text    Sentence // what went wrong
	Real    Sentence // what the real device or the real bank would do
}

// startTime is when a rehearsal begins on the token's calendar. It is fixed, so that the codes
// of a time token can be repeated.
var startTime = time.Date(2026, time.January, 15, 9, 0, 0, 0, time.UTC)

// New starts a rehearsal. It returns an error if the exercise does not have a role.
func New(exercise *Exercise, options Options) (*Rehearsal, error) {
	if options.Roles == nil {
		options.Roles = exercise.Roles
	}
	for _, role := range options.Roles {
		if !slices.Contains(exercise.Roles, role) {
			return nil, wrongAction("rehearsal.error.role", "exercise", exercise.Name, "role", string(role))
		}
	}
	r := &Rehearsal{
		exercise: exercise, options: options, chance: newChance(exercise.Name, options.Seed),
		start: startTime, clock: device.NewVirtualClock(startTime),
	}
	for _, step := range exercise.Steps {
		r.steps = append(r.steps, StepState{By: step.By, Text: step.Text})
	}
	if err := r.hand.fill(r); err != nil {
		return nil, err
	}
	if err := r.bank.open(r); err != nil {
		return nil, err
	}
	r.hand.held = r.hand.assigned(r)
	if err := r.prepare(); err != nil {
		return nil, err
	}
	if err := r.begin(); err != nil {
		return nil, err
	}
	return r, nil
}

// prepare carries out the commands that lead to the situation. They are not part of the
// rehearsal: they take no time and make no mistakes.
func (r *Rehearsal) prepare() error {
	r.muted = true
	if err := r.carryOutAll(r.exercise.Before); err != nil {
		return err
	}
	r.muted = false
	r.start = r.clock.Now()
	return nil
}

// carryOutAll carries out commands of the exercise.
func (r *Rehearsal) carryOutAll(lines []string) error {
	for _, line := range lines {
		action, ok, err := r.fill(line)
		if err == nil && ok {
			err = r.carryOut(action)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", line, err)
		}
	}
	return nil
}

// Exercise returns the exercise. It must not be changed.
func (r *Rehearsal) Exercise() *Exercise { return r.exercise }

// Options returns the settings, with the roles filled in.
func (r *Rehearsal) Options() Options { return r.options }

// Events returns all events so far.
func (r *Rehearsal) Events() []Event { return slices.Clone(r.events) }

// EventsAfter returns the events so far without the first n.
func (r *Rehearsal) EventsAfter(n int) []Event { return slices.Clone(r.events[n:]) }

// Watch calls f for each event from now on, until stop is called. f must not use the rehearsal.
func (r *Rehearsal) Watch(f func(Event)) (stop func()) {
	watcher := &f
	r.watchers = append(r.watchers, watcher)
	return func() {
		r.watchers = slices.DeleteFunc(r.watchers, func(w *func(Event)) bool { return w == watcher })
	}
}

// Do carries out an action. Presses, holds and waits take time: the clock moves forward by it.
// The error is [ErrEnded], or an [*ActionError]: nothing has happened then.
func (r *Rehearsal) Do(action Action) error {
	if r.ended {
		return ErrEnded
	}
	if by := action.by(); by != "" && !r.plays(by) {
		return wrongAction("rehearsal.error.other_side")
	}
	if err := r.carryOut(action); err != nil {
		return err
	}
	r.partnerActs(action)
	return nil
}

// carryOut carries out an action of either side.
func (r *Rehearsal) carryOut(action Action) error {
	switch action.Verb {
	case Press, Hold, Down, Up, Turn, UpsideDown, Read, Take:
		return r.handle(action)
	case Login, Cancel, Sign:
		return r.enter(action)
	case Say, Mail, SayCodes:
		return r.say(action)
	case Ask, Sync, SyncCodes, Unlock, Replace, HangUp:
		return r.atDesk(action)
	case Wait:
		r.pass(action.Time)
	case Hint:
		r.giveHint(action.By)
	case GiveUp:
		r.end(false, sentence("rehearsal.end.given_up"))
	}
	return nil
}

// Advance lets time pass without an action, such as the time in which a user thinks.
func (r *Rehearsal) Advance(d time.Duration) {
	if !r.ended {
		r.pass(d)
	}
}

// pass moves the clock forward, and stops at each change of a screen and at the time limit. The
// end of the rehearsal stops the clock.
func (r *Rehearsal) pass(d time.Duration) {
	for end := r.clock.Now().Add(d); ; {
		left := end.Sub(r.clock.Now())
		if left <= 0 || r.ended {
			return
		}
		r.clock.Advance(min(left, r.ChangesIn()))
		r.hand.observe(r)
		r.checkLimit()
	}
}

// ChangesIn returns the time until something changes by itself: a screen, or that the time limit is
// over. It is the longest duration if nothing does.
func (r *Rehearsal) ChangesIn() time.Duration {
	next := r.hand.changesIn()
	if limit := r.exercise.Limit - r.elapsed(); r.exercise.Limit > 0 && limit > 0 {
		next = min(next, limit)
	}
	return next
}

func (r *Rehearsal) checkLimit() {
	if r.exercise.Limit == 0 || r.muted || r.elapsed() < r.exercise.Limit || r.has(OverTime) {
		return
	}
	r.made(OverTime,
		sentence("rehearsal.mistake.over_time").with("limit", durationText(r.exercise.Limit)),
		sentence("rehearsal.real.over_time", "minutes", strconv.Itoa(r.exercise.Minutes)))
}

func (r *Rehearsal) elapsed() time.Duration { return r.clock.Now().Sub(r.start) }

// plays reports whether the user plays a role.
func (r *Rehearsal) plays(role Role) bool { return slices.Contains(r.options.Roles, role) }

// emit records an event and passes it on.
func (r *Rehearsal) emit(event Event) {
	if r.muted || r.ended {
		return
	}
	event.At = r.elapsed()
	r.events = append(r.events, event)
	for _, watcher := range slices.Clone(r.watchers) {
		(*watcher)(event)
	}
}

func (r *Rehearsal) tell(kind EventKind, where Role, text Sentence) {
	r.emit(Event{Kind: kind, Where: where, Text: text})
}

// mistake records a mistake with the texts of the ordinary case. The values are those of its text.
func (r *Rehearsal) mistake(mistake Mistake, values ...string) {
	kind := mistake.kind()
	r.made(mistake, sentence(kind.text, values...), sentence(kind.real))
}

// made records a mistake, if it counts in this exercise and the user made it: text says what
// went wrong, and real what the real device or the real bank would do.
func (r *Rehearsal) made(mistake Mistake, text, real Sentence) {
	kind := mistake.kind()
	if r.muted || r.ended || !slices.Contains(r.exercise.Mistakes, mistake) || kind.by != "" && !r.plays(kind.by) {
		return
	}
	made := MadeMistake{mistake, r.elapsed(), text, real}
	r.mistakes = append(r.mistakes, made)
	r.emit(Event{Kind: Mistaken, Where: kind.by, Text: made.Text, Mistake: mistake, Real: made.Real})
}

func (r *Rehearsal) has(mistake Mistake) bool {
	return slices.ContainsFunc(r.mistakes, func(made MadeMistake) bool { return made.Mistake == mistake })
}

// fact completes the first open step of each side that waits for a fact, and ends the rehearsal
// if it is the goal.
func (r *Rehearsal) fact(fact Fact) {
	if r.muted || r.ended {
		return
	}
	for _, role := range Roles() {
		for i, step := range r.exercise.Steps {
			if step.By == role && step.Done == fact && !r.steps[i].Done {
				r.steps[i].Done, r.steps[i].At = true, r.elapsed()
				r.emit(Event{Kind: StepDone, Where: role, Text: Sentence{words: step.Text}, Step: i})
				break
			}
		}
	}
	if fact == r.exercise.Reached {
		r.end(true, sentence("rehearsal.end.solved"))
	}
}

func (r *Rehearsal) end(solved bool, text Sentence) {
	r.solved = solved
	r.emit(Event{Kind: Ended, Text: text})
	r.ended = true
}

// giveHint gives the hint of the first open step of a side; "": of the user.
func (r *Rehearsal) giveHint(to Role) {
	for i, step := range r.exercise.Steps {
		if !r.steps[i].Done && r.plays(step.By) && (to == "" || to == step.By) {
			r.hints++
			r.emit(Event{Kind: Hinted, Where: step.By, Text: Sentence{words: step.Hint}, Step: i})
			return
		}
	}
	r.emit(Event{Kind: Hinted, Where: to, Text: sentence("rehearsal.hint.other_side"), Step: NoStep})
}

// Now returns what the clock of the rehearsal shows: its times begin on a fixed day.
func (r *Rehearsal) Now() time.Time { return r.clock.Now() }

// Ended reports whether the rehearsal has ended.
func (r *Rehearsal) Ended() bool { return r.ended }

// call is the next call of the validator.
func (r *Rehearsal) call() tms.Call { return r.bank.call(r.clock.Now()) }
