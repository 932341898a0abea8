package rehearse

import (
	"errors"
	"fmt"
	"strings"

	"etokenpass/cmd/internal/cli"
	"etokenpass/internal/input"
	"etokenpass/rehearsal"
)

// answer is a line of an answers file.
type answer struct {
	line int
	text string
}

// playFile plays an answers file. All lines that cannot be understood are reported before it
// begins; a command that cannot be carried out ends it.
func (c *conversation) playFile(a *cli.App, file string) error {
	data, err := input.ReadFile(file, a.In, maxFile)
	if err != nil {
		return fmt.Errorf("cannot read the answers: %w", err)
	}
	name := cli.InputName(file)
	answers, err := parseAnswers(name, string(data))
	if err != nil {
		return err
	}
	for _, answer := range answers {
		c.printer.command(answer.text)
		if err := c.do(answer.text); err != nil {
			return answer.problem(name, err)
		}
	}
	if !c.engine.Ended() {
		c.ranOut = name
	}
	return nil
}

// parseAnswers returns the lines that have a command. The error joins those of all wrong lines.
func parseAnswers(name, text string) (answers []answer, err error) {
	var problems []error
	for i, line := range strings.Split(strings.TrimPrefix(text, "\ufeff"), "\n") {
		a := answer{i + 1, strings.TrimSpace(line)}
		_, ok, err := rehearsal.ParseAction(a.text)
		_, own := ownVerb(a.text)
		switch {
		case own || err == nil && ok:
			answers = append(answers, a)
		case err != nil:
			problems = append(problems, a.problem(name, err))
		}
	}
	return answers, errors.Join(problems...)
}

// problem says where an error is.
func (a answer) problem(name string, err error) error {
	return fmt.Errorf("%s:%d: %w", name, a.line, err)
}
