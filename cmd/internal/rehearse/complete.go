package rehearse

import (
	"slices"
	"strings"

	"etokenpass/rehearsal"
)

// Complete returns the lines that the user may mean, in the language of the rehearsal. All begin
// with line.
func (c *conversation) Complete(line string) (all []string) {
	for _, command := range commandsOf(c.engine, c.texts) {
		rest, hasArguments := strings.CutPrefix(line, command.Phrase+" ")
		switch {
		case hasArguments:
			all = append(all, c.completeArgument(command, rest)...)
		case strings.HasPrefix(command.Phrase, line) && command.Arguments != "":
			all = append(all, command.Phrase+" ")
		case strings.HasPrefix(command.Phrase, line):
			all = append(all, command.Phrase)
		}
	}
	return all
}

// completeArgument completes the last argument of a command.
func (c *conversation) completeArgument(command rehearsal.Command, arguments string) (all []string) {
	last := strings.LastIndexByte(arguments, ' ') + 1
	for _, word := range c.words(command.Verb, strings.Count(arguments, " ")) {
		if strings.HasPrefix(word, arguments[last:]) {
			all = append(all, command.Phrase+" "+arguments[:last]+word)
		}
	}
	return all
}

// words returns the known words for an argument of a command. Arguments are counted from 0.
func (c *conversation) words(verb rehearsal.Verb, argument int) (all []string) {
	switch verb {
	case rehearsal.Replace:
		if argument < 2 {
			return c.serials()
		}
	case rehearsal.Ask:
		for _, item := range rehearsal.Items() {
			all = append(all, rehearsal.ItemWord(item, c.texts))
		}
	case rehearsal.Take:
		all = c.engine.View().Others
	case rehearsal.Say, rehearsal.Mail, rehearsal.SayCodes, rehearsal.Sync, rehearsal.SyncCodes, rehearsal.Unlock:
		all = c.serials()
	}
	if argument > 0 {
		return nil
	}
	return all
}

// serials returns the serials that the user has seen or heard.
func (c *conversation) serials() (all []string) {
	view := c.engine.View()
	if plays(c.engine, rehearsal.Customer) {
		all = add(all, c.backs...)
	}
	if view.Call != nil && view.Call.Serial != "" {
		all = add(all, view.Call.Serial)
	}
	if plays(c.engine, rehearsal.Support) {
		for _, row := range view.Desk {
			all = add(all, row.Serial)
		}
	}
	return all
}

// add appends the words that are not there yet.
func add(to []string, words ...string) []string {
	for _, word := range words {
		if !slices.Contains(to, word) {
			to = append(to, word)
		}
	}
	return to
}
