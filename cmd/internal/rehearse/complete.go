package rehearse

import (
	"slices"
	"strings"

	"etokenpass/rehearsal"
)

// Complete returns the words that can be typed next, or that complete the last one of a line, in
// the language of the rehearsal.
func (c *conversation) Complete(line string) []string {
	line = strings.TrimLeft(line, " ")
	typed := line[strings.LastIndexByte(line, ' ')+1:]
	before := strings.TrimRight(strings.TrimSuffix(line, typed), " ")
	var all []string
	for _, word := range c.wordsAfter(before) {
		if strings.HasPrefix(word, strings.ToLower(typed)) || strings.HasPrefix(word, typed) {
			all = append(all, word)
		}
	}
	return all
}

// wordsAfter returns the words that can follow the beginning of a command.
func (c *conversation) wordsAfter(before string) (words []string) {
	for _, command := range commandsOf(c.engine, c.texts) {
		switch {
		case before == "":
			words = add(words, command.Phrase)
		case strings.HasPrefix(command.Phrase, before+" "): // the next word of a phrase with several
			words = add(words, strings.TrimPrefix(command.Phrase, before+" "))
		case before == command.Phrase:
			words = add(words, c.argumentsOf(command.Verb)...)
		case command.Verb == rehearsal.Replace && strings.HasPrefix(before, command.Phrase+" "):
			words = add(words, c.serials()...)
		}
	}
	return words
}

// argumentsOf returns the first arguments of a command that are known.
func (c *conversation) argumentsOf(verb rehearsal.Verb) (words []string) {
	switch verb {
	case rehearsal.Ask:
		for _, item := range rehearsal.Items() {
			words = append(words, rehearsal.ItemWord(item, c.texts))
		}
	case rehearsal.Take:
		return c.engine.View().Others
	case rehearsal.Say, rehearsal.Mail, rehearsal.SayCodes, rehearsal.Sync, rehearsal.SyncCodes, rehearsal.Unlock, rehearsal.Replace:
		return c.serials()
	}
	return words
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
