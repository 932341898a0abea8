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
var bodyTypes = map[string]func(text []byte, in io.Reader) (*asked, error){
	"application/yaml": parseText, "application/x-yaml": parseText, "text/yaml": parseText, "text/x-yaml": parseText,
	"text/csv": parseSeeds, "application/pskc+xml": parseSeeds, "application/xml": parseSeeds, "text/xml": parseSeeds,
	"image/png": parseSeeds, "image/jpeg": parseSeeds, "image/gif": parseSeeds,
	"application/json": parseAny, "application/octet-stream": parseAny, "application/x-www-form-urlencoded": parseAny,
	"text/plain": parseAny, "": parseAny,
}

// parseBody parses a body: a profile, the name of a built-in one, or a seed file. It reads no more of it
// into memory than a profile has.
func parseBody(contentType string, body io.Reader) (*asked, error) {
	media, _, _ := mime.ParseMediaType(contentType) // "" if it is not valid
	parse := bodyTypes[media]
	if parse == nil {
		return nil, web.NewProblem(http.StatusUnsupportedMediaType, "unknown content type", "use application/json, application/yaml, or application/octet-stream for a seed file")
	}
	noted := &notedReader{from: body}
	in := bufio.NewReaderSize(noted, maxProfile+1)
	head, _ := in.Peek(maxProfile + 1)
	if noted.failed != nil {
		return nil, noted.failed
	}
	found, err := parse(head, in)
	if noted.failed != nil {
		return nil, noted.failed // the parser's error only repeats it
	}
	return found, err
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

// parseAny parses a body according to its content. A mapping with a field of a profile, or one that is
// written almost like it, is a profile.
func parseAny(head []byte, in io.Reader) (*asked, error) {
	fields, isMapping := fieldsOf(head)
	if isMapping && (len(fields) == 0 || slices.ContainsFunc(fields, isOfProfile)) {
		return parseText(head, in)
	}
	return parseSeeds(head, in)
}

func isOfProfile(field string) bool { return near.Word(field, profileFields) != "" }

// parseText parses a profile, or the name of a built-in one.
func parseText(head []byte, _ io.Reader) (*asked, error) {
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

// parseSeeds reads the tokens of a seed file.
func parseSeeds(_ []byte, in io.Reader) (*asked, error) {
	reader, err := seedfile.NewReader(in, "", seedfile.Options{})
	if err != nil {
		return nil, seedProblem([]error{err})
	}
	found := &asked{}
	var problems []error
	for {
		token, err := reader.Next()
		problem, failed := errors.AsType[*seedfile.Error](err)
		switch {
		case errors.Is(err, io.EOF) && len(problems) == 0:
			return found, nil
		case errors.Is(err, io.EOF):
			return nil, seedProblem(problems)
		case err == nil && len(found.profiles) == maxTokens:
			return nil, web.NewProblem(http.StatusRequestEntityTooLarge, fmt.Sprintf("the seed file has more than %d tokens, the most that the server can have", maxTokens), "")
		case err == nil:
			found.profiles = append(found.profiles, token.Profile())
		case failed && problem.Kind.IsWarning():
		case failed && problem.Kind == seedfile.Bad && len(problems) < mostProblems:
			problems = append(problems, err)
		default:
			return nil, seedProblem(append(problems, err))
		}
	}
}

// mostProblems bounds the errors of a seed file.
const mostProblems = 10
