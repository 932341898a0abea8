package rehearsals

import (
	"crypto/rand"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"etokenpass/internal/locale"
	"etokenpass/internal/value"
	"etokenpass/rehearsal"
	"etokenpass/web"
)

// Opening says what is to be rehearsed, and by whom.
type Opening struct {
	Exercise   string               `json:"exercise" doc:"The name of the exercise." example:"pocket-presses"`
	Play       Play                 `json:"play,omitempty" enum:"both,together,customer,support" doc:"Who plays: one person both sides, two people one each, or one person a side while the program plays the other. By default both."`
	Telephone  Telephone            `json:"telephone,omitempty" enum:"line,real" doc:"A text line on the page, or a real telephone: then what the help desk notes counts as what the caller has said. By default line."`
	Difficulty rehearsal.Difficulty `json:"difficulty,omitempty" enum:"easy,normal,hard" doc:"How many mistakes the program makes. By default easy."`
	Language   locale.Language      `json:"language,omitempty" enum:"en,ru" doc:"The language of the names. By default that of the request."`
	Seed       string               `json:"random_seed,omitempty" maxLength:"100" doc:"The same text leads to the same codes and to the same behaviour. By default random."`
}

// Play says who plays.
type Play string

// The ways to play.
const (
	PlayBoth     Play = "both"     // one person, both sides
	PlayTogether Play = "together" // two people
	PlayCustomer Play = "customer" // one person; the program is the help desk
	PlaySupport  Play = "support"  // one person; the program is the customer
)

// Telephone is what connects the two sides.
type Telephone string

// The telephones.
const (
	TextLine      Telephone = "line" // a text line on the page
	RealTelephone Telephone = "real" // one that the program does not hear
)

// complete fills in what was left out, and returns the exercise. The error is a [*web.Problem].
func (o *Opening) complete(language locale.Language) (*rehearsal.Exercise, error) {
	exercise, ok := rehearsal.Find(o.Exercise)
	if !ok {
		return nil, web.Invalid("body.exercise", "there is no such exercise: etokenpass rehearse list shows them all")
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	if o.Play == "" {
		o.Play = PlayBoth
	}
	if len(exercise.Roles) == 1 && o.Play != PlaySupport { // there is one side: whoever plays, plays it
		o.Play = Play(exercise.Roles[0])
	}
	if o.Telephone == "" || o.Play != PlayTogether {
		o.Telephone = TextLine
	}
	if o.Difficulty == "" {
		o.Difficulty = rehearsal.Easy
	}
	if o.Language == "" {
		o.Language = language
	}
	if o.Seed == "" {
		o.Seed = rand.Text()
	}
	for _, role := range o.roles() {
		if !slices.Contains(exercise.Roles, role) {
			return nil, web.Invalid("body.play", "the exercise does not have this side: must be "+string(exercise.Roles[0]))
		}
	}
	return exercise, nil
}

// check reports what is neither left out nor possible. The error is a [*web.Problem].
func (o *Opening) check() error {
	for _, each := range []struct {
		name, value string
		allowed     []string
	}{
		{"play", string(o.Play), texts(PlayBoth, PlayTogether, PlayCustomer, PlaySupport)},
		{"telephone", string(o.Telephone), texts(TextLine, RealTelephone)},
		{"difficulty", string(o.Difficulty), texts(rehearsal.Difficulties()...)},
		{"language", string(o.Language), texts(locale.Languages()...)},
	} {
		if each.value != "" && !slices.Contains(each.allowed, each.value) {
			return web.Invalid("body."+each.name, "must be "+value.Choice(each.allowed...))
		}
	}
	if utf8.RuneCountInString(o.Seed) > mostSeed {
		return web.Invalid("body.random_seed", fmt.Sprintf("must have at most %d characters", mostSeed))
	}
	return nil
}

const mostSeed = 100

func texts[T ~string](words ...T) (all []string) {
	for _, word := range words {
		all = append(all, string(word))
	}
	return all
}

// roles are the sides that people play.
func (o *Opening) roles() []rehearsal.Role {
	switch o.Play {
	case PlayCustomer:
		return []rehearsal.Role{rehearsal.Customer}
	case PlaySupport:
		return []rehearsal.Role{rehearsal.Support}
	case PlayBoth, PlayTogether:
	}
	return rehearsal.Roles()
}

// start begins the rehearsal.
func (o *Opening) start(exercise *rehearsal.Exercise) (*rehearsal.Rehearsal, error) {
	return rehearsal.New(exercise, rehearsal.Options{
		Roles: o.roles(), Difficulty: o.Difficulty, Seed: o.Seed, Language: o.Language,
	})
}

// Views returns the views of the rehearsal, that of the player first.
func (o *Opening) Views() []View {
	switch o.Play {
	case PlayCustomer:
		return []View{CustomerView, WatchView}
	case PlaySupport:
		return []View{SupportView, WatchView}
	case PlayTogether:
		return []View{CustomerView, SupportView, WatchView}
	case PlayBoth:
	}
	return []View{BothView, WatchView}
}

// Open opens a rehearsal, and returns its invitation code. The language is that of whoever opens it.
// The error is a [*web.Problem].
func (s *Server) Open(o Opening, language locale.Language) (code string, err error) {
	m, err := s.open(o, language)
	if err != nil {
		return "", s.problemOf(err, language)
	}
	return m.code, nil
}

// open opens a group.
func (s *Server) open(o Opening, language locale.Language) (*group, error) {
	exercise, err := o.complete(language)
	if err != nil {
		return nil, err
	}
	play, err := o.start(exercise)
	if err != nil {
		return nil, err
	}
	s.expire()
	m := s.newGroup(s.groups.newCode(), o, play)
	m.opened = time.Now()
	if err := s.groups.add(m); err != nil {
		return nil, err
	}
	if err := m.keep(); err != nil {
		s.groups.remove(m)
		return nil, err
	}
	return m, nil
}
