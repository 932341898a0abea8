package profiles

import (
	"encoding/hex"
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"
)

const secretForms = "{hex: …}, {base32: …}, {file: …} or {env: …}"

func (p *Profile) readSecret(f *fields, fetch func(*Secret) error) {
	node, ok := f.take("secret")
	switch {
	case !ok:
		f.wrong(f.line, "secret", "", "is missing: must be %s", secretForms)
		return
	case node.Kind != yaml.MappingNode:
		f.wrong(node.Line, "secret", `write secret: {hex: "…"}`, "must be %s", secretForms)
		return
	}
	s := fieldsOf(f.file, "secret.", true, node, f.problems)
	if len(s.order) != 1 {
		f.wrong(node.Line, "secret", "", "has %d fields: must be one of %s", len(s.order), secretForms)
	}
	p.readKey(s, fromHex, "hexadecimal text", parseHex)
	p.readKey(s, fromBase32, "base32 text", parseBase32)
	if path, ok := s.text(string(fromFile), "the path of a file with hex text", func(s string) bool { return s != "" && !standsForSecret(s) }); ok {
		p.Secret = Secret{source: fromFile, reference: path}
	}
	if name, ok := s.text(string(fromEnv), "the name of an environment variable with hex text: letters, digits and _",
		func(s string) bool { return environmentName.MatchString(s) && !standsForSecret(s) }); ok {
		p.Secret = Secret{source: fromEnv, reference: name}
	}
	s.finish()
	if err := fetch(&p.Secret); err != nil {
		s.wrong(node.Line, string(p.Secret.source), "", "%v", err)
	}
}

// standsForSecret reports whether a secret stands where a file or a variable should be
// named: the name would be shown.
func standsForSecret(name string) bool {
	_, err := hex.DecodeString(name)
	return err == nil && len(name) >= 16 || LooksSecret(name)
}

var environmentName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

func (p *Profile) readKey(s *fields, source secretSource, allowed string, decode func(string) ([]byte, error)) {
	text, ok := s.text(string(source), allowed, anyText)
	if !ok {
		return
	}
	key, err := decode(text)
	if err != nil {
		advice := ""
		if _, isBase32 := parseBase32(text); source == fromHex && isBase32 == nil && strings.IndexFunc(text, isNot(hexDigits)) >= 0 {
			advice = `is it base32? write secret: {base32: "…"}`
		}
		s.wrong(s.lineOf(string(source)), string(source), advice, "%v", err)
		return
	}
	p.Secret = Secret{key: key, source: fromHex}
}

func anyText(string) bool { return true }
