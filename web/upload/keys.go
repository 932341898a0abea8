package upload

import (
	"errors"
	"fmt"

	"etokenpass/profiles/seedfile"
	"etokenpass/web"
)

// keys are the password and the pre-shared key in a form; nil for what is not there.
type keys struct {
	password, shared []byte
	asked            string // the part that the file needs; "" if it needs none
}

// forReading returns them for reading a file, and notes which one that needs.
func (k *keys) forReading() seedfile.Keys {
	give := func(part string, key []byte) func() ([]byte, error) {
		return func() ([]byte, error) {
			k.asked = part
			if key == nil {
				return nil, errors.New("none was given")
			}
			return key, nil
		}
	}
	return seedfile.Keys{Password: give(passwordPart, k.password), PreSharedKey: give(keyPart, k.shared)}
}

// problem converts the errors of a seed file. If no token was found before them and the file needs a password or a key,
// the first detail is about that part of a form, so that a client can ask its user and try again.
func (k *keys) problem(foundAny bool, errs []error) error {
	problem := seedProblem(errs)
	if k.asked == "" || foundAny {
		return problem
	}
	given, what := k.password, "a password"
	if k.asked == keyPart {
		given, what = k.shared, "a pre-shared key"
	}
	location := "body." + k.asked
	if given == nil {
		return web.NewProblem(problem.Status, problem.Problem,
			fmt.Sprintf("send a form with the parts %s and %s, as curl -F file=@FILE -F '%[2]s=<FILE' does", filePart, k.asked),
			web.Detail{Location: location, Message: "missing: the file is encrypted with " + what})
	}
	wrong := web.Detail{Location: location, Message: "may be wrong: no token could be read with it"}
	return web.NewProblem(problem.Status, problem.Problem, problem.Advice, append([]web.Detail{wrong}, problem.Errors...)...)
}
