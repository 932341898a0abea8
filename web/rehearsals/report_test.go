package rehearsals_test

import (
	"net/http"
	"strings"
	"testing"

	"etokenpass/web/rehearsals"
)

// The report is that of the terminal, in the language of whoever reads it.
func TestReport(t *testing.T) {
	s := start(t, "")
	s.open(rehearsals.Opening{Exercise: "pocket-presses", Play: rehearsals.PlayTogether})
	s.act(rehearsals.CustomerView, rehearsals.Act{Do: "talk", By: "customer", Text: "000500040851"})
	s.act(rehearsals.CustomerView, rehearsals.Act{Do: "give_up"})
	for path, wants := range map[string][]string{
		"/report?lang=en": {"The button pressed in a pocket", "000500040851"},
		"/report?lang=ru": {"Кнопка нажималась в кармане", "000500040851"},
		"/report.txt":     {"The button pressed in a pocket"},
		"/report.json":    {`"solved":false`, `"mistake":"wrong_serial"`},
	} {
		answer := s.ask(http.MethodGet, path, "")
		for _, want := range wants {
			if answer.Code != http.StatusOK || !strings.Contains(answer.Body.String(), want) {
				t.Errorf("%s: %d, without %s: %s", path, answer.Code, want, answer.Body)
			}
		}
	}
}
