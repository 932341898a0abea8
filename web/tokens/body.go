package tokens

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"

	"gopkg.in/yaml.v3"

	"etokenpass/internal/near"
	"etokenpass/profiles"
	"etokenpass/profiles/seedfile"
	"etokenpass/web"
	"etokenpass/web/upload"
)

// The sizes of bodies that create tokens, in bytes.
const (
	maxProfile  = 64 << 10 // as for a profile in a file
	maxSeedFile = upload.MaxFile
)

// bodyTypes are the content types that say what a body is. All others, such as the one that curl -d
// sends, leave it to the content.
var bodyTypes = map[string]func(*upload.File) (*asked, error){
	"application/yaml": parseText, "application/x-yaml": parseText, "text/yaml": parseText, "text/x-yaml": parseText,
	"text/csv": parseSeeds, "application/pskc+xml": parseSeeds, "application/xml": parseSeeds, "text/xml": parseSeeds,
	"image/png": parseSeeds, "image/jpeg": parseSeeds, "image/gif": parseSeeds,
	"application/json": parseAny, "application/octet-stream": parseAny, "application/x-www-form-urlencoded": parseAny,
	"text/plain": parseAny, "": parseAny, upload.FormType: parseAny,
}

// parseBody parses a body: a profile, the name of a built-in one, a seed file, or a form with one of these.
func parseBody(contentType string, body io.Reader) (*asked, error) {
	media, parameters, _ := mime.ParseMediaType(contentType) // "" if it is not valid
	parse := bodyTypes[media]
	if parse == nil {
		return nil, web.NewProblem(http.StatusUnsupportedMediaType, "unknown content type",
			"use application/json, application/yaml, application/octet-stream for a seed file, or "+upload.FormType+" for one with a password")
	}
	file, err := openBody(media, parameters, body)
	if err != nil {
		return nil, err
	}
	found, err := parse(file)
	if file.Failed() != nil {
		return nil, file.Failed() // the parser's error only repeats it
	}
	return found, err
}

func openBody(media string, parameters map[string]string, body io.Reader) (*upload.File, error) {
	const head = maxProfile + 1
	if media == upload.FormType {
		return upload.OpenForm(parameters["boundary"], body, head)
	}
	return upload.Open(body, head), nil
}

// parseAny parses what it is. A mapping with a field of a profile, or one that is written almost like it, is a profile.
func parseAny(file *upload.File) (*asked, error) {
	fields, isMapping := fieldsOf(file.Head)
	if isMapping && (len(fields) == 0 || slices.ContainsFunc(fields, isOfProfile)) {
		return parseText(file)
	}
	return parseSeeds(file)
}

func isOfProfile(field string) bool { return near.Word(field, profileFields) != "" }

// parseText parses a profile, or the name of a built-in one.
func parseText(file *upload.File) (*asked, error) {
	head := file.Head
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
func parseSeeds(file *upload.File) (*asked, error) {
	seeds, warnings, err := file.Seeds(maxTokens, seedfile.Options{})
	if err != nil {
		return nil, err
	}
	found := &asked{warnings: warnings, profiles: make([]*profiles.Profile, len(seeds))}
	for i, seed := range seeds {
		found.profiles[i] = seed.Profile()
	}
	return found, nil
}
