package firmware

// Change changes what can change while a token is in use: what a press does while a code is lit, the
// error of its clock, and its battery. Life.Left counts from now. The screen and the button stay as they
// are. If a value is out of range, Change returns an error and changes nothing.
func (m *Machine) Change(whileLit PressWhileLit, clock Clock, life Life) error {
	config := m.config
	config.PressWhileLit, config.Clock, config.Life = whileLit, clock, life
	if err := config.check(); err != nil {
		return err
	}
	m.config, m.lifeLeft = config, life.Left
	return nil
}
