package profiles

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// maxSize is more than a hundred times a full profile. It keeps a wrong file
// from being read whole.
const maxSize = 64 << 10

// readLimited reads a file of at most so many bytes. It may be a pipe.
func readLimited(path string, limit int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // it is only read
	return readAtMost(file, path, limit)
}

func readAtMost(r io.Reader, name string, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("%s is larger than %d bytes: is it the right file?", name, limit)
	}
	return data, nil
}

// parseDocument reads the one YAML document of a file. It expands nothing:
// aliases stay nodes, which the fields refuse, so that a small file cannot
// become a large value.
func parseDocument(name string, data []byte) (*yaml.Node, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	wrong := func(line int, advice, format string, args ...any) error {
		return &Error{File: name, Line: line, Problem: fmt.Sprintf(format, args...), Advice: advice}
	}
	if bytes.ContainsRune(data, 0) || !utf8.Valid(data) {
		return nil, wrong(0, "", "not a text file: a profile is YAML in UTF-8")
	}
	if line := tabbedLine(data); line > 0 {
		return nil, wrong(line, "replace the tab by spaces", "the line begins with a tab: YAML is indented with spaces")
	}

	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var document, second yaml.Node
	if err := decoder.Decode(&document); errors.Is(err, io.EOF) || err == nil && isEmpty(&document) {
		return nil, wrong(0, "etokenpass profile new writes one", "the document is empty: a profile needs at least serial and secret")
	} else if err != nil {
		line, problem := syntaxError(err, data)
		return nil, wrong(min(line, bytes.Count(data, []byte("\n"))+1),
			"look for a quote or brace that is missing, or a blank after a colon, there or in the line above", "not valid YAML: %s", problem)
	}
	if err := decoder.Decode(&second); !errors.Is(err, io.EOF) {
		return nil, wrong(second.Line, "", "a second document: a profile is one")
	}
	return document.Content[0], nil
}

func isEmpty(document *yaml.Node) bool {
	return len(document.Content) == 0 || document.Content[0].Tag == "!!null" && document.Content[0].Value == ""
}

// tabbedLine is the first line whose indentation has a tab, or 0. The YAML
// library says "found character that cannot start any token" of it, if anything.
func tabbedLine(data []byte) int {
	for i, line := range bytes.Split(data, []byte("\n")) {
		indentation := line[:len(line)-len(bytes.TrimLeft(line, " \t"))]
		if bytes.ContainsRune(indentation, '\t') && len(bytes.TrimSpace(line)) > 0 {
			return i + 1
		}
	}
	return 0
}

var (
	yamlLine      = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)`)
	unknownAnchor = regexp.MustCompile(`^unknown anchor '(.*)' referenced`)
)

// syntaxError takes the line number out of the YAML library's message. The
// library counts from 0 where its parser fails, and from 1 where its scanner does.
func syntaxError(err error, data []byte) (line int, problem string) {
	first, _, _ := strings.Cut(err.Error(), "\n")
	match := yamlLine.FindStringSubmatch(first)
	if match == nil {
		return 0, first
	}
	line, _ = strconv.Atoi(match[1]) // none is 0
	if anchor := unknownAnchor.FindStringSubmatch(match[2]); anchor != nil {
		before, _, _ := bytes.Cut(data, []byte("*"+anchor[1]))
		return bytes.Count(before, []byte("\n")) + 1, "an alias to nothing" // its name may be a secret in the wrong place
	}
	if strings.HasPrefix(match[2], "did not find expected") {
		line++
	}
	fileText := regexp.MustCompile("`[^`]*`|'[^' ,]{2,}'|\"[^\"]{2,}\"") // single characters are of YAML
	return line, fileText.ReplaceAllString(match[2], "(text of the file)")
}
