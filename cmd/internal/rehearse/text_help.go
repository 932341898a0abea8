package rehearse

import (
	"slices"
	"strings"
	"unicode/utf8"

	"etokenpass/internal/locale"
	"etokenpass/rehearsal"
)

// help prints the commands of the roles that the user plays, each role's below its name, and then
// those of either role, which are not indented.
func (p *textPrinter) help() {
	commands := commandsOf(p.engine, p.texts)
	for _, role := range p.engine.Options().Roles {
		p.line(p.texts.Text(roleLabels[role]) + ":")
		p.printCommands(commands, role, "  ")
	}
	p.printCommands(commands, "", "")
}

var roleLabels = map[rehearsal.Role]locale.Key{
	rehearsal.Customer: "rehearse.label.customer",
	rehearsal.Support:  "rehearse.label.support",
}

func (p *textPrinter) printCommands(commands []rehearsal.Command, by rehearsal.Role, indent string) {
	others := func(c rehearsal.Command) bool { return c.By != by }
	for _, entry := range helpEntries(slices.DeleteFunc(slices.Clone(commands), others), width-len(indent)) {
		p.print(indent + wrap(entry.String(), indent+"    "))
	}
}

// helpEntry describes commands that are used alike.
type helpEntry struct {
	phrases   []string
	arguments string
	does      []string
}

// helpEntries describes commands, as many in one line of at most so many characters as fit, so that
// the list fits on a screen of 24 lines.
func helpEntries(commands []rehearsal.Command, most int) (entries []helpEntry) {
	for _, command := range commands {
		if last := len(entries) - 1; last >= 0 && entries[last].arguments == command.Arguments {
			if joined := entries[last].with(command); utf8.RuneCountInString(joined.String()) <= most {
				entries[last] = joined
				continue
			}
		}
		entries = append(entries, helpEntry{arguments: command.Arguments}.with(command))
	}
	return entries
}

func (e helpEntry) with(command rehearsal.Command) helpEntry {
	e.phrases = append(slices.Clone(e.phrases), command.Phrase)
	e.does = append(slices.Clone(e.does), command.Does)
	return e
}

func (e helpEntry) String() string {
	usage := strings.TrimSpace(strings.Join(e.phrases, ", ") + " " + e.arguments)
	return usage + " — " + strings.Join(e.does, "; ")
}
