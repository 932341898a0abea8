package upload

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"etokenpass/internal/near"
	"etokenpass/profiles/seedfile"
	"etokenpass/web"
)

// FormType is the content type of a form: a file and, if that is encrypted, its password or key.
const FormType = "multipart/form-data"

// The parts of a form. password and key contain what the files of import's --password-file and --key-file do.
const (
	filePart     = "file"
	passwordPart = "password"
	keyPart      = "key"
)

// formParts are the parts of a form, and how many bytes each may have.
var formParts = map[string]int64{filePart: MaxFile, passwordPart: maxPassword, keyPart: maxPassword}

// maxPassword is larger than any password or key, in bytes.
const maxPassword = 4 << 10

// FormSchema describes a form whose file is what the description says.
func FormSchema(schemas huma.Registry, file string) *huma.Schema {
	schemas.Map()["Form"] = &huma.Schema{
		Type: huma.TypeObject, Required: []string{filePart}, AdditionalProperties: false,
		Description: "A file, and its password or key if it is encrypted. The parts may be in any order.",
		Properties: map[string]*huma.Schema{
			filePart:     {Type: huma.TypeString, Format: "binary", Description: file},
			passwordPart: {Type: huma.TypeString, Format: "password", Description: "The password of an encrypted seed file. A line break at its end does not count."},
			keyPart:      {Type: huma.TypeString, Format: "password", Description: "The pre-shared key of an encrypted seed file, in hex, in base64 or as it is."},
		},
	}
	return &huma.Schema{Ref: "#/components/schemas/Form"}
}

// OpenForm opens the file of a form. The parts may be in any order, so the file is kept in memory until all of them have
// arrived. An empty password or key, which a page sends if its user gave none, is the same as a missing one.
func OpenForm(boundary string, body io.Reader, head int) (*File, error) {
	source := &notedReader{from: body}
	parts, err := readForm(multipart.NewReader(source, boundary))
	if source.failed != nil {
		return nil, source.failed
	}
	if err != nil {
		return nil, err
	}
	data, ok := parts[filePart]
	if !ok {
		return nil, web.Invalid("body."+filePart, "missing")
	}
	file := &File{Reader: bytes.NewReader(data), Head: data[:min(len(data), head)], source: source}
	file.keys, err = keysOf(parts)
	return file, err
}

// keysOf returns the password and the key of a form.
func keysOf(parts map[string][]byte) (found keys, err error) {
	if password := seedfile.ParsePassword(parts[passwordPart]); len(password) > 0 {
		found.password = password
	}
	if key := parts[keyPart]; len(bytes.TrimSpace(key)) > 0 {
		if found.shared, _, err = seedfile.ParseKey(key); err != nil {
			return found, web.Invalid("body."+keyPart, err.Error())
		}
	}
	return found, nil
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
			return nil, web.Invalid("body."+name, "given twice: must be one part")
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
	return web.NewProblem(http.StatusBadRequest, "the body is not a valid form: must be "+FormType+", with a boundary and complete", "")
}

// unknownPart is the error for a part whose name is not known. It does not contain the name.
func unknownPart(name string) error {
	problem := web.Invalid("body", "unknown part: must be file, password or key")
	if word := near.Word(name, []string{filePart, passwordPart, keyPart}); word != "" {
		problem.Advice = "did you mean " + word + "?"
	}
	return problem
}
