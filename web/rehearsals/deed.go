package rehearsals

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"etokenpass/rehearsal"
)

// deed is something that was done in a rehearsal, and when. It has one of Action, Talk, Advice and
// Test. The same deeds always lead to the same rehearsal.
type deed struct {
	At     time.Duration     `json:"at"` // since the start, in nanoseconds
	Action *rehearsal.Action `json:"action,omitempty"`
	Talk   *words            `json:"talk,omitempty"`
	Advice *words            `json:"advice,omitempty"`
	Test   *probe            `json:"test,omitempty"`
}

// words are what is said by a side, or to it.
type words struct {
	Role rehearsal.Role `json:"role"`
	Text string         `json:"text"`
}

// probe is a code that the help desk tests.
type probe struct {
	Serial string `json:"serial"`
	Code   string `json:"code"`
}

func action(a rehearsal.Action) deed             { return deed{Action: &a} }
func talk(by rehearsal.Role, text string) deed   { return deed{Talk: &words{by, text}} }
func advise(to rehearsal.Role, text string) deed { return deed{Advice: &words{to, text}} }
func test(serial, code string) deed              { return deed{Test: &probe{serial, code}} }
func verb(v rehearsal.Verb, args ...string) deed {
	return action(rehearsal.Action{Verb: v, Args: args})
}

// checkTexts reports a text that is too long, or that could change how a log shows its line. Pages,
// Internet-Client and the console let people type anything.
func (d deed) checkTexts() error {
	for _, text := range d.texts() {
		if utf8.RuneCountInString(text) > mostText || strings.ContainsFunc(text, isNotShown) {
			return errNoLine
		}
	}
	return nil
}

const mostText = 300

func isNotShown(r rune) bool { return r == utf8.RuneError || !unicode.IsGraphic(r) }

// texts are what a person has typed.
func (d deed) texts() []string {
	switch {
	case d.Action != nil:
		return append([]string{d.Action.Code}, d.Action.Args...)
	case d.Talk != nil:
		return []string{d.Talk.Text}
	case d.Advice != nil:
		return []string{d.Advice.Text}
	case d.Test != nil:
		return []string{d.Test.Serial, d.Test.Code}
	}
	return nil
}

// carryOut does it. On an error, nothing has happened.
func (d deed) carryOut(play *rehearsal.Rehearsal) error {
	switch {
	case d.Action != nil:
		return play.Do(*d.Action)
	case d.Talk != nil:
		return play.Talk(d.Talk.Role, d.Talk.Text)
	case d.Advice != nil:
		return play.Advise(d.Advice.Role, d.Advice.Text)
	case d.Test != nil:
		_, err := play.Test(d.Test.Serial, d.Test.Code)
		return err
	}
	panic("internal error: a deed has none of action, talk, advice and test")
}

// check reports what a deed could have that was read from a file, and that none has.
func (d deed) check() error {
	kinds := 0
	for _, given := range []bool{d.Action != nil, d.Talk != nil, d.Advice != nil, d.Test != nil} {
		if given {
			kinds++
		}
	}
	switch {
	case kinds != 1:
		return fmt.Errorf("it has %d of action, talk, advice and test: must be one", kinds)
	case d.At < 0:
		return fmt.Errorf("at is %v: must be 0s or more", d.At)
	case d.Action != nil:
		return d.Action.Check()
	}
	return nil
}

// replay returns the rehearsal after some deeds.
func (o *Opening) replay(deeds []deed) (*rehearsal.Rehearsal, error) {
	exercise, ok := rehearsal.Find(o.Exercise)
	if !ok {
		return nil, fmt.Errorf("there is no exercise %s", o.Exercise)
	}
	play, err := o.start(exercise)
	if err != nil {
		return nil, err
	}
	for i, d := range deeds {
		play.Advance(d.At - play.View().At)
		if err := d.carryOut(play); err != nil {
			return nil, fmt.Errorf("deed %d: %w", i+1, err)
		}
	}
	return play, nil
}
