package rehearsals

import "etokenpass/rehearsal"

// story is what has happened in a rehearsal, as far as it was looked at.
type story struct {
	events  []rehearsal.Event
	answers int // of the bank's page
}

// events returns all events so far. The caller holds the group.
func (m *group) events() []rehearsal.Event {
	s := &m.story
	for _, event := range m.play.EventsAfter(len(s.events)) {
		s.events = append(s.events, event)
		if event.Kind == rehearsal.Bank {
			s.answers++
		}
	}
	return s.events
}

// answers returns how often the bank's page has answered the customer. The caller holds the group.
func (m *group) answers() int {
	m.events()
	return m.story.answers
}
