package rehearse

import (
	"slices"
	"strings"

	"etokenpass/internal/locale"
	"etokenpass/rehearsal"
)

// verb is a command of the conversation itself.
type verb locale.Key

const (
	helpVerb   verb = "rehearse.verb.help"
	statusVerb verb = "rehearse.verb.status"
)

// ownVerb returns the command of the conversation that a line begins with, in any language. What
// follows has no effect: help about one command is help.
func ownVerb(line string) (v verb, ok bool) {
	typed, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(line)), " ")
	for _, v := range []verb{helpVerb, statusVerb} {
		for _, language := range locale.Languages() {
			if typed == locale.New(language).Text(locale.Key(v)) {
				return v, true
			}
		}
	}
	return "", false
}

// commandsOf returns the commands of the roles that the user plays, in one language.
func commandsOf(engine *rehearsal.Rehearsal, texts *locale.Texts) (all []rehearsal.Command) {
	for _, command := range rehearsal.Commands(texts) {
		if command.By == "" || plays(engine, command.By) {
			all = append(all, command)
		}
	}
	return append(all,
		rehearsal.Command{Phrase: texts.Text("rehearse.verb.status"), Does: texts.Text("rehearse.does.status")},
		rehearsal.Command{Phrase: texts.Text("rehearse.verb.help"), Does: texts.Text("rehearse.does.help")})
}

// plays reports whether the user plays a role.
func plays(engine *rehearsal.Rehearsal, role rehearsal.Role) bool {
	return slices.Contains(engine.Options().Roles, role)
}
