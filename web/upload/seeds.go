package upload

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"

	"etokenpass/profiles/seedfile"
	"etokenpass/web"
)

// mostProblems bounds the errors and the warnings of a seed file.
const mostProblems = 10

// Seeds reads the tokens of a seed file, at most so many, and the warnings about them, at most 10 and
// a last one that counts the others. The error is a [*web.Problem]; it is about all bad tokens, at
// most 10.
func (f *File) Seeds(most int, options seedfile.Options) (tokens []*seedfile.Token, warnings []string, err error) {
	tokens, warnings, err = f.readSeeds(most, options)
	if f.Failed() != nil {
		return nil, nil, f.Failed()
	}
	return tokens, warnings, err
}

func (f *File) readSeeds(most int, options seedfile.Options) (tokens []*seedfile.Token, warnings []string, err error) {
	options.Keys = f.keys.forReading()
	reader, err := seedfile.NewReader(f, "", options)
	if err != nil {
		return nil, nil, f.keys.problem(false, []error{err})
	}
	var problems, warned []error
	for {
		token, err := reader.Next()
		problem, failed := errors.AsType[*seedfile.Error](err)
		switch {
		case errors.Is(err, io.EOF) && len(problems) == 0:
			return tokens, warningTexts(warned), nil
		case errors.Is(err, io.EOF):
			return nil, nil, f.keys.problem(len(tokens) > 0, problems)
		case err == nil && len(tokens) == most:
			return nil, nil, web.NewProblem(http.StatusRequestEntityTooLarge, fmt.Sprintf("the seed file has too many tokens: must be at most %d", most), "")
		case err == nil:
			tokens = append(tokens, &token)
		case failed && problem.Kind.IsWarning():
			warned = append(warned, err)
		case failed && problem.Kind == seedfile.Bad && len(problems) < mostProblems:
			problems = append(problems, err)
		default:
			return nil, nil, f.keys.problem(len(tokens) > 0, append(problems, err))
		}
	}
}

func warningTexts(warned []error) (texts []string) {
	for _, err := range warned[:min(len(warned), mostProblems)] {
		texts = append(texts, err.Error())
	}
	if more := len(warned) - mostProblems; more > 0 {
		texts = append(texts, fmt.Sprintf("%d more warnings are not shown", more))
	}
	return texts
}

// seedProblem converts the errors of a seed file.
func seedProblem(problems []error) *web.Problem {
	var details []web.Detail
	var advice string
	for _, one := range problems {
		detail := web.Detail{Location: "body", Message: one.Error()}
		if found, ok := errors.AsType[*seedfile.Error](one); ok {
			detail.Location = Location(found.Line, "")
			unplaced := *found
			unplaced.Line = 0 // the location has it
			detail.Message = unplaced.Error()
			advice = cmp.Or(advice, found.Hint())
		}
		details = append(details, detail)
	}
	return web.NewProblem(http.StatusUnprocessableEntity, "the seed file cannot be read, so nothing has changed", AdviceHere(advice), details...)
}
