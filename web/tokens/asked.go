package tokens

import (
	"cmp"

	"etokenpass/internal/near"
	"etokenpass/internal/strictyaml"
	"etokenpass/internal/value"
	"etokenpass/profiles"
	"etokenpass/web"
)

// asked is what a body asks for: a draft, or profiles.
type asked struct {
	profiles []*profiles.Profile
	draft    *profiles.Profile
	noSecret bool     // the draft has no secret
	warnings []string // about the tokens of a seed file
}

// parseDraft parses a profile without a serial or a secret.
func parseDraft(text []byte) (*asked, error) {
	draft, noSecret, err := profiles.ParseDraft("", text)
	switch {
	case err != nil:
		return nil, documentProblem(err)
	case !noSecret && len(draft.Secret.Key()) == 0:
		return nil, web.Invalid("body.secret", "must be in the profile itself, {hex: …} or {base32: …}: the server reads no files and no variables")
	}
	return &asked{draft: draft, noSecret: noSecret}, nil
}

// referenceField is the field of a body that names a built-in profile.
const referenceField = "profile"

// reference describes such a body in errors.
var reference = strictyaml.Kind{Name: "a reference to a built-in profile", Fields: referenceField}

// parseReference parses a body that names a built-in profile.
func parseReference(text []byte) (*asked, error) {
	known := builtIn()
	var found *profiles.Profile
	var more bool
	err := reference.Parse("", text, func(m *strictyaml.Mapping) {
		more = m.Len() > 1
		names := make([]string, len(known))
		for i, entry := range known {
			names[i] = entry.Name
		}
		name, ok := m.Text(referenceField, value.Choice(names...), func(string) bool { return true })
		if !ok {
			return
		}
		for _, entry := range known {
			if entry.Name == name {
				found = entry.Profile
				return
			}
		}
		advice := "send the profile itself instead of its name"
		if word := near.Word(name, names); word != "" {
			advice = "did you mean " + word + "?"
		}
		m.Problem(referenceField, advice, "no such built-in profile: must be %s", value.Choice(names...))
	})
	if err != nil {
		problem := documentProblem(err)
		if more {
			problem.Advice = cmp.Or(problem.Advice, "a built-in profile is used as it is; for a token of your own, leave profile out")
		}
		return nil, problem
	}
	return &asked{profiles: []*profiles.Profile{found}}, nil
}

// builtIn returns the built-in profiles.
func builtIn() []profiles.Entry {
	entries, err := profiles.Library{}.List()
	if err != nil {
		panic("internal error: " + err.Error())
	}
	return entries
}
