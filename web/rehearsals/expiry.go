package rehearsals

import "time"

// abandonedAfter is how long a rehearsal is kept in which people do nothing, in real time.
const abandonedAfter = 12 * time.Hour

// expire removes the rehearsals that were abandoned.
func (s *Server) expire() {
	for _, m := range s.groups.all() {
		if m.idle() < abandonedAfter {
			continue
		}
		s.groups.remove(m)
		m.end()
		if err := m.forget(); err != nil {
			s.options.Log.Error("an abandoned rehearsal cannot be removed", "err", err)
		}
	}
}

// idle returns for how long people have done nothing.
func (m *group) idle() time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	return time.Since(m.used)
}
