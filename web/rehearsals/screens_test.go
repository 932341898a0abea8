package rehearsals_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"etokenpass/internal/locale"
	"etokenpass/rehearsal"
	"etokenpass/web/rehearsals"
)

// The log says what the LCD shows: a watcher reads the digits, too, the customer does not, and the help
// desk learns nothing of it.
func TestScreensInTheLog(t *testing.T) {
	s := start(t, "")
	s.open(rehearsals.Opening{Exercise: "pocket-presses", Play: rehearsals.PlayTogether})
	s.button("press")
	s.wait(30 * time.Second)
	s.button("hold")
	for range 4 {
		s.button("press")
	}
	for view, want := range map[rehearsals.View]string{
		rehearsals.CustomerView: "показывает сеансовый ключ, погас, показывает 888888, показывает счётчик",
		rehearsals.BothView:     "показывает сеансовый ключ, погас, показывает 888888, показывает счётчик",
		rehearsals.WatchView:    "показывает сеансовый ключ: dddddd, погас, показывает 888888, показывает счётчик: Fddddd",
		rehearsals.SupportView:  "",
	} {
		if got := strings.Join(s.screens(view), ", "); got != want {
			t.Errorf("%s: %s, want %s", view, got, want)
		}
	}
}

var digit = regexp.MustCompile(`\d`)

// screens returns what a view says of the LCD, in Russian. The digits other than those of 888888 are d.
func (s *school) screens(view rehearsals.View) (texts []string) {
	for _, line := range slices.DeleteFunc(s.view(view, locale.Russian).Lines, func(l rehearsals.Line) bool { return l.Kind != rehearsal.Screen }) {
		if !strings.HasSuffix(line.Text, "888888") {
			line.Text = digit.ReplaceAllString(line.Text, "d")
		}
		texts = append(texts, line.Text)
	}
	return texts
}
