// Package strictyaml reads YAML documents that users write, such as profiles. It is strict, so
// that a typing mistake is an error and never a default: it refuses unknown and repeated
// fields, aliases, tags, a second document and values of the wrong type. Every error contains
// the file, the line, the field and what is allowed.
//
// Aliases are never expanded, so a small document cannot become a large one. Errors do not show
// a value that could be a secret.
package strictyaml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// Kind describes a kind of document in errors.
type Kind struct {
	Name   string // with an article: "a profile"
	Fields string // the required fields: "serial and secret"
	Advice string // what to try if a document is empty or another kind; may be ""
}

// Parse parses a file that contains one document, a mapping, and calls read to read its fields.
// file is the name of the file in errors. It returns all problems at once: an [*Error] for
// each, joined and sorted by line.
func (k Kind) Parse(file string, data []byte, read func(*Mapping)) error {
	d := &document{kind: k, file: file}
	root, err := d.root(data)
	if err != nil {
		return err
	}
	d.read("", false, root, read)
	return d.joined()
}

// document is the file being read.
type document struct {
	kind     Kind
	file     string
	problems []*Error
}

func (d *document) wrong(line int, field, advice, format string, args ...any) *Error {
	return &Error{File: d.file, Line: line, Field: field, Problem: fmt.Sprintf(format, args...), Advice: advice}
}

// joined returns the problems as one error, or nil.
func (d *document) joined() error {
	slices.SortStableFunc(d.problems, func(a, b *Error) int { return a.Line - b.Line })
	all := make([]error, len(d.problems))
	for i, problem := range d.problems {
		all[i] = problem
	}
	return errors.Join(all...)
}

// root returns the mapping at the root of the file. Aliases remain nodes, which the fields
// refuse.
func (d *document) root(data []byte) (*yaml.Node, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if bytes.ContainsRune(data, 0) || !utf8.Valid(data) {
		return nil, d.wrong(0, "", "", "not a text file: %s is YAML in UTF-8", d.kind.Name)
	}
	if line := tabbedLine(data); line > 0 {
		return nil, d.wrong(line, "", "replace the tab with spaces", "the line begins with a tab: YAML is indented with spaces")
	}

	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var first, second yaml.Node
	if err := decoder.Decode(&first); errors.Is(err, io.EOF) || err == nil && isEmpty(&first) {
		return nil, d.wrong(0, "", d.kind.Advice, "the document is empty: %s needs at least %s", d.kind.Name, d.kind.Fields)
	} else if err != nil {
		line, problem := syntaxError(err, data)
		return nil, d.wrong(min(line, bytes.Count(data, []byte("\n"))+1), "",
			"look for a missing quote or brace, or a missing space after a colon, on that line or the one above", "not valid YAML: %s", problem)
	}
	if err := decoder.Decode(&second); !errors.Is(err, io.EOF) {
		return nil, d.wrong(second.Line, "", "", "a second document: %s must be a single one", d.kind.Name)
	}
	root := first.Content[0]
	if root.Kind != yaml.MappingNode {
		return nil, d.wrong(root.Line, "", d.kind.Advice, "not %s: must be a mapping with fields like %s", d.kind.Name, d.kind.Fields)
	}
	return root, nil
}

func isEmpty(document *yaml.Node) bool {
	return len(document.Content) == 0 || document.Content[0].Tag == "!!null" && document.Content[0].Value == ""
}

// tabbedLine returns the number of the first line that is indented with a tab, or 0. The YAML
// library's own message for it is not helpful ("found character that cannot start any token").
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
	yamlLine      = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)`) })
	unknownAnchor = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^unknown anchor '(.*)' referenced`) })
)

// syntaxError extracts the line number from a message of the YAML library and removes text
// quoted from the file. The parser of the library counts lines from 0, its scanner from 1.
func syntaxError(err error, data []byte) (line int, problem string) {
	first, _, _ := strings.Cut(err.Error(), "\n")
	match := yamlLine().FindStringSubmatch(first)
	if match == nil {
		return 0, first
	}
	line, _ = strconv.Atoi(match[1]) // 0 if there is none
	if anchor := unknownAnchor().FindStringSubmatch(match[2]); anchor != nil {
		before, _, _ := bytes.Cut(data, []byte("*"+anchor[1]))
		return bytes.Count(before, []byte("\n")) + 1, "an undefined alias" // the name of the alias may be a misplaced secret
	}
	if strings.HasPrefix(match[2], "did not find expected") {
		line++
	}
	fileText := regexp.MustCompile("`[^`]*`|'[^' ,]{2,}'|\"[^\"]{2,}\"") // single characters are YAML's own
	return line, fileText.ReplaceAllString(match[2], "(text of the file)")
}
