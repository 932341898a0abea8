package rehearsal

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"etokenpass/display"
	"etokenpass/internal/strictyaml"
	"etokenpass/internal/value"
	"etokenpass/profiles"
	"etokenpass/tms"
)

// The limits of an exercise.
const (
	maxSteps    = 50
	maxTokens   = 10
	maxCommands = 100
	maxMinutes  = 240
	maxText     = 2000 // characters
	maxShort    = 100  // characters
	maxCommand  = 300  // characters
	maxCounter  = 1 << 40
)

// exerciseFile describes an exercise in error messages.
var exerciseFile = strictyaml.Kind{
	Name: "an exercise", Fields: "name, title, situation, goal, customer, tokens, steps and reached",
}

// Parse parses an exercise. name is the file name for errors. The error joins all problems, each
// with the file, the line, the field and what is allowed.
func Parse(name string, data []byte) (*Exercise, error) {
	e := &Exercise{Minutes: 5, Policy: tms.DefaultPolicy, Page: PageStart, Signing: SignWithCode}
	if err := exerciseFile.Parse(name, data, e.read); err != nil {
		return nil, err
	}
	return e, nil
}

func (e *Exercise) read(m *strictyaml.Mapping) {
	e.Name = requiredText(m, "name", "1 to 50 lower-case letters, digits and dashes", isName)
	e.Title = requiredShort(m, "title")
	e.Situation = requiredWords(m, "situation")
	e.Goal = requiredWords(m, "goal")
	e.Opening = words(m, "opening")
	e.Roles = choices(m, "roles", Roles()...)
	strictyaml.Number(m, "minutes", &e.Minutes, 1, maxMinutes)
	m.DurationOr("limit", "none", &e.Limit, time.Second, maxMinutes*time.Minute)
	strictyaml.Choice(m, "policy", &e.Policy, tms.EmbeddedPolicies()...)
	hasPIN := false
	if m.Require("customer", "a mapping with login, owner and organisation") {
		m.Mapping("customer", func(m *strictyaml.Mapping) {
			e.Customer.read(m)
			hasPIN = m.Has("pin")
		})
	}
	if m.Require("tokens", "a list of tokens, each with a serial") {
		m.Mappings("tokens", maxTokens, func(m *strictyaml.Mapping) { e.Tokens = append(e.Tokens, readFob(m, e.Customer)) })
	}
	strictyaml.Choice(m, "page", &e.Page, PageStart, PageOpen)
	strictyaml.Choice(m, "signing", &e.Signing, SignWithCode, SignInSession)
	strictyaml.Choice(m, "first_code", &e.FirstCode, Turns, Misreads)
	e.Before = commands(m, "before", "")
	if m.Require("steps", "a list of steps, each with by, text, hint, done and do") {
		m.Mappings("steps", maxSteps, func(m *strictyaml.Mapping) { e.Steps = append(e.Steps, readStep(m)) })
	}
	if m.Require("reached", value.Choice(Facts()...)) {
		strictyaml.Choice(m, "reached", &e.Reached, Facts()...)
	}
	e.Mistakes = choices(m, "mistakes", Mistakes()...)
	if !m.Has("mistakes") {
		e.Mistakes = Mistakes()
	}
	e.complete(m)
	e.checkPIN(m, hasPIN)
}

// complete fills in what follows from other fields, and checks that they fit together.
func (e *Exercise) complete(m *strictyaml.Mapping) {
	if len(e.Roles) == 0 && !m.Has("roles") {
		e.Roles = Roles()
	}
	for _, name := range []string{"roles", "tokens", "steps"} {
		if m.IsEmptyList(name) {
			m.Problem(name, "", "an empty list: must have at least one item")
		}
	}
	if slices.Contains(e.Roles, Support) && !m.Has("opening") {
		m.Problem("opening", "", "missing: must be what the customer says first, because users can play the help desk")
	}
	e.checkTokens(m)
	if e.Reached != "" && !slices.ContainsFunc(e.Steps, func(s Step) bool { return s.Done == e.Reached }) {
		m.Problem("reached", fmt.Sprintf("write done: %s at the last step", e.Reached), "%s: no step is done by it", e.Reached)
	}
}

// checkTokens checks that the tokens fit together: serials differ, also when they are read out, a
// user has at most one token, and the customer has one.
func (e *Exercise) checkTokens(m *strictyaml.Mapping) {
	own := 0
	for i, token := range e.Tokens {
		if token.Login == e.Customer.Login && token.Login != "" {
			own++
			if e.FirstCode == Misreads && token.DeadSegments == nil {
				m.Problem("first_code", "give the customer's token dead_segments", "misreads: the customer's token has no dead segments")
			}
			if e.FirstCode != AnyCode && token.Life > 0 && token.Counter >= token.Life {
				m.Problem("first_code", "give the customer's token more life than its counter", "%s: the customer's token is dead and shows no code", e.FirstCode)
			}
		}
		for _, other := range e.Tokens[:i] {
			if token.Serial != "" && isSaid(token.Serial, other.Serial) {
				m.Problem("tokens", "", "two tokens have the serial %s: case, spaces and dashes do not count", token.Serial)
			}
			if token.Login != "" && token.Login == other.Login && token.Login != e.Customer.Login {
				m.Problem("tokens", "", "two tokens are assigned to %s: must be at most one", token.Login)
			}
		}
	}
	if len(e.Tokens) > 0 && e.Customer.Login != "" && own != 1 {
		m.Problem("tokens", fmt.Sprintf("write login: %s at one token", e.Customer.Login), "%d tokens are assigned to the customer: must be one", own)
	}
}

// checkPIN checks that the customer has a PIN exactly if the policy asks for one.
func (e *Exercise) checkPIN(m *strictyaml.Mapping, hasPIN bool) {
	policy, _, ok := tms.EmbeddedPolicy(e.Policy)
	switch {
	case !ok || e.Customer.Login == "" || policy.NeedsPIN() == hasPIN: // or reported already
	case hasPIN && e.Customer.PIN == "": // so is this
	case hasPIN:
		m.Problem("customer", "leave it out", "pin: not allowed: policy %s has none", e.Policy)
	default:
		m.Problem("customer", "add pin", "pin: missing: policy %s asks for one, of 4 to 16 digits", e.Policy)
	}
}

func (p *Person) read(m *strictyaml.Mapping) {
	p.Login = requiredText(m, "login", "1 to 50 printable characters without spaces", isWord)
	p.PIN, _ = m.Secret("pin", "4 to 16 digits", isPIN)
	p.Owner = requiredShort(m, "owner")
	p.Organisation = requiredShort(m, "organisation")
}

func readFob(m *strictyaml.Mapping, customer Person) Fob {
	f := Fob{Type: profiles.Event}
	f.Serial = requiredText(m, "serial", "1 to 50 printable characters without spaces, not only punctuation", isSerial)
	strictyaml.Choice(m, "type", &f.Type, profiles.Types()...)
	strictyaml.Number(m, "counter", &f.Counter, 0, maxCounter)
	f.Expected = f.Counter
	strictyaml.Number(m, "expected", &f.Expected, 0, maxCounter)
	strictyaml.Number(m, "life", &f.Life, 1, maxCounter)
	f.DeadSegments = m.Texts("dead_segments", display.MaxCells*7, "a cell from 1 to 6 and a segment from a to g, like 1g", isSegment)
	m.Duration("offset", &f.Offset, 0, 24*time.Hour)
	f.Login, _ = m.Text("login", "1 to 50 printable characters without spaces", isWord)
	f.Owner = short(m, "owner")
	switch {
	case !m.Has("login") && m.Has("owner"):
		m.Problem("owner", "add login, or leave out owner", "not allowed: a token without login is a spare one")
	case f.Login != "" && f.Login == customer.Login:
		if m.Has("owner") {
			m.Problem("owner", "leave it out", "not allowed: the owner is the customer's")
		}
		f.Owner = customer.Owner
	case f.Login != "" && customer.Login != "" && !m.Has("owner"):
		m.Problem("owner", "", "missing: must be the owner's family name, in en and ru")
	}
	if f.Offset > 0 && f.Type != profiles.Time {
		m.Problem("offset", "", "not allowed: only a token of type time has a clock")
	}
	return f
}

func readStep(m *strictyaml.Mapping) (s Step) {
	if m.Require("by", value.Choice(Roles()...)) {
		strictyaml.Choice(m, "by", &s.By, Roles()...)
	}
	s.Text = requiredWords(m, "text")
	s.Hint = requiredWords(m, "hint")
	if m.Require("done", value.Choice(Facts()...)) {
		strictyaml.Choice(m, "done", &s.Done, Facts()...)
	}
	s.Do = commands(m, "do", s.By)
	return s
}

func requiredText(m *strictyaml.Mapping, name, allowed string, check func(string) bool) string {
	if !m.Require(name, allowed) {
		return ""
	}
	text, _ := m.Text(name, allowed, check)
	return text
}

const wordsAllowed = "a mapping with en and ru, each a text"

func requiredWords(m *strictyaml.Mapping, name string) Words {
	if !m.Require(name, wordsAllowed) {
		return Words{}
	}
	return words(m, name)
}

// words reads a text in both languages.
func words(m *strictyaml.Mapping, name string) (w Words) {
	m.Mapping(name, func(m *strictyaml.Mapping) {
		w.EN = requiredText(m, "en", "a text in English", isText)
		w.RU = requiredText(m, "ru", "a text in Russian, in Cyrillic", isRussian)
	})
	return w
}

func requiredShort(m *strictyaml.Mapping, name string) Words {
	if !m.Require(name, wordsAllowed) {
		return Words{}
	}
	return short(m, name)
}

// short reads a title, or a name that people say and type, in both languages.
func short(m *strictyaml.Mapping, name string) (w Words) {
	m.Mapping(name, func(m *strictyaml.Mapping) {
		w.EN = requiredText(m, "en", "a text in English, of up to 100 characters in one line", isShort)
		w.RU = requiredText(m, "ru", "a text in Russian, in Cyrillic, of up to 100 characters in one line", func(s string) bool { return isShort(s) && isRussian(s) })
	})
	return w
}

func choices[T ~string](m *strictyaml.Mapping, name string, allowed ...T) (chosen []T) {
	for _, word := range m.Texts(name, len(allowed), value.Choice(allowed...), func(s string) bool { return slices.Contains(allowed, T(s)) }) {
		if slices.Contains(chosen, T(word)) {
			m.Problem(name, "", "%s is given twice", word)
		}
		chosen = append(chosen, T(word))
	}
	return chosen
}

// commands reads a list of commands, with placeholders, that a role can carry out; "" is for
// either.
func commands(m *strictyaml.Mapping, name string, by Role) []string {
	list := m.Texts(name, maxCommands, "a command in English or Russian, of up to 300 characters", isCommand)
	for _, line := range list {
		for _, match := range placeholderPattern().FindAllStringSubmatch(line, -1) {
			if placeholders[match[1]] == nil {
				m.Problem(name, "", "%s: %s is not a placeholder: must be one of {%s}", line, match[0], strings.Join(Placeholders(), "}, {"))
			}
		}
		filled := placeholderPattern().ReplaceAllString(line, "0")
		action, ok, err := ParseAction(filled)
		switch {
		case strings.ContainsAny(filled, "{}"):
			m.Problem(name, "", "%s: a brace that is not part of a placeholder such as {code}", line)
		case err != nil:
			m.Problem(name, "", "%s: not a command: %v", line, err)
		case !ok:
			m.Problem(name, "leave it out", "%s: an empty command", line)
		case action.Verb == Hint, action.Verb == GiveUp:
			m.Problem(name, "leave it out", "%s: not allowed in an exercise", line)
		case !action.isFor(by):
			m.Problem(name, "", "%s: a command of the role %s, but the step is by %s", line, action.Verb.kind().by, by)
		}
	}
	return list
}

// isFor reports whether a role can carry out the action; "" is for either.
func (a Action) isFor(role Role) bool {
	by := a.Verb.kind().by
	return by == "" || role == "" || by == role
}

func isName(s string) bool {
	return s != "" && len(s) <= 50 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

func isWord(s string) bool {
	return s != "" && utf8.RuneCountInString(s) <= 50 && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsGraphic(r) || unicode.IsSpace(r) })
}

func isSerial(s string) bool { return isWord(s) && isSpeakable(s) }

func isShort(s string) bool {
	return isText(s) && utf8.RuneCountInString(s) <= maxShort && isSpeakable(s)
}

// isSpeakable reports whether a text can be heard, and typed as one word of a command.
func isSpeakable(s string) bool {
	words, err := split(quote(s))
	return err == nil && len(words) == 1 && words[0] == s && heard(s) != ""
}

func isPIN(s string) bool { return len(s) >= 4 && len(s) <= 16 && strings.Trim(s, "0123456789") == "" }

func isText(s string) bool {
	return strings.TrimSpace(s) != "" && utf8.RuneCountInString(s) <= maxText &&
		!strings.ContainsFunc(s, func(r rune) bool { return r == utf8.RuneError || !unicode.IsGraphic(r) && r != '\n' })
}

func isCommand(s string) bool {
	return isText(s) && utf8.RuneCountInString(s) <= maxCommand && !strings.Contains(s, "\n")
}

func isRussian(s string) bool {
	return isText(s) && strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) })
}

func isSegment(s string) bool {
	_, err := display.NewLCD(display.MinCells, s)
	return err == nil
}
