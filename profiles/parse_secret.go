package profiles

import (
	"regexp"

	"go.yaml.in/yaml/v3"
)

const secretForms = "{hex: …}, {base32: …}, {file: …} or {env: …}"

func (p *Profile) readSecret(f *fields, fetch func(*Secret) error) {
	node, ok := f.take("secret")
	switch {
	case !ok:
		f.wrong(f.line, "secret", "", "is missing: must be %s", secretForms)
		return
	case node.Kind != yaml.MappingNode:
		f.wrong(node.Line, "secret", "", "must be %s", secretForms)
		return
	}
	s := fieldsOf(f.file, "secret.", true, node, f.problems)
	if len(s.order) != 1 {
		f.wrong(node.Line, "secret", "", "has %d fields: must be one of %s", len(s.order), secretForms)
	}
	anything := func(string) bool { return true }
	p.readKey(s, fromHex, "hexadecimal text", ParseHex)
	p.readKey(s, fromBase32, "base32 text", parseBase32)
	if path, ok := s.text(string(fromFile), "the path of a file with hex text", func(s string) bool { return s != "" }); ok {
		p.Secret = Secret{source: fromFile, reference: path}
	}
	if name, ok := s.text(string(fromEnv), "the name of an environment variable with hex text", anything); ok {
		if !environmentName.MatchString(name) {
			s.invalid(string(fromEnv), name, "the name of an environment variable: letters, digits and _")
		}
		p.Secret = Secret{source: fromEnv, reference: name}
	}
	s.finish()
	if err := fetch(&p.Secret); err != nil {
		s.wrong(node.Line, string(p.Secret.source), "", "%v", err)
	}
}

var environmentName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

func (p *Profile) readKey(s *fields, source secretSource, allowed string, decode func(string) ([]byte, error)) {
	text, ok := s.text(string(source), allowed, func(string) bool { return true })
	if !ok {
		return
	}
	key, err := decode(text)
	if err != nil {
		s.wrong(s.lineOf(string(source)), string(source), "", "%v", err)
		return
	}
	p.Secret = Secret{key: key, source: fromHex}
}
