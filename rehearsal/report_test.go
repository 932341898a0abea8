package rehearsal_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"etokenpass/internal/golden"
	"etokenpass/internal/locale"
	"etokenpass/rehearsal"
)

// givenUp are commands that make several mistakes, one of them harmless, and give up. Both sides
// are played.
const givenUp = `
press
read
login {code}
wait 30s
hold 3s
wait 30s
turn
hold 4s
press 5
say 000500048015 F00058 Romashka
ask serial
say 000500040815
sync 000500040815 F00059
hint
wait 27s
hint
give up
`

// The report of a run without mistakes, and of one that was given up, in every language and
// form. The golden files are what a person gets.
func TestReports(t *testing.T) {
	for _, language := range locale.Languages() {
		texts := locale.New(language)
		options := rehearsal.Options{Difficulty: rehearsal.Easy, Seed: "report", Language: language}
		for name, summary := range map[string]rehearsal.Summary{
			"solved":   solved(t, options),
			"given-up": played(t, find(t, "pocket-presses"), options, givenUp),
		} {
			for form, write := range map[string]func(*locale.Texts) ([]byte, error){
				"txt":  func(texts *locale.Texts) ([]byte, error) { return []byte(summary.Text(texts)), nil },
				"json": summary.JSON, "html": summary.HTML,
			} {
				file := fmt.Sprintf("report-%s.%s.%s", name, language, form)
				t.Run(file, func(t *testing.T) {
					got, err := write(texts)
					if err != nil {
						t.Fatal(err)
					}
					golden.Check(t, filepath.Join("testdata", file), got)
				})
			}
		}
	}
}
