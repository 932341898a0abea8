package rehearse

import (
	"errors"
	"fmt"
	"strings"

	"etokenpass/cmd/internal/cli"
	"etokenpass/internal/input"
	"etokenpass/rehearsal"
)

// answers are the commands of an answers file.
type answers struct {
	file  string // for errors
	lines []answer
}

type answer struct {
	line int
	text string
}

func readAnswers(a *cli.App, file string) (answers, error) {
	data, err := input.ReadFile(file, a.In, maxFile)
	if err != nil {
		return answers{}, fmt.Errorf("cannot read the answers: %w", err)
	}
	return parseAnswers(cli.InputName(file), string(data))
}

// playAll carries out the commands of a file. One that cannot be carried out ends it. It returns
// the name of a file that ends before the rehearsal.
func (c *conversation) playAll(all answers) (ranOut string, err error) {
	for _, answer := range all.lines {
		c.printer.command(answer.text)
		if err := c.do(answer.text); err != nil {
			return "", all.problem(answer.line, err)
		}
	}
	if !c.engine.Ended() {
		return all.file, nil
	}
	return "", nil
}

// parseAnswers returns the lines that have a command. The error joins those of all wrong lines.
func parseAnswers(file, text string) (answers, error) {
	all := answers{file: file}
	var problems []error
	for i, line := range strings.Split(strings.TrimPrefix(text, "\ufeff"), "\n") {
		line = strings.TrimSpace(line)
		_, ok, err := rehearsal.ParseAction(line)
		_, own := ownVerb(line)
		switch {
		case own || err == nil && ok:
			all.lines = append(all.lines, answer{i + 1, line})
		case err != nil:
			problems = append(problems, all.problem(i+1, err))
		}
	}
	return all, errors.Join(problems...)
}

// problem says where an error is.
func (a *answers) problem(line int, err error) error {
	return fmt.Errorf("%s:%d: %w", a.file, line, err)
}
