package tokens

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"etokenpass/internal/near"
	"etokenpass/profiles/seedfile"
	"etokenpass/web"
)

// formType is the content type of a form: a file and, if that is encrypted, its password or key.
const formType = "multipart/form-data"

// The parts of a form. password and key contain what the files of import's --password-file and --key-file do.
const (
	filePart     = "file"
	passwordPart = "password"
	keyPart      = "key"
)

// formParts are the parts of a form, and how many bytes each may have.
var formParts = map[string]int64{filePart: maxSeedFile, passwordPart: maxPassword, keyPart: maxPassword}

// maxPassword is larger than any password or key, in bytes.
const maxPassword = 4 << 10

// formSchema describes a form.
func formSchema(schemas huma.Registry) *huma.Schema {
	schemas.Map()["Form"] = &huma.Schema{
		Type: huma.TypeObject, Required: []string{filePart}, AdditionalProperties: false,
		Description: "A file, and its password or key if it is encrypted. The parts may be in any order.",
		Properties: map[string]*huma.Schema{
			filePart:     {Type: huma.TypeString, Format: "binary", Description: "A profile, a seed file or a picture of a QR code."},
			passwordPart: {Type: huma.TypeString, Format: "password", Description: "The password of an encrypted seed file. A line break at its end does not count."},
			keyPart:      {Type: huma.TypeString, Format: "password", Description: "The pre-shared key of an encrypted seed file, in hex, in base64 or as it is."},
		},
	}
	return &huma.Schema{Ref: "#/components/schemas/Form"}
}

// parseForm parses the file of a form. The parts may be in any order, so the file is kept in memory until all of
// them have arrived.
func parseForm(boundary string, body io.Reader) (*asked, error) {
	parts, err := readForm(multipart.NewReader(body, boundary))
	if err != nil {
		return nil, err
	}
	file, ok := parts[filePart]
	if !ok {
		return nil, invalid("body."+filePart, "missing: must be a profile, a seed file or a picture of a QR code")
	}
	found := content{in: bytes.NewReader(file), head: file[:min(len(file), maxProfile+1)]}
	if password, ok := parts[passwordPart]; ok {
		if found.keys.password = seedfile.ParsePassword(password); len(found.keys.password) == 0 {
			return nil, invalid("body."+passwordPart, "is empty")
		}
	}
	if key, ok := parts[keyPart]; ok {
		if found.keys.shared, _, err = seedfile.ParseKey(key); err != nil {
			return nil, invalid("body."+keyPart, err.Error())
		}
	}
	return found.any()
}

// readForm reads the parts of a form.
func readForm(form *multipart.Reader) (parts map[string][]byte, err error) {
	parts = map[string][]byte{}
	for {
		part, err := form.NextPart()
		if err == io.EOF { //nolint:errorlint // it is wrapped if the form has no end
			return parts, nil
		}
		if err != nil {
			return nil, brokenForm()
		}
		name := part.FormName()
		most, known := formParts[name]
		_, twice := parts[name]
		switch {
		case !known:
			return nil, unknownPart(name)
		case twice:
			return nil, invalid("body."+name, "given twice: must be one part")
		}
		data, err := io.ReadAll(io.LimitReader(part, most+1))
		switch {
		case err != nil:
			return nil, brokenForm()
		case int64(len(data)) > most:
			return nil, web.NewProblem(http.StatusRequestEntityTooLarge, fmt.Sprintf("the part %s is too large: must be at most %d bytes", name, most), "")
		}
		parts[name] = data
	}
}

func brokenForm() error {
	return web.NewProblem(http.StatusBadRequest, "the body is not a valid form: must be "+formType+", with a boundary and complete", "")
}

// unknownPart is the error for a part whose name is not known. It does not contain the name.
func unknownPart(name string) error {
	problem := invalid("body", "unknown part: must be file, password or key")
	if word := near.Word(name, []string{filePart, passwordPart, keyPart}); word != "" {
		problem.Advice = "did you mean " + word + "?"
	}
	return problem
}

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

// problem converts the errors of a seed file of which some tokens were found before. If none were and the file needs a
// password or a key, its first detail is about that part of a form, so that a client can ask its user and try again.
func (k *keys) problem(found *asked, errs []error) error {
	problem := seedProblem(errs)
	if k.asked == "" || len(found.profiles) > 0 {
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
