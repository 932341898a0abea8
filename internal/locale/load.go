package locale

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"gopkg.in/yaml.v3"
)

// entry is a key's value in a file.
type entry struct {
	EN forms `yaml:"en"`
	RU forms `yaml:"ru"`
}

func (e entry) in(language Language) forms {
	if language == Russian {
		return e.RU
	}
	return e.EN
}

// forms maps plural categories to the forms of a text. A text that counts nothing has only the category plain.
type forms map[string]string

const plain = ""

// UnmarshalYAML accepts one text, or a map with one for each plural category.
func (f *forms) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.ScalarNode && node.Tag == "!!str" {
		*f = forms{plain: node.Value}
		return nil
	}
	var all map[string]string
	if err := node.Decode(&all); err != nil || len(all) == 0 {
		return fmt.Errorf("line %d: must be a text, or a text for each plural category", node.Line)
	}
	*f = all
	return nil
}

// folder is the folder of the text files.
const folder = "text"

// load reads all text files. Its error names the file and the key.
func load(files fs.FS) (map[Language]*Texts, error) {
	all := map[Language]*Texts{}
	for _, language := range Languages() {
		all[language] = &Texts{language, map[Key]forms{}}
	}
	names, err := fs.Glob(files, folder+"/*.yaml")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		if err := read(all, name, data); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	if len(all[English].forms) == 0 {
		return nil, fmt.Errorf("%s: no texts", folder)
	}
	return all, nil
}

// keyPattern matches a key.
var keyPattern = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[a-z]+(\.[a-z][a-z0-9_]*)+$`)
})

// read parses a file and adds its texts to all.
func read(all map[Language]*Texts, name string, data []byte) error {
	var entries map[Key]entry
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&entries); err != nil {
		return err
	}
	group := strings.TrimSuffix(path.Base(name), ".yaml")
	var problems []error
	for _, key := range slices.Sorted(maps.Keys(entries)) {
		first, _, _ := strings.Cut(string(key), ".")
		if !keyPattern().MatchString(string(key)) || first != group {
			problems = append(problems, fmt.Errorf("%s: must be like %s.some_name", key, group))
			continue
		}
		if err := entries[key].check(); err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", key, err))
		}
		for language, texts := range all {
			texts.forms[key] = entries[key].in(language)
		}
	}
	return errors.Join(problems...)
}

// check checks an entry: each language has exactly its plural forms, or neither has any, and all texts have the same
// placeholders.
func (e entry) check() error {
	_, isPlain := e.EN[plain]
	want := placeholders(e.EN.any())
	for _, language := range Languages() {
		expected := categories[language]
		if isPlain {
			expected = []string{plain}
		}
		all := e.in(language)
		if got := slices.Sorted(maps.Keys(all)); !slices.Equal(got, slices.Sorted(slices.Values(expected))) {
			return fmt.Errorf("%s: has the forms %q, not %q", language, got, expected)
		}
		for _, text := range all {
			if text == "" {
				return fmt.Errorf("%s: is empty", language)
			}
			if got := placeholders(text); !slices.Equal(got, want) {
				return fmt.Errorf("%s: has the placeholders %q, not %q", language, got, want)
			}
		}
	}
	if !isPlain && !slices.Contains(want, "n") {
		return errors.New("has plural forms and no {n}")
	}
	return nil
}

// any returns one of the forms.
func (f forms) any() string {
	for _, text := range f {
		return text
	}
	return ""
}

var placeholderPattern = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\{([^}]*)\}`)
})

// placeholders returns the names of a text's placeholders, sorted and without duplicates.
func placeholders(text string) []string {
	names := map[string]bool{}
	for _, match := range placeholderPattern().FindAllStringSubmatch(text, -1) {
		names[match[1]] = true
	}
	return slices.Sorted(maps.Keys(names))
}
