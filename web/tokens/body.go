package tokens

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"

	"gopkg.in/yaml.v3"

	"etokenpass/internal/near"
	"etokenpass/profiles/seedfile"
	"etokenpass/web"
)

// The sizes of bodies that create tokens, in bytes.
const (
	maxProfile  = 64 << 10 // as for a profile in a file
	maxSeedFile = 64 << 20
)

// bodyTypes are the content types that say what a body is. All others, such as the one that curl -d
// sends, leave it to the content.
var bodyTypes = map[string]func(*content) (*asked, error){
	"application/yaml": (*content).text, "application/x-yaml": (*content).text, "text/yaml": (*content).text, "text/x-yaml": (*content).text,
	"text/csv": (*content).seeds, "application/pskc+xml": (*content).seeds, "application/xml": (*content).seeds, "text/xml": (*content).seeds,
	"image/png": (*content).seeds, "image/jpeg": (*content).seeds, "image/gif": (*content).seeds,
	"application/json": (*content).any, "application/octet-stream": (*content).any, "application/x-www-form-urlencoded": (*content).any,
	"text/plain": (*content).any, "": (*content).any,
}

// content is a body, or the file of a form.
type content struct {
	in   io.Reader // all of it
	head []byte    // its first bytes, one more than a profile may have
	keys keys      // that came with it
}

// parseBody parses a body: a profile, the name of a built-in one, a seed file, or a form with one of these.
func parseBody(contentType string, body io.Reader) (*asked, error) {
	media, parameters, _ := mime.ParseMediaType(contentType) // "" if it is not valid
	noted := &notedReader{from: body}
	found, err := parseMedia(media, parameters, noted)
	if noted.failed != nil {
		return nil, noted.failed // the parser's error only repeats it
	}
	return found, err
}

// parseMedia parses a body of a content type. Unless it is a form, it reads no more of it into memory than a profile has.
func parseMedia(media string, parameters map[string]string, body io.Reader) (*asked, error) {
	if media == formType {
		return parseForm(parameters["boundary"], body)
	}
	parse := bodyTypes[media]
	if parse == nil {
		return nil, web.NewProblem(http.StatusUnsupportedMediaType, "unknown content type",
			"use application/json, application/yaml, application/octet-stream for a seed file, or "+formType+" for one with a password")
	}
	in := bufio.NewReaderSize(body, maxProfile+1)
	head, _ := in.Peek(maxProfile + 1) // what cannot be read is noted
	return parse(&content{in: in, head: head})
}

// notedReader notes the problem with a body that cannot be read.
type notedReader struct {
	from   io.Reader
	failed error
}

func (r *notedReader) Read(data []byte) (int, error) {
	n, err := r.from.Read(data)
	if err != nil && !errors.Is(err, io.EOF) {
		r.failed = web.NewProblem(http.StatusBadRequest, "the body cannot be read", "")
		if problem := web.BodyProblem(err); problem != nil {
			r.failed = problem
		}
	}
	return n, err
}

// any parses what it is. A mapping with a field of a profile, or one that is written almost like it, is a profile.
func (c *content) any() (*asked, error) {
	fields, isMapping := fieldsOf(c.head)
	if isMapping && (len(fields) == 0 || slices.ContainsFunc(fields, isOfProfile)) {
		return c.text()
	}
	return c.seeds()
}

func isOfProfile(field string) bool { return near.Word(field, profileFields) != "" }

// text parses a profile, or the name of a built-in one.
func (c *content) text() (*asked, error) {
	head := c.head
	if len(head) > maxProfile {
		return nil, web.NewProblem(http.StatusRequestEntityTooLarge, fmt.Sprintf("the profile is too large: must be at most %d bytes", maxProfile), "")
	}
	if len(bytes.TrimSpace(head)) == 0 {
		head = []byte("{}")
	}
	if fields, _ := fieldsOf(head); slices.Contains(fields, referenceField) {
		return parseReference(head)
	}
	return parseDraft(head)
}

// profileFields are those of a profile that no seed file in JSON has at its top.
var profileFields = []string{
	referenceField, "model", "serial", "type", "secret", "algorithm", "digits", "first_moving_factor", "counter", "button", "display", "time", "battery",
}

// fieldsOf returns the names of the fields of a document, if it is a mapping in YAML or JSON that may
// be a profile. An empty document is a mapping without fields.
func fieldsOf(text []byte) (fields []string, isMapping bool) {
	if len(bytes.TrimSpace(text)) == 0 {
		return nil, true
	}
	var document yaml.Node
	if len(text) > maxProfile || yaml.Unmarshal(text, &document) != nil || len(document.Content) == 0 || document.Content[0].Kind != yaml.MappingNode {
		return nil, false
	}
	for i := 0; i < len(document.Content[0].Content); i += 2 {
		fields = append(fields, document.Content[0].Content[i].Value)
	}
	return fields, true
}

// seeds reads the tokens of a seed file.
func (c *content) seeds() (*asked, error) {
	found := &asked{}
	reader, err := seedfile.NewReader(c.in, "", seedfile.Options{Keys: c.keys.forReading()})
	if err != nil {
		return nil, c.keys.problem(found, []error{err})
	}
	var problems []error
	for {
		token, err := reader.Next()
		problem, failed := errors.AsType[*seedfile.Error](err)
		switch {
		case errors.Is(err, io.EOF) && len(problems) == 0:
			return found, nil
		case errors.Is(err, io.EOF):
			return nil, c.keys.problem(found, problems)
		case err == nil && len(found.profiles) == maxTokens:
			return nil, web.NewProblem(http.StatusRequestEntityTooLarge, fmt.Sprintf("the seed file has more than %d tokens, the most that the server can have", maxTokens), "")
		case err == nil:
			found.profiles = append(found.profiles, token.Profile())
		case failed && problem.Kind.IsWarning():
		case failed && problem.Kind == seedfile.Bad && len(problems) < mostProblems:
			problems = append(problems, err)
		default:
			return nil, c.keys.problem(found, append(problems, err))
		}
	}
}

// mostProblems bounds the errors of a seed file.
const mostProblems = 10
